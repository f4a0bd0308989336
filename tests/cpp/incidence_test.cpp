#include "comention/incidence.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cases.hpp"

namespace comention {
namespace {

Lexicon letters() {
    return make_lexicon({{"a", {"aa", "aaa"}}, {"b", {"bb"}}, {"c", {"cc"}}}, "letter", Nesting::key,
                        CaseRule::any);
}

std::vector<TextView> views(const std::vector<std::string>& texts) {
    std::vector<TextView> out;
    for (const std::string& text : texts) out.push_back(text_view(text));
    return out;
}

const std::vector<std::uint8_t> all = {1, 1, 1};

Incidence from_texts(std::span<const TextView> texts, const Lexicon& lexicon, Unit unit,
                     std::span<const std::uint8_t> wanted, DocumentTags document_tags = {}) {
    const IncidenceOptions options = {.unit = unit, .wanted = wanted, .document_tags = document_tags};
    return std::move(make_incidences(texts, lexicon, std::span(&options, 1), {2, {}}).front());
}

TEST(Incidence, HoldsEachTagOnceWithItsFirstMention) {
    const std::string text = "BB saw aa and aaa. Nothing. Aa saw CC.\n\nbb.";
    const std::vector<TextView> texts = {text_view(text)};
    const Incidence incidence = from_texts(texts, letters(), Unit::sentence, all);
    EXPECT_EQ(incidence.units(), 4);
    std::vector<std::pair<UnitIndex, std::vector<Occurrence>>> got;
    incidence.for_each_unit([&](const UnitTags& unit) {
        got.emplace_back(unit.position, std::vector(unit.occurrences.begin(), unit.occurrences.end()));
    });
    ASSERT_EQ(got.size(), 3U) << "units without a tag are counted, not kept";
    EXPECT_EQ(got[0].first, 0U);
    EXPECT_EQ(got[0].second, (std::vector<Occurrence>{{0, 7, 9, 0, 2, 2}, {1, 0, 2, 2}}));
    EXPECT_EQ(got[1].first, 2U);
    EXPECT_EQ(got[1].second, (std::vector<Occurrence>{{0, 28, 30, 0}, {2, 35, 37, 3, 2, 2}}));
    EXPECT_EQ(got[2].first, 3U);
}

TEST(Incidence, CountsUnitsOfEveryKind) {
    const std::vector<std::string> strings = {"Aa. Bb.\n\ncc.", "", "...", "x"};
    std::vector<TextView> texts = views(strings);
    texts.push_back({});
    EXPECT_EQ(from_texts(texts, letters(), Unit::sentence, all).units(), 4);
    EXPECT_EQ(from_texts(texts, letters(), Unit::paragraph, all).units(), 3);
    EXPECT_EQ(from_texts(texts, letters(), Unit::document, all).units(), 4) << "a missing text is no unit";
}

TEST(Incidence, LeavesOutWhatTheTagsOfADocumentStandFor) {
    const std::vector<std::string> strings = {"Aa saw bb. Aa.", "Aa saw bb. Bb.", "Aa saw bb."};
    const std::vector<TextView> texts = views(strings);
    const std::vector<TagId> speakers = {3, 4, no_tag};
    const std::vector<std::uint32_t> identity = {3, 4, 2, 3, 4};
    IncidenceOptions options = {.unit = Unit::sentence, .wanted = all, .document_tags = {speakers, 1}};
    options.identity = identity;
    const Lexicon lexicon = letters();
    const auto made = make_incidences(texts, lexicon, std::span(&options, 1), {1, {}});
    EXPECT_EQ(made[0].units(), 5);
    std::vector<std::vector<TagId>> got;
    made[0].for_each_unit([&](const UnitTags& unit) {
        std::vector<TagId>& tags = got.emplace_back();
        for (const Occurrence& occurrence : unit.occurrences) tags.push_back(occurrence.tag);
    });
    EXPECT_EQ(got, (std::vector<std::vector<TagId>>{{1, 3}, {3}, {0, 4}, {4}, {0, 1}}));
}

TEST(Incidence, LeavesOutTagsThatAreNotWanted) {
    const std::string text = "aa bb cc";
    const std::vector<TextView> texts = {text_view(text)};
    const std::vector<std::uint8_t> wanted = {0, 1, 0};
    const Incidence incidence = from_texts(texts, letters(), Unit::document, wanted);
    incidence.for_each_unit([](const UnitTags& unit) {
        ASSERT_EQ(unit.occurrences.size(), 1U);
        EXPECT_EQ(unit.occurrences[0].tag, 1U);
    });
    const std::vector<std::uint8_t> too_few = {1};
    EXPECT_THROW(from_texts(texts, letters(), Unit::document, too_few), std::invalid_argument);
}

TEST(Incidence, IsTheSameFromTextsAndFromMentions) {
    test::Random random(3);
    const std::vector<std::string> pieces = {"aa", "aaa", "BB",  "cc",   " ", " ",
                                             " ",  ". ",  ". X", "\n\n", "–", "é"};
    for (int run = 0; run < 50; ++run) {
        std::vector<std::string> strings(random.below(200));
        for (auto& text : strings) text = test::random_text(random, pieces, 30);
        const auto texts = views(strings);
        const Lexicon lexicon = letters();
        const Mentions mentions = tag(texts, lexicon, {2, {}});
        for (const Unit unit : {Unit::document, Unit::paragraph, Unit::sentence}) {
            const Incidence a = from_texts(texts, lexicon, unit, all);
            const Incidence b = make_incidence(mentions, lexicon, {.unit = unit, .wanted = all}, {1, {}});
            EXPECT_EQ(a.units(), b.units());
            std::map<std::pair<DocumentId, UnitIndex>, std::set<TagId>> direct, from_mentions, want;
            const auto collect = [](auto& into) {
                return [&into](const UnitTags& u) {
                    for (const Occurrence& o : u.occurrences) into[{u.document, u.position}].insert(o.tag);
                };
            };
            a.for_each_unit(collect(direct));
            b.for_each_unit(collect(from_mentions));
            for (DocumentId d = 0; d < mentions.documents(); ++d)
                for (const Mention& m : mentions.document(d).mentions)
                    want[{d, unit_of(mentions.document(d), unit, m.sentence)}].insert(
                        lexicon.forms()[m.form].tag);
            EXPECT_EQ(direct, want);
            EXPECT_EQ(from_mentions, want);
        }
    }
}

TEST(Incidence, TagsOfDocumentsAreInEachOfTheirUnits) {
    const std::vector<std::string> strings = {"Nothing. Aa left. Nothing.", "bb."};
    std::vector<TextView> texts = views(strings);
    texts.push_back({});
    const std::vector<TagId> tags = {7, no_tag, 8};
    const Incidence incidence = from_texts(texts, letters(), Unit::sentence, all, DocumentTags{tags, 1});
    std::vector<std::tuple<DocumentId, UnitIndex, TagId, Offset, FormId>> got;
    incidence.for_each_unit([&](const UnitTags& unit) {
        for (const Occurrence& o : unit.occurrences)
            got.emplace_back(unit.document, unit.position, o.tag, o.begin, o.form);
    });
    EXPECT_EQ(got, (decltype(got){{0, 0, 7, 0, no_form},
                                  {0, 1, 0, 9, 0},
                                  {0, 1, 7, 9, no_form},
                                  {0, 2, 7, 0, no_form},
                                  {1, 0, 1, 0, 2}}))
        << "a missing text has no units";
    const std::vector<TagId> too_few = {7, 8};
    EXPECT_THROW(from_texts(texts, letters(), Unit::sentence, all, DocumentTags{too_few, 1}),
                 std::invalid_argument);
}

}  // namespace
}  // namespace comention
