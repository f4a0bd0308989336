#include "comention/mentions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "cases.hpp"
#include "comention/unicode.hpp"
#include "reference/mentions.hpp"

namespace comention {
namespace {

using Strings = std::vector<std::string>;

// ---- A lexicon made by hand

struct FormRow {
    std::string text;
    std::string tag;  ///< empty for a block
    FormType type = FormType::name;
    CaseRule rule = CaseRule::capital;
    std::string flags = {};
};

/// Adds rows to a layer, and their tags to a kind.
void add_layer(std::vector<Tag>& tags, std::vector<Form>& forms, const std::string& kind,
               const std::string& layer, const std::vector<FormRow>& rows) {
    for (const FormRow& row : rows) {
        auto tag = std::find_if(tags.begin(), tags.end(), [&](const Tag& t) { return t.id == row.tag; });
        if (tag == tags.end() && !row.tag.empty()) tag = tags.insert(tag, {row.tag, kind, row.tag, {}, true});
        const TagId id = row.tag.empty() ? no_tag : static_cast<TagId>(tag - tags.begin());
        forms.push_back({row.text, id, row.type, row.rule, layer, row.flags, {}});
    }
}

std::vector<FormRow> place_rows() {
    return {{"Guinea", "GN"},
            {"Guinea-Bissau", "GW"},
            {"Sudan", "SD"},
            {"South Sudan", "SS"},
            {"Chad", "TD"},
            {"Lake Chad", "", FormType::block},
            {"Côte d'Ivoire", "CI"},
            {"São Tomé", "ST"},
            {"US", "US", FormType::abbreviation, CaseRule::exact, "not_in_allcaps"},
            {"U.S.", "US", FormType::abbreviation},
            {"Washington, D.C.", "US", FormType::capital},
            {"St. Petersburg", "RU", FormType::city},
            {"Sudan City", "RU", FormType::city},
            {"Kazakhstan", "KZ"},
            {"Astana", "KZ", FormType::capital},
            {"Réunion", "RE", FormType::name, CaseRule::capital, "accent_exact"},
            {"Korea", "KP", FormType::name, CaseRule::capital, "both"},
            {"Korea", "KR", FormType::name, CaseRule::capital, "both"},
            {"Congo", "CD", FormType::name, CaseRule::capital, "ambig:congo"},
            {"Congo", "CG", FormType::name, CaseRule::capital, "ambig:congo"}};
}

std::vector<FormRow> topic_rows() {
    const auto row = [](std::string text, std::string tag) {
        return FormRow{std::move(text), std::move(tag), FormType::term, CaseRule::any};
    };
    return {row("war*", "war"),
            row("peace talks", "peace"),
            row("* talks", "talks"),
            row("peace and * security", "security"),
            row("Chad basin", "basin"),
            {"WHO", "health", FormType::term, CaseRule::exact, "not_in_allcaps"},
            {"star wars", "", FormType::block, CaseRule::any}};
}

std::uint32_t types(std::initializer_list<FormType> list) {
    std::uint32_t bits = 0;
    for (const FormType type : list) bits |= 1U << static_cast<unsigned>(type);
    return bits;
}

/// Formats called after a capital or city, and Congo and Korea by evidence.
Rules hand_rules(const std::vector<Tag>& tags) {
    const auto tag = [&](std::string_view id) {
        for (TagId i = 0; i < tags.size(); ++i)
            if (tags[i].id == id) return i;
        return no_tag;
    };
    Rules rules;
    rules.cues = {{"format_head", {"process", "treaty"}}, {"congo_CG", {"sassou"}}};
    for (const Beside beside : {Beside::next, Beside::before_of})
        rules.contexts.push_back(
            {"named format", types({FormType::capital, FormType::city}), beside, "format_head", false});
    rules.readings = {{"congo", tag("CD"), false, Preference::more, ""},
                      {"congo", tag("CG"), false, Preference::more, "congo_CG"}};
    return rules;
}

Lexicon make_hand_lexicon(bool with_rules) {
    std::vector<Tag> tags;
    std::vector<Form> forms;
    add_layer(tags, forms, "country", "place", place_rows());
    add_layer(tags, forms, "organisation", "place", {{"UN", "UN", FormType::org, CaseRule::exact}});
    add_layer(tags, forms, "region", "place", {{"Africa", "Africa", FormType::region}});
    add_layer(tags, forms, "topic", "topic", topic_rows());
    Rules rules = with_rules ? hand_rules(tags) : Rules{};
    return {std::move(tags), std::move(forms), std::move(rules)};
}

const Lexicon& hand_lexicon() {
    static const Lexicon lexicon = make_hand_lexicon(true);
    return lexicon;
}

std::vector<Mention> mentions_of(const Lexicon& lexicon, const std::string& text) {
    const std::vector<TextView> texts = {text_view(text)};
    const Mentions found = tag(texts, lexicon);
    const auto mentions = found.document(0).mentions;
    return {mentions.begin(), mentions.end()};
}

std::string surface(std::string_view text, const Mention& mention) {
    std::string out;
    Offset number = 0;
    for (std::size_t at = 0; at < text.size(); ++number) {
        const char32_t code = next_code_point(text, at);
        if (number >= mention.begin && number < mention.end) append_utf8(out, code);
    }
    return out;
}

const Tag& tag_of(const Lexicon& lexicon, const Mention& mention) {
    return lexicon.tags()[lexicon.forms()[mention.form].tag];
}

/// Mentions as "surface=tag".
Strings found(const std::string& text, const Lexicon& lexicon = hand_lexicon()) {
    Strings out;
    for (const Mention& m : mentions_of(lexicon, text))
        out.push_back(surface(text, m) + "=" + tag_of(lexicon, m).id);
    return out;
}

/// Mentions as "surface=tag:type".
Strings found_types(const std::string& text, const Lexicon& lexicon = hand_lexicon()) {
    Strings out;
    for (const Mention& m : mentions_of(lexicon, text))
        out.push_back(surface(text, m) + "=" + tag_of(lexicon, m).id + ":" +
                      std::string(to_string(m.form_type())));
    return out;
}

const Strings nothing;

// ---- What matches

Lexicon select_countries(const Lexicon& lexicon, const Strings& names) {
    std::vector<TagId> tags;
    for (const std::string& name : names) tags.push_back(lexicon.find("country", name));
    return lexicon.select("country", tags);
}

TEST(Mentions, HavePositionsInCodePoints) {
    const std::string text = "São Tomé, Chad.\n\nSudan’s war 🙂 in Côte d’Ivoire";
    const auto mentions = mentions_of(hand_lexicon(), text);
    ASSERT_EQ(mentions.size(), 5U);
    const auto form = [&](const Mention& m) { return hand_lexicon().forms()[m.form].text; };
    EXPECT_EQ(form(mentions[0]), "São Tomé");
    EXPECT_EQ(form(mentions[4]), "Côte d'Ivoire");
    const auto at = [](const Mention& m) { return std::vector<Offset>{m.begin, m.end, m.token, m.sentence}; };
    EXPECT_EQ(at(mentions[0]), (std::vector<Offset>{0, 8, 0, 0}));
    EXPECT_EQ(at(mentions[1]), (std::vector<Offset>{10, 14, 2, 0}));
    EXPECT_EQ(at(mentions[2]), (std::vector<Offset>{17, 22, 3, 1}));
    EXPECT_EQ(at(mentions[3]), (std::vector<Offset>{25, 28, 4, 1}));
    EXPECT_EQ(at(mentions[4]), (std::vector<Offset>{34, 47, 6, 1}));
}

TEST(Mentions, AreTheLongest) {
    EXPECT_EQ(found("Guinea-Bissau, Guinea, South Sudan, Sudan"),
              (Strings{"Guinea-Bissau=GW", "Guinea=GN", "South Sudan=SS", "Sudan=SD"}));
    EXPECT_EQ(found("South South Sudan Sudan"), (Strings{"South Sudan=SS", "Sudan=SD"}));
}

TEST(Mentions, AreLeftmostBeforeLongest) {
    const Lexicon lexicon = make_lexicon({{"left", {"a b"}}, {"long", {"b c d"}}, {"last", {"c"}}}, "topic",
                                         Nesting::dictionary, CaseRule::any);
    EXPECT_EQ(found("a b c d", lexicon), (Strings{"a b=left", "c=last"}));
    EXPECT_EQ(found("b c d a b", lexicon), (Strings{"b c d=long", "a b=left"}));
}

TEST(Mentions, PreferCharactersToWildcards) {
    EXPECT_EQ(found("peace talks, the border talks"), (Strings{"peace talks=peace", "border talks=talks"}));
    const Lexicon lexicon =
        make_lexicon({{"any", {"*"}}, {"one", {"b?g"}}, {"some", {"b*"}}, {"word", {"bag"}}}, "topic",
                     Nesting::dictionary, CaseRule::any);
    EXPECT_EQ(found("bag big bread cat", lexicon), (Strings{"bag=word", "big=one", "bread=some", "cat=any"}));
}

TEST(Mentions, AreWholeWords) {
    EXPECT_EQ(found("Chadian Guineas Sudanese N'Chad"), nothing);
    EXPECT_EQ(found("pro-Sudan Sudan-based Sudan/Chad (Chad)"),
              (Strings{"Sudan=SD", "Sudan=SD", "Sudan=SD", "Chad=TD", "Chad=TD"}));
    EXPECT_EQ(found("Chad\u00adian"), nothing);
    EXPECT_EQ(found("Ch\u00adad"), (Strings{"Ch\u00adad=TD"}));
}

TEST(Mentions, FitWildcards) {
    EXPECT_EQ(found("war, wars, Warsaw; forewarned"), (Strings{"war=war", "wars=war", "Warsaw=war"}));
    EXPECT_EQ(found("peace and common security"), (Strings{"peace and common security=security"}));
    EXPECT_EQ(found("peace and security"), nothing) << "the star is one word";
    EXPECT_EQ(found("talks"), nothing);
}

TEST(Mentions, FollowTheCaseRules) {
    EXPECT_EQ(found("chad CHAD Chad south Sudan"), (Strings{"CHAD=TD", "Chad=TD", "Sudan=SD"}));
    EXPECT_EQ(found("côte d'ivoire, Côte D'Ivoire"), (Strings{"Côte D'Ivoire=CI"}));
    EXPECT_EQ(found("us Us uS US"), (Strings{"US=US"}));
    EXPECT_EQ(found("War wAR PEACE Talks"), (Strings{"War=war", "wAR=war", "PEACE Talks=peace"}));
}

TEST(Mentions, FollowTheExactCaseOfWordsWithMarks) {
    const Lexicon lexicon =
        make_lexicon({{"party", {"Ba'ath"}}, {"place", {"McÉ"}}}, "topic", Nesting::key, CaseRule::exact);
    EXPECT_EQ(found("Ba'ath BA'ATH Ba’ath", lexicon), (Strings{"Ba'ath=party", "Ba’ath=party"}));
    EXPECT_EQ(found("Baʼath", lexicon), (Strings{"Baʼath=party"})) << "all apostrophes are alike";
    EXPECT_EQ(found("McÉ McE McE\u0301 Mcé", lexicon), (Strings{"McÉ=place", "McE\u0301=place"}))
        << "exact holds for accents too";
}

TEST(Mentions, FollowTheExactCaseAroundWildcards) {
    const Lexicon lexicon = make_lexicon({{"war", {"War*"}}, {"rim", {"R?M"}}, {"stan", {"*stan"}}}, "topic",
                                         Nesting::key, CaseRule::exact);
    EXPECT_EQ(found("War Wars wars WARS", lexicon), (Strings{"War=war", "Wars=war"}));
    EXPECT_EQ(found("RIM RiM rim", lexicon), (Strings{"RIM=rim", "RiM=rim"}));
    EXPECT_EQ(found("Kazakhstan KAZAKHstan KazakhSTAN", lexicon),
              (Strings{"Kazakhstan=stan", "KAZAKHstan=stan"}));
}

TEST(Mentions, EndBeforeThePossessive) {
    EXPECT_EQ(found("Sudan's, Sudan’s, SUDANʼS"), (Strings{"Sudan=SD", "Sudan=SD", "SUDAN=SD"}));
    EXPECT_EQ(found("Guinea-Bissau's wars"), (Strings{"Guinea-Bissau=GW", "wars=war"}));
    EXPECT_EQ(found("Côte d’Ivoire’s"), (Strings{"Côte d’Ivoire=CI"}));
    EXPECT_EQ(found("the US's"), (Strings{"US=US"}));
}

TEST(Mentions, CrossSpacesAndHyphens) {
    for (const std::string gap :
         {" ", "  ", "\u00a0", "\u2009", "-", "\u2010", "\u2011", "–", "/", "\u200b", "- "})
        EXPECT_EQ(found("Guinea" + gap + "Bissau"), (Strings{"Guinea" + gap + "Bissau=GW"}));
    for (const std::string gap : {" - ", " – ", " -", "--", "—", ", ", ". ", " (", "; ", " & "})
        EXPECT_EQ(found("Guinea" + gap + "Bissau"), (Strings{"Guinea=GN"})) << gap;
}

/// Text whose lines were broken to fit a page.
std::string wrapped(const std::string& gap, const std::string& end) {
    return "the envoys went to Guinea" + gap + "Bissau to speak there with both" + end +
           "sides and with others.";
}

TEST(Mentions, CrossTheBreaksOfLines) {
    for (const std::string end : {"\n", "\r\n", "\u2028"}) {
        EXPECT_EQ(found(wrapped(end, end)), (Strings{"Guinea" + end + "Bissau=GW"}));
        EXPECT_EQ(found(wrapped(end + " ", end)), (Strings{"Guinea" + end + " Bissau=GW"}));
    }
}

TEST(Mentions, CrossAHyphenAtTheEndOfALine) {
    for (const std::string end : {"\n", "\r\n", "\u2028"})
        EXPECT_EQ(found(wrapped("-" + end, end)), (Strings{"Guinea-" + end + "Bissau=GW"}));
}

TEST(Mentions, DoNotCrossPunctuation) {
    EXPECT_EQ(found("South, Sudan"), (Strings{"Sudan=SD"}));
    EXPECT_EQ(found("South (Sudan)"), (Strings{"Sudan=SD"}));
    EXPECT_EQ(found("Côte, d'Ivoire; São “Tomé”"), nothing);
    EXPECT_EQ(found("peace, talks"), nothing) << "nor do wildcards";
}

TEST(Mentions, DoNotCrossSentences) {
    EXPECT_EQ(found("South\n\nSudan"), (Strings{"Sudan=SD"}));
    EXPECT_EQ(found("They went South. Sudan stayed."), (Strings{"Sudan=SD"}));
    EXPECT_EQ(found("They spoke of peace.\n\nTalks failed."), nothing);
}

TEST(Mentions, NeedThePunctuationOfTheirForm) {
    const Lexicon cities = hand_lexicon().with_profile(Profile::cities);
    EXPECT_EQ(found("in Washington, D.C., today"), (Strings{"Washington, D.C.=US"}));
    EXPECT_EQ(found("in Washington D.C. today"), nothing);
    EXPECT_EQ(found("He left St. Petersburg’s port.", cities), (Strings{"St. Petersburg=RU"}));
    EXPECT_EQ(found("He left St Petersburg.", cities), nothing);
}

TEST(Mentions, FoldAccents) {
    for (const std::string name :
         {"São Tomé", "Sa\u0303o Tome\u0301", "Sao Tome", "SÃO TOMÉ", "SA\u0303O TOME\u0301"})
        EXPECT_EQ(found("In " + name + " now"), (Strings{name + "=ST"}));
}

TEST(Mentions, KeepAccentsWhereTheyMatter) {
    EXPECT_EQ(found("Réunion, Re\u0301union’s, Reunion, RÉUNION"),
              (Strings{"Réunion=RE", "Re\u0301union=RE", "RÉUNION=RE"}));
}

TEST(Mentions, KnowDottedAcronyms) {
    EXPECT_EQ(found("The U.S. and the U.S troops of the US"), (Strings{"U.S.=US", "U.S=US", "US=US"}));
    EXPECT_EQ(found("The U.S.-led force"), (Strings{"U.S.=US"}));
    EXPECT_EQ(mentions_of(hand_lexicon(), "The U.S.'s allies").size(), 1U);
    EXPECT_EQ(found("U. S. troops, u.s. troops"), nothing);
}

TEST(Mentions, OfLayersAreIndependent) {
    EXPECT_EQ(found("the Chad basin"), (Strings{"Chad=TD", "Chad basin=basin"}));
    EXPECT_EQ(found("Sudan talks, Lake Chad basin"),
              (Strings{"Sudan=SD", "Sudan talks=talks", "Chad basin=basin"}));
}

TEST(Mentions, HideOthersOfTheKeyOrOfTheDictionary) {
    const std::vector<std::pair<std::string, Strings>> dictionary = {{"trade", {"trade"}},
                                                                     {"war", {"war", "trade war"}}};
    const Lexicon whole = make_lexicon(dictionary, "topic", Nesting::dictionary, CaseRule::any);
    const Lexicon apart = make_lexicon(dictionary, "topic", Nesting::key, CaseRule::any);
    EXPECT_EQ(found("a trade war", whole), (Strings{"trade war=war"}));
    EXPECT_EQ(found("a trade war", apart), (Strings{"trade=trade", "trade war=war"}));
}

TEST(Mentions, OfOneFormUniteWhereAllowed) {
    EXPECT_EQ(found("Korea"), (Strings{"Korea=KP", "Korea=KR"}));
    EXPECT_EQ(found("Congo"), (Strings{"Congo=CD"}));
    const Lexicon twice =
        make_lexicon({{"a", {"x", "X", "x*"}}, {"b", {"x"}}}, "topic", Nesting::dictionary, CaseRule::any);
    EXPECT_EQ(found("x xy", twice), (Strings{"x=a", "x=b", "xy=a"})) << "each tag once";
}

TEST(Mentions, AreHiddenByBlocks) {
    EXPECT_EQ(found("Lake Chad, Chad"), (Strings{"Chad=TD"}));
    EXPECT_EQ(found("star wars, wars"), (Strings{"wars=war"}));
    EXPECT_EQ(found("lake Chad"), (Strings{"Chad=TD"})) << "a block has a case rule too";
}

// ---- Guards and datelines

TEST(Mentions, OfCapitalsAreNoNamedFormats) {
    for (const std::string text : {"the Astana process", "the Astana Process’s end", "the Treaty of Astana"})
        EXPECT_EQ(found(text), nothing) << text;
    for (const std::string text : {"Astana, process", "a process in Astana", "the treaty at Astana"})
        EXPECT_EQ(found(text), (Strings{"Astana=KZ"})) << text;
    EXPECT_EQ(found("the Treaty of Chad"), (Strings{"Chad=TD"})) << "only capitals and cities";
    EXPECT_EQ(found("the Astana process", make_hand_lexicon(false)), (Strings{"Astana=KZ"}))
        << "without rules";
}

TEST(Mentions, AmongCapitalsAreGuarded) {
    EXPECT_EQ(found("THEY TOLD US ABOUT THE WAR"), (Strings{"WAR=war"}));
    EXPECT_EQ(found("WHO IS TO BLAME"), nothing);
    EXPECT_EQ(found("US WAR"), (Strings{"US=US", "WAR=war"})) << "too short to tell";
    EXPECT_EQ(found("The WHO and the US agreed"), (Strings{"WHO=health", "US=US"}));
}

TEST(Mentions, OfADatelineAreOne) {
    EXPECT_EQ(found_types("ASTANA, Kazakhstan (AP) — The men met."),
              (Strings{"ASTANA, Kazakhstan=KZ:dateline"}));
    EXPECT_EQ(found_types("ASTANA (Reuters) - The men met in Chad."),
              (Strings{"ASTANA=KZ:dateline", "Chad=TD:name"}));
    EXPECT_EQ(found_types("CHAD, Jan. 18 (UN) -- The men met."), (Strings{"CHAD=TD:dateline"}))
        << "the agency is no mention";
    EXPECT_EQ(found_types("GUINEA, Chad (AP) — The men met."),
              (Strings{"GUINEA=GN:dateline", "Chad=TD:dateline"}));
    EXPECT_EQ(found_types("ASTANA – The men met."), (Strings{"ASTANA=KZ:dateline"}));
}

TEST(Mentions, OfADatelineStandAtTheHeadOfAParagraph) {
    EXPECT_EQ(found_types("The men met. ASTANA (AP) — The men met."), (Strings{"ASTANA=KZ:capital"}));
    EXPECT_EQ(found_types("The men met.\n\nASTANA (AP) — The men met."), (Strings{"ASTANA=KZ:dateline"}));
    EXPECT_EQ(found_types("Astana (AP) — The men met."), (Strings{"Astana=KZ:capital"}));
    EXPECT_EQ(found_types("CHAD — SUDAN WAR"), (Strings{"CHAD=TD:name", "SUDAN=SD:name", "WAR=war:term"}))
        << "a headline";
}

TEST(Mentions, OfADatelineLeaveOtherLayersAlone) {
    EXPECT_EQ(found_types("ASTANA, Kazakhstan (WHO) — The war goes on."),
              (Strings{"ASTANA, Kazakhstan=KZ:dateline", "WHO=health:term", "war=war:term"}));
}

TEST(Mentions, HaveTheTypeOfTheirFormOrDateline) {
    for (const std::string region : {"Kazakhstan", "Africa", "UN", "Chad"}) {
        const std::string text = "ASTANA, " + region + " (AP) — The men met.";
        for (const Mention& m : mentions_of(hand_lexicon(), text))
            EXPECT_TRUE(m.form_type() == FormType::dateline || m.form_type() == FormType::qualifier ||
                        m.form_type() == hand_lexicon().forms()[m.form].type)
                << text << " gives a form of type " << to_string(hand_lexicon().forms()[m.form].type)
                << " as " << to_string(m.form_type());
    }
}

TEST(Mentions, OfADatelineEndWithItsParagraph) {
    EXPECT_EQ(found_types("CHAD\ufeff\n\nThe men met — again."), (Strings{"CHAD=TD:name"}));
    EXPECT_EQ(found_types("CHAD\n\nThe men met — again."), (Strings{"CHAD=TD:name"}));
}

// ---- What counts

TEST(Mentions, AreFilteredByProfilesButNotBlinded) {
    const std::string text = "Sudan City, Sudan, Astana";
    EXPECT_EQ(found(text, hand_lexicon().with_profile(Profile::strict)), (Strings{"Sudan=SD"}));
    EXPECT_EQ(found(text), (Strings{"Sudan=SD", "Astana=KZ"}));
    EXPECT_EQ(found(text, hand_lexicon().with_profile(Profile::cities)),
              (Strings{"Sudan City=RU", "Sudan=SD", "Astana=KZ"}));
    EXPECT_EQ(found("CHAD (AP) — The men met.", hand_lexicon().with_profile(Profile::strict)), nothing)
        << "a dateline is not strict";
}

TEST(Mentions, AreSelectedButNotBlinded) {
    const Lexicon sudan = select_countries(hand_lexicon(), {"SD"});
    EXPECT_EQ(found("South Sudan, Sudan, Chad, UN, war", sudan), (Strings{"Sudan=SD", "UN=UN", "war=war"}));
    const Lexicon topics = hand_lexicon().with_kinds({"topic"});
    EXPECT_EQ(found("South Sudan, UN, war", topics), (Strings{"war=war"}));
    const Lexicon countries = hand_lexicon().with_kinds({"country"});
    EXPECT_EQ(found("Lake Chad, UN, Africa, Chad, war", countries), (Strings{"Chad=TD"}));
}

// ---- Documents

TEST(Mentions, OfEmptyAndMissingTexts) {
    const std::vector<TextView> texts = {text_view(""), {}, text_view(" \n…"), text_view("Chad")};
    const Mentions mentions = tag(texts, hand_lexicon());
    ASSERT_EQ(mentions.documents(), 4U);
    EXPECT_EQ(mentions.size(), 1U);
    for (const DocumentId i : {0U, 1U, 2U}) {
        EXPECT_TRUE(mentions.document(i).mentions.empty());
        EXPECT_EQ(mentions.document(i).sentences(), 0U);
        EXPECT_EQ(mentions.document(i).paragraphs(), 0U);
        EXPECT_EQ(mentions.document(i).missing, i == 1);
    }
    EXPECT_EQ(mentions.document(3).mentions.size(), 1U);
    EXPECT_EQ(tag({}, hand_lexicon()).documents(), 0U);
}

TEST(Mentions, KnowTheirParagraph) {
    const std::string text = "Chad met. Sudan met.\n\nChad left.\n\nSudan left. All left.";
    const std::vector<TextView> texts = {text_view(text)};
    const Mentions mentions = tag(texts, hand_lexicon());
    const DocumentMentions document = mentions.document(0);
    EXPECT_EQ(document.sentences(), 5U);
    EXPECT_EQ(document.paragraphs(), 3U);
    std::vector<UnitIndex> paragraphs;
    for (UnitIndex s = 0; s < document.sentences(); ++s) paragraphs.push_back(document.paragraph_of(s));
    EXPECT_EQ(paragraphs, (std::vector<UnitIndex>{0, 0, 1, 2, 2}));
}

TEST(Mentions, AreTheSameInAnyEncoding) {
    const std::u32string wide = U"Côte d’Ivoire’s war";
    const std::u16string narrow(wide.begin(), wide.end());
    const std::string latin1 = "C\xF4te d'Ivoire's war";
    const std::vector<TextView> texts = {{wide.data(), wide.size(), Encoding::ucs4},
                                         {narrow.data(), narrow.size(), Encoding::ucs2},
                                         {latin1.data(), latin1.size(), Encoding::latin1},
                                         text_view("Côte d’Ivoire’s war")};
    const Mentions mentions = tag(texts, hand_lexicon());
    const auto first = mentions.document(0).mentions;
    EXPECT_EQ(first.size(), 2U);
    for (DocumentId i = 1; i < texts.size(); ++i)
        EXPECT_TRUE(std::ranges::equal(mentions.document(i).mentions, first)) << i;
}

std::vector<TextView> views(const Strings& texts) {
    std::vector<TextView> out;
    for (const std::string& text : texts) out.push_back(text_view(text));
    return out;
}

TEST(Mentions, AreFilteredByFlags) {
    Strings texts(130, "Chad and Sudan");
    texts[64] = "";
    const Mentions all = tag(views(texts), hand_lexicon());
    std::vector<std::uint8_t> keep(all.size());
    for (std::size_t i = 1; i < keep.size(); i += 2) keep[i] = 1;
    const Mentions kept = all.filter(keep);
    EXPECT_EQ(kept.size(), 129U);
    ASSERT_EQ(kept.documents(), 130U);
    for (DocumentId i = 0; i < kept.documents(); ++i) {
        const DocumentMentions document = kept.document(i);
        ASSERT_EQ(document.mentions.size(), i == 64 ? 0U : 1U);
        for (const Mention& m : document.mentions) EXPECT_EQ(m, all.document(i).mentions[1]);
        EXPECT_EQ(document.sentences(), all.document(i).sentences()) << "units stay";
        EXPECT_EQ(document.paragraphs(), all.document(i).paragraphs());
    }
    EXPECT_THROW(all.filter(std::vector<std::uint8_t>(3)), std::invalid_argument);
    EXPECT_EQ(all.size(), 258U);
}

Lexicon make_random_lexicon();
std::string random_case(test::Random& random, std::size_t kind);

TEST(Mentions, AreReplaced) {
    Strings texts(70, "Chad and Sudan");
    const Mentions all = tag(views(texts), hand_lexicon());
    std::vector<std::int64_t> ends;
    std::vector<FormId> forms;
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t k = 0; k < i % 3; ++k) forms.push_back(static_cast<FormId>(i));
        ends.push_back(static_cast<std::int64_t>(forms.size()));
    }
    const Mentions replaced = all.replace(ends, forms);
    ASSERT_EQ(replaced.size(), forms.size());
    for (DocumentId d = 0; d < 70; ++d) {
        std::vector<FormId> expected;
        for (const std::size_t i : {2 * d, 2 * d + 1})
            expected.insert(expected.end(), i % 3, static_cast<FormId>(i));
        std::vector<FormId> got;
        for (const Mention& m : replaced.document(d).mentions) got.push_back(m.form);
        EXPECT_EQ(got, expected);
        EXPECT_EQ(replaced.document(d).sentences(), 1U);
    }
    EXPECT_THROW(all.replace(std::vector<std::int64_t>(3), forms), std::invalid_argument);
    ends.back() += 1;
    EXPECT_THROW(all.replace(ends, forms), std::invalid_argument) << "more forms than there are";
}

TEST(Mentions, DecisionsHoldTheMentionsAndWhatIsNone) {
    Tagger tagger(hand_lexicon());
    const std::string text = "The Astana process. Lake Chad, Chad. Congo. Mr Sassou.";
    const auto decisions = tagger.explain(text_view(text));
    std::vector<std::tuple<std::string, bool, std::string>> got;
    for (const Decision& d : decisions) got.emplace_back(surface(text, d.mention), d.kept, d.reason);
    EXPECT_EQ(got, (decltype(got){{"Astana", false, "named format"},
                                  {"Lake Chad", false, "block"},
                                  {"Chad", true, ""},
                                  {"Congo", true, "evidence in the document"}}));
    EXPECT_EQ(tag_of(hand_lexicon(), decisions.back().mention).id, "CG");
    EXPECT_TRUE(tagger.explain({}).empty()) << "a missing text";
}

TEST(Mentions, DecisionsAgreeWithMentions) {
    const Lexicon lexicon = make_random_lexicon();
    Tagger tagger(lexicon);
    test::Random random(11);
    for (std::size_t i = 0; i < 3000; ++i) {
        const std::string text = random_case(random, i % 2);
        std::vector<Mention> kept;
        for (const Decision& d : tagger.explain(text_view(text)))
            if (d.kept) kept.push_back(d.mention);
        ASSERT_EQ(kept, mentions_of(lexicon, text)) << text;
    }
}

TEST(Mentions, HomesAreOneADocument) {
    const Strings texts = {"Congo", "Congo"};
    const std::vector<TagId> homes = {hand_lexicon().find("country", "CG"), no_tag};
    const Mentions mentions = tag(views(texts), hand_lexicon(), {}, homes);
    EXPECT_EQ(tag_of(hand_lexicon(), mentions.document(0).mentions[0]).id, "CG");
    EXPECT_EQ(tag_of(hand_lexicon(), mentions.document(1).mentions[0]).id, "CD");
    EXPECT_THROW(tag(views(texts), hand_lexicon(), {}, std::vector<TagId>(1)), std::invalid_argument);
}

TEST(Mentions, ErrorsNameTheDocument) {
    Strings texts(200, "Chad");
    texts[70] = "Sudan \xFF";
    texts[150] = "\xFF";
    for (const unsigned threads : {1U, 3U}) try {
            tag(views(texts), hand_lexicon(), {threads, {}});
            FAIL() << "expected an error";
        } catch (const std::invalid_argument& error) {
            EXPECT_STREQ(error.what(), "document 70: the text is not valid UTF-8: first wrong byte at 6");
        }
}

// ---- Random texts

Rules random_rules(const std::vector<Tag>& tags) {
    const auto tag = [&](std::string_view id) {
        for (TagId i = 0; i < tags.size(); ++i)
            if (tags[i].id == id) return i;
        return no_tag;
    };
    const std::uint32_t places = types({FormType::name, FormType::capital, FormType::city});
    Rules rules;
    rules.cues = {{"format_head", {"process", "treaty", "talks"}},
                  {"given_name", {"south", "treaty"}},
                  {"title", {"inc", "u.s"}},
                  {"role", {"war"}},
                  {"determiner", {"the"}},
                  {"language_verb", {"said"}},
                  {"phrase_end", {"of", "the"}},
                  {"conjunction", {"of"}},
                  {"a_cue", {"peace"}}};
    for (const Beside beside : {Beside::next, Beside::next_but_one, Beside::before, Beside::before_of})
        rules.contexts.push_back({"named format", places, beside, "format_head", beside != Beside::next});
    rules.readings = {{"jan", tag("A"), false, Preference::more, "a_cue"},
                      {"jan", tag("B"), true, Preference::more, ""},
                      {"bissau", no_tag, false, Preference::more, ""},
                      {"bissau", tag("GW"), false, Preference::only, ""},
                      {"bissau", tag("ST"), false, Preference::home, ""}};
    return rules;
}

/// A lexicon for the pieces of random texts.
Lexicon make_random_lexicon() {
    std::vector<Tag> tags;
    std::vector<Form> forms;
    add_layer(tags, forms, "country", "place",
              {{"Chad", "TD", FormType::name, CaseRule::capital, "given_name surname"},
               {"Guinea", "GN", FormType::name, CaseRule::capital, "not_in_allcaps"},
               {"Guinea-Bissau", "GW"},
               {"Bissau", "GW", FormType::capital, CaseRule::capital, "ambig:bissau"},
               {"South Sudan", "SS"},
               {"Sudan", "SD"},
               {"Chad, Sudan", "XX", FormType::city},
               {"Bissau", "ST", FormType::city, CaseRule::capital, "ambig:bissau"},
               {"Sudan's Jan", "ST", FormType::name, CaseRule::capital, "given_name surname"},
               {"São", "US", FormType::adjective, CaseRule::capital, "language"},
               {"Côte d'Ivoire", "CI"},
               {"São Tomé", "ST"},
               {"Tomé", "TM", FormType::name, CaseRule::capital, "accent_exact"},
               {"U.S.", "US", FormType::abbreviation},
               {"CHAD", "TD", FormType::capital, CaseRule::exact},
               {"Москва", "RU", FormType::capital},
               {"South", "KP", FormType::name, CaseRule::capital, "both"},
               {"South", "KR", FormType::name, CaseRule::capital, "both"},
               {"Jan", "A", FormType::name, CaseRule::any, "ambig:jan"},
               {"Jan", "B", FormType::name, CaseRule::any, "ambig:jan"},
               {"Treaty of Sudan", "", FormType::block},
               {"Chad Chad", "", FormType::block},
               {"日本", "Asia", FormType::region},
               {"Inc", "Inc", FormType::org, CaseRule::exact}});
    add_layer(tags, forms, "topic", "topic",
              {{"war*", "war", FormType::term, CaseRule::any},
               {"w?r", "war", FormType::term, CaseRule::any},
               {"peace talks", "peace", FormType::term, CaseRule::any},
               {"* talks", "talks", FormType::term, CaseRule::any},
               {"peace * talks", "talks", FormType::term, CaseRule::any},
               {"Treaty of *", "treaty", FormType::term, CaseRule::capital},
               {"s?id", "said", FormType::term, CaseRule::any, "not_in_allcaps"},
               {"The", "the", FormType::term, CaseRule::exact},
               {"the", "article", FormType::term, CaseRule::any},
               {"wars said", "", FormType::block, CaseRule::any}});
    Rules rules = random_rules(tags);
    return {std::move(tags), std::move(forms), std::move(rules)};
}

/// The same with dictionaries of both nestings, whose forms overlap.
Lexicon make_nested_lexicon() {
    const std::vector<std::pair<std::string, Strings>> dictionary = {
        {"a", {"Chad", "peace", "Chad and *", "* Sudan"}},
        {"b", {"chad", "peace talks", "the * peace", "?"}},
        {"c", {"*a*", "Sudan", "peace*"}}};
    return make_random_lexicon()
        .add(make_lexicon(dictionary, "key", Nesting::key, CaseRule::any), OnConflict::error)
        .add(make_lexicon(dictionary, "dictionary", Nesting::dictionary, CaseRule::capital),
             OnConflict::error);
}

/// Words, most of them of the lexicon, as sentences and datelines are made of them.
std::string random_sentences(test::Random& random) {
    static const Strings words = {"Chad",  "CHAD",   "Guinea",   "Bissau", "South",   "Sudan", "Sudan's",
                                  "U.S.",  "Côte",   "d’Ivoire", "São",    "Tomé",    "Tome",  "Tome\u0301",
                                  "Jan",   "Inc",    "Treaty",   "of",     "the",     "The",   "peace",
                                  "talks", "war",    "wars",     "said",   "process", "日本",  "Москва",
                                  "SUDAN", "GUINEA", "BISSAU",   "Chad’s"};
    static const Strings gaps = {" ",  " ",    " ",  " ",        " ",         " ",   "-", ", ",
                                 ". ", "\n\n", "\n", " (AP) — ", " (Inc) - ", " — ", "/", "\u00a0"};
    std::string text;
    for (std::size_t i = random.below(24); i > 0; --i) text += random.pick(words) + random.pick(gaps);
    return text;
}

std::string random_case(test::Random& random, std::size_t kind) {
    return kind == 0 ? test::random_text(random, test::text_pieces(), 60) : random_sentences(random);
}

bool by_key(const Mention& a, const Mention& b) {
    return reference::mention_key(a) < reference::mention_key(b);
}

std::string describe(const std::vector<Mention>& mentions, const std::string& text, const Lexicon& lexicon) {
    std::string out;
    for (const Mention& m : mentions)
        out += surface(text, m) + "=" + tag_of(lexicon, m).id + ":" + std::string(to_string(m.form_type())) +
               " ";
    return out;
}

void expect_reference(const std::string& text, const Lexicon& lexicon) {
    auto fast = mentions_of(lexicon, text);
    const auto by_position = [](const Mention& a, const Mention& b) { return a.begin < b.begin; };
    ASSERT_TRUE(std::is_sorted(fast.begin(), fast.end(), by_position)) << "text: " << text;
    std::sort(fast.begin(), fast.end(), by_key);
    const auto slow = reference::find_mentions(text, lexicon);
    ASSERT_EQ(fast, slow) << "found:    " << describe(fast, text, lexicon)
                          << "\nexpected: " << describe(slow, text, lexicon) << "\ntext: " << text;
}

TEST(Mentions, EqualTheReferenceOnRandomTexts) {
    const Lexicon lexicon = make_random_lexicon().with_profile(Profile::cities);
    test::Random random(4);
    for (std::size_t i = 0; i < 12000 && !HasFatalFailure(); ++i)
        expect_reference(random_case(random, i % 2), lexicon);
}

TEST(Mentions, EqualTheReferenceWithNestedDictionaries) {
    const Lexicon lexicon = make_nested_lexicon();
    test::Random random(5);
    for (std::size_t i = 0; i < 6000 && !HasFatalFailure(); ++i)
        expect_reference(random_case(random, i % 2), lexicon);
}

TEST(Mentions, EqualTheReferenceForASelection) {
    const Lexicon lexicon =
        select_countries(make_random_lexicon(), {"SD", "GW", "Asia"}).with_profile(Profile::strict);
    test::Random random(6);
    for (std::size_t i = 0; i < 6000 && !HasFatalFailure(); ++i)
        expect_reference(random_case(random, i % 2), lexicon);
}

TEST(Mentions, OfRandomTextsHaveTheTypeOfTheirFormOrOfTheirPlace) {
    const Lexicon lexicon = make_random_lexicon().with_profile(Profile::cities);
    test::Random random(7);
    for (std::size_t i = 0; i < 6000; ++i) {
        const std::string text = random_sentences(random);
        for (const Mention& m : mentions_of(lexicon, text))
            ASSERT_TRUE(m.form_type() == FormType::dateline || m.form_type() == FormType::qualifier ||
                        m.form_type() == FormType::inferred || m.form_type() == lexicon.forms()[m.form].type)
                << describe({m}, text, lexicon) << "\ntext: " << text;
    }
}

void expect_same(const Mentions& a, const Mentions& b) {
    ASSERT_EQ(a.documents(), b.documents());
    for (DocumentId i = 0; i < a.documents(); ++i) {
        const DocumentMentions left = a.document(i);
        const DocumentMentions right = b.document(i);
        ASSERT_TRUE(std::ranges::equal(left.mentions, right.mentions)) << "document " << i;
        ASSERT_TRUE(std::ranges::equal(left.paragraph_sentences, right.paragraph_sentences)) << i;
        ASSERT_EQ(left.sentences(), right.sentences()) << "document " << i;
        ASSERT_EQ(left.missing, right.missing) << "document " << i;
    }
}

TEST(Mentions, AreTheSameForAnyNumberOfThreads) {
    test::Random random(8);
    Strings texts;
    for (std::size_t i = 0; i < 1000; ++i) texts.push_back(random_case(random, i % 2));
    auto given = views(texts);
    for (std::size_t i = 0; i < given.size(); i += 97) given[i] = {};
    const Lexicon lexicon = make_nested_lexicon();
    const Mentions one = tag(given, lexicon, {1, {}});
    EXPECT_GT(one.size(), 1000U);
    for (const unsigned threads : {2U, 5U}) expect_same(one, tag(given, lexicon, {threads, {}}));
}

/// More words than are kept in memory, short and long ones, among them every hundredth of a topic.
TEST(Mentions, AreFoundAmongManyWords) {
    constexpr std::size_t count = 300000;
    std::string text = "war";
    for (std::size_t i = 1; i < count; ++i) {
        text += i % 100 == 0 ? " war" : " x";
        if (i % 7 == 0) text += "abcdefghijklmnopq";
        text += std::to_string(i % 3 == 0 ? i : i % 1000);
    }
    const auto mentions = mentions_of(hand_lexicon(), text);
    EXPECT_EQ(mentions.size(), count / 100);
    for (std::size_t i = 0; i < mentions.size(); ++i) ASSERT_EQ(mentions[i].token, i * 100);
}

TEST(Mentions, AreFoundInWordsOfAnyLength) {
    for (std::size_t length = 3; length < 40; ++length) {
        const std::string war = "war" + std::string(length - 3, 'a');
        EXPECT_EQ(found(war + " x" + war + " " + war + "’s"), (Strings{war + "=war", war + "=war"}))
            << length;
    }
    const std::string war = "war" + std::string(5000, 'a');
    EXPECT_EQ(found(war + " " + war), (Strings{war + "=war", war + "=war"}));
}

TEST(Mentions, DoNotDependOnTheDocumentsBefore) {
    test::Random random(9);
    Strings texts;
    for (std::size_t i = 0; i < 200; ++i) texts.push_back(random_case(random, i % 2));
    const Lexicon lexicon = make_nested_lexicon();
    const Mentions together = tag(views(texts), lexicon);
    for (DocumentId i = 0; i < texts.size(); ++i)
        ASSERT_TRUE(std::ranges::equal(together.document(i).mentions, mentions_of(lexicon, texts[i])))
            << texts[i];
}

}  // namespace
}  // namespace comention
