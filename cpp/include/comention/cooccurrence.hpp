/// \file
/// Co-occurrence: how often two tags are found together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "comention/incidence.hpp"
#include "comention/sparse.hpp"
#include "comention/types.hpp"

namespace comention {

/// What a unit adds to the count of a pair, of whose tags it holds m and k mentions: 1, m·k or the lesser. Of
/// tags with values x and y: x·y, m·x·k·y or the lesser of m·x and k·y.
enum class Counting : std::uint8_t { binary, product, min };

/// What a pair's share of a unit depends on: nothing, the unit's column tags (`row`: each row tag shares 1
/// among them), its row tags (`col`), both (`cell`), or its tags of one kind (`size`).
enum class Share : std::uint8_t { whole, row, col, cell, size };

enum class DistanceBy : std::uint8_t { token, character };

/// Every two mentions in a unit at most `reach` apart count, by their distance: the tokens or characters
/// between them and 1, or 1 where they overlap. A reach of 0 stands for units as such.
struct Proximity {
    std::uint32_t reach = 0;
    DistanceBy by = DistanceBy::token;

    explicit operator bool() const { return reach > 0; }
};

/// How pairs are counted. All but plain binary counting needs an incidence with every mention.
struct CountOptions {
    Counting counting = Counting::binary;
    Share share = Share::whole;
    bool directed = false;  ///< only where a mention of the row's tag begins before one of the column's
    bool drop_overlapping = false;  ///< only by mentions that share no character
    Proximity proximity = {};
    std::uint32_t most_tags = 0;  ///< units with more tags of a side are left out; 0: none is
    /// What each tag stands for: tags that stand for the same do not co-occur. Empty: each for itself.
    std::span<const std::uint32_t> identity = {};
    /// Of each tag, whether it is of the rows' kinds (bit 0) and of the columns' (bit 1), for the size of
    /// units.
    std::span<const std::uint8_t> sides = {};
    /// Weights of documents in units of 2^-32; empty: 1 each.
    std::span<const std::uint64_t> document_weights = {};
    /// The greatest table of cells, at least a row: the rows of larger matrices are counted in turns. The
    /// default is what a processor's cache holds.
    std::size_t most_cells = std::size_t{1} << 17;
};

/// A number without rounding: whole + fraction / 2^32. Without weights of documents and values of tags the
/// fraction is empty.
struct Exact {
    std::vector<Count> whole;
    std::vector<Count> fraction;
};

/// What of the counts shares a bucket: the size on which a pair's share of its unit depends, or a distance.
struct Layer {
    std::uint32_t bucket = 0;
    CountMatrix whole;
    CountMatrix fraction;  ///< in units of 2^-32, less than 1; without weights and values it has no size
};

/// Units that hold so many tags of the rows' kinds and of the columns'.
struct UnitSize {
    std::uint32_t rows;
    std::uint32_t cols;
    Count units;
};

/// Counts of row tags against column tags, all in the same unit.
struct Cooccurrence {
    std::vector<Layer> joint;  ///< by bucket; 0 where both tags stand for the same
    CountMatrix documents;     ///< documents that add to a cell
    Exact row_totals;          ///< units that hold the row's tag, each by the tag's value
    Exact col_totals;
    Exact n;                       ///< all units
    Exact left_out;                ///< units with too many tags
    Count left_out_pairs = 0;      ///< pairs of tags in these units
    Count pairs = 0;               ///< pairs of tags in all units
    std::vector<Count> tag_units;  ///< units that hold each tag of a side, by its number; not those left out
    std::vector<UnitSize> sizes;   ///< by size; of units as such, without those that hold no tag
};

/// Counts pairs of tags. Exact, and the same for any number of threads. Linear in the pairs of all units, or
/// in the pairs of mentions within reach; of sliding windows in the pairs of mentions that share one.
///
/// Of an incidence that is soft, what a unit adds is rounded once to units of 2^-32 and summed as it is. The
/// share must be `whole` then, and there is no proximity. Throws std::overflow_error for sums beyond 2^63.
Cooccurrence count_cooccurrence(const Incidence& incidence, std::span<const TagId> rows,
                                std::span<const TagId> cols, const CountOptions& options = {},
                                const Job& job = {});

/// The same for each tag of `given` in the units that hold it. Binary counting only, and no soft incidence.
std::vector<Cooccurrence> count_given(const Incidence& incidence, std::span<const TagId> rows,
                                      std::span<const TagId> cols, std::span<const TagId> given,
                                      const CountOptions& options = {}, const Job& job = {});

}  // namespace comention
