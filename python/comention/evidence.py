"""Evidence: the units behind a count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._frames import make_frame
from comention.corpus import Corpus
from comention.text import unit_value
from comention.units import Proximity, plural
from comention.weights import SCALE

if TYPE_CHECKING:
    import pandas as pd

    from comention.counting import Counting
    from comention.documents import Documents
    from comention.options import Options
    from comention.weights import Weights

_MOST_SHOWN = 10


@dataclass(frozen=True)
class Passage:
    """The text of a unit, and where it begins in its document.

    Of a document only the sentences that hold the two mentions are shown: `pieces` are their spans.
    """

    text: str
    start: int
    pieces: tuple[tuple[int, int], ...]


class Evidence:
    """What a count of a pair is made of: the units that hold both. Made by `Cooccurrence.evidence`.

    Examples
    --------
    >>> import comention as cm
    >>> evidence = cm.cooccurrence("Iran and Iraq met.", rows="country").evidence("IR", "IQ")
    >>> len(evidence), evidence.to_pandas()[["row_start", "col_start", "text"]].values.tolist()
    (1, [[0, 9, 'Iran and Iraq met.']])
    """

    def __init__(
        self,
        found: Mapping[str, npt.NDArray[Any]],
        documents: Documents,
        counting: Counting,
        labels: tuple[str, ...],
        count: float,
    ) -> None:
        self._found = signed(found)
        self._corpus = documents
        self._options = counting.options
        self._weights = counting.weights
        unit = counting.options.unit
        self._unit = unit if isinstance(unit, str) else unit.within
        self._labels = labels
        self._forms = counting.forms
        self._count = count

    def __len__(self) -> int:
        return len(self._found["doc"])

    @property
    def _sides(self) -> tuple[str, ...]:
        return ("row", "col", "given")[: len(self._labels)]

    @property
    def _by_document(self) -> bool:
        """Tell whether only the sentences with the mentions are shown, since a unit is long."""
        return self._unit == "document"

    @property
    def _counts(self) -> npt.NDArray[Any]:
        """What each row adds to the count."""
        return amounts(self._found, self._options, self._weights)

    def _passages(self) -> Iterator[Passage]:
        """Give the text of each unit in turn; labels have none."""
        cut_unit = "sentence" if self._by_document else self._unit
        last, spans, text = -1, np.empty((0, 2), dtype=np.uint32), ""
        for i, document in enumerate(self._found["doc"].tolist()):
            if document != last:
                last, text = document, self._corpus[document] or ""
                if isinstance(self._corpus, Corpus):
                    spans = _core.unit_spans(self._corpus._core, document, unit_value(cut_unit))
            if len(spans) == 0:
                yield Passage("", 0, ())
                continue
            if self._by_document:
                starts = (int(self._found[f"{side}_start"][i]) for side in self._sides)
                pieces = sorted({_span_around(spans, start) for start in starts})
            else:
                begin, end = spans[self._found["unit"][i]].tolist()
                pieces = [(begin, end)]
            shown = " … ".join(text[begin:end] for begin, end in pieces)
            yield Passage(shown, pieces[0][0], tuple(pieces))

    def _to_frame(self, library: str) -> Any:
        found = self._found
        documents = found["doc"].tolist()
        columns: dict[str, Any] = {"doc": found["doc"], **self._corpus._document_columns(documents)}
        columns["unit"] = found["unit"]
        for side in self._sides:
            columns[f"{side}_start"] = found[f"{side}_start"]
            columns[f"{side}_end"] = found[f"{side}_end"]
            columns[f"{side}_form"] = [form_name(self._forms, form) for form in found[f"{side}_form"].tolist()]
        columns["count"] = self._counts
        if isinstance(self._options.unit, Proximity):
            columns["distance"] = found["bucket"]
        passages = list(self._passages())
        columns["text"] = [passage.text for passage in passages]
        columns["text_start"] = [passage.start for passage in passages]
        return make_frame(columns, library)

    def to_pandas(self) -> pd.DataFrame:
        """Give the evidence as a frame: a row a unit, two mentions within reach, or a stretch of windows.

        Returns
        -------
        pandas.DataFrame
            Columns doc, id, date and meta (if given), unit (its number in the document), row_start, row_end, row_form,
            col_start, col_end, col_form (first mention of either tag, code points of the document's text; a meta
            column's value has no form, and start and end are those of the other mention's begin), given_start,
            given_end, given_form (if a third tag is given), count (what the row adds: their sum is the count), distance
            (of two mentions within reach), text (the unit; of a document the sentences with these mentions) and
            text_start (where it begins).

        Examples
        --------
        >>> import comention as cm
        >>> counts = cm.cooccurrence("So. Iran met Iraq.", rows="country")
        >>> counts.evidence("IR", "IQ").to_pandas()["text_start"].tolist()
        [4]
        """
        frame: pd.DataFrame = self._to_frame("pandas")
        return frame

    def _marks(self, i: int) -> list[tuple[int, int, str]]:
        """Give the mentions of a unit as (start, end, side), in order; a tag of the document has none."""
        found = self._found
        all_sides = [(int(found[f"{side}_start"][i]), int(found[f"{side}_end"][i]), side) for side in self._sides]
        return sorted(mark for mark in all_sides if mark[0] < mark[1])

    @property
    def _complete(self) -> bool:
        return bool(np.isclose(self._counts.sum(), self._count))

    def _title(self) -> str:
        names = " and ".join([", ".join(self._labels[:-1]), self._labels[-1]])
        plain = isinstance(self._options.unit, str) and self._options.margins == "units"
        if plain and isinstance(self._count, int):
            units = f"{self._count:,} {plural(self._unit, self._count)} with {names}"
            return units if self._complete else f"{len(self):,} of {units}"
        number = f"{self._count:,}" if isinstance(self._count, int) else f"{self._count:,.4g}"
        rows = f"{len(self):,} row{'s' * (len(self) != 1)} of evidence"
        whole = f"{names}, counted by {plural(self._options.unit, 2)}: {number}"
        return f"{whole}, by {rows}" if self._complete else f"{whole}; the first {rows}"

    def __repr__(self) -> str:
        lines = [self._title()]
        for i, passage in enumerate(self._passages()):
            if i == _MOST_SHOWN:
                lines.append(f"… and {len(self) - i:,} more")
                break
            ids = self._corpus._document_columns([int(self._found["doc"][i])])
            label = ", ".join(str(values[0]) for values in ids.values() if values[0] is not None)
            lines.append(f"[{label}] {self._marked(i, passage)}")
        return "\n".join(lines)

    def _pieces(self, i: int, passage: Passage) -> list[list[tuple[str, str | None]]]:
        """Cut the pieces of a passage at its two mentions: parts of text, each with the side it is a mention of."""
        from comention.views.marked import split_at_marks

        text = self._corpus[int(self._found["doc"][i])] or ""
        marks = self._marks(i)
        return [
            list(split_at_marks(text[begin:end], [(a - begin, b - begin, side) for a, b, side in marks]))
            for begin, end in passage.pieces
        ]

    def _marked(self, i: int, passage: Passage) -> str:
        """Give a passage on one line, its two mentions in guillemets."""
        pieces = self._pieces(i, passage)
        shown = ["".join(part if side is None else f"«{part}»" for part, side in piece) for piece in pieces]
        return " ".join(" … ".join(shown).split())

    def _repr_html_(self) -> str:
        from comention.views.tables import evidence_table

        return evidence_table(self)


def amounts(found: Mapping[str, npt.NDArray[Any]], options: Options, weights: Weights | None) -> npt.NDArray[Any]:
    """Give what each row of evidence adds to its count."""
    amount = found["amount"]
    if amount.dtype == np.float64:
        # Values of labels: rounded as they are summed.
        scale = SCALE if weights is None else weights[found["doc"]].astype(np.float64)
        rounded: npt.NDArray[Any] = np.rint(amount * scale) / SCALE
        return rounded
    if not options.fractional:
        return amount
    values = np.array([options.value_of(bucket) for bucket in found["bucket"].tolist()], dtype=np.float64)
    return amount * values * (1.0 if weights is None else weights[found["doc"]] / SCALE)


def signed(found: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Give columns of evidence as int64, but for amounts that are no whole numbers."""
    return {name: part if part.dtype == np.float64 else part.astype(np.int64) for name, part in found.items()}


def form_name(forms: Sequence[str], form: int) -> str:
    """Give a form by its number; a tag of the document has none."""
    return forms[form] if form < len(forms) else ""


def _span_around(spans: npt.NDArray[Any], position: int) -> tuple[int, int]:
    """Give the last span that begins at or before a position."""
    begin, end = spans[np.searchsorted(spans[:, 0], position, side="right") - 1].tolist()
    return begin, end
