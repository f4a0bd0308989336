#include "comention/association.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace comention {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double exact_limit = 9007199254740992.0;  // 2^53

__extension__ using Wide = __int128;

bool is_exact(double x) { return std::abs(x) < exact_limit && std::floor(x) == x; }

double sign(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0; }

/// (1+δ)·ln(1+δ) − δ without loss of digits near 0.
double phi(double delta) {
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

double count(const Contingency& t) { return t.o11; }

double expected(const Contingency& t) { return t.r1 * (t.c1 / t.n); }

double lift(const Contingency& t) { return (t.o11 / t.r1) * (t.n / t.c1); }

double pmi(const Contingency& t) { return std::log2(lift(t)); }

double npmi(const Contingency& t) {
    if (t.n == 0 || t.o11 == t.n) return nan;
    if (t.o11 == 0) return expected(t) > 0 ? -1 : nan;
    return at_most_one(pmi(t) / -std::log2(t.o11 / t.n));
}

double ic(const Contingency& t) { return std::log2((t.o11 + 0.5) / (expected(t) + 0.5)); }

double log_odds(const Contingency& t) {
    if (t.empty_margin()) return nan;
    return std::log((t.o11 + 0.5) / (t.o12 + 0.5)) - std::log((t.o21 + 0.5) / (t.o22 + 0.5));
}

double log_odds_se(const Contingency& t) {
    if (t.empty_margin()) return nan;
    return std::sqrt(1 / (t.o11 + 0.5) + 1 / (t.o12 + 0.5) + 1 / (t.o21 + 0.5) + 1 / (t.o22 + 0.5));
}

double g2(const Contingency& t) {
    if (t.n == 0) return nan;
    if (t.empty_margin()) return 0;
    const double det = t.determinant();
    const auto term = [&](double r, double c, double signed_det) {
        return r * (c / t.n) * phi(signed_det / r / c);
    };
    return sign(det) * 2 *
           (term(t.r1, t.c1, det) + term(t.r1, t.c2, -det) + term(t.r2, t.c1, -det) + term(t.r2, t.c2, det));
}

double g2_p(const Contingency& t) { return std::erfc(std::sqrt(std::abs(g2(t)) / 2)); }

double cosine(const Contingency& t) {
    return t.n == 0 ? nan : at_most_one(t.o11 / (std::sqrt(t.r1) * std::sqrt(t.c1)));
}

double jaccard(const Contingency& t) { return t.n == 0 ? nan : t.o11 / (t.r1 + t.c1 - t.o11); }

}  // namespace comention
