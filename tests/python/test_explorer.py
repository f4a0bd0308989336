"""The explorer in a browser: it loads offline, searches, opens cells, and shows any text as text."""

import json
import re
import shutil
from html import unescape

import pytest

import comention as cm

HOSTILE = [
    '<script>window.hacked = 1</script> Iran & "Iraq" <img src=x onerror="window.hacked = 1">.',
    "\u202eIran ובעיראק العراق\u202c and Iraq met.",
    "Ir\u200ban, Iran and Iraq\u200b met \u2066quietly\u2069.",
    "Iran " + "x" * 3000 + " Iraq.",
    "</script><!-- Iran --> and Iraq {{data}} \u2028 'quoted' 🙂 Iran.",
]


def hostile_counts(unit="sentence"):
    ids = ['<b>"id"</b>', "a'b", "</script>", "&amp;", "🙂"]
    corpus = cm.Corpus({"t": HOSTILE, "id": ids}, text="t", id="id")
    return cm.cooccurrence(corpus, rows="country", unit=unit)


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs Chromium, which is not on this machine")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """Open a file; fail on errors of the page and on any request that leaves it."""
    pages = []

    def open_(path):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("console", lambda message: message.type == "error" and page.troubles.append(message.text))
        page.on("request", lambda request: page.troubles.append(request.url) if leaves(request.url) else None)
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_
    for page in pages:
        assert page.troubles == []
        page.close()


def leaves(url):
    return not url.startswith(("file:", "data:", "blob:", "about:"))


@pytest.fixture(scope="module")
def counts():
    return cm.cooccurrence(cm.datasets.briefs(), rows="country", cols="topic", unit="sentence")


def test_a_click_shows_as_many_units_as_the_count_says(counts, open_page, tmp_path):
    counts.to_html(tmp_path / "c.html")
    page = open_page(tmp_path / "c.html")
    cells = page.locator("td.full")
    assert cells.count() > 200
    for place in range(0, 200, 23):
        cell = cells.nth(place)
        cell.click()
        row, col = page.locator("#detail h2").text_content().split(" × ")
        assert page.locator(".unit").count() == int(cell.text_content()) == counts[row, col]
        assert page.locator(".unit mark.row").count() == page.locator(".unit mark.col").count() == counts[row, col]
        wanted = counts.evidence(row, col).to_pandas()
        assert page.locator(".unit bdi").all_text_contents() == wanted["text"].tolist()
        assert wanted["id"][0] in page.locator(".source").first.text_content()


@pytest.mark.parametrize("unit", ["document", "paragraph"])
def test_other_units(unit, open_page, tmp_path):
    counts = cm.cooccurrence(cm.datasets.briefs(), rows="country", unit=unit)
    counts.to_html(tmp_path / "c.html")
    page = open_page(tmp_path / "c.html")
    page.locator("td.full").nth(7).click()
    row, col = page.locator("#detail h2").text_content().split(" × ")
    wanted = counts.evidence(row, col).to_pandas()["text"].tolist()
    assert page.locator(".unit bdi").all_text_contents() == wanted


def test_search_narrows_and_order_changes(counts, open_page, tmp_path):
    counts.to_html(tmp_path / "c.html")
    page = open_page(tmp_path / "c.html")
    heads = page.locator("tbody th")
    assert heads.count() == 30
    page.fill("#row-search", "guinea")
    found = heads.all_text_contents()
    assert found
    assert all("guinea" in name.lower() for name in found)
    page.fill("#row-search", "")
    page.select_option("#order", "alphabet")
    names = heads.all_text_contents()
    assert names == sorted(names)
    page.select_option("#most", "0")
    assert heads.count() == int((counts.row_totals > 0).sum())
    page.fill("#col-search", "no such topic")
    assert "No tag fits the search." in page.locator("#matrix").text_content()


def test_colours_follow_the_measure(counts, open_page, tmp_path):
    counts.to_html(tmp_path / "c.html", measure="count")
    page = open_page(tmp_path / "c.html")
    assert page.locator("#measure").input_value() == "count"
    before = page.locator("td.full").first.get_attribute("style")
    page.select_option("#measure", "npmi")
    assert page.locator("td.full").first.get_attribute("style") != before


def test_hostile_texts_show_as_text(open_page, tmp_path):
    counts = hostile_counts()
    counts.to_html(tmp_path / "c.html")
    page = open_page(tmp_path / "c.html")
    page.locator("td.full").first.click()
    assert page.locator(".unit bdi").all_text_contents() == counts.evidence("IR", "IQ").to_pandas()["text"].tolist()
    assert page.locator(".source").all_text_contents() == counts.evidence("IR", "IQ").to_pandas()["id"].tolist()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1280, "a long word must not widen the page"


def test_without_text(counts, open_page, tmp_path):
    counts.to_html(tmp_path / "c.html", text=False)
    content = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert not any(text in content for text in cm.datasets.briefs()[3].split(". ")[1:])
    page = open_page(tmp_path / "c.html")
    page.locator("td.full").first.click()
    assert "counts only" in page.locator("#detail").text_content()


def test_loaded_counts_need_their_corpus(counts, tmp_path):
    counts.save(tmp_path / "c.npz")
    loaded = cm.load(tmp_path / "c.npz")
    with pytest.raises(ValueError, match="texts need the corpus"):
        loaded.to_html(tmp_path / "c.html")
    loaded.to_html(tmp_path / "c.html", text=False)
    with pytest.raises(ValueError, match="unknown measure 'npim'; did you mean 'npmi'"):
        loaded.to_html(tmp_path / "c.html", measure="npim")


def test_repr_is_a_small_frame(counts, open_page, tmp_path):
    html = counts._repr_html_()
    assert html.startswith('<iframe sandbox="allow-scripts"')
    assert len(html) < 600_000
    (tmp_path / "f.html").write_text(f"<!doctype html><meta charset=utf-8>{html}", encoding="utf-8")
    page = open_page(tmp_path / "f.html")
    frame = page.frame_locator("iframe")
    frame.locator("td.full").first.click()
    assert frame.locator(".unit").count() >= 1


def test_frames_hold_data_that_cannot_close_their_script():
    page = unescape(re.search(r'srcdoc="([^"]*)"', hostile_counts()._repr_html_())[1])
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, flags=re.DOTALL)[1]
    assert len(json.loads(data)["units"]) == 5


def test_empty_counts(open_page, tmp_path):
    cm.cooccurrence("Nothing.", rows="country", cols="topic").to_html(tmp_path / "c.html")
    assert "No tag fits" in open_page(tmp_path / "c.html").locator("#matrix").text_content()
