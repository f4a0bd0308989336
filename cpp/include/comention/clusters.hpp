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
    Count holding = 0;  ///< clusters with a unit that holds both
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

/// Counts by cluster: `cluster_of` has the cluster of each document. Binary counting without weights of
/// documents; of sliding windows, inclusion must not go by size. With a given tag
/// only units that hold it count. Throws std::invalid_argument for an incidence that is soft.
Clustered count_clusters(const Incidence& incidence, std::span<const TagId> rows, std::span<const TagId> cols,
                         TagId given, const CountOptions& options, std::span<const std::uint32_t> cluster_of,
                         const InclusionBySize& row_inclusion, const InclusionBySize& col_inclusion);

/// Two tags by their places among rows and columns.
struct TagPair {
    std::uint32_t row;
    std::uint32_t col;
};

/// How often some things occur in clusters: of cluster i those from `ends[i - 1]` up to `ends[i]`.
struct ClusterCounts {
    std::vector<std::size_t> ends;
    std::vector<std::uint32_t> what;
    std::vector<Count> units;
};

/// What each cluster that has a unit holds.
struct ClusterTable {
    std::vector<std::uint32_t> clusters;  ///< their numbers, rising
    std::vector<Count> units;
    ClusterCounts rows, cols;
    ClusterCounts pairs;  ///< by their places among those asked for

    std::size_t size() const { return clusters.size(); }
};

/// Lists what clusters hold of rows, columns and some pairs of them. Its memory grows with the different
/// pairs that each cluster holds. Throws as `count_clusters` does.
ClusterTable tabulate_clusters(const Incidence& incidence, std::span<const TagId> rows,
                               std::span<const TagId> cols, std::span<const TagPair> pairs, TagId given,
                               const CountOptions& options, std::span<const std::uint32_t> cluster_of);

}  // namespace comention
