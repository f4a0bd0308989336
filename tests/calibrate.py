"""Try tests and intervals where the truth is known, print the figures, and write docs/calibration.md.

Where the corpus is not there the rest is tried, and the page is written to build/ so that it replaces no whole one.
"""

import sys
import time
import warnings

from calibration.report import HEADER, PAGE, measure_all, page
from evaluation.scores import table

ROOT = PAGE.parents[1]


def main() -> None:
    """Measure, print and write."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    warnings.simplefilter("ignore")
    begin = time.perf_counter()
    rows, missing = measure_all(runs)
    print("\n".join(table(HEADER, [row.cells() for row in rows])))
    for reason in missing:
        print(f"not measured: {reason}")
    path = ROOT / "build" / PAGE.name if missing or runs < 200 else PAGE
    path.parent.mkdir(exist_ok=True)
    path.write_text(page(rows, missing, runs, time.perf_counter() - begin), encoding="utf-8")
    print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
