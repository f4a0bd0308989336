#include "comention/units.hpp"

#include <algorithm>
#include <string>

#include "comention/unicode.hpp"

namespace comention {

UnitIndex count_units(const DocumentMentions& document, Unit unit) {
    if (document.missing) return 0;
    switch (unit) {
        case Unit::document:
            return 1;
        case Unit::paragraph:
            return document.paragraphs();
        case Unit::sentence:
            return document.sentences();
    }
    return 0;
}

UnitIndex unit_of(const DocumentMentions& document, Unit unit, UnitIndex sentence) {
    switch (unit) {
        case Unit::document:
            return 0;
        case Unit::paragraph:
            return document.paragraph_of(sentence);
        case Unit::sentence:
            return sentence;
    }
    return 0;
}

TokenRange unit_tokens(const DocumentMentions& document, Unit unit, UnitIndex position) {
    const std::span<const TokenIndex> first = document.sentence_tokens;
    if (first.empty()) return {};
    UnitIndex begin = position, end = position + 1;
    if (unit == Unit::document) {
        begin = 0;
        end = document.sentences();
    } else if (unit == Unit::paragraph) {
        begin = document.paragraph_sentences[position];
        end = position + 1 < document.paragraphs() ? document.paragraph_sentences[position + 1]
                                                   : document.sentences();
    }
    return {first[begin], first[end]};
}

Starts window_starts(const SlidingWindow& window, TokenIndex tokens) {
    const std::int64_t length = tokens, width = window.width;
    if (length == 0) return {};
    if (window.edge == Edge::pad) return {1 - width, length};
    return {0, std::max<std::int64_t>(length - width, 0) + 1};
}

std::vector<Span> unit_spans(const TextView& text, Unit unit) {
    if (text.encoding == Encoding::missing) return {};
    std::string scratch;
    const std::string_view utf8 = as_utf8(text, scratch);
    if (unit == Unit::document) return {{0, static_cast<Offset>(count_code_points(utf8))}};
    Segmentation cut;
    segment(utf8, cut);
    return to_code_points(utf8, unit == Unit::sentence ? cut.sentences : cut.paragraphs);
}

}  // namespace comention
