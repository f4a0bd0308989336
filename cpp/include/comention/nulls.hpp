/// \file
/// Null models: how often two tags would be found together by chance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "comention/cooccurrence.hpp"
#include "comention/incidence.hpp"
#include "comention/parallel.hpp"
#include "comention/types.hpp"

namespace comention {

/// Units that hold the same number of tags.
struct SizeClass {
    std::uint32_t size;
    Count units;
};

/// Tags drawn into units of fixed sizes: a set S of k tags has a probability proportional to the product of
/// their weights. Weights are such that each tag is expected in as many units as hold it.
class SizeModel {
  public:
    /// Fits the weights to `totals`, the units that hold each tag, by iterative proportional scaling. The
    /// totals must add up to the tags of all units; throws std::invalid_argument otherwise, and
    /// std::runtime_error if it does not settle.
    SizeModel(std::span<const Count> totals, std::span<const SizeClass> sizes);

    std::size_t tags() const { return weights_.size(); }
    const std::vector<SizeClass>& sizes() const { return sizes_; }
    const std::vector<double>& weights() const { return weights_; }
    /// The probability that a unit of the i-th size holds a tag.
    double inclusion(std::size_t size, std::size_t tag) const { return inclusion_[size * tags() + tag]; }
    /// The probability that it holds a tag together with each of some others.
    std::vector<double> inclusion_with(std::size_t size, std::size_t a,
                                       std::span<const std::uint32_t> others) const;

  private:
    class Scaling;

    /// Inclusion by independent draws with one tilt for each size, of which the sizes of sets are known.
    struct Tilted {
        std::vector<double> p;     ///< of each tag
        std::vector<double> sums;  ///< probability of each number of tags
    };

    Tilted tilt(std::uint32_t size) const;
    void find_inclusion(bool keep);

    std::vector<SizeClass> sizes_;
    std::vector<double> weights_;
    std::vector<double> inclusion_;
    std::vector<Tilted> tilted_;
};

/// A sum of independent binomials, each of so many units with one probability.
struct BinomialPart {
    Count units;
    double p;
};

/// Mean and variance of the sum.
struct Moments {
    double mean = 0;
    double variance = 0;
    double skew = 0;  ///< third central moment
};
Moments moments(std::span<const BinomialPart> parts);

/// Natural logs of P(X ≥ x) and P(X ≤ x): by the skew-corrected normal distribution where that does, else
/// exact or by a saddle point within 1 % of it.
double log_upper_tail(std::span<const BinomialPart> parts, double x);
double log_lower_tail(std::span<const BinomialPart> parts, double x);

/// What a null model says of a pair.
struct PairNull {
    double mean;
    double variance;
    double log_upper;  ///< ln P(X ≥ upper)
    double log_lower;  ///< ln P(X ≤ lower)
};

/// A pair of tags with the counts whose tails are asked for.
struct PairQuery {
    std::uint32_t row;
    std::uint32_t col;
    double upper;
    double lower;
};

/// Pairs of tags of one kind.
std::vector<PairNull> pair_nulls(const SizeModel& model, std::span<const PairQuery> pairs,
                                 const Job& job = {});

/// Units by the sizes of two kinds; sizes by their place in the model.
struct CrossSizeClass {
    std::uint32_t row_size;
    std::uint32_t col_size;
    Count units;
};

/// Pairs of tags of two kinds.
std::vector<PairNull> pair_nulls(const SizeModel& rows, const SizeModel& cols,
                                 std::span<const CrossSizeClass> sizes, std::span<const PairQuery> pairs,
                                 const Job& job = {});

}  // namespace comention
