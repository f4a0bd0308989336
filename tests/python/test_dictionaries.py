import fnmatch
import io
import itertools
import json
import os
import re
import time

import pandas as pd
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

import comention as cm
from comention.dictionaries import reading as dictionaries
from comention.dictionaries.reading import pattern_words
from comention.dictionaries.rows import one_spaced

FORMATS = ["yaml", "json", "csv", "tsv", "liwc"]


def read(content, format="yaml", **options):
    file = io.StringIO(content) if isinstance(content, str) else io.BytesIO(content)
    return cm.Lexicon.read(file, kind="theme", format=format, **options)


def patterns(lexicon):
    found = {tag: [] for tag in lexicon.tags()["tag"]}
    for tag, form in lexicon.forms()[["tag", "form"]].values.tolist():
        if tag:
            found[tag].append(form)
    return found


def tags(text, lexicon):
    return cm.tag(text, lexicon).to_pandas()["tag"].tolist()


def problems(lexicon):
    return lexicon.problems()[["tag", "form", "problem"]].values.tolist()


SAME = {
    "yaml": "trade: [tariff*, trade war]\nguerre été:\n- war\n",
    "json": '{"trade": ["tariff*", "trade war"], "guerre été": ["war"]}',
    "csv": "id,pattern\ntrade,tariff*\ntrade,trade war\nguerre été,war\n",
    "tsv": "id\tpattern\ntrade\ttariff*\ntrade\ttrade war\nguerre été\twar\n",
    "liwc": "%\n1\ttrade\n2\tguerre été\n%\ntariff*\t1\ntrade war\t1\nwar\t2\n",
}
ENDINGS = {"yaml": ".yml", "json": ".json", "csv": ".CSV", "tsv": ".tsv", "liwc": ".dic"}


@pytest.mark.parametrize("format", FORMATS)
def test_all_formats_say_the_same(format, tmp_path):
    path = tmp_path / ("themes" + ENDINGS[format])
    path.write_text(SAME[format], encoding="utf-8")
    for source in (path, str(path)):
        lexicon = cm.Lexicon.read(source, kind="theme")
        assert patterns(lexicon) == {"trade": ["tariff*", "trade war"], "guerre été": ["war"]}
        assert lexicon.kinds == ["theme"]
        assert tags("A TRADE WAR over tariffs", lexicon) == ["trade", "guerre été", "trade"]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("change", ["\n", "\r\n", "\r", "mark"])
def test_line_ends_and_byte_order_mark(format, change):
    content = SAME[format].encode("utf-8-sig" if change == "mark" else "utf-8")
    if change != "mark":
        content = content.replace(b"\n", change.encode())
    assert patterns(read(content, format)) == patterns(read(SAME[format], format))


def test_yaml_is_text_as_written():
    words = ["NO", "on", "Y", "null", "1", "1e3", "0x1F", "2020-01-01", "yes", "3.10", "012", "é", "ÉTÉ", "<<", "1:30"]
    listed = "\n".join(f"{word}: [{word}]" for word in words)
    assert patterns(read(listed)) == {word: [word] for word in words if word != "<<"} | {"<<": []}


def test_norway_is_found():
    assert tags("Norway: NO, no", read("NO: [NO, 'NO']\nnull: [Norway]", case="exact")) == ["null", "NO"]


def test_wildcards():
    lexicon = read("end: [tarif*]\nbegin: ['*ism']\ninner: [org*ion]\none: [wom?n]\nany: [war * iraq]")
    text = "Tariffs, terrorism, organisation and organization of women (not womeen) in the war on Iraq"
    assert tags(text, lexicon) == ["end", "begin", "inner", "inner", "one", "any"]


def test_overlapping_keys_count_unless_the_dictionary_is_one():
    content = "trade: [trade war]\nwar: [war]"
    assert tags("a trade war", read(content)) == ["trade", "war"]
    assert tags("a trade war", read(content, nested="dictionary")) == ["trade"]


def test_case():
    assert tags("WHO who Who", read("a: [WHO]")) == ["a", "a", "a"]
    assert tags("WHO who Who", read("a: [WHO]", case="exact")) == ["a"]
    assert tags("WHO who Who", read("a: [Who]", case="capital")) == ["a", "a"]
    rows = "id,pattern,case\nwho,WHO,exact\nus,us,\naid,Aid,capital\n"
    for nested in ("key", "dictionary"):
        assert tags("WHO who US us Aid aid", read(rows, "csv", nested=nested)) == ["who", "us", "us", "aid"]
        assert tags("WHO who US us Aid aid", read(rows, "csv", nested=nested, case="exact")) == ["who", "us", "aid"]


def test_columns_of_tags():
    lexicon = read("id,pattern,group,label\na,x,g,Alpha\na,y,,\nb,z,,\n", "csv")
    assert lexicon.tags()[["tag", "label", "group"]].values.tolist() == [["a", "Alpha", "g"], ["b", "b", ""]]
    assert patterns(lexicon) == {"a": ["x", "y"], "b": ["z"]}
    assert tags("x z", lexicon.select(theme="Alpha")) == ["a"]


def test_a_weight_of_one_says_nothing():
    assert patterns(read("id,pattern,weight\na,x,1\na,y,1.0\na,z,\n", "csv")) == {"a": ["x", "y", "z"]}


BLOCKS = "id,pattern,type\na,war,\nb,star,\n,star war*,block\nc,a star,\n"


@pytest.mark.parametrize("nested", [None, "dictionary"])
def test_blocks_of_a_table_hide_in_every_key(nested):
    lexicon = read(BLOCKS, "csv", nested=nested)
    assert tags("Star Wars is no war; a star", lexicon) == ["a", "c"]
    assert len(lexicon.forms()) == 4, "a block is there once"


def test_blocks_need_one_layer():
    with pytest.raises(ValueError, match='<file>, line 4: a block hides in all keys, which nested="key" does not'):
        read(BLOCKS, "csv", nested="key")
    without = BLOCKS.replace(",star war*,block\n", "")
    assert tags("a star", read(without, "csv")) == ["c", "b"]


def test_the_countries_are_read_back_in_their_size(tmp_path):
    lexicon = cm.Lexicon.builtin(kinds=["country"])
    lexicon.write(tmp_path / "country.csv")
    again = cm.Lexicon.read(tmp_path / "country.csv", kind="country")
    assert len(again.forms()) == len(lexicon.forms("country")) + len(lexicon.forms().query("kind == ''"))


def test_quotes_in_tables():
    lexicon = read('id,pattern\n"a, ""b""","one,\ntwo"\n\n5"",x\n', "csv")
    assert patterns(lexicon) == {'a, "b"': ["one, two"], '5""': ["x"]}


DEEP = "a:\n  b: {x: [p]}\n  c: {d: [q]}\ne: {b: {x: [r]}}"


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (None, {"a.b.x": ["p"], "a.c.d": ["q"], "e.b.x": ["r"]}),
        (1, {"a": ["p", "q"], "e": ["r"]}),
        (2, {"b": ["p", "r"], "c": ["q"]}),
        ([1, 2], {"a.b": ["p"], "a.c": ["q"], "e.b": ["r"]}),
        ([3, 1], {"a.x": ["p"], "a.d": ["q"], "e.x": ["r"]}),
        (range(2, 4), {"b.x": ["p", "r"], "c.d": ["q"]}),
    ],
)
def test_levels(levels, expected):
    assert patterns(read(DEEP, levels=levels)) == expected
    tree = {"a": {"b": {"x": ["p"]}, "c": {"d": ["q"]}}, "e": {"b": {"x": ["r"]}}}
    assert patterns(read(json.dumps(tree), "json", levels=levels)) == expected


def test_keys_of_unequal_depth():
    content = "a: [x]\nb: {c: [y]}"
    assert patterns(read(content)) == {"a": ["x"], "b.c": ["y"]}
    assert patterns(read(content, levels=1)) == {"a": ["x"], "b": ["y"]}
    with pytest.raises(ValueError, match=r"<file>, line 1: the key 'a' has none of the levels \[2\]"):
        read(content, levels=2)


def test_categories_of_liwc_may_be_nested():
    content = "%\n1\tAffect\n\t2\tPosemo\n\t\t3\tJoy\n4\tWork\n%\nglad*\t1\t2\t3\njob\t4\n"
    assert patterns(read(content, "liwc")) == {
        "Affect": ["glad*"], "Affect.Posemo": ["glad*"], "Affect.Posemo.Joy": ["glad*"], "Work": ["job"],
    }  # fmt: skip


BAD = [
    # YAML
    ("yaml", "a: [x]\nb: [y]\na: [z]", 3, "the key 'a' is there twice, first in line 1"),
    ("yaml", "a: {b: [x],\n b: [y]}", 2, "the key 'b' is there twice"),
    ("yaml", "a: &x [y]\nb: [z]", 1, "the anchor &x is not allowed"),
    ("yaml", "a:\n- *ism", 2, "the alias .ism is not allowed; put a pattern that begins with"),
    ("yaml", "a:\n- * ism", 2, "in quotes"),
    ("yaml", "a: [!!str x]", 1, "the tag !!str is not allowed"),
    ("yaml", "a: [x]\nb: !own [x]", 2, "the tag !own is not allowed"),
    ("yaml", "a:\n\t- x", 2, "indent by spaces, not tabs"),
    ("yaml", "a: [x\nb: y", 2, "not valid YAML"),
    ("yaml", "a: 'x", 1, "not valid YAML"),
    ("yaml", "a: [x]\n---\nb: [y]", 2, "a second document"),
    ("yaml", "# nothing", 1, "must be a mapping from keys to lists of patterns. Found nothing"),
    ("yaml", "- a\n- b", 1, "must be a mapping"),
    ("yaml", "a: x", 1, "the key 'a' needs a list of patterns. Found the string 'x'"),
    ("yaml", "a: [x]\nb:", 2, "the key 'b' needs a list"),
    ("yaml", "a:\n- x\n- b: [y]", 3, "the list of 'a' may hold patterns only. Found a mapping"),
    ("yaml", "a: [[x]]", 1, "Found a list"),
    ("yaml", "a: [x]\n? [b]\n: [y]", 2, "a key must be a name. Found a list"),
    ("yaml", "a: [x]\n'': [y]", 2, "a key is blank"),
    ("yaml", '"a ": [y]', 1, "no space at its ends"),
    ("yaml", '"a\\tb": [y]', 1, "no tab"),
    ("yaml", 'a: ["\\x07x"]', 1, r"character U\+0007"),
    ("yaml", 'a: ["\\ud800"]', 1, r"U\+D800|invalid Unicode character"),
    ("yaml", "{a: " * 11 + "[x]" + "}" * 11, 1, "10 levels deep"),
    ("yaml", "{a: " * 100_000, 1, "10 levels deep"),
    ("yaml", "a.b: [x]\na: {b: [y]}", 2, r"two keys would have the name 'a.b': \['a.b'\] and \['a', 'b'\]"),
    ("yaml", "a:\n- " + "x" * 1001, 2, "a pattern may have 1,000 characters. Found 1,001"),
    # JSON
    ("json", '{"a": ["x"],\n"a": ["y"]}', 2, "the key 'a' is there twice, first in line 1"),
    ("json", '{"a": [\n1]}', 2, "may hold patterns only. Found 1"),
    ("json", '{"a": [null]}', 1, "Found null"),
    ("json", '{"a": NaN}', 1, "Found NaN"),
    ("json", '{"a": "x"}', 1, "needs a list"),
    ("json", '["a"]', 1, "must be a mapping"),
    ("json", '{"a": ["x"],\n "b": ["y"]', 2, "not valid JSON"),
    ("json", '{"a": ["x"]}\n{}', 2, "not valid JSON: Extra data"),
    ("json", '{"a":\n["\\ud800"]}', 2, r"holds the character U\+D800"),
    ("json", '{"a":\n["x\\u0000"]}', 2, r"U\+0000"),
    ("json", "[" * 100_000, 1, "10 levels deep"),
    ("json", '{"a": ' * 100_000, 1, "10 levels deep"),
    ("json", '{"a": ["x", ' + "9" * 5000 + "]}", 1, "Found 9{60}…$"),
    # tables
    ("csv", "id;pattern\na;x", 1, "the header lacks the column 'id'"),
    ("csv", "id,patern\na,x", 1, "the header lacks the column 'pattern'"),
    ("csv", "id,pattern,wieght\na,x,1", 1, "unknown column 'wieght'; did you mean 'weight'"),
    ("csv", "id,pattern,id\na,x,b", 1, "the column 'id' is there twice"),
    ("csv", "id,pattern\na,x\na,y,z", 3, "expected 2 fields, found 3"),
    ("csv", "id,pattern\na", 2, "expected 2 fields, found 1"),
    ("csv", 'id,pattern\n"a\nb",x', 2, "no tab or line break"),
    ("csv", 'id,pattern\na,"x\ny"\n ,z', 4, "the id is blank"),
    ("csv", 'id,pattern\na,"x', 2, "not a valid table"),
    ("csv", 'id,pattern\na,"x"y', 2, "not a valid table"),
    ("csv", "id,pattern\na,x\na," + "y" * 200_000, 3, "not a valid table: field larger"),
    ("csv", "id,pattern,weight\na,x,0.5", 2, "the weight must be 1 or blank: mentions are counted, not weighted"),
    ("csv", "id,pattern,case\na,x,any\na,y,Exact", 3, 'unknown case "Exact"; known: capital, exact, any'),
    ("csv", "id,pattern,type\na,x,citty", 2, 'unknown type "citty"'),
    ("csv", "id,pattern,flags\na,x,\na,y,venu", 3, 'unknown flag "venu"'),
    ("csv", "id,pattern,type\na,x,\na,y,block", 3, "a block has no id"),
    ("csv", "id,pattern,group\na,x,g\na,y,h", 3, "the group of 'a' is 'h', but was 'g' before"),
    ("csv", "id,pattern,label\na,x,A\na,y,B", 3, "the label of 'a' is 'B'"),
    ("csv", 'id,pattern,note\na,x,"n\tm"', 2, "the note holds a tab"),
    ("csv", "id,pattern,group\n#a,x,g", 2, "begins with #"),
    ("tsv", "id\tpattern\na\tx\ty", 2, "expected 2 fields, found 3"),
    # LIWC
    ("liwc", "1\ta\n%\nx\t1", 1, "begins with its categories between two lines with %"),
    ("liwc", "%\n1\ta\nx\t1", 1, "between two lines"),
    ("liwc", "%\nx\ta\n%\nx\t1", 2, "a category is a number, a tab and a name"),
    ("liwc", "%\n1\ta\n1\tb\n%\nx\t1", 3, "the category 1 is there twice, first in line 2"),
    ("liwc", "%\n1\ta\n2\ta\n%\nx\t1", 3, "the category 'a' is there twice, first in line 2"),
    ("liwc", "%\n1\ta\n\t\t2\tb\n%\nx\t1", 3, "indented deeper"),
    ("liwc", "%\n1\ta\n%\nx\t1\ny\t2", 5, "the category '2' of 'y' is not defined"),
    ("liwc", "%\n1\ta\n%\nx\n", 4, "the word 'x' has no category"),
    ("liwc", "%\n1\ta\n%\nlike\t(02 134)125/464", 4, "conditions, .* cannot be read. Found at 'like'"),
    ("liwc", "%\n1\ta\n%\nkind (of)\t1", 4, "conditions"),
    ("liwc", "%\n1\ta\n%\nlike\t<of>1", 4, "conditions"),
]


@pytest.mark.parametrize(("format", "content", "line", "reason"), BAD)
def test_bad_files_name_file_line_and_reason(format, content, line, reason, tmp_path):
    path = tmp_path / "bad.txt"
    path.write_bytes(content.encode())
    with pytest.raises(ValueError, match=reason) as error:
        cm.Lexicon.read(path, kind="theme", format=format)
    assert str(error.value).startswith(f"{path}, line {line}: ")
    assert len(str(error.value)) < 600


@pytest.fixture
def slow_yaml(monkeypatch):
    """YAML as it is where libyaml is not installed."""
    for name in ("CBaseLoader", "CSafeDumper"):
        monkeypatch.delattr(yaml, name, raising=False)


@pytest.mark.usefixtures("slow_yaml")
@pytest.mark.parametrize(("content", "line", "reason"), [row[1:] for row in BAD if row[0] == "yaml"])
def test_bad_yaml_without_libyaml(content, line, reason):
    with pytest.raises(ValueError, match=reason) as error:
        read(content)
    assert str(error.value).startswith(f"<file>, line {line}: ")


@pytest.mark.usefixtures("slow_yaml")
def test_yaml_without_libyaml(tmp_path):
    lexicon = read(SAME["yaml"] + "'NO': [NO, 'é']")
    lexicon.write(tmp_path / "themes.yml")
    assert_same(lexicon, cm.Lexicon.read(tmp_path / "themes.yml", kind="theme"))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        ("a: [é]".encode("utf-16"), "line 1: the file is UTF-16; save it as UTF-8"),
        ("a: [é]".encode("utf-32"), "line 1: the file is UTF-32"),
        ("a: [e]".encode("utf-16-le"), r"line 1: holds the character U\+0000"),
        ("a: [x]\nb: [é]".encode("latin-1"), "line 2: not valid UTF-8: first wrong byte at 11"),
        (b"\xef\xbb\xbfa: [x]\n\xed\xa0\x80", "line 2: not valid UTF-8: first wrong byte at 10"),
    ],
)
def test_bytes_that_are_no_dictionary(format, content, reason):
    with pytest.raises(ValueError, match=f"^<file>(: |, ){reason}"):
        read(content, format)


def test_nothing_is_run(tmp_path):
    victim = tmp_path / "run"
    for call in (f"!!python/object/apply:os.mkdir ['{victim}']", f"!!python/object/new:os.mkdir ['{victim}']"):
        with pytest.raises(ValueError, match=r"the tag !!python/object/.* is not allowed"):
            read(f"a: {call}")
    assert not victim.exists()


def test_no_billion_laughs():
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in itertools.pairwise("abcdefghijklmnop"))
    with pytest.raises(ValueError, match="line 1: the anchor &a is not allowed"):
        read(bomb)


class Endless(io.RawIOBase):
    """A file without end, that knows how much was taken."""

    taken = 0

    def read(self, size=-1):
        assert size > 0, "all of an endless file"
        self.taken += min(size, 1000)
        return b"x" * min(size, 1000)


def test_no_file_is_read_beyond_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(dictionaries, "MOST_BYTES", 10_000)
    endless = Endless()
    with pytest.raises(ValueError, match="<file>: a dictionary may hold 10,000 bytes; this file is larger"):
        cm.Lexicon.read(endless, kind="theme", format="yaml")
    assert endless.taken == 10_001
    path = tmp_path / "large.yml"
    path.write_text("a:\n" + "- x\n" * 2500)
    with pytest.raises(ValueError, match=r"large\.yml: a dictionary may hold"):
        cm.Lexicon.read(path, kind="theme")
    path.write_text("a:\n" + "- x\n" * 2499)
    assert len(cm.Lexicon.read(path, kind="theme").forms()) == 2499


def test_a_large_file_is_refused_unread(tmp_path):
    path = tmp_path / "sparse.yml"
    with open(path, "wb") as file:
        file.truncate(2**40)
    began = time.monotonic()
    with pytest.raises(ValueError, match="67,108,864 bytes"):
        cm.Lexicon.read(path, kind="theme")
    assert time.monotonic() - began < 5


def test_what_is_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        cm.Lexicon.read(tmp_path / "no.yml", kind="theme")
    folder = tmp_path / "folder.yml"
    folder.mkdir()
    with pytest.raises(ValueError, match="is a folder"):
        cm.Lexicon.read(folder, kind="theme")
    with pytest.raises(TypeError, match=r"from a path or an open file\. Given dict"):
        cm.Lexicon.read({"a": ["x"]}, kind="theme")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"format": "yml"}, "unknown format 'yml'; did you mean 'yaml'"),
        ({"format": None}, "<file>: the ending '' tells no format"),
        ({"nested": "keys"}, "unknown nested 'keys'; did you mean 'key'"),
        ({"case": "upper"}, "unknown case 'upper'"),
        ({"kind": " "}, "kind must be a name"),
        ({"levels": 0}, "levels must be a whole number from 1 on. Given 0"),
        ({"levels": "1"}, "levels must be a whole number"),
        ({"levels": True}, "levels must be a whole number"),
        ({"levels": []}, r"levels from 1 to 1. Given levels=\[\]"),
        ({"levels": [1, 2]}, r"levels from 1 to 1. Given levels=\[1, 2\]"),
    ],
)
def test_bad_options(options, reason):
    with pytest.raises(ValueError, match=reason):
        cm.Lexicon.read(io.StringIO("a: [x]"), **({"kind": "theme", "format": "yaml"} | options))


@pytest.mark.parametrize("content", ["a: []", "a: {}", "a: ['–']", "a: ['']"])
def test_a_file_without_any_pattern(content):
    with pytest.raises(ValueError, match="<file>: the file holds no pattern with a word"):
        read(content)


# Writing.

SPECIAL = [
    "NO",
    "on",
    "null",
    "1",
    "~",
    "é",
    "e\u0301",
    "'",
    '"',
    "a.b",
    "a: b",
    "#x",
    "- x",
    "%",
    "*",
    "a*",
    "*b",
    "x?z",
]
SPECIAL += [
    "{a}",
    "[b]",
    "a,b",
    "=1+1",
    "\u2028x",
    "x\u2028y",
    "😀",
    "\ufeffx",
    "x y",
    "_",
    "<<",
    "&x",
    "!y",
    "@z",
    "`w",
    "|",
    ">",
]
PRINTED = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=12)
TEXTS = st.sampled_from(SPECIAL) | PRINTED | st.lists(st.sampled_from(SPECIAL), min_size=2, max_size=3).map(" ".join)
KEYS = TEXTS.map(str.strip).filter(bool)
PATTERNS = TEXTS.filter(lambda text: pattern_words([text])[0])
DICTIONARIES = st.dictionaries(KEYS, st.lists(PATTERNS, max_size=5), min_size=1, max_size=5).filter(
    lambda dictionary: any(dictionary.values())
)


def assert_same(one, other, forms=None):
    pd.testing.assert_frame_equal(one.tags(), other.tags())
    expected = one.forms().assign(form=lambda frame: frame["form"].map(one_spaced)) if forms is None else forms
    pd.testing.assert_frame_equal(expected, other.forms())


@pytest.mark.parametrize("format", ["yaml", "json", "csv", "tsv"])
@given(dictionary=DICTIONARIES, nested=st.sampled_from(["key", "dictionary"]))
def test_what_is_written_is_read(format, tmp_path_factory, dictionary, nested):
    path = tmp_path_factory.mktemp("written") / "themes"
    lexicon = cm.Lexicon.from_dict(dictionary, kind="theme", nested=nested)
    lexicon.write(path, format=format)
    again = cm.Lexicon.read(path, kind="theme", format=format, nested=nested)
    assert_same(lexicon, again)
    text = " | ".join(pattern for listed in dictionary.values() for pattern in listed)
    pd.testing.assert_series_equal(cm.tag([text], lexicon).to_pandas()["tag"], cm.tag([text], again).to_pandas()["tag"])


# LIWC knows a star at the end only.
PLAIN = PATTERNS.map(lambda pattern: re.sub(r"[?()<>]|\*(?=.)", "x", pattern, flags=re.DOTALL))


@given(dictionary=st.dictionaries(KEYS, st.lists(PLAIN, min_size=1, max_size=5), min_size=1, max_size=5))
def test_what_is_written_in_liwc_is_read(tmp_path_factory, dictionary):
    path = tmp_path_factory.mktemp("written") / "themes.dic"
    lexicon = cm.Lexicon.from_dict(dictionary, kind="theme")
    lexicon.write(path)
    again = cm.Lexicon.read(path, kind="theme")
    pd.testing.assert_frame_equal(lexicon.tags(), again.tags())
    expected = {key: {*map(one_spaced, listed)} for key, listed in patterns(lexicon).items()}
    assert {key: set(listed) for key, listed in patterns(again).items()} == expected


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("abc"),
            PATTERNS.map(one_spaced),
            st.sampled_from(["any", "capital", "exact"]),
            st.sampled_from(["", "accent_exact"]),
        ),
        min_size=1,
    ),
    nested=st.sampled_from(["key", "dictionary"]),
)
def test_tables_keep_case_and_flags(tmp_path_factory, rows, nested):
    folder = tmp_path_factory.mktemp("written")
    frame = pd.DataFrame(rows, columns=["id", "pattern", "case", "flags"])
    frame["group"] = frame["id"].map({"a": "one", "b": "#two", "c": ""})
    frame.to_csv(folder / "first.csv", index=False)
    lexicon = cm.Lexicon.read(folder / "first.csv", kind="theme", nested=nested)
    lexicon.write(folder / "again.csv")
    again = cm.Lexicon.read(folder / "again.csv", kind="theme", nested=nested)
    assert_same(lexicon, again, lexicon.forms())
    assert sorted(again.forms()[["tag", "form", "case", "flags"]].values.tolist()) == sorted(map(list, rows))


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
@pytest.mark.parametrize("kind", ["country", "region", "organisation", "topic"])
def test_tables_hold_the_builtin_kinds(kind, ending, tmp_path):
    lexicon = cm.Lexicon.builtin()
    lexicon.write(tmp_path / ("kind" + ending), kind=kind)
    again = cm.Lexicon.read(tmp_path / ("kind" + ending), kind=kind, nested="dictionary")
    pd.testing.assert_frame_equal(lexicon.tags(kind).dropna(axis=1), again.tags())
    one, other = (
        each.forms(kind).sort_values(["tag", "form"], kind="stable", ignore_index=True) for each in (lexicon, again)
    )
    pd.testing.assert_frame_equal(one, other)
    assert again.forms().query("kind == ''")["form"].is_unique


def test_topics_read_back_find_the_same(tmp_path):
    lexicon = cm.Lexicon.builtin(kinds=["topic"])
    lexicon.write(tmp_path / "topics.csv")
    again = cm.Lexicon.read(tmp_path / "topics.csv", kind="topic", nested="dictionary")
    corpus = cm.datasets.briefs()
    pd.testing.assert_frame_equal(
        cm.tag(corpus, lexicon).to_pandas(), cm.tag(corpus, again).to_pandas(), check_like=True
    )


def test_quanteda_reads_what_is_written_as_keys_and_lists(tmp_path):
    cm.Lexicon.from_dict({"NO": ["yes", "1"], "é": ["tariff*"]}, kind="theme").write(tmp_path / "themes.yml")
    text = (tmp_path / "themes.yml").read_text(encoding="utf-8")
    assert text == "'NO':\n- 'yes'\n- '1'\né:\n- tariff*\n"


def test_only_what_counts_is_written(tmp_path):
    lexicon = cm.Lexicon.from_dict({"a": ["x"], "b": ["y"]}, kind="theme").select(theme="b")
    lexicon.write(tmp_path / "themes.json")
    assert json.loads((tmp_path / "themes.json").read_text()) == {"b": ["y"]}


@pytest.mark.parametrize(
    ("make", "ending", "reason"),
    [
        (lambda: cm.Lexicon.builtin(), ".csv", "name the kind to write by kind=. Known: country, region"),
        (lambda: cm.Lexicon.builtin(kinds=["topic"]), ".yml", "holds keys and patterns alone; the .* would be lost"),
        (lambda: read("a: [WHO]", case="exact"), ".json", "the case 'exact' of 'WHO' would be lost. Write CSV or TSV"),
        (lambda: read("id,pattern,group\na,x,g", "csv"), ".dic", "the group 'g' of 'x' would be lost"),
        (lambda: read("a: [x]").block(["x y"], kind="theme"), ".yml", "the type 'block' of 'x y' would be lost"),
        (lambda: read("a: ['x*y']"), ".dic", "liwc knows . at the end of a word only"),
        (lambda: read("a: ['x?']"), ".dic", "liwc knows"),
        (lambda: cm.Lexicon.from_dict({"a\tb": ["x"]}, kind="k"), ".csv", "no tab or line break"),
        (lambda: cm.Lexicon.from_dict({" a": ["x"]}, kind="k"), ".yml", "no space at its ends"),
        (lambda: cm.Lexicon.from_dict({"a": ["x\x07"]}, kind="k"), ".yml", r"character U\+0007"),
        (lambda: read("a: [x]"), ".txt", "the ending '.txt' tells no format"),
    ],
)
def test_what_cannot_be_written_is_refused_and_writes_nothing(make, ending, reason, tmp_path):
    with pytest.raises(ValueError, match=reason):
        make().write(tmp_path / ("file" + ending))
    assert os.listdir(tmp_path) == []


# Problems.


def test_patterns_without_a_word_are_kept_on_the_lexicon():
    lexicon = read("a: [x, '–', '']\nb: ['%']\nc: []")
    assert repr(lexicon) == "<Lexicon: 3 theme; 1 forms; 3 without a word, see problems()>"
    expected = [["a", "–", "no word"], ["a", "", "no word"], ["b", "%", "no word"], ["b", "", "no pattern"]]
    expected.append(["c", "", "no pattern"])
    assert problems(lexicon) == expected
    assert lexicon.problems()["detail"].tolist()[:3] == ["<file>, line 1", "<file>, line 1", "<file>, line 2"]
    assert patterns(lexicon) == {"a": ["x"], "b": [], "c": []}
    later = lexicon.block(["x y"], kind="theme").remove("c").add(read("d: ['!', z]"), on_conflict="error")
    assert problems(later) == [*expected[:4], ["d", "!", "no word"]]
    assert problems(lexicon.select(theme="b")) == expected[2:4]
    other = read("a: [y]")
    assert problems(lexicon.add(other, on_conflict="replace")) == expected[2:]
    assert problems(lexicon.add(other, on_conflict="merge")) == expected
    assert cm.Lexicon.builtin().add(lexicon).problems("theme")["form"].tolist() == ["–", "", "%", "", ""]


def test_duplicates():
    lexicon = read("a: [Tariff*, tariff*, café]\nb: [TARIFF*, cafe, tariff]")
    assert problems(lexicon) == [["a", "tariff*", "duplicate"], ["b", "TARIFF*", "duplicate"],
                                 ["b", "cafe", "duplicate"], ["b", "tariff", "covered"]]  # fmt: skip
    details = lexicon.problems()["detail"].tolist()
    assert details[0] == "the same as 'Tariff*' of the same tag"
    assert details[1] == "the same as 'Tariff*' of 'a'"
    assert details[2] == "the same as 'café' of 'a'"


def test_case_tells_patterns_apart():
    lexicon = read("id,pattern,case\na,WHO,exact\nb,who,any\nc,who,exact\n", "csv")
    assert problems(lexicon) == []
    assert problems(read("id,pattern,case\na,WHO,exact\na,who,any\n", "csv")) == [["a", "WHO", "covered"]]
    assert problems(read("id,pattern,case\na,who,any\na,WHO,exact\na,WH*,exact\n", "csv")) == [["a", "WHO", "covered"]]


def test_covered_is_of_the_same_key():
    lexicon = read("a: [terror*, terrorism, terror, '*rror', terror attack, 'terror* attack']\nb: [terrorist]")
    assert [row for row in problems(lexicon) if row[2] == "covered"] == [
        ["a", "terrorism", "covered"], ["a", "terror", "covered"], ["a", "terror attack", "covered"],
    ]  # fmt: skip


def test_hidden_in_one_layer_only():
    content = "war: [war, 'war*']\ntrade: [trade war, trade]\nother: [wars]"
    one = read(content, nested="dictionary").problems()
    assert one[["tag", "form", "problem"]].values.tolist() == [
        ["war", "war", "covered"], ["war", "war", "hidden"], ["war", "war*", "hidden"], ["trade", "trade", "hidden"],
    ]  # fmt: skip
    assert one["detail"].tolist()[1:] == [
        "is not found inside 'trade war' of 'trade'",
        "is not found inside 'trade war' of 'trade' and 1 more",
        "adds nothing inside 'trade war' of the same tag",
    ]
    assert problems(read(content)) == [["war", "war", "covered"], ["trade", "trade", "hidden"]]


def test_what_hides_wins_in_text():
    lexicon = read("war: ['war*']\nother: [wars]\ntrade: [trade war]", nested="dictionary")
    assert tags("war", lexicon) == ["war"]
    assert tags("wars", lexicon) == ["other"]
    assert tags("trade war", lexicon) == ["trade"]


GLOBS = st.text("ab*?", min_size=1, max_size=4).filter(lambda glob: glob != "*")
WORDS = ["".join(letters) for size in range(1, 7) for letters in itertools.product("abc", repeat=size)]


@example(["**", "??*"])
@example(["a?*", "a*"])
@given(st.lists(GLOBS, min_size=2, max_size=4, unique=True))
def test_covered_and_duplicate_agree_with_every_short_word(globs):
    found = {glob: frozenset(fnmatch.filter(WORDS, glob)) for glob in globs}
    expected = set()
    for place, glob in enumerate(globs):
        if any(found[other] == found[glob] for other in globs[:place]):
            expected.add((glob, "duplicate"))
        if any(found[other] > found[glob] for other in globs):
            expected.add((glob, "covered"))
    table = read(json.dumps({"a": globs}), "json").problems()
    assert set(table[["form", "problem"]].itertuples(index=False, name=None)) == expected


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(st.lists(st.sampled_from("xyz"), min_size=1, max_size=3)
       .map(" ".join), min_size=1, max_size=4, unique=True), min_size=2))  # fmt: skip
def test_hidden_agrees_with_words_in_words(dictionary):
    if not any(dictionary.values()):
        return
    table = cm.Lexicon.from_dict(dictionary, kind="theme", nested="dictionary").problems()
    said = {
        (tag, form): detail for tag, form, problem, detail in table.drop(columns="kind").values if problem == "hidden"
    }
    all_patterns = [(key, pattern) for key, listed in dictionary.items() for pattern in listed]
    for key, pattern in all_patterns:
        around = [owner for owner, other in all_patterns if f" {pattern} " in f" {other} " and pattern != other]
        detail = said.pop((key, pattern), "")
        assert bool(detail) == bool(around)
        assert detail.startswith("is not found") == any(owner != key for owner in around)
    assert said == {}


def test_a_sound_dictionary_has_no_problems():
    frame = read("trade: ['tariff*', trade talks]\nwar: [war, '*fight*', 'U.S. troops']").problems()
    assert frame.empty
    assert frame.columns.tolist() == ["kind", "tag", "form", "problem", "detail"]
    with pytest.raises(ValueError, match="unknown kind 'themes'; did you mean 'theme'"):
        read("a: [x]").problems("themes")


@pytest.mark.parametrize("nested", ["key", "dictionary"])
def test_large_dictionaries_take_seconds(nested):
    words = [f"{a}{b}{c}" for a in "bcdfghklmn" for b in "aeiou" for c in range(500)]
    listed = {f"key{part}": [*words[part::100], "war", "trade war", "*"] for part in range(100)}
    lexicon = cm.Lexicon.from_dict(listed, kind="theme", nested=nested)
    began = time.monotonic()
    frame = lexicon.problems()
    assert time.monotonic() - began < 20
    assert (frame["problem"] == "duplicate").sum() == 3 * 99
    many = cm.Lexicon.from_dict({f"key{part}": ["war", "trade war"] for part in range(10_000)}, kind="k", nested=nested)
    assert len(many.problems()) == 2 * 9_999 + 10_000
    assert time.monotonic() - began < 40
