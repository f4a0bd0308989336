"""Bootstrap: draws are Poisson, replicates are recounts, and intervals follow from them."""

import hashlib
from decimal import Decimal, localcontext
from itertools import pairwise

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
from counting_corpora import LEXICON, Sample
from scipy.stats import chisquare, norm, poisson, rankdata

import comention as cm
from comention import _core
from comention.association import MEASURES
from comention.bootstrap import _gradients
from comention.pairs import Table

# ── draws ────────────────────────────────────────────────────────────────────────────────────────────────────────────

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15


def thresholds() -> list[int]:
    """Give 2^64 times the distribution function of the Poisson distribution of mean 1, rounded down."""
    with localcontext() as context:
        context.prec = 80
        total, term, found = Decimal(0), Decimal(-1).exp(), []
        for k in range(12):
            total += term
            term /= k + 1
            found.append(int(total * 2**64))
        return found


def mixed(x: int) -> int:
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


def draw(seed: int, key: int, replicate: int) -> int:
    """Draw by the table: the replicate-th number of a SplitMix64 whose state is a hash of seed and key."""
    begin = mixed(key + GOLDEN + mixed(seed + GOLDEN & MASK) & MASK)
    u = mixed(begin + (replicate + 1) * GOLDEN & MASK)
    return sum(threshold <= u for threshold in thresholds())


def test_thresholds_are_those_of_the_table():
    assert thresholds()[0] == 6786177901268885274
    assert thresholds()[-1] == 18446744058369041076
    assert thresholds() == sorted(set(thresholds()))


@pytest.mark.parametrize("seed", [0, 1, 2, 12345, 2**63, 2**64 - 1])
def test_draws_equal_whole_numbers_of_python(seed):
    rng = np.random.default_rng(seed % 1000)
    keys = [0, 1, 2**64 - 1, *(int(key) for key in rng.integers(2**64, size=40, dtype=np.uint64))]
    for key in keys:
        for replicate in (0, 1, 63, 64, 999, 2**32 - 1):
            assert _core.draws(seed, key, replicate) == draw(seed, key, replicate)


def many(seed: int, keys, replicates) -> np.ndarray:
    return np.array([[_core.draws(seed, key, r) for r in replicates] for key in keys])


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 2**64 - 1])
@pytest.mark.parametrize("step", [1, GOLDEN])
def test_draws_are_poisson(seed, step):
    """Keys one apart, or as far as steps of the stream are."""
    found = many(seed, [i * step & MASK for i in range(400)], range(400))
    counts = np.bincount(np.minimum(found, 6).ravel(), minlength=7)
    chances = np.append(poisson.pmf(range(6), 1), poisson.sf(5, 1))
    assert chisquare(counts, chances * found.size).pvalue > 1e-4
    for sums in (found.sum(0), found.sum(1)):
        # Sums of 400 draws have mean and variance 400; their own variance is off by a tenth at most.
        assert np.var(sums) == pytest.approx(400, rel=0.35)


@pytest.mark.parametrize("step", [1, 2**32, GOLDEN])
def test_draws_of_neighbours_are_unlike(step):
    found = many(7, [i * step & MASK for i in range(300)], range(300)).astype(float)
    other = many(8, [i * step & MASK for i in range(300)], range(300)).astype(float)
    neighbours = {
        "replicates": (found[:, 1:], found[:, :-1]),
        "keys": (found[1:], found[:-1]),
        "both": (found[1:, 1:], found[:-1, :-1]),
        "one up, one down": (found[1:, :-1], found[:-1, 1:]),
        "seeds": (found, other),
    }
    for name, (a, b) in neighbours.items():
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 4.5 / np.sqrt(a.size), name


# ── replicates ───────────────────────────────────────────────────────────────────────────────────────────────────────

SEED = 5
REPLICATES = 5


def key_of(name: tuple[str, str]) -> int:
    return int.from_bytes(hashlib.blake2b(" ".join(name).encode(), digest_size=8).digest(), "little")


def drawn_cells(by_cluster: dict, replicate: int) -> tuple[int, int, int, int]:
    """Sum up what clusters hold, each as often as it is drawn."""
    times = {name: draw(SEED, key_of(name), replicate) for name in by_cluster}
    return summed([tuple(times[name] * cell for cell in held) for name, held in by_cluster.items()])


def of_cells(measure: str, found: tuple[int, int, int, int]) -> float:
    o, r, c, n = found
    return cm.association(measure, joint=o, row_total=r, col_total=c, n=n)


def count(sample: Sample, setting: Setting, **more):
    return cm.cooccurrence(sample.mentions, **setting.arguments(), progress=False, threads=1, **more)


def check(counts: cm.Cooccurrence, units, names, cluster: str, measure: str, given: str | None = None) -> int:
    """Compare all replicates with recounts; give how many pairs there were."""
    by_pair = {(a, b): cells_by(units, a, b, names.__getitem__) for a, b in shown_pairs(counts)}
    held = {pair: found for pair, found in by_pair.items() if summed(list(found.values()))[0] and given not in pair}
    if len({names[unit.document] for unit in units}) < 2:
        with pytest.raises(ValueError, match="a bootstrap needs two or more"):
            counts.bootstrap(REPLICATES, cluster=cluster, seed=SEED, min_joint=1)
        return 0
    boot = counts.bootstrap(REPLICATES, cluster=cluster, seed=SEED, measure=measure, min_joint=1, progress=False)
    assert len(boot) == len(held)
    listed = boot.pairs().set_index(["row", "col"])
    for pair, found in held.items():
        wanted = [of_cells(measure, drawn_cells(found, r)) for r in range(REPLICATES)]
        assert boot[pair] == pytest.approx(wanted, rel=1e-12, nan_ok=True)
        row = listed.loc[pair if pair in listed.index else pair[::-1]]
        assert row["count"] == summed(list(found.values()))[0]
        assert row["clusters"] == sum(o > 0 for o, *_ in found.values())
        assert row["estimate"] == pytest.approx(of_cells(measure, summed(list(found.values()))), rel=1e-12, nan_ok=True)
    return len(held)


@pytest.mark.parametrize("seed", range(60))
def test_replicates_are_recounts(seed):
    rng = np.random.default_rng(seed)
    sample, setting = sample_of(300 + seed), random_setting(rng)
    cluster, measure = CLUSTERS[rng.integers(4)], ("log_odds", "ic", "lift", "npmi", "phi")[rng.integers(5)]
    names = cluster_of(sample.table, cluster)
    check(count(sample, setting), setting.units(sample), names, cluster, measure)


def test_enough_pairs_are_compared():
    settings = [random_setting(np.random.default_rng(seed)) for seed in range(60)]
    assert {str(setting.unit[0]) for setting in settings} == {str(unit[0]) for unit in UNITS}
    sample = sample_of(309)
    setting = Setting({"rows": "letter", "cols": "shape"}, UNITS[2])
    assert check(count(sample, setting), setting.units(sample), cluster_of(sample.table, "story"), "story", "ic") > 3


@pytest.mark.parametrize("seed", range(30))
def test_replicates_given_a_tag_are_recounts(seed):
    rng = np.random.default_rng(seed)
    sample, setting = sample_of(400 + seed), random_setting(rng)
    kind = ("shape", "letter", "voice")[rng.integers(3)] if "voice" not in setting.sides.values() else "shape"
    dyads = count(sample, setting, given=kind)
    tags = sample.kinds[kind]
    if not dyads.given:
        return
    tag = dyads.given[rng.integers(len(dyads.given))]
    units = [unit for unit in setting.given(kind).units(sample, tags) if tag in unit.tags]
    names = cluster_of(sample.table, CLUSTERS[seed % 4])
    check(dyads[tag], units, names, CLUSTERS[seed % 4], "log_odds", given=tag)


@pytest.mark.parametrize("seed", range(20))
def test_replicates_of_a_slice_are_recounts(seed):
    rng = np.random.default_rng(seed)
    sample, setting = sample_of(500 + seed), random_setting(rng)
    trend = count(sample, setting, by="month")
    names = cluster_of(sample.table, CLUSTERS[seed % 4])
    units = setting.units(sample)
    for period in trend:
        here = [unit for unit in units if (sample.table["day"][unit.document] or "")[:7] == period]
        check(trend[period], here, names, CLUSTERS[seed % 4], "log_odds")


@pytest.mark.parametrize("cluster", ["document", "story"])
@pytest.mark.parametrize("unit", ["document", "sentence", cm.SlidingWindow(4)])
def test_replicates_are_corpora_with_repeated_documents(cluster, unit):
    """The same without the slow counter: the corpus is written out."""
    sample = sample_of(77, 6)
    table, names = sample.table, cluster_of(sample.table, cluster)
    boot = cm.cooccurrence(sample.corpus, LEXICON, rows="letter", cols="shape", unit=unit).bootstrap(
        3, cluster=cluster, seed=SEED, min_joint=1
    )
    assert len(boot) > 3
    for replicate in range(3):
        times = [draw(SEED, key_of(name), replicate) for name in names]
        texts = [text for text, often in zip(table["body"], times, strict=True) for _ in range(often)]
        whole = cm.cooccurrence(texts, LEXICON, rows="letter", cols="shape", unit=unit).measure("log_odds").to_pandas()
        for row, col in boot.to_pandas().index:
            assert boot[row, col][replicate] == pytest.approx(whole.loc[row, col], rel=1e-12, nan_ok=True)


def test_duplicates_that_do_not_count_are_not_drawn():
    table = sample_of(91, 6).table
    sample = Sample({**table, "body": [text or "Aa bb." for text in table["body"]]})
    setting = Setting({"rows": "letter"}, UNITS[2])
    stories = sample.table["story"]
    first = [story is None or story not in stories[:row] for row, story in enumerate(stories)]
    assert not all(first)
    units = [unit for unit in setting.units(sample) if first[unit.document]]
    counts = count(sample, setting, duplicates="first")
    assert check(counts, units, cluster_of(sample.table, "document"), "document", "log_odds") > 2


# ── the same whatever the threads, the order, the split ──────────────────────────────────────────────────────────────


def table_of(boot, *columns) -> pd.DataFrame:
    frame = boot.pairs(method="bca")
    return frame.set_index(["row", "col"]).sort_index()[list(columns) or list(frame.columns[2:])]


def same(a, b) -> None:
    pd.testing.assert_frame_equal(a.to_pandas().sort_index(), b.to_pandas().sort_index(), check_exact=True)
    pd.testing.assert_frame_equal(table_of(a), table_of(b), rtol=1e-9)


BIG = sample_of(123, 16)
HOW = {"rows": "letter", "cols": "shape", "progress": False}


def boots(source, cluster, unit="sentence", threads=None):
    counts = cm.cooccurrence(source, LEXICON, unit=unit, threads=threads, **HOW)
    return counts.bootstrap(130, cluster=cluster, seed=9, min_joint=1)


def test_the_sample_is_large_enough():
    assert len(BIG.table["id"]) > 25
    assert len(boots(BIG.corpus, "document")) > 8


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("unit", ["sentence", "document", cm.SlidingWindow(4)])
def test_replicates_do_not_depend_on_threads_and_order(cluster, unit):
    whole = boots(BIG.corpus, cluster, unit, threads=1)
    same(whole, boots(BIG.corpus, cluster, unit, threads=7))
    order = np.random.default_rng(1).permutation(len(BIG.table["id"])).tolist()
    same(whole, boots(BIG.part(order).corpus, cluster, unit))


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_replicates_of_merged_parts_are_those_of_the_whole(cluster):
    size = len(BIG.table["id"])
    parts = [BIG.part(list(range(a, b))).corpus for a, b in pairwise([0, 1, size // 2, size])]
    merged = cm.merge([cm.cooccurrence(part, LEXICON, **HOW) for part in reversed(parts)])
    same(boots(BIG.corpus, cluster), merged.bootstrap(130, cluster=cluster, seed=9, min_joint=1))


def test_documents_without_ids_merge_in_their_order():
    texts = [text or "" for text in BIG.table["body"]]
    merged = cm.merge([cm.cooccurrence(part, LEXICON, **HOW) for part in (texts[:10], texts[10:])])
    same(boots(texts, "document"), merged.bootstrap(130, seed=9, min_joint=1))


WHEN = [pd.Timestamp("2021-01-05") + pd.Timedelta(days=i % 6) for i in range(40)]


@pytest.mark.parametrize("cluster", ["document", "text", "date", "time", "number", "mixed", "truth", "day"])
def test_replicates_are_the_same_after_saving(tmp_path, cluster):
    """Whatever the type of the column, and of the ids."""
    table = {
        "body": [BIG.table["body"][i % 25] or "aa." for i in range(40)],
        "id": [10 + i for i in range(40)],
        "published": WHEN,
        "text_": [f"é {i % 7}" for i in range(40)],
        "date_": [when.date() for when in WHEN],
        "time": WHEN,
        "number": [i % 5 for i in range(40)],
        "mixed": [None if i % 9 == 0 else i % 7 for i in range(40)],
        "truth": [i % 2 == 0 for i in range(40)],
    }
    cluster = {"text": "text_", "date": "date_"}.get(cluster, cluster)
    meta = ["text_", "date_", "time", "number", "mixed", "truth"]
    corpus = cm.Corpus(pd.DataFrame(table), text="body", id="id", date="published", meta=meta)
    counts = cm.cooccurrence(corpus, LEXICON, **HOW)
    counts.save(tmp_path / "counts.npz")
    loaded = cm.load(tmp_path / "counts.npz")
    same(*(one.bootstrap(100, cluster=cluster, seed=2, min_joint=1) for one in (counts, loaded)))


def test_numbers_beside_missing_ones_are_the_same_clusters():
    """A frame makes 1 into 1.0 where a value is missing, which the parts need not share."""
    table = {
        "body": [BIG.table["body"][i % 25] or "aa." for i in range(40)],
        "id": [f"d{i}" for i in range(40)],
        "issue": [None if i == 30 else i % 6 for i in range(40)],
    }
    frame = pd.DataFrame(table)
    assert frame["issue"].dtype == np.float64

    def made(part):
        return cm.cooccurrence(cm.Corpus(part, text="body", id="id", meta=["issue"]), LEXICON, **HOW)

    first = frame[:20].astype({"issue": int})
    merged = cm.merge([made(first), made(frame[20:])])
    same(*(one.bootstrap(100, cluster="issue", seed=2, min_joint=1) for one in (made(frame), merged)))


def test_times_are_the_same_clusters_where_some_parts_were_saved(tmp_path):
    table = pd.DataFrame(
        {
            "body": [BIG.table["body"][i % 25] or "aa." for i in range(40)],
            "id": [f"d{i}" for i in range(40)],
            "when": WHEN,
        }
    )

    def made(part):
        return cm.cooccurrence(cm.Corpus(part, text="body", id="id", meta=["when"]), LEXICON, **HOW)

    made(table[:20]).save(tmp_path / "part.npz")
    merged = cm.merge([cm.load(tmp_path / "part.npz"), made(table[20:])])
    same(*(one.bootstrap(100, cluster="when", seed=2, min_joint=1) for one in (made(table), merged)))


def test_other_seeds_give_other_replicates():
    counts = cm.cooccurrence(BIG.corpus, LEXICON, **HOW)
    one, two = (counts.bootstrap(50, seed=seed, min_joint=1) for seed in (1, 2))
    assert not np.array_equal(one.to_pandas(), two.to_pandas(), equal_nan=True)
    largest = counts.bootstrap(50, seed=np.uint64(2**64 - 1), min_joint=1)
    assert set(largest.pairs()["seed"]) == {2**64 - 1}


def test_fewer_replicates_are_the_first_of_more():
    counts = cm.cooccurrence(BIG.corpus, LEXICON, **HOW)
    some, more = (counts.bootstrap(size, min_joint=1).to_pandas() for size in (65, 200))
    pd.testing.assert_frame_equal(some, more.iloc[:, :65], check_exact=True)


def test_odd_names_of_documents():
    """Lone surrogates, control characters, long names, and names that differ in nothing but a space."""
    names = ["", " ", "\u00e9", "e\u0301", "日本", "\udc80", "a\0b", "x" * 10_000, "x" * 9_999, "document 1"]
    corpus = cm.Corpus({"body": ["Aa bb.", "Aa."] * 5, "id": names}, text="body", id="id")
    boot = cm.cooccurrence(corpus, LEXICON, rows="letter", progress=False).bootstrap(200, min_joint=1)
    spread = boot["a", "b"]
    joint = [sum(_core.draws(1, _key(name), r) for name in names[::2]) for r in range(200)]
    rest = [sum(_core.draws(1, _key(name), r) for name in names[1::2]) for r in range(200)]
    wanted = [of_cells("log_odds", (o, o + m, o, o + m)) for o, m in zip(joint, rest, strict=True)]
    assert spread == pytest.approx(wanted, rel=1e-12, nan_ok=True)


def _key(name: str) -> int:
    digest = hashlib.blake2b(f"document {name}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


# ── what is told of replicates ───────────────────────────────────────────────────────────────────────────────────────

MEASURED = ["log_odds", "ic", "npmi", "lift", "cosine", "phi"]


def cells_of_table(o, r, c, n):
    return [o, r - o, c - o, n - r - c + o]


def by_hand(measure: str, a, b, c, d):
    """Give a measure by the cells of its table, complex numbers too."""
    r, k, n = a + b, a + c, a + b + c + d
    if measure == "log_odds":
        return np.log(a + 0.5) + np.log(d + 0.5) - np.log(b + 0.5) - np.log(c + 0.5)
    if measure == "ic":
        return np.log2((a + 0.5) / (r * k / n + 0.5))
    if measure == "npmi":
        return np.log2(a * n / (r * k)) / -np.log2(a / n)
    if measure == "phi":
        return (a * d - b * c) / np.sqrt(r * k * (n - r) * (n - k))
    return a * n / (r * k) if measure == "lift" else a / np.sqrt(r * k)


def slopes_by_hand(measure: str, table) -> np.ndarray:
    """Differentiate by each cell, with steps along the imaginary axis, which lose no digits (Squire and Trapp 1998)."""
    found = []
    for at in range(4):
        moved = np.array(table, dtype=complex)
        moved[at] += 1e-30j
        found.append(by_hand(measure, *moved).imag / 1e-30)
    return np.array(found)


@pytest.mark.parametrize("measure", MEASURED)
@pytest.mark.parametrize("size", [3, 30, 10**4, 10**7, 10**10])
def test_slopes_are_those_of_the_formula(measure, size):
    """By cells: what a unit more of each adds."""
    rng = np.random.default_rng(size % 97)
    tables = np.concatenate([rng.integers(1, size, size=(40, 4)), [[1, 2, 2, size], [3, 0, 1, size], [2, 1, 0, size]]])
    tables = tables.astype(float)
    a, b, c, d = tables.T
    joint, row, col, n = a, a + b, a + c, a + b + c + d
    table = Table(joint, row, col, n, row * col / n, True)
    assert np.asarray(MEASURES[measure].compute(joint, row, col, n)) == pytest.approx(
        by_hand(measure, a, b, c, d), 1e-9
    )
    by_o, by_r, by_c, by_n = _gradients(measure, table).T
    got = np.stack([by_o + by_r + by_c + by_n, by_r + by_n, by_c + by_n, by_n], axis=1)
    wanted = np.array([slopes_by_hand(measure, one) for one in tables])
    # Of a cell the slope matters times the cell.
    weight = np.maximum(tables, 1)
    error = np.abs((got - wanted) * weight).max(axis=1) / np.abs(wanted * weight).max(axis=1)
    assert error.max() < 1e-5


@pytest.mark.parametrize("measure", MEASURED)
@pytest.mark.parametrize("seed", range(8))
def test_accelerations_are_those_of_all_clusters(measure, seed):
    """Those without either tag too."""
    sample, rng = sample_of(600 + seed), np.random.default_rng(seed)
    setting, cluster = random_setting(rng), CLUSTERS[seed % 4]
    counts, units = count(sample, setting), setting.units(sample)
    names = cluster_of(sample.table, cluster)
    if len({names[unit.document] for unit in units}) < 2:
        return
    boot = counts.bootstrap(2, cluster=cluster, measure=measure, min_joint=1)
    for place, (row, col) in enumerate(boot.to_pandas().index):
        by_cluster = cells_by(units, row, col, names.__getitem__)
        table = cells_of_table(*summed(list(by_cluster.values())))
        with np.errstate(all="ignore"):
            slopes = slopes_by_hand(measure, table)
            u = np.array([slopes @ cells_of_table(*held) for held in by_cluster.values()])
            wanted = (u**3).sum() / (6 * (u**2).sum() ** 1.5)
        estimate = of_cells(measure, summed(list(by_cluster.values())))
        if not np.isfinite([*slopes, estimate]).all() or (u**2).sum() < 1e-12:
            continue
        assert boot._acceleration[place] == pytest.approx(wanted, rel=1e-4, abs=1e-6)


SORTS = np.array([[0.15, 0.8, 0.8], [0.6, 0.1, 0.1], [0.25, 0.5, 0.05]])
"""Sorts of documents: how often each is drawn, and how likely a sentence of it holds a and, apart from that, b."""


def simulated(rng: np.random.Generator) -> list[str]:
    """Write 60 documents of eight sentences."""
    texts = []
    for sort in rng.choice(len(SORTS), p=SORTS[:, 0], size=60):
        held = rng.random((8, 2)) < SORTS[sort, 1:]
        texts.append(" ".join("Ff" + " aa" * bool(a) + " bb" * bool(b) + "." for a, b in held))
    return texts


def log_odds_in_the_long_run() -> float:
    share, a, b = SORTS.T
    both, one, other, none = (share @ cell for cell in (a * b, a * (1 - b), (1 - a) * b, (1 - a) * (1 - b)))
    return float(np.log(both * none / (one * other)))


def test_intervals_cover_what_is_true():
    """Units of a document are alike, so intervals of independent units are too short."""
    truth, covered = log_odds_in_the_long_run(), {"percentile": [], "bca": [], "units": []}
    for seed in range(250):
        counts = cm.cooccurrence(simulated(np.random.default_rng(seed)), LEXICON, rows=["a", "b"], progress=False)
        boot = counts.bootstrap(400, seed=seed, progress=False)
        for method in ("percentile", "bca"):
            row = boot.pairs(method=method).iloc[0]
            covered[method].append(row["low"] <= truth <= row["high"])
        alone = counts.pair("a", "b")
        covered["units"].append(alone["log_odds_lo"] <= truth <= alone["log_odds_hi"])
    shares = {name: np.mean(found) for name, found in covered.items()}
    # The error of such a share is .014.
    assert 0.89 <= shares["percentile"] <= 0.985, shares
    assert 0.89 <= shares["bca"] <= 0.985, shares
    assert shares["units"] < shares["percentile"] - 0.04, shares


COUNTS = cm.cooccurrence(BIG.corpus, LEXICON, **HOW)
BOOT = COUNTS.bootstrap(300, min_joint=1, seed=4)


def aligned(boot, frame) -> np.ndarray:
    """Give the replicates in the order of a frame."""
    return np.stack([boot[pair] for pair in zip(frame["row"], frame["col"], strict=True)])


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.999])
def test_percentiles_are_those_of_numpy(level):
    frame = BOOT.pairs(level=level)
    values = aligned(BOOT, frame)
    told = (frame["clusters"] >= 3) & (np.isnan(values).mean(axis=1) < 0.025)
    assert told.any()
    for name, q in (("low", (1 - level) / 2), ("high", (1 + level) / 2)):
        wanted = np.where(told, np.nanquantile(values, q, axis=1), np.nan)
        assert frame[name].to_numpy() == pytest.approx(wanted, rel=1e-9, abs=1e-12, nan_ok=True)
    wanted = np.where(told, np.nanstd(values, axis=1, ddof=1), np.nan)
    assert frame["error"].to_numpy() == pytest.approx(wanted, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize("measure", ["log_odds", "ic", "phi"])
def test_corrected_percentiles_are_those_of_efron(level, measure):
    boot = COUNTS.bootstrap(300, min_joint=1, measure=measure)
    frame = boot.pairs(method="bca", level=level)
    names = cluster_of(BIG.table, "document")
    units = Setting({"rows": "letter", "cols": "shape"}, UNITS[2]).units(BIG)
    compared = 0
    for _, row in frame[frame["low"].notna()].iterrows():
        pair = row["row"], row["col"]
        values = boot[pair]
        values = values[~np.isnan(values)]
        by_cluster = cells_by(units, *pair, names.__getitem__)
        slopes = slopes_by_hand(measure, cells_of_table(*summed(list(by_cluster.values()))))
        u = np.array([slopes @ cells_of_table(*held) for held in by_cluster.values()])
        a = (u**3).sum() / (6 * (u**2).sum() ** 1.5)
        less = (values < row["estimate"]).sum() + (values == row["estimate"]).sum() / 2
        z0 = norm.ppf(less / len(values))
        for name, q in (("low", (1 - level) / 2), ("high", (1 + level) / 2)):
            z = z0 + norm.ppf(q)
            assert row[name] == pytest.approx(np.quantile(values, norm.cdf(z0 + z / (1 - a * z))), rel=1e-4, abs=1e-6)
            compared += 1
    assert compared > 6


def test_ranks_are_those_of_scipy():
    for top in (1, 3, 50):
        frame = BOOT.pairs(top=top)
        values = aligned(BOOT, frame)
        ranks = rankdata(np.where(np.isnan(values), np.inf, -values), method="min", axis=0)
        assert frame["top_share"].to_numpy() == pytest.approx((ranks <= top).mean(axis=1))
        assert frame["rank_low"].to_numpy() == pytest.approx(np.quantile(ranks, 0.025, axis=1))
        assert frame["rank_high"].to_numpy() == pytest.approx(np.quantile(ranks, 0.975, axis=1))
        assert frame["rank"].tolist() == rankdata(-frame["estimate"], method="min").tolist()
        assert frame["rank"].is_monotonic_increasing


def test_what_is_the_same_shares_a_rank():
    texts = ["Aa bb."] * 6 + ["Cc dd ee."] * 6 + ["Gg."] * 6
    frame = cm.cooccurrence(texts, LEXICON, rows="letter", unit="document").bootstrap(50).pairs()
    assert frame["rank"].tolist() == [1, 1]


def test_a_pair_of_too_few_documents_has_no_interval():
    texts = ["Aa bb."] * 2 + ["Aa bb. Aa bb. Aa bb.", "Cc xx.", "Cc xx. Cc xx."] + ["Aa.", "Bb.", "Cc.", "Xx."] * 9
    counts = cm.cooccurrence(texts, LEXICON, rows=["a", "b", "c", "x"])
    boot = counts.bootstrap(200)
    frame = boot.pairs().set_index(["row", "col"])
    assert frame.loc[("a", "b"), "clusters"] == 3
    assert frame.loc[("c", "x"), "clusters"] == 2
    assert frame.loc[("c", "x"), ["error", "low", "high"]].isna().all()
    assert np.isfinite(
        frame.loc[("c", "x"), ["estimate", "rank", "rank_low", "rank_high", "top_share"]].astype(float)
    ).all()
    told = np.isnan(boot["a", "b"]).mean() < 0.025
    assert frame.loc[("a", "b"), ["error", "low", "high"]].notna().all() == told


def test_replicates_without_a_value():
    """A tag of three documents is in no replicate now and then, in about one of twenty."""
    texts = ["Aa bb."] * 3 + ["Bb cc."] * 20 + ["Cc."] * 20 + ["Gg."] * 20
    boot = cm.cooccurrence(texts, LEXICON, rows="letter").bootstrap(2000)
    missing = np.isnan(boot["a", "b"]).mean()
    assert missing == pytest.approx(np.exp(-3), abs=0.02)
    frame = boot.pairs().set_index(["row", "col"])
    assert missing > 0.025
    assert frame.loc[("a", "b"), ["error", "low", "high"]].isna().all()
    assert frame.loc[("b", "c"), ["error", "low", "high"]].notna().all()


def test_infinite_values_are_no_finite_interval():
    texts = ["Aa bb."] * 4 + ["Aa.", "Bb."] * 30
    for method in ("percentile", "bca"):
        boot = cm.cooccurrence(texts, LEXICON, rows="letter").bootstrap(1000, measure="pmi")
        assert np.isneginf(boot["a", "b"]).any()
        row = boot.pairs(method=method, level=0.99).iloc[0]
        assert np.isneginf(row["low"])
        assert np.isfinite(row["high"])
        assert np.isnan(row["error"])


def test_one_replicate_has_no_error():
    frame = COUNTS.bootstrap(1, min_joint=1).pairs()
    assert frame["error"].isna().all()


def test_there_may_be_no_pair():
    boot = COUNTS.bootstrap(20, min_joint=10**6)
    assert len(boot) == 0
    assert boot.to_pandas().shape == (0, 20)
    for method in ("percentile", "bca"):
        assert len(boot.pairs(method=method)) == 0
        assert list(boot.pairs(method=method)) == list(BOOT.pairs())
    assert "0 pairs" in repr(boot)


def test_frames_come_back_in_the_library_that_went_in():
    polars = pytest.importorskip("polars")
    table = polars.DataFrame({"body": ["Aa bb. Cc xx."] * 5, "id": [f"d{i}" for i in range(5)]})
    boot = cm.cooccurrence(cm.Corpus(table, text="body", id="id"), LEXICON, rows="letter").bootstrap(20, min_joint=1)
    assert isinstance(boot.pairs(), polars.DataFrame)
    assert isinstance(boot.to_pandas(), pd.DataFrame)
    none = cm.cooccurrence(cm.Corpus(table, text="body", id="id"), LEXICON, rows="letter").bootstrap(20, min_joint=99)
    assert none.pairs().schema["row"] == polars.String


def test_pairs_are_found_either_way():
    boot = cm.cooccurrence(BIG.corpus, LEXICON, rows="letter", progress=False).bootstrap(20, min_joint=1)
    assert np.array_equal(boot["a", "b"], boot["b", "a"], equal_nan=True)
    boot["a", "b"][:] = 0
    assert not (boot["a", "b"] == 0).all(), "replicates cannot be changed"
    for lists in ({"rows": ["a"], "cols": ["b"]}, {"rows": ["a", "b"], "cols": ["b", "a"]}):
        found = cm.cooccurrence(BIG.corpus, LEXICON, **lists, progress=False).bootstrap(20, min_joint=1)
        assert np.array_equal(found["a", "b"], boot["a", "b"], equal_nan=True)


def test_the_report_names_what_was_drawn():
    boot = COUNTS.bootstrap(30, cluster="story", seed=8, measure="ic")
    assert repr(boot) == f"<Bootstrap: ic of {len(boot)} pairs in 30 replicates, drawn by story, seed 8>"
    names = ["measure", "method", "level", "cluster", "replicates", "seed"]
    assert boot.pairs(level=0.9)[names].drop_duplicates().values.tolist() == [["ic", "percentile", 0.9, "story", 30, 8]]


def test_progress_is_told():
    seen = []
    COUNTS.bootstrap(200, progress=lambda done, total: seen.append((done, total)))
    assert seen
    assert seen[-1][0] == seen[-1][1]


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measure": "log_oddss"}, "unknown measure 'log_oddss'; did you mean 'log_odds'"),
        ({"measure": "g2"}, "bootstrap is for measures of effect, and unknown such measure 'g2'"),
        ({"measure": "count"}, "bootstrap is for measures of effect"),
        ({"measure": "log_odds_se"}, "bootstrap is for measures of effect"),
        ({"replicates": 0}, "replicates must be a whole number from 1 on. Given 0"),
        ({"replicates": 2.5}, "replicates must be a whole number"),
        ({"replicates": True}, "replicates must be a whole number"),
        ({"seed": -1}, "seed must be a whole number from 0 on. Given -1"),
        ({"seed": 2**64}, r"seed must be below 2\^64"),
        ({"seed": None}, "seed must be a whole number"),
        ({"cluster": "outlets"}, "unknown cluster 'outlets'"),
        ({"cluster": None}, "unknown cluster None"),
        ({"min_joint": -1}, "min_joint must be a number from 0 on. Given -1"),
        ({"min_joint": float("nan")}, "min_joint must be a number from 0 on. Given nan"),
        ({"min_joint": "3"}, "min_joint must be a number from 0 on. Given '3'"),
        ({"min_joint": None}, "min_joint must be a number from 0 on. Given None"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        COUNTS.bootstrap(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "BCa"}, "unknown method 'BCa'; did you mean 'bca'"),
        ({"level": 0.0}, "level must lie between 0 and 1. Given 0.0"),
        ({"level": 1}, "level must lie between 0 and 1. Given 1"),
        ({"level": 95.0}, "level must lie between 0 and 1. Given 95.0"),
        ({"level": float("nan")}, "level must lie between 0 and 1. Given nan"),
        ({"level": "0.95"}, "level must lie between 0 and 1"),
        ({"top": 0}, "top must be a whole number from 1 on. Given 0"),
        ({"labels": "alpha4"}, "alpha4"),
    ],
)
def test_options_of_the_list_are_checked(options, message):
    with pytest.raises(ValueError, match=message):
        BOOT.pairs(**options)


@pytest.mark.parametrize(
    "options",
    [
        {"count": "product"},
        {"weight": "cell"},
        {"directed": True},
        {"unit": cm.Proximity(3)},
        {"overlapping": "drop"},
        {"document_weights": "size"},
        {"duplicates": "weight"},
    ],
)
def test_other_counts_are_refused(options):
    counts = cm.cooccurrence(BIG.corpus, LEXICON, **HOW, **options)
    with pytest.raises(ValueError, match="bootstrap is for plain binary counts of units"):
        counts.bootstrap(10)


def test_totals_alone_are_refused():
    with pytest.raises(ValueError, match=r"bootstrap.*keep='incidence'|keep='incidence'.*bootstrap|keep='counts'"):
        cm.cooccurrence(BIG.corpus, LEXICON, **HOW, keep="counts").bootstrap(10)


@pytest.mark.parametrize("texts", [[], [""], ["Aa bb."], [None, "Aa bb. Aa bb.", ""]])
def test_one_cluster_is_too_few(texts):
    with pytest.raises(ValueError, match=r"there are [01] clusters of units: a bootstrap needs two or more"):
        cm.cooccurrence(texts, LEXICON, rows="letter", progress=False).bootstrap(10)


def test_too_many_replicates_are_refused_before_they_are_drawn():
    with pytest.raises(MemoryError, match=r"10,000,000,000 replicates would need up to .* raise min_joint"):
        COUNTS.bootstrap(10**10)
    with pytest.raises(MemoryError, match="0 pairs"):
        COUNTS.bootstrap(10**10, min_joint=10**6)


def test_pairs_that_are_not_followed():
    boot = COUNTS.bootstrap(10, min_joint=10**6)
    for pair in (("a", "x"), ("a", "y")):
        with pytest.raises(KeyError, match="not among the 0 pairs: bootstrap with a lower min_joint"):
            boot[pair]
    one = cm.cooccurrence(BIG.corpus, LEXICON, rows=["a"], cols=["b"], progress=False).bootstrap(10, min_joint=10**6)
    with pytest.raises(KeyError, match="not among the 0 pairs"):
        one["a", "b"]
    with pytest.raises(KeyError, match="unknown"):
        boot["a", "zz"]
