#include <algorithm>
#include <optional>
#include <span>

#include "abbreviations.hpp"
#include "comention/text.hpp"
#include "comention/unicode.hpp"
#include "paragraphs.hpp"
#include "punctuation.hpp"
#include "words.hpp"

namespace comention {
namespace {

constexpr std::size_t most_speaker_words = 6;
constexpr std::size_t most_head_words = 8;
constexpr std::size_t shortest_month = 3;

enum class Stop : unsigned char { none, full_stop, ellipsis, strong, wide };

/// What stands between two tokens, as far as it may end a sentence.
struct Gap {
    Stop stop = Stop::none;
    std::size_t end = 0;  ///< behind the stop and the quotes and brackets that close at it
    bool spaced = false;  ///< a space follows
    bool quoted = false;  ///< a quotation closes
};

Stop stop_of(char32_t code) {
    if (is_wide_terminator(code)) return Stop::wide;
    if (code == '.') return Stop::full_stop;
    return code == 0x2026 ? Stop::ellipsis : Stop::strong;
}

void add_terminator(Gap& gap, char32_t code, std::size_t end) {
    const Stop stop = stop_of(code);
    if (gap.stop == Stop::full_stop && stop == Stop::full_stop)
        gap.stop = Stop::ellipsis;
    else if (stop > gap.stop)
        gap.stop = stop;
    gap.end = end;
    gap.spaced = false;
}

Gap read_gap(std::string_view text, const Token& last, const Token& next) {
    Gap gap;
    if (text[last.end - 1] == '.') gap = {Stop::full_stop, last.end, false, false};
    for (std::size_t at = last.end; at < next.begin;) {
        const char32_t code = next_code_point(text, at);
        if (is_terminator(code) && (!gap.spaced || code == '.')) {
            add_terminator(gap, code, at);
        } else if (gap.stop == Stop::none) {
            continue;
        } else if (is_space(code)) {
            gap.spaced = true;
        } else if (!gap.spaced) {
            const bool closes = is_closer(code) || is_reversed_quote(code);
            if (gap.stop != Stop::wide && !closes) return {};
            if (closes) gap.end = at;
            gap.quoted = gap.quoted || is_quote(code);
        }
    }
    return gap;
}

std::string_view word_of(std::string_view text, const Token& token) {
    return text.substr(token.begin, token.end - token.begin);
}

std::string lower_word(std::string_view text, const Token& token) {
    std::string word = fold(word_of(text, token));
    if (word.ends_with('.')) word.pop_back();
    return word;
}

bool has_space(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (is_space(next_code_point(text, at))) return true;
    return false;
}

bool all_digits(std::string_view word) {
    for (std::size_t at = 0; at < word.size();)
        if (char_class(next_code_point(word, at)) != CharClass::digit) return false;
    return !word.empty();
}

bool is_roman(std::string_view word) {
    return !word.empty() && word.find_first_not_of("ivxlc") == std::string_view::npos;
}

/// Cuts the tokens of one paragraph into sentences.
class Splitter {
  public:
    Splitter(std::string_view text, std::span<const Token> tokens, std::size_t paragraph)
        : text_(text), tokens_(tokens), paragraph_(paragraph) {}

    /// Where the sentence ends if one does between tokens `i` and `i + 1`.
    std::optional<std::size_t> end_behind(std::size_t i, std::size_t first) const {
        const Token& last = tokens_[i];
        const Token& next = tokens_[i + 1];
        if (next.begin - last.end == 1 && text_[last.end] == ' ' && text_[last.end - 1] != '.') return {};
        const Gap gap = read_gap(text_, last, next);
        if (gap.stop == Stop::none) return {};
        if (gap.stop == Stop::wide) return gap.end;
        if (!gap.spaced || first_class(word_of(text_, next)) == CharClass::lower) return {};
        if (gap.stop == Stop::full_stop && !full_stop_ends(i, first)) return {};
        if (gap.stop == Stop::strong && gap.quoted && speaker_follows(i + 1)) return {};
        if (gap.stop == Stop::full_stop && in_head(i)) return {};
        return gap.end;
    }

  private:
    bool full_stop_ends(std::size_t i, std::size_t first) const {
        const std::string word = lower_word(text_, tokens_[i]);
        if (is_enumerator(i, first, word)) return false;
        const std::string next = lower_word(text_, tokens_[i + 1]);
        if (is_initial(i)) return starts_sentence(i + 1, next);
        switch (abbreviation(i, word)) {
            case Abbreviation::title:
                return false;
            case Abbreviation::numbered:
                return first_class(word_of(text_, tokens_[i + 1])) != CharClass::digit;
            case Abbreviation::closing:
                return starts_sentence(i + 1, next);
            case Abbreviation::clock:
                return !follows_clock(next);
            case Abbreviation::none:
                break;
        }
        return word.find('.') != std::string::npos ? starts_sentence(i + 1, next) : true;
    }

    /// The head of a paragraph from an agency that sets stops in it: "MOSCOW, January 18. /TASS/. Russia's",
    /// and "MOSCOW. Jan 18 (Interfax) - Russia's".
    bool in_head(std::size_t i) const {
        if (i >= paragraph_ + most_head_words) return false;
        if (slash_opens(i) || slash_closes(i)) return true;
        const bool dated = i + 4 < tokens_.size() && all_digits(word_of(text_, tokens_[i + 2])) &&
                           word_of(text_, tokens_[i + 1]).size() >= shortest_month;
        return dated && is_capitals(word_of(text_, tokens_[i])) && gap_behind(i + 2) == " (" &&
               gap_behind(i + 3).starts_with(')');
    }

    bool slash_opens(std::size_t i) const {
        return gap_behind(i).ends_with(" /") && is_capitals(word_of(text_, tokens_[i + 1]));
    }

    bool slash_closes(std::size_t i) const {
        return gap_behind(i).starts_with("/.") && is_capitals(word_of(text_, tokens_[i]));
    }

    std::string_view gap_behind(std::size_t i) const {
        return text_.substr(tokens_[i].end, tokens_[i + 1].begin - tokens_[i].end);
    }

    /// A name and a verb of saying, as behind “Will you sign?” in: President Alder asked.
    bool speaker_follows(std::size_t i) const {
        const std::size_t last = std::min(tokens_.size(), i + most_speaker_words);
        for (; i < last; ++i) {
            if (first_class(word_of(text_, tokens_[i])) != CharClass::upper)
                return reports_speech(lower_word(text_, tokens_[i]));
            const bool titled =
                is_initial(i) || abbreviation(i, lower_word(text_, tokens_[i])) == Abbreviation::title;
            if (i + 1 < last && !titled && read_gap(text_, tokens_[i], tokens_[i + 1]).stop != Stop::none)
                return false;
        }
        return false;
    }

    /// The class of a word; titles, months and states are abbreviated with a capital only: "critically ill".
    Abbreviation abbreviation(std::size_t i, std::string_view word) const {
        const Abbreviation found = comention::abbreviation(word);
        const bool capital_only = found == Abbreviation::title || found == Abbreviation::closing;
        if (!capital_only || is_lower_abbreviation(word)) return found;
        return begins_capital(word_of(text_, tokens_[i])) ? found : Abbreviation::none;
    }

    /// One letter with its marks.
    bool is_letter(std::size_t i) const {
        std::size_t at = tokens_[i].begin;
        const CharClass first = char_class(next_code_point(text_, at));
        if (first == CharClass::mark || first == CharClass::digit) return false;
        while (at < tokens_[i].end) {
            const CharClass c = char_class(next_code_point(text_, at));
            if (c != CharClass::mark && c != CharClass::ignorable) return false;
        }
        return true;
    }

    /// One capital letter, as in J. R. Smith.
    bool is_initial(std::size_t i) const {
        return first_class(word_of(text_, tokens_[i])) == CharClass::upper && is_letter(i);
    }

    /// A word that begins sentences, unless it is an initial with its stop.
    bool starts_sentence(std::size_t i, std::string_view word) const {
        const std::size_t end = tokens_[i].end;
        const bool initial = is_initial(i) && end < text_.size() && text_[end] == '.';
        return begins_sentences(word) && !initial;
    }

    /// The number or letter of a list's item: "3." at the start of a sentence or behind a colon.
    bool is_enumerator(std::size_t i, std::size_t first, std::string_view word) const {
        const bool number = all_digits(word) && count_code_points(word) <= 3;
        const bool letter = is_letter(i) || is_roman(word);
        if (i == first) return number || letter;
        const std::string_view before =
            text_.substr(tokens_[i - 1].end, tokens_[i].begin - tokens_[i - 1].end);
        const auto none = std::string_view::npos;
        // "10:30." and "5%." are no numbers of items.
        if (text_.substr(tokens_[i].end, 1) != "." || !has_space(before)) return false;
        return number && (before.find_first_of(":;\n\r") != none || before.find("\u2028") != none ||
                          before.find("\u2029") != none);
    }

    std::string_view text_;
    std::span<const Token> tokens_;  // up to the end of the paragraph
    std::size_t paragraph_;          // its first token
};

void close_sentence(std::string_view text, Segmentation& out, std::size_t begin, std::size_t end) {
    out.sentences.push_back({static_cast<Offset>(skip_space(text, begin, end)),
                             static_cast<Offset>(trim_space(text, begin, end))});
}

/// Appends the sentences of a paragraph whose tokens are [first, last).
void split_paragraph(std::string_view text, Span paragraph, std::size_t first, std::size_t last,
                     Segmentation& out) {
    const Splitter splitter(text, std::span(out.tokens).first(last), first);
    std::size_t begin = paragraph.begin;
    out.first_tokens.push_back(static_cast<TokenIndex>(first));
    for (std::size_t i = first; i + 1 < last; ++i) {
        const auto end = splitter.end_behind(i, out.first_tokens.back());
        if (!end) continue;
        close_sentence(text, out, begin, *end);
        out.first_tokens.push_back(static_cast<TokenIndex>(i + 1));
        begin = *end;
    }
    close_sentence(text, out, begin, paragraph.end);
}

}  // namespace

void segment(std::string_view utf8, Segmentation& out) {
    out.clear();
    append_tokens(utf8, out.tokens);
    find_paragraphs(utf8, out.paragraphs);
    std::size_t token = 0;
    std::size_t kept = 0;
    for (const Span paragraph : out.paragraphs) {
        const std::size_t first = token;
        while (token < out.tokens.size() && out.tokens[token].begin < paragraph.end) ++token;
        if (token == first) continue;
        out.paragraph_sentences.push_back(static_cast<UnitIndex>(out.sentences.size()));
        out.paragraphs[kept++] = paragraph;
        split_paragraph(utf8, paragraph, first, token, out);
    }
    out.paragraphs.resize(kept);
    out.first_tokens.push_back(static_cast<TokenIndex>(out.tokens.size()));
    out.paragraph_sentences.push_back(static_cast<UnitIndex>(out.sentences.size()));
}

}  // namespace comention
