"""Joining: labels of documents beside the mentions in their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from comention import _core
from comention.documents import Documents
from comention.lexicon import Lexicon

if TYPE_CHECKING:
    from comention.mentions import Mentions

_NAMED = 5


def join(mentions: Mentions, other: Mentions) -> Mentions:
    """Add labels to the documents of mentions; `Mentions.join` tells how."""
    _check_joinable(mentions, other)
    place = _places(mentions._corpus, other._corpus)
    rows = [row for row in other._lexicon._tag_rows if row[4]]
    numbers = {row[:2]: number for number, row in enumerate(rows)}
    owners = other._lexicon._form_columns
    forms = [
        (numbers[kind, tag], row[1], row[2], row[4])
        for kind, tag, row in zip(owners["kind"], owners["tag"], other._lexicon._form_rows, strict=True)
    ]
    first = len(mentions._lexicon._form_rows)
    own = mentions._lexicon
    opened = own._open_kinds | other._lexicon._open_kinds
    lexicon = Lexicon(own._core.with_labels(rows, forms), own._description, own._skipped, opened)
    columns = other._core.columns()
    docs = place[columns["doc"]].astype(np.uint32)
    form, value = columns["form"] + first, columns.get("value", np.empty(0))
    added = _core.list_mentions(
        len(mentions._corpus), docs, columns["start"], columns["end"], form, columns["type"], value
    )
    step = f"join({', '.join(other._lexicon.kinds)})"
    out = mentions._with(mentions._core.join(added), lexicon, step, grouped=other._grouped)
    without = len(mentions._corpus) - len(other._corpus)
    out._unlabelled = mentions._unlabelled | {kind: count + without for kind, count in other._unlabelled.items()}
    return out


def _check_joinable(mentions: Mentions, other: Any) -> None:
    from comention.mentions import Mentions

    if not isinstance(other, Mentions) or other._places != "none":
        raise TypeError("join takes labels, as cm.labels makes them")
    for kind in other._lexicon.kinds:
        if kind in mentions._lexicon.kinds:
            raise ValueError(
                f"the kind {kind!r} is in both; give the labels another name, or tag without it: "
                f"Lexicon.builtin(kinds=[...])"
            )
        if kind in mentions._corpus._meta:
            raise ValueError(f"the kind {kind!r} is a meta column of the documents already")


def _places(documents: Documents, labelled: Documents) -> np.ndarray[Any, Any]:
    """Give the number of each labelled document among the documents."""
    if not documents._own_ids and not labelled._own_ids and len(documents) == len(labelled):
        return np.arange(len(documents))
    if not documents._own_ids or not labelled._own_ids:
        raise ValueError(
            "documents are joined by their ids: name their columns by id= for both. Without any there must be as many "
            f"labels as documents. Given {len(documents):,} documents{' with ids' * documents._own_ids} and labels of "
            f"{len(labelled):,}{' with ids' * labelled._own_ids}"
        )
    place = {name: number for number, name in enumerate(documents._ids)}
    lost = [name for name in labelled._ids if name not in place]
    if lost:
        shown = ", ".join(map(repr, lost[:_NAMED])) + (", …" if len(lost) > _NAMED else "")
        known = ", ".join(map(repr, documents._ids[:2]))
        raise ValueError(
            f"{len(lost):,} of {len(labelled):,} labelled documents are not among those of the text: {shown}. "
            f"Theirs are as {known}; leave out the labels of others"
        )
    return np.array([place[name] for name in labelled._ids], dtype=np.int64)
