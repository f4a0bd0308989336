#include "datelines.hpp"

#include <algorithm>

#include "comention/unicode.hpp"
#include "words.hpp"

namespace comention {
namespace {

constexpr TokenIndex most_place_words = 4;
constexpr TokenIndex most_words = 14;

/// What follows token `i - 1`: the gap to token `i`, or the rest of the sentence.
std::string_view gap_behind(const Passage& passage, TokenIndex i) {
    if (i < passage.end_token()) return passage.gap_before(i);
    const Offset begin = passage.cut->tokens[i - 1].end;
    return passage.text.substr(begin, passage.cut->sentences[passage.sentence].end - begin);
}

bool has(std::string_view gap, std::string_view mark) { return gap.find(mark) != std::string_view::npos; }

bool has_dash(std::string_view gap) {
    const bool spaced_hyphen = has(gap, " - ") || has(gap, " -\n") || gap.ends_with(" -") || has(gap, " _");
    return spaced_hyphen || has(gap, "--") || has(gap, "\u2014") || (has(gap, "\u2013") && has(gap, " "));
}

/// Whether a date begins at token `i`: "Feb 26".
bool begins_date(const Passage& passage, TokenIndex i, CueMask month) {
    return i + 1 < passage.end_token() && passage.is_cue(i, month) &&
           first_class(passage.word(i + 1)) == CharClass::digit;
}

/// Whether the gap before token `i` closes the dateline: a dash, which behind a date may lack its space ("Feb
/// 26-"), or the slash behind an agency ("/TASS/.").
bool closes(const Passage& passage, TokenIndex i, CueMask month) {
    const std::string_view gap = gap_behind(passage, i);
    if (has_dash(gap) || gap.starts_with("/.")) return true;
    const bool attached =
        gap == "-" ? i == passage.end_token() : gap.starts_with("- ") || gap.starts_with("-\n");
    return attached && i >= passage.first_token() + 3 && begins_date(passage, i - 2, month);
}

/// The end of the place: up to four words in capitals, or capitalised.
TokenIndex end_of_place(const Passage& passage, CueMask month, bool capitals) {
    TokenIndex i = passage.first_token();
    const TokenIndex last = std::min<TokenIndex>(passage.end_token(), i + most_place_words);
    const auto fits = [&](std::string_view word) {
        return capitals ? is_capitals(word) : begins_capital(word);
    };
    while (i < last && fits(passage.word(i)) && !begins_date(passage, i, month)) {
        ++i;
        const std::string_view gap = gap_behind(passage, i);
        if (has_dash(gap) || has(gap, ",") || has(gap, "(")) break;
    }
    return i;
}

/// A dash alone may also stand in a headline in capitals; then what follows is in capitals too.
bool opens_prose(const Passage& passage, TokenIndex i) {
    return i == passage.end_token() || !is_capitals(passage.word(i)) || passage.word(i).size() == 1;
}

/// A place that may lie in the one named behind it; "IRAN, ISRAEL –" are two.
bool is_town(const Match& match) {
    return match.type == FormType::capital || match.type == FormType::city ||
           match.type == FormType::subnational;
}

bool stands_for_country(const Form& form) {
    return form.type != FormType::region && form.type != FormType::org;
}

}  // namespace

std::optional<Dateline> find_dateline(const Passage& passage, CueMask month) {
    const bool capitals = is_capitals(passage.word(passage.first_token()));
    Dateline found{end_of_place(passage, month, capitals), 0, 0};
    if (found.place_end == passage.first_token()) return {};
    bool in_brackets = false;
    bool bare = true;
    bool dated = false;
    const TokenIndex last = std::min<TokenIndex>(passage.end_token(), passage.first_token() + most_words);
    for (TokenIndex i = found.place_end; i <= last; ++i) {
        const std::string_view gap = gap_behind(passage, i);
        dated = dated || begins_date(passage, i, month);
        const bool dash = closes(passage, i, month);
        if (i == found.place_end && !dash && !has(gap, ",") && !has(gap, "(") && !dated) return {};
        const bool opens = has(gap, "(");
        if (opens && found.region_end == 0) found.region_end = i;
        in_brackets = opens || (in_brackets && !has(gap, ")"));
        if (!in_brackets && dash) {
            if (found.region_end == 0) found.region_end = i;
            found.end = i;
            if ((bare && !opens_prose(passage, i)) || (!capitals && !dated)) return {};
            return found;
        }
        if (i == last || (!in_brackets && first_class(passage.word(i)) == CharClass::lower)) return {};
        bare = false;
    }
    return {};
}

void apply_dateline(const Dateline& dateline, const Passage& passage, const Readings& readings,
                    std::vector<Match>& matches) {
    const auto inside = [&](TokenIndex begin, TokenIndex end) {
        return [begin, end](const Match& m) { return m.first >= begin && m.end <= end; };
    };
    std::erase_if(matches, inside(dateline.region_end, dateline.end));
    const auto in_region = [&, in = inside(dateline.place_end, dateline.region_end)](const Match& m) {
        return in(m) && stands_for_country(readings.form(m));
    };
    const auto region = std::find_if(matches.begin(), matches.end(), in_region);
    const auto in_place = inside(passage.first_token(), dateline.place_end);
    const bool one_place = std::count_if(matches.begin(), matches.end(), in_place) == 1;
    const auto place = std::find_if(matches.begin(), matches.end(), in_place);
    if (one_place && region != matches.end() && is_town(*place)) {
        readings.join(*place, *region);
        std::erase_if(matches, in_region);
    }
    for (Match& match : matches)
        if (match.end <= dateline.region_end && stands_for_country(readings.form(match)))
            match.type = FormType::dateline;
}

}  // namespace comention
