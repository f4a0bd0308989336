/// \file
/// Half-open stretches of text.
#pragma once

#include "comention/types.hpp"

namespace comention {

/// From `begin` up to, and without, `end`. Whether bytes or code points are meant is said where it is used.
struct Span {
    Offset begin = 0;
    Offset end = 0;

    Offset size() const { return end - begin; }
    bool empty() const { return begin == end; }
    friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace comention
