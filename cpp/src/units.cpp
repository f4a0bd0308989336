#include "comention/units.hpp"

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
            return document.sentences;
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
