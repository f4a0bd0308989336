"""The slow counter gives every number of files that were worked out apart from it."""

import json
from fractions import Fraction
from itertools import product
from math import comb

import pytest
from conftest import shared_file
from counting_reference import (
    Document,
    How,
    Mention,
    Near,
    Unit,
    Window,
    adds,
    cells_of_totals,
    count,
    count_given,
    counted_units,
    eight_cells,
    near_counts,
    near_pairs,
    units,
)

ORDER = "ABCxyz"
ALL = frozenset(ORDER)
COUNTRIES, TOPICS = frozenset("ABC"), frozenset("xyz")
FILLER = "."


@pytest.fixture(scope="module")
def oracle():
    return json.loads(shared_file("gold", "oracle", "counting_reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def documents(oracle):
    return [document_of(entry["sents"], entry["paras"]) for entry in oracle["docs"].values()]


def document_of(sentences, paragraphs):
    """Make a document of sentences of words; every word that is no filler is a mention of itself."""
    paragraph_of = {s: p for p, members in enumerate(paragraphs) for s in members}
    words = [(word, sentence) for sentence, text in enumerate(sentences) for word in text.split()]
    mentions = [Mention(w, place, place, 2 * place, 2 * place + 1) for place, (w, _) in enumerate(words) if w != FILLER]
    return Document([(paragraph_of[sentence], sentence) for _, sentence in words], mentions)


def exact(value):
    return Fraction(value["num"], value["den"]) if isinstance(value, dict) else Fraction(value)


def exact_entries(entry):
    return {key: exact(value) for key, value in entry.items() if exact(value) != 0}


def one_way(joint):
    """Write each pair once, in the order of the file, zeros left out."""
    found = {f"{a}|{b}": joint.get((a, b), 0) for i, a in enumerate(ORDER) for b in ORDER[i:]}
    return {key: value for key, value in found.items() if value != 0}


def unit_named(name):
    if not name.startswith("window"):
        return name
    size, edge, within = name.removeprefix("window").split("_")
    return Window(int(size), edge, within)


UNITS = ["document", "paragraph", "sentence"]
WINDOWS = [f"window{w}_{how}" for w in (3, 5, 100) for how in ("valid_document", "pad_document", "valid_sentence")]


def test_the_file_holds_what_is_tested_here(oracle):
    assert sorted(oracle["binary"]) == sorted(UNITS + WINDOWS)
    for entry in ("product", "min", "diag_pairs"):
        assert sorted(oracle[entry]) == ["document", "sentence"]
    modes = [f"{unit}_{weight}" for unit in ("document", "sentence") for weight in WEIGHTS]
    assert sorted(oracle["fractional"]) == sorted(modes)
    assert sorted(oracle["proximity"]) == sorted(PROXIMITY)


@pytest.mark.parametrize("name", UNITS + WINDOWS)
def test_binary(oracle, documents, name):
    wanted = oracle["binary"][name]
    counts = count(documents, How(ALL, unit=unit_named(name)))
    assert counts.n == wanted["N"]
    assert count(documents, How(ALL, unit=unit_named(name), universe="nonempty")).n == wanted["N_nonempty"]
    assert {tag: n for tag, n in counts.row_totals.items() if n} == wanted["n"]
    assert counts.col_totals == counts.row_totals
    assert one_way(counts.joint) == wanted["n_ab"]


@pytest.mark.parametrize("name", UNITS + WINDOWS)
def test_three_at_once(oracle, documents, name):
    wanted = oracle["binary"][name]["n_abt"]
    how = How(COUNTRIES, given=TOPICS, unit=unit_named(name))
    found = {}
    for t in TOPICS:
        within = count_given(documents, how, t)
        found |= {f"{pair}|{t}": n for pair, n in one_way(within.joint).items()}
        held = counted_units(documents, how)
        for a, b in ("AB", "AC", "BC"):
            cells = eight_cells(held, a, b, t, how)
            totals = [
                sum(n for key, n in cells.items() if all(k >= w for k, w in zip(key, mask, strict=True)))
                for mask in ("000", "100", "010", "001", "110", "101", "011", "111")
            ]
            assert cells == cells_of_totals(*totals)
            assert totals[-1] == wanted.get(f"{a}|{b}|{t}", 0)
            assert (totals[5], totals[6], totals[3]) == (within.row_totals[a], within.row_totals[b], within.n)
    assert found == wanted


@pytest.mark.parametrize("unit", ["document", "sentence"])
@pytest.mark.parametrize("how", ["product", "min"])
def test_mentions_that_multiply(oracle, documents, how, unit):
    assert one_way(count(documents, How(ALL, unit=unit, count=how)).joint) == oracle[how][unit]


@pytest.mark.parametrize("unit", ["document", "sentence"])
def test_pairs_of_mentions_of_one_tag(oracle, documents, unit):
    held = list(units(documents, unit))
    found = {tag: sum(comb(sum(m.tag == tag for m in part.mentions), 2) for part in held) for tag in ORDER}
    assert found == oracle["diag_pairs"][unit]
    counts = count(documents, How(ALL, unit=unit, count="product"))
    assert all(counts.joint[tag, tag] == 0 for tag in ORDER), "kept apart: a tag does not co-occur with itself"


WEIGHTS = {"pair": None, "strength": None, "cell": TOPICS, "row": TOPICS, "col": TOPICS}


@pytest.mark.parametrize("unit", ["document", "sentence"])
@pytest.mark.parametrize("weight", WEIGHTS)
def test_shares(oracle, documents, weight, unit):
    counts = count(documents, How(COUNTRIES, WEIGHTS[weight], unit=unit, weight=weight))
    assert one_way(counts.joint) == exact_entries(oracle["fractional"][f"{unit}_{weight}"])


def test_shares_add_up_to_what_their_names_say(documents):
    for unit in UNITS:
        held = list(units(documents, unit))
        rows, cols = ([len(part.tags & side) for part in held] for side in (COUNTRIES, TOPICS))
        both = list(zip(rows, cols, strict=True))
        two_mode = {w: count(documents, How(COUNTRIES, TOPICS, unit=unit, weight=w)).n for w in ("row", "col", "cell")}
        assert two_mode["cell"] == sum(r > 0 and c > 0 for r, c in both)
        assert two_mode["row"] == sum(r for r, c in both if c)
        assert two_mode["col"] == sum(c for r, c in both if r)
        assert count(documents, How(COUNTRIES, unit=unit, weight="pair")).n == sum(r > 1 for r in rows)
        strength = count(documents, How(COUNTRIES, unit=unit, weight="strength"))
        assert strength.row_totals == {
            tag: sum(tag in part.tags and len(part.tags & COUNTRIES) > 1 for part in held) for tag in COUNTRIES
        }


def inverse(reach):
    return tuple(Fraction(1, d) for d in range(1, reach + 1))


def linear(reach):
    return tuple(Fraction(reach - d + 1, reach) for d in range(1, reach + 1))


PROXIMITY = {
    "inverse_K3_document": Near(inverse(3)),
    "uniform_K3_document": Near((1, 1, 1)),
    "linear_K3_document": Near(linear(3)),
    "inverse_K5_sentence": Near(inverse(5), within="sentence"),
    "ordered_uniform_K3_document": Near((1, 1, 1)),
}


@pytest.mark.parametrize("name", PROXIMITY)
def test_proximity(oracle, documents, name):
    ordered = name.startswith("ordered")
    joint = near_counts(documents, How(ALL, unit=PROXIMITY[name], directed=ordered))
    found = {f"{a}|{b}": n for (a, b), n in joint.items() if n} if ordered else one_way(joint)
    assert found == exact_entries(oracle["proximity"][name]), "self pairs counted once and kept apart"
    counts = count(documents, How(ALL, unit=PROXIMITY[name], directed=ordered))
    assert {pair: n for pair, n in counts.joint.items() if pair[0] != pair[1]} == {
        pair: n for pair, n in joint.items() if pair[0] != pair[1]
    }
    assert not any(counts.joint[tag, tag] for tag in ORDER)
    assert sum(counts.row_totals.values()) == sum(counts.col_totals.values()) == counts.n * (1 if ordered else 2)


def test_distances(oracle, documents):
    wanted = oracle["distance_hist_K5_document"]
    found = {f"{a}|{b}": [0] * 5 for i, a in enumerate(ORDER) for b in ORDER[i + 1 :]}
    for _, a, b, far in near_pairs(documents, Near((1,) * 5)):
        if a.tag != b.tag:
            found["|".join(sorted([a.tag, b.tag], key=ORDER.index))][far - 1] += 1
    assert {pair: hist for pair, hist in found.items() if any(hist)} == wanted


@pytest.mark.parametrize(
    ("name", "weights"), [("frequency", (1, 1, 1)), ("inverse", inverse(3)), ("custom321", (3, 2, 1))]
)
def test_windows_of_quanteda(oracle, name, weights):
    example = oracle["quanteda_example"]
    names = example["names"]
    joint = near_counts([document_of([example["text"]], [[0]])], How(frozenset(names), unit=Near(weights)))
    wanted = example[f"window3_{name}_upper_diag2"]
    for (i, a), (j, b) in product(enumerate(names), repeat=2):
        if i <= j:
            twice = 2 if a == b else 1  # it adds each self pair twice
            assert float(joint[a, b] * twice) == pytest.approx(wanted[i][j], rel=1e-15), (a, b)
        else:
            assert wanted[i][j] == 0
            assert joint[a, b] == joint[b, a]


def test_ordered_windows_of_quanteda(oracle):
    example = oracle["quanteda_example"]
    names = example["names"]
    how = How(frozenset(names), unit=Near((1, 1, 1)), directed=True)
    joint = near_counts([document_of([example["text"]], [[0]])], how)
    assert [[joint[a, b] for b in names] for a in names] == example["window3_ordered"]


def test_eight_cells_of_totals_and_of_units():
    path = shared_file("gold", "oracle", "threeway_time_reference.json")
    for case in json.loads(path.read_text(encoding="utf-8"))["three_way"]:
        totals = case["N_na_nb_nt_nab_nat_nbt_nabt"]
        keys = ("111", "110", "101", "100", "011", "010", "001", "000")
        cells = dict(zip(keys, case["cells_111_110_101_100_011_010_001_000"], strict=True))
        assert cells_of_totals(*totals) == cells
        held = [
            Unit(0, [Mention(t, 0, 0, 0, 1) for t, here in zip("abt", key, strict=True) if here == "1"])
            for key in keys
            for _ in range(cells[key])
        ]
        how = How(frozenset("ab"), given=frozenset("t"))
        assert eight_cells(held, "a", "b", "t", how) == cells
        assert sum(adds(unit, "a", "b", how) for unit in held if "t" in unit.tags) == totals[-1]
        assert sum(adds(unit, "a", "b", how) for unit in held) == totals[4]
