/// \file
/// Slow, obvious null models by enumeration: all matrices with given margins, and all permutations of
/// documents.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

namespace comention::reference {

/// Rows are units, columns are tags.
using Matrix = std::vector<std::vector<int>>;

inline std::vector<int> tag_totals(const Matrix& matrix, std::size_t tags) {
    std::vector<int> out(tags);
    for (const auto& unit : matrix)
        for (std::size_t tag = 0; tag < tags; ++tag) out[tag] += unit[tag];
    return out;
}

/// All matrices of zeros and ones with the same sums of rows and of columns, in lexicographic order.
inline std::vector<Matrix> same_margins(const Matrix& matrix, std::size_t tags) {
    std::vector<Matrix> out;
    Matrix made;
    const std::vector<int> totals = tag_totals(matrix, tags);
    const std::function<void()> extend = [&] {
        if (made.size() == matrix.size()) {
            if (tag_totals(made, tags) == totals) out.push_back(made);
            return;
        }
        std::vector<int> unit = matrix[made.size()];
        std::sort(unit.begin(), unit.end());
        do {
            made.push_back(unit);
            extend();
            made.pop_back();
        } while (std::next_permutation(unit.begin(), unit.end()));
    };
    extend();
    return out;
}

/// A document with one value or none (-1), its units, and how many of these hold the tag; -1: it is no case
/// of it.
struct Speech {
    int value;
    std::int64_t units;
    std::int64_t held;
};

/// Σz and t of the documents that get a value, by their formulas; `values[d]` is the value of document d.
struct Excess {
    double sum = 0;
    double t = 0;
};

inline Excess excess(const std::vector<Speech>& speeches, const std::vector<int>& values, int value) {
    double n = 0, held = 0, with = 0;
    for (std::size_t d = 0; d < speeches.size(); ++d) {
        if (speeches[d].held < 0) continue;
        n += static_cast<double>(speeches[d].units);
        held += static_cast<double>(speeches[d].held);
        with += values[d] == value ? static_cast<double>(speeches[d].units) : 0;
    }
    Excess out;
    double squares = 0;
    for (std::size_t d = 0; d < speeches.size(); ++d) {
        if (speeches[d].held < 0) continue;
        const double x = values[d] == value ? 1 : 0;
        const double z =
            static_cast<double>(speeches[d].held) - static_cast<double>(speeches[d].units) * held / n;
        out.sum += x * z;
        squares += (x - with / n) * (x - with / n) * z * z;
    }
    out.t = squares > 0 ? out.sum / std::sqrt(squares) : 0;
    return out;
}

}  // namespace comention::reference
