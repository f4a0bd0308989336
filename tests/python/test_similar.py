"""Similar tags: cosines of positive PMI, compared with scikit-learn and with sums by hand."""

import math

import numpy as np
import polars as pl
import pytest
from matrices import one_kind, random_symmetric, two_kinds
from sklearn.metrics.pairwise import cosine_similarity

import comention as cm


def ppmi_of(counts) -> np.ndarray:
    """Positive PMI by the measure of the package, which tests of measures compare with others'."""
    values = counts.measure("pmi").values
    return np.where(values > 0, values, 0.0)


def by_tag(frame, column="similarity") -> dict[str, float]:
    return dict(zip(frame["tag"], frame[column], strict=True))


def wanted_cosine(a: np.ndarray, b: np.ndarray) -> float:
    return cosine_similarity([a], [b])[0, 0] if a.any() and b.any() else math.nan


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("options", [{}, {"count": "product"}])
def test_two_kinds_equal_scikit_learn(seed, options):
    rng = np.random.default_rng(seed)
    counts = two_kinds(rng.poisson(1.2, (7, 6)), **options)
    ppmi = ppmi_of(counts)
    for side, profiles in (("rows", ppmi), ("cols", ppmi.T)):
        tags = counts.rows if side == "rows" else counts.cols
        for place, tag in enumerate(tags):
            found = by_tag(counts.similar(tag, n=None))
            assert set(found) == set(tags) - {tag}
            for other, name in enumerate(tags):
                if other != place:
                    wanted = wanted_cosine(profiles[place], profiles[other])
                    assert found[name] == pytest.approx(wanted, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("options", [{}, {"count": "product"}, {"weight": "pair"}])
def test_one_kind_leaves_out_the_two_tags_themselves(seed, options):
    rng = np.random.default_rng(seed)
    counts = one_kind(random_symmetric(rng, 9, density=0.5), **options)
    ppmi, joint = ppmi_of(counts), counts.to_scipy().toarray()
    for place, tag in enumerate(counts.rows):
        frame = counts.similar(tag, n=None)
        found, shared = by_tag(frame), by_tag(frame, "shared")
        for other, name in enumerate(counts.rows):
            if other == place:
                assert name not in found
                continue
            rest = np.delete(np.arange(9), [place, other])
            wanted = wanted_cosine(ppmi[place, rest], ppmi[other, rest])
            assert found[name] == pytest.approx(wanted, abs=1e-12, nan_ok=True)
            assert shared[name] == sum(joint[place, c] > 0 and joint[other, c] > 0 for c in rest)


@pytest.mark.parametrize("how", [{}, {"unit": cm.SlidingWindow(20)}, {"unit": cm.Proximity(20)}, {"unit": "document"}])
def test_similarity_is_symmetric_and_from_0_to_1(how):
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", **how)
    tags = counts.row_totals.sort_values(ascending=False).index[:8]
    for tag in tags:
        frame = counts.similar(tag, n=None)
        assert frame["similarity"].dropna().between(0, 1).all()
        assert len(frame) == len(counts.rows) - 1
        for other in tags.drop(tag):
            back = by_tag(counts.similar(other, n=None))[tag]
            assert by_tag(frame)[other] == pytest.approx(back, rel=1e-12, nan_ok=True)


def test_worked_by_hand():
    """By pairs, every PPMI is log2(count * n / (row * col)); two profiles share the column x alone."""
    counts = two_kinds([[2, 2, 0], [2, 0, 2], [0, 0, 4]], cols=["x", "y", "z"], count="product")
    a = [math.log2(2 * 12 / (4 * 4)), math.log2(2 * 12 / (4 * 2)), 0]
    b = [math.log2(2 * 12 / (4 * 4)), 0, max(0, math.log2(2 * 12 / (4 * 6)))]
    wanted = a[0] * b[0] / (math.hypot(*a) * math.hypot(*b))
    frame = counts.similar("r00")
    assert frame.values.tolist() == [["r01", pytest.approx(wanted), 1], ["r02", 0.0, 0]]


def test_tags_above_chance_with_nothing_have_no_similarity():
    counts = two_kinds([[3, 0], [0, 2], [0, 0], [3, 0]])
    frame = counts.similar("r00", n=None)
    assert frame["tag"].tolist() == ["r03", "r01", "r02"]
    assert frame["similarity"].tolist()[:2] == [pytest.approx(1), 0.0]
    assert math.isnan(frame["similarity"][2])
    assert counts.similar("r02", n=None)["similarity"].isna().all()
    assert counts.similar("r02")["shared"].tolist() == [0, 0, 0]


def test_a_pair_with_no_other_company_has_no_similarity():
    """Iran is with Iraq alone: without the two there is nothing to compare, whatever rounding leaves."""
    counts = one_kind([[0, 7, 0, 0], [7, 0, 0, 0], [0, 0, 0, 3], [0, 0, 3, 0]])
    assert math.isnan(by_tag(counts.similar("t00"))["t01"])
    assert by_tag(counts.similar("t00"))["t02"] == 0


def test_rounding_is_no_profile():
    """All pairs are as often as expected, but for the last digit."""
    counts = two_kinds(np.outer([3, 7, 11], [1, 5, 9, 13]), count="product")
    assert counts.similar("r00")["similarity"].isna().all()
    even = one_kind((1 - np.eye(5, dtype=int)) * 7, count="product")
    assert even.similar("t00")["similarity"].isna().all()


def test_most_alike_first_ties_by_tag():
    counts = two_kinds([[4, 1], [4, 1], [1, 4], [4, 1]])
    frame = counts.similar("r03", n=2)
    assert frame["tag"].tolist() == ["r00", "r01"]
    assert counts.similar("r03", n=None)["tag"].tolist() == ["r00", "r01", "r02"]


def test_names_and_labels():
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", unit="document")
    assert counts.similar("Kazakhstan").equals(counts.similar("KAZ"))
    shown = counts.similar("KZ", labels="name")["tag"].tolist()
    assert [counts.rows[counts._rows.find(name)] for name in shown] == counts.similar("KZ")["tag"].tolist()
    with pytest.raises(KeyError, match="did you mean 'Kazakhstan'"):
        counts.similar("Kazakstan")


def test_a_name_on_both_sides():
    counts = two_kinds([[4, 1], [2, 5], [0, 3]], rows=["x", "a", "b"], cols=["x", "y"])
    with pytest.raises(ValueError, match="'x' is a row and a column: give side='rows' or side='cols'"):
        counts.similar("x")
    assert set(counts.similar("x", side="rows")["tag"]) == {"a", "b"}
    assert counts.similar("x", side="cols")["tag"].tolist() == ["y"]
    assert counts.similar("y")["tag"].tolist() == ["x"]
    with pytest.raises(KeyError, match="unknown col 'a'"):
        counts.similar("a", side="cols")


def test_directed_counts_have_profiles_of_both_sides():
    texts = ["Iran beat Peru.", "Iraq beat Peru.", "Chad beat Mali."] * 2
    counts = cm.cooccurrence(texts, rows="country", directed=True)
    assert by_tag(counts.similar("IR", n=None))["IQ"] == pytest.approx(1)
    assert math.isnan(by_tag(counts.similar("PE", n=None))["IR"])
    assert by_tag(counts.similar("PE", n=None, side="cols"))["ML"] == 0


def test_lists_of_one_kind():
    texts = ["Iran and Peru.", "Iraq and Peru.", "Iran and Chad.", "Oman.", "Oman."]
    counts = cm.cooccurrence(texts, rows=["IR", "IQ"], cols=["PE", "TD", "IQ"], unit="document")
    ppmi = ppmi_of(counts)[:, :2]
    assert counts.similar("IR").values.tolist() == [["IQ", pytest.approx(wanted_cosine(*ppmi)), 1]]
    assert by_tag(counts.similar("PE"))["TD"] == pytest.approx(wanted_cosine(*ppmi.T))
    assert len(counts.similar("PE")) == 2


def test_a_side_with_the_same_tag_left_out():
    """With drop_same the cells of a speaker with the own country are no company either."""
    corpus = cm.Corpus(
        {"text": ["Iran and Peru.", "Iraq and Peru.", "Iran.", "Peru, Chad."], "who": ["IR", "IR", "IQ", "IQ"]},
        text="text",
        meta=["who"],
    )
    counts = cm.cooccurrence(corpus, rows="who", cols="country", unit="document", drop_same=True)
    ppmi = ppmi_of(counts)
    keep = [place for place, tag in enumerate(counts.cols) if tag not in ("IR", "IQ")]
    wanted = wanted_cosine(ppmi[0, keep], ppmi[1, keep])
    assert counts.similar("IR", side="rows")["similarity"][0] == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize("matrix", [np.zeros((2, 2), int), [[3]], [[3, 1]]])
def test_little_to_compare(matrix):
    counts = two_kinds(matrix)
    frame = counts.similar("r00")
    assert len(frame) == len(counts.rows) - 1
    assert frame["similarity"].isna().all()


def test_no_document():
    counts = cm.cooccurrence("Nothing.", rows="country")
    frame = counts.similar("KZ")
    assert len(frame) == 10
    assert frame["similarity"].isna().all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"measure": "cosines"}, "unknown measure 'cosines'; did you mean 'cosine'"),
        ({"side": "row"}, "unknown side 'row'; did you mean 'rows'"),
        ({"n": 0}, "n must be a whole number from 1 on"),
        ({"n": 2.5}, "n must be a whole number"),
    ],
)
def test_bad_arguments(options, message):
    with pytest.raises(ValueError, match=message):
        two_kinds([[4, 1], [2, 5]]).similar("r00", **options)


def test_frames_are_of_the_library_of_the_corpus():
    table = pl.DataFrame({"who": list("aabb"), "what": list("xxxy")})
    counts = cm.cooccurrence(cm.labels(table, who="who", what="what"), rows="who", cols="what", unit="document")
    assert counts.similar("a").columns == ["tag", "similarity", "shared"]
    assert isinstance(counts.similar("a"), pl.DataFrame)
