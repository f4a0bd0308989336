/// \file
/// Matrices of counts, written row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "cells.hpp"
#include "comention/cooccurrence.hpp"

namespace comention {

__extension__ using Wide = __int128;

/// Whole numbers and fractions of sums in units of 2^-32; sums of counts are whole.
inline void split_sum(Count sum, Count& whole, Count&) { whole = sum; }
inline void split_sum(Wide sum, Count& whole, Count& fraction) {
    if (sum >> 32 > std::numeric_limits<Count>::max())
        throw std::overflow_error("a weighted count exceeds 2^63: choose smaller weights");
    whole = static_cast<Count>(sum >> 32);
    fraction = static_cast<Count>(sum & static_cast<Wide>(0xFFFFFFFF));
}

template <class Sum>
Exact exact(const std::vector<Sum>& sums) {
    Exact out{std::vector<Count>(sums.size()), {}};
    std::vector<Count> fraction(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) split_sum(sums[i], out.whole[i], fraction[i]);
    if constexpr (!std::is_same_v<Sum, Count>) out.fraction = std::move(fraction);
    return out;
}

/// Writes a matrix row by row.
class RowWriter {
  public:
    RowWriter(std::size_t rows, std::size_t cols)
        : matrix_(static_cast<std::int64_t>(rows), static_cast<std::int64_t>(cols)) {}

    /// Makes room, so that growing does not hold all cells twice.
    void reserve(std::size_t cells) { matrix_.reserve(static_cast<std::int64_t>(cells)); }

    /// Cells come by row and column.
    void add(std::size_t row, std::size_t col, Count value) {
        if (matrix_.data().size() >= std::numeric_limits<std::int32_t>::max())
            throw std::length_error("more than 2^31 pairs were found: count fewer tags at once");
        start_rows(static_cast<std::int64_t>(row) + 1);
        matrix_.insertBackByOuterInner(static_cast<std::int64_t>(row), static_cast<std::int64_t>(col)) =
            value;
    }

    CountMatrix finish() {
        start_rows(matrix_.rows());
        matrix_.finalize();
        return std::move(matrix_);
    }

  private:
    void start_rows(std::int64_t end) {
        for (; next_row_ < end; ++next_row_) matrix_.startVec(next_row_);
    }

    CountMatrix matrix_;
    std::int64_t next_row_ = 0;
};

/// A cell with its place.
template <class Sum>
struct PlacedCell {
    std::size_t row;
    std::size_t col;
    Cell<Sum> cell;
};

/// The counted cells of some rows, by row and column: of each bucket, and of all of them together if there
/// are several.
template <class Sum>
struct CellsOfRows {
    std::map<std::uint32_t, std::vector<PlacedCell<Sum>>> layers;
    std::vector<PlacedCell<Sum>> together;
};

/// Puts the cells of one range of rows after another into matrices.
template <class Sum>
class MatrixWriter {
  public:
    /// `cells` is how many there are at most, or 0 if that is not known.
    MatrixWriter(std::size_t rows, std::size_t cols, std::size_t cells, bool layered)
        : rows_(rows), cols_(cols), cells_(cells), layered_(layered), documents_(rows, cols) {
        documents_.reserve(cells);
    }

    void add(const CellsOfRows<Sum>& part) {
        for (const auto& [bucket, cells] : part.layers) {
            auto& [whole, fraction] = writers(bucket);
            for (const auto& [row, col, cell] : cells) {
                Count whole_part = 0, fraction_part = 0;
                split_sum(cell.joint, whole_part, fraction_part);
                whole.add(row, col, whole_part);
                if (weighted) fraction.add(row, col, fraction_part);
                if (!layered_) documents_.add(row, col, cell.documents);
            }
        }
        for (const auto& [row, col, cell] : part.together) documents_.add(row, col, cell.documents);
    }

    void finish(Cooccurrence& out) {
        for (auto& [bucket, both] : layers_)
            out.joint.push_back(
                {bucket, both.first.finish(), weighted ? both.second.finish() : CountMatrix()});
        out.documents = documents_.finish();
    }

  private:
    static constexpr bool weighted = !std::is_same_v<Sum, Count>;

    std::pair<RowWriter, RowWriter>& writers(std::uint32_t bucket) {
        const auto [found, added] =
            layers_.try_emplace(bucket, RowWriter(rows_, cols_), RowWriter(rows_, cols_));
        if (added && !layered_) found->second.first.reserve(cells_);
        return found->second;
    }

    std::size_t rows_, cols_, cells_;
    bool layered_;
    std::map<std::uint32_t, std::pair<RowWriter, RowWriter>> layers_;
    RowWriter documents_;
};

}  // namespace comention
