/// \file
/// Mentions, slowly: each form is tried at each token, word by word.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "comention/automaton.hpp"
#include "comention/lexicon.hpp"
#include "comention/mentions.hpp"
#include "comention/text.hpp"
#include "comention/unicode.hpp"
#include "datelines.hpp"
#include "guards.hpp"
#include "qualifiers.hpp"
#include "readings.hpp"
#include "words.hpp"

namespace comention::reference {

/// A form as words, and how much of it is no wildcard.
struct Pattern {
    FormId form;
    std::vector<FormWord> words;
    std::size_t literals = 0;
};

inline std::vector<Pattern> make_patterns(const Lexicon& lexicon) {
    std::vector<Pattern> out;
    for (FormId id = 0; id < lexicon.forms().size(); ++id) {
        Pattern pattern{id, form_words(lexicon.forms()[id].text), 0};
        for (const FormWord& word : pattern.words)
            for (std::size_t at = 0; at < word.text.size();) {
                const char32_t code = next_code_point(word.text, at);
                pattern.literals += code != '*' && code != '?';
            }
        out.push_back(std::move(pattern));
    }
    return out;
}

/// A code point of a folded word, and whether it was written as a capital.
struct Letter {
    std::string folded;
    bool capital;
};

inline std::vector<Letter> letters_of(std::string_view word) {
    std::vector<Letter> letters;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t begin = at;
        const bool capital = char_class(next_code_point(word, at)) == CharClass::upper;
        const std::string folded = fold(word.substr(begin, at - begin));
        for (std::size_t from = 0, to = 0; from < folded.size(); from = to) {
            next_code_point(folded, to);
            letters.push_back({folded.substr(from, to - from), capital});
        }
    }
    if (!letters.empty() && letters.back().folded == ".") letters.pop_back();
    return letters;
}

/// Whether a word fits a pattern letter by letter, capitals too; tries every way to fill the wildcards.
inline bool fits_exactly(std::span<const Letter> pattern, std::span<const Letter> word) {
    if (pattern.empty()) return word.empty();
    const Letter& first = pattern.front();
    if (first.folded == "*" && fits_exactly(pattern.subspan(1), word)) return true;
    if (word.empty()) return false;
    if (first.folded == "*") return fits_exactly(pattern, word.subspan(1));
    const bool same = first.folded == word.front().folded && first.capital == word.front().capital;
    return (same || first.folded == "?") && fits_exactly(pattern.subspan(1), word.subspan(1));
}

inline bool has_capital_first(std::string_view word) {
    std::size_t at = 0;
    return char_class(next_code_point(word, at)) == CharClass::upper;
}

/// Whether a word is written with anything but plain Latin letters.
inline bool is_accented(std::string_view word) {
    for (std::size_t at = 0; at < word.size();) {
        const char32_t code = next_code_point(word, at);
        if (code > 0x7F && !is_apostrophe(code) && char_class(code) != CharClass::ignorable) return true;
    }
    return false;
}

inline bool word_agrees(const Form& form, const FormWord& listed, std::string_view written) {
    if (!fits(word_key(listed.text), word_key(written))) return false;
    if (form.rule == CaseRule::capital && listed.capital && !has_capital_first(written)) return false;
    if (form.rule == CaseRule::exact &&
        !fits_exactly(letters_of(listed.text), letters_of(without_possessive(written))))
        return false;
    const bool exact = form.rule == CaseRule::exact || form.has_flag("accent_exact");
    return !exact || is_accented(listed.text) == is_accented(written);
}

/// Whether a form stands at token `first`, by its words and what is between them.
inline bool stands_at(const Form& form, const Pattern& pattern, const Passage& passage, TokenIndex first) {
    if (first + pattern.words.size() > passage.end_token()) return false;
    for (TokenIndex k = 0; k < pattern.words.size(); ++k) {
        const FormWord& word = pattern.words[k];
        if (!word_agrees(form, word, passage.word(first + k))) return false;
        if (k > 0 && gap_marks(passage.gap_before(first + k)) != word.separator) return false;
        const std::string_view written = passage.word(first + k);
        const bool possessive = without_possessive(written) != written;
        const bool last = k + 1 == pattern.words.size();
        if (form.layer == place_layer && !last && possessive != word.possessive) return false;
    }
    return true;
}

inline Match make_match(const Lexicon& lexicon, const Pattern& pattern, TokenIndex first) {
    const Form& form = lexicon.forms()[pattern.form];
    Match match{first, first + static_cast<TokenIndex>(pattern.words.size()), {}, form.type};
    match.entry.form = pattern.form;
    match.entry.words = static_cast<std::uint16_t>(pattern.words.size());
    match.entry.literals = static_cast<std::uint16_t>(pattern.literals);
    match.entry.block = form.type == FormType::block;
    match.entry.place = form.layer == place_layer;
    match.entry.guards = guards_of(form);
    return match;
}

/// All matches of a sentence by layer, also those that others hide.
inline std::map<std::string, std::vector<Match>> find_candidates(const Lexicon& lexicon,
                                                                 const std::vector<Pattern>& patterns,
                                                                 const Passage& passage) {
    std::map<std::string, std::vector<Match>> out;
    for (const Pattern& pattern : patterns) {
        const Form& form = lexicon.forms()[pattern.form];
        for (TokenIndex i = passage.first_token(); i < passage.end_token(); ++i)
            if (stands_at(form, pattern, passage, i))
                out[form.layer].push_back(make_match(lexicon, pattern, i));
    }
    return out;
}

/// Less is better: leftmost, then most words, then most literal characters.
inline auto rank(const Match& m) {
    return std::tuple(m.first, -static_cast<int>(m.entry.words), -static_cast<int>(m.entry.literals));
}

/// The best of what is left, and those of the same rank, until nothing is.
inline std::vector<std::vector<Match>> choose(std::vector<Match> candidates) {
    std::vector<std::vector<Match>> out;
    while (!candidates.empty()) {
        const auto by_rank = [](const Match& a, const Match& b) { return rank(a) < rank(b); };
        const Match best = *std::min_element(candidates.begin(), candidates.end(), by_rank);
        out.emplace_back();
        for (const Match& m : candidates)
            if (rank(m) == rank(best)) out.back().push_back(m);
        std::erase_if(candidates, [&](const Match& m) { return m.first < best.end; });
    }
    return out;
}

/// Of matches of one rank, in order of their forms: each tag once, in a layer of places only the first unless
/// the others are flagged, and a block only where there is nothing else.
inline std::vector<Match> unite(const Lexicon& lexicon, const std::vector<Match>& same) {
    std::vector<Match> out;
    std::set<TagId> tags;
    for (const Match& m : same) {
        const Form& form = lexicon.forms()[m.entry.form];
        const bool alone = form.layer == place_layer && !form.has_flag("both");
        if (m.entry.block || (alone && !tags.empty()) || !tags.insert(form.tag).second) continue;
        out.push_back(m);
    }
    for (const Match& m : same)
        if (out.empty() && m.entry.block) out.push_back(m);
    return out;
}

/// The sets of cues that a word is in, in the order of their names.
inline CueMask cues_of(const Lexicon& lexicon, std::string_view word) {
    CueMask cues = 0, bit = 1;
    for (const auto& [name, words] : lexicon.rules().cues) {
        if (words.contains(word_key(word))) cues |= bit;
        bit <<= 1;
    }
    return cues;
}

/// What reads documents sentence by sentence: rules, and the surnames met so far.
struct Rulebook {
    const Lexicon& lexicon;
    const Guards& guards;
    const Readings& readings;
    std::set<FormId> surnames = {};

    bool refuses(const Match& m, const Passage& passage) {
        const std::string_view reason = m.entry.block ? "block" : guards.refusal(m, passage);
        const bool demonym = m.type == FormType::adjective || m.type == FormType::noun;
        if (reason == surname_guard && !demonym) surnames.insert(m.entry.form);
        return !reason.empty() || (surnames.contains(m.entry.form) && !guards.is_placed(m, passage));
    }
};

/// What is left of the matches of a layer of places behind guards, datelines and qualifiers.
inline std::vector<Match> read_places(Rulebook& rules, const Passage& passage, bool opens_paragraph,
                                      std::vector<Match> matches) {
    const Lexicon& lexicon = rules.lexicon;
    for (Match& m : matches)
        for (Match& next : matches) {
            if (next.first != m.end) continue;
            next.after_place = !m.entry.block;
            if (!lexicon.forms()[next.entry.form].has_flag("surname")) m.before_place = true;
        }
    std::erase_if(matches, [&](const Match& m) { return rules.refuses(m, passage); });
    const CueMask month = lexicon.automaton().cue_set("month");
    const auto dateline = opens_paragraph ? find_dateline(passage, month) : std::nullopt;
    if (dateline) apply_dateline(*dateline, passage, rules.readings, matches);
    apply_qualifiers(passage, rules.readings, matches);
    return matches;
}

inline std::vector<Match> find_matches(Rulebook& rules, const std::vector<Pattern>& patterns,
                                       const Passage& passage, bool opens_paragraph) {
    std::vector<Match> out;
    for (const auto& [layer, candidates] : find_candidates(rules.lexicon, patterns, passage)) {
        std::vector<Match> matches;
        for (const auto& same : choose(candidates))
            for (const Match& m : unite(rules.lexicon, same)) matches.push_back(m);
        if (layer == place_layer)
            matches = read_places(rules, passage, opens_paragraph, matches);
        else
            std::erase_if(matches, [&](const Match& m) { return rules.refuses(m, passage); });
        out.insert(out.end(), matches.begin(), matches.end());
    }
    std::sort(out.begin(), out.end(), [](const Match& a, const Match& b) { return a.first < b.first; });
    return out;
}

/// Gives a city the country that the last match before qualified it with.
inline void repeat_qualified(const Readings& readings, std::vector<Found>& found) {
    for (std::size_t i = 0; i < found.size(); ++i) {
        Match& match = found[i].match;
        if (match.city != no_form || match.entry.block) continue;
        for (std::size_t k = i; k-- > 0;) {
            const FormId city = found[k].match.city;
            if (city == no_form || readings.base(city) != readings.base(match.entry.form)) continue;
            match.entry = found[k].match.entry;
            if (match.type != FormType::dateline) match.type = FormType::inferred;
            break;
        }
    }
}

inline Mention make_mention(const Match& match, const Passage& passage) {
    const auto code_points = [&](Offset byte) {
        return static_cast<Offset>(count_code_points(passage.text.substr(0, byte)));
    };
    const Offset last = passage.cut->tokens[match.end - 1].begin;
    const auto length = static_cast<Offset>(without_possessive(passage.word(match.end - 1)).size());
    return {code_points(passage.cut->tokens[match.first].begin),
            code_points(last + length),
            match.first,
            passage.sentence,
            match.entry.form & 0xFFFFFFU,
            static_cast<std::uint32_t>(match.type),
            match.end - 1};
}

inline auto mention_key(const Mention& m) {
    return std::tuple(m.begin, m.end, FormId{m.form}, std::uint32_t{m.type}, m.token, m.last_token,
                      m.sentence);
}

/// The mentions of a text in UTF-8, by position and then by form.
inline std::vector<Mention> find_mentions(std::string_view utf8, const Lexicon& lexicon,
                                          TagId home = no_tag) {
    Segmentation cut;
    segment(utf8, cut);
    const Guards guards(lexicon);
    const Readings readings(lexicon);
    const auto patterns = make_patterns(lexicon);
    const std::set<UnitIndex> openings(cut.paragraph_sentences.begin(), cut.paragraph_sentences.end());
    std::vector<CueMask> cues;
    for (const Token& token : cut.tokens)
        cues.push_back(cues_of(lexicon, utf8.substr(token.begin, token.end - token.begin)));
    std::vector<Found> found;
    Rulebook rules{lexicon, guards, readings};
    for (UnitIndex s = 0; s < cut.sentences.size(); ++s)
        for (const Match& match : find_matches(rules, patterns, {utf8, &cut, cues, s}, openings.contains(s)))
            found.push_back({match, s, {}, no_form});
    readings.resolve(found, cut, cues, home);
    repeat_qualified(readings, found);
    std::vector<Mention> out;
    for (const Found& f : found)
        if (!f.match.entry.block && lexicon.counts(lexicon.forms()[f.match.entry.form], f.match.type))
            out.push_back(make_mention(f.match, {utf8, &cut, cues, f.sentence}));
    std::sort(out.begin(), out.end(),
              [](const Mention& a, const Mention& b) { return mention_key(a) < mention_key(b); });
    return out;
}

}  // namespace comention::reference
