/// \file
/// Units: the stretches of text in which tags may occur together.
#pragma once

#include <string_view>
#include <vector>

#include "comention/mentions.hpp"
#include "comention/span.hpp"
#include "comention/text.hpp"

namespace comention {

enum class Unit : std::uint8_t { document, paragraph, sentence };

/// Number of units of a document; 0 where its text is missing.
UnitIndex count_units(const DocumentMentions& document, Unit unit);

/// The unit of a document that holds a sentence.
UnitIndex unit_of(const DocumentMentions& document, Unit unit, UnitIndex sentence);

/// The units of a text in code points.
std::vector<Span> unit_spans(const TextView& text, Unit unit);

}  // namespace comention
