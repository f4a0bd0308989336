#include "comention/nulls.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "distributions.hpp"

namespace comention {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Probabilities of each number of successes of independent draws.
std::vector<double> poisson_binomial(std::span<const double> p) {
    std::vector<double> f = {1};
    f.reserve(p.size() + 1);
    for (const double q : p) {
        f.push_back(0);
        for (std::size_t j = f.size() - 1; j > 0; --j) f[j] = f[j] * (1 - q) + f[j - 1] * q;
        f[0] *= 1 - q;
    }
    return f;
}

/// The same without one draw of probability p, at one number; in the direction in which errors shrink.
double without_at(std::span<const double> f, double p, std::size_t at) {
    double g = 0;
    if (p < 0.5) {
        for (std::size_t j = 0; j <= at; ++j) g = (f[j] - p * g) / (1 - p);
    } else {
        for (std::size_t j = f.size() - 1; j > at; --j) g = (f[j] - (1 - p) * g) / p;
    }
    return std::max(g, 0.0);
}

/// The same at all numbers.
void without(std::span<const double> f, double p, std::vector<double>& g) {
    g.assign(f.size() - 1, 0);
    if (p < 0.5) {
        double last = 0;
        for (std::size_t j = 0; j < g.size(); ++j) g[j] = last = std::max((f[j] - p * last) / (1 - p), 0.0);
    } else {
        double last = 0;
        for (std::size_t j = f.size() - 1; j > 0; --j)
            g[j - 1] = last = std::max((f[j] - (1 - p) * last) / p, 0.0);
    }
}

}  // namespace

/// Proportional scaling of weights, in logarithms, accelerated by squared extrapolation (Varadhan and Roland,
/// 2008): two steps tell a direction in which a longer one is tried.
class SizeModel::Scaling {
  public:
    Scaling(SizeModel& model, std::span<const Count> totals, Count units) : model_(model), totals_(totals) {
        for (std::size_t e = 0; e < totals.size(); ++e)
            // A tag in every unit that holds any is always included.
            if (totals[e] > 0 && totals[e] < units) free_.push_back(e);
        x_.resize(free_.size());
        for (std::size_t i = 0; i < free_.size(); ++i) x_[i] = std::log(model_.weights_[free_[i]]);
    }

    /// Changes the weights; gives how far the last plain step moved them, relatively.
    double accelerated_step() {
        const std::vector<double> first = step(x_), second = step(first);
        double r_r = 0, v_v = 0, moved = 0;
        for (std::size_t i = 0; i < x_.size(); ++i) {
            const double r = first[i] - x_[i], v = second[i] - first[i] - r;
            r_r += r * r;
            v_v += v * v;
            moved = std::max(moved, std::abs(second[i] - first[i]));
        }
        const double length = v_v > 0 ? std::clamp(-std::sqrt(r_r / v_v), -longest_, -1.0) : -1;
        std::vector<double> far(x_.size());
        for (std::size_t i = 0; i < x_.size(); ++i) {
            const double r = first[i] - x_[i], v = second[i] - first[i] - r;
            far[i] = x_[i] - 2 * length * r + length * length * v;
        }
        const std::vector<double> settled = length < -1 ? step(far) : second;
        double off = 0;
        for (std::size_t i = 0; i < x_.size(); ++i) off = std::max(off, std::abs(settled[i] - far[i]));
        const bool better = length == -1 || off < 2 * moved;
        longest_ = better ? longest_ * 2 : 4;
        x_ = better ? settled : second;
        const bool at_bound = bound(x_);
        set(x_);
        // At a bound means are reached in the limit only.
        return at_bound ? 0 : better && length < -1 ? off : moved;
    }

  private:
    /// Keeps weights within a factor that is as good as 0 or infinite; whether one is at the bound.
    static bool bound(std::vector<double>& x) {
        if (x.empty()) return false;
        std::vector<double> sorted(x);
        std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(x.size() / 2),
                         sorted.end());
        const double middle = sorted[x.size() / 2];
        bool hit = false;
        for (double& one : x) {
            const double kept = std::clamp(one - middle, -farthest, farthest);
            hit = hit || std::abs(one - middle) >= farthest;
            one = kept;
        }
        return hit;
    }
    static constexpr double farthest = 25;

    void set(const std::vector<double>& x) {
        for (std::size_t i = 0; i < free_.size(); ++i) model_.weights_[free_[i]] = std::exp(x[i]);
    }

    std::vector<double> step(const std::vector<double>& x) {
        set(x);
        model_.find_inclusion(false);
        std::vector<double> out(x);
        for (std::size_t i = 0; i < free_.size(); ++i) {
            double mean = 0;
            for (std::size_t k = 0; k < model_.sizes_.size(); ++k)
                mean += static_cast<double>(model_.sizes_[k].units) * model_.inclusion(k, free_[i]);
            out[i] += std::log(static_cast<double>(totals_[free_[i]]) / mean);
        }
        return out;
    }

    SizeModel& model_;
    std::span<const Count> totals_;
    std::vector<std::size_t> free_;
    std::vector<double> x_;
    double longest_ = 4;
};

SizeModel::SizeModel(std::span<const Count> totals, std::span<const SizeClass> sizes)
    : weights_(totals.size()) {
    Count tags = 0, places = 0, units = 0;
    for (const Count total : totals) tags += total;
    for (const SizeClass& one : sizes) {
        if (one.size == 0 || one.units == 0) continue;
        sizes_.push_back(one);
        places += one.size * one.units;
        units += one.units;
    }
    if (tags != places)
        throw std::invalid_argument("tags of units and sizes of units do not add up: " +
                                    std::to_string(tags) + " and " + std::to_string(places));
    for (std::size_t e = 0; e < totals.size(); ++e) {
        const double share = static_cast<double>(totals[e]) / static_cast<double>(std::max<Count>(units, 1));
        weights_[e] = share / (1 + 1e-9 - share);
    }
    Scaling scaling(*this, totals, units);
    for (int round = 0; round < 2000; ++round) {
        if (scaling.accelerated_step() > 1e-10) continue;
        find_inclusion(true);
        return;
    }
    find_inclusion(true);  // means are within the little that is left to settle
}

SizeModel::Tilted SizeModel::tilt(std::uint32_t size) const {
    const auto at = [&](double log_c, std::vector<double>& p) {
        double sum = 0;
        for (std::size_t e = 0; e < p.size(); ++e) {
            const double odds = std::exp(log_c) * weights_[e];
            p[e] = std::isinf(odds) ? 1 : odds / (1 + odds);
            sum += p[e];
        }
        return sum;
    };
    Tilted out;
    out.p.resize(weights_.size());
    double low = -60, high = 60;
    for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (at(middle, out.p) < size ? low : high) = middle;
    }
    at((low + high) / 2, out.p);
    out.sums = poisson_binomial(out.p);
    return out;
}

void SizeModel::find_inclusion(bool keep) {
    inclusion_.assign(sizes_.size() * tags(), 0);
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
        const std::uint32_t k = sizes_[i].size;
        Tilted tilted = tilt(k);
        for (std::size_t e = 0; e < tags(); ++e)
            if (weights_[e] > 0)
                inclusion_[i * tags() + e] =
                    std::min(tilted.p[e] * without_at(tilted.sums, tilted.p[e], k - 1) / tilted.sums[k], 1.0);
        if (keep) tilted_.push_back(std::move(tilted));
    }
}

Moments moments(std::span<const BinomialPart> parts) {
    Moments out;
    for (const auto& [units, p] : parts) {
        const auto n = static_cast<double>(units);
        out.mean += n * p;
        out.variance += n * p * (1 - p);
        out.skew += n * p * (1 - p) * (1 - 2 * p);
    }
    return out;
}

namespace {

double units_of(std::span<const BinomialPart> parts) {
    Count sum = 0;
    for (const BinomialPart& part : parts) sum += part.units;
    return static_cast<double>(sum);
}

/// P(X = m), m = 0 … most, of parts whose odds are small: by the logarithmic derivative of the generating
/// function, m·f(m) = Σ (−1)^(i−1)·Σ n·odds^i·f(m − i).
std::vector<long double> small_parts(std::span<const BinomialPart> parts, std::size_t most) {
    std::vector<long double> c(most + 1), f(most + 1);
    long double log_none = 0;
    for (const auto& [units, p] : parts) {
        const auto n = static_cast<long double>(units);
        log_none += n * std::log1p(static_cast<long double>(-p));
        const long double odds = p / (1 - static_cast<long double>(p));
        long double power = n;
        for (std::size_t i = 1; i <= most; ++i) c[i] += power *= (i == 1 ? odds : -odds);
    }
    f[0] = std::exp(log_none);
    for (std::size_t m = 1; m <= most; ++m) {
        long double sum = 0;
        for (std::size_t i = 1; i <= m; ++i) sum += c[i] * f[m - i];
        f[m] = std::max<long double>(sum / static_cast<long double>(m), 0);
    }
    return f;
}

/// Probabilities of a binomial from 0 on, up to where they no longer matter.
std::vector<long double> binomial(const BinomialPart& part, std::size_t most) {
    if (part.p >= 1) {
        std::vector<long double> all(static_cast<std::size_t>(part.units) + 1);
        all.back() = 1;
        return all;
    }
    const auto n = static_cast<long double>(part.units);
    const long double odds = part.p / (1 - static_cast<long double>(part.p));
    std::vector<long double> b = {std::exp(n * std::log1p(static_cast<long double>(-part.p)))};
    for (long double m = 1; b.size() <= most && m <= n; ++m) {
        b.push_back(b.back() * (n - m + 1) / m * odds);
        if (m > n * part.p && b.back() < 1e-22L) break;
    }
    return b;
}

/// Adds a binomial to a distribution.
void convolve(std::vector<long double>& f, const BinomialPart& part) {
    const std::vector<long double> b = binomial(part, f.size());
    std::vector<long double> out(f.size());
    for (std::size_t i = 0; i < std::min(b.size(), f.size()); ++i)
        for (std::size_t m = i; m < f.size(); ++m) out[m] += f[m - i] * b[i];
    f = std::move(out);
}

constexpr double small_odds = 0.2;
constexpr double most_exact = 2000;  ///< numbers of which each has its probability computed

/// Probabilities of the sum, up to where they no longer matter, of parts with probabilities up to ½; empty if
/// these are too many numbers.
std::vector<long double> distribution(std::span<const BinomialPart> parts) {
    const Moments m = moments(parts);
    const double end = std::min(m.mean + 12 * std::sqrt(m.variance) + 30, units_of(parts));
    if (end > most_exact) return {};
    std::vector<BinomialPart> small, large;
    for (const BinomialPart& part : parts)
        if (part.units > 0 && part.p > 0)
            (part.p / (1 - part.p) < small_odds ? small : large).push_back(part);
    std::vector<long double> f = small_parts(small, static_cast<std::size_t>(end));
    for (const BinomialPart& part : large) convolve(f, part);
    return f;
}

/// A sum told by what lies far from its ends: offset + low − high, both small.
struct Centred {
    double offset = 0;
    std::vector<long double> low, high;
    bool exact = false;

    explicit Centred(std::span<const BinomialPart> parts) {
        std::vector<BinomialPart> rare, common;
        for (const auto& [units, p] : parts) {
            if (p <= 0.5) {
                rare.push_back({units, p});
            } else {
                common.push_back({units, 1 - p});
                offset += static_cast<double>(units);
            }
        }
        low = distribution(rare);
        high = distribution(common);
        exact = !low.empty() && !high.empty();
    }

    /// Σ P(m)·weight(m) over the numbers m.
    template <class Weight>
    long double sum(Weight weight) const {
        long double total = 0;
        for (std::size_t i = 0; i < low.size(); ++i)
            for (std::size_t j = 0; j < high.size(); ++j)
                total += low[i] * high[j] * weight(offset + static_cast<double>(i) - static_cast<double>(j));
        return total;
    }
};

/// The cumulant generating function at s, and the parts whose probabilities are tilted by it.
double tilt(std::span<const BinomialPart> parts, double s, std::vector<BinomialPart>& tilted) {
    double k = 0;
    tilted.clear();
    for (const auto& [units, p] : parts) {
        k += static_cast<double>(units) * std::log1p(p * std::expm1(s));
        tilted.push_back({units, p / (p + (1 - p) * std::exp(-s))});
    }
    return k;
}

/// The tilt that moves the mean to x.
double tilt_to(std::span<const BinomialPart> parts, double x) {
    const auto mean = [&](double s) {
        double sum = 0;
        for (const auto& [units, p] : parts)
            sum += static_cast<double>(units) * p / (p + (1 - p) * std::exp(-s));
        return sum;
    };
    const bool up = mean(0) < x;
    double near = 0, far = up ? 1 : -1;
    while ((mean(far) < x) == up && std::abs(far) < 600) far *= 2;
    for (int step = 0; step < 200 && std::abs(far - near) > 1e-15 * std::abs(far); ++step) {
        const double middle = (near + far) / 2;
        ((mean(middle) < x) == up ? near : far) = middle;
    }
    return (near + far) / 2;
}

/// ln P(X ≥ x): above the mean by adding the probabilities of the tilted sum, which is exact however small
/// they are; else from the probabilities below. NaN if the sum is too wide for that.
double exact_upper(std::span<const BinomialPart> parts, double mean, double x) {
    if (x <= mean) {
        const Centred sum(parts);
        const long double below = sum.sum([&](double m) { return m < x ? 1.0L : 0.0L; });
        return sum.exact ? static_cast<double>(std::log1p(-below)) : std::numeric_limits<double>::quiet_NaN();
    }
    std::vector<BinomialPart> tilted;
    const double s = tilt_to(parts, x), k = tilt(parts, s, tilted);
    const Centred sum(tilted);
    const long double above = sum.sum([&](double m) {
        return m < x ? 0.0L : std::exp(static_cast<long double>(-s) * static_cast<long double>(m - x));
    });
    if (!sum.exact) return std::numeric_limits<double>::quiet_NaN();
    return std::min(k - s * x + static_cast<double>(std::log(above)), 0.0);
}

/// ln P(X ≥ x), x above the mean, by the saddle point of a lattice (Daniels, 1987).
double saddle_upper(std::span<const BinomialPart> parts, double x) {
    std::vector<BinomialPart> tilted;
    const double s = tilt_to(parts, x), k = tilt(parts, s, tilted);
    const double u = -std::expm1(-s) * std::sqrt(moments(tilted).variance);
    const double w = std::sqrt(2 * std::max(s * x - k, 0.0));
    const double log_phi = -w * w / 2 - 0.91893853320467274178;
    // Φ̄(w)/φ(w), which does not underflow.
    const double mills = std::exp(log_erfc(w / std::sqrt(2.0)) - std::log(2.0) - log_phi);
    return log_phi + std::log(mills + 1 / u - 1 / w);
}

/// The sum as one of failures: their number less the sum has the mirrored tails.
std::vector<BinomialPart> mirrored(std::span<const BinomialPart> parts) {
    std::vector<BinomialPart> out(parts.begin(), parts.end());
    for (BinomialPart& part : out) part.p = 1 - part.p;
    return out;
}

/// The upper tail by the normal distribution corrected for skew, at a standardised distance from the mean.
double normal_upper(const Moments& m, double skew, double y) {
    const double phi = std::exp(-y * y / 2) * 0.39894228040143267794;
    return std::erfc(y / std::sqrt(2.0)) / 2 - skew * (1 - y * y) * phi / (6 * std::pow(m.variance, 1.5));
}

constexpr double fewest_for_normal = 10;  ///< variance

}  // namespace

double log_upper_tail(std::span<const BinomialPart> parts, double x) {
    if (x <= 0) return 0;
    if (x > units_of(parts)) return -inf;
    const Moments m = moments(parts);
    if (m.variance == 0) return x <= m.mean ? 0 : -inf;
    if (x == units_of(parts)) {
        double all = 0;
        for (const auto& [units, p] : parts) all += static_cast<double>(units) * std::log(p);
        return all;
    }
    if (m.variance >= fewest_for_normal) {
        const double p = normal_upper(m, m.skew, (x - 0.5 - m.mean) / std::sqrt(m.variance));
        if (p >= 1e-3) return std::log(std::min(p, 1.0));
    }
    const double exact = exact_upper(parts, m.mean, x);
    return std::isnan(exact) ? saddle_upper(parts, x) : exact;
}

double log_lower_tail(std::span<const BinomialPart> parts, double x) {
    return log_upper_tail(mirrored(parts), units_of(parts) - x);
}

namespace {

PairNull null_of(std::span<const BinomialPart> parts, const PairQuery& pair) {
    const Moments m = moments(parts);
    return {m.mean, m.variance, log_upper_tail(parts, pair.upper), log_lower_tail(parts, pair.lower)};
}

/// Calls `judge(begin, end)` for each run of pairs with the same row, on several threads.
template <class Judge>
void for_each_row(std::span<const PairQuery> pairs, const Job& job, Judge judge) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        if (i == 0 || pairs[i].row != pairs[i - 1].row) starts.push_back(i);
    run_blocks(starts.size(), job, [&](std::size_t i, unsigned) {
        judge(starts[i], i + 1 < starts.size() ? starts[i + 1] : pairs.size());
    });
}

}  // namespace

std::vector<double> SizeModel::inclusion_with(std::size_t size, std::size_t a,
                                              std::span<const std::uint32_t> others) const {
    const std::uint32_t k = sizes_[size].size;
    std::vector<double> out(others.size());
    if (k < 2) return out;
    const Tilted& t = tilted_[size];
    std::vector<double> rest;
    without(t.sums, t.p[a], rest);
    for (std::size_t i = 0; i < others.size(); ++i) {
        const double p = t.p[others[i]];
        out[i] = std::min(t.p[a] * p * without_at(rest, p, k - 2) / t.sums[k], 1.0);
    }
    return out;
}

std::vector<PairNull> pair_nulls(const SizeModel& model, std::span<const PairQuery> pairs, const Job& job) {
    std::vector<PairNull> out(pairs.size());
    for_each_row(pairs, job, [&](std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> others;
        for (std::size_t i = begin; i < end; ++i) others.push_back(pairs[i].col);
        std::vector<std::vector<BinomialPart>> parts(end - begin);
        for (std::size_t k = 0; k < model.sizes().size(); ++k) {
            const std::vector<double> both = model.inclusion_with(k, pairs[begin].row, others);
            for (std::size_t i = 0; i < parts.size(); ++i)
                parts[i].push_back({model.sizes()[k].units, both[i]});
        }
        for (std::size_t i = begin; i < end; ++i) out[i] = null_of(parts[i - begin], pairs[i]);
    });
    return out;
}

std::vector<PairNull> pair_nulls(const SizeModel& rows, const SizeModel& cols,
                                 std::span<const CrossSizeClass> sizes, std::span<const PairQuery> pairs,
                                 const Job& job) {
    std::vector<PairNull> out(pairs.size());
    for_each_row(pairs, job, [&](std::size_t begin, std::size_t end) {
        std::vector<BinomialPart> parts;
        for (std::size_t i = begin; i < end; ++i) {
            parts.clear();
            for (const auto& [row_size, col_size, units] : sizes)
                parts.push_back(
                    {units, rows.inclusion(row_size, pairs[i].row) * cols.inclusion(col_size, pairs[i].col)});
            out[i] = null_of(parts, pairs[i]);
        }
    });
    return out;
}

}  // namespace comention
