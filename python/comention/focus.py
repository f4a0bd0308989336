"""What each document is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from comention._checks import one_of, whole_number

if TYPE_CHECKING:
    from comention.mentions import Mentions


def in_focus(mentions: Mentions, kind: str, head: int, least: int, share: float) -> npt.NDArray[np.bool_]:
    """Tell which mentions stay: those of other kinds, and of tags named at the head of their document or often."""
    one_of("kind", kind, mentions._lexicon.kinds)
    if mentions._places != "tokens":
        raise ValueError("focus looks for the first sentences of each document, and these have no text")
    whole_number("head", head)
    whole_number("least", least, 1)
    if not 0 <= share <= 1:
        raise ValueError(f"share must be from 0 to 1. Given {share!r}")
    columns = mentions._columns()
    keep = columns["kind"] != kind
    chosen = np.flatnonzero(~keep)
    tags = np.unique(columns["tag"][chosen].astype(str), return_inverse=True)[1]
    pairs, place = np.unique(np.stack([columns["doc"][chosen], tags]), axis=1, return_inverse=True)
    place = place.ravel()
    counts = np.bincount(place, minlength=pairs.shape[1])
    most = np.zeros(len(mentions._corpus), dtype=np.int64)
    np.maximum.at(most, pairs[0], counts)
    in_head = np.bincount(place, weights=columns["sentence"][chosen] < head, minlength=pairs.shape[1]) > 0
    often = (counts >= least) & (counts >= share * most[pairs[0]])
    keep[chosen] = (in_head | often)[place]
    return np.asarray(keep, dtype=bool)
