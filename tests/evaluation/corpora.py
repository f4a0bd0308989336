"""The corpora, each read once, and the tagging of their texts."""

import functools
import warnings
from collections import Counter, defaultdict
from collections.abc import Sequence

import pandas as pd
from conftest import read_corpus

import comention as cm

read = functools.lru_cache(maxsize=4)(read_corpus)
Spans = list[tuple[int, int, str, str]]


def tag(texts: cm.Corpus | Sequence[str], lexicon: cm.Lexicon) -> cm.Mentions:
    """Tag texts; some corpora hold tables and lists of figures, of which the tagger warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cm.CaveatWarning)
        return cm.tag(texts, lexicon, progress=False)


def countries(profile: str = "default") -> cm.Lexicon:
    """Give the built-in countries."""
    return cm.Lexicon.builtin(profile, kinds="country")


def sets(mentions: cm.Mentions, kind: str = "country") -> list[set[str]]:
    """Give the tags of each document."""
    found: list[set[str]] = [set() for _ in range(len(mentions.corpus))]
    columns = mentions.keep(kind=kind).to_pandas()
    for doc, name in zip(columns["doc"], columns["tag"], strict=True):
        found[doc].add(name)
    return found


def spans(mentions: cm.Mentions) -> list[Spans]:
    """Give start, end, tag and type of the mentions of each document."""
    found: list[Spans] = [[] for _ in range(len(mentions.corpus))]
    frame = mentions.to_pandas()
    for doc, *rest in frame[["doc", "start", "end", "tag", "type"]].itertuples(index=False):
        found[doc].append(tuple(rest))
    return found


def surfaces(frame: pd.DataFrame) -> dict[tuple[int, str], str]:
    """Give the commonest surface of each document and tag; of equals the first in the alphabet."""
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for doc, name, surface in zip(frame["doc"], frame["tag"], frame["surface"], strict=True):
        counts[doc, name][surface] += 1
    return {key: min(count, key=lambda one: (-count[one], one)) for key, count in counts.items()}


@functools.cache
def labels() -> dict[str, str]:
    """Give the label of each country."""
    return cm.Lexicon.builtin(kinds="country").tags("country").set_index("tag")["label"].to_dict()
