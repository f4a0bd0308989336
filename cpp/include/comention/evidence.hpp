/// \file
/// Evidence: the units behind a count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "comention/cooccurrence.hpp"
#include "comention/incidence.hpp"

namespace comention {

/// What adds to a count: a unit that holds both tags, with a mention of each; two mentions within reach; or a
/// stretch of windows that hold both, with the mentions of its first one.
struct Evidence {
    DocumentId document;
    UnitIndex position;
    Occurrence row;
    Occurrence col;
    Occurrence given;      ///< of a count given a third tag; else no mention
    double amount;         ///< what it adds, but for the weights of buckets and documents
    std::uint32_t bucket;  ///< as that of a layer of counts
};

/// The evidence of one count in the order of documents and units, at most `limit` of it. `given` may be
/// no_tag.
std::vector<Evidence> find_evidence(const Incidence& incidence, TagId row, TagId col, TagId given,
                                    const CountOptions& options, std::size_t limit);

/// The evidence of all counts of some rows and columns.
std::vector<Evidence> find_all_evidence(const Incidence& incidence, std::span<const TagId> rows,
                                        std::span<const TagId> cols, TagId given,
                                        const CountOptions& options);

}  // namespace comention
