import gzip
import zipfile

import numpy as np
import pandas as pd
import pytest
from conftest import corpus_file

import comention as cm
from comention.country_codes import fips

PLACES = [
    "1#Germany#GM#GM##51#9#GM#40",
    "4#Shanghai, Shanghai, China#CH#CH23#1#31#121#-1#400",
    "2#Kansas, United States#US#USKS##38#-96#KS#625",
    "5#Bavaria, Bayern, Germany#GM#GM02#1#48#11#-2#90",
    "3#Reno, Nevada, United States#US#USNV#1#39#-119#-3#7",
]


def row(
    name="0-1", day="20230702153000", themes="TRIAL,12;LEADER,30;TRIAL,45", places=PLACES, source=b"a.com"
) -> bytes:
    cells = [name.encode(), day.encode(), b"1", source, b"https://a.com/1", b"", b"", b"", themes.encode(), b""]
    return b"\t".join([*cells, ";".join(places).encode(), *[b""] * 16])


def written(path, *rows):
    path.write_bytes(b"".join(one + b"\n" for one in rows))
    return path


def found(mentions: cm.Mentions) -> list:
    return mentions.to_pandas()[["doc", "start", "end", "kind", "tag", "form", "type"]].values.tolist()


def test_a_row(tmp_path):
    mentions = cm.read_gkg(written(tmp_path / "a.gkg.csv", row()))
    assert found(mentions) == [
        [0, 7, 34, "country", "US", "Reno, Nevada, United States", "city"],
        [0, 12, 13, "theme", "TRIAL", "TRIAL", "term"],
        [0, 30, 31, "theme", "LEADER", "LEADER", "term"],
        [0, 40, 47, "country", "DE", "Germany", "name"],
        [0, 45, 46, "theme", "TRIAL", "TRIAL", "term"],
        [0, 90, 114, "country", "DE", "Bavaria, Bayern, Germany", "subnational"],
        [0, 400, 425, "country", "CN", "Shanghai, Shanghai, China", "city"],
        [0, 625, 646, "country", "US", "Kansas, United States", "subnational"],
    ]
    assert repr(mentions) == "<Mentions: 8 in 1 document; country 5, theme 3>"
    corpus = mentions.corpus
    assert (corpus.ids, corpus.dates) == (["0-1"], ["2023-07-02"])
    assert corpus.meta == {"source": ["a.com"], "url": ["https://a.com/1"]}
    assert set(mentions.to_pandas()["surface"]) == {""}


@pytest.mark.parametrize(
    ("places", "tags"),
    [
        ("country", ["DE"]),
        (["adm1"], ["DE", "US"]),
        (["city"], ["US", "CN"]),
        (["country", "city"], ["US", "DE", "CN"]),
    ],
)
def test_types_of_places(tmp_path, places, tags):
    mentions = cm.read_gkg(written(tmp_path / "a.csv", row()), places=places, kinds="country")
    assert mentions.to_pandas()["tag"].tolist() == tags
    assert mentions.lexicon.kinds == ["country"]


def test_counting(tmp_path):
    rows = [row(), row("0-2", places=PLACES[:1], themes="LEADER,60"), row("0-3", places=[], themes="")]
    mentions = cm.read_gkg(written(tmp_path / "a.csv", *rows))
    counts = cm.cooccurrence(mentions, rows="country", cols="theme", unit="document")
    assert (counts["Germany", "LEADER"], counts["CHN", "TRIAL"], counts.n) == (2, 1, 3)
    near = cm.cooccurrence(
        mentions, rows="country", cols="theme", unit=cm.Proximity(20, by="character", within="document")
    )
    assert near["DE", "TRIAL"] > 0
    assert near["CN", "TRIAL"] == 0
    assert counts.evidence("DE", "LEADER").to_pandas()[["id", "row_start", "col_start"]].values.tolist() == [
        ["0-1", 40, 30],
        ["0-2", 40, 60],
    ]
    with pytest.raises(ValueError, match="these mentions have offsets but no sentences"):
        cm.cooccurrence(mentions, rows="country", cols="theme", unit="sentence")


def test_what_needs_a_text_says_so(tmp_path):
    mentions = cm.read_gkg(written(tmp_path / "a.csv", row()))
    for call in (lambda: mentions.show(0), lambda: mentions.kwic("DE"), lambda: mentions.explain(0), mentions.rejected):
        with pytest.raises(ValueError, match="labels have no text"):
            call()
    with pytest.raises(ValueError, match="these have no text"):
        mentions.focus()
    assert len(mentions.keep(type="city")) == 2
    assert mentions.summary()["sentences"].tolist() == [0] * 5


def test_files_as_they_come(tmp_path):
    written(tmp_path / "b.gkg.csv", row("0-2"))
    with zipfile.ZipFile(tmp_path / "a.gkg.csv.zip", "w") as archive:
        archive.writestr("a.gkg.csv", row("0-1") + b"\n")
    with gzip.open(tmp_path / "c.gkg.csv.gz", "wb") as file:
        file.write(row("0-3"))
    everything = cm.read_gkg(str(tmp_path / "*.gkg.csv*"))
    assert everything.corpus.ids == ["0-1", "0-2", "0-3"]
    listed = cm.read_gkg([tmp_path / "c.gkg.csv.gz", str(tmp_path / "a*")])
    assert listed.corpus.ids == ["0-3", "0-1"]


def test_nothing_is_dropped_silently(tmp_path):
    short = b"\t".join(row("0-4").split(b"\t")[:20])
    rows = [row("0-1"), row("0-2", source=b"caf\xe9.com"), short, row("0-5", day="2023")]
    path = written(tmp_path / "a.csv", *rows, row("0-6", places=["1#Sea#OS#OS##1#2#OS#4", "1#X#Q1#Q1##1#2#Q1#4"]))
    with pytest.warns(cm.CaveatWarning) as warned:
        mentions = cm.read_gkg(path)
    assert str(warned[0].message) == (
        "3 of 5 rows were left out (a.csv, row 1: no valid UTF-8: first wrong byte at 24; a.csv, row 2: 20 columns "
        "instead of 27; a.csv, row 3: '2023' is no date as 20230702153000); 2 places have a code that is no country "
        "(OS 1, oceans and seas; Q1 1, unknown)"
    )
    assert rows[1][24:25] == b"\xe9"
    assert mentions.corpus.ids == ["0-1", "0-6"]


def test_malformed_places_and_themes_are_reported(tmp_path):
    odd = ["0#Georgia, , Georgia#GG#GG##42#.5#1#GG#402", "1#Germany#GM#GM##51#9#GM#x"]
    path = written(tmp_path / "a.csv", row(places=[*odd, PLACES[0]], themes="TRIAL;LEADER,4;B,-1"))
    with pytest.warns(cm.CaveatWarning, match="4 places or themes are malformed .*0#Georgia, , Georgia.*'TRIAL'"):
        mentions = cm.read_gkg(path)
    assert mentions.to_pandas()["tag"].tolist() == ["LEADER", "DE"]


def test_broken_bytes_where_nothing_is_read_do_no_harm(tmp_path):
    cells = row().split(b"\t")
    cells[23] = b"\xff\xfe"
    assert len(cm.read_gkg(written(tmp_path / "a.csv", b"\t".join(cells)))) == 8


def test_errors(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file matches"):
        cm.read_gkg(str(tmp_path / "*.csv"))
    with pytest.raises(FileNotFoundError, match="no path was given"):
        cm.read_gkg([])
    path = written(tmp_path / "a.csv", row(), row())
    with pytest.raises(ValueError, match=r"a.csv, row 1: the id '0-1' is that of a.csv, row 0 already"):
        cm.read_gkg(path)
    with pytest.raises(ValueError, match="unknown places 'town'"):
        cm.read_gkg(path, places="town")
    with pytest.raises(ValueError, match="places= names none"):
        cm.read_gkg(path, places=[])
    with pytest.raises(ValueError, match="unknown kind 'topic'"):
        cm.read_gkg(path, kinds=["topic"])
    broken = written(tmp_path / "a.csv.zip", b"no archive")
    with pytest.raises(ValueError, match=r"a.csv.zip: cannot be unpacked"):
        cm.read_gkg(broken)


def country_by_theme(path) -> tuple[pd.DataFrame, int]:
    """Count articles by country and theme with pandas alone."""
    table = pd.read_csv(path, sep="\t", header=None, dtype=str, keep_default_na=False, quoting=3)
    spots = table[10].str.split(";").explode().str.split("#")
    spots = spots[spots.str.len() == 9]
    iso = {code: tag for code, (tag, _) in fips().items()}
    country = spots.str[2].map(iso)
    country = country[country != ""].reset_index(name="country").drop_duplicates()
    theme = table[8].str.split(";").explode()
    theme = theme[theme != ""].str.replace(r",\d+$", "", regex=True).reset_index(name="theme").drop_duplicates()
    both = country.merge(theme, on="index")
    return pd.crosstab(both["country"], both["theme"]), len(table)


def test_a_real_file_is_counted_as_pandas_counts_it():
    path = corpus_file("20230702153000.gkg.csv.zip")
    with pytest.warns(cm.CaveatWarning, match=r"1 places or themes are malformed.*4 places have a code"):
        mentions = cm.read_gkg(path)
    counts = cm.cooccurrence(mentions, rows="country", cols="theme", unit="document")
    expected, articles = country_by_theme(path)
    shown = counts.to_pandas().rename_axis(index="country", columns="theme")
    assert counts.n == articles == 951
    assert shown.to_numpy().sum() == expected.to_numpy().sum() > 40_000
    pd.testing.assert_frame_equal(shown.loc[expected.index, expected.columns], expected, check_dtype=False)
    rest = shown.drop(index=expected.index).to_numpy().sum() + shown.drop(columns=expected.columns).to_numpy().sum()
    assert rest == 0
    assert counts.row_totals["RU"] > 0
    assert np.array_equal(sorted(mentions.lexicon.tags("country")["tag"]), mentions.lexicon.tags("country")["tag"])


def test_counts_of_files_add_up_to_those_of_all(tmp_path):
    one = written(tmp_path / "a.csv", row("0-1"), row("0-2", themes="WAR,3"))
    two = written(tmp_path / "b.csv", row("0-3", themes="PEACE,3", places=PLACES[:1]))
    counts = [
        cm.cooccurrence(cm.read_gkg(p), rows="country", cols="theme", unit="document") for p in ([one, two], one, two)
    ]
    merged = cm.merge(counts[1:])
    pd.testing.assert_frame_equal(merged.to_pandas(), counts[0].to_pandas())
    assert (merged["DE", "PEACE"], merged.n) == (1, 3)


def test_what_is_listed_twice_is_one_mention(tmp_path):
    places = ["1#Iran#IR#IR##32#53#IR#10", "4#Tehran, Iran#IR#IR26#1#35#51#-7#10", "1#Iraq#IZ#IZ##33#44#IZ#20"]
    mentions = cm.read_gkg(written(tmp_path / "a.csv", row(themes="TAX,30;TAX,30", places=places)))
    assert mentions.to_pandas()[["start", "tag"]].values.tolist() == [[10, "IR"], [20, "IQ"], [30, "TAX"]]
