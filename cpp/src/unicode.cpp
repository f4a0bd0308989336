#include "comention/unicode.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace comention {
namespace {

struct Range {
    char32_t first, last;
    CharClass kind;
};

struct Fold {
    char32_t code;
    const char* text;
};

#include "unicode_tables.inc"

constexpr char32_t plane_end = 0x10000;

CharClass look_up_class(char32_t code) {
    const auto* range = std::lower_bound(std::begin(ranges), std::end(ranges), code,
                                         [](const Range& r, char32_t c) { return r.last < c; });
    return range != std::end(ranges) && range->first <= code ? range->kind : CharClass::other;
}

using BasicPlane = std::array<CharClass, plane_end>;

BasicPlane make_basic_plane() {
    BasicPlane plane{};
    for (const Range& r : ranges)
        for (char32_t code = r.first; code <= r.last && code < plane_end; ++code) plane[code] = r.kind;
    return plane;
}

const BasicPlane basic_plane = make_basic_plane();

void append_folded(std::string& out, char32_t code) {
    if (code < 0x80) {
        const char c = static_cast<char>(code);
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '`' ? '\'' : c;
        return;
    }
    const auto* found = std::lower_bound(std::begin(folds), std::end(folds), code,
                                         [](const Fold& f, char32_t c) { return f.code < c; });
    if (found != std::end(folds) && found->code == code)
        out += found->text;
    else
        append_utf8(out, code);
}

/// Length of the well-formed sequence at `p`, or 0 (Unicode Standard, table 3-7).
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
    const auto follows = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xBF) {
        return i < left && p[i] >= low && p[i] <= high;
    };
    const unsigned char lead = p[0];
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned char low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned char high = lead == 0xED ? 0x9F : 0xBF;
        return follows(1, low, high) && follows(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned char low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned char high = lead == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

CharClass char_class(char32_t code) { return code < plane_end ? basic_plane[code] : look_up_class(code); }

bool is_apostrophe(char32_t code) {
    switch (code) {
        case '\'':
        case '`':
        case 0xB4:
        case 0x2018:
        case 0x2019:
        case 0x201B:
        case 0x2BB:
        case 0x2BC:
        case 0x2032:
        case 0xFF07:
            return true;
        default:
            return false;
    }
}

char32_t next_code_point(std::string_view utf8, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
    const unsigned char lead = byte(at);
    const auto tail = [&](std::size_t i) { return static_cast<char32_t>(byte(at + i) & 0x3F); };
    char32_t code = lead;
    std::size_t length = 1;
    if (lead >= 0xF0) {
        code = (static_cast<char32_t>(lead & 0x07) << 18) | (tail(1) << 12) | (tail(2) << 6) | tail(3);
        length = 4;
    } else if (lead >= 0xE0) {
        code = (static_cast<char32_t>(lead & 0x0F) << 12) | (tail(1) << 6) | tail(2);
        length = 3;
    } else if (lead >= 0xC0) {
        code = (static_cast<char32_t>(lead & 0x1F) << 6) | tail(1);
        length = 2;
    }
    at += length;
    return code;
}

void append_utf8(std::string& out, char32_t code) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

std::string fold(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) append_folded(out, next_code_point(utf8, at));
    return out;
}

std::size_t count_code_points(std::string_view utf8) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    std::size_t continuation = 0;
    std::size_t at = 0;
    for (; at + 8 <= utf8.size(); at += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, utf8.data() + at, 8);
        const std::uint64_t marked = (eight >> 7) & ~(eight >> 6) & ones;
        continuation += static_cast<std::size_t>((marked * ones) >> 56);
    }
    for (; at < utf8.size(); ++at) continuation += (static_cast<unsigned char>(utf8[at]) & 0xC0) == 0x80;
    return utf8.size() - continuation;
}

std::size_t find_invalid_utf8(std::string_view bytes) {
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t at = 0;
    while (at < bytes.size()) {
        std::uint64_t eight = 0;
        if (at + 8 <= bytes.size() &&
            (std::memcpy(&eight, p + at, 8), (eight & 0x8080808080808080ULL) == 0)) {
            at += 8;
            continue;
        }
        const std::size_t length = sequence_length(p + at, bytes.size() - at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

}  // namespace comention
