/// \file
/// Clusters: how counts come together in documents, stories or outlets.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "comention/cooccurrence.hpp"
#include "comention/incidence.hpp"
#include "comention/types.hpp"

namespace comention {

/// The probability that a unit holds each of some tags, by how many tags of their kind it holds.
struct InclusionBySize {
    std::vector<std::uint32_t> sizes;   ///< rising; units of other sizes hold none
    std::span<const double> inclusion;  ///< of each size, of each tag
    bool any_size = false;              ///< the same for units of every size, the first one given
};

/// A pair over the clusters. With o units of a cluster that hold both, r the row's tag, c the column's and n
/// units in all: sums of their products, and the largest o.
struct PairClusters {
    std::uint32_t row = 0;
    std::uint32_t col = 0;
    Count oo = 0, o_r = 0, o_c = 0, o_n = 0, r_c = 0;
    Count largest = 0, second = 0;
};

/// A tag over the clusters.
struct TagClusters {
    Count r_r = 0, r_n = 0;
    double excess = 0;  ///< Σ (r − e)²/n − Σ v/n, e and v the mean and variance of r by chance
};

struct Clustered {
    Count clusters = 0;  ///< with a unit
    Count n_n = 0;
    std::vector<TagClusters> rows, cols;
    std::vector<PairClusters> pairs;  ///< those of which a cluster holds both tags, by row and column
};

/// Counts by cluster: `cluster_of` has the cluster of each document. Binary counting of plain units without
/// weights of documents. Throws std::invalid_argument for an incidence that is soft.
Clustered count_clusters(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                         const CountOptions& options, std::span<const std::uint32_t> cluster_of,
                         const InclusionBySize& row_inclusion, const InclusionBySize& col_inclusion);

}  // namespace comention
