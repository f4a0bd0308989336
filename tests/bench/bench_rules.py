"""What guards, contexts and readings cost: speeches tagged with the built-in lexicon, and with its forms without rules.

Datelines, comma qualifiers and blocks stay. Runs alternate in one process on one thread; the fastest of each counts.
"""

import json
import lzma
import os
import platform
import time
from importlib import resources
from pathlib import Path

import comention as cm
from comention import _core

CORPUS = Path(os.environ["COMENTION_CORPORA"]) / "ungdc_1946_2024.jsonl.xz"
RUNS = 5
FLAGS_OF_FORMS = ("both", "accent_exact", "ambig")  # those that are no rules, or keep two rows of one form apart


def read(name: str) -> str:
    return (resources.files("comention") / "data" / name).read_text(encoding="utf-8")


def without_rules(table: str) -> str:
    """Empty the flags of a table of forms but for those that belong to the forms; give prefixes another type."""
    lines = table.splitlines()
    header = next(line for line in lines if not line.startswith("#")).split("\t")
    flags, kind = header.index("flags"), header.index("type")
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    for row in rows[1:]:
        row[flags] = " ".join(flag for flag in row[flags].split() if flag.startswith(FLAGS_OF_FORMS))
        row[kind] = "adjective" if row[kind] == "prefix" else row[kind]
    return "\n".join("\t".join(row) for row in rows) + "\n"


def plain_lexicon() -> cm.Lexicon:
    tables = []
    for kind, layer in {"country": "place", "region": "place", "organisation": "place", "topic": "topic"}.items():
        tags, forms = f"{kind}_tags.tsv", f"{kind}_forms.tsv"
        tables.append(_core.KindTables(kind, layer, tags, read(tags), forms, without_rules(read(forms))))
    return cm.Lexicon(_core.read_lexicon(tables, _core.RuleTables(read("blocks.tsv"), "", "", "")))


def main() -> None:
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    corpus = cm.Corpus(texts)
    lexicons = {"with rules": cm.Lexicon.builtin("cities"), "without": plain_lexicon()}
    seconds: dict[str, list[float]] = {name: [] for name in lexicons}
    found = {}
    for _ in range(RUNS):
        for name, lexicon in lexicons.items():
            start = time.perf_counter()
            found[name] = len(cm.tag(corpus, lexicon, threads=1, progress=False))
            seconds[name].append(time.perf_counter() - start)
    best = {name: min(times) for name, times in seconds.items()}
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores; {size:.0f} MB, fastest of {RUNS}")
    for name, time_ in best.items():
        print(f"{name:11} {time_:6.2f} s  {size / time_:6.1f} MB/s  {found[name]:,} mentions")
    print(f"rules take {1 - best['without'] / best['with rules']:.1%} of the time")


if __name__ == "__main__":
    main()
