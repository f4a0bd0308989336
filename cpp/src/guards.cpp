#include "guards.hpp"

#include <iterator>

#include "comention/unicode.hpp"
#include "words.hpp"

namespace comention {
namespace {

constexpr double all_caps_share = 0.9;
constexpr TokenIndex all_caps_words = 3;
constexpr TokenIndex language_reach = 6;

/// Whether a word, as word_key gives it, is in a set of cues.
bool is_cue(const CueSets& cues, std::string_view set, const std::string& key) {
    const auto found = cues.find(set);
    return found != cues.end() && found->second.contains(key);
}

/// A negotiation, treaty or doctrine called after the city where it began.
bool is_named_format(const Match& match, const Passage& passage, const Lexicon& lexicon) {
    const CueSets& cues = lexicon.cues();
    const TokenIndex next = match.end;
    if (next < passage.end_token() && gap_marks(passage.gap_before(next)).empty() &&
        is_cue(cues, "format_head", word_key(passage.word(next))))
        return true;
    const TokenIndex first = match.first;
    return first >= passage.first_token() + 2 && word_key(passage.word(first - 1)) == "of" &&
           is_cue(cues, "format_head", word_key(passage.word(first - 2)));
}

/// A combining form: a hyphen and a capitalised word follow.
bool is_combining(const Match& match, const Passage& passage) {
    if (match.end == passage.end_token()) return false;
    const std::string_view gap = passage.gap_before(match.end);
    std::size_t at = 0;
    return begins_capital(passage.word(match.end)) && is_hyphen(next_code_point(gap, at)) && at == gap.size();
}

bool is_all_caps(const Passage& passage) {
    if (passage.end_token() - passage.first_token() < all_caps_words) return false;
    std::size_t upper = 0;
    std::size_t cased = 0;
    for (TokenIndex i = passage.first_token(); i < passage.end_token(); ++i) {
        const std::string_view word = passage.word(i);
        for (std::size_t at = 0; at < word.size();) {
            const CharClass c = char_class(next_code_point(word, at));
            upper += c == CharClass::upper;
            cased += c == CharClass::upper || c == CharClass::lower;
        }
    }
    return cased > 0 && static_cast<double>(upper) >= all_caps_share * static_cast<double>(cased);
}

/// Whether punctuation, the end of the sentence or a small word closes the phrase that the match ends.
bool closes_phrase(const Match& match, const Passage& passage, const CueSets& cues) {
    if (match.end == passage.end_token()) return true;
    return !gap_marks(passage.gap_before(match.end)).empty() ||
           is_cue(cues, "phrase_end", word_key(passage.word(match.end)));
}

/// A language: "translated from Arabic into French", "speaks fluent Russian", "sung in Italian".
bool is_language(const Match& match, const Passage& passage, const Lexicon& lexicon) {
    const CueSets& cues = lexicon.cues();
    if (!closes_phrase(match, passage, cues)) return false;
    const TokenIndex begin = passage.first_token();
    const bool behind_in = match.first > begin && word_key(passage.word(match.first - 1)) == "in";
    for (TokenIndex i = match.first; i > begin && match.first - i < language_reach;) {
        const std::string key = word_key(passage.word(--i));
        if (is_cue(cues, "language_verb", key)) return true;
        if (behind_in && is_cue(cues, "language_use", key)) return true;
        if (is_cue(cues, "language_stop", key)) return false;
    }
    return false;
}

/// A common word by what follows: "Turkey dinners", "Polish the silver". The flag names the words.
bool is_common_word(const Match& match, const Passage& passage, const Lexicon& lexicon) {
    if (match.end == passage.end_token() || !gap_marks(passage.gap_before(match.end)).empty()) return false;
    const std::string_view set = lexicon.forms()[match.entry.form].flag_value("unless_next");
    return is_cue(lexicon.cues(), set, word_key(passage.word(match.end)));
}

/// A guard: which forms it guards, and when it refuses a match of theirs.
struct Guard {
    bool (*guards)(const Form& form);
    bool (*refuses)(const Match& match, const Passage& passage, const Lexicon& lexicon);
};

constexpr Guard guards[] = {
    // "Astana Process", "Treaty of Versailles": no country.
    {[](const Form& form) { return form.type == FormType::capital || form.type == FormType::city; },
     is_named_format},
    // Words that only look like the form among capitals: CAR BOMB.
    {[](const Form& form) { return form.has_flag("not_in_allcaps"); },
     [](const Match&, const Passage& passage, const Lexicon&) { return is_all_caps(passage); }},
    // "Sino-Russian", but not the Franco of a person.
    {[](const Form& form) { return form.type == FormType::prefix; },
     [](const Match& match, const Passage& passage, const Lexicon&) {
         return !is_combining(match, passage);
     }},
    {[](const Form& form) { return form.has_flag("language"); }, is_language},
    {[](const Form& form) { return form.has_valued_flag("unless_next"); }, is_common_word},
};
static_assert(std::size(guards) <= 8 * sizeof(GuardSet));

}  // namespace

GuardSet guards_of(const Form& form) {
    GuardSet wanted = 0;
    for (std::size_t i = 0; i < std::size(guards); ++i)
        if (guards[i].guards(form)) wanted |= static_cast<GuardSet>(1U << i);
    return wanted;
}

bool is_refused(const Match& match, const Passage& passage, const Lexicon& lexicon) {
    for (std::size_t i = 0; i < std::size(guards); ++i)
        if ((match.entry.guards >> i & 1U) != 0 && guards[i].refuses(match, passage, lexicon)) return true;
    return false;
}

}  // namespace comention
