/// \file
/// Text: where it comes from, and its tokens, sentences and paragraphs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "comention/span.hpp"
#include "comention/types.hpp"

namespace comention {

/// How the characters of a text lie in memory. `missing` is a document without text.
enum class Encoding : std::uint8_t { missing, utf8, latin1, ucs2, ucs4 };

/// One document's text, owned by someone else. `length` counts code units, so a text of any width is read
/// where it lies.
struct TextView {
    const void* data = nullptr;
    std::size_t length = 0;
    Encoding encoding = Encoding::missing;
};

inline TextView text_view(std::string_view utf8) { return {utf8.data(), utf8.size(), Encoding::utf8}; }

/// The text as valid UTF-8: itself where it is that already, else written into `scratch`.
/// Throws std::invalid_argument, naming the position, for invalid UTF-8, a lone surrogate, or a text of
/// 4 GiB and more.
std::string_view as_utf8(const TextView& text, std::string& scratch);

/// A run of letters, marks and digits, joined by apostrophes, and by dots between single letters ("U.S.", its
/// last dot included). Hyphens split. Positions are bytes.
struct Token {
    Offset begin;
    Offset end;

    friend bool operator==(const Token&, const Token&) = default;
};

/// Appends the tokens of valid UTF-8 to `out`, in order.
void append_tokens(std::string_view utf8, std::vector<Token>& out);

/// The token without a possessive 's: "U.S.'s" → "U.S.".
std::string_view without_possessive(std::string_view token);

/// A document cut into tokens, sentences and paragraphs. Every sentence holds at least one token, every
/// paragraph at least one sentence; positions are bytes of the UTF-8 text. Reusable without allocating.
struct Segmentation {
    std::vector<Token> tokens;
    std::vector<Span> sentences;           ///< without surrounding space, with their quotes and brackets
    std::vector<TokenIndex> first_tokens;  ///< of each sentence, and the number of tokens at the end
    std::vector<UnitIndex>
        paragraph_sentences;  ///< first sentence of each paragraph, and their number at the end
    std::vector<Span> paragraphs;

    void clear();
};

/// Cuts valid UTF-8 into paragraphs, sentences and tokens. Linear in the length of the text.
///
/// Paragraphs end at blank lines. A single line break ends one too, unless the lines look wrapped (many
/// begin in lower case); wrapped text breaks at indented lines and behind short lines that end a sentence.
/// Sentences end at . ! ? … and their like in other scripts, with the quotes and brackets that close there,
/// but not behind abbreviations, initials and numbers of lists, nor before lower case.
void segment(std::string_view utf8, Segmentation& out);

/// Spans of the same text in code points, from spans in bytes that are sorted by `begin`.
std::vector<Span> to_code_points(std::string_view utf8, const std::vector<Span>& bytes);

}  // namespace comention
