#include "guards.hpp"

#include <algorithm>
#include <optional>

#include "comention/unicode.hpp"
#include "words.hpp"

namespace comention {
namespace {

// Longer words in capitals are a line in capitals, not a name: LONDON DAILY PRICES.
constexpr std::size_t shortest_shout = 3;
constexpr double all_caps_share = 0.9;
constexpr TokenIndex all_caps_words = 3;
constexpr TokenIndex language_reach = 6;
constexpr TokenIndex longest_list = 24;

bool find_all_caps(const Passage& passage) {
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

bool is_all_caps(const Passage& passage) {
    if (!passage.all_caps) passage.all_caps = find_all_caps(passage);
    return *passage.all_caps;
}

/// Whether a match lies in a line in capitals, be it part of a sentence: CAR BOMB KILLS TWO, read the ticker.
bool is_shouted(const Match& match, const Passage& passage) {
    if (is_all_caps(passage)) return true;
    TokenIndex first = match.first, end = match.end;
    while (first > passage.first_token() && is_blank(passage.gap_before(first)) &&
           is_capitals(passage.word(first - 1)))
        --first;
    while (end < passage.end_token() && is_blank(passage.gap_before(end)) && is_capitals(passage.word(end)))
        ++end;
    return end - first >= all_caps_words;
}

bool is_word(const Passage& passage, TokenIndex i, std::string_view word) {
    return word_key(passage.word(i)) == word;
}

/// The word beside a match, if nothing but space parts them.
std::optional<TokenIndex> token_beside(const Match& match, const Passage& passage, Beside beside,
                                       CueMask kinds) {
    const TokenIndex begin = passage.first_token(), end = passage.end_token();
    if (beside != Beside::before && beside != Beside::before_of) {
        const TokenIndex last = match.end + (beside != Beside::next);
        const bool other_name = match.before_place || is_possessive(passage.word(match.end - 1));
        if (last >= end || other_name) return {};
        for (TokenIndex i = match.end; i <= last; ++i)
            if (!is_blank(passage.gap_before(i))) return {};
        if (beside == Beside::next_but_one && !begins_capital(passage.word(match.end))) return {};
        if (beside == Beside::next_of_kind && !passage.is_cue(match.end, kinds)) return {};
        return last;
    }
    const TokenIndex back = beside == Beside::before ? 1 : 2;
    if (match.first < begin + back || !is_blank(passage.gap_before(match.first))) return {};
    if (back == 2 && !is_word(passage, match.first - 1, "of")) return {};
    const TokenIndex word = match.first - back;
    const bool compound = word > begin && gap_marks(passage.gap_before(word)).empty() &&
                          has_hyphen(passage.gap_before(word));  // "multi-ethnic Bosnian"
    return compound ? std::nullopt : std::optional(word);
}

}  // namespace

/// A guard: which forms it guards, and when it refuses a match of theirs.
struct Guards::Guard {
    std::string_view name;
    bool (*guards)(const Form& form);
    bool (Guards::*refuses)(const Match& match, const Passage& passage) const;
};

const std::array<Guards::Guard, 11> Guards::table = {{
    // CAR BOMB
    {"not in capitals", [](const Form& f) { return f.has_flag("not_in_allcaps"); }, &Guards::in_capitals},
    // LET US GO
    {"pronoun", [](const Form& f) { return f.has_valued_flag("not_in_allcaps_after"); }, &Guards::is_pronoun},
    // "Sino-Russian", but not the Franco of a person
    {"not combined", [](const Form& f) { return f.type == FormType::prefix; }, &Guards::is_not_combining},
    // "translated from Arabic into French"
    {"language", [](const Form& f) { return f.has_flag("language"); }, &Guards::is_language},
    // "Turkey dinners", "Polish the silver"
    {"common word", [](const Form& f) { return f.has_valued_flag("unless_next"); }, &Guards::is_common_word},
    // "Jordan Peterson"
    {"given name", [](const Form& f) { return f.has_flag("given_name"); }, &Guards::is_given},
    // "Denzel Washington"
    {surname_guard, [](const Form& f) { return f.has_flag("surname"); }, &Guards::is_family},
    // Nice, Split, Reading: places only behind "in", "of", …
    {"no preposition", [](const Form& f) { return f.has_valued_flag("only_after"); },
     &Guards::has_no_preposition},
    // "US$5 million"
    {"currency", [](const Form& f) { return f.has_flag("unless_dollar"); }, &Guards::is_currency},
    // "the Philippine Justice Department"
    {"of another place", [](const Form& f) { return f.has_flag("unless_after_place"); },
     &Guards::is_after_place},
    // "Gary, IN"
    {"no comma", [](const Form& f) { return f.has_flag("after_comma"); }, &Guards::has_no_comma},
}};

GuardSet guards_of(const Form& form) {
    static_assert(std::size(Guards::table) <= 8 * sizeof(GuardSet));
    GuardSet wanted = 0;
    for (std::size_t i = 0; i < Guards::table.size(); ++i)
        if (Guards::table[i].guards(form)) wanted |= static_cast<GuardSet>(1U << i);
    return wanted;
}

Guards::Guards(const Lexicon& lexicon) : lexicon_(lexicon), automaton_(lexicon.automaton()) {
    const auto set = [&](std::string_view name) { return automaton_.cue_set(name); };
    person_ = {set("given_name"), set("title"),       set("role"),          set("place_preposition"),
               set("determiner"), set("name_suffix"), set("name_particle"), set("headline_function")};
    phrase_end_ = set("phrase_end");
    language_verb_ = set("language_verb");
    language_stop_ = set("language_stop");
    language_manner_ = set("language_manner");
    language_head_ = set("language_head");
    language_naming_ = set("language_naming");
    language_as_ = set("language_as");
    copula_ = set("copula");
    format_kind_ = set("format_kind");
    conjunction_ = set("conjunction");
    possessive_ = set("possessive");
    pronoun_preposition_ = set("pronoun_preposition");
    pronoun_next_ = set("pronoun_next");
    for (const Context& context : lexicon.rules().contexts)
        for (std::size_t type = 0; type < form_type_count; ++type) {
            if ((context.types >> type & 1U) == 0) continue;
            BesideRules& rules = contexts_[type][static_cast<std::size_t>(context.beside)];
            const CueMask cues = set(context.cues);
            rules.cues |= cues;
            rules.rules.push_back({context.name, cues, context.capital});
        }
}

std::string_view Guards::refusal(const Match& match, const Passage& passage) const {
    for (std::size_t i = 0; match.entry.guards >> i != 0; ++i)
        if ((match.entry.guards >> i & 1U) != 0 && (this->*table[i].refuses)(match, passage))
            return table[i].name;
    return match.entry.place ? context(match, passage) : std::string_view();
}

std::string_view Guards::context(const Match& match, const Passage& passage) const {
    const auto& of_type = contexts_[static_cast<std::size_t>(match.type)];
    for (std::size_t place = 0; place < beside_count; ++place) {
        const BesideRules& rules = of_type[place];
        if (rules.cues == 0) continue;
        const auto token = token_beside(match, passage, static_cast<Beside>(place), format_kind_);
        if (!token || !passage.is_cue(*token, rules.cues)) continue;
        const std::string_view word = passage.word(*token);
        const bool capital = begins_capital(word) && (word.size() <= shortest_shout || !is_capitals(word));
        for (const BesideRule& rule : rules.rules)
            if (passage.is_cue(*token, rule.cues) && (capital || !rule.capital)) return rule.name;
    }
    return {};
}

bool Guards::in_capitals(const Match& match, const Passage& passage) const {
    return is_shouted(match, passage);
}

CueMask Guards::set_of(const Match& match, std::string_view flag) const {
    return automaton_.cue_set(lexicon_.forms()[match.entry.form].flag_value(flag));
}

bool Guards::is_pronoun(const Match& match, const Passage& passage) const {
    if (match.first == passage.first_token() || !is_shouted(match, passage)) return false;
    const TokenIndex before = match.first - 1;
    if (passage.is_cue(before, set_of(match, "not_in_allcaps_after"))) return true;
    // "PRAY FOR US", but not "EXPORTS TO US FALL"
    const bool last = match.end == passage.end_token() || !gap_marks(passage.gap_before(match.end)).empty() ||
                      passage.is_cue(match.end, pronoun_next_);
    return match.type == FormType::abbreviation && last && passage.is_cue(before, pronoun_preposition_);
}

bool Guards::is_not_combining(const Match& match, const Passage& passage) const {
    if (match.end == passage.end_token()) return true;
    const std::string_view gap = passage.gap_before(match.end);
    std::size_t at = 0;
    return !begins_capital(passage.word(match.end)) || !is_hyphen(next_code_point(gap, at)) ||
           at != gap.size();
}

/// Whether punctuation, the end of the sentence or a small word closes the phrase that ends before `end`.
bool Guards::closes_phrase(TokenIndex end, const Passage& passage) const {
    if (end == passage.end_token() || !gap_marks(passage.gap_before(end)).empty()) return true;
    return passage.is_cue(end, phrase_end_);
}

/// Goes from "Thai" in "in Lao, Vietnamese and Thai" back to "Lao".
TokenIndex Guards::first_of_list(const Match& match, const Passage& passage) const {
    const TokenIndex begin = passage.first_token();
    bool in_list = list_end(match.end, passage).joined;
    TokenIndex first = match.first;
    for (TokenIndex steps = 0; steps < longest_list && first >= begin + 2; ++steps) {
        const bool joined = passage.is_cue(first - 1, conjunction_) && is_blank(passage.gap_before(first));
        in_list = in_list || joined;
        const bool comma = in_list && gap_marks(passage.gap_before(first)) == ",";
        const TokenIndex before = first - 1 - joined;
        if ((!joined && !comma) || !begins_capital(passage.word(before))) break;
        first = before;
    }
    return first;
}

/// Goes from "French" in "French, Lao and Thai" to the end of the list.
Guards::ListEnd Guards::list_end(TokenIndex end, const Passage& passage) const {
    bool joined_once = false;
    for (TokenIndex steps = 0; steps < longest_list && end + 1 < passage.end_token(); ++steps) {
        const bool joined = passage.is_cue(end, conjunction_);
        const bool comma = gap_marks(passage.gap_before(end)) == ",";
        const TokenIndex next = end + joined;
        if ((!joined && !comma) || !begins_capital(passage.word(next))) break;
        joined_once = joined_once || joined;
        end = next + 1;
    }
    return {end, joined_once};
}

/// Whether the phrase ends behind a list that begins before `end`: "in French and Lao.", not "in French and
/// Lao papers".
bool Guards::list_closes(TokenIndex end, const Passage& passage) const {
    const ListEnd list = list_end(end, passage);
    return closes_phrase(list.joined ? list.end : end, passage);
}

/// "Swedish is the second official language of Finland", "Russian and Spanish among the working languages"
bool Guards::is_called_language(const Match& match, const Passage& passage) const {
    const ListEnd list = list_end(match.end, passage);
    const TokenIndex end = list.joined ? list.end : match.end;
    if (end == passage.end_token() || !passage.is_cue(end, copula_ | language_as_)) return false;
    if (const TokenIndex before = match.first;
        before > passage.first_token() && passage.is_cue(before - 1, person_.determiner))
        return false;
    const TokenIndex last = std::min<TokenIndex>(passage.end_token(), end + language_reach + 1);
    for (TokenIndex i = end; i < last; ++i)
        if (passage.is_cue(i, language_head_)) return true;
    return false;
}

/// "Her Mongolian is rusty"
bool Guards::is_owned_language(const Match& match, const Passage& passage) const {
    return match.first > passage.first_token() && passage.is_cue(match.first - 1, possessive_) &&
           is_blank(passage.gap_before(match.first)) && match.end < passage.end_token() &&
           passage.is_cue(match.end, copula_);
}

bool Guards::is_language(const Match& match, const Passage& passage) const {
    const TokenIndex begin = passage.first_token();
    if (is_called_language(match, passage) || is_owned_language(match, passage)) return true;
    const TokenIndex first = first_of_list(match, passage);
    if (first == begin || !list_closes(match.end, passage)) return false;
    if (passage.is_cue(first - 1, language_manner_)) return true;
    const bool naming = passage.is_cue(first - 1, language_naming_);
    const bool behind_in = is_word(passage, first - 1, "in");
    if (behind_in) return true;
    for (TokenIndex i = first; i > begin && first - i < language_reach;) {
        --i;
        if (passage.is_cue(i, language_verb_) || (naming && passage.is_cue(i, language_head_))) return true;
        if (passage.is_cue(i, language_stop_)) return false;
    }
    return false;
}

bool Guards::is_common_word(const Match& match, const Passage& passage) const {
    return match.end < passage.end_token() && gap_marks(passage.gap_before(match.end)).empty() &&
           passage.is_cue(match.end, set_of(match, "unless_next"));
}

bool Guards::has_no_preposition(const Match& match, const Passage& passage) const {
    return match.first == passage.first_token() || !is_blank(passage.gap_before(match.first)) ||
           !passage.is_cue(match.first - 1, set_of(match, "only_after"));
}

bool Guards::has_no_comma(const Match& match, const Passage& passage) const {
    if (match.first == passage.first_token() || gap_marks(passage.gap_before(match.first)) != ",")
        return true;
    // "AUSTIN, TX (AP)", but not "HUNGARY, IN THE YEAR"
    if (is_shouted(match, passage)) {
        const bool closed =
            match.end == passage.end_token() || !gap_marks(passage.gap_before(match.end)).empty();
        return !match.after_place || !closed;
    }
    return !begins_capital(passage.word(match.first - 1));
}

bool Guards::is_currency(const Match& match, const Passage& passage) const {
    if (match.first > passage.first_token() && passage.gap_before(match.first).ends_with('$')) return true;
    if (match.end == passage.end_token()) return false;
    const std::string_view gap = passage.gap_before(match.end);
    return gap == "$" || gap == " $" || gap == "$ ";
}

bool Guards::is_after_place(const Match& match, const Passage& passage) const {
    return match.after_place && gap_marks(passage.gap_before(match.first)).empty();
}

bool Guards::is_given(const Match& match, const Passage& passage) const {
    return is_given_name(match, passage, person_);
}

bool Guards::is_family(const Match& match, const Passage& passage) const {
    return is_surname(match, passage, person_);
}

bool Guards::is_placed(const Match& match, const Passage& passage) const {
    return match.first > passage.first_token() && passage.is_cue(match.first - 1, person_.preposition);
}

}  // namespace comention
