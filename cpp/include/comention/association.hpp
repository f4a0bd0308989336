/// \file
/// Association measures of a contingency table.
///
/// Edges, for all: if n is 0, every measure but the count is NaN. Effect sizes are extended reals: 0/0 is
/// NaN, x/0 infinite, log 0 is −inf, and NaN stays NaN.
#pragma once

#include "comention/contingency.hpp"

namespace comention {

double count(const Contingency& t);
/// r1·c1/n, the joint count of independent tags.
double expected(const Contingency& t);
/// o11 / expected.
double lift(const Contingency& t);
/// log2 of lift: pointwise mutual information (Church and Hanks, 1990).
double pmi(const Contingency& t);
/// pmi / −log2(o11/n), from −1 to 1 (Bouma, 2009); −1 if o11 is 0 though it might not be, NaN if o11 is n.
double npmi(const Contingency& t);
/// log2((o11 + ½)/(expected + ½)), the shrunk information component (Norén, Hopstadius and Bate, 2013).
double ic(const Contingency& t);
/// Natural log of the odds ratio with ½ added to each cell (Haldane, 1956); NaN if a margin is 0.
double log_odds(const Contingency& t);
/// Its standard error (Gart, 1966).
double log_odds_se(const Contingency& t);
/// Signed log-likelihood ratio (Dunning, 1993); 0 if a margin is 0.
double g2(const Contingency& t);
/// Its two-sided p by χ² with one degree of freedom; 1 if a margin is 0.
double g2_p(const Contingency& t);
/// o11/√(r1·c1) (Ochiai, 1957).
double cosine(const Contingency& t);
/// o11/(r1 + c1 − o11) (Jaccard, 1912).
double jaccard(const Contingency& t);

}  // namespace comention
