#include "comention/listed.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "cases.hpp"
#include "comention/cooccurrence.hpp"
#include "comention/incidence.hpp"
#include "comention/unicode.hpp"

namespace comention {
namespace {

constexpr auto label = static_cast<std::uint8_t>(FormType::label);
constexpr auto term = static_cast<std::uint8_t>(FormType::term);

/// Columns that own their values.
struct Columns {
    std::vector<DocumentId> document;
    std::vector<Offset> begin, end;
    std::vector<FormId> form;
    std::vector<std::uint8_t> type;
    std::vector<double> value = {};

    void add(DocumentId d, Offset b, Offset e, FormId f, std::uint8_t t) {
        document.push_back(d);
        begin.push_back(b);
        end.push_back(e);
        form.push_back(f);
        type.push_back(t);
        if (!value.empty()) value.push_back(1);
    }
    void add_label(DocumentId d, FormId f) { add(d, 0, 0, f, label); }
    void add_label(DocumentId d, FormId f, double x) {
        add_label(d, f);
        value.resize(document.size(), 1);
        value.back() = x;
    }
    MentionColumns view() const { return {document, begin, end, form, type, value}; }
};

std::string refusal(const std::function<void()>& call) {
    try {
        call();
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "nothing";
}

std::vector<Mention> mentions_of(const Mentions& mentions, DocumentId d) {
    const auto found = mentions.document(d).mentions;
    return {found.begin(), found.end()};
}

Mention made(Offset begin, Offset end, TokenIndex token, UnitIndex sentence, FormId form, std::uint8_t type,
             TokenIndex more_tokens = 0) {
    return {begin, end, token, sentence, form & 0xFFFFFFU, std::uint32_t{type}, token + more_tokens};
}

TEST(Listed, DocumentsWithoutTextAreOneUnitEach) {
    Columns columns;
    columns.add_label(69, 1);
    columns.add_label(0, 1);
    columns.add_label(0, 0);
    const Mentions mentions = list_mentions(70, columns.view());
    EXPECT_EQ(mentions.documents(), 70U);
    EXPECT_EQ(mentions_of(mentions, 0),
              (std::vector<Mention>{made(0, 0, 0, 0, 1, label), made(0, 0, 0, 0, 0, label)}));
    EXPECT_EQ(mentions_of(mentions, 69), (std::vector<Mention>{made(0, 0, 0, 0, 1, label)}));
    for (const DocumentId d : {0U, 5U, 69U}) {
        EXPECT_FALSE(mentions.document(d).missing);
        EXPECT_EQ(mentions.document(d).sentences(), 0U);
        EXPECT_EQ(mentions.document(d).paragraphs(), 0U);
        EXPECT_EQ(mentions.document(d).paragraph_of(0), 0U);
        EXPECT_EQ(count_units(mentions.document(d), Unit::document), 1U);
        EXPECT_EQ(count_units(mentions.document(d), Unit::sentence), 0U);
    }
    EXPECT_EQ(list_mentions(0, Columns().view()).documents(), 0U);
}

TEST(Listed, MentionsStandByPosition) {
    Columns columns;
    columns.add(0, 7, 9, 0, term);
    columns.add(0, 2, 9, 1, term);
    columns.add(0, 2, 3, 2, term);
    EXPECT_EQ(mentions_of(list_mentions(1, columns.view()), 0),
              (std::vector<Mention>{made(2, 9, 0, 0, 1, term), made(2, 3, 0, 0, 2, term),
                                    made(7, 9, 0, 0, 0, term)}));
}

TEST(Listed, RowsThatAreWrongAreNamed) {
    const auto listed = [](DocumentId d, Offset b, Offset e, std::uint8_t type) {
        Columns columns;
        columns.add_label(0, 0);
        columns.add(d, b, e, 0, type);
        return refusal([&] { list_mentions(2, columns.view()); });
    };
    EXPECT_EQ(listed(2, 0, 1, term), "row 1: there are 2 documents, numbered from 0. Given document 2");
    EXPECT_EQ(listed(1, 3, 3, term), "document 1: row 1: end must be > begin. Given begin 3 end 3");
    EXPECT_EQ(listed(1, 3, 2, term), "document 1: row 1: end must be > begin. Given begin 3 end 2");
    EXPECT_EQ(listed(1, 0, 2, label), "document 1: row 1: a label has no place. Given begin 0 end 2");
    EXPECT_EQ(listed(1, 0, 2, form_type_count), "document 1: row 1: no such form or type");
    Columns columns;
    columns.add_label(0, 0);
    columns.form.clear();
    EXPECT_EQ(refusal([&] { list_mentions(1, columns.view()); }), "columns of mentions must have one length");
}

TEST(Listed, ValuesAreOfLabelsAndGreaterThanZero) {
    for (const double wrong : {0.0, -1.0, std::numeric_limits<double>::infinity(), std::nan("")}) {
        Columns columns;
        columns.add_label(0, 0, wrong);
        EXPECT_NE(refusal([&] { list_mentions(1, columns.view()); }).find("a label has a finite value > 0"),
                  std::string::npos);
    }
    Columns columns;
    columns.add(0, 0, 1, 0, term);
    columns.value = {0.5};
    EXPECT_NE(refusal([&] { list_mentions(1, columns.view()); }), "nothing");
    columns.value = {1, 1};
    EXPECT_EQ(refusal([&] { list_mentions(1, columns.view()); }), "columns of mentions must have one length");
}

/// The values of all mentions, document by document.
std::vector<double> values_of(const Mentions& mentions) {
    std::vector<double> out;
    for (DocumentId d = 0; d < mentions.documents(); ++d)
        for (std::size_t i = 0; i < mentions.document(d).mentions.size(); ++i)
            out.push_back(mentions.document(d).value(i));
    return out;
}

TEST(Listed, ValuesStayWithTheirMentions) {
    Columns columns;
    columns.add_label(0, 0);
    columns.add_label(1, 0, 0.25);
    columns.add_label(0, 1, 0.5);
    columns.add_label(69, 1);
    const Mentions mentions = list_mentions(70, columns.view());
    EXPECT_TRUE(mentions.has_values());
    EXPECT_EQ(values_of(mentions), (std::vector<double>{1, 0.5, 0.25, 1}));
    const std::vector<std::uint8_t> keep = {0, 1, 1, 1};
    EXPECT_EQ(values_of(mentions.filter(keep)), (std::vector<double>{0.5, 0.25, 1}));
    const std::vector<std::uint8_t> ones = {1, 0, 0, 1};
    EXPECT_FALSE(mentions.filter(ones).has_values());
    const std::vector<std::int64_t> ends = {0, 2, 3, 4};
    const std::vector<FormId> forms = {5, 6, 7, 8};
    EXPECT_EQ(values_of(mentions.replace(ends, forms)), (std::vector<double>{0.5, 0.5, 0.25, 1}));
    Columns plain;
    plain.add(0, 0, 1, 0, term);
    plain.add(1, 0, 1, 0, term);
    const Mentions joined = list_mentions(70, plain.view()).join(mentions);
    EXPECT_EQ(values_of(joined), (std::vector<double>{1, 0.5, 1, 0.25, 1, 1}));
    EXPECT_FALSE(list_mentions(70, plain.view()).has_values());
}

TEST(Placed, SentenceAndTokenAreFoundInCodePoints) {
    const std::string text = "Élan. Côte d’Ivoire won; “Zaïre” lost!";
    Columns columns;
    columns.add(0, 6, 19, 0, term);   // Côte d’Ivoire
    columns.add(0, 26, 31, 1, term);  // Zaïre
    columns.add(0, 0, 4, 2, term);
    columns.add(0, 37, 38, 3, term);  // ! alone
    columns.add(0, 4, 5, 4, term);    // the first stop
    const std::vector<TextView> texts = {text_view(text)};
    const Mentions mentions = place_mentions(texts, columns.view());
    EXPECT_EQ(mentions_of(mentions, 0),
              (std::vector<Mention>{made(0, 4, 0, 0, 2, term), made(4, 5, 0, 0, 4, term),
                                    made(6, 19, 1, 1, 0, term, 1), made(26, 31, 4, 1, 1, term),
                                    made(37, 38, 5, 1, 3, term)}));
}

TEST(Placed, PlacesOutsideOfTheTextAreRefused) {
    const std::string text = "Zaïre";
    std::vector<TextView> texts = {text_view(text), {}};
    Columns columns;
    columns.add(0, 0, 5, 0, term);
    EXPECT_EQ(place_mentions(texts, columns.view()).size(), 1U);
    columns.add(0, 0, 6, 0, term);
    EXPECT_EQ(refusal([&] { place_mentions(texts, columns.view()); }),
              "document 0: row 1: the text has 5 characters. Given begin 0 end 6");
    columns = {};
    columns.add(1, 0, 1, 0, term);
    EXPECT_EQ(refusal([&] { place_mentions(texts, columns.view()); }),
              "document 1: row 0: the document has no text");
}

TEST(Placed, WordlessTextsTakePlaces) {
    const std::string text = "...";
    const std::vector<TextView> texts = {text_view(text)};
    Columns columns;
    columns.add(0, 1, 2, 0, term);
    const Mentions mentions = place_mentions(texts, columns.view());
    EXPECT_EQ(mentions_of(mentions, 0), (std::vector<Mention>{made(1, 2, 0, 0, 0, term)}));
    EXPECT_EQ(mentions.document(0).sentences(), 0U);
}

Lexicon letters() {
    return make_lexicon({{"a", {"chad"}}, {"b", {"war*"}}, {"c", {"south sudan", "of the"}}}, "letter",
                        Nesting::key, CaseRule::any);
}

TEST(Placed, MentionsThatWereFoundComeBackAsTheyWere) {
    test::Random random(11);
    std::vector<std::string> strings(150);
    for (auto& text : strings) text = test::random_text(random, test::text_pieces(), 40);
    std::vector<TextView> texts;
    for (const std::string& text : strings) texts.push_back(text_view(text));
    texts.push_back({});
    const Mentions found = tag(texts, letters(), {1, {}});
    ASSERT_GT(found.size(), 50U);
    Columns columns;
    for (DocumentId d = 0; d < found.documents(); ++d)
        for (const Mention& m : found.document(d).mentions)
            columns.add(d, m.begin, m.end, m.form, static_cast<std::uint8_t>(m.type));
    for (const unsigned threads : {1U, 2U}) {
        const Mentions placed = place_mentions(texts, columns.view(), {threads, {}});
        ASSERT_EQ(placed.documents(), found.documents());
        for (DocumentId d = 0; d < found.documents(); ++d) {
            EXPECT_EQ(mentions_of(placed, d), mentions_of(found, d)) << strings[d];
            EXPECT_EQ(placed.document(d).sentences(), found.document(d).sentences());
            EXPECT_EQ(placed.document(d).paragraphs(), found.document(d).paragraphs());
            EXPECT_EQ(placed.document(d).missing, found.document(d).missing);
        }
    }
}

// ---- Labels in lexicons and incidences

/// The letters, and two labels that texts would match.
Lexicon labelled() {
    const std::vector<Tag> tags = {{"x", "mark", "x", {}, true}, {"y", "mark", "y", {}, true}};
    std::vector<Form> forms;
    for (const TagId tag : {0U, 1U})
        forms.push_back({tag == 0 ? "chad" : "%", tag, FormType::label, CaseRule::any, "label/mark", {}, {}});
    return letters().with_labels(tags, forms);
}

TEST(Labels, AreNeverFoundInText) {
    const std::string text = "Chad war %";
    const std::vector<TextView> texts = {text_view(text)};
    const Mentions mentions = tag(texts, labelled());
    ASSERT_EQ(mentions.size(), 2U);
    EXPECT_EQ(mentions.document(0).mentions[0].form, 0U);
    EXPECT_EQ(mentions.document(0).mentions[1].form, 1U);
}

TEST(Labels, KeepTheNumbersOfTheLexicon) {
    const Lexicon before = letters();
    const Lexicon after = labelled();
    EXPECT_EQ(after.find("mark", "y"), before.tags().size() + 1);
    for (FormId f = 0; f < before.forms().size(); ++f)
        EXPECT_EQ(after.forms()[f].text, before.forms()[f].text);
    EXPECT_THROW(after.with_labels({{"x", "mark", "x", {}, true}}, {}), std::invalid_argument);
    EXPECT_THROW(after.with_labels({{"z", "mark", "z", {}, true}}, {letters().forms()[0]}),
                 std::invalid_argument)
        << "a term is no label";
}

TEST(Labels, OfATagThatCountsNoMoreHideItsForms) {
    const Lexicon without = letters().remove(0, {});
    const Lexicon again = without.with_labels({{"a", "letter", "A", {}, true}},
                                              {{"a", 0, FormType::label, CaseRule::any, "label", {}, {}}});
    EXPECT_TRUE(again.tags()[0].counted);
    EXPECT_EQ(again.tags()[0].label, "A");
    const std::string text = "Chad war";
    const std::vector<TextView> texts = {text_view(text)};
    EXPECT_EQ(tag(texts, again).size(), 1U);
}

struct Found {
    UnitIndex unit;
    TagId tag;
    Offset begin, end;
    FormId form;

    friend bool operator==(const Found&, const Found&) = default;
};

std::vector<Found> occurrences(const Incidence& incidence) {
    std::vector<Found> out;
    incidence.for_each_unit([&](const UnitTags& unit) {
        for (const Occurrence& o : unit.occurrences)
            out.push_back({unit.position, o.tag, o.begin, o.end, o.form});
    });
    return out;
}

IncidenceOptions options_of(Unit unit, std::span<const std::uint8_t> wanted) {
    IncidenceOptions options;
    options.unit = unit;
    options.wanted = wanted;
    return options;
}

const std::vector<std::uint8_t> all = {1, 1, 1, 1, 1};

TEST(Labels, TagEveryUnitOfTheirDocument) {
    const Lexicon lexicon = labelled();
    const std::string text = "Nothing. The Chad war.";
    const std::vector<TextView> texts = {text_view(text), {}};
    Columns columns;
    columns.add_label(0, 5);
    columns.add_label(1, 4);
    const Mentions mentions = tag(texts, lexicon).join(list_mentions(2, columns.view()));
    EXPECT_EQ(mentions.document(0).mentions[0], made(0, 0, 0, 0, 5, label)) << "labels come first";
    const Incidence sentences = make_incidence(mentions, lexicon, options_of(Unit::sentence, all));
    EXPECT_EQ(sentences.units(), 2) << "a missing text has no units";
    EXPECT_EQ(occurrences(sentences),
              (std::vector<Found>{{0, 4, 0, 0, 5}, {1, 0, 13, 17, 0}, {1, 1, 18, 21, 1}, {1, 4, 13, 13, 5}}));
    const std::vector<std::uint8_t> few = {1, 0, 0, 0, 0};
    EXPECT_EQ(occurrences(make_incidence(mentions, lexicon, options_of(Unit::document, few))),
              (std::vector<Found>{{0, 0, 13, 17, 0}}));
}

TEST(Labels, HaveTheirValueInEveryUnit) {
    const Lexicon lexicon = labelled();
    const std::string text = "Nothing. The Chad war.";
    const std::vector<TextView> texts = {text_view(text), text_view(text)};
    Columns columns;
    columns.add_label(0, 5, 0.25);
    columns.add_label(1, 5);
    const Mentions mentions = tag(texts, lexicon).join(list_mentions(2, columns.view()));
    const auto values = [&](std::span<const std::uint8_t> wanted) {
        const Incidence incidence = make_incidence(mentions, lexicon, options_of(Unit::sentence, wanted));
        std::map<std::pair<TagId, double>, int> out;
        incidence.for_each_unit([&](const UnitTags& unit) {
            for (std::size_t i = 0; i < unit.occurrences.size(); ++i)
                ++out[{unit.occurrences[i].tag, unit.value(i)}];
        });
        return std::pair(incidence.soft, out);
    };
    const std::map<std::pair<TagId, double>, int> want = {
        {{0, 1.0}, 2}, {{1, 1.0}, 2}, {{4, 0.25}, 2}, {{4, 1.0}, 2}};
    EXPECT_EQ(values(all), std::pair(true, want));
    const std::vector<std::uint8_t> few = {1, 0, 0, 0, 0};
    EXPECT_FALSE(values(few).first) << "counts of tags without values are integers";
}

TEST(Labels, WithoutTextAreOfDocumentsOnly) {
    const Lexicon lexicon = labelled();
    Columns columns;
    columns.add_label(0, 5);
    columns.add(1, 3, 7, 0, term);
    columns.add(1, 90, 95, 1, term);
    const Mentions mentions = list_mentions(3, columns.view());
    const Incidence documents = make_incidence(mentions, lexicon, options_of(Unit::document, all));
    EXPECT_EQ(documents.units(), 3);
    EXPECT_EQ(occurrences(documents),
              (std::vector<Found>{{0, 4, 0, 0, 5}, {0, 0, 3, 7, 0}, {0, 1, 90, 95, 1}}));
    for (const Unit unit : {Unit::paragraph, Unit::sentence}) {
        const Incidence none = make_incidence(mentions, lexicon, options_of(unit, all));
        EXPECT_EQ(none.units(), 0);
        EXPECT_TRUE(occurrences(none).empty());
    }
}

TEST(Labels, StandInAllWindows) {
    const Lexicon lexicon = labelled();
    const std::string text = "a b c d Chad e f";
    const std::vector<TextView> texts = {text_view(text)};
    Columns columns;
    columns.add_label(0, 5);
    const Mentions mentions = tag(texts, lexicon).join(list_mentions(1, columns.view()));
    IncidenceOptions options = options_of(Unit::document, all);
    options.window = {3, Edge::valid};
    options.every_mention = true;
    const Incidence windows = make_incidence(mentions, lexicon, options);
    const std::vector<TagId> tags = {0, 4};
    const Cooccurrence counts = count_cooccurrence(windows, tags, tags, {});
    EXPECT_EQ(counts.row_totals.whole, (std::vector<Count>{3, 5}));
    EXPECT_EQ(counts.joint.at(0).whole.coeff(0, 1), 3);
}

TEST(Labels, PairUpOnceWhateverTheCounting) {
    const Lexicon lexicon = labelled();
    const std::string text = "Chad Chad";
    const std::vector<TextView> texts = {text_view(text)};
    Columns columns;
    columns.add_label(0, 4);
    columns.add_label(0, 5);
    const Mentions mentions = tag(texts, lexicon).join(list_mentions(1, columns.view()));
    IncidenceOptions options = options_of(Unit::document, all);
    options.every_mention = true;
    const Incidence incidence = make_incidence(mentions, lexicon, options);
    const std::vector<TagId> rows = {0, 3}, cols = {4};
    for (const bool drop : {false, true}) {
        CountOptions product;
        product.counting = Counting::product;
        product.drop_overlapping = drop;
        const Cooccurrence counts = count_cooccurrence(incidence, rows, cols, product);
        EXPECT_EQ(counts.joint.at(0).whole.coeff(0, 0), 2) << "two mentions, one label";
        EXPECT_EQ(counts.joint.at(0).whole.coeff(1, 0), 1) << "two labels";
    }
}

TEST(Joined, DocumentsMustBeAsMany) {
    EXPECT_EQ(refusal([] { list_mentions(2, Columns().view()).join(list_mentions(3, Columns().view())); }),
              "expected mentions of 2 documents. Given 3");
}

}  // namespace
}  // namespace comention
