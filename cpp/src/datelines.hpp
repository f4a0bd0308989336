/// \file
/// Datelines: "KABUL, Afghanistan, Jan. 18 (AP) —" at the head of a paragraph.
#pragma once

#include <optional>
#include <vector>

#include "passage.hpp"
#include "readings.hpp"

namespace comention {

/// The parts of a dateline, as ends of stretches of tokens.
struct Dateline {
    TokenIndex place_end;   ///< behind the place in capitals
    TokenIndex region_end;  ///< behind what may name its region; the bracket with the agency follows
    TokenIndex end;         ///< the first token behind the dash
};

/// The dateline at the head of a passage that begins a paragraph: a place in capitals, or any capitalised one
/// with a date
/// ("Toronto, Feb 26 -"). `month` is the set of cues of months.
std::optional<Dateline> find_dateline(const Passage& passage, CueMask month);

/// Makes the places of a dateline one mention of type `dateline`: the region after the comma says which
/// country is meant, and an agency in brackets is none. `matches` are those of the passage in layers of
/// places, in order.
void apply_dateline(const Dateline& dateline, const Passage& passage, const Readings& readings,
                    std::vector<Match>& matches);

}  // namespace comention
