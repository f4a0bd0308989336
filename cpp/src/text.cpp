#include "comention/text.hpp"

#include <limits>
#include <stdexcept>

#include "comention/unicode.hpp"

namespace comention {
namespace {

constexpr std::size_t longest_text = std::numeric_limits<Offset>::max();

[[noreturn]] void refuse(const char* what, std::size_t at) {
    throw std::invalid_argument(std::string(what) + " " + std::to_string(at));
}

/// Appends the ASCII characters from `i` on; gives where they end.
template <class Unit>
std::size_t append_ascii(const Unit* units, std::size_t i, std::size_t length, std::string& out) {
    constexpr std::size_t stride = 16;
    std::size_t end = i;
    for (; end + stride <= length; end += stride) {
        unsigned seen = 0;
        for (std::size_t k = 0; k < stride; ++k) seen |= units[end + k];
        if (seen >= 0x80) break;
    }
    while (end < length && units[end] < 0x80) ++end;
    const std::size_t at = out.size();
    out.resize(at + end - i);
    for (std::size_t k = 0; k < end - i; ++k) out[at + k] = static_cast<char>(units[i + k]);
    return end;
}

template <class Unit>
std::string_view transcode(const TextView& text, std::string& scratch) {
    const auto* units = static_cast<const Unit*>(text.data);
    scratch.clear();
    for (std::size_t i = 0; i < text.length;) {
        i = append_ascii(units, i, text.length, scratch);
        if (i == text.length) break;
        const char32_t code = units[i];
        if (code > 0x10FFFF) refuse("the text has a code beyond Unicode at character", i);
        if (code >= 0xD800 && code < 0xE000) refuse("the text has a lone surrogate at character", i);
        append_utf8(scratch, code);
        ++i;
    }
    return scratch;
}

std::string_view checked_utf8(const TextView& text) {
    const std::string_view bytes(static_cast<const char*>(text.data), text.length);
    const std::size_t bad = find_invalid_utf8(bytes);
    if (bad != std::string_view::npos) refuse("the text is not valid UTF-8: first wrong byte at", bad);
    return bytes;
}

std::string_view read(const TextView& text, std::string& scratch) {
    switch (text.encoding) {
        case Encoding::utf8:
            return checked_utf8(text);
        case Encoding::latin1:
            return transcode<unsigned char>(text, scratch);
        case Encoding::ucs2:
            return transcode<char16_t>(text, scratch);
        case Encoding::ucs4:
            return transcode<char32_t>(text, scratch);
        case Encoding::missing:
            break;
    }
    return {};
}

}  // namespace

std::string_view as_utf8(const TextView& text, std::string& scratch) {
    const std::string_view utf8 = read(text, scratch);
    if (utf8.size() >= longest_text) throw std::invalid_argument("the text is 4 GiB long or longer");
    return utf8;
}

void Segmentation::clear() {
    tokens.clear();
    sentences.clear();
    first_tokens.clear();
    paragraph_sentences.clear();
    paragraphs.clear();
}

std::vector<Span> to_code_points(std::string_view utf8, const std::vector<Span>& bytes) {
    std::vector<Span> out;
    out.reserve(bytes.size());
    std::size_t byte = 0;
    std::size_t code_point = 0;
    for (const Span& span : bytes) {
        code_point += count_code_points(utf8.substr(byte, span.begin - byte));
        byte = span.begin;
        const std::size_t length = count_code_points(utf8.substr(span.begin, span.size()));
        out.push_back({static_cast<Offset>(code_point), static_cast<Offset>(code_point + length)});
    }
    return out;
}

}  // namespace comention
