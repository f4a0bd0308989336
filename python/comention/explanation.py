"""Why a place in a text is a mention, or is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from comention import _core
from comention._checks import whole_number
from comention._frames import make_frame
from comention.lexicon import FORM_TYPES
from comention.listed import LABEL

if TYPE_CHECKING:
    from comention.corpus import Corpus
    from comention.mentions import Mentions

_REASONS = {
    "longest form": "the longest form here",
    "block": "a phrase that means no place",
    "qualifier": "a city, and behind its comma the state or country it lies in",
    "qualified before": "the document named the city with its state or country before",
    "dateline": "the place of a dateline",
    "evidence in the sentence": "an ambiguous form; the sentence speaks for this reading",
    "evidence in the document": "an ambiguous form; the document speaks for this reading",
    "home of the document": "an ambiguous form; the home of the document decides, for the text does not",
    "default reading": "an ambiguous form; nothing speaks for another reading than the default",
}


@dataclass(frozen=True)
class Explanation:
    """Why a mention means what it means."""

    surface: str
    kind: str
    tag: str
    form: str
    type: str
    reason: str
    because: str
    note: str

    def __str__(self) -> str:
        lines = [f"{self.surface!r} is the {self.kind} {self.tag}, by the form {self.form!r} ({self.type})"]
        lines.append(f"because: {_REASONS.get(self.reason, self.reason)}")
        if self.because:
            lines.append(f"with: {self.because!r}")
        if self.note:
            lines.append(f"note of the form: {self.note}")
        return "\n".join(lines)

    __repr__ = __str__


def _read_corpus(mentions: Mentions) -> Corpus:
    """Give the corpus that the lexicon read; raise ValueError where it did not find the mentions as they are."""
    corpus = mentions._texts("explain")
    if mentions._given:
        raise ValueError("these mentions were given, not found by a lexicon; there is nothing to explain")
    if mentions._grouped:
        raise ValueError("groups hide the forms that were found; explain the mentions as they were before group()")
    return corpus


def explain(mentions: Mentions, number: int) -> Explanation:
    """Explain one mention by reading its document again."""
    corpus = _read_corpus(mentions)
    if not 0 <= whole_number("number", number) < len(mentions):
        raise IndexError(f"there is no mention {number}; they are numbered from 0 to {len(mentions) - 1}")
    columns = {name: int(values[number]) for name, values in mentions._core.columns().items()}
    if FORM_TYPES[columns["type"]] == LABEL:
        raise ValueError(f"mention {number} is a label of its document, which was given")
    doc, form, place = columns["doc"], columns["form"], (columns["start"], columns["end"])
    rows = _core.explain(corpus._core, doc, doc + 1, mentions._lexicon._core, mentions._homes)
    reason, because = next(row[6:] for row in rows if row[5] and row[1:3] == place and row[3] == form)
    named = mentions._lexicon._form_columns
    return Explanation(
        surface=(corpus[doc] or "")[place[0] : place[1]],
        kind=named["kind"][form],
        tag=named["tag"][form],
        form=named["form"][form],
        type=FORM_TYPES[columns["type"]],
        reason=reason or "longest form",
        because=named["form"][because] if because >= 0 else "",
        note=mentions._lexicon._form_rows[form][6],
    )


def rejected(mentions: Mentions) -> Any:
    """List what was found and is no mention."""
    corpus, lexicon = _read_corpus(mentions), mentions._lexicon
    rows = _core.explain(corpus._core, 0, len(corpus), lexicon._core, mentions._homes)
    refused = [row for row in rows if not row[5]]
    docs, starts, ends, forms, types = (np.array([row[i] for row in refused], dtype=np.int64) for i in range(5))
    places = zip(docs.tolist(), starts.tolist(), ends.tolist(), strict=True)
    because = [lexicon._form_columns["form"][row[7]] if row[7] >= 0 else "" for row in refused]
    out = {
        **{"doc": docs, "start": starts, "end": ends},
        **{name: values[forms] for name, values in lexicon._form_columns.items()},
        "type": np.array(FORM_TYPES, dtype=object)[types],
        "surface": np.array([(corpus[doc] or "")[start:end] for doc, start, end in places], dtype=object),
        "reason": np.array([row[6] for row in refused], dtype=object),
        "because": np.array(because, dtype=object),
    }
    return make_frame(out, corpus._library)
