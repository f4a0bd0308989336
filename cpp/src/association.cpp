#include "comention/association.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "distributions.hpp"

namespace comention {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double ln2 = 0.69314718055994530942;
constexpr double ln10 = 2.30258509299404568402;
constexpr double z975 = 1.959963984540054;          // quantile of the normal distribution
constexpr double prior = 10;                        // units of the informative prior
constexpr double exact_limit = 9007199254740992.0;  // 2^53

__extension__ using Wide = __int128;

bool is_exact(double x) { return std::abs(x) < exact_limit && std::floor(x) == x; }

double sign(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0; }

/// (1+δ)·ln(1+δ) − δ without loss of digits near 0.
double excess(double delta) {
    if (delta <= -1) return 1;
    if (std::abs(delta) >= 0.3) return (1 + delta) * std::log1p(delta) - delta;
    const double r = delta / (2 + delta);
    const double square = r * r;
    double series = 0;
    double power = 1;
    for (int k = 3; k < 40; k += 2) {
        power *= square;
        series += power / k;
    }
    return delta * delta + (1 + delta) * r * (2 * series - delta);
}

/// Rounding may carry a measure past its bound; NaN stays.
double at_most_one(double x) { return x > 1 ? 1 : x; }

/// Rounding may carry a variance below 0; NaN stays.
double not_negative(double x) { return x < 0 ? 0 : x; }

/// An exact test; `otherwise` where a margin is empty, NaN for counts that are not whole.
template <class Test>
double exact_test(const Contingency& t, double otherwise, Test test) {
    if (t.n == 0 || !is_exact(t.o11) || !is_exact(t.o12) || !is_exact(t.o21) || !is_exact(t.o22)) return nan;
    if (t.empty_margin()) return otherwise;
    return test(Hypergeometric(t.r1, t.c1, t.n), t.o11);
}

std::string shown(double x) {
    std::string text = std::to_string(x);
    return is_exact(x) ? text.substr(0, text.find('.')) : text;
}

}  // namespace

Contingency::Contingency(double joint, double row_total, double col_total, double total)
    : o11(joint),
      o12(row_total - joint),
      o21(col_total - joint),
      o22(total - row_total - col_total + joint),
      r1(row_total),
      r2(total - row_total),
      c1(col_total),
      c2(total - col_total),
      n(total) {
    if (o11 < 0 || o12 < 0 || o21 < 0 || o22 < 0)
        throw std::invalid_argument("no cell of a table may be negative. Given joint " + shown(joint) +
                                    ", row total " + shown(row_total) + ", column total " + shown(col_total) +
                                    ", n " + shown(total));
}

double Contingency::determinant() const {
    if (!is_exact(o11) || !is_exact(o12) || !is_exact(o21) || !is_exact(o22)) return o11 * o22 - o12 * o21;
    const auto wide = [](double x) { return static_cast<Wide>(x); };
    return static_cast<double>(wide(o11) * wide(o22) - wide(o12) * wide(o21));
}

namespace of_expected {

double lift(double joint, double expected) { return joint / expected; }

double rsca(double joint, double expected) { return (joint - expected) / (joint + expected); }

double pmi(double joint, double expected) { return std::log2(joint / expected); }

double local_pmi(double joint, double expected) {
    return joint == 0 && expected > 0 ? 0 : joint * std::log2(joint / expected);
}

double ic(double joint, double expected) { return std::log2((joint + 0.5) / (expected + 0.5)); }

double simple_g2(double joint, double expected) {
    if (expected == 0) return 0;
    return sign(joint - expected) * 2 * expected * excess(joint / expected - 1);
}

double z(double joint, double expected) {
    return expected == 0 ? 0 : (joint - expected) / std::sqrt(expected);
}

double t(double joint, double expected) {
    if (joint == 0) return expected > 0 ? -inf : expected == 0 ? 0 : nan;
    return (joint - expected) / std::sqrt(joint);
}

}  // namespace of_expected

double count(const Contingency& t) { return t.o11; }

double expected(const Contingency& t) { return t.r1 * (t.c1 / t.n); }

double support(const Contingency& t) { return t.o11 / t.n; }

double cond_b_given_a(const Contingency& t) { return t.n == 0 ? nan : t.o11 / t.r1; }

double cond_a_given_b(const Contingency& t) { return t.n == 0 ? nan : t.o11 / t.c1; }

double lift(const Contingency& t) { return (t.o11 / t.r1) * (t.n / t.c1); }

double association_strength(const Contingency& t) { return t.n == 0 ? nan : t.o11 / t.r1 / t.c1; }

double rsca(const Contingency& t) { return of_expected::rsca(t.o11, expected(t)); }

double pmi(const Contingency& t) { return std::log2(lift(t)); }

double pmi_k2(const Contingency& t) {
    return t.n == 0 ? nan : 2 * std::log2(t.o11 / (std::sqrt(t.r1) * std::sqrt(t.c1)));
}

double npmi(const Contingency& t) {
    if (t.n == 0 || t.o11 == t.n) return nan;
    if (t.o11 == 0) return expected(t) > 0 ? -1 : nan;
    return at_most_one(pmi(t) / -std::log2(t.o11 / t.n));
}

double local_pmi(const Contingency& t) {
    if (t.o11 == 0 && expected(t) > 0) return 0;
    return t.o11 * pmi(t);
}

double pmi_se(const Contingency& t) {
    if (t.n == 0 || t.r1 == 0 || t.c1 == 0) return nan;
    if (t.o11 == 0) return inf;
    const double variance = 1 / t.o11 - 1 / t.r1 - 1 / t.c1 + 2 * (t.o11 / t.r1) / t.c1 - 1 / t.n;
    return std::sqrt(not_negative(variance)) / ln2;
}

double ic(const Contingency& t) { return of_expected::ic(t.o11, expected(t)); }

double simple_g2(const Contingency& t) { return of_expected::simple_g2(t.o11, expected(t)); }

double z(const Contingency& t) { return of_expected::z(t.o11, expected(t)); }

double t(const Contingency& table) { return of_expected::t(table.o11, expected(table)); }

double g2(const Contingency& t) {
    if (t.n == 0) return nan;
    if (t.empty_margin()) return 0;
    const double det = t.determinant();
    const auto term = [&](double r, double c, double signed_det) {
        return r * (c / t.n) * excess(signed_det / r / c);
    };
    return sign(det) * 2 *
           (term(t.r1, t.c1, det) + term(t.r1, t.c2, -det) + term(t.r2, t.c1, -det) + term(t.r2, t.c2, det));
}

double g2_p(const Contingency& t) { return std::erfc(std::sqrt(std::abs(g2(t)) / 2)); }

double g2_neglog10p(const Contingency& t) { return -log_erfc(std::sqrt(std::abs(g2(t)) / 2)) / ln10; }

double chi2(const Contingency& t) { return t.n == 0 ? nan : z_adj(t) * z_adj(t); }

double chi2_yates(const Contingency& t) {
    if (t.n == 0) return nan;
    if (t.empty_margin()) return 0;
    const double left = not_negative(std::abs(t.determinant()) - t.n / 2);
    const double root = left / (std::sqrt(t.r1) * std::sqrt(t.r2)) / (std::sqrt(t.c1) * std::sqrt(t.c2));
    return t.n * root * root;
}

double z_adj(const Contingency& t) {
    if (t.n == 0) return nan;
    return t.empty_margin() ? 0 : phi(t) * std::sqrt(t.n);
}

double z_hyp(const Contingency& t) {
    if (t.n == 0) return nan;
    return t.empty_margin() ? 0 : phi(t) * std::sqrt(t.n - 1);
}

double fisher_greater(const Contingency& t) {
    return exact_test(t, 1, [](const Hypergeometric& h, double x) { return h.at_least(x); });
}

double fisher_less(const Contingency& t) {
    return exact_test(t, 1, [](const Hypergeometric& h, double x) { return h.at_most(x); });
}

double fisher_two(const Contingency& t) {
    return exact_test(t, 1, [](const Hypergeometric& h, double x) { return h.as_improbable(x); });
}

double fisher_greater_neglog10p(const Contingency& t) {
    return exact_test(t, 0,
                      [](const Hypergeometric& h, double x) { return -h.log_at_least(x) / ln10 + 0.0; });
}

double midp_greater(const Contingency& t) {
    return exact_test(t, 0.5, [](const Hypergeometric& h, double x) { return h.mid_at_least(x); });
}

double midp_less(const Contingency& t) {
    return exact_test(t, 0.5, [](const Hypergeometric& h, double x) { return h.mid_at_most(x); });
}

double midp_two(const Contingency& t) {
    const double less = midp_less(t), greater = midp_greater(t);
    return at_most_one(2 * (less < greater || std::isnan(less) ? less : greater));
}

double odds_ratio(const Contingency& t) { return t.n == 0 ? nan : (t.o11 / t.o12) * (t.o22 / t.o21); }

double log_odds(const Contingency& t) {
    if (t.empty_margin()) return nan;
    return std::log((t.o11 + 0.5) / (t.o12 + 0.5)) - std::log((t.o21 + 0.5) / (t.o22 + 0.5));
}

double log_odds_se(const Contingency& t) {
    if (t.empty_margin()) return nan;
    return std::sqrt(1 / (t.o11 + 0.5) + 1 / (t.o12 + 0.5) + 1 / (t.o21 + 0.5) + 1 / (t.o22 + 0.5));
}

double log_odds_lo(const Contingency& t) { return log_odds(t) - z975 * log_odds_se(t); }

double log_odds_hi(const Contingency& t) { return log_odds(t) + z975 * log_odds_se(t); }

double log_ratio(const Contingency& t) {
    if (t.empty_margin()) return nan;
    return std::log2((t.o11 + 0.5) / (t.r1 + 0.5)) - std::log2((t.o21 + 0.5) / (t.r2 + 0.5));
}

double log_ratio_se(const Contingency& t) {
    if (t.empty_margin()) return nan;
    const double variance = 1 / (t.o11 + 0.5) - 1 / (t.r1 + 0.5) + 1 / (t.o21 + 0.5) - 1 / (t.r2 + 0.5);
    return std::sqrt(not_negative(variance)) / ln2;
}

double log_odds_idp(const Contingency& t) {
    const double a = prior * t.c1 / t.n, b = prior * t.c2 / t.n;
    return std::log((t.o11 + a) / (t.o12 + b)) - std::log((t.o21 + a) / (t.o22 + b));
}

double log_odds_idp_z(const Contingency& t) {
    const double a = prior * t.c1 / t.n;
    return log_odds_idp(t) / std::sqrt(1 / (t.o11 + a) + 1 / (t.o21 + a));
}

double relative_risk(const Contingency& t) { return t.n == 0 ? nan : (t.o11 / t.r1) / (t.o21 / t.r2); }

double delta_p_b_given_a(const Contingency& t) { return t.n == 0 ? nan : t.determinant() / t.r1 / t.r2; }

double delta_p_a_given_b(const Contingency& t) { return t.n == 0 ? nan : t.determinant() / t.c1 / t.c2; }

double phi(const Contingency& t) {
    if (t.n == 0) return nan;
    const double value =
        t.determinant() / (std::sqrt(t.r1) * std::sqrt(t.r2)) / (std::sqrt(t.c1) * std::sqrt(t.c2));
    return std::copysign(at_most_one(std::abs(value)), value);
}

double yule_q(const Contingency& t) {
    if (t.n == 0) return nan;
    return t.determinant() / (t.o11 * t.o22 + t.o12 * t.o21);
}

double jaccard(const Contingency& t) { return t.n == 0 ? nan : t.o11 / (t.r1 + t.c1 - t.o11); }

double dice(const Contingency& t) { return t.n == 0 ? nan : 2 * t.o11 / (t.r1 + t.c1); }

double log_dice(const Contingency& t) { return 14 + std::log2(dice(t)); }

double cosine(const Contingency& t) {
    return t.n == 0 ? nan : at_most_one(t.o11 / (std::sqrt(t.r1) * std::sqrt(t.c1)));
}

double overlap(const Contingency& t) { return t.n == 0 ? nan : t.o11 / std::fmin(t.r1, t.c1); }

double min_sensitivity(const Contingency& t) { return t.n == 0 ? nan : t.o11 / std::fmax(t.r1, t.c1); }

double kulczynski2(const Contingency& t) { return t.n == 0 ? nan : (t.o11 / t.r1 + t.o11 / t.c1) / 2; }

double mi(const Contingency& t) { return std::abs(g2(t)) / (2 * t.n * ln2); }

double theil_u_b_given_a(const Contingency& t) {
    if (t.n == 0) return nan;
    const auto part = [&](double c) { return c == 0 ? 0 : -(c / t.n) * std::log2(c / t.n); };
    return at_most_one(mi(t) / (part(t.c1) + part(t.c2)));
}

}  // namespace comention
