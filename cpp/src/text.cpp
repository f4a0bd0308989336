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

template <class Unit>
std::string_view transcode(const TextView& text, std::string& scratch) {
    const auto* units = static_cast<const Unit*>(text.data);
    scratch.clear();
    scratch.reserve(text.length + text.length / 8);
    for (std::size_t i = 0; i < text.length; ++i) {
        const char32_t code = units[i];
        if (code >= 0xD800 && code < 0xE000) refuse("the text has a lone surrogate at character", i);
        if (code < 0x80)
            scratch += static_cast<char>(code);
        else
            append_utf8(scratch, code);
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
