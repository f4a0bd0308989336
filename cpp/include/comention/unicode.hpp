/// \file
/// What the package asks of Unicode: classes of characters, and words without case and accents.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace comention {

enum class CharClass : unsigned char { other, upper, lower, letter, mark, digit, space, ignorable };

/// The class of a code point: `letter` has no case; `ignorable` are the soft hyphen, joiners and variation
/// selectors.
CharClass char_class(char32_t code);

/// Letters, marks, digits and ignorable characters make up words.
inline bool is_word(CharClass c) { return c != CharClass::other && c != CharClass::space; }

/// ', ’, ʼ and their look-alikes.
bool is_apostrophe(char32_t code);

/// Reads the code point at `at` of valid UTF-8 and moves `at` behind it.
char32_t next_code_point(std::string_view utf8, std::size_t& at);

void append_utf8(std::string& out, char32_t code);

/// The word without case, accents and ignorable characters, all apostrophes straight: "Côte" → "cote".
std::string fold(std::string_view utf8);

/// Number of code points in valid UTF-8.
std::size_t count_code_points(std::string_view utf8);

/// Position of the first byte that is no valid UTF-8, or npos. Overlong forms and surrogates are invalid.
std::size_t find_invalid_utf8(std::string_view bytes);

}  // namespace comention
