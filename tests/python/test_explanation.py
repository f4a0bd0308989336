"""What decided each mention, and what was refused."""

import narwhals as nw
import pytest

import comention as cm

CITIES = cm.Lexicon.builtin("cities", kinds=["country"])


def explained(text: str, **options: object) -> list[tuple[str, str, str, str]]:
    mentions = cm.tag(text, CITIES, **options)
    found = [mentions.explain(number) for number in range(len(mentions))]
    return [(one.surface, one.tag, one.reason, one.because) for one in found]


def refused(text: str) -> list[tuple[str, str]]:
    return cm.tag(text, CITIES).rejected()[["surface", "reason"]].values.tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru left.", ("Peru", "PE", "longest form", "")),
        ("ASTANA, Kazakhstan (AP) – Talks began.", ("ASTANA, Kazakhstan", "KZ", "dateline", "Kazakhstan")),
        ("He left Paris, Texas.", ("Paris, Texas", "US", "qualifier", "Texas")),
        ("The Georgia sheriff left.", ("Georgia", "US", "evidence in the sentence", "")),
        ("Congo left. Brazzaville is calm.", ("Congo", "CG", "evidence in the document", "")),
        ("Congo left.", ("Congo", "CD", "default reading", "")),
    ],
)
def test_reasons(text, expected):
    assert explained(text)[0] == expected


def test_home_is_a_reason():
    assert explained("Georgia voted.", home="US") == [("Georgia", "US", "home of the document", "")]


def test_a_repeated_city_names_what_decided():
    assert explained("He left Paris, Texas. Paris is small.")[1] == ("Paris", "US", "qualified before", "Texas")


@pytest.mark.parametrize(
    ("text", "surface", "reason"),
    [
        ("He reads the Washington Post.", "Washington Post", "block"),
        ("He reads the Reykjavik Gazette.", "Reykjavik", "publication"),
        ("Tanzania Airways cut fares.", "Tanzania", "company"),
        ("They fished in the Gulf of Liberia.", "Liberia", "feature"),
        ("Under the Ljubljana Protocol fees fell.", "Ljubljana", "named format"),
        ("Jordan Smith sang.", "Jordan", "given name"),
        ("Thelma Washington sang.", "Washington", "surname"),
        ("It was translated into Hungarian.", "Hungarian", "language"),
        ("CAR BOMB KILLS TEN", "CAR", "not in capitals"),
        ("LET US PRAY AGAIN", "US", "pronoun"),
        ("Sino is no word.", "Sino", "not combined"),
        ("Turkey dinners were served.", "Turkey", "common word"),
        ("A Nice day.", "Nice", "no preposition"),
        ("It cost US$5 million.", "US", "currency"),
        ("The Philippine Justice Department sued.", "Justice Department", "of another place"),
        ("Storm Valencia hit.", "Valencia", "storm"),
        ("The Duke of Bristol died.", "Bristol", "title"),
    ],
)
def test_refusals(text, surface, reason):
    assert [surface, reason] in refused(text)


def test_what_the_profile_leaves_out_is_listed():
    mentions = cm.tag("Protests in Lyon.", cm.Lexicon.builtin(kinds=["country"]))
    assert mentions.rejected()[["surface", "reason"]].values.tolist() == [["Lyon", "type outside the profile"]]


def test_mentions_and_rejections_do_not_overlap():
    mentions = cm.tag(cm.datasets.briefs(), CITIES)
    kept = set(mentions.to_pandas()[["doc", "start", "tag"]].itertuples(index=False, name=None))
    gone = set(mentions.rejected()[["doc", "start", "tag"]].itertuples(index=False, name=None))
    assert kept
    assert gone
    assert not kept & gone


def test_every_mention_can_be_explained():
    mentions = cm.tag(cm.datasets.briefs(), CITIES)
    frame = mentions.to_pandas()
    for number in range(0, len(mentions), 7):
        one = mentions.explain(number)
        assert [one.surface, one.tag, one.type] == frame.loc[number, ["surface", "tag", "type"]].tolist()


def test_repr():
    text = repr(cm.tag("The Georgia sheriff left.", CITIES).explain(0))
    assert text.startswith("'Georgia' is the country US, by the form 'Georgia' (subnational)")
    assert "an ambiguous form; the sentence speaks for this reading" in text


def test_numbers_must_exist():
    with pytest.raises(IndexError, match=r"there is no mention 1; they are numbered from 0 to 0"):
        cm.tag("Peru left.", CITIES).explain(1)


def test_groups_hide_the_forms():
    grouped = cm.tag("Peru left.", CITIES).group(country="continent")
    with pytest.raises(ValueError, match="before group"):
        grouped.explain(0)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize("texts", [[], [None], [""], ["Peru left."]])
def test_nothing_rejected_has_the_columns_of_something(library, texts):
    pytest.importorskip(library)
    frames = []
    for cells in (texts, ["Jordan Smith reads the Moscow Times."]):
        corpus = cm.Corpus({"text": cells}, text="text")
        corpus._library = library
        frames.append(nw.from_native(cm.tag(corpus, CITIES).rejected()))
    empty, full = frames
    assert (len(empty), len(full)) == (0, 2)
    assert list(empty.columns) == list(full.columns)
    assert [empty.schema[name] for name in ("doc", "start", "end")] == [nw.Int64] * 3
    assert library == "pandas" or empty.schema == full.schema
