"""Bootstrap: 1,000 replicates over a million documents and 300 tags, beside the loop that one would write with scipy.

Documents are drawn with a seed: 1 + Poisson(3) tags of a Zipf-like distribution. The loop draws Poisson weights and
multiplies the weighted matrix with itself; it is timed for a few replicates, whose counts are checked to be the same.
"""

import os
import platform
import resource
import time

import numpy as np
from bench_counting import as_incidence, draw
from scipy.sparse import csr_array

import comention as cm
from comention import _core
from comention.bootstrap import _keys
from comention.clusters import cluster_names

DOCUMENTS, TAGS, REPLICATES = 1_000_000, 300, 1000
CHECKED = 2


def counted(matrix: csr_array) -> cm.Cooccurrence:
    """Count documents that hold the tags of a matrix."""
    lexicon = cm.Lexicon.from_dict({f"t{i:03}": [f"t{i:03}"] for i in range(TAGS)}, kind="tag")
    texts = cm.tag(["x"] * matrix.shape[0], lexicon, progress=False)
    made_up = cm.cooccurrence(texts, rows="tag", unit="document", progress=False)
    return made_up._counting.count(as_incidence(matrix))


def by_scipy(matrix: csr_array, weights: np.ndarray) -> np.ndarray:
    """Count one replicate."""
    weighted = csr_array((np.repeat(weights, np.diff(matrix.indptr)), matrix.indices, matrix.indptr), matrix.shape)
    return (matrix.T @ weighted).toarray()


def main() -> None:
    """Measure and print."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}")
    matrix = draw(DOCUMENTS, TAGS)
    counts = counted(matrix)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    start = time.perf_counter()
    boot = counts.bootstrap(REPLICATES, measure="lift", min_joint=5, progress=False)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    keys = _keys(cluster_names(counts._counting.documents, "document")).tolist()
    scipy_seconds = []
    for replicate in range(CHECKED):
        weights = np.array([_core.draws(1, key, replicate) for key in keys])
        start = time.perf_counter()
        joint = by_scipy(matrix, weights)
        scipy_seconds.append(time.perf_counter() - start)
        totals, n = np.diagonal(joint), weights.sum()
        lift = joint * n / np.outer(totals, totals)
        rows, cols = boot._rows, boot._cols
        assert np.allclose(boot._values[:, replicate], lift[rows, cols], rtol=1e-12), "the same replicates"
    loop = min(scipy_seconds) * REPLICATES
    print(f"{DOCUMENTS:,} documents, {TAGS} tags, {len(boot):,} pairs, {REPLICATES:,} replicates")
    print(f"  comention, {os.cpu_count()} threads   {seconds:8.1f} s")
    print(f"  scipy loop, 1 thread   {loop:8.1f} s, by {CHECKED} replicates: {loop / seconds:.0f} times")
    kept = boot._values.nbytes / 2**30
    print(f"  peak memory {after:.1f} GiB, {before:.1f} before; the replicates themselves {kept:.2f}")
    start = time.perf_counter()
    boot.pairs(method="bca")
    print(f"  intervals (BCa) and ranks {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
