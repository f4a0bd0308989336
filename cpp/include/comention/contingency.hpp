/// \file
/// The contingency table of two tags, and its notation.
#pragma once

namespace comention {

/// Units by whether they hold a (rows) and b (columns):
///
///            b     not b
///     a     o11     o12  | r1
///     not a o21     o22  | r2
///           ----------------
///            c1      c2  | n
///
/// Counts may be fractional.
struct Contingency {
    double o11, o12, o21, o22;
    double r1, r2, c1, c2, n;

    /// From the joint count and its margins. Throws std::invalid_argument if a cell would be negative, since
    /// then joint count and margins come from different units.
    Contingency(double joint, double row_total, double col_total, double total);

    bool empty_margin() const { return r1 == 0 || r2 == 0 || c1 == 0 || c2 == 0; }
    /// o11·o22 − o12·o21; exact for whole counts below 2^53.
    double determinant() const;
};

}  // namespace comention
