"""Counts with given cells, made of labelled documents that hold one pair each."""

import numpy as np

import comention as cm


def names(letter: str, size: int) -> list[str]:
    return [f"{letter}{place:02}" for place in range(size)]


def two_kinds(matrix, rows=None, cols=None, **options):
    """Count a matrix of whole numbers; each tag is also once alone, so that empty rows and columns are there."""
    matrix = np.asarray(matrix)
    rows, cols = rows or names("r", matrix.shape[0]), cols or names("c", matrix.shape[1])
    pairs = [(rows[i], cols[j]) for i, j in np.argwhere(matrix > 0) for _ in range(matrix[i, j])]
    pairs += [(row, "") for row in rows] + [("", col) for col in cols]
    table = {"row": [row for row, _ in pairs], "col": [col for _, col in pairs]}
    return cm.cooccurrence(cm.labels(table, row="row", col="col"), rows="row", cols="col", unit="document", **options)


def one_kind(matrix, tags=None, **options):
    """Count a symmetric matrix of whole numbers with an empty diagonal; each tag is also once alone."""
    matrix = np.asarray(matrix)
    tags = tags or names("t", len(matrix))
    units = [f"{tags[i]};{tags[j]}" for i, j in np.argwhere(np.triu(matrix) > 0) for _ in range(matrix[i, j])]
    return cm.cooccurrence(cm.labels({"tag": units + tags}, tag="tag"), rows="tag", unit="document", **options)


def random_symmetric(rng, size: int, most: int = 20, density: float = 0.6) -> np.ndarray:
    upper = np.triu(rng.integers(1, most, (size, size)) * (rng.uniform(size=(size, size)) < density), 1)
    return upper + upper.T
