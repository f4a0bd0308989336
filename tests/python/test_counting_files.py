"""The package gives the numbers of files that were worked out apart from it, from texts that say the same."""

import json
from itertools import product
from typing import Any

import numpy as np
import pytest
from conftest import shared_file
from counting_reference import cells_of_totals

import comention as cm

NAMES = {"A": "aa", "B": "bb", "C": "cc", "x": "xx", "y": "yy", "z": "zz", ".": "ff"}


@pytest.fixture(scope="module")
def oracle():
    return json.loads(shared_file("gold", "oracle", "counting_reference.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def texts(oracle):
    """Write each document with a full stop behind each sentence and a blank line behind each paragraph."""
    return [
        "\n\n".join(" ".join(sentence_of(entry["sents"][s]) for s in members) for members in entry["paras"])
        for entry in oracle["docs"].values()
    ]


def sentence_of(signs: str) -> str:
    return " ".join(NAMES[sign] for sign in signs.split()).capitalize() + "."


def lexicon_of(names: str, kind: str) -> cm.Lexicon:
    return cm.Lexicon.from_dict({name: [NAMES.get(name, name * 2)] for name in names}, kind=kind)


@pytest.fixture(scope="module")
def of_one_kind(texts):
    return cm.tag(texts, lexicon_of("ABCxyz", "name"))


@pytest.fixture(scope="module")
def of_two_kinds(texts):
    return cm.tag(texts, lexicon_of("ABC", "country").add(lexicon_of("xyz", "topic")))


def exact(value):
    return value["num"] / value["den"] if isinstance(value, dict) else value


def each_pair_once(counts: cm.Cooccurrence) -> dict[str, float]:
    names = [*counts.rows, *(name for name in counts.cols if name not in counts.rows)]
    found = {f"{a}|{b}": counts[a, b] for a, b in product(counts.rows, counts.cols) if names.index(a) < names.index(b)}
    return {pair: number for pair, number in found.items() if number}


def unit_named(name: str) -> Any:
    if not name.startswith("window"):
        return name
    size, edge, within = name.removeprefix("window").split("_")
    return cm.SlidingWindow(int(size), edge=edge, within=within)


def test_units_and_windows_of_the_file(oracle, of_one_kind):
    for name, wanted in oracle["binary"].items():
        counts = cm.cooccurrence(of_one_kind, rows="name", unit=unit_named(name))
        assert counts.n == wanted["N"], name
        assert counts.row_totals.to_dict() == {**dict.fromkeys("ABCxyz", 0), **wanted["n"]}, name
        assert each_pair_once(counts) == wanted["n_ab"], name
        some = cm.cooccurrence(of_one_kind, rows="name", unit=unit_named(name), universe="nonempty")
        assert some.n == wanted["N_nonempty"], name
        assert each_pair_once(some) == wanted["n_ab"], name


def test_three_at_once_of_the_file(oracle, of_two_kinds):
    for name, wanted in oracle["binary"].items():
        dyads = cm.cooccurrence(of_two_kinds, rows="country", given="topic", unit=unit_named(name))
        found = {f"{pair}|{t}": n for t in "xyz" for pair, n in each_pair_once(dyads[t]).items()}
        assert found == wanted["n_abt"], name
        assert {t: dyads[t].n for t in "xyz"} == {t: wanted["n"].get(t, 0) for t in "xyz"}, name
        for a, b, t in product("ABC", "ABC", "xyz"):
            if a < b:
                assert dyads.cells(a, b, t) == eight_from(wanted, a, b, t), (name, a, b, t)


def eight_from(wanted, a: str, b: str, t: str) -> dict[str, int]:
    single = [wanted["n"].get(tag, 0) for tag in (a, b, t)]
    double = [wanted["n_ab"].get(f"{x}|{y}", 0) for x, y in ((a, b), (a, t), (b, t))]
    return cells_of_totals(wanted["N"], *single, *double, wanted["n_abt"].get(f"{a}|{b}|{t}", 0))


@pytest.mark.parametrize("how", ["product", "min"])
def test_mentions_that_multiply_of_the_file(oracle, of_one_kind, how):
    for unit, wanted in oracle[how].items():
        assert each_pair_once(cm.cooccurrence(of_one_kind, rows="name", unit=unit, count=how)) == wanted


def test_shares_of_the_file(oracle, of_two_kinds):
    for name, wanted in oracle["fractional"].items():
        unit, weight = name.split("_")
        cols = None if weight in ("pair", "strength") else "topic"
        counts = cm.cooccurrence(of_two_kinds, rows="country", cols=cols, unit=unit, weight=weight)
        assert each_pair_once(counts) == pytest.approx(
            {pair: exact(value) for pair, value in wanted.items()}, rel=1e-14
        )


def test_proximity_of_the_file(oracle, of_one_kind):
    for name, entry in oracle["proximity"].items():
        *ordered, decay, reach, within = name.split("_")
        unit = cm.Proximity(int(reach[1:]), decay=decay, within=within)
        counts = cm.cooccurrence(of_one_kind, rows="name", unit=unit, directed=bool(ordered))
        wanted = {pair: exact(value) for pair, value in entry.items() if pair[0] != pair[2]}
        found = {f"{a}|{b}": counts[a, b] for a, b in product("ABCxyz", repeat=2) if counts[a, b]}
        assert (found if ordered else each_pair_once(counts)) == pytest.approx(wanted, rel=1e-14), name
        assert all(counts[tag, tag] == 0 for tag in "ABCxyz")


def test_distances_of_the_file(oracle, of_one_kind):
    counts = cm.cooccurrence(of_one_kind, rows="name", unit=cm.Proximity(5))
    for pair, wanted in oracle["distance_hist_K5_document"].items():
        distances = counts.evidence(*pair.split("|")).to_pandas()["distance"].tolist()
        assert [distances.count(d) for d in range(1, 6)] == wanted
    assert sorted(each_pair_once(counts)) == sorted(oracle["distance_hist_K5_document"])


def test_windows_of_quanteda(oracle):
    example = oracle["quanteda_example"]
    names = example["names"]
    text = " ".join(sign.lower() * 2 for sign in example["text"].split())
    mentions = cm.tag(text, cm.Lexicon.from_dict({name: [name.lower() * 2] for name in names}, kind="name"))
    for name, decay in (("frequency", "uniform"), ("inverse", "inverse"), ("custom321", [3, 2, 1])):
        counts = cm.cooccurrence(mentions, rows="name", unit=cm.Proximity(3, decay=decay))
        wanted = np.array(example[f"window3_{name}_upper_diag2"])
        np.testing.assert_allclose(np.triu(counts.to_pandas().to_numpy(), 1), np.triu(wanted, 1), rtol=1e-14)
    ordered = cm.cooccurrence(mentions, rows="name", unit=cm.Proximity(3), directed=True).to_pandas().to_numpy()
    wanted = np.array(example["window3_ordered"])
    np.testing.assert_array_equal(ordered, wanted - np.diag(np.diag(wanted)))
