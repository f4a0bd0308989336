"""The package counts what the slow counter counts, on random texts and over every combination of options."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from counting_corpora import KINDS, LEXICON, Sample, documents_of, random_sample
from counting_reference import Counts, Window, count, count_given, counted_units, eight_cells
from counting_settings import (
    RESTRICTIONS,
    TEXT_UNITS,
    WINDOWS,
    Setting,
    assert_equal,
    assert_identical,
    assert_same,
    check_sums,
    drawn,
    joint_of,
    package,
    random_unit,
    settings,
)

import comention as cm

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_every_combination_of_options(part):
    for sample, some, rng in drawn(settings(True, seed=1)[part::PARTS], 6, seed=10_000 * part):
        for setting in some:
            wanted = count(setting.documents(sample), setting.how(sample))
            assert_same(package(sample, setting, rng), wanted, setting, sample)


@pytest.mark.parametrize("threads", [1, 2, 5, 8])
def test_many_documents(threads):
    """So many that threads share them."""
    rows = [random_sample(90_000 + number).table for number in range(150)]
    sample = Sample({name: [value for table in rows for value in table[name]] for name in rows[0]})
    for setting in settings(True, seed=threads, most=10):
        counts = cm.cooccurrence(sample.mentions, **setting.arguments(), threads=threads, progress=False)
        assert_same(counts, count(setting.documents(sample), setting.how(sample)), setting, sample)
        assert_identical(counts, cm.cooccurrence(sample.mentions, **setting.arguments(), threads=1, progress=False))


@pytest.mark.parametrize("tags", [2_000, 40_000])
@pytest.mark.parametrize("unit", ["document", cm.SlidingWindow(7), cm.Proximity(3)])
def test_many_tags(tags, unit):
    """So many that most pairs never meet; few tags are in most documents."""
    rng = np.random.default_rng(tags)
    lexicon = cm.Lexicon.from_dict({f"w{i}": [f"w{i}"] for i in range(tags)}, kind="word")
    drawn_words = (rng.random((200, 60)) ** 4 * tags).astype(int).tolist()
    counts = cm.cooccurrence([" ".join(f"w{i}" for i in row) for row in drawn_words], lexicon, rows="word", unit=unit)
    wanted: Counter = Counter()
    for row in drawn_words:
        if unit == "document":
            wanted.update(combinations(sorted(set(row)), 2))
        elif unit == cm.SlidingWindow(7):
            for start in range(60 - 7 + 1):
                wanted.update(combinations(sorted(set(row[start : start + 7])), 2))
        else:
            near = [(row[i], row[j]) for i in range(60) for j in range(i + 1, min(60, i + 4))]
            wanted.update(tuple(sorted(pair)) for pair in near if pair[0] != pair[1])
    found = counts.to_scipy().tocoo()
    numbers = [int(name[1:]) for name in counts.rows]
    cells = {(numbers[a], numbers[b]): n for a, b, n in zip(*found.coords, found.data, strict=True)}
    assert cells == {**wanted, **{(b, a): n for (a, b), n in wanted.items()}}


def test_groups_are_counted_like_any_tag():
    groups = {"G": ["b", "c"], "H": ["a", "b"]}
    some = [setting for setting in settings(True, seed=8) if setting.sides == {"rows": "letter", "cols": "shape"}]
    for sample, (setting,), _ in drawn(some[:150], 1, seed=95_000):
        grouped = sample.mentions.group(letter=groups)
        counts = cm.cooccurrence(grouped, **setting.arguments(), progress=False)
        how = replace(setting.how(sample), rows=frozenset(groups))
        wanted = count(documents_of(sample.table["body"], grouped), how)
        assert_equal(counts.to_scipy().toarray(), joint_of(counts, wanted), setting.error)
        assert_equal(counts.n, wanted.n, setting.error)


@pytest.mark.parametrize("universe", ["all", "nonempty"])
def test_how_many_units_were_left_out(universe):
    for number in range(40):
        sample = random_sample(97_000 + number)
        for cols in (None, "shape"):
            options = {"rows": "letter", "cols": cols, "unit": TEXT_UNITS[number % 3], "universe": universe}
            counts = cm.cooccurrence(sample.mentions, **options, max_tags=2)
            assert counts.left_out["units"] == cm.cooccurrence(sample.mentions, **options).n - counts.n


@pytest.mark.parametrize("bodies", [["…", "Aa."], ["Aa.", "…"], ["", "Aa. Bb."], ["…"]])
@pytest.mark.parametrize("within", TEXT_UNITS)
def test_a_text_without_a_word_has_a_label_but_no_window(bodies, within):
    table = {"body": bodies, "voice": ["alto" if body in ("", "…") else "tenor" for body in bodies]}
    corpus = cm.Corpus(table, text="body", meta=["voice"])
    counts = cm.cooccurrence(corpus, LEXICON, rows="voice", cols="letter", unit=cm.SlidingWindow(3, within=within))
    windows = sum(body.count(".") if within == "sentence" else "." in body for body in bodies)
    assert counts.n == windows
    assert counts.row_totals.to_dict() == {voice: windows * (voice == "tenor") for voice in counts.rows}


def test_what_does_not_go_together_is_refused():
    sample = random_sample(3)
    for setting in settings(False, seed=2, most=3000):
        with pytest.raises(ValueError, match=r"\w"):
            cm.cooccurrence(sample.mentions, **setting.arguments(), progress=False)


def test_a_list_of_units_gives_each():
    sample = random_sample(4)
    units = ["document", "sentence", cm.SlidingWindow(5)]
    every = cm.cooccurrence(sample.mentions, rows="letter", cols="shape", unit=units)
    assert list(every) == units
    for unit, counts in every.items():
        alone = cm.cooccurrence(sample.mentions, rows="letter", cols="shape", unit=unit)
        assert_identical(counts, alone)


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_totals_alone_are_the_same_numbers():
    for sample, (setting,), rng in drawn(settings(True, seed=6, most=200), 1, seed=40_000):
        alone = package(sample, setting, rng, keep="counts")
        assert_identical(alone, package(sample, setting, rng))
        with pytest.raises(ValueError, match="keep"):
            alone.evidence(alone.rows[0], alone.cols[-1])


def test_pairs_of_kinds_are_counted_in_one_reading():
    sample = random_sample(5)
    kinds = [("letter", "letter"), ("letter", "shape"), ("voice", "shape")]
    every = cm.cooccurrence(sample.mentions, rows=kinds)
    assert list(every) == kinds
    for (rows, cols), counts in every.items():
        assert_identical(counts, cm.cooccurrence(sample.mentions, rows=rows, cols=cols))


@pytest.mark.parametrize(
    "sides",
    [
        {"rows": "letter", "weight": "row"},
        {"rows": ["a", "b"], "weight": "cell"},
        {"rows": "letter", "cols": "shape", "weight": "pair"},
        {"rows": "voice", "cols": "letter", "weight": "strength"},
    ],
)
def test_shares_of_one_kind_are_not_those_of_two(sides):
    with pytest.raises(ValueError, match="weight"):
        cm.cooccurrence(random_sample(6).mentions, **sides)


def random_parts(sample: Sample, setting: Setting, rng: np.random.Generator) -> list[Sample]:
    """Deal the documents into parts: those of one story together if copies count less, each with some label."""
    stories = sample.table["story"]
    keep_stories = setting.options["duplicates"] != "all"
    keys = [story if keep_stories and story else row for row, story in enumerate(stories)]
    part_of = {key: int(rng.integers(3)) for key in dict.fromkeys(keys)}
    dealt = [[row for row, key in enumerate(keys) if part_of[key] == part] for part in range(3)]
    parts = [sample.part(rows) for rows in dealt if rows]
    labelled = "voice" in setting.sides.values()
    return [sample] if labelled and not all(part.kinds["voice"] for part in parts) else parts


def test_parts_in_any_order_give_the_whole_to_the_bit():
    for sample, (setting,), rng in drawn(settings(True, seed=3, most=250), 1, seed=50_000):
        parts = random_parts(sample, setting, rng)
        counted = [package(part, setting, rng) for part in parts]
        merged = cm.merge([counted[place] for place in rng.permutation(len(counted))])
        whole = package(sample, setting, rng)
        assert_identical(merged, whole)
        if len(counted) > 1:
            assert_identical(sum(counted[1:], counted[0]), whole)
        assert_same(merged, count(setting.documents(sample), setting.how(sample)), setting, sample)


def test_saved_and_loaded_it_is_the_same_to_the_bit(tmp_path):
    for sample, (setting,), rng in drawn(settings(True, seed=9, most=150), 1, seed=55_000):
        counts = package(sample, setting, rng)
        counts.save(tmp_path / "counts.npz")
        loaded = cm.load(tmp_path / "counts.npz", corpus=sample.corpus)
        assert_identical(loaded, counts)
        check_sums(loaded, setting, rng)


def test_parts_that_share_a_story_are_refused():
    table = {
        "id": ["1", "2"],
        "body": ["Aa bb."] * 2,
        "voice": [None] * 2,
        "story": ["s"] * 2,
        "size": [1.0] * 2,
        "day": [None] * 2,
    }
    parts = [
        cm.cooccurrence(
            Sample({name: [value[row]] for name, value in table.items()}).mentions, rows="letter", duplicates="first"
        )
        for row in (0, 1)
    ]
    with pytest.raises(ValueError, match="story"):
        cm.merge(parts)


@pytest.mark.parametrize("by", ["month", "voice"])
def test_slices_add_up(by):
    column = {"month": "day", "voice": "voice"}[by]
    for sample, (setting,), rng in drawn(settings(True, seed=4, most=160), 1, seed=60_000):
        if by in setting.sides.values() or not any(sample.table[column]):
            continue
        trend = package(sample, setting, rng, by=by)
        label_of = [None if value is None else value[:7] for value in sample.table[column]]
        assert set(label_of) - {None} <= set(trend.periods)
        for period in trend.periods:
            kept = [label == period for label in label_of]
            assert_same(trend[period], count_some(sample, setting, kept), setting, sample)
            check_sums(trend[period], setting, rng)
        assert_same(
            trend.total(), count_some(sample, setting, [label is not None for label in label_of]), setting, sample
        )
        joint = sum(trend[period].to_scipy().toarray() for period in trend.periods)
        assert_equal(joint, trend.total().to_scipy().toarray(), 1e-12)


def count_some(sample: Sample, setting: Setting, kept: list[bool]) -> Counts:
    """Count some documents, each as much as it counts in the whole."""
    how = setting.how(sample)
    return count(
        setting.documents(sample), replace(how, documents=[w * k for w, k in zip(how.documents, kept, strict=True)])
    )


# ── three at once ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sides", [{"rows": "letter"}, {"rows": "letter", "cols": "voice"}, {"rows": ["c", "a"]}])
@pytest.mark.parametrize("given", ["shape", ["x", "w"]])
def test_pairs_given_a_third(sides, given):
    rng = np.random.default_rng(7)
    for number in range(36):
        sample = random_sample(70_000 + number)
        if not sample.kinds["voice"]:
            continue
        unit, slow = random_unit((*TEXT_UNITS, *WINDOWS)[number % 9], rng)
        allowed = [one for one in RESTRICTIONS if not (one["max_tags"] and isinstance(slow, Window))]
        restriction = allowed[rng.integers(len(allowed))]
        mode = {"count": "binary", "weight": None, "directed": False, "overlapping": "keep"}
        setting = Setting(sides, unit, slow, mode | restriction)
        check_given(sample, setting, given, rng)


def check_given(sample: Sample, setting: Setting, given: Any, rng: np.random.Generator) -> None:
    dyads = package(sample, setting, rng, given=given)
    documents = sample.labelled() if "voice" in setting.sides.values() else sample.documents
    how = replace(setting.how(sample), given=KINDS["shape"])
    assert_same(dyads.total(), count(documents, how), setting, sample)
    assert dyads.given == given if isinstance(given, list) else set(dyads.given) == KINDS["shape"]
    held = counted_units(documents, how)
    for t in dyads.given:
        wanted = count_given(documents, how, t)
        assert_same(dyads[t], wanted, setting, sample)
        check_sums(dyads[t], setting, rng)
        for a, b in product(dyads.total().rows, dyads.total().cols):
            if a != b and rng.random() < 0.5:
                assert dyads[a, b, t] == pytest.approx(float(wanted.joint[a, b]), abs=setting.error)
                cells = eight_cells(held, a, b, t, how)
                assert_equal([dyads.cells(a, b, t)[key] for key in cells], list(cells.values()), setting.error)


def test_no_cell_is_negative():
    """Where the third tag is one of the pair there are no eight cells, or they are those of the units."""
    dyads = cm.cooccurrence(["Aa bb cc.", "Aa bb.", "Bb."], LEXICON, rows="letter", given="letter")
    assert dyads.cells("a", "b", "c") == {**dict.fromkeys(product_of_bits(), 0), "111": 1, "110": 1, "010": 1}
    for a, b, t in product("abc", repeat=3):
        if len({a, b, t}) < 3:
            try:
                cells = dyads.cells(a, b, t)
            except (KeyError, ValueError):
                continue
            assert min(cells.values()) >= 0, (a, b, t)


def product_of_bits() -> list[str]:
    return ["".join(bits) for bits in product("10", repeat=3)]
