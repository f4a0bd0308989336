/// \file
/// Bootstrap: counts of corpora in which each cluster is drawn as often as chance has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "comention/clusters.hpp"
#include "comention/parallel.hpp"
#include "comention/types.hpp"

namespace comention {

/// How often a cluster is drawn into a replicate: a Poisson number of mean 1, told by a hash of the three
/// alone, so that it is the same for any order of the clusters and any number of threads.
Count draws(std::uint64_t seed, std::uint64_t cluster_key, std::uint32_t replicate);

/// Counts in each replicate, `replicates` numbers for each thing one behind the other.
struct Replicates {
    std::vector<Count> pairs, rows, cols, n;
};

/// Adds up what clusters hold as often as they are drawn, in replicates 0 to `replicates` - 1. `keys` tell
/// the clusters of the table apart. Takes time with clusters and what they hold times replicates, and memory
/// with things times replicates. Throws std::invalid_argument unless there is one key a cluster.
Replicates replicate(const ClusterTable& table, std::size_t pairs, std::size_t rows, std::size_t cols,
                     std::span<const std::uint64_t> keys, std::uint64_t seed, std::uint32_t replicates,
                     const Job& job = {});

/// How a measure of a pair changes with its joint count, its totals and n.
struct Gradient {
    double joint, row, col, n;
};

/// Sums over clusters of the powers of how far each moves a measure.
struct Influence {
    double squares = 0;
    double cubes = 0;
};

/// Influence of the clusters on each pair of the table, by its gradient.
std::vector<Influence> influences(const ClusterTable& table, std::span<const TagPair> pairs, std::size_t rows,
                                  std::size_t cols, std::span<const Gradient> gradients, const Job& job = {});

}  // namespace comention
