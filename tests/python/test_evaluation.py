"""How good the tagging is: the committed page is what a fresh measurement gives, and no gate that held has fallen."""

import pytest
from evaluation.hand_labels import Label, Score, Sentence, score
from evaluation.names import country_at, country_of
from evaluation.report import FAMILIES, PAGE, held, measured
from evaluation.scores import Errors, Measure, Sets, wilson


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("family", FAMILIES)
def test_gates_that_held_still_hold(family, page):
    fallen = [m for m in measured(family).measures if (m.gate, m.what) in held(page) and not m.met]
    assert fallen == []


@pytest.mark.parametrize("family", FAMILIES)
def test_the_page_is_fresh(family, page):
    section = measured(family)
    rows = ["| " + " | ".join(measure.cells()) + " |" for measure in section.measures]
    assert [row for row in rows if row not in page] == [], "run `make evaluate`"
    assert "\n".join(section.lines()) in page, "run `make evaluate`"


def test_every_family_is_on_the_page(page):
    assert "Not measured" not in page
    assert page.count("\n## ") >= len(FAMILIES)


def test_wilson():
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_sets():
    score = Sets()
    score.add({"MY", "TH"}, {"TH", "LA", "VN"})
    assert (score.tp, score.fp, score.fn) == (1, 2, 1)
    assert score.f1 == pytest.approx(0.4)


def test_a_gate_is_met_from_its_threshold_on():
    assert [Measure("", "", value, "", 0.5).met for value in (0.4999, 0.5)] == [False, True]
    assert Measure("", "", 0.1, "").met is None


def test_doubtful_labels_count_for_nothing():
    labels = [Label(0, 4, "PE", "n", False), Label(5, 9, "CL", "n", True), Label(10, 14, "BO", "t", False)]
    found = [(0, 4, "PE", "name"), (5, 9, "CL", "name"), (10, 14, "BO", "dateline"), (15, 19, "UY", "name")]
    sentence = Sentence("news", "Peru Chil Sucr Mont", labels, found)
    errors = Errors("labels")
    assert score(sentence, "nci", errors) == Score(hits=1, labels=1, right=1, mentions=2, exact=False, sentences=1)
    assert dict(errors.extra) == {"UY Mont": 1}


def test_names_of_countries_by_another_list():
    names = ["the Netherlands", "Koreans", "U.S.", "Côte d’Ivoire", "Americas", "Kurdish", "Filipinos"]
    assert [country_of(name) for name in names] == ["NL", None, "US", "CI", None, None, "PH"]


def test_countries_of_points():
    points = [(48.86, 2.35), (-29.6, 28.2), (42.66, 21.17), (0.0, -30.0)]
    assert [country_at(*point) for point in points] == ["FR", "LS", "XK", None]
