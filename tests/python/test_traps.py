"""Mistakes that other tools make, each with numbers worked out by hand."""

import re
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from counting_corpora import LEXICON, corpus_of

import comention as cm


def count(texts, **options):
    options = {"rows": "letter", "unit": "document", "progress": False, **options}
    return cm.cooccurrence(texts, LEXICON, **options)


def test_pmi_of_independent_tags_is_exactly_0():
    counts = count(["Aa.", "Aa bb.", "Bb.", "Ff."])
    assert counts["a", "b"] == 1
    assert (counts.row_totals["a"], counts.row_totals["b"], counts.n) == (2, 2, 4)
    assert counts.measure("pmi").to_pandas().loc["a", "b"] == 0.0
    assert counts.measure("lift").to_pandas().loc["a", "b"] == 1.0


@pytest.mark.parametrize("untagged", [0, 1, 5, 13])
def test_units_without_a_mention_stay_in_n(untagged):
    """Of n units a and b hold 2 each and 1 together: pmi = log2(1 * n / (2 * 2))."""
    counts = count(["Aa.", "Aa bb.", "Bb."] + ["Ff."] * untagged)
    n = 3 + untagged
    assert counts.n == n
    assert counts.measure("pmi").to_pandas().loc["a", "b"] == pytest.approx(np.log2(n / 4), abs=1e-15)
    assert count(["Aa.", "Aa bb.", "Bb."] + ["Ff."] * untagged, universe="nonempty").n == 3


def test_npmi_is_never_above_1():
    rng = np.random.default_rng(1)
    cells = rng.integers(0, 6, (20_000, 4)) * 10 ** rng.integers(0, 5, (20_000, 4))
    joint, row_total, col_total = cells[:, 0], cells[:, 0] + cells[:, 1], cells[:, 0] + cells[:, 2]
    npmi = cm.association("npmi", joint=joint, row_total=row_total, col_total=col_total, n=cells.sum(axis=1))
    known = npmi[~np.isnan(npmi)]
    assert len(known) > 10_000
    assert known.min() >= -1
    assert known.max() <= 1 + 1e-15
    assert count(["Aa bb.", "Ff."]).measure("npmi").to_pandas().loc["a", "b"] == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("distance", [1, 2, 5])
@pytest.mark.parametrize("before", [0, 1, 7])
@pytest.mark.parametrize("after", [0, 1, 7])
def test_a_pair_counts_once_wherever_it_stands(before, after, distance):
    words = ["ff"] * before + ["aa"] + ["ff"] * (distance - 1) + ["bb"] + ["ff"] * after
    text = " ".join(words)
    assert count([text], unit=cm.Proximity(5))["a", "b"] == 1
    assert count([text], unit=cm.Proximity(5, decay="inverse"))["a", "b"] == 1 / distance
    padded = count([text], unit=cm.SlidingWindow(6, edge="pad"))
    assert padded["a", "b"] == 6 - distance, "each window that holds both is one unit, at the edges of the text too"
    assert padded.row_totals["a"] == padded.row_totals["b"] == 6


def test_counts_of_windows_are_whole_numbers_unless_weights_are_asked_for():
    text = "Aa bb ff aa cc. Bb aa ff ff cc. Aa."
    for unit in (cm.SlidingWindow(3), cm.SlidingWindow(3, edge="pad"), cm.Proximity(3)):
        counts = count([text], unit=unit)
        assert type(counts["a", "b"]) is int
        assert counts.to_scipy().dtype == np.int64
        assert counts.row_totals.dtype == np.int64
        assert type(counts.n) is int
    # a stands at 0, 3, 6, 10 and b at 1, 5: distances up to 3 are 1, 2, 2, 1.
    assert count([text], unit=cm.Proximity(3))["a", "b"] == 4
    assert count([text], unit=cm.Proximity(3, decay="inverse"))["a", "b"] == pytest.approx(1 + 1 / 2 + 1 / 2 + 1)
    assert type(count([text], unit=cm.Proximity(3, decay="inverse"))["a", "b"]) is float


def test_direction_is_kept():
    texts = ["Aa bb.", "Aa bb.", "Bb aa."]
    for unit in ("document", "sentence", cm.Proximity(1)):
        counts = count(texts, unit=unit, directed=True)
        assert (counts["a", "b"], counts["b", "a"]) == (2, 1)
        assert (counts.row_totals["a"], counts.col_totals["a"], counts.n) == (2, 1, 3)
    assert count(texts)["a", "b"] == count(texts)["b", "a"] == 3
    both = count(["Aa bb aa."], directed=True)
    assert (both["a", "b"], both["b", "a"]) == (1, 1), "some a before some b, and some b before some a"


# ── options ──────────────────────────────────────────────────────────────────────────────────────────────────────────

TABLE = {
    "id": ["1", "2", "3"],
    "body": ["Aa bb. Aa aa cc bb xx.\n\nYy.", "Bb aa. Bb cc. Gg. Cc cc bb bb.", "Aa xx bb cc dd ee. Ff."],
    "voice": ["alto", "tenor", "a"],
    "story": ["s", "s", None],
    "size": [2.0, 1.0, 0.5],
    "day": ["2021-01-05", "2021-02-01", "2021-02-02"],
}
BASE = {"rows": "letter", "unit": "sentence"}
# Each option with a value, and what else is needed for it to go.
CHANGES = {
    "rows": ("shape", {}),
    "cols": ("shape", {}),
    "given": ("shape", {}),
    "unit": ("document", {}),
    "by": ("month", {}),
    "count": ("product", {}),
    "weight": ("pair", {}),
    "directed": (True, {}),
    "overlapping": ("drop", {}),
    "duplicates": ("first", {}),
    "universe": ("nonempty", {}),
    "document_weights": ("size", {}),
    "max_tags": (2, {}),
    "drop_same": (True, {"rows": "voice", "cols": "letter"}),
    "keep": ("counts", {}),
}
MORE_CHANGES = [
    ("count", "min", {}),
    ("weight", "strength", {}),
    ("weight", "row", {"cols": "shape"}),
    ("weight", "col", {"cols": "shape"}),
    ("weight", "cell", {"cols": "shape"}),
    ("duplicates", "weight", {}),
    ("unit", "paragraph", {}),
    ("unit", cm.SlidingWindow(2), {}),
    ("unit", cm.SlidingWindow(2, edge="pad"), {"unit": cm.SlidingWindow(2)}),
    ("unit", cm.SlidingWindow(2, within="sentence"), {"unit": cm.SlidingWindow(2)}),
    ("unit", cm.Proximity(3, decay="inverse"), {"unit": cm.Proximity(3)}),
    ("unit", cm.Proximity(3, decay="linear"), {"unit": cm.Proximity(3)}),
    ("unit", cm.Proximity(3, decay=[1, 2, 3]), {"unit": cm.Proximity(3)}),
    ("unit", cm.Proximity(3, by="character"), {"unit": cm.Proximity(3)}),
    ("unit", cm.Proximity(3, within="sentence"), {"unit": cm.Proximity(3)}),
    ("directed", True, {"unit": cm.Proximity(3)}),
    ("overlapping", "drop", {"unit": cm.Proximity(3)}),
    ("overlapping", "drop", {"count": "product"}),
    ("universe", "nonempty", {"unit": cm.SlidingWindow(2)}),
]
# The same numbers, by design, whatever these are.
NO_CHANGE = {"threads": 3, "progress": False}


def numbers(**options):
    counts = cm.cooccurrence(cm.tag(corpus_of(TABLE), LEXICON), **{**BASE, **options})
    if "given" in options or "by" in options:
        return type(counts)
    try:
        opens = len(counts.evidence(counts.rows[0], counts.cols[-1]))
    except ValueError as error:
        opens = str(error)
    totals = counts.row_totals.to_dict(), counts.col_totals.to_dict()
    return counts.to_pandas().to_numpy().tolist(), totals, counts.n, counts.margins, opens


def test_every_option_has_a_case():
    documented = re.findall(r"^ +(\w+(?:, \w+)*) : ", cm.cooccurrence.__doc__, flags=re.MULTILINE)
    options = {name for names in documented for name in names.split(", ")} - {"source", "lexicon"}
    assert options == {*CHANGES, *NO_CHANGE}


@pytest.mark.parametrize(
    ("name", "value", "others"), [(name, *change) for name, change in CHANGES.items()] + MORE_CHANGES
)
def test_no_option_is_accepted_and_ignored(name, value, others):
    assert numbers(**{**others, name: value}) != numbers(**others)


def test_speakers_of_a_country_that_name_it_can_be_left_out():
    corpus = corpus_of({**TABLE, "body": ["Aa bb.", "Bb.", "Aa bb."]})
    counts = cm.cooccurrence(cm.tag(corpus, LEXICON), rows="voice", cols="letter")
    assert (counts["a", "a"], counts["a", "b"], counts["alto", "a"]) == (1, 1, 1)
    counts = cm.cooccurrence(cm.tag(corpus, LEXICON), rows="voice", cols="letter", drop_same=True)
    assert (counts["a", "a"], counts["a", "b"], counts["alto", "a"]) == (0, 1, 1)


@pytest.mark.parametrize("name", NO_CHANGE)
def test_options_that_change_no_number(name):
    assert numbers(**{name: NO_CHANGE[name]}) == numbers()


@pytest.mark.parametrize(
    "options",
    [
        {"count": "bianry"},
        {"weight": "pairs"},
        {"overlapping": "remove"},
        {"duplicates": "last"},
        {"universe": "some"},
        {"unit": "chapter"},
        {"keep": "all"},
        {"max_tags": 0},
        {"document_weights": "weight"},
        {"by": "decade"},
        {"given": "letters"},
    ],
)
def test_unknown_values_are_refused(options):
    with pytest.raises((ValueError, KeyError)):
        numbers(**options)


def test_unknown_options_are_refused():
    with pytest.raises(TypeError, match="windw"):
        numbers(windw=3)


# ── size ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def words(**numbers):
    return " ".join(f"{name} " * number for name, number in numbers.items())


def test_counts_above_2_to_the_24_are_exact():
    counts = count([words(aa=97 * 257, bb=673)], count="product")
    assert counts["a", "b"] == counts.n == counts.row_totals["a"] == 2**24 + 1
    assert counts.to_scipy().sum() == 2 * (2**24 + 1)


def test_counts_above_2_to_the_31_are_exact():
    texts = [words(aa=46_341, bb=46_340), words(aa=41_709, bb=1)]
    counts = count(texts, count="product")
    assert 46_341 * 46_340 + 41_709 == 2**31 + 1
    assert counts["a", "b"] == counts.n == counts.row_totals["a"] == 2**31 + 1
    assert counts.to_pandas().loc["b", "a"] == 2**31 + 1
    assert counts.evidence("a", "b").to_pandas()["count"].tolist() == [46_341 * 46_340, 41_709]


def test_weights_above_2_to_the_31_are_exact():
    table = {name: values[:2] for name, values in TABLE.items()}
    table |= {"body": ["Aa bb.", "Aa bb."], "size": [2.0**31, 1 + 2.0**-20]}
    counts = cm.cooccurrence(corpus_of(table), LEXICON, rows="letter", unit="document", document_weights="size")
    assert counts["a", "b"] == counts.n == counts.row_totals["a"] == 2**31 + 1 + 2.0**-20 != 2**31 + 1


def test_windows_above_2_to_the_31_are_exact():
    width = 2**31 - 1
    counts = count(["Aa ff bb."] * 2, unit=cm.SlidingWindow(width, edge="pad"))
    assert (counts["a", "b"], counts.n) == (2 * (width - 2), 2 * (width + 2))
    assert counts.row_totals["a"] == 2 * width


def test_a_hundred_thousand_tags_need_no_dense_matrix():
    """As a matrix of bytes, 10**5 × 10**5 cells would take 10 GB; here the whole run gets 2 GB of address space."""
    code = """
        import resource
        import comention as cm
        resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30))
        names = [f"w{i}" for i in range(100_000)]
        lexicon = cm.Lexicon.from_dict({name: [name] for name in names}, kind="word")
        texts = [" ".join(names[i : i + 10]) for i in range(0, len(names), 10)]
        counts = cm.cooccurrence(texts, lexicon, rows="word", unit="document", threads=2, progress=False)
        assert counts.to_scipy().shape == (100_000, 100_000)
        assert counts.to_scipy().sum() == 10_000 * 90
        assert (counts["w0", "w9"], counts["w9", "w10"], counts.n) == (1, 0, 10_000)
        near = cm.cooccurrence(texts, lexicon, rows="word", unit=cm.Proximity(2), threads=2, progress=False)
        assert near.n == 10_000 * (9 + 8)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, timeout=120)


# ── names and places ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_block_hides_a_country():
    """Every form of every country is tried with the lexicon; here each country by its label."""
    labels = cm.Lexicon.builtin().tags("country")[["tag", "label"]].values.tolist()
    texts = [
        "Envoys of the Bailiwick of Jersey left." if tag == "JE" else f"Envoys of {label} left."
        for tag, label in labels
    ]
    found = cm.tag(texts).to_pandas().query("kind == 'country'")
    reached = set(zip(found["doc"], found["tag"], strict=True))
    assert [label for number, (tag, label) in enumerate(labels) if (number, tag) not in reached] == []


PLACES = [
    "irak",
    "österreich",
    "frankreich",
    "finland",
    "россия",
    "иран",
    "ελλάδα",
    "إيران",
    "العراق",
    "中国",
    "côte d'ivoire",
]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("İİİ ve Irak görüştü. IRAK!", ["Irak", "IRAK"]),
        ("STRASSE ẞ ß: Österreich und ÖSTERREICH, Frankreich.", ["Österreich", "ÖSTERREICH", "Frankreich"]),
        ("ﬁ ﬀﬀ Finland and FINLAND 🇫🇮 again.", ["Finland", "FINLAND"]),
        ("𝕏𝕐😀 Россия и ИРАН. Россия.", ["Россия", "ИРАН", "Россия"]),
        ("ΟΔΥΣΣΕΥΣ ς Ελλάδα, ΕΛΛΆΔΑ.", ["Ελλάδα", "ΕΛΛΆΔΑ"]),
        ("زارت إيران العراق.", ["إيران", "العراق"]),
        ("İ e\u0301e\u0301 Co\u0302te d\u2019Ivoire, Côte d'Ivoire.", ["Co\u0302te d\u2019Ivoire", "Côte d'Ivoire"]),
    ],
)
def test_offsets_do_not_shift(text, surfaces):
    """Folding makes some letters longer or shorter; offsets are those of the text as it is."""
    lexicon = cm.Lexicon.from_dict({place: [place] for place in PLACES}, kind="place")
    frame = cm.tag(text, lexicon).to_pandas()
    assert frame["surface"].tolist() == surfaces
    assert [text[start:end] for start, end in zip(frame["start"], frame["end"], strict=True)] == surfaces


def test_counts_equal_their_evidence():
    texts = ["Aa bb. Aa aa bb.\n\nBb cc.", "Bb aa ff aa.", "Cc. Aa."]
    expected = {
        "document": (2, [1, 1]),
        "sentence": (3, [1, 1, 1]),
        cm.SlidingWindow(2): (4, None),
        cm.Proximity(2): (7, [1] * 7),
    }
    for unit, (number, rows) in expected.items():
        counts = count(texts, unit=unit)
        evidence = counts.evidence("a", "b").to_pandas()
        assert counts["a", "b"] == number == evidence["count"].sum(), unit
        assert rows is None or evidence["count"].tolist() == rows
    products = count(texts, count="product").evidence("a", "b").to_pandas()
    assert products["count"].tolist() == [9, 2]


@pytest.mark.parametrize(
    ("text", "far"), [("Bb cc xx.", 1), ("Xx bb cc.", 1), ("Bb cc ff xx.", 2), ("Xx ff bb cc.", 2)]
)
def test_distance_is_measured_from_the_edges_of_a_name(text, far):
    counts = count([text], cols="shape", unit=cm.Proximity(5, decay="inverse"))
    assert counts["b", "x"] == 1 / far
    assert counts.evidence("b", "x").to_pandas()["distance"].tolist() == [far]
    gap = count([text], cols="shape", unit=cm.Proximity(far, by="token"))
    assert gap["b", "x"] == 1
    if far > 1:
        assert count([text], cols="shape", unit=cm.Proximity(far - 1))["b", "x"] == 0


def test_one_article_that_lists_everything_counts_no_more_than_any_other():
    names = [f"n{i}" for i in range(30)]
    lexicon = cm.Lexicon.from_dict({name: [name] for name in names}, kind="name")
    texts = [" ".join(names), "N0 n1.", "N0 n1."]
    options = {"rows": "name", "unit": "document"}
    whole = cm.cooccurrence(texts, lexicon, **options, count="product")
    assert (whole["n0", "n1"], whole["n0", "n2"], whole.n) == (3, 1, 30 * 29 // 2 + 2)
    pair = cm.cooccurrence(texts, lexicon, **options, weight="pair")
    assert pair.n == pytest.approx(3), "each article weighs 1"
    assert pair["n0", "n1"] == pytest.approx(2 + 2 / (30 * 29))
    strength = cm.cooccurrence(texts, lexicon, **options, weight="strength")
    assert strength.row_totals["n0"] == pytest.approx(3), "each article adds 1 to each of its tags"
    assert strength.row_totals["n2"] == pytest.approx(1)
    assert strength["n0", "n1"] == pytest.approx(2 + 1 / 29)
    assert cm.cooccurrence(texts, lexicon, **options, max_tags=10)["n0", "n2"] == 0
