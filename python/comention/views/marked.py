"""Texts with their mentions marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TypeVar

_COLOURS = ("#cfe3ff", "#ffe3b3", "#d5f2d0", "#f6d4ec", "#e4ddfb")
Label = TypeVar("Label")


def split_at_marks(text: str, marks: Sequence[tuple[int, int, Label]]) -> Iterator[tuple[str, Label | None]]:
    """Cut a text at marks (start, end, label) into parts, each with its label or None.

    Marks are taken in order; one that begins before the end of the last is left out, as is one outside the text.
    """
    at = 0
    for start, end, label in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if start < at or end > len(text):
            continue
        if start > at:
            yield text[at:start], None
        yield text[start:end], label
        at = end
    if at < len(text):
        yield text[at:], None


class MarkedText:
    """A text with its mentions marked: brackets in a terminal, colours in Jupyter."""

    def __init__(self, text: str, mentions: Sequence[tuple[int, int, str, str]]) -> None:
        tags: dict[tuple[int, int], list[tuple[str, str]]] = {}
        for start, end, tag, kind in mentions:
            tags.setdefault((start, end), []).append((tag, kind))
        self._text = text
        self._marks = [(start, end, found) for (start, end), found in tags.items()]
        self._kinds = list(dict.fromkeys(kind for _, _, _, kind in mentions))

    def __repr__(self) -> str:
        return "".join(
            part if found is None else f"[{part}: {', '.join(tag for tag, _ in found)}]"
            for part, found in split_at_marks(self._text, self._marks)
        )

    def _repr_html_(self) -> str:
        parts = []
        for part, found in split_at_marks(self._text, self._marks):
            if found is None:
                parts.append(escape(part))
                continue
            colour = _COLOURS[self._kinds.index(found[0][1]) % len(_COLOURS)]
            tags = escape(", ".join(f"{kind}: {tag}" for tag, kind in found))
            names = escape(", ".join(tag for tag, _ in found))
            style = f"background:{colour};color:#1a1a1a;padding:0 .15em;border-radius:.2em"
            parts.append(f'<mark style="{style}" title="{tags}">{escape(part)}<sub>&nbsp;{names}</sub></mark>')
        return f'<div style="white-space:pre-wrap;max-width:60em;line-height:1.6">{"".join(parts)}</div>'
