"""Merging: what adds up to the whole, and what is refused."""

import pandas as pd
import pytest

import comention as cm


def document(name: str, text: str = "Iran met Iraq.", **columns) -> cm.Corpus:
    table = {"id": [name], "text": [text], **{column: [value] for column, value in columns.items()}}
    return cm.Corpus(
        table,
        text="text",
        id="id",
        date="day" if "day" in columns else None,
        meta=[column for column in columns if column != "day"],
    )


@pytest.mark.parametrize("keep", ["incidence", "counts"])
def test_a_listed_side_and_its_kind_on_the_other_keep_their_tags(keep):
    def part(name, tags):
        table = cm.labels({"id": [name], "c": [tags]}, id="id", country="c")
        return cm.cooccurrence(table, rows=["KZ"], cols="country", unit="document", keep=keep)

    merged = cm.merge([part("1", "KZ;RU"), part("2", "CN;KZ;RU")])
    assert (merged["KZ", "RU"], merged["KZ", "CN"]) == (2, 1)
    assert merged.rows == ["KZ"]
    assert merged.row_totals.to_dict() == {"KZ": 2}


@pytest.mark.parametrize("keep", ["incidence", "counts"])
def test_counts_within_units_of_a_given_tag_do_not_merge(keep):
    def part(name):
        text = "Iran and Iraq face sanctions. Iran and Iraq face terrorism."
        given = ["sanctions", "terrorism"]
        return cm.cooccurrence(document(name, text), rows="country", given=given, keep=keep)

    for parts in (
        [part("1")["sanctions"], part("2")["terrorism"]],
        [part("1")["sanctions"], part("2")["sanctions"]],
        [part("1").total(), part("2")["sanctions"]],
    ):
        with pytest.raises(ValueError, match="merge the counts of all units, not those within units"):
            cm.merge(parts)
    whole = cm.merge([part("1").total(), part("2").total()])
    assert (whole.n, whole["IR", "IQ"]) == (4, 4)


@pytest.mark.parametrize("duplicates", ["first", "weight"])
def test_totals_alone_do_not_tell_shared_stories(duplicates):
    parts = [
        cm.cooccurrence(document(name, story="s"), rows="country", duplicates=duplicates, keep="counts")
        for name in ("1", "2")
    ]
    with pytest.raises(ValueError, match="totals alone do not tell whether parts share a story"):
        cm.merge(parts)


def test_a_story_in_two_parts_is_refused_whatever_its_type():
    def part(names, stories):
        table = pd.DataFrame({"id": names, "text": ["Iran met Iraq."] * len(names), "story": stories})
        corpus = cm.Corpus(table, text="text", id="id", meta=["story"])
        return cm.cooccurrence(corpus, rows="country", duplicates="first")

    assert part(["1", "2", "3"], [1, 1, None])["IR", "IQ"] == 2
    with pytest.raises(ValueError, match="story"):
        # A missing value makes the column one of floats.
        cm.merge([part(["1"], [1]), part(["2", "3"], [1, None])])
    assert cm.merge([part(["1"], [1]), part(["2", "3"], [2, None])])["IR", "IQ"] == 3


def test_slices_between_different_dates_do_not_merge():
    def part(name, day, by):
        return cm.cooccurrence(document(name, day=day), rows="country", by=by)

    a, b = part("1", "2011-01-01", ["2010", "2012"]), part("2", "2011-06-01", ["2011-03", "2015"])
    for parts in ([a, b], [b, a]):
        with pytest.raises(ValueError, match="these counts differ in by"):
            cm.merge(parts)
    merged = cm.merge([a, part("2", "2011-06-01", ["2010", "2012"])])
    assert merged.series("IR", "IQ")["count"].tolist() == [2]


@pytest.mark.parametrize("keep", ["incidence", "counts"])
def test_tags_of_two_kinds_with_one_id_stay_apart(keep):
    fruits = cm.Lexicon.from_dict({"x": ["apple"], "y": ["pear"]}, kind="fruit")
    lexicon = fruits.add(cm.Lexicon.from_dict({"x": ["cat"], "z": ["dog"]}, kind="animal"))

    def part(name):
        corpus = document(name, "apple pear dog cat.")
        return cm.cooccurrence(corpus, lexicon, rows=["y", "z"], weight="pair", keep=keep)

    # Four tags make six pairs, of which each has a sixth.
    assert part("1")["y", "z"] == pytest.approx(1 / 6)
    merged = cm.merge([part("1"), part("2")])
    assert merged["y", "z"] == pytest.approx(2 / 6)
    assert merged.n == pytest.approx(2)


@pytest.mark.parametrize("keep", ["incidence", "counts"])
def test_parts_without_a_tag_merge(keep):
    def part(name, tags):
        return cm.cooccurrence(
            cm.labels({"id": [name], "c": [tags]}, id="id", c="c"), rows="c", unit="document", keep=keep
        )

    merged = cm.merge([part("1", None), part("2", "a;b"), part("3", "")])
    assert (merged.rows, merged["a", "b"]) == (["a", "b"], 1)
    assert cm.merge([part("1", None), part("2", None)]).rows == []


def test_merged_counts_are_known_to_be_of_the_joined_corpus(tmp_path):
    merged = cm.merge([cm.cooccurrence(document(name), rows="country") for name in ("1", "2")])
    merged.save(tmp_path / "counts.npz")

    def corpus(*texts, names=("1", "2")):
        return cm.Corpus({"id": list(names), "text": list(texts)}, text="text", id="id")

    loaded = cm.load(tmp_path / "counts.npz", corpus("Iran met Iraq.", "Iran met Iraq."))
    assert len(loaded.evidence("IR", "IQ")) == 2
    for other in (
        corpus("Iran met Iraq.", "Iran hit Iraq."),
        corpus("Iran met Iraq.", "Iran met Iraq.", names=("2", "1")),
    ):
        with pytest.raises(ValueError, match="not the corpus that was counted: ids, texts or their order differ"):
            cm.load(tmp_path / "counts.npz", other)
    with pytest.raises(TypeError, match=r"corpus= takes the Corpus that was counted\. Given list"):
        cm.load(tmp_path / "counts.npz", ["Iran met Iraq.", "Iran met Iraq."])


def test_dates_of_saved_parts_merge_with_those_of_new_ones(tmp_path):
    def part(name, day):
        return cm.cooccurrence(document(name, day=day), rows="country", by="year")

    part("1", "2011-01-01").save(tmp_path / "one.npz")
    merged = cm.merge([cm.load(tmp_path / "one.npz"), part("2", "2012-01-01")])
    assert merged.series("IR", "IQ")[["period", "count"]].values.tolist() == [["2011", 1], ["2012", 1]]


def test_parts_are_given_as_a_list_one_by_one_or_summed():
    parts = [cm.cooccurrence(text, rows="country") for text in ("Iran met Iraq.", "Iraq met Iran. Peru won.", "Oman.")]
    whole = cm.merge(parts)
    assert whole["IR", "IQ"] == 2
    assert whole.n == 4
    for same in (cm.merge(*parts), sum(parts)):
        assert same.to_pandas().equals(whole.to_pandas())
    assert cm.merge(parts[0]).to_pandas().equals(parts[0].to_pandas())
    trends = [
        cm.cooccurrence(cm.Corpus({"text": ["Iran met Iraq."], "id": [str(i)], "date": ["2020"]}, text="text", id="id",
                                  date="date"), rows="country", by="year") for i in range(2)
    ]  # fmt: skip
    assert sum(trends).total()["IR", "IQ"] == cm.merge(*trends).total()["IR", "IQ"] == 2
    with pytest.raises(TypeError):
        parts[0] + 1
    with pytest.raises(TypeError):
        1 + parts[0]
