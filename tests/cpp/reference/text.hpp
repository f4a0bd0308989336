/// \file
/// Tokens, sentences and paragraphs, slowly: a list of code points, looked at again for every question.
#pragma once

#include <algorithm>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "abbreviations.hpp"
#include "comention/text.hpp"
#include "comention/unicode.hpp"
#include "punctuation.hpp"

namespace comention::reference {

struct Character {
    char32_t code;
    Offset begin;  ///< in bytes
    Offset end;
};

/// Neighbouring characters, by number.
struct Range {
    std::size_t begin;
    std::size_t end;
};

using Characters = std::vector<Character>;

inline Characters decode(std::string_view utf8) {
    Characters out;
    for (std::size_t at = 0; at < utf8.size();) {
        const auto begin = static_cast<Offset>(at);
        const char32_t code = next_code_point(utf8, at);
        out.push_back({code, begin, static_cast<Offset>(at)});
    }
    return out;
}

// ---- Tokens

/// One letter for what a character is to a token: Letter, Mark, Ignorable, Digit, Apostrophe, dot or none.
inline char token_letter(char32_t code) {
    if (code == '.') return '.';
    if (is_apostrophe(code)) return 'A';
    switch (char_class(code)) {
        case CharClass::upper:
        case CharClass::lower:
        case CharClass::letter:
            return 'L';
        case CharClass::mark:
            return 'M';
        case CharClass::ignorable:
            return 'I';
        case CharClass::digit:
            return 'D';
        default:
            return '-';
    }
}

inline std::string token_letters(const Characters& text, Range range) {
    std::string letters;
    for (std::size_t i = range.begin; i < range.end; ++i) letters += token_letter(text[i].code);
    return letters;
}

/// A letter is alone with its marks, so that "É" is one however it is written.
inline bool is_one_letter(const Characters& text, Range range) {
    static const std::regex one("L[MI]*");
    return std::regex_match(token_letters(text, range), one);
}

inline std::vector<Range> find_tokens(const Characters& text) {
    static const std::regex token("(L[MI]*(\\.L[MI]*(?![LMID]))+\\.?|[LMD][LMID]*)(A[LMID]+)*");
    const std::string letters = token_letters(text, {0, text.size()});
    std::vector<Range> out;
    for (std::sregex_iterator at(letters.begin(), letters.end(), token), none; at != none; ++at) {
        const auto begin = static_cast<std::size_t>(at->position());
        out.push_back({begin, begin + static_cast<std::size_t>(at->length())});
    }
    return out;
}

// ---- Lines and paragraphs

struct Line {
    std::u32string content;  ///< without surrounding space
    std::size_t begin = 0;
    std::size_t indent = 0;

    std::size_t end() const { return begin + content.size(); }
};

using Block = std::vector<Line>;  // without a blank line

inline bool is_line_end(char32_t code) {
    return code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
}

inline Line make_line(const Characters& text, Range range) {
    Line line{{}, range.begin, 0};
    while (line.begin < range.end && is_space(text[line.begin].code)) ++line.begin;
    line.indent = line.begin - range.begin;
    for (std::size_t i = line.begin; i < range.end; ++i) line.content += text[i].code;
    while (!line.content.empty() && is_space(line.content.back())) line.content.pop_back();
    return line;
}

inline std::vector<Line> split_lines(const Characters& text) {
    std::vector<Line> lines;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_line_end(text[i].code)) continue;
        lines.push_back(make_line(text, {begin, i}));
        if (text[i].code == '\r' && i + 1 < text.size() && text[i + 1].code == '\n') ++i;
        begin = i + 1;
    }
    lines.push_back(make_line(text, {begin, text.size()}));
    return lines;
}

inline std::vector<Block> split_blocks(const Characters& text) {
    std::vector<Block> blocks(1);
    for (Line& line : split_lines(text)) {
        if (!line.content.empty())
            blocks.back().push_back(std::move(line));
        else if (!blocks.back().empty())
            blocks.emplace_back();
    }
    if (blocks.back().empty()) blocks.pop_back();
    return blocks;
}

inline bool is_long(const Line& line) { return line.content.size() > 120; }

inline bool begins_lower(const Line& line) {
    const auto is_bracket = [](char32_t code) { return is_opener(code) || is_closer(code); };
    const auto first = std::find_if_not(line.content.begin(), line.content.end(), is_bracket);
    return first != line.content.end() && char_class(*first) == CharClass::lower;
}

inline bool ends_sentence(const Line& line) {
    const auto last = std::find_if_not(line.content.rbegin(), line.content.rend(), is_closer);
    return last != line.content.rend() && is_terminator(*last);
}

inline bool begins_item(const Line& line) {
    std::string letters;  // all digits are 0, and what is not ASCII is x
    for (const char32_t code : line.content.substr(0, 7))
        letters += char_class(code) == CharClass::digit ? '0' : code < 0x80 ? static_cast<char>(code) : 'x';
    static const std::regex item("[-*] |0{1,3}[.)] |\\(0{1,3}\\) |\\([^0]\\) ");
    const auto at_begin = std::regex_constants::match_continuous;
    return line.content[0] == 0x2022 || std::regex_search(letters, item, at_begin);
}

inline bool is_indented(const Line& line, std::size_t from) { return line.indent >= from + 2; }

inline bool looks_wrapped(const std::vector<Block>& blocks) {
    std::size_t breaks = 0, lower = 0, indented = 0;
    for (const Block& block : blocks)
        for (std::size_t i = 1; i < block.size(); ++i) {
            if (is_long(block[i - 1])) continue;
            const bool indent = is_indented(block[i], block[i - 1].indent);
            indented += indent;
            breaks += !indent;
            lower += !indent && begins_lower(block[i]);
        }
    return lower > 0 && lower * (indented > 0 ? 6 : 3) >= breaks;
}

/// Whether line `i` of wrapped text goes on with the line before.
inline bool goes_on(const Block& block, std::size_t i) {
    std::size_t indent = block[0].indent, width = 0;
    for (const Line& line : block) {
        indent = std::min(indent, line.indent);
        if (!is_long(line)) width = std::max(width, line.content.size());
    }
    const Line& last = block[i - 1];
    const Line& line = block[i];
    if (is_long(last) || begins_item(line) || is_indented(line, indent)) return false;
    if (line.indent > indent && ends_sentence(last)) return false;
    const bool is_short = static_cast<double>(last.content.size()) < 0.6 * static_cast<double>(width);
    return begins_lower(line) || !is_short || last.content.back() == ',';
}

inline std::vector<Range> find_paragraphs(const Characters& text) {
    const auto blocks = split_blocks(text);
    const bool wrapped = looks_wrapped(blocks);
    std::vector<Range> out;
    for (const Block& block : blocks)
        for (std::size_t i = 0; i < block.size(); ++i) {
            if (i == 0 || !wrapped || !goes_on(block, i)) out.push_back({block[i].begin, 0});
            out.back().end = block[i].end();
        }
    return out;
}

// ---- Sentences

/// The stop behind a token, with what closes there.
struct Stop {
    std::vector<char32_t> marks;  ///< the terminators
    std::size_t end = 0;
    bool spaced = false;
    bool quoted = false;

    bool wide() const { return std::any_of(marks.begin(), marks.end(), is_wide_terminator); }
    bool strong() const {
        return std::any_of(marks.begin(), marks.end(),
                           [](char32_t code) { return code != '.' && code != 0x2026; });
    }
    bool one_full_stop() const { return marks.size() == 1 && marks[0] == '.'; }
};

/// The tokens of one paragraph, and the text that they were found in.
struct Paragraph {
    std::string_view utf8;
    const Characters& text;
    std::vector<Range> tokens;

    std::string word(std::size_t i) const {
        const Offset begin = text[tokens[i].begin].begin;
        return fold(utf8.substr(begin, text[tokens[i].end - 1].end - begin));
    }
    std::string word_without_dot(std::size_t i) const {
        std::string out = word(i);
        if (out.ends_with('.')) out.pop_back();
        return out;
    }
    CharClass first_class(std::size_t i) const { return char_class(text[tokens[i].begin].code); }
    bool dot_at(std::size_t i) const { return i < text.size() && text[i].code == '.'; }
};

/// What stands between a token and the next, from the first terminator on, cut at spaces.
inline std::vector<Range> split_gap(const Paragraph& p, std::size_t i) {
    const std::size_t end = p.tokens[i + 1].begin;
    std::size_t begin = p.tokens[i].end;
    if (p.dot_at(begin - 1)) --begin;  // the dot of an acronym
    while (begin < end && !is_terminator(p.text[begin].code)) ++begin;
    std::vector<Range> stretches{{begin, begin}};
    for (std::size_t at = begin; at < end; ++at) {
        if (is_space(p.text[at].code))
            stretches.push_back({at + 1, at + 1});
        else
            stretches.back().end = at + 1;
    }
    return stretches;
}

inline std::optional<Stop> find_stop(const Paragraph& p, std::size_t i) {
    const auto stretches = split_gap(p, i);
    Stop stop;
    for (std::size_t s = 0; s < stretches.size(); ++s) {
        auto [at, end] = stretches[s];
        if (s > 0)  // behind a space only a full stop goes on: ". . ."
            while (at < end && !p.dot_at(at)) ++at;
        stop.spaced = at == end;
        for (; at < end; ++at) {
            const char32_t code = p.text[at].code;
            const bool closes = is_closer(code) || is_reversed_quote(code);
            if (is_terminator(code)) stop.marks.push_back(code);
            if (is_terminator(code) || closes)
                stop.end = at + 1;
            else if (!stop.wide())
                return {};
            stop.quoted = stop.quoted || is_quote(code);
        }
    }
    if (stop.marks.empty()) return {};
    return stop;
}

inline bool is_initial(const Paragraph& p, std::size_t i) {
    return is_one_letter(p.text, p.tokens[i]) && p.first_class(i) == CharClass::upper;
}

inline bool starts_sentence(const Paragraph& p, std::size_t i) {
    const bool initial = is_initial(p, i) && p.dot_at(p.tokens[i].end);
    return begins_sentences(p.word_without_dot(i)) && !initial;
}

inline bool behind_colon_or_line(const Paragraph& p, std::size_t i) {
    for (std::size_t at = p.tokens[i - 1].end; at < p.tokens[i].begin; ++at) {
        const char32_t code = p.text[at].code;
        if (code == ':' || code == ';' || is_line_end(code)) return true;
    }
    return false;
}

/// The number or letter of a list's item.
inline bool is_enumerator(const Paragraph& p, std::size_t i, std::size_t first) {
    static const std::regex short_number("D{1,3}"), roman("[ivxlc]+");
    const std::string word = p.word_without_dot(i);
    const Characters folded = decode(word);
    const bool number = std::regex_match(token_letters(folded, {0, folded.size()}), short_number);
    bool spaced = false;
    for (std::size_t at = i > 0 ? p.tokens[i - 1].end : 0; at < p.tokens[i].begin; ++at)
        spaced = spaced || is_space(p.text[at].code);
    if (i != first) return number && spaced && p.dot_at(p.tokens[i].end) && behind_colon_or_line(p, i);
    return number || is_one_letter(p.text, p.tokens[i]) || std::regex_match(word, roman);
}

/// Titles, months and states are abbreviated with a capital, but for those that are written in lower case
/// too.
inline Abbreviation class_of(const Paragraph& p, std::size_t i) {
    const std::string word = p.word_without_dot(i);
    const Abbreviation found = abbreviation(word);
    const bool needs_capital = found == Abbreviation::title || found == Abbreviation::closing;
    const bool fits = p.first_class(i) == CharClass::upper || is_lower_abbreviation(word);
    return needs_capital && !fits ? Abbreviation::none : found;
}

inline bool full_stop_ends(const Paragraph& p, std::size_t i, std::size_t first) {
    if (is_enumerator(p, i, first)) return false;
    if (is_initial(p, i)) return starts_sentence(p, i + 1);
    const std::string word = p.word_without_dot(i);
    switch (class_of(p, i)) {
        case Abbreviation::title:
            return false;
        case Abbreviation::numbered:
            return p.first_class(i + 1) != CharClass::digit;
        case Abbreviation::closing:
            return starts_sentence(p, i + 1);
        case Abbreviation::clock:
            return !follows_clock(p.word_without_dot(i + 1));
        case Abbreviation::none:
            break;
    }
    return word.find('.') == std::string::npos || starts_sentence(p, i + 1);
}

/// Whether at most five capitalised words and a verb of saying begin at token `i`, with no stop between them.
inline bool speaker_follows(const Paragraph& p, std::size_t i) {
    std::size_t verb = i;
    while (verb < p.tokens.size() && p.first_class(verb) == CharClass::upper) {
        const bool titled = is_initial(p, verb) || class_of(p, verb) == Abbreviation::title;
        if (verb + 1 < p.tokens.size() && verb < i + 5 && !titled && find_stop(p, verb)) return false;
        ++verb;
    }
    return verb < p.tokens.size() && verb < i + 6 && reports_speech(p.word_without_dot(verb));
}

inline std::string gap_behind(const Paragraph& p, std::size_t i) {
    const Offset begin = p.text[p.tokens[i].end - 1].end;
    return std::string(p.utf8.substr(begin, p.text[p.tokens[i + 1].begin].begin - begin));
}

inline std::size_t count_class(const Paragraph& p, std::size_t i, CharClass wanted) {
    return static_cast<std::size_t>(
        std::count_if(p.text.begin() + static_cast<std::ptrdiff_t>(p.tokens[i].begin),
                      p.text.begin() + static_cast<std::ptrdiff_t>(p.tokens[i].end),
                      [&](const Character& character) { return char_class(character.code) == wanted; }));
}

inline bool in_capitals(const Paragraph& p, std::size_t i) {
    return count_class(p, i, CharClass::upper) > 0 && count_class(p, i, CharClass::lower) == 0;
}

/// Whether token `i` is one of the first eight of a paragraph, in a head with stops in it: "MOSCOW,
/// January 18. /TASS/. Russia", "MOSCOW. Jan 18 (Interfax) - Russia".
inline bool in_head(const Paragraph& p, std::size_t i) {
    static const std::regex opens("[^]* /"), closes("/\\.[^]*"), bracket("\\)[^]*");
    if (i >= 8) return false;
    if (std::regex_match(gap_behind(p, i), opens) && in_capitals(p, i + 1)) return true;
    if (std::regex_match(gap_behind(p, i), closes) && in_capitals(p, i)) return true;
    if (!in_capitals(p, i) || i + 4 >= p.tokens.size() || gap_behind(p, i + 2) != " (") return false;
    const Range day = p.tokens[i + 2];
    return count_class(p, i + 2, CharClass::digit) == day.end - day.begin && p.word(i + 1).size() >= 3 &&
           std::regex_match(gap_behind(p, i + 3), bracket);
}

/// Where a sentence that begins with token `first` ends if it ends behind token `i`.
inline std::optional<std::size_t> end_behind(const Paragraph& p, std::size_t i, std::size_t first) {
    const auto stop = find_stop(p, i);
    if (!stop) return {};
    if (stop->wide()) return stop->end;
    if (!stop->spaced || p.first_class(i + 1) == CharClass::lower) return {};
    if (stop->one_full_stop() && !full_stop_ends(p, i, first)) return {};
    if (stop->strong() && stop->quoted && speaker_follows(p, i + 1)) return {};
    if (stop->one_full_stop() && in_head(p, i)) return {};
    return stop->end;
}

// ---- The whole

inline Span trimmed(const Characters& text, Range range) {
    while (range.begin < range.end && is_space(text[range.begin].code)) ++range.begin;
    while (range.begin < range.end && is_space(text[range.end - 1].code)) --range.end;
    return {text[range.begin].begin, text[range.end - 1].end};
}

inline void split_paragraph(const Paragraph& p, Range range, Segmentation& out) {
    const auto before = static_cast<TokenIndex>(out.tokens.size());
    std::size_t first = 0;
    for (std::size_t i = 0; i < p.tokens.size(); ++i) {
        out.tokens.push_back({p.text[p.tokens[i].begin].begin, p.text[p.tokens[i].end - 1].end});
        const bool last = i + 1 == p.tokens.size();
        const auto end = last ? range.end : end_behind(p, i, first);
        if (!end) continue;
        out.sentences.push_back(trimmed(p.text, {range.begin, *end}));
        out.first_tokens.push_back(before + static_cast<TokenIndex>(first));
        first = i + 1;
        range.begin = *end;
    }
}

inline Segmentation segment(std::string_view utf8) {
    const Characters text = decode(utf8);
    const auto tokens = find_tokens(text);
    Segmentation out;
    for (const Range range : find_paragraphs(text)) {
        Paragraph p{utf8, text, {}};
        for (const Range token : tokens)
            if (token.begin >= range.begin && token.begin < range.end) p.tokens.push_back(token);
        if (p.tokens.empty()) continue;
        out.paragraph_sentences.push_back(static_cast<UnitIndex>(out.sentences.size()));
        out.paragraphs.push_back(trimmed(text, range));
        split_paragraph(p, range, out);
    }
    out.first_tokens.push_back(static_cast<TokenIndex>(out.tokens.size()));
    out.paragraph_sentences.push_back(static_cast<UnitIndex>(out.sentences.size()));
    return out;
}

inline std::vector<Token> find_tokens(std::string_view utf8) {
    const Characters text = decode(utf8);
    std::vector<Token> out;
    for (const Range token : find_tokens(text))
        out.push_back({text[token.begin].begin, text[token.end - 1].end});
    return out;
}

}  // namespace comention::reference
