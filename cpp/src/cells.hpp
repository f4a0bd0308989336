/// \file
/// The cells of some rows of a matrix while they are counted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "comention/types.hpp"
#include "flat_map.hpp"

namespace comention {

/// What is counted of a pair.
template <class Sum>
struct Cell {
    Sum joint = 0;
    std::uint32_t documents = 0;
    DocumentId last_document = static_cast<DocumentId>(-1);

    /// Documents come one behind the other.
    void add_document(DocumentId document) {
        documents += last_document != document;
        last_document = document;
    }
};

/// Some rows of a matrix.
struct RowRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t cells = 0;  ///< at most so many of them are found, where that is known

    std::size_t size() const { return end - begin; }
};

/// Cells by row and column: a table where it is to be small, else those that were found.
template <class Sum>
class Cells {
  public:
    /// No cell of some rows with so many columns. A table has all cells from the beginning.
    Cells(const RowRange& rows, std::size_t cols, bool table) : rows_(rows), cols_(cols), table_(table) {}

    Cell<Sum>& at(std::size_t row, std::size_t col) {
        if (!table_) return found_[(static_cast<std::uint64_t>(row) << 32) | col];
        if (cells_.empty()) cells_.resize(rows_.size() * cols_);
        const std::size_t place = (row - rows_.begin) * cols_ + col;
        if (cells_[place].documents == 0) used_.push_back(place);
        return cells_[place];
    }

    void add(const Cells& other) {
        other.for_each([&](std::size_t row, std::size_t col, const Cell<Sum>& cell) {
            Cell<Sum>& mine = at(row, col);
            mine.joint += cell.joint;
            mine.documents += cell.documents;
        });
    }

    /// Calls `visit(row, col, cell)` for each cell that was counted, in no order.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const std::size_t place : used_)
            visit(rows_.begin + place / cols_, place % cols_, cells_[place]);
        found_.for_each([&](std::uint64_t key, const Cell<Sum>& cell) {
            visit(static_cast<std::size_t>(key >> 32), static_cast<std::size_t>(key & 0xFFFFFFFF), cell);
        });
    }

    /// Moves the counted cells to `visit(row, col, cell)` by row and column; none is left.
    template <class Visit>
    void take_sorted(Visit visit) {
        std::sort(used_.begin(), used_.end());
        for (const std::size_t place : used_) {
            visit(rows_.begin + place / cols_, place % cols_, cells_[place]);
            cells_[place] = {};
        }
        used_.clear();
        std::vector<std::pair<std::uint64_t, Cell<Sum>>> sorted;
        sorted.reserve(found_.size());
        found_.for_each([&](std::uint64_t key, const Cell<Sum>& cell) { sorted.emplace_back(key, cell); });
        found_ = {};
        std::sort(sorted.begin(), sorted.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [key, cell] : sorted)
            visit(static_cast<std::size_t>(key >> 32), static_cast<std::size_t>(key & 0xFFFFFFFF), cell);
    }

    /// Lets the same memory hold other rows; the cells must have been taken.
    void start(const RowRange& rows) {
        if (rows.size() > rows_.size()) cells_.clear();
        rows_ = rows;
    }

  private:
    RowRange rows_;
    std::size_t cols_;
    bool table_;
    std::vector<Cell<Sum>> cells_;
    std::vector<std::size_t> used_;
    FlatMap<Cell<Sum>> found_;
};

}  // namespace comention
