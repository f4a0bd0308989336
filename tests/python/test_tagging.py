"""The classes of the rules: sentences with the countries they mention, and what was known to be missed."""

import warnings

import pytest
from conftest import DATA, read_table, unescape

import comention as cm
from comention.builtin import read
from comention.grouping import memberships

CASES = [(path.stem, row) for path in sorted((DATA / "tagging").glob("*.tsv")) for row in read_table(path)]
LEXICON = cm.Lexicon.builtin("cities", kinds=["country"])


def countries(text: str, **options: object) -> set[str]:
    return set(cm.tag(text, LEXICON, progress=False, **options).to_pandas()["tag"])


@pytest.mark.parametrize(("name", "row"), CASES, ids=[f"{name}-{i}" for i, (name, _) in enumerate(CASES)])
def test_sentences(name, row):
    """Exact sets. A row that is marked as missed must be so: mend the mark when the rule is."""
    wanted = set(row["countries"].split()) - {"-"}
    found = countries(unescape(row["text"]))
    assert (found == wanted) != bool(row["missed"]), (found, wanted)


PARAGRAPHS = read_table(DATA / "evaluation" / "paragraphs.tsv")


@pytest.mark.parametrize("row", PARAGRAPHS, ids=range(len(PARAGRAPHS)))
def test_paragraphs(row):
    wanted = set(row["countries"].split()) - {"-"}
    found = countries(unescape(row["text"]))
    assert (found == wanted) != bool(row["missed"]), (found, wanted)


def test_every_class_has_sentences_of_both_kinds():
    classes = {name for name, _ in CASES}
    assert len(classes) == 30
    for name in classes:
        assert len([row for of, row in CASES if of == name]) >= 40, name


PLAIN = cm.Lexicon.builtin("cities").forms("country")


@pytest.mark.parametrize("type_", ["name", "adjective", "noun", "capital"])
def test_every_country_is_reached_by_each_of_its_forms_in_a_sentence(type_):
    """Those that need a document's evidence aside: they have tests of their own."""
    forms = PLAIN[(PLAIN["type"] == type_) & ~PLAIN["flags"].str.contains("ambig")]
    frames = {
        "name": "Envoys of {} signed the treaty.",
        "adjective": "The {} delegation signed the treaty.",
        "noun": "Two {} were among the wounded.",
        "capital": "Negotiators flew to {} on Monday.",
    }
    missed = [
        (form, tag)
        for form, tag in zip(forms["form"], forms["tag"], strict=True)
        if tag not in countries(frames[type_].format(form))
    ]
    assert missed == []


def test_every_country_has_a_name_and_every_state_a_capital():
    named = set(PLAIN[PLAIN["type"].isin(["name", "official", "historic"])]["tag"])
    assert named == set(LEXICON.tags("country")["tag"])
    members = {row[1] for row in memberships() if row[0] == "un" and not row[3]}
    assert len(members) == 193
    # "Central African" is a region's adjective; the name of Singapore is that of its capital.
    without = {"adjective": {"CF"}, "capital": {"SG"}}
    for type_, expected in without.items():
        assert members - set(PLAIN[PLAIN["type"] == type_]["tag"]) == expected


def test_every_homograph_says_why_it_was_decided_so():
    flagged = PLAIN[
        PLAIN["flags"].str.contains("given_name|surname|ambig|unless_next|only_after|not_in_allcaps|language")
    ]
    assert flagged[flagged["note"].str.strip() == ""]["form"].tolist() == []


READINGS = [
    ("Brazzaville closed its ports. Congo sent a note.", "CG"),
    ("Kinshasa closed its ports. Congo sent a note.", "CD"),
    ("Congo sent a note.", "CD"),
    ("Pyongyang tested a missile. Koreans watched.", "KP"),
    ("Pyongyang tested a missile, Seoul protested. Koreans watched.", "KR"),
    ("Roseau flooded. Dominicans fled.", "DM"),
    ("Dominicans fled.", "DO"),
    ("Malabo voted. Guineans queued.", "GQ"),
    ("Bissau voted. Guineans queued.", "GW"),
    ("The governor signed the bill. Voters in Georgia were split.", "US"),
    ("Tbilisi voted. Voters in Georgia were split.", "GE"),
    ("Atlanta voted, Tbilisi too. Voters in Georgia were split.", "GE"),
    ("The island's bailiff spoke. Jersey voted.", "JE"),
]


@pytest.mark.parametrize(("text", "tag"), READINGS)
def test_readings_follow_the_document(text, tag):
    last = cm.tag(text, LEXICON).to_pandas().iloc[-1]
    assert last["tag"] == tag


def test_no_cue_is_a_form_of_its_reading():
    """It would count twice, as a cue and as a mention."""
    rows = [row.split("\t") for row in read("readings.tsv").splitlines() if not row.startswith("#")]
    cues = [tuple(row.split("\t")) for row in read("cues.tsv").splitlines() if not row.startswith("#")]
    for _, tag, _, _, name in rows[1:]:
        forms = {form.lower() for form in PLAIN[PLAIN["tag"] == tag]["form"]}
        assert not forms & {word for of, word in cues if of == name}, (tag, name)


def test_evidence_does_not_leave_its_document():
    texts = ["Brazzaville closed its ports.", "Congo sent a note."]
    assert cm.tag(texts, LEXICON).to_pandas()["tag"].tolist() == ["CG", "CD"]


def test_a_city_keeps_its_state_through_the_document():
    text = "Paris was quiet. Police in Paris, Texas, closed a road. Later Paris reopened it."
    frame = cm.tag(text, LEXICON).to_pandas()
    assert frame[["surface", "tag", "type"]].values.tolist() == [
        ["Paris", "FR", "capital"],
        ["Paris, Texas", "US", "qualifier"],
        ["Paris", "US", "inferred"],
    ]


def test_a_surname_stays_a_person_through_the_document():
    text = "Tom Holland spoke in Holland. Holland left. Thelma Washington sang. Then Washington objected."
    assert countries(text) == {"NL"}
    assert countries("Holland left. Tom Holland spoke.") == {"NL"}


@pytest.mark.filterwarnings("ignore::comention.CaveatWarning")
def test_long_sentences_take_no_longer_by_the_word():
    """They took the square of their length once; a hundred thousand words would not end in a test's time."""
    for phrase in ("Georgia, ", "Paris, Rome, Oslo, ", "Paris, France; ", "met Jordan Smith in spring ", "LET US GO "):
        cm.tag(phrase * 100_000, cm.Lexicon.builtin("cities", kinds=["country"]), progress=False)


def test_home_decides_where_the_text_does_not():
    assert countries("Officials in Georgia met.") == {"GE"}
    assert countries("Officials in Georgia met.", home="US") == {"US"}
    assert countries("Officials in Georgia met in Tbilisi.", home="US") == {"GE"}
    assert countries("Officials in Paris met.", home="US") == {"US"}
    assert countries("Officials in Paris met the French premier.", home="US") == {"FR"}
    assert countries("Officials in Paris met.", home="DE") == {"FR"}


def test_home_is_a_column_of_the_corpus():
    corpus = cm.Corpus({"text": ["Georgia votes."] * 3, "where": ["US", None, "Germany"]}, text="text", meta=["where"])
    assert cm.tag(corpus, LEXICON, home="where").to_pandas()["tag"].tolist() == ["US", "GE", "GE"]


def test_home_must_be_known():
    with pytest.raises(ValueError, match=r"home= takes a country or a meta column: unknown country 'Freedonia'"):
        cm.tag("Georgia votes.", LEXICON, home="Freedonia")


def test_home_need_not_count():
    georgia = LEXICON.select(country=["GE"])
    text = "Officials in Georgia met."
    assert len(cm.tag(text, georgia)) == 1
    assert len(cm.tag(text, georgia, home="US")) == 0
    corpus = cm.Corpus({"text": [text] * 2, "where": ["US", "GE"]}, text="text", meta="where")
    assert cm.tag(corpus, georgia, home="where").to_pandas()["doc"].tolist() == [1]


def test_blank_homes_are_missing():
    where = ["", "  ", None, float("nan"), " US ", "United States\n"]
    corpus = cm.Corpus({"text": ["Georgia votes."] * 6, "where": where}, text="text", meta="where")
    assert cm.tag(corpus, LEXICON, home="where").to_pandas()["tag"].tolist() == ["GE"] * 4 + ["US"] * 2


@pytest.mark.parametrize("wrong", ["Freedonia", 5])
def test_unknown_homes_name_column_and_row(wrong):
    corpus = cm.Corpus({"text": ["Georgia votes."] * 2, "where": ["US", wrong]}, text="text", meta="where")
    with pytest.raises(ValueError, match=f"home='where', row 1: unknown country {wrong!r}"):
        cm.tag(corpus, LEXICON, home="where")


@pytest.mark.parametrize("home", [["US"], float("nan"), 1])
def test_home_is_one_name(home):
    with pytest.raises(TypeError, match="home= takes one country or the name of a meta column"):
        cm.tag("Georgia votes.", LEXICON, home=home)


def test_other_languages_are_reported():
    german = "Der Bundestag hat am Freitag beschlossen, dass die Regierung mit Frankreich und Polen " * 4
    english = "The parliament of France has decided that it would not go to the talks with Poland. " * 4
    with pytest.warns(cm.CaveatWarning, match="1 of 2 documents have too few English words"):
        mentions = cm.tag([german, english])
    assert mentions.caveats()["doc"].tolist() == [0]
    with pytest.warns(cm.CaveatWarning, match="1 of 2"):
        cm.cooccurrence([german, english], rows="country")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cm.tag(["Paris. Peru.", english])
