/// \file
/// Association measures of a contingency table.
///
/// Edges, for all: if n is 0, every measure but the count is NaN. Tests are 0 and their p 1 if a margin is 0.
/// Effect sizes are extended reals: 0/0 is NaN, x/0 infinite, log 0 is −inf, and NaN stays NaN. Smoothed
/// ratios are NaN if a margin is 0. Exact tests of counts that are not whole are NaN.
#pragma once

#include "comention/contingency.hpp"

namespace comention {

double count(const Contingency& t);
/// r1·c1/n, the joint count of independent tags.
double expected(const Contingency& t);
/// o11/n.
double support(const Contingency& t);
/// o11/r1 and o11/c1.
double cond_b_given_a(const Contingency& t);
double cond_a_given_b(const Contingency& t);

/// Measures of the joint and any expected count.
namespace of_expected {
double lift(double joint, double expected);
double rsca(double joint, double expected);
double pmi(double joint, double expected);
double local_pmi(double joint, double expected);
double ic(double joint, double expected);
double simple_g2(double joint, double expected);
double z(double joint, double expected);
double t(double joint, double expected);
}  // namespace of_expected

/// o11 / expected, as (o11/r1)·(n/c1).
double lift(const Contingency& t);
/// o11/(r1·c1).
double association_strength(const Contingency& t);
/// (o11 − expected)/(o11 + expected).
double rsca(const Contingency& t);
/// log2 of lift: pointwise mutual information (Church and Hanks, 1990).
double pmi(const Contingency& t);
/// log2(p11²/(pa·pb)).
double pmi_k2(const Contingency& t);
/// pmi / −log2(o11/n), from −1 to 1 (Bouma, 2009); −1 if o11 is 0 though it might not be, NaN if o11 is n.
double npmi(const Contingency& t);
/// o11·log2 of lift.
double local_pmi(const Contingency& t);
/// The standard error of pmi by the delta method, in bits.
double pmi_se(const Contingency& t);
/// log2((o11 + ½)/(expected + ½)), the shrunk information component (Norén, Hopstadius and Bate, 2013).
double ic(const Contingency& t);
/// Signed Poisson likelihood ratio, of the joint count alone.
double simple_g2(const Contingency& t);
/// (o11 − expected)/√expected and /√o11.
double z(const Contingency& t);
double t(const Contingency& t);
/// Signed log-likelihood ratio (Dunning, 1993).
double g2(const Contingency& t);
/// Its two-sided p by χ² with one degree of freedom, and −log10 of that, which does not underflow.
double g2_p(const Contingency& t);
double g2_neglog10p(const Contingency& t);
/// Pearson's χ², and with the continuity correction of Yates (1934).
double chi2(const Contingency& t);
double chi2_yates(const Contingency& t);
/// The standardised residual, √χ² with a sign (Haberman, 1973), and by the hypergeometric variance.
double z_adj(const Contingency& t);
double z_hyp(const Contingency& t);
/// Fisher's exact test: more, fewer, or as improbable (Fisher, 1935), and −log10 of the first.
double fisher_greater(const Contingency& t);
double fisher_less(const Contingency& t);
double fisher_two(const Contingency& t);
double fisher_greater_neglog10p(const Contingency& t);
/// The same with half of the probability of the table itself (Lancaster, 1961).
double midp_greater(const Contingency& t);
double midp_less(const Contingency& t);
double midp_two(const Contingency& t);
double odds_ratio(const Contingency& t);
/// Natural log of the odds ratio with ½ added to each cell (Haldane, 1956).
double log_odds(const Contingency& t);
/// Its standard error (Gart, 1966), and the ends of its 95 % interval.
double log_odds_se(const Contingency& t);
double log_odds_lo(const Contingency& t);
double log_odds_hi(const Contingency& t);
/// log2 of the ratio of relative frequencies with ½ added (Hardie, 2014), and its standard error.
double log_ratio(const Contingency& t);
double log_ratio_se(const Contingency& t);
/// Log odds with an informative Dirichlet prior of 10 units (Monroe, Colaresi and Quinn, 2008), and its z.
double log_odds_idp(const Contingency& t);
double log_odds_idp_z(const Contingency& t);
double relative_risk(const Contingency& t);
/// ΔP (Allan, 1980).
double delta_p_b_given_a(const Contingency& t);
double delta_p_a_given_b(const Contingency& t);
double phi(const Contingency& t);
/// (Yule, 1900).
double yule_q(const Contingency& t);
/// o11/(r1 + c1 − o11) (Jaccard, 1912).
double jaccard(const Contingency& t);
/// 2·o11/(r1 + c1) (Dice, 1945), and 14 + log2 of it (Rychlý, 2008).
double dice(const Contingency& t);
double log_dice(const Contingency& t);
/// o11/√(r1·c1) (Ochiai, 1957).
double cosine(const Contingency& t);
/// o11/min(r1, c1) and o11/max(r1, c1).
double overlap(const Contingency& t);
double min_sensitivity(const Contingency& t);
/// The mean of the two conditional probabilities (Kulczyński, 1927).
double kulczynski2(const Contingency& t);
/// Mutual information in bits, and its share of the entropy of b (Theil, 1970).
double mi(const Contingency& t);
double theil_u_b_given_a(const Contingency& t);

}  // namespace comention
