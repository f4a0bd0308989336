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

/// The tokens of a unit: the number of its first one, and of the first one behind it.
struct TokenRange {
    TokenIndex begin = 0;
    TokenIndex end = 0;

    TokenIndex size() const { return end - begin; }
};
TokenRange unit_tokens(const DocumentMentions& document, Unit unit, UnitIndex position);

/// The units of a text in code points.
std::vector<Span> unit_spans(const TextView& text, Unit unit);

/// Where sliding windows may start: `valid` windows lie wholly in their unit, and a unit that is shorter has
/// one; `pad` windows hold at least one of its tokens.
enum class Edge : std::uint8_t { valid, pad };

/// Every stretch of `width` tokens in a unit; each is a unit of its own. A width of 0 stands for none.
struct SlidingWindow {
    TokenIndex width = 0;
    Edge edge = Edge::valid;

    explicit operator bool() const { return width > 0; }
    friend bool operator==(const SlidingWindow&, const SlidingWindow&) = default;
};

/// Starts of windows from `begin` up to `end`, as tokens from the unit's first one on.
struct Starts {
    std::int64_t begin = 0;
    std::int64_t end = 0;

    std::int64_t size() const { return end - begin; }
};

/// The windows of a unit of so many tokens.
Starts window_starts(const SlidingWindow& window, TokenIndex tokens);

}  // namespace comention
