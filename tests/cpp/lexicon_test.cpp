#include "comention/lexicon.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "cases.hpp"
#include "comention/automaton.hpp"
#include "comention/mentions.hpp"

namespace comention {
namespace {

const std::string tags_table = "tag\tlabel\talpha3\nGE\tGeorgia\tGEO\nUS\tUnited States\tUSA\n";
const std::string header = "form\ttag\ttype\tcase\tflags\tnote\n";

KindTables country(const std::string& rows) {
    return {"country", "place", "tags.tsv", tags_table, "forms.tsv", header + rows};
}

std::string message_of(const std::string& rows) {
    try {
        read_lexicon({country(rows)});
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

std::vector<std::string> tags_in(const Lexicon& lexicon, const std::string& text) {
    const std::vector<TextView> texts = {text_view(text)};
    const Mentions mentions = tag(texts, lexicon);
    std::vector<std::string> out;
    for (const Mention& m : mentions.document(0).mentions)
        out.push_back(lexicon.tags()[lexicon.forms()[m.form].tag].id);
    return out;
}

using Tags = std::vector<std::string>;

TEST(Lexicon, ReadsTables) {
    const Lexicon lexicon = read_lexicon(
        {country("# a comment\nGeorgia\tGE\tname\t\t\t\nUSA\tUS\tabbreviation\texact\t\tno word\n")},
        {"form\ttype\tcase\tflags\tnote\nGeorgia Tech\tblock\t\t\t\n", "set\tword\nformat_head\tTreaty\n", "",
         ""});
    ASSERT_EQ(lexicon.forms().size(), 3U);
    EXPECT_EQ(lexicon.forms()[0].rule, CaseRule::capital);
    EXPECT_EQ(lexicon.forms()[1].rule, CaseRule::exact);
    EXPECT_EQ(lexicon.forms()[1].note, "no word");
    EXPECT_EQ(lexicon.forms()[2].tag, no_tag);
    EXPECT_TRUE(lexicon.rules().cues.at("format_head").contains("treaty"));
    EXPECT_EQ(lexicon.tags()[0].attribute("alpha3"), "GEO");
    EXPECT_EQ(tags_in(lexicon, "Georgia Tech left Georgia for the USA, not the usa."), (Tags{"GE", "US"}));
}

TEST(Lexicon, NamesFileLineAndReason) {
    EXPECT_EQ(message_of("Georgia\tGE\tname\t\t\n"), "forms.tsv, line 2: expected 6 fields, found 5");
    EXPECT_EQ(message_of("Georgia\tGE\tname\t\t\t\n\nTexas\tTX\tname\t\t\t\n"),
              "forms.tsv, line 4: unknown tag \"TX\"");
    EXPECT_NE(
        message_of("Georgia\tGE\tnom\t\t\t\n").find("forms.tsv, line 2: unknown type \"nom\"; known: name"),
        std::string::npos);
    EXPECT_EQ(message_of("Georgia\tGE\tname\tlower\t\t\n"),
              "forms.tsv, line 2: unknown case \"lower\"; known: capital, exact, any");
    EXPECT_NE(message_of("Georgia\tGE\tname\t\tvenu\t\n").find("forms.tsv, line 2: unknown flag \"venu\""),
              std::string::npos);
    EXPECT_EQ(message_of("--\tGE\tname\t\t\t\n"), "forms.tsv, line 2: the form \"--\" has no word");
    EXPECT_EQ(message_of("Georg\xFFia\tGE\tname\t\t\t\n"), "forms.tsv, line 2: not valid UTF-8");
    EXPECT_EQ(message_of("Georgia\tGE\tblock\t\t\t\n"),
              "forms.tsv, line 2: a block has no tag, but \"GE\" is given");
    EXPECT_THROW(read_lexicon({{"country", "place", "tags.tsv", "", "forms.tsv", header}}),
                 std::invalid_argument);
    EXPECT_THROW(
        read_lexicon({{"country", "place", "tags.tsv", "tag\tlabel\nA\tx\nA\ty\n", "forms.tsv", header}}),
        std::invalid_argument);
}

TEST(Lexicon, RefusesOneFormForTwoCountries) {
    EXPECT_EQ(message_of("Georgia\tGE\tname\t\t\t\nGeorgia\tUS\tsubnational\t\t\t\n"),
              "the form \"Georgia\" stands for GE and for US; flag both rows with ambig:<group> or both");
    EXPECT_EQ(message_of("Georgia\tGE\tname\t\tambig:georgia\t\nGeorgia\tUS\tname\t\tambig:georgia\t\n"), "");
    EXPECT_EQ(message_of("Georgia\tGE\tname\t\t\t\nGEORGIA\tGE\tname\t\t\t\n"), "");
}

TEST(Lexicon, BothTopicsOfOneFormFire) {
    const Lexicon lexicon = make_lexicon({{"aid", {"WFP"}}, {"food", {"wfp", "grain"}}}, "topic",
                                         Nesting::dictionary, CaseRule::any);
    EXPECT_EQ(tags_in(lexicon, "The WFP sent grain."), (Tags{"aid", "food", "food"}));
}

TEST(Lexicon, FindsTagsByIdCodeAndLabel) {
    const Lexicon lexicon = read_lexicon({country("Georgia\tGE\tname\t\t\t\n")});
    EXPECT_EQ(lexicon.find("country", "ge"), 0U);
    EXPECT_EQ(lexicon.find("country", "USA"), 1U);
    EXPECT_EQ(lexicon.find("country", "united states"), 1U);
    EXPECT_EQ(lexicon.find("country", "Texas"), no_tag);
    EXPECT_EQ(lexicon.find("topic", "GE"), no_tag);
}

TEST(Lexicon, AddingKeepsLayersApart) {
    const Lexicon war =
        make_lexicon({{"war", {"trade war", "war"}}}, "topic", Nesting::dictionary, CaseRule::any);
    const Lexicon trade = make_lexicon({{"trade", {"trade"}}}, "topic", Nesting::dictionary, CaseRule::any);
    EXPECT_EQ(tags_in(war.add(trade, OnConflict::error), "A trade war."), (Tags{"war", "trade"}));
}

TEST(Lexicon, Conflicts) {
    const Lexicon a = make_lexicon({{"war", {"war"}}}, "topic", Nesting::key, CaseRule::any);
    const Lexicon b = make_lexicon({{"war", {"fighting"}}}, "topic", Nesting::key, CaseRule::any);
    const std::string text = "War is fighting.";
    EXPECT_THROW(a.add(b, OnConflict::error), std::invalid_argument);
    EXPECT_EQ(tags_in(a.add(b, OnConflict::replace), text).size(), 1U);
    EXPECT_EQ(tags_in(a.add(b, OnConflict::merge), text).size(), 2U);
    EXPECT_EQ(tags_in(a, text).size(), 1U) << "the lexicon added to stays as it was";
}

TEST(Lexicon, MergedTagsGiveOneMentionAPlace) {
    const Lexicon a = make_lexicon({{"war", {"war", "trade"}}}, "topic", Nesting::key, CaseRule::any);
    const Lexicon b = make_lexicon({{"war", {"war", "trade war"}}}, "topic", Nesting::key, CaseRule::any);
    EXPECT_EQ(tags_in(a.add(b, OnConflict::merge), "War! A trade war; war trade.").size(), 4U);
}

TEST(Lexicon, FindsTagsByTheNamesAmongTheirForms) {
    const Lexicon lexicon = read_lexicon({country("Sakartvelo\tGE\tname\t\t\t\nBatumi\tGE\tcity\t\t\t\n")});
    EXPECT_EQ(lexicon.find("country", "sakartvelo"), 0U);
    EXPECT_EQ(lexicon.find("country", "Batumi"), no_tag);
}

TEST(Lexicon, BlocksRemovesAndSelects) {
    const Lexicon lexicon = make_lexicon({{"war", {"war", "wars"}}, {"star", {"star"}}}, "topic",
                                         Nesting::dictionary, CaseRule::any);
    EXPECT_EQ(tags_in(lexicon.block({"star wars"}, "topic"), "Star Wars, a star, wars"),
              (Tags{"star", "war"}));
    EXPECT_EQ(tags_in(lexicon.block({"War"}, "topic"), "war, wars"), (Tags{"war"}))
        << "a blocked form means nothing";
    EXPECT_EQ(tags_in(lexicon.remove(0, {"wars"}), "war, wars"), (Tags{"war"}));
    EXPECT_EQ(tags_in(lexicon.remove(0, {}), "war, wars"), Tags{});
    EXPECT_EQ(tags_in(lexicon.select("topic", {1}), "star, war"), (Tags{"star"}));
    EXPECT_THROW(lexicon.remove(0, {"warfare"}), std::invalid_argument);
    EXPECT_THROW(lexicon.select("country", {0}), std::invalid_argument);
    EXPECT_THROW(lexicon.select("topic", {9}), std::out_of_range);
    EXPECT_THROW(lexicon.block({"x"}, "country"), std::invalid_argument);
}

TEST(Lexicon, CompilesOnceForAllThreads) {
    const Lexicon lexicon = make_lexicon({{"war", {"war*"}}}, "topic", Nesting::key, CaseRule::any);
    std::vector<const Automaton*> seen(8);
    {
        std::vector<std::jthread> threads;
        for (auto& automaton : seen) threads.emplace_back([&] { automaton = &lexicon.automaton(); });
    }
    for (const Automaton* automaton : seen) EXPECT_EQ(automaton, seen[0]);
}

TEST(Lexicon, RefusesFormsWithoutWords) {
    EXPECT_THROW(make_lexicon({{"war", {"…"}}}, "topic", Nesting::key, CaseRule::any), std::invalid_argument);
    EXPECT_THROW(make_lexicon({{"war", {""}}}, "topic", Nesting::key, CaseRule::any), std::invalid_argument);
}

TEST(Lexicon, FormsAreAssignedToOtherTags) {
    const Lexicon lexicon = make_lexicon({{"war", {"war"}}, {"star", {"star", "star war"}}}, "topic",
                                         Nesting::dictionary, CaseRule::any);
    EXPECT_EQ(tags_in(lexicon.assign({0}, {{1}}), "a war"), (Tags{"star"}));
    EXPECT_EQ(tags_in(lexicon.assign({1}, {{0, 1}}), "a star"), (Tags{"war", "star"}));
    EXPECT_EQ(tags_in(lexicon.assign({2}, {{}}), "a star war and a war"), (Tags{"war"})) << "it still hides";
    EXPECT_EQ(lexicon.forms().size(), 3U) << "the lexicon stays as it is";
}

TEST(Lexicon, RulesMustNameSetsThatAreThere) {
    const Lexicon empty = make_lexicon({{"war", {"war"}}}, "topic", Nesting::key, CaseRule::any);
    Rules rules;
    rules.contexts.push_back({"river", 1, Beside::next, "rivers", true});
    EXPECT_THROW(Lexicon(empty.tags(), empty.forms(), rules), std::invalid_argument);
    rules.cues["rivers"] = {"river"};
    EXPECT_NO_THROW(Lexicon(empty.tags(), empty.forms(), rules));
    for (int i = 0; i < 128; ++i) rules.cues["set" + std::to_string(i)] = {"x"};
    EXPECT_THROW(Lexicon(empty.tags(), empty.forms(), rules), std::invalid_argument) << "more than 128 sets";
}

TEST(Lexicon, ReadsRules) {
    const std::string cues = "set\tword\nrivers\tRiver\n";
    const auto read = [&](const std::string& contexts, const std::string& readings) {
        return read_lexicon({country("Georgia\tGE\tname\t\t\t\n")}, {"", cues, contexts, readings});
    };
    const std::string contexts = "name\ttypes\tbeside\tcues\tcase\n";
    const std::string readings = "group\ttag\tevidence\tpreference\tcues\n";
    const Lexicon lexicon = read(contexts + "feature\tname capital\tnext\trivers\tany\n",
                                 readings + "g\tGE\tany\tmore\t\ng\t-\tparts\thome\trivers\n");
    ASSERT_EQ(lexicon.rules().contexts.size(), 1U);
    EXPECT_EQ(lexicon.rules().contexts[0].types, 1U | 1U << static_cast<unsigned>(FormType::capital));
    ASSERT_EQ(lexicon.rules().readings.size(), 2U);
    EXPECT_EQ(lexicon.rules().readings[1].tag, no_tag);
    EXPECT_TRUE(lexicon.rules().readings[1].parts_only);
    for (const auto& [bad_context, bad_reading] :
         std::vector<std::pair<std::string, std::string>>{{"feature\tnom\tnext\trivers\tany\n", ""},
                                                          {"feature\tname\tbehind\trivers\tany\n", ""},
                                                          {"feature\tname\tnext\trivers\tsmall\n", ""},
                                                          {"feature\tname\tnext\tlakes\tany\n", ""},
                                                          {"", "g\tXX\tany\tmore\t\n"},
                                                          {"", "g\tGE\tall\tmore\t\n"},
                                                          {"", "g\tGE\tany\tmost\t\n"}})
        EXPECT_THROW(read(contexts + bad_context, readings + bad_reading), std::invalid_argument)
            << bad_context << bad_reading;
}

}  // namespace
}  // namespace comention
