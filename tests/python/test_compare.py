"""Comparison of two periods: against sums over plain lists of units, and on corpora where nothing changes."""

import json

import numpy as np
import pandas as pd
import pytest
from cluster_reference import (
    CLUSTERS,
    UNITS,
    Setting,
    cells_by,
    cluster_of,
    random_setting,
    sample_of,
    shown_pairs,
    summed,
)
from conftest import shared_file
from counting_corpora import LEXICON
from scipy.stats import false_discovery_control, t
from test_nulls import COUNTRIES, TOPICS, made_up, sentence

import comention as cm
from comention.change.compare import log_odds

COLUMNS = [
    *("row", "col", "count_a", "count_b", "n_a", "n_b", "change", "low", "high", "p", "q"),
    *("clusters", "cluster", "strata", "alternative", "family", "adjust"),
]


# ── the error of one slice ───────────────────────────────────────────────────────────────────────────────────────────


def document_of(cells: list[int]) -> str:
    """Write a document with so many sentences of both words, of each alone, of neither."""
    kinds = (["caa", "taa"], ["caa"], ["taa"], [])
    return " ".join(sentence(words) for words, often in zip(kinds, cells, strict=True) for _ in range(often))


@pytest.fixture(scope="module")
def reference() -> dict:
    return json.loads(shared_file("gold", "oracle", "cluster_reference.json").read_text(encoding="utf-8"))


def test_errors_equal_the_reference(reference):
    documents = reference["per_document_cells_o11_o12_o21_o22"]
    texts = [document_of(cells) for cells in documents]
    counts = cm.cooccurrence(texts, made_up(), rows="country", cols="topic", progress=False)
    assert counts.n == np.sum(documents)
    places = np.array([counts.rows.index("caa")]), np.array([counts.cols.index("taa")])
    found = log_odds(counts, *places, "document")
    assert np.sqrt(found.variance) == pytest.approx(reference["se_logor_cluster_default"], rel=1e-9)
    assert found.holding == sum(cells[0] > 0 for cells in documents)
    alone = log_odds(counts, *places, None)
    assert np.sqrt(alone.variance) == pytest.approx(np.sqrt((1 / (np.sum(documents, axis=0) + 0.5)).sum()), rel=1e-12)


# ── random corpora ───────────────────────────────────────────────────────────────────────────────────────────────────


def table_of(o, r, c, n) -> np.ndarray:
    return np.array([o, r - o, c - o, n - r - c + o], dtype=float)


def estimate(by_cluster: dict, clustered: bool) -> tuple[float, float, set]:
    """Give log odds, their variance, and the clusters (or the number of units) that hold the pair."""
    o, r, c, n = summed(list(by_cluster.values()))
    cells = table_of(o, r, c, n) + 0.5
    value = np.log(cells[0] * cells[3] / cells[1] / cells[2]) if 0 < r < n and 0 < c < n else np.nan
    naive = (1 / cells).sum()
    if not clustered:
        return value, naive, set(range(o))
    signs = np.array([1, -1, -1, 1])
    u = np.array([(signs * table_of(*held) / cells).sum() for held in by_cluster.values()])
    between = len(u) / (len(u) - 1) * ((u - u.mean()) ** 2).sum() if len(u) > 1 else np.nan
    return value, max(naive, between) if len(u) > 1 else np.nan, {k for k, held in by_cluster.items() if held[0]}


def change(slices: list[list], pair, names, clustered: bool) -> tuple[float, float, int]:
    """Give the change from one list of units to the next, its variance, and how many hold the pair."""
    (va, sa, ka), (vb, sb, kb) = (estimate(cells_by(units, *pair, names.__getitem__), clustered) for units in slices)
    return vb - va, sa + sb, len(ka | kb) if clustered else len(ka) + len(kb)


def judged(value: float, variance: float, holding: int) -> tuple[float, float, float]:
    if holding < 3 or np.isnan(value + variance):
        return np.nan, np.nan, np.nan
    error = variance**0.5
    reach = t.ppf(0.975, holding - 1) * error
    return value - reach, value + reach, 2 * t.sf(abs(value) / error, holding - 1)


def adjusted(p: np.ndarray) -> np.ndarray:
    q = np.full(len(p), np.nan)
    told = ~np.isnan(p)
    if told.any():
        q[told] = false_discovery_control(p[told])
    return q


def expected_frame(counts, slices, names, cluster, min_total, changes) -> pd.DataFrame:
    """List all testable pairs by what a function says of the change of each."""
    rows = []
    for pair in shown_pairs(counts):
        each = [summed(list(cells_by(units, *pair, names.__getitem__).values())) for units in slices]
        if min(total for _, r, c, _ in each for total in (r, c)) < min_total:
            continue
        value, variance, holding = changes(pair)
        low, high, p = judged(value, variance, holding)
        told = {"count_a": each[0][0], "count_b": each[1][0], "n_a": len(slices[0]), "n_b": len(slices[1])}
        rows.append({"row": min(pair), "col": max(pair), **told, "change": value, "low": low, "high": high, "p": p})
        rows[-1]["clusters"] = holding
    frame = pd.DataFrame(rows)
    if len(frame):
        frame["q"] = adjusted(frame["p"].to_numpy())
        frame["family"] = int(frame["p"].notna().sum())
        frame["cluster"] = cluster or "none"
    return frame


def same(got: pd.DataFrame, wanted: pd.DataFrame) -> None:
    assert list(got) == COLUMNS
    assert len(got) == len(wanted)
    if len(wanted) == 0:
        return
    ends = np.sort(got[["row", "col"]].to_numpy(dtype=str), axis=1)
    got = got.assign(row=ends[:, 0], col=ends[:, 1]).set_index(["row", "col"]).sort_index()
    wanted = wanted.set_index(["row", "col"]).sort_index()
    assert got.index.tolist() == wanted.index.tolist()
    for name in ("count_a", "count_b", "n_a", "n_b", "clusters", "family", "cluster"):
        assert got[name].tolist() == wanted[name].tolist(), name
    for name in ("change", "low", "high", "p", "q"):
        assert got[name].to_numpy() == pytest.approx(wanted[name].to_numpy(), rel=1e-8, abs=1e-10, nan_ok=True), name


def units_of(setting: Setting, sample, period: str) -> list:
    days = sample.table["day"]
    return [unit for unit in setting.units(sample) if (days[unit.document] or "")[:7] == period]


def count(sample, setting, **more):
    more = {"by": "month", "progress": False, "threads": 1, **more}
    return cm.cooccurrence(sample.mentions, **setting.arguments(), **more)


def clusters_for(setting: Setting) -> list[str | None]:
    """List the clusters that there are; units that are no cases of their own need some."""
    overlap = not isinstance(setting.unit[0], str)
    constant = "voice" in setting.sides.values() and setting.unit[0] != "document"
    return [*CLUSTERS, *([] if overlap or constant else [None])]


@pytest.mark.parametrize("seed", range(80))
def test_changes_are_those_of_lists_of_units(seed):
    rng = np.random.default_rng(seed)
    sample, setting = sample_of(700 + seed, 10), random_setting(rng)
    choices, trend = clusters_for(setting), count(sample, setting)
    cluster, (before, after) = choices[seed % len(choices)], rng.permutation(trend.periods)[:2].tolist()
    names = cluster_of(sample.table, cluster or "document")
    slices = [units_of(setting, sample, period) for period in (before, after)]
    least = int(rng.integers(0, 4))
    got = trend.compare(before, after, cluster=cluster, min_joint=0, min_total=least)

    def of_pair(pair):
        return change(slices, pair, names, cluster is not None)

    same(got, expected_frame(trend[before], slices, names, cluster, least, of_pair))


def test_enough_is_compared():
    """The corpora of the test before hold changes that are told, and some that are not."""
    setting = Setting({"rows": "letter", "cols": "shape"}, UNITS[2])
    told = []
    for seed in range(5):
        trend = count(sample_of(700 + seed, 10), setting)
        assert len(trend) == 4
        told += trend.compare("2021-01", "2021-04", min_joint=0, min_total=1)["p"].tolist()
    assert np.isfinite(told).sum() > 10
    assert np.isnan(told).any()


def pooled_estimate(strata: list[dict], clustered: bool) -> tuple[float, float, set]:
    """Give the pooled log odds of Mantel and Haenszel, their variance, and what holds the pair.

    Influence of a cluster by complex steps; ½ is shared among the strata by their units.
    """
    tables = [table_of(*summed(list(by_cluster.values()))) for by_cluster in strata]
    n = sum(table.sum() for table in tables)
    more = [table.sum() / n / 2 for table in tables]

    def estimate_of(cells):
        cells = [table + extra for table, extra in zip(cells, more, strict=True)]
        return np.log(sum(a * d / (a + b + c + d) for a, b, c, d in cells)) - np.log(
            sum(b * c / (a + b + c + d) for a, b, c, d in cells)
        )

    smooth = [table + extra for table, extra in zip(tables, more, strict=True)]
    r, s, first, middle, last = 0.0, 0.0, 0.0, 0.0, 0.0
    for a, b, c, d in smooth:
        m = a + b + c + d
        r, s = r + a * d / m, s + b * c / m
        first += (a + d) / m * a * d / m
        middle += (a + d) / m * b * c / m + (b + c) / m * a * d / m
        last += (b + c) / m * b * c / m
    within = first / (2 * r * r) + middle / (2 * r * s) + last / (2 * s * s)
    held = {(k, key) for k, by_cluster in enumerate(strata) for key, cells in by_cluster.items() if cells[0]}
    if not clustered:
        return estimate_of(tables), within, set(range(int(sum(table[0] for table in tables))))
    u = []
    for k, by_cluster in enumerate(strata):
        for cells in by_cluster.values():
            step = [table.astype(complex) for table in tables]
            step[k] = step[k] + 1e-20j * table_of(*cells)
            u.append(estimate_of(step).imag / 1e-20)
    u = np.array(u)
    between = len(u) / (len(u) - 1) * ((u - u.mean()) ** 2).sum() if len(u) > 1 else np.nan
    return estimate_of(tables), max(within, between) if len(u) > 1 else np.nan, held


def tells(by_cluster: dict) -> bool:
    _, r, c, n = summed(list(by_cluster.values()))
    return 0 < r < n and 0 < c < n


def change_within(strata: list[list], pair, names, clustered: bool) -> tuple[float, float, int]:
    """Give the change of what is pooled over the strata that tell of both periods."""
    both = [[cells_by(units, *pair, names.__getitem__) for units in slices] for slices in strata]
    both = [slices for slices in both if all(map(tells, slices))]
    if not both:
        return np.nan, np.nan, 0
    (va, sa, ka), (vb, sb, kb) = (pooled_estimate(list(side), clustered) for side in zip(*both, strict=True))
    return vb - va, sa + sb, len(ka | kb) if clustered else len(ka) + len(kb)


@pytest.mark.parametrize("seed", range(40))
def test_changes_within_strata_are_pooled(seed):
    """The column is called as a period of the calendar, which is none of its business."""
    rng = np.random.default_rng(seed)
    sample, setting = sample_of(900 + seed, 14), random_setting(rng)
    while "voice" in setting.sides.values():
        setting = random_setting(rng)
    cluster = ["document", None][seed % 2] if isinstance(setting.unit[0], str) else "document"
    names, table = cluster_of(sample.table, "document"), sample.table
    values = [f"s{rng.integers(3)}" if rng.random() < 0.9 else None for _ in table["id"]]
    corpus = cm.Corpus({**table, "month": values}, text="body", id="id", date="day", meta=["month"])
    arguments = {**setting.arguments(), "progress": False}
    trend = cm.cooccurrence(corpus, LEXICON, **arguments, by=["2021-01", "2021-02", "2021-05"])
    early, late = trend.periods
    slices = [units_of(setting, sample, "2021-01")]
    slices.append([u for month in ("2021-03", "2021-04") for u in units_of(setting, sample, month)])

    def of_pair(pair):
        within = [
            [[u for u in units if values[u.document] == value] for units in slices] for value in ("s0", "s1", "s2")
        ]
        return change_within(within, pair, names, cluster is not None)

    got = trend.compare(early, late, cluster=cluster, strata="month", min_joint=0, min_total=1)
    wanted = expected_frame(trend[early], slices, names, cluster, 1, of_pair)
    same(got, wanted)
    assert set(got["strata"]) <= {"month"}


def test_a_change_within_strata_is_that_of_the_larger_ones():
    """Pooled over one stratum that counts and one without the words, it is that of the first."""
    few = ["Aa bb.", "Aa.", "Bb.", "Gg."]
    texts = (few * 4 + ["Gg."] * 8) + (["Aa bb."] * 8 + few * 3 + ["Gg."] * 8)
    outlets = ["x"] * 16 + ["y"] * 8 + ["x"] * 20 + ["y"] * 8
    years = ["2020"] * 24 + ["2021"] * 28
    table = {"text": texts, "outlet": outlets, "year": years}
    both = cm.Corpus(table, text="text", date="year", meta=["outlet"])
    keep = [i for i, outlet in enumerate(outlets) if outlet == "x"]
    alone = cm.Corpus({n: [v[i] for i in keep] for n, v in table.items()}, text="text", date="year", meta=["outlet"])
    of_both, of_one = (cm.cooccurrence(c, LEXICON, rows=["a", "b"], by="year", progress=False) for c in (both, alone))
    pooled_row = of_both.compare("2020", "2021", strata="outlet").iloc[0]
    row = of_one.compare("2020", "2021").iloc[0]
    for name in ("change", "low", "high", "p", "clusters"):
        assert pooled_row[name] == pytest.approx(row[name], rel=1e-12)
    assert (pooled_row["n_a"], row["n_a"]) == (24, 16)


@pytest.mark.filterwarnings("ignore:.* need care")
def test_many_small_strata_make_no_change():
    """Periods of unequal size, parted into many strata of a few documents each, and nothing changes."""
    rng = np.random.default_rng(3)
    small, changes = [], []
    for _ in range(6):
        texts = speeches(rng, 400)
        table = {
            "text": texts,
            "year": np.where(rng.random(400) < 0.8, "2020", "2021").tolist(),
            "outlet": [f"o{x}" for x in rng.integers(0, 40, 400)],
        }
        corpus = cm.Corpus(table, text="text", date="year", meta=["outlet"])
        trend = cm.cooccurrence(corpus, made_up(), rows="country", cols="topic", by="year", progress=False)
        frame = trend.compare("2020", "2021", strata="outlet")
        small += (frame["p"].dropna() < 0.05).tolist()
        changes += frame["change"].dropna().tolist()
    assert np.mean(small) < 0.09
    assert abs(np.mean(changes)) < 0.15


# ── corpora where nothing changes ────────────────────────────────────────────────────────────────────────────────────


def speeches(rng: np.random.Generator, documents: int = 160) -> list[str]:
    """Write documents that each have a few countries and topics of their own, paired at random."""
    texts = []
    for _ in range(documents):
        countries = rng.choice(COUNTRIES, size=3, replace=False)
        topics = rng.choice(TOPICS, size=2, replace=False)
        held = [
            [
                *rng.choice(countries, size=rng.integers(0, 3), replace=False),
                *rng.choice(topics, size=rng.integers(0, 3), replace=False),
            ]
            for _ in range(rng.integers(4, 16))
        ]
        texts.append(" ".join(sentence(words) for words in held))
    return texts


def test_halves_drawn_at_random_do_not_differ():
    lexicon, p = made_up(), {"document": [], None: []}
    for seed in range(12):
        rng = np.random.default_rng(seed)
        texts = speeches(rng)
        half = rng.permutation(["a", "b"] * (len(texts) // 2)).tolist()
        corpus = cm.Corpus({"text": texts, "half": half}, text="text", meta=["half"])
        trend = cm.cooccurrence(corpus, lexicon, rows="country", cols="topic", by="half", progress=False)
        for cluster, found in p.items():
            found += trend.compare("a", "b", cluster=cluster, min_joint=0)["p"].dropna().tolist()
    assert len(p["document"]) > 500
    by_document, by_unit = (np.mean(np.array(found) < 0.05) for found in p.values())
    # Pairs of a corpus hang together, so the error of the share is greater than .009.
    assert 0.015 <= by_document <= 0.075
    assert by_unit > 2 * by_document
    assert by_unit > 0.1


def test_a_change_is_found():
    rng = np.random.default_rng(1)
    texts, years = speeches(rng, 200), ["2020"] * 100 + ["2021"] * 100
    more = 3 * (" " + sentence(["caa", "taa"]))
    texts = [text + more * (year == "2021" and rng.random() < 0.6) for text, year in zip(texts, years, strict=True)]
    corpus = cm.Corpus({"text": texts, "year": years}, text="text", date="year")
    trend = cm.cooccurrence(corpus, made_up(), rows="country", cols="topic", by="year", progress=False)
    frame = trend.compare("2020", "2021")
    first = frame.iloc[0]
    assert (first["row"], first["col"]) == ("caa", "taa")
    assert first["change"] > 0
    assert first["low"] > 0
    assert first["q"] < 0.01
    back = trend.compare("2021", "2020")
    merged = frame.merge(back, on=["row", "col"])
    assert merged["change_x"].to_numpy() == pytest.approx(-merged["change_y"].to_numpy(), rel=1e-12)
    assert merged["p_x"].to_numpy() == pytest.approx(merged["p_y"].to_numpy(), rel=1e-12)


@pytest.mark.parametrize("documents", [1, 2])
def test_what_is_in_one_document_or_two_is_never_significant(documents):
    rng = np.random.default_rng(2)
    texts = [
        " ".join(sentence([rng.choice(COUNTRIES[1:]), rng.choice(TOPICS[1:])]) for _ in range(4)) for _ in range(60)
    ]
    texts += [" ".join([sentence(["caa"])] * 20 + [sentence(["taa"])] * 20)] * 2
    years = ["2020"] * 30 + ["2021"] * 30 + ["2020", "2021"]
    texts += [" ".join([sentence(["caa", "taa"])] * 40)] * documents
    years += ["2021"] * documents
    corpus = cm.Corpus({"text": texts, "year": years}, text="text", date="year")
    trend = cm.cooccurrence(corpus, made_up(), rows="country", cols="topic", by="year", progress=False)
    row = trend.compare("2020", "2021", min_total=1).set_index(["row", "col"]).loc[("caa", "taa")]
    assert (row["count_b"], row["clusters"]) == (40 * documents, documents)
    assert row["change"] > 3
    assert row[["low", "high", "p", "q"]].isna().all()
    alone = trend.compare("2020", "2021", min_total=1, cluster=None).set_index(["row", "col"]).loc[("caa", "taa")]
    assert alone["p"] < 0.01


# ── edges ────────────────────────────────────────────────────────────────────────────────────────────────────────────

DAYS = ["2020-01-05", "2020-02-05", "2020-03-05", "2020-05-05", None, "2020"]


def corpus_of(**columns) -> cm.Corpus:
    size = 60
    texts = [["Aa bb. Aa. Cc xx.", "Aa bb cc. Xx.", "Bb cc yy.", "Cc aa bb. Yy aa.", None][i % 5] for i in range(size)]
    table = {"text": texts, "id": [f"d{i}" for i in range(size)], "day": [DAYS[i % 6] for i in range(size)], **columns}
    return cm.Corpus(table, text="text", id="id", date="day", meta=list(columns))


OUTLETS = [f"o{i % 5}" if i % 7 else None for i in range(60)]
CORPUS = corpus_of(outlet=OUTLETS, one=["x"] * 60, story=[f"s{i // 4}" for i in range(60)])
TREND = cm.cooccurrence(CORPUS, LEXICON, rows="letter", by="month", progress=False)
FIRST, SECOND = "2020-01", "2020-02"


def test_frames_come_back_in_the_library_that_went_in():
    polars = pytest.importorskip("polars")
    table = polars.DataFrame({"text": ["Aa bb.", "Aa."] * 10, "day": ["2020", "2021"] * 10})
    trend = cm.cooccurrence(
        cm.Corpus(table, text="text", date="day"), LEXICON, rows="letter", by="year", progress=False
    )
    for least in (0, 99):
        frame = trend.compare("2020", "2021", min_joint=0, min_total=least)
        assert isinstance(frame, polars.DataFrame)
        assert frame.columns == COLUMNS
        assert frame.schema["row"] == polars.String


def test_there_may_be_nothing_to_compare():
    for options in ({"min_joint": 10**6}, {"min_total": 10**6}):
        frame = TREND.compare(FIRST, SECOND, **options)
        assert len(frame) == 0
        assert list(frame) == COLUMNS
    empty = TREND.compare(FIRST, "2020-04", min_joint=0, min_total=0)
    assert set(empty["n_b"]) == {0}
    assert empty[["change", "low", "high", "p", "q"]].isna().all(axis=None)
    assert set(empty["family"]) == {0}
    both = cm.cooccurrence(corpus_of(), LEXICON, rows="letter", by=["2001", "2002", "2003"], progress=False)
    assert len(both.compare(*both.periods)) == 0


def test_a_period_of_one_cluster_tells_no_error():
    """Nobody knows how clusters differ if there is one."""
    outlets = ["one" if day == "2020-01-05" else f"o{i % 9}" for i, day in zip(range(60), DAYS * 10, strict=True)]
    trend = cm.cooccurrence(corpus_of(outlet=outlets), LEXICON, rows="letter", by="month", progress=False)
    frame = trend.compare(FIRST, SECOND, cluster="outlet", min_total=1)
    assert len(frame)
    assert (frame["clusters"] >= 3).any()
    assert frame[["low", "high", "p", "q"]].isna().all(axis=None)
    assert trend.compare(SECOND, "2020-03", cluster="outlet", min_total=1)["p"].notna().any()


def test_what_is_shown_does_not_change_q():
    every = TREND.compare(FIRST, SECOND, min_joint=0, min_total=1).set_index(["row", "col"])
    some = TREND.compare(FIRST, SECOND, min_joint=12, min_total=1).set_index(["row", "col"])
    assert 0 < len(some) < len(every)
    pd.testing.assert_frame_equal(some, every.loc[some.index])
    assert every["p"].dropna().is_monotonic_increasing


@pytest.mark.parametrize("adjust", ["bh", "by", "holm", "bonferroni"])
def test_q_is_adjusted_as_elsewhere(adjust):
    from comention.significance import adjusted as adjusted_as

    frame = TREND.compare(FIRST, SECOND, min_joint=0, min_total=1, adjust=adjust)
    assert frame["q"].to_numpy() == pytest.approx(adjusted_as(frame["p"].to_numpy(), adjust), nan_ok=True)
    assert set(frame["adjust"]) == {adjust}


def test_days_need_no_calendar_without_gaps():
    days = ["1700-01-01", "2020-01-05", "2020-02-05"] * 20
    table = {"text": ["Aa bb.", "Aa bb. Cc.", "Aa. Bb. Cc."] * 20, "day": days}
    trend = cm.cooccurrence(
        cm.Corpus(table, text="text", date="day"), LEXICON, rows="letter", by=["1650", "1900", "2021"]
    )
    frame = trend.compare(*trend.periods, cluster="day", min_joint=0, min_total=1)
    assert set(frame["cluster"]) == {"day"}
    assert frame["clusters"].max() <= 3


@pytest.mark.parametrize("cluster", ["document", "story", "day", None])
def test_merged_parts_and_saved_ones_compare_alike(tmp_path, cluster):
    table = {"text": [CORPUS[i] for i in range(60)], "id": CORPUS.ids, "day": CORPUS.dates, **CORPUS.meta}
    parts = []
    for rows in (range(20, 60), range(20)):
        part = {name: [values[row] for row in rows] for name, values in table.items()}
        corpus = cm.Corpus(part, text="text", id="id", date="day", meta=list(CORPUS.meta))
        parts.append(cm.cooccurrence(corpus, LEXICON, rows="letter", by="month", progress=False))
    merged = cm.merge(parts)
    merged.save(tmp_path / "trend.npz")
    wanted = TREND.compare(FIRST, SECOND, cluster=cluster, min_total=1)
    for trend in (merged, cm.load(tmp_path / "trend.npz")):
        found = trend.compare(FIRST, SECOND, cluster=cluster, min_total=1)
        pd.testing.assert_frame_equal(found, wanted, rtol=1e-9)


def test_totals_alone_have_no_clusters():
    trend = cm.cooccurrence(CORPUS, LEXICON, rows="letter", by="month", keep="counts", progress=False)
    pd.testing.assert_frame_equal(
        trend.compare(FIRST, SECOND, cluster=None, min_total=1), TREND.compare(FIRST, SECOND, cluster=None, min_total=1)
    )
    for options in ({}, {"cluster": "story"}, {"cluster": None, "strata": "outlet"}):
        with pytest.raises(ValueError, match="keep='incidence'"):
            trend.compare(FIRST, SECOND, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cluster": "stories"}, "unknown cluster 'stories'. Known: document, outlet, one, story, day"),
        ({"cluster": 3}, "unknown cluster 3"),
        ({"strata": "outlets"}, "unknown column of strata 'outlets'; did you mean 'outlet'"),
        ({"strata": "day"}, "unknown column of strata 'day'"),
        ({"strata": "one"}, r"strata='one' has 1 value\(s\); strata need two or more"),
        ({"strata": "outlet", "cluster": "story"}, "clusters of 'story' reach into several values of 'outlet'"),
        ({"strata": "outlet", "cluster": "day"}, "clusters of 'day' reach into several values of 'outlet'"),
        ({"adjust": "bhh"}, "unknown adjust 'bhh'"),
        ({"min_total": -1}, "min_total must be a whole number"),
        ({"min_joint": -1}, "min_joint must be a number from 0 on. Given -1"),
        ({"min_joint": float("nan")}, "min_joint must be a number from 0 on. Given nan"),
        ({"min_joint": "3"}, "min_joint must be a number from 0 on. Given '3'"),
        ({"labels": "alpha4"}, "alpha4"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        TREND.compare(FIRST, SECOND, **options)


def test_periods_are_checked():
    with pytest.raises(KeyError, match=r"unknown period '2020-13'"):
        TREND.compare(FIRST, "2020-13")
    with pytest.raises(ValueError, match="share documents: compare periods that do not"):
        TREND.compare(FIRST, FIRST)
    rolling = TREND.rolling(2)
    with pytest.raises(ValueError, match="'2020-02' and '2020-03' share documents"):
        rolling.compare("2020-02", "2020-03")
    apart = rolling.compare("2020-02", "2020-05", min_joint=0, min_total=0)
    assert set(apart["n_a"]) == {TREND[FIRST].n + TREND[SECOND].n}
    assert set(apart["n_b"]) == {TREND["2020-05"].n}


@pytest.mark.parametrize(
    "options",
    [
        {"count": "product"},
        {"directed": True},
        {"weight": "pair"},
        {"unit": cm.Proximity(3)},
        {"overlapping": "drop"},
        {"document_weights": "size"},
        {"duplicates": "weight"},
    ],
)
def test_other_counts_are_refused(options):
    corpus = corpus_of(size=[0.5, 2] * 30, story=[f"s{i // 4}" for i in range(60)])
    trend = cm.cooccurrence(corpus, LEXICON, rows="letter", by="month", progress=False, **options)
    for cluster in ("document", None):
        with pytest.raises(ValueError, match="compare is for plain binary counts of units"):
            trend.compare(FIRST, SECOND, cluster=cluster)


def test_units_that_are_no_cases_of_their_own_need_clusters():
    windows = cm.cooccurrence(CORPUS, LEXICON, rows="letter", by="month", unit=cm.SlidingWindow(3), progress=False)
    with pytest.raises(ValueError, match="windows overlap, so that they are no cases of their own"):
        windows.compare(FIRST, SECOND, cluster=None)
    column = cm.cooccurrence(CORPUS, LEXICON, rows="outlet", cols="letter", by="month", progress=False)
    with pytest.raises(ValueError, match="all units of a document have one value of a meta column or label"):
        column.compare(FIRST, SECOND, cluster=None)
    assert len(column.compare(FIRST, SECOND, min_total=1)) > 0
    by_document = cm.cooccurrence(CORPUS, LEXICON, rows="outlet", cols="letter", by="month", unit="document")
    assert len(by_document.compare(FIRST, SECOND, cluster=None, min_total=1)) > 0


def test_dates_are_asked_for():
    corpus = cm.Corpus({"text": ["Aa bb."] * 4, "half": ["a", "b"] * 2}, text="text", meta=["half"])
    trend = cm.cooccurrence(corpus, LEXICON, rows="letter", by="half", progress=False)
    with pytest.raises(ValueError, match=r"unknown cluster 'day'\. Known: document, half"):
        trend.compare("a", "b", cluster="day")
