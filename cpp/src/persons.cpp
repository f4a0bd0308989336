#include "persons.hpp"

#include "words.hpp"

namespace comention {
namespace {

constexpr double headline_share = 0.9;
constexpr std::string_view common_endings[] = {"s",   "tion", "sion", "ment", "ity",  "ism",
                                               "ist", "ance", "ence", "ship", "ness", "ical"};

/// Whether hardly a word but the small ones begins in lower case.
bool is_headline(const Passage& passage, const PersonCues& cues) {
    if (passage.headline) return *passage.headline;
    std::size_t words = 0, capitals = 0;
    for (TokenIndex i = passage.first_token(); i < passage.end_token(); ++i) {
        const std::string_view word = passage.word(i);
        if (passage.is_cue(i, cues.function) || first_class(word) == CharClass::digit) continue;
        ++words;
        capitals += begins_capital(word);
    }
    passage.headline =
        words > 1 && static_cast<double>(capitals) >= headline_share * static_cast<double>(words);
    return *passage.headline;
}

/// Whether a word ends as plurals, verbs and abstract nouns do, and surnames seldom; Harris and Davis are
/// surnames.
bool ends_as_common(std::string_view word) {
    if (word.ends_with("is") && !word.ends_with("sis")) return false;
    for (const std::string_view ending : common_endings)
        if (word.size() > ending.size() + 2 && word.ends_with(ending)) return true;
    return false;
}

/// An initial with or without its dot, but for those of the points of the compass: "J." in "J. Washington".
bool is_initial(std::string_view word) {
    constexpr std::string_view compass = "NESW";
    const bool letter = word.size() == 1 || (word.size() == 2 && word[1] == '.');
    return letter && begins_capital(word) && compass.find(word[0]) == std::string_view::npos;
}

}  // namespace

namespace {

/// What stands before a person's name: nothing, a lower-case word that is no determiner, an office or a
/// title.
bool opens_name(const Match& match, const Passage& passage, const PersonCues& cues) {
    if (match.first == passage.first_token()) return true;
    const TokenIndex before = match.first - 1;
    const std::string_view gap = passage.gap_before(match.first);
    if (!is_blank(gap)) return gap_marks(gap) != "" || !has_hyphen(gap);
    if (passage.is_cue(before, cues.preposition | cues.determiner)) return false;
    return before == passage.first_token() || !begins_capital(passage.word(before)) ||
           passage.is_cue(before, cues.role | cues.title);
}

/// Whether the token is a surname: capitalised, no word of an institution, and the last of the name.
bool is_last_name(TokenIndex i, const Passage& passage, const PersonCues& cues) {
    if (i >= passage.end_token() || !is_blank(passage.gap_before(i))) return false;
    const std::string_view word = passage.word(i);
    if (!begins_capital(word) || is_capitals(word) || passage.is_cue(i, cues.role)) return false;
    // MPs, MKs
    if (word.size() > 1 && is_capitals(word.substr(0, 2))) return false;
    if (ends_as_common(without_possessive(word))) return false;
    const bool goes_on = i + 1 < passage.end_token() && is_blank(passage.gap_before(i + 1)) &&
                         begins_capital(passage.word(i + 1)) && !is_possessive(word) &&
                         !passage.is_cue(i + 1, cues.suffix);
    return !goes_on;
}

}  // namespace

bool is_given_name(const Match& match, const Passage& passage, const PersonCues& cues) {
    const std::string_view name = passage.word(match.end - 1);
    if (match.before_place || is_possessive(name) || is_capitals(name)) return false;
    if (!opens_name(match, passage, cues) || is_headline(passage, cues)) return false;
    const bool particle = match.end + 1 < passage.end_token() && is_blank(passage.gap_before(match.end)) &&
                          passage.is_cue(match.end, cues.particle) &&
                          !begins_capital(passage.word(match.end));
    if (particle) return is_last_name(match.end + 1, passage, cues);
    const bool second_name = match.end < passage.end_token() && is_blank(passage.gap_before(match.end)) &&
                             passage.is_cue(match.end, cues.given_name);
    return is_last_name(match.end + second_name, passage, cues) || is_last_name(match.end, passage, cues) ||
           (match.end + 1 < passage.end_token() && is_blank(passage.gap_before(match.end)) &&
            is_initial(passage.word(match.end)) && passage.gap_before(match.end + 1) == ". ");
}

namespace {

/// Whether an initial belongs to a name: it begins the sentence, or stands behind a given name or a title.
bool begins_person(TokenIndex initial, const Passage& passage, const PersonCues& cues) {
    return initial == passage.first_token() || passage.is_cue(initial - 1, cues.given_name | cues.title) ||
           is_initial(passage.word(initial - 1));
}

}  // namespace

bool is_surname(const Match& match, const Passage& passage, const PersonCues& cues) {
    if (match.first == passage.first_token()) return false;
    const TokenIndex before = match.first - 1;
    const std::string_view gap = passage.gap_before(match.first);
    const std::string_view word = passage.word(before);
    if (!begins_capital(word)) return false;
    if (is_possessive(word)) return false;
    if (passage.is_cue(before, cues.title)) return is_blank(gap) || gap == ". ";
    if (is_initial(word)) return (gap == ". " || gap == ".") && begins_person(before, passage, cues);
    return passage.is_cue(before, cues.given_name) && is_blank(gap);
}

}  // namespace comention
