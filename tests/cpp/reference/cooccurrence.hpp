/// \file
/// Counting as its definition reads: look at every unit for every pair of tags, at every window, and at every
/// pair of mentions.
#pragma once

#include <algorithm>
#include <cmath>
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
    std::map<TagId, double> values = {};  ///< of tags that have another than 1

    double value(TagId tag) const { return values.contains(tag) ? values.at(tag) : 1; }
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
        one.values = unit.values;
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

/// What a unit adds to a pair by the values of its tags, mention by mention.
inline double soft_added(const Unit& unit, TagId row, TagId col, const CountOptions& options) {
    double sum = 0, of_row = 0, of_col = 0, product = 0;
    for (const Occurrence& a : unit.of(row))
        for (const Occurrence& b : unit.of(col)) {
            if (options.directed && !(a.begin < b.begin)) continue;
            if (options.drop_overlapping && overlap(a, b)) continue;
            product = unit.value(row) * unit.value(col);
            sum += product;
        }
    for (std::size_t i = 0; i < unit.of(row).size(); ++i) of_row += unit.value(row);
    for (std::size_t i = 0; i < unit.of(col).size(); ++i) of_col += unit.value(col);
    if (options.counting == Counting::binary) return product;
    return options.counting == Counting::product ? sum : std::min(of_row, of_col);
}

/// Sums in units of 2^-32.
struct SoftCounts {
    std::vector<std::vector<Count>> joint;
    std::vector<Count> row_totals, col_totals;
    Count n = 0;
};

/// Counts values: what each unit adds is rounded once. `weights` are those of documents, in units of 2^-32.
inline SoftCounts count_soft(const Units& corpus, const std::vector<TagId>& rows,
                             const std::vector<TagId>& cols, const CountOptions& options,
                             const std::vector<std::uint64_t>& weights) {
    SoftCounts out;
    out.joint.assign(rows.size(), std::vector<Count>(cols.size()));
    out.row_totals.resize(rows.size());
    out.col_totals.resize(cols.size());
    const auto is = [&](TagId tag) { return options.identity.empty() ? tag : options.identity[tag]; };
    for (std::size_t d = 0; d < corpus.size(); ++d)
        for (const Unit& unit : corpus[d]) {
            if (too_many_tags(unit, options)) continue;
            const auto weighted = [&](double amount) {
                return static_cast<Count>(std::nearbyint(static_cast<double>(weights[d]) * amount));
            };
            out.n += weighted(1);
            const auto total = [&](TagId tag) {
                return unit.tags().contains(tag) ? weighted(unit.value(tag)) : 0;
            };
            for (std::size_t i = 0; i < rows.size(); ++i) out.row_totals[i] += total(rows[i]);
            for (std::size_t j = 0; j < cols.size(); ++j) out.col_totals[j] += total(cols[j]);
            for (std::size_t i = 0; i < rows.size(); ++i)
                for (std::size_t j = 0; j < cols.size(); ++j)
                    if (is(rows[i]) != is(cols[j]))
                        out.joint[i][j] += weighted(soft_added(unit, rows[i], cols[j], options));
        }
    return out;
}

}  // namespace comention::reference
