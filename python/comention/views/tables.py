"""Tables for Jupyter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comention.evidence import Evidence
    from comention.mentions import Mentions
    from comention.validation.result import Validation

_MOST_ROWS = 12
_MOST_EVIDENCE = 50
_SIDE_COLOURS = {"row": "#cfe3ff", "col": "#ffe3b3", "given": "#d5f0d0"}


def _table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Build a table of cells that are HTML already."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    title = f'<caption style="text-align:left;font-weight:bold">{escape(caption)}</caption>'
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object, *, style: str = "") -> str:
    attribute = f' style="{style}"' if style else ""
    return f"<td{attribute}>{escape(str(value))}</td>"


def mentions_table(mentions: Mentions) -> str:
    """Show the most frequent tags of mentions."""
    frame = mentions.summary()
    columns = ("kind", "tag", "label", "mentions", "documents", "sentences")
    rows = list(zip(*(list(frame[name])[:_MOST_ROWS] for name in columns), strict=True))
    shown = f"; the {_MOST_ROWS} most frequent of {len(frame)} tags" if len(frame) > _MOST_ROWS else ""
    return _table(repr(mentions).strip("<>") + shown, columns, ([_cell(value) for value in row] for row in rows))


def evidence_table(evidence: Evidence) -> str:
    """Show units with both mentions marked."""
    rows = []
    for i, passage in enumerate(evidence._passages()):
        if i == _MOST_EVIDENCE:
            rows.append([f'<td colspan="9">… and {len(evidence) - i:,} more; to_pandas() gives all</td>'])
            break
        document = int(evidence._found["doc"][i])
        ids = evidence._corpus._document_columns([document])
        cells = [_cell("" if values[0] is None else values[0]) for values in ids.values()]
        pieces = ["".join(_marked(*part) for part in piece) for piece in evidence._pieces(i, passage)]
        cells.append(f'<td style="text-align:left;white-space:pre-wrap">{" … ".join(pieces)}</td>')
        rows.append(cells)
    header = [*evidence._corpus._document_columns([]), "text"]
    return _table(evidence._title(), header, rows)


def validation_table(validation: Validation) -> str:
    """Show the rates of kinds, and of the tags with the most cases."""
    rows = []
    for by in ("kind", "tag"):
        table = validation._comparison.table(by)
        for i, kind in enumerate(table["kind"][:_MOST_ROWS]):
            counts = [_cell(table[name][i]) for name in ("tp", "fp", "fn")]
            rates = [_cell(validation._shown(table, name, i)) for name in ("precision", "recall", "f1")]
            rows.append([_cell(kind), _cell("all" if by == "kind" else table["tag"][i]), *counts, *rates])
    header = ("kind", "tag", "tp", "fp", "fn", "precision", "recall", "f1")
    return _table(f"Validation: {validation._title()}", header, rows)


def _marked(part: str, side: str | None) -> str:
    if side is None:
        return escape(part)
    return f'<mark style="background:{_SIDE_COLOURS[side]};color:#1a1a1a">{escape(part)}</mark>'
