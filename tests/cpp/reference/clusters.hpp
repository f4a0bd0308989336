/// \file
/// Counts by cluster the slow way: every unit, every tag, every pair, in tables with all cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

#include "comention/clusters.hpp"

namespace comention::reference {

/// Units as sets of tags, document by document.
using Documents = std::vector<std::vector<std::set<TagId>>>;

/// What a cluster holds: units in all, and of each tag and each two of them.
struct Cluster {
    explicit Cluster(std::size_t tags) : with(tags), both(tags, std::vector<Count>(tags)) {}

    Count units = 0;
    std::vector<Count> with;
    std::vector<std::vector<Count>> both;
};

inline void add(const std::set<TagId>& unit, Cluster& cluster) {
    ++cluster.units;
    for (const TagId a : unit) {
        ++cluster.with[a];
        for (const TagId b : unit) cluster.both[a][b] += a != b;
    }
}

/// Clusters by number; with a given tag only the units that hold it, and no pair of this tag.
inline std::vector<Cluster> clusters(const Documents& documents, const std::vector<std::uint32_t>& cluster_of,
                                     std::size_t tags, TagId given = no_tag) {
    std::vector<Cluster> out;
    for (std::size_t d = 0; d < documents.size(); ++d) {
        while (out.size() <= cluster_of[d]) out.emplace_back(tags);
        for (const auto& unit : documents[d])
            if (given == no_tag || unit.contains(given)) add(unit, out[cluster_of[d]]);
    }
    if (given != no_tag)
        for (Cluster& cluster : out)
            for (std::size_t tag = 0; tag < tags; ++tag)
                cluster.both[given][tag] = cluster.both[tag][given] = 0;
    return out;
}

inline Incidence incidence(const Documents& documents) {
    Incidence out;
    out.unit = Unit::sentence;
    for (std::size_t d = 0; d < documents.size(); ++d) {
        IncidenceBlock block;
        block.begin_document(static_cast<DocumentId>(d), static_cast<Count>(documents[d].size()));
        for (std::size_t u = 0; u < documents[d].size(); ++u) {
            if (documents[d][u].empty()) continue;
            block.begin_unit(static_cast<UnitIndex>(u), 1);
            for (const TagId tag : documents[d][u]) block.add({tag, 0, 1, 0});
        }
        out.blocks.push_back(std::move(block));
    }
    return out;
}

}  // namespace comention::reference
