/// \file
/// Characters that open, close and end: what segmentation asks of punctuation.
#pragma once

#include <cstddef>
#include <string_view>

#include "comention/unicode.hpp"

namespace comention {

inline bool is_space(char32_t code) {
    return code == ' ' || char_class(code) == CharClass::space || code == 0x200B || code == 0xFEFF;
}

/// Stops that end a sentence without a space behind them.
inline bool is_wide_terminator(char32_t code) {
    return code == 0x3002 || code == 0xFF01 || code == 0xFF1F || code == 0xFF61;
}

inline bool is_terminator(char32_t code) {
    switch (code) {
        case '.':
        case '!':
        case '?':
        case 0x2026:
        case 0x203C:
        case 0x203D:
        case 0x2047:
        case 0x2048:
        case 0x2049:
        case 0x061F:
        case 0x06D4:
        case 0x0964:
        case 0x0965:
        case 0x0589:
        case 0x1362:
            return true;
        default:
            return is_wide_terminator(code);
    }
}

inline bool is_closer(char32_t code) {
    switch (code) {
        case '"':
        case '\'':
        case ')':
        case ']':
        case '}':
        case 0x2019:
        case 0x201D:
        case 0xBB:
        case 0x203A:
        case 0x300D:
        case 0x300F:
        case 0xFF09:
        case 0x3011:
            return true;
        default:
            return false;
    }
}

inline bool is_opener(char32_t code) {
    switch (code) {
        case '"':
        case '\'':
        case '(':
        case '[':
        case '{':
        case 0x2018:
        case 0x201C:
        case 0xAB:
        case 0x2039:
        case 0x300C:
        case 0x300E:
        case 0xFF08:
        case 0x3010:
        case 0xBF:
        case 0xA1:
        case 0x201E:
            return true;
        default:
            return false;
    }
}

/// Quotes that open in English and close in other languages: „so“, »so«.
inline bool is_reversed_quote(char32_t code) { return code == 0x201C || code == 0x2018 || code == 0xAB; }

inline bool is_quote(char32_t code) {
    return code == '"' || code == '\'' || code == 0x201D || code == 0x2019 || code == 0xBB ||
           is_reversed_quote(code);
}

inline std::size_t previous_code_point(std::string_view text, std::size_t end) {
    do {
        --end;
    } while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80);
    return end;
}

/// The first position from `at` on that holds no space.
inline std::size_t skip_space(std::string_view text, std::size_t at, std::size_t end) {
    while (at < end) {
        std::size_t next = at;
        if (!is_space(next_code_point(text, next))) break;
        at = next;
    }
    return at;
}

/// The end of [begin, end) without the space that closes it.
inline std::size_t trim_space(std::string_view text, std::size_t begin, std::size_t end) {
    while (end > begin) {
        const std::size_t at = previous_code_point(text, end);
        std::size_t next = at;
        if (!is_space(next_code_point(text, next))) break;
        end = at;
    }
    return end;
}

}  // namespace comention
