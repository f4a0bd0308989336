/// \file
/// Comma qualifiers: "Paris, Texas," is a place in the United States.
#pragma once

#include <vector>

#include "passage.hpp"
#include "readings.hpp"

namespace comention {

/// Makes a city and the state or country named behind its comma one mention of type `qualifier`, of the
/// country that the second names. The pair must be closed by punctuation or the end of the sentence; a list
/// of places
/// ("Tehran, Russia, and China") is none. `matches` are those of one sentence in layers of places, in order.
void apply_qualifiers(const Passage& passage, const Readings& readings, std::vector<Match>& matches);

}  // namespace comention
