/// \file
/// Counting as its definition reads: look at every unit for every pair of tags.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "comention/cooccurrence.hpp"

namespace comention::reference {

/// The tags of each unit of each document, empty units included.
using Units = std::vector<std::vector<std::set<TagId>>>;

struct Counts {
    std::vector<std::vector<Count>> joint, documents;
    std::vector<Count> row_totals, col_totals;
    Count n = 0;
};

inline Count units_with(const Units& corpus, const std::vector<TagId>& tags) {
    Count count = 0;
    for (const auto& document : corpus)
        for (const auto& unit : document) {
            bool all = true;
            for (const TagId tag : tags) all = all && unit.contains(tag);
            count += all;
        }
    return count;
}

inline Count documents_with(const Units& corpus, TagId a, TagId b) {
    Count count = 0;
    for (const auto& document : corpus) count += units_with({document}, {a, b}) > 0;
    return count;
}

inline Counts count_cooccurrence(const Units& corpus, const std::vector<TagId>& rows,
                                 const std::vector<TagId>& cols) {
    Counts out;
    out.n = units_with(corpus, {});
    for (const TagId row : rows) {
        out.row_totals.push_back(units_with(corpus, {row}));
        out.joint.emplace_back();
        out.documents.emplace_back();
        for (const TagId col : cols) {
            out.joint.back().push_back(row == col ? 0 : units_with(corpus, {row, col}));
            out.documents.back().push_back(row == col ? 0 : documents_with(corpus, row, col));
        }
    }
    for (const TagId col : cols) out.col_totals.push_back(units_with(corpus, {col}));
    return out;
}

}  // namespace comention::reference
