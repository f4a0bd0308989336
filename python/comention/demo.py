"""The main job on the command line: the strongest country–topic pairs of a corpus, each with a sentence.

python -m comention.demo                          # the briefs that come with the package
python -m comention.demo articles.csv --text body
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import comention as cm

if TYPE_CHECKING:
    import pandas as pd

_WIDTH = 110


def read_corpus(path: str | None, text: str | None) -> cm.Corpus:
    """Read a column of a CSV file, or the briefs if there is none."""
    if path is None:
        return cm.datasets.briefs()
    import pandas as pd

    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        raise SystemExit(f"there is no file {path!r}") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise SystemExit(f"{path}: not a CSV file in UTF-8: {error}") from None
    try:
        return cm.Corpus(table, text=text or "text")
    except KeyError as error:
        raise SystemExit(f"{path}: {error.args[0]}") from None


def report(counts: cm.Cooccurrence, most: int, min_joint: int) -> str:
    """Write the strongest pairs of counts, each with count, lift, interval and one sentence."""
    pairs: pd.DataFrame = counts.pairs(min_joint=min_joint)
    if len(pairs) == 0:
        rare = counts.to_scipy().nnz
        return (
            f"No pair is found together {min_joint} times, {rare:,} fewer times: try --min-joint 1 or --unit document."
        )
    lines = [
        "The strongest pairs by ic_low, which is high where count exceeds what is expected even at the lower end of its"
    ]
    lines += [
        "uncertainty. Expected counts heed how many tags a sentence holds; sentences of one brief are held together.",
        "",
    ]
    for pair in pairs.head(max(most, 0)).to_dict("records"):
        lines += [_headline(counts, pair), _sentence(counts, pair), ""]
    return "\n".join(lines)


def _headline(counts: cm.Cooccurrence, pair: dict[Any, Any]) -> str:
    known = counts.pair(pair["row"], pair["col"])
    name = f"{known['row_label']} × {known['col_label']}"
    interval = f"{pair['lift']:.1f} [{pair['lift_low']:.1f}, {pair['lift_high']:.1f}]"
    return f"{name:<62} count {pair['count']:>5,}   lift {interval}"


def _sentence(counts: cm.Cooccurrence, pair: dict[Any, Any]) -> str:
    shown = repr(counts.evidence(pair["row"], pair["col"], n=1)).split("\n", 1)[1]
    return textwrap.fill(shown, _WIDTH, initial_indent="    ", subsequent_indent="    ", max_lines=3, placeholder=" …")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m comention.demo", description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpus", nargs="?", help="a CSV file; without one, the briefs of the package")
    parser.add_argument("--text", help="the column with the text (default: text)")
    parser.add_argument("--unit", default="sentence", choices=["sentence", "paragraph", "document"])
    parser.add_argument("--min-joint", type=int, default=3, help="smallest count to show (default: 3)")
    parser.add_argument("--explorer", metavar="FILE", help="also write the explorer to this HTML file")
    parser.add_argument("--pairs", type=int, default=15, help="how many pairs to show (default: 15)")
    given = parser.parse_args(arguments)
    corpus = read_corpus(given.corpus, given.text)
    counts = cm.cooccurrence(corpus, rows="country", cols="topic", unit=given.unit)
    sys.stdout.write(f"{corpus!r}\n{counts!r}\n{report(counts, given.pairs, given.min_joint)}\n")
    if given.explorer:
        path = Path(given.explorer)
        path.parent.mkdir(parents=True, exist_ok=True)
        counts.to_html(path)
        sys.stdout.write(f"The explorer is {path}: open it in a browser and click a cell.\n")


if __name__ == "__main__":
    main()
