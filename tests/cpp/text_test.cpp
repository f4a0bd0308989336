#include "comention/text.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

#include "cases.hpp"
#include "comention/unicode.hpp"
#include "punctuation.hpp"
#include "reference/text.hpp"

namespace comention {
namespace {

using Strings = std::vector<std::string>;

std::string piece(std::string_view text, std::size_t begin, std::size_t end) {
    return std::string(text.substr(begin, end - begin));
}

Strings tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    append_tokens(text, tokens);
    Strings out;
    for (const Token& t : tokens) out.push_back(piece(text, t.begin, t.end));
    return out;
}

Segmentation cut(std::string_view text) {
    Segmentation out;
    segment(text, out);
    return out;
}

Strings sentences_of(std::string_view text) {
    Strings out;
    for (const Span s : cut(text).sentences) out.push_back(piece(text, s.begin, s.end));
    return out;
}

Strings split(const std::string& text, const std::string& mark) {
    Strings out;
    if (text.empty()) return out;
    std::size_t begin = 0;
    for (std::size_t at; (at = text.find(mark, begin)) != std::string::npos; begin = at + mark.size())
        out.push_back(text.substr(begin, at - begin));
    out.push_back(text.substr(begin));
    return out;
}

// ---- The table of sentences

std::string unescape(const std::string& field) {
    std::string out;
    for (std::size_t i = 0; i < field.size(); ++i) {
        if (field[i] != '\\') {
            out += field[i];
            continue;
        }
        const char c = field.at(++i);
        if (c == 'u') {
            append_utf8(out, static_cast<char32_t>(std::stoul(field.substr(i + 1, 4), nullptr, 16)));
            i += 4;
        } else {
            out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
    }
    return out;
}

struct SentenceCase {
    std::string name;
    std::string text;
    Strings sentences;
    std::string paragraphs;  ///< sentences of each, as "2,1"
};

std::vector<SentenceCase> read_sentence_cases() {
    std::vector<SentenceCase> cases;
    const Strings lines = split(test::read_file(COMENTION_TEST_DATA "/sentences.tsv"), "\n");
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].empty() || lines[i][0] == '#') continue;
        const Strings fields = split(lines[i], "\t");
        cases.push_back(
            {fields.at(0), unescape(fields.at(1)), split(unescape(fields.at(2)), " || "), fields.at(3)});
    }
    return cases;
}

std::string paragraph_counts(const Segmentation& cut) {
    std::string out;
    for (std::size_t i = 0; i + 1 < cut.paragraph_sentences.size(); ++i)
        out +=
            (i > 0 ? "," : "") + std::to_string(cut.paragraph_sentences[i + 1] - cut.paragraph_sentences[i]);
    return out;
}

TEST(Sentences, AgreeWithTheTable) {
    const auto cases = read_sentence_cases();
    ASSERT_GT(cases.size(), 200U);
    for (const SentenceCase& c : cases) {
        EXPECT_EQ(sentences_of(c.text), c.sentences) << c.name;
        EXPECT_EQ(paragraph_counts(cut(c.text)), c.paragraphs) << c.name;
    }
}

TEST(Sentences, EndBehindALeadingMarkThatIsNoWord) {
    const std::string heart = "❤\u0301. ";
    EXPECT_EQ(sentences_of(heart + "The end."), (Strings{"❤\u0301.", "The end."}));
    EXPECT_EQ(sentences_of("\u0301. The end."), (Strings{"\u0301.", "The end."}));
}

TEST(Sentences, TreatLettersAlikeHoweverTheyAreWritten) {
    EXPECT_EQ(sentences_of("It was signed by É. Dubois.").size(), 1U);
    EXPECT_EQ(sentences_of("It was signed by E\u0301. Dubois.").size(), 1U);
    EXPECT_EQ(sentences_of("a. Opening of the session").size(), 1U);
    EXPECT_EQ(sentences_of("б. Открытие заседания").size(), 1U) << "the letter of an item in Cyrillic";
    EXPECT_EQ(sentences_of("١. افتتاح الدورة").size(), 1U) << "the number of an item in Arabic";
}

TEST(Sentences, KnowNumbersOfItemsBehindEachLineEnd) {
    for (const std::string end : {"\n", "\r", "\r\n", "\u2028", "\u2029"})
        EXPECT_EQ(sentences_of("the men left with" + end + "the women and" + end + "[1. The end]").size(),
                  1U);
}

TEST(Sentences, SeekASpeakerInsideTheParagraphOnly) {
    EXPECT_EQ(sentences_of("“Who?” President Alder asked.").size(), 1U);
    EXPECT_EQ(sentences_of("“Who?” President Alder\n\nasked nobody.").size(), 3U);
}

TEST(Sentences, KnowSpeakersOfAtMostFiveWords) {
    EXPECT_EQ(sentences_of("“Who?” Alder Brandt Conti Dorin Ebert asked.").size(), 1U);
    EXPECT_EQ(sentences_of("“Who?” Alder Brandt Conti Dorin Ebert Finch asked.").size(), 2U);
}

TEST(Sentences, KnowRomanNumbersOfItems) {
    EXPECT_EQ(sentences_of("xlvii. Opening of the session").size(), 1U);
    EXPECT_EQ(sentences_of("IX. Opening of the session").size(), 1U);
    EXPECT_EQ(sentences_of("Mild. The winter was short.").size(), 2U);
    EXPECT_EQ(sentences_of("Did. The winter was short.").size(), 2U);
}

TEST(Paragraphs, BreakAtItemsOfAnyScript) {
    const std::string head = "the first line of a text that was wrapped to\nfit a page ends here;\n";
    EXPECT_EQ(paragraph_counts(cut(head + "(a) the second item")), "1,1");
    EXPECT_EQ(paragraph_counts(cut(head + "(б) the second item")), "1,1");
    EXPECT_EQ(paragraph_counts(cut(head + "12) the second item")), "1,1");
    EXPECT_EQ(paragraph_counts(cut(head + "١) the second item")), "1,1");
    EXPECT_EQ(paragraph_counts(cut(head + "the second item")), "1");
}

// ---- Tokens

TEST(Tokens, AreWordsAndNumbers) {
    EXPECT_EQ(tokens_of(""), Strings{});
    EXPECT_EQ(tokens_of(" \t-–—…&*🙂"), Strings{});
    EXPECT_EQ(tokens_of("Chad, 3rd of 1,234.5"), (Strings{"Chad", "3rd", "of", "1", "234", "5"}));
    EXPECT_EQ(tokens_of("Guinea-Bissau/Benin"), (Strings{"Guinea", "Bissau", "Benin"}));
    EXPECT_EQ(tokens_of("a_b\u00a0c\u200bd"), (Strings{"a", "b", "c", "d"}));
    EXPECT_EQ(tokens_of("Министр МИД"), (Strings{"Министр", "МИД"}));
    EXPECT_EQ(tokens_of("安理会。中国"), (Strings{"安理会", "中国"}));
    EXPECT_EQ(tokens_of("٣ مصر"), (Strings{"٣", "مصر"}));
}

TEST(Tokens, HoldApostrophesBetweenWords) {
    EXPECT_EQ(tokens_of("N'Djamena N’Djamena Nʼa"), (Strings{"N'Djamena", "N’Djamena", "Nʼa"}));
    EXPECT_EQ(tokens_of("Sudan's rebels' 'tis rock'n'roll"),
              (Strings{"Sudan's", "rebels", "tis", "rock'n'roll"}));
    EXPECT_EQ(tokens_of("a''b"), (Strings{"a", "b"}));
    EXPECT_EQ(tokens_of("'"), Strings{});
}

TEST(Tokens, HoldTheDotsOfAcronyms) {
    EXPECT_EQ(tokens_of("U.S. troops"), (Strings{"U.S.", "troops"}));
    EXPECT_EQ(tokens_of("U.S troops"), (Strings{"U.S", "troops"}));
    EXPECT_EQ(tokens_of("the U.S.'s"), (Strings{"the", "U.S.'s"}));
    EXPECT_EQ(tokens_of("U.S.-led, É.U."), (Strings{"U.S.", "led", "É.U."}));
    EXPECT_EQ(tokens_of("U.S.Army"), (Strings{"U.S.", "Army"}));
    EXPECT_EQ(tokens_of("J. R. Smith"), (Strings{"J", "R", "Smith"}));
    EXPECT_EQ(tokens_of("Ph.D. a.m."), (Strings{"Ph", "D", "a.m."}));
    EXPECT_EQ(tokens_of("1.2.3"), (Strings{"1", "2", "3"}));
    EXPECT_EQ(tokens_of("A.1"), (Strings{"A", "1"}));
    EXPECT_EQ(tokens_of("U..S"), (Strings{"U", "S"}));
}

TEST(Tokens, HoldMarksAndIgnorables) {
    EXPECT_EQ(tokens_of("Co\u0302te e\u0301"), (Strings{"Co\u0302te", "e\u0301"}));
    EXPECT_EQ(tokens_of("peace\u00adkeepers"), (Strings{"peace\u00adkeepers"}));
    EXPECT_EQ(tokens_of("\ufeffChad"), (Strings{"Chad"}));
    EXPECT_EQ(tokens_of("\u200dChad \u00ad a\u200c"), (Strings{"Chad", "a\u200c"}));
}

TEST(Tokens, JoinByDotsNothingButLetters) {
    EXPECT_EQ(tokens_of("E\u0301.U."), (Strings{"E\u0301.U."})) << "as É.U.";
    EXPECT_EQ(tokens_of("a.\u0301b"), (Strings{"a", "\u0301b"}));
    EXPECT_EQ(tokens_of("a.\u0301"), (Strings{"a", "\u0301"}));
    EXPECT_EQ(tokens_of("x.\u00ad "), (Strings{"x"}));
}

TEST(Tokens, LoseTheirPossessive) {
    EXPECT_EQ(without_possessive("Sudan's"), "Sudan");
    EXPECT_EQ(without_possessive("Sudan’s"), "Sudan");
    EXPECT_EQ(without_possessive("SUDANʼS"), "SUDAN");
    EXPECT_EQ(without_possessive("Sudans"), "Sudans");
    EXPECT_EQ(without_possessive("N'Djamena"), "N'Djamena");
    EXPECT_EQ(without_possessive("É’s"), "É");
    for (const std::string whole : {"", "s", "'s", "’s", "ss", "Ås", "語s"})
        EXPECT_EQ(without_possessive(whole), whole);
}

TEST(Tokens, KeepTheLastDotOfAnAcronymWithoutItsPossessive) {
    EXPECT_EQ(without_possessive("U.S.'s"), "U.S.");
    EXPECT_EQ(without_possessive("U.S's"), "U.S");
    EXPECT_EQ(without_possessive("U.S."), "U.S.");
}

// ---- Encodings

template <class Unit>
std::string read(const std::vector<Unit>& units, Encoding encoding) {
    std::string scratch;
    return std::string(as_utf8({units.data(), units.size(), encoding}, scratch));
}

template <class Call>
std::string message_of(Call call) {
    try {
        call();
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "no error";
}

TEST(Encodings, AreReadAlike) {
    EXPECT_EQ(read(std::vector<unsigned char>{'C', 0xF4, 't', 'e'}, Encoding::latin1), "Côte");
    EXPECT_EQ(read(std::vector<char16_t>{'a', 0xF4, u'語', 0xFFFF}, Encoding::ucs2), "aô語\uFFFF");
    EXPECT_EQ(read(std::vector<char32_t>{'a', U'語', U'🙂'}, Encoding::ucs4), "a語🙂");
    EXPECT_EQ(read(std::vector<char>{'a', '\0', 'b'}, Encoding::utf8), std::string("a\0b", 3));
    EXPECT_EQ(read(std::vector<char32_t>{}, Encoding::ucs4), "");
    EXPECT_EQ(read(std::vector<char>{}, Encoding::missing), "");
}

TEST(Encodings, ReadUtf8WhereItLies) {
    const std::string text = "Côte 🙂";
    std::string scratch;
    EXPECT_EQ(as_utf8(text_view(text), scratch).data(), text.data());
    EXPECT_TRUE(scratch.empty());
}

TEST(Encodings, RefuseWhatIsNoText) {
    const auto ucs2 = [] { read(std::vector<char16_t>{'a', 0xD83D, 0xDE42}, Encoding::ucs2); };
    const auto ucs4 = [] { read(std::vector<char32_t>{0xDFFF}, Encoding::ucs4); };
    EXPECT_EQ(message_of(ucs2), "the text has a lone surrogate at character 1");
    EXPECT_EQ(message_of(ucs4), "the text has a lone surrogate at character 0");
    for (const std::string wrong : {"ab\xFF", "ab\xC3", "ab\xED\xA0\x80", "ab\xC0\xAF"}) {
        std::string scratch;
        EXPECT_EQ(message_of([&] { as_utf8(text_view(wrong), scratch); }),
                  "the text is not valid UTF-8: first wrong byte at 2");
    }
}

TEST(Encodings, RefuseCodesBeyondUnicode) {
    EXPECT_NE(message_of([] { read(std::vector<char32_t>{'a', 0x110000}, Encoding::ucs4); }), "no error");
}

TEST(CodePoints, AreCountedFromBytes) {
    const std::string text = "aé語🙂b";
    const std::vector<Span> bytes = {{0, 11}, {1, 3}, {1, 10}, {6, 6}, {10, 11}, {11, 11}};
    const std::vector<Span> expected = {{0, 5}, {1, 2}, {1, 4}, {3, 3}, {4, 5}, {5, 5}};
    EXPECT_EQ(to_code_points(text, bytes), expected);
    EXPECT_TRUE(to_code_points(text, {}).empty());
}

// ---- Random texts

std::string random_character(test::Random& random) {
    static const std::vector<std::size_t> ends = {0x80, 0x250, 0x3100, 0x10000, 0x110000};
    const auto code = static_cast<char32_t>(random.below(random.pick(ends)));
    std::string out;
    append_utf8(out, code >= 0xD800 && code < 0xE000 ? U'\uFFFD' : code);
    return out;
}

/// Texts of the common pieces, of pieces among characters of all kinds, and of lines of wrapped text.
std::string random_case(test::Random& random, std::size_t kind) {
    static const Strings rare = {"\ufeff", "\u200d", "\ufe0f", "’s", "É", "E\u0301", "б",  "١",    "“Who?” ",
                                 "said",   ": ",     "1) ",    "• ", "-", " - ",     "\r", ". . ", "Alder "};
    static const Strings lines = {"the men left",
                                  "The men left",
                                  " ",
                                  " ",
                                  "\n",
                                  "\n",
                                  "\n  ",
                                  "\n\n",
                                  "\r\n",
                                  "\u2028",
                                  ". ",
                                  "1. ",
                                  "(a) ",
                                  "(б) ",
                                  ", ",
                                  "No",
                                  "Jan",
                                  "\n\"",
                                  "a long wrapped line of text that goes on for some time",
                                  "U.S.",
                                  "?",
                                  "”"};
    if (kind == 0) return test::random_text(random, test::text_pieces(), 60);
    if (kind == 1) return test::random_text(random, lines, 40);
    std::string text;
    for (std::size_t i = random.below(30); i > 0; --i) {
        text += random.pick(test::text_pieces());
        text += random.below(2) ? " " : random.below(2) ? random.pick(rare) : random_character(random);
    }
    return text;
}

constexpr std::size_t random_cases = 24000;

void expect_reference(const std::string& text) {
    const Segmentation fast = cut(text);
    const Segmentation slow = reference::segment(text);
    ASSERT_EQ(fast.tokens, slow.tokens) << "text: " << text;
    ASSERT_EQ(fast.paragraphs, slow.paragraphs) << "text: " << text;
    ASSERT_EQ(fast.sentences, slow.sentences) << "text: " << text;
    ASSERT_EQ(fast.first_tokens, slow.first_tokens) << "text: " << text;
    ASSERT_EQ(fast.paragraph_sentences, slow.paragraph_sentences) << "text: " << text;
}

TEST(Segmentation, EqualsTheReferenceOnTheTable) {
    for (const SentenceCase& c : read_sentence_cases()) expect_reference(c.text);
}

TEST(Segmentation, EqualsTheReferenceOnRandomTexts) {
    test::Random random(1);
    for (std::size_t i = 0; i < random_cases && !HasFatalFailure(); ++i)
        expect_reference(random_case(random, i % 3));
}

TEST(Tokens, EqualTheReferenceForEachAsciiCharacterAtEachPlace) {
    for (int c = 0; c < 0x80; ++c)
        for (std::size_t before = 0; before < 18; ++before) {
            const std::string text =
                std::string(before, 'a') + static_cast<char>(c) + std::string(17 - before, 'Z') + "é9";
            std::vector<Token> tokens;
            append_tokens(text, tokens);
            ASSERT_EQ(tokens, reference::find_tokens(text)) << "text: " << text;
        }
}

TEST(Tokens, EqualTheReferenceOnRandomTexts) {
    test::Random random(2);
    for (std::size_t i = 0; i < random_cases; ++i) {
        const std::string text = random_case(random, i % 3);
        std::vector<Token> tokens;
        append_tokens(text, tokens);
        ASSERT_EQ(tokens, reference::find_tokens(text)) << "text: " << text;
    }
}

bool is_trimmed(std::string_view text, Span span) {
    return !span.empty() && skip_space(text, span.begin, span.end) == span.begin &&
           trim_space(text, span.begin, span.end) == span.end;
}

/// Each span is trimmed, follows the one before, and holds its tokens, at least one.
void expect_cover(std::string_view text, const std::vector<Span>& spans, const std::vector<Token>& tokens) {
    std::size_t token = 0;
    Offset last = 0;
    for (const Span span : spans) {
        ASSERT_TRUE(is_trimmed(text, span)) << "text: " << text;
        ASSERT_GE(span.begin, last) << "text: " << text;
        last = span.end;
        ASSERT_LT(token, tokens.size()) << "text: " << text;
        ASSERT_GE(tokens[token].begin, span.begin) << "text: " << text;
        ASSERT_LT(tokens[token].begin, span.end) << "text: " << text;
        while (token < tokens.size() && tokens[token].begin < span.end)
            ASSERT_LE(tokens[token++].end, span.end) << "a token is cut in the text: " << text;
    }
    ASSERT_EQ(token, tokens.size()) << "text: " << text;
}

void expect_numbering(std::string_view text, const Segmentation& cut) {
    ASSERT_EQ(cut.first_tokens.size(), cut.sentences.size() + 1) << "text: " << text;
    ASSERT_EQ(cut.paragraph_sentences.size(), cut.paragraphs.size() + 1) << "text: " << text;
    ASSERT_EQ(cut.first_tokens.back(), cut.tokens.size()) << "text: " << text;
    ASSERT_EQ(cut.paragraph_sentences.back(), cut.sentences.size()) << "text: " << text;
    for (std::size_t s = 0; s < cut.sentences.size(); ++s) {
        ASSERT_LT(cut.first_tokens[s], cut.first_tokens[s + 1]) << "text: " << text;
        ASSERT_GE(cut.tokens[cut.first_tokens[s]].begin, cut.sentences[s].begin) << "text: " << text;
        ASSERT_LT(cut.tokens[cut.first_tokens[s]].begin, cut.sentences[s].end) << "text: " << text;
    }
    for (std::size_t p = 0; p < cut.paragraphs.size(); ++p) {
        ASSERT_LT(cut.paragraph_sentences[p], cut.paragraph_sentences[p + 1]) << "text: " << text;
        ASSERT_EQ(cut.sentences[cut.paragraph_sentences[p]].begin, cut.paragraphs[p].begin)
            << "text: " << text;
        ASSERT_EQ(cut.sentences[cut.paragraph_sentences[p + 1] - 1].end, cut.paragraphs[p].end)
            << "text: " << text;
    }
}

TEST(Segmentation, CoversAllTokensInOrder) {
    test::Random random(3);
    for (std::size_t i = 0; i < random_cases && !HasFatalFailure(); ++i) {
        const std::string text = random_case(random, i % 3);
        const Segmentation all = cut(text);
        expect_numbering(text, all);
        expect_cover(text, all.sentences, all.tokens);
        expect_cover(text, all.paragraphs, all.tokens);
    }
}

TEST(Segmentation, KeepsABomBehindAWordInside) {
    const Segmentation all = cut("Chad\ufeff");
    ASSERT_EQ(all.tokens.size(), 1U);
    EXPECT_GE(all.sentences[0].end, all.tokens[0].end);
}

TEST(Segmentation, IsUsedAgainWithoutTraces) {
    Segmentation out;
    segment("Chad left. Sudan stayed.\n\nThe end.", out);
    segment("Chad.", out);
    EXPECT_EQ(out.tokens.size(), 1U);
    EXPECT_EQ(out.first_tokens, (std::vector<TokenIndex>{0, 1}));
    EXPECT_EQ(out.paragraph_sentences, (std::vector<UnitIndex>{0, 1}));
    segment("", out);
    EXPECT_TRUE(out.tokens.empty() && out.sentences.empty() && out.paragraphs.empty());
    EXPECT_EQ(out.first_tokens, (std::vector<TokenIndex>{0}));
    EXPECT_EQ(out.paragraph_sentences, (std::vector<UnitIndex>{0}));
}

}  // namespace
}  // namespace comention
