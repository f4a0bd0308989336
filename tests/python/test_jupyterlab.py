"""The explorer and the heat map in JupyterLab, with no request that leaves the machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

CELLS = [
    "import altair as alt, comention as cm",
    'alt.renderers.enable("jupyter", offline=True)\n'
    'counts = cm.cooccurrence(cm.datasets.briefs(), rows=["US", "IR", "RU"], cols=["sanctions", "elections"])',
    "counts",
    "counts.heatmap()",
]


@pytest.fixture
def lab(tmp_path):
    """A running JupyterLab with a notebook of the cells above."""
    pytest.importorskip("jupyterlab")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "n.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={tmp_path}"]
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
    }
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/api")
        yield f"{url}/lab/tree/n.ipynb?reset"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url):
    for _ in range(120):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(url)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_explorer_and_heat_map(lab):
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs Chromium, which is not on this machine")
    outside = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.on("request", lambda r: outside.append(r.url) if is_outside(r.url) else None)
        page.goto(lab)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=90_000)
        page.get_by_text("| Idle").wait_for(timeout=90_000)
        page.get_by_text("Run", exact=True).first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        frame = page.frame_locator("iframe[srcdoc]")
        cell = frame.locator("td.full").first
        cell.click(timeout=90_000)
        assert frame.locator(".unit").count() == int(cell.text_content())
        page.wait_for_selector(".jp-OutputArea-output canvas, .jp-OutputArea-output svg.marks", timeout=90_000)
        browser.close()
    assert outside == []


def is_outside(url):
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:"))
