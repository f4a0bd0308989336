import subprocess
import sys

import pytest

from comention import demo


def test_briefs(capsys, tmp_path):
    page = tmp_path / "demo" / "explorer.html"
    demo.main(["--pairs", "3", "--explorer", str(page)])
    out = capsys.readouterr().out
    assert f"The explorer is {page}" in out
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "230 documents" in out
    assert out.count("lift ") >= 3
    assert out.count("«") == 6


def test_csv(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("body,x\n" + "Iran and Iraq held peace talks.,1\n" * 4 + "Nothing.,2\n,3\n", encoding="utf-8")
    demo.main([str(path), "--text", "body"])
    out = capsys.readouterr().out
    assert "6 documents, 1 without text" in out
    assert "Iran × Peace processes and settlements" in out
    assert "[0] «Iran» and Iraq held «peace talks»." in out


@pytest.mark.parametrize(
    ("content", "column", "message"),
    [
        (b"body\nx\n", "boddy", "did you mean 'body'"),
        (b"body\n\xff\n", "body", "not a CSV file in UTF-8"),
        (b"", "body", "not a CSV file in UTF-8"),
    ],
)
def test_bad_files(tmp_path, content, column, message):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SystemExit, match=message):
        demo.main([str(path), "--text", column])


def test_no_file():
    with pytest.raises(SystemExit, match="there is no file"):
        demo.main(["none.csv"])


def test_nothing_found(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("text\nNothing.\n", encoding="utf-8")
    demo.main([str(path)])
    assert "No pair is found together 3 times" in capsys.readouterr().out


def test_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "comention.demo", "--pairs", "1"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "count" in done.stdout
