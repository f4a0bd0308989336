import sys

import numpy as np
import pytest

import comention as cm
from comention.views import heatmap


@pytest.fixture(scope="module")
def counts():
    return cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="sentence")


def test_values_are_those_of_the_counts(counts):
    chart = counts.heatmap(rows=5, cols=4)
    values = chart.to_dict()["data"]["values"]
    assert 0 < len(values) <= 20
    npmi = counts.measure("npmi").to_pandas("name")
    for cell in values:
        assert cell["count"] == counts[cell["row"], cell["column"]]
        assert cell["npmi"] == npmi.loc[cell["row"], cell["column"]]


def test_orders(counts):
    def rows(order):
        return counts.heatmap(rows=12, order=order).to_dict()["encoding"]["y"]["sort"]

    totals = dict(zip(counts._rows.labels, counts.row_totals, strict=True))
    by_total = rows("total")
    assert [totals[name] for name in by_total] == sorted((totals[name] for name in by_total), reverse=True)
    assert rows("alphabet") == sorted(by_total)
    assert sorted(rows("blocks")) == sorted(by_total)


def test_blocks_put_alike_rows_side_by_side():
    values = np.array([[9, 0, 8, 0], [0, 7, 0, 9], [8, 0, 9, 0], [0, 9, 0, 8.0]])
    order = heatmap._leaves(values)
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset({0, 2}), frozenset({1, 3})}


@pytest.mark.parametrize("measure", ["npmi", "count", "lift", "g2", "jaccard"])
def test_saves_pictures(counts, tmp_path, measure):
    chart = counts.heatmap(measure, rows=6, cols=6)
    chart.save(tmp_path / "h.png")
    chart.save(tmp_path / "h.svg")
    assert (tmp_path / "h.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "h.svg").read_text(encoding="utf-8")


def test_little_to_draw(tmp_path):
    for text in ("Nothing.", "Iran.", "Iran and Iraq met."):
        cm.cooccurrence(text, rows="country").heatmap().save(tmp_path / "h.svg")


def test_bad_arguments(counts):
    with pytest.raises(ValueError, match="did you mean 'blocks'"):
        counts.heatmap(order="block")
    with pytest.raises(ValueError, match="did you mean 'npmi'"):
        counts.heatmap("npim")


def test_without_altair(counts, monkeypatch):
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ImportError, match=r'pip install "comention\[notebook\]"'):
        counts.heatmap()
