/// \file
/// Counting as its definition reads: look at every unit for every pair of tags, at every window, and at every
/// pair of mentions.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include "comention/cooccurrence.hpp"

namespace comention::reference {

/// A unit with its mentions in any order.
struct Unit {
    TokenIndex tokens = 0;
    std::vector<Occurrence> mentions;

    std::set<TagId> tags() const {
        std::set<TagId> out;
        for (const Occurrence& m : mentions) out.insert(m.tag);
        return out;
    }
    std::vector<Occurrence> of(TagId tag) const {
        std::vector<Occurrence> out;
        for (const Occurrence& m : mentions)
            if (m.tag == tag) out.push_back(m);
        return out;
    }
};

using Units = std::vector<std::vector<Unit>>;  ///< of each document, empty units included

/// Each sliding window as a unit of its own.
inline std::vector<Unit> windows_of(const Unit& unit, const SlidingWindow& window) {
    std::vector<Unit> out;
    const std::int64_t length = unit.tokens, width = window.width;
    const std::int64_t first = window.edge == Edge::pad ? 1 - width : 0;
    std::int64_t last = window.edge == Edge::pad ? length - 1 : length - width;
    if (window.edge == Edge::valid && length > 0 && length <= width) last = 0;
    if (length == 0) return out;
    for (std::int64_t start = first; start <= last; ++start) {
        Unit& one = out.emplace_back();
        for (const Occurrence& m : unit.mentions)
            if (start <= m.first_token && m.first_token < start + width) one.mentions.push_back(m);
    }
    return out;
}

inline bool overlap(const Occurrence& a, const Occurrence& b) {
    for (Offset at = a.begin; at < a.end; ++at)
        if (b.begin <= at && at < b.end) return true;
    return false;
}

/// Tokens or characters strictly between two mentions, and 1.
inline std::uint32_t distance(const Occurrence& a, const Occurrence& b, DistanceBy by) {
    const bool tokens = by == DistanceBy::token;
    const auto begin = [&](const Occurrence& m) {
        return static_cast<std::int64_t>(tokens ? m.first_token : m.begin);
    };
    const auto end = [&](const Occurrence& m) {
        return static_cast<std::int64_t>(tokens ? m.last_token + 1 : m.end);
    };
    std::int64_t between = 0;
    for (std::int64_t at = 0; at < 1000; ++at)
        between += (end(a) <= at && at < begin(b)) || (end(b) <= at && at < begin(a));
    return static_cast<std::uint32_t>(between + 1);
}

using Buckets = std::map<std::uint32_t, Count>;

/// What a unit adds to a pair, by bucket.
inline Buckets added(const Unit& unit, TagId row, TagId col, const CountOptions& options) {
    Buckets out;
    Count pairs = 0, fitting = 0;
    for (const Occurrence& a : unit.of(row))
        for (const Occurrence& b : unit.of(col)) {
            ++pairs;
            if (options.directed && !(a.begin < b.begin)) continue;
            if (options.drop_overlapping && overlap(a, b)) continue;
            ++fitting;
            if (options.proximity && distance(a, b, options.proximity.by) <= options.proximity.reach)
                ++out[distance(a, b, options.proximity.by)];
        }
    if (options.proximity || fitting == 0) return out;
    Count rows = 0, cols = 0;
    for (const TagId tag : unit.tags()) {
        rows += (options.sides[tag] & 1) != 0;
        cols += (options.sides[tag] & 2) != 0;
    }
    const std::map<Share, Count> bucket = {{Share::whole, 0},
                                           {Share::row, cols},
                                           {Share::col, rows},
                                           {Share::cell, rows * cols},
                                           {Share::size, rows}};
    const Count m = static_cast<Count>(unit.of(row).size()), k = static_cast<Count>(unit.of(col).size());
    const std::map<Counting, Count> amount = {
        {Counting::binary, 1}, {Counting::product, fitting}, {Counting::min, std::min(m, k)}};
    out[static_cast<std::uint32_t>(bucket.at(options.share))] = amount.at(options.counting);
    return out;
}

struct Cell {
    Buckets joint;
    Count documents = 0;
};

struct Counts {
    std::vector<std::vector<Cell>> cells;
    std::vector<Count> row_totals, col_totals;
    Count n = 0;
    Count left_out = 0;
};

inline bool too_many_tags(const Unit& unit, const CountOptions& options) {
    Count rows = 0, cols = 0;
    for (const TagId tag : unit.tags()) {
        rows += (options.sides[tag] & 1) != 0;
        cols += (options.sides[tag] & 2) != 0;
    }
    return options.most_tags > 0 && std::max(rows, cols) > options.most_tags;
}

/// Counts plain units; cut windows first. `given` is a tag that a unit must hold, or no_tag.
inline Counts count_cooccurrence(const Units& corpus, const std::vector<TagId>& rows,
                                 const std::vector<TagId>& cols, const CountOptions& options,
                                 TagId given = no_tag) {
    Counts out;
    out.cells.assign(rows.size(), std::vector<Cell>(cols.size()));
    out.row_totals.resize(rows.size());
    out.col_totals.resize(cols.size());
    for (const auto& document : corpus) {
        std::set<std::pair<std::size_t, std::size_t>> held;
        for (const Unit& unit : document) {
            if (given != no_tag && !unit.tags().contains(given)) continue;
            if (too_many_tags(unit, options)) {
                ++out.left_out;
                continue;
            }
            ++out.n;
            for (std::size_t i = 0; i < rows.size(); ++i) out.row_totals[i] += unit.tags().contains(rows[i]);
            for (std::size_t j = 0; j < cols.size(); ++j) out.col_totals[j] += unit.tags().contains(cols[j]);
            for (std::size_t i = 0; i < rows.size(); ++i)
                for (std::size_t j = 0; j < cols.size(); ++j) {
                    const auto is = [&](TagId tag) {
                        return options.identity.empty() ? tag : options.identity[tag];
                    };
                    if (is(rows[i]) == is(cols[j])) continue;
                    if (given != no_tag && (is(rows[i]) == is(given) || is(cols[j]) == is(given))) continue;
                    for (const auto& [bucket, amount] : added(unit, rows[i], cols[j], options)) {
                        out.cells[i][j].joint[bucket] += amount;
                        if (held.insert({i, j}).second) ++out.cells[i][j].documents;
                    }
                }
        }
    }
    return out;
}

}  // namespace comention::reference
