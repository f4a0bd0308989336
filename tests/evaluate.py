"""Measure all gates on the corpora, print their table, and write docs/evaluation.md.

Where a corpus is not there the rest is measured, and the page is written to build/ so that it replaces no whole one.
"""

from evaluation.report import PAGE, gates, measure_all, page

ROOT = PAGE.parents[1]


def main() -> None:
    """Measure, print and write."""
    sections, missing = measure_all()
    print("\n".join(gates(sections)))
    for reason in missing:
        print(f"not measured: {reason}")
    path = ROOT / "build" / PAGE.name if missing else PAGE
    path.parent.mkdir(exist_ok=True)
    path.write_text(page(sections, missing), encoding="utf-8")
    print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
