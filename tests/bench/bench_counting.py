"""Counting: nanoseconds a pair beside scipy, Eigen and GraphBLAS, and what units, windows and kept units cost.

The pairs are those of two different tags in one unit, each once. Units are drawn with a seed: 1 + Poisson(3) tags of
a Zipf-like distribution. Each product is checked to be the same. The fastest of some runs counts.
"""

import json
import lzma
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

import comention as cm
from comention import _core

HERE = Path(__file__).parent
CORPUS = Path(os.environ["COMENTION_CORPORA"]) / "ungdc_1946_2024.jsonl.xz"
RUNS = 5
UNITS = 200_000


def draw(units: int, tags: int, seed: int = 1) -> csr_array:
    """Draw a binary unit × tag matrix."""
    rng = np.random.default_rng(seed)
    sizes = rng.poisson(3, units) + 1
    column = np.minimum((tags * rng.random(sizes.sum()) ** 2.5).astype(np.int64), tags - 1)
    matrix = csr_array((np.ones(len(column), np.int64), (np.repeat(np.arange(units), sizes), column)), (units, tags))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def as_incidence(matrix: csr_array) -> _core.Incidence:
    units, cells = matrix.shape[0], matrix.nnz
    numbers, zeros = np.arange(units, dtype=np.uint32), np.zeros(cells, dtype=np.uint32)
    arrays = {
        "documents": numbers,
        "document_units": np.ones(units, np.int64),
        "document": numbers,
        "position": np.zeros(units, np.uint32),
        "tokens": np.ones(units, np.uint32),
        "ends": matrix.indptr[1:].astype(np.int64),
        "tag": matrix.indices.astype(np.uint32),
        "start": zeros,
        "end": zeros + 1,
        "form": zeros,
        "first_token": zeros,
        "last_token": zeros,
    }
    return _core.Incidence.from_arrays(_core.Unit.document, _core.SlidingWindow(), False, arrays)


def fastest(work) -> tuple[float, object]:
    best, result = float("inf"), None
    for _ in range(RUNS):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def counter(tags: int, threads: int):
    numbers = np.arange(tags, dtype=np.uint32)
    options = cm.options.Options("document").count_options(numbers, np.full(tags, 3, np.uint8), None)
    return lambda incidence: _core.count_cooccurrence(incidence, numbers, numbers, options, threads, None)


def eigen_binary() -> Path | None:
    """Compile the peer against the same Eigen as the package."""
    found = [Path(sys.prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"]
    places = [found[0] / "cmeel.prefix" / "include" / "eigen3", Path("/usr/include/eigen3")]
    include = next((place for place in places if place.exists()), None)
    if include is None:
        return None
    binary = Path(tempfile.mkdtemp()) / "eigen_product"
    source = HERE / "eigen_product.cpp"
    subprocess.run(["g++", "-O3", "-std=c++20", "-isystem", include, source, "-o", binary], check=True)
    return binary


def by_eigen(binary: Path, matrix: csr_array) -> tuple[float, int]:
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        sizes = np.array([*matrix.shape, matrix.nnz], dtype=np.int64)
        for part in (sizes, matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64)):
            file.write(part.tobytes())
        file.flush()
        done = subprocess.run([binary, file.name, str(RUNS)], capture_output=True, text=True, check=True)
    seconds, total = done.stdout.split()
    return float(seconds), int(total)


def by_graphblas(matrix: csr_array) -> tuple[float, int] | None:
    try:
        import graphblas as gb
    except ImportError:
        return None
    x = gb.io.from_scipy_sparse(matrix.tocsr())
    seconds, product = fastest(lambda: x.T.mxm(x, gb.semiring.plus_times[int]).new())
    return seconds, int(product.reduce_scalar().new().value)


def compare(tags: int, binary: Path | None) -> None:
    matrix = draw(UNITS, tags)
    total = int((matrix.sum(axis=1) ** 2).sum())
    pairs = (total - matrix.nnz) // 2
    incidence = as_incidence(matrix)
    rows: dict[str, tuple[float, int]] = {}
    for threads in (1, 2):
        seconds, counts = fastest(lambda threads=threads: counter(tags, threads)(incidence))
        off_diagonal = int(sum(layer[1][0].sum() for layer in counts.layers))
        rows[f"comention, {threads} thread{'s' * (threads > 1)}"] = seconds, off_diagonal + matrix.nnz
    transposed = matrix.T.tocsr()
    seconds, product = fastest(lambda: transposed @ matrix)
    rows["scipy X.T @ X"] = seconds, int(product.sum())
    if binary is not None:
        rows["Eigen"] = by_eigen(binary, matrix)
    blas = by_graphblas(matrix)
    if blas is not None:
        rows["GraphBLAS"] = blas
    print(f"\n{tags:,} tags, {UNITS:,} units, {pairs:,} pairs; ns a pair")
    for name, (seconds, found) in rows.items():
        assert found == total, name
        print(f"  {name:22} {seconds / pairs * 1e9:7.1f}")


def memory(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 2**20


def many_tags() -> None:
    """Count 10^5 tags in 10^6 units; runs in a process of its own."""
    incidence = as_incidence(draw(1_000_000, 100_000))
    start = time.perf_counter()
    counts = counter(100_000, 2)(incidence)
    seconds = time.perf_counter() - start
    cells = len(counts.layers[0][1][0])
    print(f"\n100,000 tags, 1,000,000 units: {cells:,} cells in {seconds:.1f} s, peak {memory('VmHWM'):.2f} GiB in all")


def long_document() -> None:
    """Slide windows over one document of very many mentions."""
    print("\none document, every second token a mention of one of 200 tags, windows of 50 tokens")
    names = [f"tag{i}" for i in range(200)]
    lexicon = cm.Lexicon.from_dict({name: [name] for name in names}, kind="name")
    rng = np.random.default_rng(1)
    for mentions in (100_000, 200_000, 400_000):
        text = " ".join(f"{names[i]} word" for i in rng.integers(0, 200, mentions))
        tagged = cm.tag(text, lexicon)
        seconds, counts = fastest(lambda tagged=tagged: cm.cooccurrence(tagged, rows="name", unit=cm.SlidingWindow(50)))
        print(f"  {mentions:7,} mentions: {seconds:.2f} s, {counts.n:,} windows")


def speeches() -> None:
    """What more units in one pass, and kept units, cost."""
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        corpus = cm.Corpus([json.loads(line)["text"] for line in lines])
    size = sum(len((corpus[i] or "").encode()) for i in range(len(corpus))) / 2**20
    mentions = cm.tag(corpus, progress=False)
    window, near = cm.SlidingWindow(50), cm.Proximity(10, decay="inverse")

    def count(source, unit, **options):
        return fastest(
            lambda: cm.cooccurrence(source, rows="country", cols="topic", unit=unit, progress=False, **options)
        )

    print(f"\n{len(corpus):,} speeches, {size:.0f} MiB of text, {len(mentions):,} mentions; country × topic")
    for units in (["sentence"], ["document", "sentence"], ["document", "paragraph", "sentence"]):
        print(f"  one pass from texts, {' + '.join(units):33} {count(corpus, units)[0]:6.2f} s")
    for unit in ("document", "paragraph", "sentence", window, near):
        print(f"  from mentions, {unit!s:39.39} {count(mentions, unit)[0]:6.2f} s")
    for keep in ("incidence", "counts"):
        with tempfile.NamedTemporaryFile(suffix=".npz") as file:
            seconds, counts = count(mentions, "sentence", keep=keep)
            start = time.perf_counter()
            counts.save(file.name)
            saved = time.perf_counter() - start
            size_of_file = Path(file.name).stat().st_size / 2**20
        print(f"  keep={keep!r:12} counted in {seconds:.2f} s, saved in {saved:.1f} s: {size_of_file:.1f} MiB")


def main() -> None:
    if sys.argv[1:] == ["many_tags"]:
        return many_tags()
    warnings.simplefilter("ignore", cm.CaveatWarning)
    model = next((x for x in Path("/proc/cpuinfo").read_text().splitlines() if x.startswith("model name")), "")
    print(
        f"{model.split(':')[-1].strip() or platform.machine()}, {os.cpu_count()} cores; fastest of {RUNS}", flush=True
    )
    binary = eigen_binary()
    for tags in (300, 1_000, 5_000):
        compare(tags, binary)
    sys.stdout.flush()
    subprocess.run([sys.executable, __file__, "many_tags"], check=True)
    long_document()
    speeches()
    return None


if __name__ == "__main__":
    main()
