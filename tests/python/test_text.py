import pytest
from conftest import DATA, read_table, unescape

import comention as cm
from comention import _core

CASES = read_table(DATA / "sentences.tsv")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sentences(case):
    text = unescape(case["text"])
    expected = [unescape(s) for s in case["sentences"].split(" || ")] if case["sentences"] else []
    assert cm.text.units(text) == expected
    sentences = cm.text.unit_spans(text).tolist()
    paragraphs = cm.text.unit_spans(text, "paragraph").tolist()
    sizes = [sum(begin <= s[0] < end for s in sentences) for begin, end in paragraphs]
    assert ",".join(map(str, sizes)) == case["paragraphs"]


def test_cases_are_many_and_named_once():
    assert len(CASES) >= 150
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_document_unit_is_the_whole_text():
    assert cm.text.units("  One.\n\nTwo. ", "document") == ["  One.\n\nTwo. "]
    assert cm.text.units("", "document") == [""]


def test_spans_are_code_points():
    text = "🙂 Côte d’Ivoire signed. Žilina did not."
    assert cm.text.units(text) == ["🙂 Côte d’Ivoire signed.", "Žilina did not."]
    assert cm.text.unit_spans(text).tolist() == [[0, 23], [24, 39]]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("U.S. and U.S.A.-led", ["U.S.", "and", "U.S.A.", "led"]),
        ("People's d’Ivoire Honduras'", ["People's", "d’Ivoire", "Honduras"]),
        ("G20, COVID-19; 3.5", ["G20", "COVID", "19", "3", "5"]),
        ("Москва 日本 مصر", ["Москва", "日本", "مصر"]),
        ("e\u0301te\u0301 co\u00adop", ["e\u0301te\u0301", "co\u00adop"]),
        ("a.b.cd", ["a.b.", "cd"]),
    ],
)
def test_tokens(text, tokens):
    assert cm.text.tokens(text) == tokens


def test_unknown_unit_names_the_nearest():
    with pytest.raises(ValueError, match="unknown unit 'sentense'; did you mean 'sentence'"):
        cm.text.units("x", "sentense")


def test_core_refuses_what_is_no_text():
    with pytest.raises(TypeError, match="row 1: a text must be str or None, not int"):
        _core.Texts(["a", 3])
