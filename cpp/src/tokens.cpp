#include <array>
#include <bit>
#include <cstring>

#include "comention/text.hpp"
#include "comention/unicode.hpp"

namespace comention {
namespace {

// Those from `apostrophe` on may join what stands around them to one token.
enum class Byte : unsigned char { other, word, apostrophe, dot, wide };

constexpr std::array<Byte, 256> make_byte_classes() {
    std::array<Byte, 256> classes{};
    for (std::size_t c = 0; c < 256; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool digit = c >= '0' && c <= '9';
        classes[c] = c >= 0x80 ? Byte::wide : letter || digit ? Byte::word : Byte::other;
    }
    classes['\''] = Byte::apostrophe;
    classes['`'] = Byte::apostrophe;
    classes['.'] = Byte::dot;
    return classes;
}

constexpr auto byte_classes = make_byte_classes();

Byte byte_class(char c) { return byte_classes[static_cast<unsigned char>(c)]; }

/// One character seen by the tokeniser: what it is, and where the next one begins.
struct Character {
    Byte kind = Byte::other;
    bool letter = false;  ///< upper, lower or without case: no mark, no digit
    bool starts = false;  ///< may begin a token: a soft hyphen or joiner may only go on with one
    std::size_t next = 0;
};

Character character_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {Byte::other, false, false, at};
    const Byte kind = byte_class(text[at]);
    if (kind != Byte::wide) return {kind, kind == Byte::word && text[at] > '9', kind == Byte::word, at + 1};
    std::size_t next = at;
    const char32_t code = next_code_point(text, next);
    if (is_apostrophe(code)) return {Byte::apostrophe, false, false, next};
    const CharClass c = char_class(code);
    const bool word = is_word(c);
    const bool letter = c == CharClass::upper || c == CharClass::lower || c == CharClass::letter;
    return {word ? Byte::word : Byte::other, letter, word && c != CharClass::ignorable, next};
}

/// Of eight bytes those that are ASCII letters and digits, each marked by its highest bit.
std::uint64_t mark_word_bytes(std::uint64_t bytes) {
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    const std::uint64_t low = bytes & (0x7F * ones);
    const std::uint64_t folded = low | (0x20 * ones);
    const auto at_least = [](std::uint64_t x, unsigned c) { return x + (0x80 - c) * ones; };
    const std::uint64_t letters = at_least(folded, 'a') & ~at_least(folded, 'z' + 1);
    const std::uint64_t digits = at_least(low, '0') & ~at_least(low, '9' + 1);
    return (letters | digits) & ~bytes & (0x80 * ones);
}

std::size_t end_of_ascii_run(std::string_view text, std::size_t at) {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t all = 0x8080808080808080ULL;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t bytes;
        std::memcpy(&bytes, text.data() + at, 8);
        const std::uint64_t others = ~mark_word_bytes(bytes) & all;
        if (others != 0) return at + static_cast<std::size_t>(std::countr_zero(others)) / 8;
    }
    while (at < text.size() && byte_class(text[at]) == Byte::word) ++at;
    return at;
}

std::size_t end_of_run(std::string_view text, std::size_t at) {
    for (;;) {
        at = end_of_ascii_run(text, at);
        if (at == text.size() || byte_class(text[at]) != Byte::wide) return at;
        const Character c = character_at(text, at);
        if (c.kind != Byte::word) return at;
        at = c.next;
    }
}

bool is_mark(std::string_view text, std::size_t at) {
    if (at >= text.size() || byte_class(text[at]) != Byte::wide) return false;
    const CharClass c = char_class(next_code_point(text, at));
    return c == CharClass::mark || c == CharClass::ignorable;
}

/// Whether a single letter with its marks, not followed by another word character, stands at `at`.
bool single_letter(std::string_view text, std::size_t at, std::size_t& end) {
    Character c = character_at(text, at);
    if (!c.letter) return false;
    while (is_mark(text, c.next)) c = character_at(text, c.next);
    end = c.next;
    return character_at(text, end).kind != Byte::word;
}

/// The end of a dotted acronym whose first letter ends at `at`, its last dot included; `at` if it is none.
std::size_t end_of_acronym(std::string_view text, std::size_t at) {
    std::size_t end = at;
    std::size_t letter_end = 0;
    while (character_at(text, end).kind == Byte::dot && single_letter(text, end + 1, letter_end))
        end = letter_end;
    if (end == at) return at;
    return character_at(text, end).kind == Byte::dot ? end + 1 : end;
}

bool may_join(std::string_view text, std::size_t at) {
    return at < text.size() && byte_class(text[at]) >= Byte::apostrophe;
}

std::size_t end_of_token(std::string_view text, std::size_t begin) {
    std::size_t end = end_of_run(text, begin);
    if (!may_join(text, end)) return end;
    if (std::size_t letter_end = 0; single_letter(text, begin, letter_end)) end = end_of_acronym(text, end);
    for (;;) {
        const Character c = character_at(text, end);
        if (c.kind != Byte::apostrophe || character_at(text, c.next).kind != Byte::word) return end;
        end = end_of_run(text, c.next);
    }
}

}  // namespace

void append_tokens(std::string_view utf8, std::vector<Token>& out) {
    std::size_t at = 0;
    while (at < utf8.size()) {
        const Byte kind = byte_class(utf8[at]);
        const Character c =
            kind == Byte::wide ? character_at(utf8, at) : Character{kind, false, kind == Byte::word, at + 1};
        if (!c.starts) {
            at = c.next;
            continue;
        }
        const std::size_t end = end_of_token(utf8, at);
        out.push_back({static_cast<Offset>(at), static_cast<Offset>(end)});
        at = end;
    }
}

std::string_view without_possessive(std::string_view token) {
    const std::size_t size = token.size();
    if (size < 3 || (token[size - 1] != 's' && token[size - 1] != 'S')) return token;
    for (const std::size_t width : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
        if (size < width + 2) break;
        std::size_t at = size - 1 - width;
        if ((static_cast<unsigned char>(token[at]) & 0xC0) == 0x80) continue;
        if (is_apostrophe(next_code_point(token, at)) && at == size - 1)
            return token.substr(0, size - 1 - width);
        break;
    }
    return token;
}

}  // namespace comention
