"""The whole job on UN speeches: list of str in, country × topic matrix by sentence out, beside a peer.

Each measurement runs in a process of its own, so that none profits from another's caches and memory is its own.
Speeds are megabytes of UTF-8 a second. Peak memory is what the job adds to imports and loaded texts. The peer has an
easier job: the same forms without those that have wildcards, in one layer, case ignored, no guards and datelines; it
gets our sentences as texts, and the splitting counts in its time.
"""

import json
import lzma
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

CORPUS = Path(os.environ["COMENTION_CORPORA"]) / "ungdc_1946_2024.jsonl.xz"
RUNS = 3  # the fastest counts; memory is that of the first
JOBS = ("one_pass 1", "one_pass 2", "mention_table 1", "mention_table 2", "peer 1")


def load_texts() -> list[str]:
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def memory(field: str) -> int:
    """Read a field of the process's memory in bytes: VmRSS now, VmHWM at the peak."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise KeyError(field)


def one_pass(texts: list[str], threads: int):
    import comention as cm

    counts = cm.cooccurrence(texts, rows="country", cols="topic", unit="sentence", threads=threads)
    return counts.to_scipy(), counts.n, {}


def mention_table(texts: list[str], threads: int):
    import comention as cm

    start = time.perf_counter()
    mentions = cm.tag(texts, threads=threads)
    tagged = time.perf_counter() - start
    counts = cm.cooccurrence(mentions, rows="country", cols="topic", unit="sentence", threads=threads)
    return counts.to_scipy(), counts.n, {"tag_seconds": tagged, "mentions": len(mentions)}


def peer(texts: list[str], threads: int):
    """ahocorasick_rs (leftmost-longest), a check of word boundaries, and a product of sparse matrices."""
    import ahocorasick_rs
    import numpy as np
    from scipy.sparse import csr_array

    import comention as cm

    lexicon = cm.Lexicon.builtin()
    axes = [lexicon.tags(kind)["tag"].tolist() for kind in ("country", "topic")]
    place = {tag: i for i, tag in enumerate(axes[0] + axes[1])}
    table = lexicon.forms()
    table = table[~table["form"].str.contains(r"[*?]")]
    forms = table["form"].str.lower().tolist()
    columns = [place.get(tag, -1) for tag in table["tag"]]
    automaton = ahocorasick_rs.AhoCorasick(forms, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    start = time.perf_counter()
    rows, cols, n = [], [], 0
    for text in texts:
        for begin, end in cm.text.unit_spans(text).tolist():
            sentence = text[begin:end].lower()
            for pattern, first, last in automaton.find_matches_as_indexes(sentence):
                whole = (first == 0 or not sentence[first - 1].isalnum()) and not sentence[last : last + 1].isalnum()
                if whole and columns[pattern] >= 0:
                    rows.append(n)
                    cols.append(columns[pattern])
            n += 1
    shape = n, sum(map(len, axes))
    incidence = csr_array((np.ones(len(rows), dtype=np.int64), (rows, cols)), shape=shape)
    incidence.data[:] = 1
    joint = incidence[:, : len(axes[0])].T @ incidence[:, len(axes[0]) :]
    return joint.tocsr(), n, {"job_seconds": time.perf_counter() - start, "forms": len(forms)}


def timed(job: str, texts: list[str], threads: int):
    start = time.perf_counter()
    joint, n, extra = globals()[job](texts, threads)
    return joint, n, extra, extra.pop("job_seconds", time.perf_counter() - start)


def measure(job: str, threads: int) -> None:
    import comention as cm

    cm.Lexicon.builtin()._core.compile()
    cm.cooccurrence("Chad and Mali.", rows="country").to_scipy()
    texts = load_texts()
    size = sum(len(text.encode()) for text in texts)
    Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    joint, n, extra, seconds = timed(job, texts, threads)
    peak = memory("VmHWM") - before
    seconds = min([seconds] + [timed(job, texts, threads)[3] for _ in range(RUNS - 1)])
    result = {
        "job": job, "threads": threads, "seconds": seconds, "mb_per_s": size / 1e6 / seconds,
        "peak_mb": peak / 1e6, "peak_share_of_text": peak / size,
        "bytes": size, "documents": len(texts), "n": int(n), "joint_sum": int(joint.sum()), **extra,
    }  # fmt: skip
    print(json.dumps(result))


def print_start_up() -> None:
    """Print how long import and lexicon take in a process of their own, the fastest of five."""
    code = (
        "import time; t = [time.perf_counter()]\n"
        "import comention as cm; t.append(time.perf_counter())\n"
        "lexicon = cm.Lexicon.builtin(); t.append(time.perf_counter())\n"
        "lexicon._core.compile(); t.append(time.perf_counter())\n"
        "print(*(b - a for a, b in zip(t, t[1:])))"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    seconds = [min(times) for times in zip(*(map(float, run.stdout.split()) for run in runs), strict=True)]
    print(
        "import {:.0f} ms, read the built-in lexicon {:.0f} ms, compile it {:.0f} ms".format(
            *(1000 * s for s in seconds)
        )
    )


def main() -> None:
    if not CORPUS.exists():
        raise SystemExit(f"the benchmark needs {CORPUS}")
    model = next((x.split(": ")[1] for x in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in x), "?")
    print(f"{platform.machine()}, {model}, {os.cpu_count()} cores, Python {platform.python_version()}; {CORPUS.name}")
    print_start_up()
    results = {}
    for job in JOBS:
        done = subprocess.run([sys.executable, __file__, *job.split()], capture_output=True, text=True, check=True)
        result = results[job] = json.loads(done.stdout)
        print(
            f"{result['job']:14} threads {result['threads']}: {result['seconds']:6.2f} s, "
            f"{result['mb_per_s']:6.1f} MB/s, peak {result['peak_mb']:6.1f} MB = {result['peak_share_of_text']:.0%} of "
            f"the text, {result['n']:,} sentences, {result['joint_sum']:,} joint counts"
        )
    ours = {result["joint_sum"] for job, result in results.items() if not job.startswith("peer")}
    assert len(ours) == 1, "every way of counting must give the same counts"
    assert len({result["n"] for result in results.values()}) == 1
    ratio = results["one_pass 1"]["mb_per_s"] / results["peer 1"]["mb_per_s"]
    print(f"one thread: {ratio:.1f} times the speed of ahocorasick_rs + scipy; two threads: "
          f"{results['one_pass 2']['mb_per_s'] / results['one_pass 1']['mb_per_s']:.2f} times one")  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        main()
