"""Who belongs to what: the regions and successors of the countries, and the members of organisations."""

import datetime as dt
import itertools
from importlib import resources

import pandas as pd
import pycountry
import pytest

import comention as cm

DATA = resources.files("comention") / "data"
REGIONS = {
    "Africa": {"Northern Africa", "Eastern Africa", "Middle Africa", "Southern Africa", "Western Africa"},
    "Americas": {"Caribbean", "Central America", "South America", "Northern America"},
    "Asia": {"Central Asia", "Eastern Asia", "South-eastern Asia", "Southern Asia", "Western Asia"},
    "Europe": {"Eastern Europe", "Northern Europe", "Southern Europe", "Western Europe"},
    "Oceania": {"Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia"},
    "Antarctica": {"Antarctica"},
}
DISSOLVED = ["SUHH", "YUCS", "CSHH", "CSXX", "DDDE", "YDYE"]


def table(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert {len(row) for row in rows} == {len(header)}
    return pd.DataFrame(rows, columns=header)


COUNTRIES = table("country_tags.tsv").set_index("tag")
ORGANISATIONS = table("organisation_tags.tsv")["tag"].tolist()
MEMBERS = table("members.tsv")


def day(text):
    """A year alone is read as its first day."""
    return dt.date.fromisoformat(text if len(text) == 10 else f"{text}-01-01")


def members(organisation, date):
    when = day(date)
    rows = MEMBERS[MEMBERS["organisation"] == organisation]
    return {
        row.country
        for row in rows.itertuples()
        if day(row.since) <= when and (row.until == "" or when < day(row.until))
    }


def test_every_country_has_a_continent_and_a_region():
    for tag, continent, region in COUNTRIES[["continent", "region"]].itertuples():
        assert region in REGIONS[continent], tag
    assert set(COUNTRIES["region"]) == set.union(*REGIONS.values())


def test_regions_have_the_size_of_the_list_of_the_united_nations():
    sizes = COUNTRIES.drop([*DISSOLVED, "TW", "XK"])["continent"].value_counts()
    assert sizes.to_dict() == {"Africa": 60, "Americas": 57, "Europe": 51, "Asia": 50, "Oceania": 29, "Antarctica": 1}


def test_only_dissolved_states_have_successors():
    successors = COUNTRIES.loc[COUNTRIES["successors"] != "", "successors"]
    assert successors.index.tolist() == DISSOLVED
    for tag, codes in successors.items():
        assert set(codes.split()) <= set(COUNTRIES.index) - set(DISSOLVED)
        main = codes.split()[0]
        assert f"main successor {main}" in COUNTRIES.loc[tag, "note"]
        assert COUNTRIES.loc[tag, "continent"] == COUNTRIES.loc[main, "continent"]
    assert len(successors["SUHH"].split()) == 15


def test_the_columns_are_attributes_of_the_tags():
    frame = cm.Lexicon.builtin().tags("country").set_index("tag")
    columns = ["continent", "region", "successors"]
    pd.testing.assert_frame_equal(frame[columns], COUNTRIES[columns], check_dtype=False)


def test_codes_and_organisations_are_known():
    assert MEMBERS.columns.tolist() == ["organisation", "country", "since", "until", "note"]
    assert set(MEMBERS["organisation"]) <= set(ORGANISATIONS)
    assert set(MEMBERS["country"]) <= set(COUNTRIES.index)
    assert set(MEMBERS["country"]) - set(DISSOLVED) <= {country.alpha_2 for country in pycountry.countries}


def test_rows_are_in_order():
    order = {organisation: place for place, organisation in enumerate(ORGANISATIONS)}
    keys = [(order[row.organisation], row.since, row.country) for row in MEMBERS.itertuples()]
    assert keys == sorted(keys)


def test_dates():
    for row in MEMBERS.itertuples():
        since, until = day(row.since), day(row.until) if row.until else dt.date.max
        assert dt.date(1931, 12, 11) <= since < until, row
        assert len(row.since) in (4, 10)
        assert len(row.until) in (0, 4, 10)


def test_no_country_is_a_member_twice():
    for key, rows in MEMBERS.groupby(["organisation", "country"]):
        spans = sorted((day(row.since), day(row.until) if row.until else dt.date.max) for row in rows.itertuples())
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans)), key


def test_dissolved_states_are_members_of_nothing_now():
    rows = MEMBERS[MEMBERS["country"].isin(DISSOLVED)]
    ends = {"SUHH": "1991-12-26", "YUCS": "2003-02-04", "CSHH": "1993-01-01", "CSXX": "2006-06-03"}
    ends |= {"DDDE": "1990-10-03", "YDYE": "1990-05-22"}
    for row in rows.itertuples():
        assert "" < row.until <= ends[row.country], row


@pytest.mark.parametrize(
    ("organisation", "date", "number"),
    [
        ("un", "1945-10-24", 29),
        ("un", "1945-12-31", 51),
        ("un", "1955-12-31", 76),
        ("un", "1960-12-31", 99),
        ("un", "1965-12-31", 117),
        ("un", "1971-12-31", 132),
        ("un", "1973-12-31", 135),
        ("un", "1984-12-31", 159),
        ("un", "1990-12-31", 159),
        ("un", "1992-12-31", 179),
        ("un", "1993-12-31", 184),
        ("un", "2000-12-31", 189),
        ("un", "2002-12-31", 191),
        ("un", "2011-07-14", 193),
        ("nato", "1949-12-31", 12),
        ("nato", "1955-12-31", 15),
        ("nato", "1982-12-31", 16),
        ("nato", "1999-12-31", 19),
        ("nato", "2004-12-31", 26),
        ("nato", "2009-12-31", 28),
        ("nato", "2024-03-07", 32),
        ("osce", "1975-08-01", 35),
        ("osce", "2012-12-31", 57),
        ("csto", "2024-01-01", 6),
        ("warsaw_pact", "1955-12-31", 8),
        ("warsaw_pact", "1991-07-01", 0),
        ("eu", "1957-12-31", 0),
        ("eu", "1958-01-01", 6),
        ("eu", "1973-01-01", 9),
        ("eu", "1981-01-01", 10),
        ("eu", "1986-01-01", 12),
        ("eu", "1995-01-01", 15),
        ("eu", "2004-05-01", 25),
        ("eu", "2007-01-01", 27),
        ("eu", "2013-07-01", 28),
        ("eu", "2020-01-31", 28),
        ("eu", "2020-02-01", 27),
        ("council_of_europe", "1949-05-05", 10),
        ("council_of_europe", "2007-12-31", 47),
        ("council_of_europe", "2022-03-16", 46),
        ("efta", "1960-12-31", 7),
        ("efta", "1995-01-01", 4),
        ("visegrad_group", "1991-12-31", 3),
        ("visegrad_group", "1993-01-01", 4),
        ("cis", "1994-01-01", 12),
        ("eaeu", "2015-12-31", 5),
        ("sco", "2001-12-31", 6),
        ("sco", "2024-12-31", 10),
        ("turkic_states", "2020-01-01", 5),
        ("asean", "1967-08-08", 5),
        ("asean", "1999-12-31", 10),
        ("apec", "1989-12-31", 12),
        ("apec", "1998-12-31", 21),
        ("saarc", "2007-12-31", 8),
        ("arab_league", "1945-12-31", 7),
        ("arab_league", "2010-01-01", 22),
        ("arab_league", "2020-01-01", 21),
        ("arab_league", "2024-01-01", 22),
        ("gcc", "2000-01-01", 6),
        ("oic", "2010-01-01", 57),
        ("african_union", "2020-01-01", 55),
        ("oau", "1963-05-25", 32),
        ("oau", "2000-01-01", 53),
        ("ecowas", "1975-12-31", 15),
        ("ecowas", "2024-12-31", 15),
        ("ecowas", "2025-01-29", 12),
        ("sadc", "2020-01-01", 16),
        ("eac", "2024-12-31", 8),
        ("oas", "1948-12-31", 21),
        ("mercosur", "1991-12-31", 4),
        ("caricom", "2010-01-01", 15),
        ("nafta", "2000-01-01", 3),
        ("oecd", "1962-12-31", 20),
        ("oecd", "2021-12-31", 38),
        ("opec", "1960-12-31", 5),
        ("opec", "1980-01-01", 13),
        ("opec", "2024-12-31", 12),
        ("g7", "1975-12-31", 6),
        ("g7", "1980-01-01", 7),
        ("g7", "2010-01-01", 8),
        ("g7", "2015-01-01", 7),
        ("g20", "2024-01-01", 19),
        ("brics", "2009-12-31", 4),
        ("brics", "2011-12-31", 5),
        ("brics", "2024-01-01", 9),
        ("brics", "2025-12-31", 10),
        ("commonwealth", "1947-12-31", 8),
        ("commonwealth", "2010-01-01", 54),
        ("commonwealth", "2024-12-31", 56),
    ],
)
def test_numbers_of_members(organisation, date, number):
    assert len(members(organisation, date)) == number


def test_members_that_left_and_came_back():
    assert "GB" in members("eu", "2020-01-31")
    assert "GB" not in members("eu", "2020-02-01")
    assert "RU" not in members("council_of_europe", "2022-03-16")
    assert [code in members("un", "1971-10-24") for code in ("TW", "CN")] == [True, False]
    assert [code in members("un", "1971-10-25") for code in ("TW", "CN")] == [False, True]
    assert ["ZA" in members("commonwealth", date) for date in ("1950-01-01", "1970-01-01", "2000-01-01")] == [1, 0, 1]
    assert ["EG" in members("arab_league", date) for date in ("1970-01-01", "1985-01-01", "1990-01-01")] == [1, 0, 1]
    assert ["MA" in members("oau", date) for date in ("1980-01-01", "1990-01-01")] == [1, 0]
    assert ["MA" in members("african_union", date) for date in ("2010-01-01", "2020-01-01")] == [0, 1]
