#include "comention/automaton.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "cases.hpp"
#include "comention/unicode.hpp"

namespace comention {
namespace {

using Strings = std::vector<std::string>;

// ---- Wildcards

struct FitCase {
    std::string pattern;
    std::string word;
    bool fits;
};

TEST(Automaton, FitsWildcards) {
    const std::vector<FitCase> cases = {{"war", "war", true},
                                        {"war", "wars", false},
                                        {"war", "wa", false},
                                        {"war*", "war", true},
                                        {"war*", "warfare", true},
                                        {"war*", "wa", false},
                                        {"*war", "war", true},
                                        {"*war", "postwar", true},
                                        {"*war", "wars", false},
                                        {"*war*", "prewars", true},
                                        {"w*r", "wr", true},
                                        {"w*r", "wrar", true},
                                        {"w*r", "wrs", false},
                                        {"w?r", "war", true},
                                        {"w?r", "wr", false},
                                        {"w?r", "waar", false},
                                        {"?", "a", true},
                                        {"?", "", false},
                                        {"?", "ab", false},
                                        {"*", "", true},
                                        {"*", "anything", true},
                                        {"**", "", true},
                                        {"", "", true},
                                        {"", "a", false},
                                        {"a*b*c", "axxbyybzc", true},
                                        {"a*b*c", "acb", false},
                                        {"*a*?", "ba", false},
                                        {"*a*?", "bab", true},
                                        {"*?*?", "a", false},
                                        {"*?*?", "ab", true},
                                        {"caf?", "café", true},
                                        {"caf??", "café", false},
                                        {"?", "語", true},
                                        {"??", "語", false},
                                        {"*語", "日本語", true},
                                        {"日*語", "日本語", true},
                                        {"日?語", "日本語", true},
                                        {"日?", "日本語", false},
                                        {"*🙂?", "🙂🙂🙂", true},
                                        {"?*é", "é", false},
                                        {"?*é", "éé", true},
                                        {"п*а", "правда", true},
                                        {"ab*ab", "ab", false},
                                        {"ab*ab", "abab", true},
                                        {"*ab?", "abababc", true}};
    for (const FitCase& c : cases) EXPECT_EQ(fits(c.pattern, c.word), c.fits) << c.pattern << " " << c.word;
}

TEST(Automaton, FitsManyStarsQuickly) {
    std::string pattern;
    for (int i = 0; i < 50; ++i) pattern += "*é";
    std::string word;
    for (int i = 0; i < 5000; ++i) word += "é";
    EXPECT_TRUE(fits(pattern, word));
    EXPECT_TRUE(fits(pattern + "*", word));
    EXPECT_FALSE(fits(pattern + "b", word));
    EXPECT_FALSE(fits(pattern + "?*b*", word));
}

/// The definition of fits: a star takes nothing, or one character and is still there.
bool fits_slowly(const std::u32string& pattern, const std::u32string& word) {
    if (pattern.empty()) return word.empty();
    if (pattern[0] == '*')
        return fits_slowly(pattern.substr(1), word) ||
               (!word.empty() && fits_slowly(pattern, word.substr(1)));
    if (word.empty() || (pattern[0] != '?' && pattern[0] != word[0])) return false;
    return fits_slowly(pattern.substr(1), word.substr(1));
}

std::string to_utf8(const std::u32string& codes) {
    std::string out;
    for (const char32_t code : codes) append_utf8(out, code);
    return out;
}

TEST(Automaton, FitsAsDefined) {
    test::Random random(10);
    const std::vector<char32_t> letters = {'a', 'a', U'é', U'語', U'誠'};
    const std::vector<char32_t> pattern_letters = {'a', U'é', U'語', U'誠', '*', '*', '?'};
    for (int i = 0; i < 20000; ++i) {
        std::u32string word, pattern;
        for (std::size_t n = random.below(7); n > 0; --n) word += random.pick(letters);
        for (std::size_t n = random.below(7); n > 0; --n) pattern += random.pick(pattern_letters);
        ASSERT_EQ(fits(to_utf8(pattern), to_utf8(word)), fits_slowly(pattern, word))
            << to_utf8(pattern) << " " << to_utf8(word);
    }
}

// ---- Words of forms

Strings texts_of(const std::string& form) {
    Strings out;
    for (const FormWord& word : form_words(form)) out.push_back(word.text);
    return out;
}

Strings separators_of(const std::string& form) {
    Strings out;
    for (const FormWord& word : form_words(form)) out.push_back(word.separator);
    return out;
}

TEST(FormWords, AreCutAsTextsAre) {
    EXPECT_EQ(texts_of("Chad"), (Strings{"Chad"}));
    EXPECT_EQ(texts_of("Guinea-Bissau"), (Strings{"Guinea", "Bissau"}));
    EXPECT_EQ(texts_of(" Côte  d'Ivoire "), (Strings{"Côte", "d'Ivoire"}));
    EXPECT_EQ(texts_of("U.S."), (Strings{"U.S."}));
    EXPECT_EQ(texts_of("Women's rights"), (Strings{"Women", "rights"}));
    EXPECT_EQ(texts_of("(Москва)"), (Strings{"Москва"}));
}

TEST(FormWords, HoldWildcards) {
    EXPECT_EQ(texts_of("war*"), (Strings{"war*"}));
    EXPECT_EQ(texts_of("peace and * security"), (Strings{"peace", "and", "*", "security"}));
    EXPECT_EQ(texts_of("*-led ?oup"), (Strings{"*", "led", "?oup"}));
    EXPECT_EQ(texts_of("?"), (Strings{"?"}));
    EXPECT_EQ(texts_of("**"), (Strings{"**"}));
    EXPECT_EQ(texts_of("w*r*'s"), (Strings{"w*r*"}));
}

TEST(FormWords, KnowTheirCapitals) {
    const auto words = form_words("Treaty of Évian, d'Ivoire *A 3B");
    std::vector<bool> capitals;
    for (const FormWord& word : words) capitals.push_back(word.capital);
    EXPECT_EQ(capitals, (std::vector<bool>{true, false, true, false, false, false}));
}

TEST(FormWords, KeepThePunctuationBetweenThem) {
    EXPECT_EQ(separators_of("Washington, D.C."), (Strings{"", ","}));
    EXPECT_EQ(separators_of("St. Petersburg"), (Strings{"", "."}));
    EXPECT_EQ(separators_of("Trinidad & Tobago"), (Strings{"", "&"}));
    EXPECT_EQ(separators_of("a-b c/d e–f"), (Strings{"", "", "", "", "", ""}));
    EXPECT_EQ(separators_of("a - b"), (Strings{"", "-"}));
    EXPECT_EQ(separators_of("(a)"), (Strings{""})) << "only what is between words";
}

TEST(FormWords, AreAtLeastOne) {
    for (const std::string form : {"", " ", "--", "…", "'", "\u00ad"})
        EXPECT_THROW(form_words(form), std::invalid_argument) << form;
    try {
        form_words("--");
    } catch (const std::invalid_argument& error) {
        EXPECT_STREQ(error.what(), "the form \"--\" has no word");
    }
}

// ---- The trie

Lexicon make_tiny_lexicon() {
    const auto term = [](std::string text, std::string layer) {
        return Form{std::move(text), 0, FormType::term, CaseRule::any, std::move(layer), {}, {}};
    };
    Form block = term("war room", "topic");
    block.tag = no_tag;
    block.type = FormType::block;
    return {{{"t", "topic", "t", {}, true}},
            {term("war*", "topic"), term("w?r", "topic"), term("War", "other"), term("* wärs", "topic"),
             term("peace, talks", "place"), std::move(block)}};
}

class TinyAutomaton : public testing::Test {
  protected:
    std::vector<Symbol> symbols(std::string_view word) const {
        std::vector<Symbol> out;
        automaton.find_symbols(word, out);
        return out;
    }

    /// The forms that end with the words, by any way through the trie.
    std::set<FormId> forms(const Strings& words) const {
        std::vector<Node> nodes = {Automaton::root};
        for (const std::string& word : words) {
            std::vector<Node> next;
            for (const Node node : nodes) {
                for (const Symbol symbol : symbols(word)) next.push_back(automaton.child(node, symbol));
                next.push_back(automaton.any_child(node));
            }
            std::erase(next, Automaton::none);
            nodes = next;
        }
        std::set<FormId> out;
        for (const Node node : nodes)
            for (const Entry& entry : automaton.entries(node)) out.insert(entry.form);
        return out;
    }

    Lexicon lexicon = make_tiny_lexicon();
    const Automaton& automaton = lexicon.automaton();
};

TEST_F(TinyAutomaton, FindsTheSymbolsOfAWord) {
    EXPECT_EQ(symbols("war").size(), 3U) << "war, war* and w?r";
    EXPECT_EQ(symbols("wars").size(), 2U) << "wars and war*";
    EXPECT_EQ(symbols("wer").size(), 1U);
    EXPECT_EQ(symbols("peace").size(), 1U);
    for (const std::string word : {"", "w", "wa", "WAR", "peaces", "*", "w?r"})
        EXPECT_EQ(symbols(word).size(), word == "w?r" ? 1U : 0U) << word;
    const auto all = symbols("war");
    EXPECT_EQ(std::set<Symbol>(all.begin(), all.end()).size(), all.size());
}

TEST_F(TinyAutomaton, AppendsSymbols) {
    std::vector<Symbol> out = {77};
    automaton.find_symbols("peace", out);
    ASSERT_EQ(out.size(), 2U);
    EXPECT_EQ(out[0], 77U);
}

TEST_F(TinyAutomaton, LeadsToForms) {
    EXPECT_EQ(forms({}), (std::set<FormId>{}));
    EXPECT_EQ(forms({"war"}), (std::set<FormId>{0, 1, 2}));
    EXPECT_EQ(forms({"warfare"}), (std::set<FormId>{0}));
    EXPECT_EQ(forms({"peace"}), (std::set<FormId>{}));
    EXPECT_EQ(forms({"peace", "talks"}), (std::set<FormId>{4}));
    EXPECT_EQ(forms({"anything", "wars"}), (std::set<FormId>{3}));
    EXPECT_EQ(forms({"war", "room"}), (std::set<FormId>{5}));
    EXPECT_EQ(forms({"peace", "talks", "talks"}), (std::set<FormId>{}));
}

TEST_F(TinyAutomaton, LeadsNowhereElse) {
    for (Symbol symbol = 0; symbol < 100; ++symbol) {
        const Node node = automaton.child(Automaton::root, symbol);
        EXPECT_TRUE(node == Automaton::none || automaton.any_child(node) == Automaton::none);
    }
    const Node any = automaton.any_child(Automaton::root);
    ASSERT_NE(any, Automaton::none);
    EXPECT_TRUE(automaton.entries(any).empty());
    EXPECT_TRUE(automaton.entries(Automaton::root).empty());
}

TEST(Automaton, KnowsTheWordsThatBeginForms) {
    const Lexicon lexicon({{"t", "topic", "t", {}, true}},
                          {{"Chad basin", 0, FormType::term, CaseRule::capital, "topic", {}, {}},
                           {"WHO", 0, FormType::term, CaseRule::exact, "topic", {}, {}},
                           {"the Fund", 0, FormType::term, CaseRule::capital, "topic", {}, {}},
                           {"War*", 0, FormType::term, CaseRule::any, "topic", {}, {}}});
    const auto starts = [&](std::string_view word, bool capital) {
        std::vector<Symbol> symbols;
        lexicon.automaton().find_symbols(word, symbols);
        return std::any_of(symbols.begin(), symbols.end(),
                           [&](Symbol s) { return lexicon.automaton().starts(s, capital); });
    };
    for (const std::string word : {"chad", "who", "the", "wars"}) EXPECT_TRUE(starts(word, true)) << word;
    for (const std::string word : {"the", "wars"}) EXPECT_TRUE(starts(word, false)) << word;
    for (const std::string word : {"chad", "who"}) EXPECT_FALSE(starts(word, false)) << word;
    for (const std::string word : {"basin", "fund"}) EXPECT_FALSE(starts(word, true)) << word;
}

TEST_F(TinyAutomaton, DescribesForms) {
    const auto entry = [&](const Strings& words) {
        Node node = Automaton::root;
        for (const std::string& word : words) node = automaton.child(node, symbols(word).front());
        return automaton.entries(node).front();
    };
    const Entry peace = entry({"peace", "talks"});
    EXPECT_EQ(peace.form, 4U);
    EXPECT_EQ(peace.words, 2U);
    EXPECT_EQ(peace.literals, 10U);
    EXPECT_FALSE(peace.block);
    EXPECT_FALSE(peace.unites) << "a place";
    EXPECT_TRUE(peace.place);
    const Entry room = entry({"war", "room"});
    EXPECT_TRUE(room.block);
    EXPECT_FALSE(room.place);
    EXPECT_EQ(automaton.layers(), 3U);
}

TEST_F(TinyAutomaton, CountsLiteralCharacters) {
    std::vector<std::size_t> literals(lexicon.forms().size());
    const auto note = [&](Node node) {
        for (const Entry& entry : automaton.entries(node)) literals[entry.form] = entry.literals;
    };
    for (const Symbol symbol : symbols("war")) note(automaton.child(Automaton::root, symbol));
    note(automaton.child(automaton.any_child(Automaton::root), symbols("wars").front()));
    EXPECT_EQ(literals[0], 3U) << "war*";
    EXPECT_EQ(literals[1], 2U) << "w?r";
    EXPECT_EQ(literals[2], 3U) << "War";
    EXPECT_EQ(literals[3], 4U) << "* wärs";
}

TEST_F(TinyAutomaton, KeepsTheWordsOfForms) {
    const auto words = automaton.words(4);
    ASSERT_EQ(words.size(), 2U);
    EXPECT_EQ(words[0].text, "peace");
    EXPECT_EQ(words[1].text, "talks");
    EXPECT_EQ(words[1].separator, ",");
    EXPECT_TRUE(automaton.words(2)[0].capital);
}

TEST(Automaton, OfNoFormsMatchesNothing) {
    const Lexicon lexicon{{}, {}};
    std::vector<Symbol> symbols;
    lexicon.automaton().find_symbols("war", symbols);
    EXPECT_TRUE(symbols.empty());
    EXPECT_EQ(lexicon.automaton().child(Automaton::root, 0), Automaton::none);
    EXPECT_EQ(lexicon.automaton().any_child(Automaton::root), Automaton::none);
    EXPECT_EQ(lexicon.automaton().layers(), 0U);
}

}  // namespace
}  // namespace comention
