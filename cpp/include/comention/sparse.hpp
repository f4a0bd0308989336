/// \file
/// Sparse matrices of exact counts.
#pragma once

#include <Eigen/SparseCore>
#include <cstdint>

#include "comention/types.hpp"

namespace comention {

/// Rows compressed, columns sorted within a row; less than 2^31 cells that are not 0.
using CountMatrix = Eigen::SparseMatrix<Count, Eigen::RowMajor, std::int32_t>;

}  // namespace comention
