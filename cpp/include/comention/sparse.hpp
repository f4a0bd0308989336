/// \file
/// Sparse matrices of exact counts.
#pragma once

#include <Eigen/SparseCore>

#include "comention/types.hpp"

namespace comention {

/// Rows compressed, columns sorted within a row.
using CountMatrix = Eigen::SparseMatrix<Count, Eigen::RowMajor, std::int64_t>;

}  // namespace comention
