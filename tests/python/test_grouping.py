"""Groups of tags, memberships at a date, focus, and the switches of the built-in lexicon."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import comention as cm
from comention.grouping import is_member

COUNTRIES = cm.Lexicon.builtin("cities", kinds=["country", "organisation"])


def tags(mentions: cm.Mentions) -> list[str]:
    return mentions.to_pandas()["tag"].tolist()


def test_a_column_of_the_tags():
    mentions = cm.tag("Peru, Chad, Fiji and the EU.", COUNTRIES)
    assert tags(mentions.group(country="continent")) == ["Americas", "Africa", "Oceania", "eu"]
    assert tags(mentions.group(country="region")) == ["South America", "Middle Africa", "Melanesia", "eu"]


def test_topics_have_groups():
    mentions = cm.tag("Sanctions on Chad.")
    assert "diplomacy" not in tags(mentions)
    grouped = mentions.group(topic="group").to_pandas()
    assert set(grouped[grouped["kind"] == "topic"]["tag"]) <= set(cm.Lexicon.builtin().tags("topic")["group"])


def test_a_dict_leaves_the_rest_out():
    mentions = cm.tag("Peru, Chad and Fiji.", COUNTRIES)
    groups = {"left": ["PE", "Chad"], "both": ["PER"]}
    assert tags(mentions.group(country=groups)) == ["left", "both", "left"]


def test_memberships_hold_at_their_date():
    mentions = cm.tag("Britain and Croatia.", COUNTRIES)
    assert tags(mentions.group(country="eu", date="2010-01-01")) == ["eu"]
    assert tags(mentions.group(country="eu", date="2015")) == ["eu", "eu"]
    assert sorted(tags(mentions.group(country=["eu", "nato"], date="2021-06"))) == ["eu", "nato", "nato"]


def test_memberships_at_the_date_of_each_document():
    corpus = cm.Corpus(
        {"text": ["Britain."] * 3, "day": ["2019-05-01", "2021-05-01", "2020-01-31"]}, text="text", date="day"
    )
    grouped = cm.tag(corpus, COUNTRIES).group(country="eu", date="document")
    assert grouped.to_pandas()["doc"].tolist() == [0, 2]


def test_documents_without_a_date_are_reported():
    corpus = cm.Corpus({"text": ["Britain."] * 2, "day": ["2019-05-01", None]}, text="text", date="day")
    with pytest.warns(cm.CaveatWarning, match="1 of 2 documents have no date"):
        assert tags(cm.tag(corpus, COUNTRIES).group(country="eu", date="document")) == ["eu"]


def test_organisations_count_as_their_members():
    mentions = cm.tag("The EU met Russia.", COUNTRIES).group(organisation="members", date="1986-01-01")
    found = tags(mentions)
    assert len(found) == 13
    assert {"FR", "ES", "RU"} <= set(found)
    assert "SE" not in found


def test_only_members_that_count():
    mentions = cm.tag("The EU met NATO.", COUNTRIES.select(country=["FR", "US"]))
    grouped = mentions.group(organisation="members", date="2020")
    assert tags(grouped) == ["FR", "FR", "US"]
    assert set(grouped.lexicon.tags("country")["tag"]) == {"FR", "US"}


def test_members_are_united_in_a_second_step():
    mentions = cm.tag("The EU met Russia.", COUNTRIES).group(organisation="members", date="2020-06-01")
    grouped = mentions.group(country="continent")
    assert grouped.to_pandas()[["tag", "surface"]].values.tolist() == [
        ["Europe", "EU"],
        ["Asia", "EU"],
        ["Europe", "Russia"],
    ], "a place is in a group once; Cyprus is in Asia"
    assert tags(mentions.group(country="eu", date="2020-06-01")) == ["eu"]
    continents = cm.tag("The EU met Russia.", COUNTRIES).group(country="continent")
    with pytest.raises(ValueError, match="group organisations before countries"):
        continents.group(organisation="members", date="2020")


def test_a_place_is_in_a_group_once():
    lexicon = cm.Lexicon.builtin(successors="all", kinds=["country"])
    assert tags(cm.tag("Soviet and Soviet envoys.", lexicon).group(country="continent")) == ["Europe", "Asia"] * 2


def test_a_date_may_be_a_date():
    assert tags(cm.tag("Britain.", COUNTRIES).group(country="eu", date=dt.date(2015, 1, 1))) == ["eu"]


def test_dates_do_not_matter_without_memberships():
    assert tags(cm.tag("Peru.", COUNTRIES).group(country="continent", date="document")) == ["Americas"]


def test_impossible_dates_of_documents():
    corpus = cm.Corpus({"text": ["Britain."] * 2, "day": ["2019-05-01", "2019-02-30"]}, text="text", date="day")
    with pytest.raises(ValueError, match="row 1: the date '2019-02-30' is no day of the calendar"):
        cm.tag(corpus, COUNTRIES).group(country="eu", date="document")


def test_groups_are_counted_within_the_unit_never_added_up():
    mentions = cm.tag("France and Germany met Norway. France left.", COUNTRIES)
    grouped = mentions.group(country={"EU": ["FR", "DE"], "NO": ["NO"]})
    counts = cm.cooccurrence(grouped, rows="country", unit="sentence")
    assert counts["EU", "NO"] == 1
    assert counts.row_totals["EU"] == 2


def test_counts_of_groups_equal_a_count_by_hand():
    mentions = cm.tag(cm.datasets.briefs())
    frame = mentions.to_pandas()
    continent = cm.Lexicon.builtin().tags("country").set_index("tag")["continent"]
    countries = frame[frame["kind"] == "country"]
    rows = countries.assign(tag=countries["tag"].map(continent))[["doc", "sentence", "tag"]].drop_duplicates()
    topics = frame[frame["kind"] == "topic"][["doc", "sentence", "tag"]].drop_duplicates()
    by_hand = rows.merge(topics, on=["doc", "sentence"]).groupby(["tag_x", "tag_y"]).size()
    counts = cm.cooccurrence(mentions.group(country="continent"), rows="country", cols="topic", unit="sentence")
    assert counts.to_pandas().to_numpy().sum() == by_hand.sum()
    for (row, col), number in by_hand.items():
        assert counts[row, col] == number


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "name a kind to group"),
        ({"country": "eu"}, "memberships change: give date="),
        ({"country": "contnent"}, "unknown group 'contnent'; did you mean 'continent'"),
        ({"land": "continent"}, "unknown kind 'land'"),
        ({"country": "members"}, "only organisations have members"),
        ({"country": "eu", "date": "document"}, "the corpus has no dates"),
        ({"country": "eu", "date": "May 2020"}, "is not in ISO format"),
        ({"country": "eu", "date": "2010-13-45"}, "date= '2010-13-45' is no day of the calendar"),
        ({"country": "continent", "date": "2010-02-30"}, "is no day of the calendar"),
        ({"country": "eu", "date": pd.NaT}, "date= is missing"),
        ({"country": "eu", "date": float("nan")}, "date= is missing"),
        ({"country": {}}, "no group is given for country="),
        ({"country": []}, "no group is given for country="),
        ({"country": {"x": []}}, "the group 'x' has no tag"),
        ({"country": "successors"}, r"unknown group 'successors'\. Known: continent, region, african_union"),
        ({"country": "note"}, "unknown group 'note'"),
        ({"country": "alpha3"}, "unknown group 'alpha3'"),
        ({"country": "numeric"}, "unknown group 'numeric'"),
        ({"organisation": "members", "country": "continent", "date": "2020"}, "group organisations first"),
    ],
)
def test_errors(options, message):
    with pytest.raises(ValueError, match=message):
        cm.tag("Peru.", COUNTRIES).group(**options)


def test_a_group_is_a_list():
    with pytest.raises(TypeError, match="needs a list of tags"):
        cm.tag("Peru.", COUNTRIES).group(country={"x": "PE"})


def test_days_of_membership():
    assert is_member("2020-01-31", "1973-01-01", "2020-02-01")
    assert not is_member("2020-02-01", "1973-01-01", "2020-02-01")
    assert is_member("1973", "1973", "9999")
    assert not is_member("1972-12-31", "1973", "9999")


# ---- Focus


def test_focus_keeps_head_and_repeated():
    text = "Peru moves. It rained. Chile looks on. Chad waits. Chad waits again. Fiji too."
    assert tags(cm.tag(text, COUNTRIES).focus()) == ["PE", "TD", "TD"]
    assert tags(cm.tag(text, COUNTRIES).focus(head=0, least=1, share=1)) == ["TD", "TD"]


def test_focus_equals_a_plain_loop():
    mentions = cm.tag(cm.datasets.briefs())
    frame = mentions.to_pandas()
    keep = []
    for row in frame.itertuples():
        same = frame[(frame["doc"] == row.doc) & (frame["kind"] == "country")]
        count = (same["tag"] == row.tag).sum()
        most = same["tag"].value_counts().max() if len(same) else 0
        head = (same[same["tag"] == row.tag]["sentence"] < 2).any()
        keep.append(row.kind != "country" or head or (count >= 2 and count >= 0.2 * most))
    assert mentions.focus().to_pandas().equals(frame[np.array(keep)].reset_index(drop=True))


def test_focus_of_nothing():
    assert len(cm.tag(["", None], COUNTRIES).focus()) == 0


@pytest.mark.parametrize("options", [{"share": 2}, {"least": 0}, {"head": -1}, {"kind": "land"}])
def test_focus_checks_its_options(options):
    with pytest.raises(ValueError, match=r"must be|unknown kind"):
        cm.tag("Peru.", COUNTRIES).focus(**options)


# ---- Switches


@pytest.mark.parametrize(
    ("successors", "expected"),
    [
        ("own", {"SUHH", "CSHH"}),
        ("drop", set()),
        ("main", {"RU", "CZ"}),
        (
            "all",
            {*["AM", "AZ", "BY", "EE", "GE", "KG", "KZ", "LT", "LV", "MD", "RU", "TJ", "TM", "UA", "UZ"], "CZ", "SK"},
        ),
    ],
)
def test_successors(successors, expected):
    lexicon = cm.Lexicon.builtin(successors=successors, kinds=["country"])
    assert set(tags(cm.tag("Soviet envoys met Czechoslovakia.", lexicon))) == expected


def test_dropped_states_still_hide():
    lexicon = cm.Lexicon.builtin(successors="drop", kinds=["country"])
    assert tags(cm.tag("East Germany and Serbia and Montenegro.", lexicon)) == []


def test_areas():
    text = "Crimea and the Golan Heights."
    assert tags(cm.tag(text, cm.Lexicon.builtin("cities"))) == ["UA", "SY"]
    assert tags(cm.tag(text, cm.Lexicon.builtin("cities", areas="drop"))) == []
    changed = cm.Lexicon.builtin("cities", areas={"crimea": "Russia", "golan": None})
    assert tags(cm.tag(text, changed)) == ["RU"]


def test_switches_must_be_known():
    with pytest.raises(ValueError, match="unknown successors 'heir'"):
        cm.Lexicon.builtin(successors="heir")
    with pytest.raises(ValueError, match="unknown area 'crimia'; did you mean 'crimea'"):
        cm.Lexicon.builtin(areas={"crimia": "RU"})
    with pytest.raises(KeyError, match="unknown country 'Freedonia'"):
        cm.Lexicon.builtin(areas={"crimea": "Freedonia"})
    for areas in (["crimea"], None, 1):
        with pytest.raises(TypeError, match="areas= takes 'assigned', 'drop' or a mapping"):
            cm.Lexicon.builtin(areas=areas)
    with pytest.raises(TypeError, match="the area 'crimea' counts as one country, or as None"):
        cm.Lexicon.builtin(areas={"crimea": ["RU", "UA"]})


def test_flags_filter():
    mentions = cm.tag("Geneva hosted Ukraine on Crimea.", cm.Lexicon.builtin("cities", kinds=["country"]))
    assert tags(mentions.drop(flag="venue")) == ["UA", "UA"]
    assert tags(mentions.keep(flag="area")) == ["UA"]
    assert tags(mentions.drop(flag=["venue", "area:crimea"])) == ["UA"]
    with pytest.raises(ValueError, match="unknown flag 'vnue'"):
        mentions.drop(flag="vnue")


def test_flags_are_lost_in_groups():
    mentions = cm.tag("Geneva hosted Peru.", COUNTRIES).group(country="continent")
    for filtered in (mentions.keep, mentions.drop):
        with pytest.raises(ValueError, match=r"filter by flag before group\(\)"):
            filtered(flag="venue")
    assert tags(mentions.keep(tag="Europe").keep(type="capital")) == []
