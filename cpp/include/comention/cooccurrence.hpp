/// \file
/// Co-occurrence: in how many units two tags are found together.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "comention/incidence.hpp"
#include "comention/sparse.hpp"
#include "comention/types.hpp"

namespace comention {

/// Counts of row tags against column tags, all in the same unit.
struct Cooccurrence {
    CountMatrix joint;              ///< units that hold both tags; 0 where both are the same tag
    CountMatrix documents;          ///< documents with at least one such unit
    std::vector<Count> row_totals;  ///< units that hold the row's tag
    std::vector<Count> col_totals;
    Count n = 0;  ///< all units
};

/// Counts pairs of tags. Exact, and the same for any number of threads. Linear in the pairs of all units.
Cooccurrence count_cooccurrence(const Incidence& incidence, std::span<const TagId> rows,
                                std::span<const TagId> cols, const Job& job = {});

/// A unit that holds both tags of a pair, with the first mention of each.
struct Evidence {
    DocumentId document;
    UnitIndex position;
    Occurrence row;
    Occurrence col;
};

/// The units behind one count, in order, at most `limit` of them.
std::vector<Evidence> find_evidence(const Incidence& incidence, TagId row, TagId col, std::size_t limit);

}  // namespace comention
