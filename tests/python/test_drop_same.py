"""Self-mentions left out: counts, totals and tests are of what documents say of others."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

import comention as cm

NAMES = {"IR": "Iran", "IQ": "Iraq", "PE": "Peru", "CL": "Chile"}


def random_table(rng, documents=60, own=0.7, other=0.2):
    """Speeches that name their own country often, and each other one alike; some have no speaker, some another."""
    rows = []
    for _ in range(documents):
        speaker = rng.choice([*NAMES, "alto", None])
        sentences = []
        for _ in range(rng.integers(1, 9)):
            named = [name for tag, name in NAMES.items() if rng.random() < (own if tag == speaker else other)]
            sentences.append(f"They met {' and '.join(named)}." if named else "It rained.")
        rows.append({"text": " ".join(sentences), "speaker": speaker})
    return pd.DataFrame(rows)


def counted(table, **options):
    corpus = cm.Corpus(table, text="text", meta=["speaker"])
    return cm.cooccurrence(corpus, drop_same=True, **({"rows": "speaker", "cols": "country"} | options))


def cases(table, unit, tag):
    """List speaker and whether the tag is mentioned, of all units but those of the tag's own speaker."""
    parts = table["text"].str.split(". ", regex=False) if unit == "sentence" else table["text"].apply(lambda t: [t])
    return [(speaker, NAMES[tag] in part) for speaker, texts in zip(table["speaker"], parts, strict=True)
            for part in texts if speaker != tag]  # fmt: skip


@pytest.mark.parametrize("unit", ["sentence", "document"])
@pytest.mark.parametrize("seed", range(8))
def test_each_pair_is_counted_among_the_units_of_others(unit, seed):
    table = random_table(np.random.default_rng(seed))
    counts = counted(table, unit=unit)
    transposed = counted(table, unit=unit, rows="country", cols="speaker")
    for tag in NAMES:
        units = cases(table, unit, tag)
        n, mentioned = len(units), sum(there for _, there in units)
        assert counts.col_totals[tag] == mentioned
        for speaker in {speaker for speaker, _ in units if isinstance(speaker, str)}:
            said = [there for who, there in units if who == speaker]
            expected = len(said) * mentioned / n
            pair = counts.pair(speaker, tag)
            assert (pair["count"], pair["row_total"]) == (sum(said), len(said))
            assert pair["expected"] == pytest.approx(expected)
            if expected:
                assert pair["lift"] == pytest.approx(sum(said) / expected)
            rest = mentioned - sum(said)
            cells = [[sum(said), len(said) - sum(said)], [rest, n - len(said) - rest]]
            p = 10 ** -pair["fisher_greater_neglog10p"]
            assert p == pytest.approx(fisher_exact(cells, "greater")[1], rel=1e-6)
            other_way = transposed.pair(tag, speaker)
            for name in ("count", "expected", "lift", "g2", "log_odds"):
                assert other_way[name] == pytest.approx(pair[name], nan_ok=True)


def test_a_speaker_of_many_own_mentions_makes_no_pair_of_others_rare():
    """Iran names itself in each sentence, and the others Iran as often as they name each other."""
    texts = ["Iran spoke. Iran met Peru. Iran left."] * 20 + ["We met Iran. It rained. We saw Peru."] * 20
    texts += ["We saw Iran. It rained. It snowed."] * 20
    counts = counted(pd.DataFrame({"text": texts, "speaker": ["IR"] * 20 + ["CL"] * 20 + ["PE"] * 20}))
    assert counts.pair("CL", "IR")["lift"] == pytest.approx(1.0)
    assert counts.length_factor == pytest.approx(1.0)
    assert counts.significance(alternative="less")["p"].min() > 0.01


def test_documents_are_tested_by_fishers_test_among_those_of_others():
    counts = counted(random_table(np.random.default_rng(1)), unit="document")
    frame = counts.pairs()
    assert set(frame["null"]) == {"independence"}
    for row in frame.itertuples():
        assert row.p == pytest.approx(10 ** -counts.pair(row.row, row.col)["fisher_greater_neglog10p"])
    for null in ("unit_size", "fixed_degree"):
        with pytest.raises(ValueError, match="give 'independence'"):
            counts.pairs(null=null)


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_permutation_holds_where_speakers_speak_of_themselves(alternative):
    rng = np.random.default_rng(3)
    small, tests = 0, 0
    for _ in range(20):
        table = random_table(rng, documents=100)
        frame = counted(table).significance(alternative=alternative, samples=400, min_total=1)
        p = frame.loc[frame["col"].isin(list(NAMES)), "p"]
        small, tests = small + (p < 0.05).sum(), tests + len(p)
    assert 0.02 < small / tests < 0.08


def test_replicates_of_the_bootstrap_are_of_the_same_cases():
    """Of two clusters drawn as often as told, the measure is that of the corpus with them repeated."""
    table = random_table(np.random.default_rng(5), documents=40)
    counts = counted(table)
    boot = counts.bootstrap(300, seed=2, measure="lift", min_joint=5).pairs()
    found = counts.pairs(min_joint=5, null="independence").set_index(["row", "col"])["lift"]
    for row in boot.itertuples():
        assert row.estimate == pytest.approx(found[row.row, row.col])
        assert row.low < row.estimate < row.high


def test_parts_and_files_tell_what_the_whole_does(tmp_path):
    table = random_table(np.random.default_rng(7)).assign(id=[f"d{i}" for i in range(60)])

    def count(part, keep):
        corpus = cm.Corpus(part, text="text", id="id", meta=["speaker"])
        return cm.cooccurrence(corpus, rows="speaker", cols="country", drop_same=True, keep=keep)

    for keep in ("incidence", "counts"):
        whole = count(table, keep)
        merged = cm.merge(count(table[:25], keep), count(table[25:], keep))
        whole.save(tmp_path / f"{keep}.npz")
        for other in (merged, cm.load(tmp_path / f"{keep}.npz")):
            for measure in ("count", "lift", "g2"):
                a, b = (one.measure(measure).to_pandas() for one in (whole, other))
                pd.testing.assert_frame_equal(a, b.loc[a.index, a.columns])


def test_of_two_meta_columns_and_of_labels_the_cells_alone_are_empty():
    table = {"text": ["Iran met Iraq."] * 4, "who": ["IR", "IR", "IQ", "PE"], "whom": ["IR", "IQ", "IQ", "IR"]}
    corpus = cm.Corpus(table, text="text", meta=["who", "whom"])
    counts = cm.cooccurrence(corpus, rows="who", cols="whom", unit="document", drop_same=True)
    assert (counts["IR", "IR"], counts["IR", "IQ"], counts.col_totals["IR"]) == (0, 1, 2)
    assert counts.pair("IR", "IQ")["expected"] == pytest.approx(2 * 2 / 4)


def test_eight_cells_are_of_the_units_of_others():
    table = random_table(np.random.default_rng(11))
    table["text"] = [text.replace("met", "signed a treaty with", 1) for text in table["text"]]
    dyads = cm.cooccurrence(
        cm.Corpus(table, text="text", meta=["speaker"]), rows="speaker", cols="country", given="topic", drop_same=True
    )
    for tag in NAMES:
        spoken = [(who, text) for who, text in zip(table["speaker"], table["text"], strict=True) if who != tag]
        units = [(who, NAMES[tag] in part, "treaty" in part) for who, text in spoken for part in text.split(". ")]
        for speaker in set(NAMES) - {tag}:
            cells = dyads.cells(speaker, tag, "treaties_agreements")
            for digits, number in cells.items():
                holds = tuple(digit == "1" for digit in digits)
                wanted = sum((who == speaker, there, treaty) == holds for who, there, treaty in units)
                assert number == wanted, (speaker, tag, digits)


def test_speakers_that_stand_for_one_country_are_heeded_alike_and_merge():
    texts = ["The United States left. Iran came."] * 10 + ["The United States met Iran."] * 5
    table = pd.DataFrame({"text": texts, "speaker": ["US"] * 5 + ["USA"] * 4 + ["us"] + ["PE"] * 5, "id": range(15)})

    def count(part, **options):
        corpus = cm.Corpus(part, text="text", id="id", meta=["speaker"])
        return cm.cooccurrence(corpus, drop_same=True, **({"rows": "speaker", "cols": "country"} | options))

    parts = [table[:5], table[5:10], table[10:]]
    for keep in ("incidence", "counts"):
        for counts in (count(table, keep=keep), cm.merge([count(part, keep=keep) for part in parts])):
            assert counts.to_pandas()["US"].to_dict() == {"PE": 5, "US": 0, "USA": 0, "us": 0}
            pair = counts.pair("PE", "US")
            assert (pair["count"], pair["col_total"], pair["n"], pair["expected"]) == (5, 5, 5, 5)
    swapped = count(table, rows="country", cols="speaker")
    assert swapped.pair("US", "PE")["expected"] == 5


def test_the_n_of_a_pair_is_that_of_its_expected_count():
    counts = counted(random_table(np.random.default_rng(13)))
    for speaker, tag in (("IR", "IQ"), ("alto", "PE")):
        pair = counts.pair(speaker, tag)
        assert pair["n"] < counts.n
        assert pair["expected"] == pytest.approx(pair["row_total"] * pair["col_total"] / pair["n"])


def test_changes_heed_the_documents_of_others_alone():
    rng = np.random.default_rng(17)
    table = random_table(rng, documents=160).assign(year=["2001"] * 80 + ["2002"] * 80)
    rest = table[table["speaker"] != "IR"]
    kinds = {"rows": "speaker", "cols": "country", "unit": "document", "by": "year", "drop_same": True}
    found = [
        cm.cooccurrence(cm.Corpus(one, text="text", date="year", meta=["speaker"]), **kinds)
        .compare("2001", "2002", min_total=1).set_index(["row", "col"]).loc[("CL", "IR")] for one in (table, rest)
    ]  # fmt: skip
    for name in ("change", "n_a", "n_b", "count_a", "count_b"):
        assert found[0][name] == pytest.approx(found[1][name]), name
    for name in ("low", "high", "p"):
        assert found[0][name] == pytest.approx(found[1][name], rel=2e-2), name


def test_clusters_of_documents_do_not_go_with_it():
    table = random_table(np.random.default_rng(19)).assign(outlet=["a", "b", "c"] * 20)
    corpus = cm.Corpus(table, text="text", meta=["speaker", "outlet"])
    counts = cm.cooccurrence(corpus, rows="speaker", cols="country", unit="document", drop_same=True)
    with pytest.raises(ValueError, match=r"drop_same leaves out documents pair by pair.*Given 'outlet'"):
        counts.pairs(cluster="outlet")


def test_eight_cells_with_a_given_country_leave_out_its_documents_too():
    table = random_table(np.random.default_rng(23))
    corpus = cm.Corpus(table, text="text", meta=["speaker"])
    for swapped in (False, True):
        rows, cols = ("country", "speaker") if swapped else ("speaker", "country")
        dyads = cm.cooccurrence(corpus, rows=rows, cols=cols, given=["Iraq"], unit="document", drop_same=True)
        cells = dyads.cells("IR", "CL", "IQ") if swapped else dyads.cells("CL", "IR", "IQ")
        others = table[~table["speaker"].isin(["IR", "IQ"])]
        for digits, number in cells.items():
            speaks, names, given = (
                digit == "1" for digit in (digits[1] + digits[0] if swapped else digits[:2]) + digits[2]
            )
            holds = (others["speaker"] == "CL") == speaks
            holds &= others["text"].str.contains("Iran") == names
            assert number == (holds & (others["text"].str.contains("Iraq") == given)).sum(), (swapped, digits)


def test_windows_of_others_are_counted_among_windows_of_others():
    table = pd.DataFrame(
        {"text": ["Iran met Peru now"] * 3 + ["We met Iran today"] * 3, "speaker": ["IR"] * 3 + ["CL"] * 3}
    )
    counts = counted(table, unit=cm.SlidingWindow(2))
    pair = counts.pair("CL", "IR")
    assert (pair["count"], pair["row_total"], pair["col_total"]) == (6, 9, 6)
    assert pair["expected"] == pytest.approx(9 * 6 / 9)
