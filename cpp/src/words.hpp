/// \file
/// What texts and forms share: words as keys, and what stands between them.
#pragma once

#include <string>
#include <string_view>

#include "comention/text.hpp"
#include "comention/unicode.hpp"
#include "punctuation.hpp"

namespace comention {

/// The layer of countries, regions, organisations and their blocks.
inline constexpr std::string_view place_layer = "place";

/// A word as it is looked up: folded, without possessive and without the last dot of an acronym.
inline std::string word_key(std::string_view token) {
    std::string key = fold(without_possessive(token));
    if (key.size() > 1 && key.back() == '.') key.pop_back();
    return key;
}

/// The class of a word's first character.
inline CharClass first_class(std::string_view word) {
    std::size_t at = 0;
    return char_class(next_code_point(word, at));
}

inline bool begins_capital(std::string_view word) { return first_class(word) == CharClass::upper; }

inline bool has_class(std::string_view word, CharClass wanted) {
    for (std::size_t at = 0; at < word.size();)
        if (char_class(next_code_point(word, at)) == wanted) return true;
    return false;
}

/// Capital letters and no small ones.
inline bool is_capitals(std::string_view word) {
    return has_class(word, CharClass::upper) && !has_class(word, CharClass::lower);
}

inline bool is_possessive(std::string_view word) { return without_possessive(word).size() < word.size(); }

/// Whether nothing but space stands between two words.
inline bool is_blank(std::string_view gap) { return skip_space(gap, 0, gap.size()) == gap.size(); }

inline bool is_hyphen(char32_t code) {
    return code == '-' || code == '/' || (code >= 0x2010 && code <= 0x2013);
}

inline bool has_hyphen(std::string_view gap) {
    for (std::size_t at = 0; at < gap.size();)
        if (is_hyphen(next_code_point(gap, at))) return true;
    return false;
}

/// The punctuation between two words that keeps them from being one name: all but space, and hyphens,
/// en dashes and slashes without space around them ("counter-terrorism", but not "Chad - Niger"), or with one
/// behind a hyphen, as where a line was broken ("Guinea- Bissau"). Apostrophes are all alike.
inline std::string gap_marks(std::string_view gap) {
    std::string marks;
    bool hyphen = false;
    bool space_before_hyphen = false;
    bool space = false;
    for (std::size_t at = 0; at < gap.size();) {
        const std::size_t begin = at;
        const char32_t code = next_code_point(gap, at);
        if (is_space(code)) {
            space = space || (code != '\n' && code != '\r' && code != 0x2028 && code != 0x2029);
        } else if (is_hyphen(code) && !hyphen) {
            hyphen = true;
            space_before_hyphen = space;
            space = false;
        } else if (is_apostrophe(code)) {
            marks += '\'';
        } else {
            marks.append(gap.substr(begin, at - begin));
        }
    }
    const bool broken = gap == "- ";
    if (hyphen && !broken && (space || space_before_hyphen)) marks += '-';
    return marks;
}

}  // namespace comention
