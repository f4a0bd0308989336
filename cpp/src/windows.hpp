/// \file
/// Sliding windows by stretches of their starts, never one by one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "comention/incidence.hpp"

namespace comention {

/// Windows, told by their starts, that hold a tag; the tag by its place among those of the unit.
struct Stretch {
    std::size_t tag;
    Starts starts;
};

/// Appends the windows that hold a tag as disjoint stretches. Its mentions come by position, and each lies at
/// its first token; a tag of the document comes first and is in all windows.
void append_stretches(std::size_t tag, std::span<const Occurrence> mentions, const SlidingWindow& window,
                      const Starts& all, std::vector<Stretch>& out);

/// Number of windows of a unit of so many tokens that hold any of the mentions. They come by position, tags
/// of the document first.
Count covered_windows(std::span<const Occurrence> mentions, const SlidingWindow& window, TokenIndex tokens);

/// Calls `visit(a, b, starts)` once for each two stretches and the windows that they share. Sorts the
/// stretches. Costs their number times the greatest number that share a window.
template <class Visit>
void for_each_meeting(std::vector<Stretch>& stretches, Visit visit) {
    std::stable_sort(stretches.begin(), stretches.end(),
                     [](const Stretch& a, const Stretch& b) { return a.starts.begin < b.starts.begin; });
    std::vector<const Stretch*> open;
    for (const Stretch& stretch : stretches) {
        std::erase_if(open, [&](const Stretch* o) { return o->starts.end <= stretch.starts.begin; });
        for (const Stretch* other : open)
            visit(*other, stretch,
                  Starts{stretch.starts.begin, std::min(stretch.starts.end, other->starts.end)});
        open.push_back(&stretch);
    }
}

}  // namespace comention
