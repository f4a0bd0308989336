#include "distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace comention {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double log_two_pi = 1.83787706640934548356;

/// ln n! less Stirling's formula (Loader, 2000).
double stirling_error(double n) {
    if (n < 16) return std::lgamma(n + 1) - (n + 0.5) * std::log(n) + n - log_two_pi / 2;
    const double square = n * n;
    return (1. / 12 -
            (1. / 360 - (1. / 1260 - (1. / 1680 - 1. / 1188 / square) / square) / square) / square) /
           n;
}

/// x·ln(x/m) + m − x without loss of digits where x is near m.
double deviance_part(double x, double m) {
    if (std::abs(x - m) < 0.1 * (x + m)) {
        const double v = (x - m) / (x + m);
        double sum = (x - m) * v, term = 2 * x * v;
        for (int j = 1; j < 1000; ++j) {
            term *= v * v;
            const double next = sum + term / (2 * j + 1);
            if (next == sum) break;
            sum = next;
        }
        return sum;
    }
    return x * std::log(x / m) + m - x;
}

/// ln of the binomial probability of x in n trials with success p and failure q.
double log_binomial(double x, double n, double p, double q) {
    if (x == 0) return n == 0 ? 0 : p < 0.1 ? -deviance_part(n, n * q) - n * p : n * std::log(q);
    if (x == n) return q < 0.1 ? -deviance_part(n, n * p) - n * q : n * std::log(p);
    const double correction = stirling_error(n) - stirling_error(x) - stirling_error(n - x) -
                              deviance_part(x, n * p) - deviance_part(n - x, n * q);
    return correction + 0.5 * std::log(n / x / (n - x)) - log_two_pi / 2;
}

}  // namespace

double log_erfc(double x) {
    if (x < 25) return std::log(std::erfc(x));
    const double y = 1 / (2 * x * x);
    const double series = 1 - y * (1 - 3 * y * (1 - 5 * y * (1 - 7 * y)));
    return -x * x - std::log(x) - 0.5 * std::log(3.14159265358979323846) + std::log(series);
}

Hypergeometric::Hypergeometric(double marked, double draws, double n)
    : marked_(marked),
      draws_(draws),
      n_(n),
      least_(std::max(0.0, marked + draws - n)),
      most_(std::min(marked, draws)) {}

double Hypergeometric::log_probability(double x) const {
    if (x < least_ || x > most_) return -inf;
    const double p = draws_ / n_, q = (n_ - draws_) / n_;
    if (q == 0) return x == marked_ ? 0 : -inf;
    return log_binomial(x, marked_, p, q) + log_binomial(draws_ - x, n_ - marked_, p, q) -
           log_binomial(draws_, n_, p, q);
}

double Hypergeometric::ratio(double x, bool up) const {
    if (up) return (marked_ - x) / (x + 1) * ((draws_ - x) / (n_ - marked_ - draws_ + x + 1));
    return x / (marked_ - x + 1) * ((n_ - marked_ - draws_ + x) / (draws_ - x + 1));
}

double Hypergeometric::mode() const { return std::floor((draws_ + 1) / (n_ + 2) * (marked_ + 1)); }

double Hypergeometric::tail_ratio(double x, bool up) const {
    double sum = 0, term = 1;
    for (; x >= least_ && x <= most_ && term > sum * 1e-18; x += up ? 1 : -1) {
        sum += term;
        term *= ratio(x, up);
    }
    return sum;
}

double Hypergeometric::at_least(double x) const {
    if (x > mode()) return std::exp(log_probability(x)) * tail_ratio(x, true);
    return x <= least_ ? 1 : 1 - std::exp(log_probability(x - 1)) * tail_ratio(x - 1, false);
}

double Hypergeometric::at_most(double x) const {
    if (x < mode()) return std::exp(log_probability(x)) * tail_ratio(x, false);
    return x >= most_ ? 1 : 1 - std::exp(log_probability(x + 1)) * tail_ratio(x + 1, true);
}

double Hypergeometric::log_at_least(double x) const {
    return x > mode() ? log_probability(x) + std::log(tail_ratio(x, true)) : std::log(at_least(x));
}

double Hypergeometric::mid_at_least(double x) const {
    const double half = std::exp(log_probability(x)) / 2;
    if (x > mode()) return std::exp(log_probability(x)) * (tail_ratio(x, true) - 0.5);
    return x <= least_ ? 1 - half : 1 - std::exp(log_probability(x - 1)) * tail_ratio(x - 1, false) - half;
}

double Hypergeometric::mid_at_most(double x) const {
    const double half = std::exp(log_probability(x)) / 2;
    if (x < mode()) return std::exp(log_probability(x)) * (tail_ratio(x, false) - 0.5);
    return x >= most_ ? 1 - half : 1 - std::exp(log_probability(x + 1)) * tail_ratio(x + 1, true) - half;
}

double Hypergeometric::as_improbable(double x) const {
    const double limit = log_probability(x) + std::log1p(1e-7);
    const bool up = x >= mode();
    // The first number on the other side that is as improbable; probabilities fall away from the mode.
    double near = mode(), far = up ? least_ - 1 : most_ + 1;
    if (log_probability(near) <= limit) return 1;
    while (std::abs(near - far) > 1) {
        const double middle = up ? std::ceil((near + far) / 2) : std::floor((near + far) / 2);
        (log_probability(middle) <= limit ? far : near) = middle;
    }
    const double p = std::exp(log_probability(x)) * tail_ratio(x, up);
    if (far < least_ || far > most_) return std::min(p, 1.0);
    return std::min(p + std::exp(log_probability(far)) * tail_ratio(far, !up), 1.0);
}

}  // namespace comention
