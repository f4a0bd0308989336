import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

import comention as cm


@pytest.fixture
def counts():
    return cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="sentence")


def test_round_trip(counts, tmp_path):
    path = tmp_path / "counts.npz"
    counts.save(path)
    loaded = cm.load(path)
    pd.testing.assert_frame_equal(loaded.to_pandas(), counts.to_pandas())
    pd.testing.assert_frame_equal(loaded.pairs(), counts.pairs())
    assert (loaded.n, loaded.unit) == (counts.n, counts.unit)
    assert loaded["Russia", "sanctions"] == counts["RU", "sanctions"] > 0
    with pytest.raises(ValueError, match="evidence needs the corpus"):
        loaded.evidence("RU", "sanctions")


def test_evidence_after_loading(counts, tmp_path):
    counts.save(tmp_path / "c.npz")
    loaded = cm.load(tmp_path / "c.npz", corpus=cm.datasets.briefs())
    a, b = (c.evidence("RU", "sanctions").to_pandas() for c in (counts, loaded))
    pd.testing.assert_frame_equal(a, b)
    with pytest.raises(ValueError, match="not the corpus that was counted"):
        cm.load(tmp_path / "c.npz", corpus=cm.Corpus("x"))


def test_what_is_saved_holds_no_text(counts, tmp_path):
    counts.save(tmp_path / "c.npz")
    with np.load(tmp_path / "c.npz", allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "ui" for name in file.files)


def test_cut_files_are_refused(counts, tmp_path):
    path = tmp_path / "c.npz"
    counts.save(path)
    whole = path.read_bytes()
    for size in (0, 10, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(ValueError, match=r"c\.npz: not a file of counts, or cut or altered"):
            cm.load(path)


def test_altered_files_are_refused(counts, tmp_path):
    path = tmp_path / "c.npz"
    counts.save(path)
    with np.load(path) as file:
        content = {name: file[name] for name in file.files}
    content["incidence.tag"] = content["incidence.tag"].copy()
    content["incidence.tag"][0] += 1
    np.savez(path, **content)
    with pytest.raises(ValueError, match="the file was altered"):
        cm.load(path)
    header = json.loads(content["header"].tobytes()) | {"version": 99}
    content["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    np.savez(path, **content)
    with pytest.raises(ValueError, match="format version 99; this release reads version 3"):
        cm.load(path)


def test_bytes_changed_anywhere_are_noticed_or_harmless(counts, tmp_path):
    path = tmp_path / "c.npz"
    counts.save(path)
    whole = bytearray(path.read_bytes())
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        changed = bytearray(whole)
        changed[at] ^= 0x55
        path.write_bytes(changed)
        try:
            loaded = cm.load(path)
        except ValueError:
            continue
        pd.testing.assert_frame_equal(loaded.to_pandas(), counts.to_pandas())


def test_other_files_are_refused(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.arange(3))
    with pytest.raises(ValueError, match="not a file of counts"):
        cm.load(tmp_path / "other.npz")
    with pytest.raises(FileNotFoundError):
        cm.load(tmp_path / "none.npz")


def test_empty_counts_round_trip(tmp_path):
    cm.cooccurrence([], rows="country").save(tmp_path / "c.npz")
    assert cm.load(tmp_path / "c.npz").n == 0


def test_totals_given_a_tag_stay_those_given_it(tmp_path):
    """The given tag pairs with none, and its totals are in no sum with those of all units."""
    options = {"rows": "country", "given": ["IR"], "unit": "document", "keep": "counts"}
    within = cm.cooccurrence(cm.datasets.briefs(), **options)["IR"]
    within.save(tmp_path / "c.npz")
    loaded = cm.load(tmp_path / "c.npz")
    pd.testing.assert_frame_equal(loaded.measure("lift").to_pandas(), within.measure("lift").to_pandas())
    pd.testing.assert_frame_equal(loaded.significance(min_total=0), within.significance(min_total=0))
    with pytest.raises(ValueError, match="not those within units that hold a given tag"):
        cm.merge([loaded, loaded])


@pytest.mark.parametrize(
    "values", [[2020.0, None, 2021.0], [dt.datetime(2020, 1, 1), None, dt.datetime(2021, 1, 1, 12)]]
)
def test_values_of_columns_are_called_alike_before_and_after(tmp_path, values):
    corpus = cm.Corpus({"text": ["Iran met Iraq."] * 3, "when": values}, text="text", meta=["when"])
    counts = cm.cooccurrence(corpus, rows="when", cols="country", unit="document")
    trend = cm.cooccurrence(corpus, rows="country", by="when")
    for kept, names in ((counts, counts.rows), (trend, trend.periods)):
        kept.save(tmp_path / "x.npz")
        again = cm.load(tmp_path / "x.npz", corpus=corpus)
        assert (again.rows if kept is counts else again.periods) == names
        assert [name[:4] for name in names] == ["2020", "2021"]
    assert counts.rows == trend.periods
    if values[0] == 2020:
        assert counts.rows == ["2020", "2021"], "missing values beside them made floats of whole numbers"
