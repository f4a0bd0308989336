/// \file
/// Lines, and which of their breaks end a paragraph.
#pragma once

#include <string_view>
#include <vector>

#include "comention/span.hpp"

namespace comention {

/// The paragraphs of valid UTF-8, in bytes, without surrounding space. They may hold no word.
void find_paragraphs(std::string_view utf8, std::vector<Span>& out);

}  // namespace comention
