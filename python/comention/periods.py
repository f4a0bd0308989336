"""Periods of the calendar, and in which of them documents lie."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention._checks import unknown
from comention.conditions import iso_date
from comention.documents import check_one_type, is_missing, written

if TYPE_CHECKING:
    from comention.documents import Documents

CALENDAR = ("day", "week", "month", "quarter", "year")
_MOST_PERIODS = 100_000
UNDATED, TOO_COARSE, OUTSIDE = -1, -2, -3


@dataclass(frozen=True)
class Periods:
    """Labels of periods in order, and the period of each document: its place, or UNDATED, TOO_COARSE, OUTSIDE."""

    by: str
    labels: tuple[str, ...]
    of_document: npt.NDArray[np.int64]
    edges: tuple[str, ...] = ()
    """What they lie between, if no calendar or column tells."""

    @property
    def how(self) -> str | list[str]:
        """Give what ``by=`` was."""
        return list(self.edges) if self.edges else self.by

    def count(self, what: int) -> int:
        """Count documents in no period, by reason."""
        return int((self.of_document == what).sum())


def find_periods(corpus: Documents, by: Any) -> Periods:
    """Sort the documents of a corpus into periods: of the calendar, between edges, or by a meta column."""
    if isinstance(by, str):
        if by in CALENDAR:
            return _calendar(_spans(corpus), by)
        if by in corpus._meta:
            return by_column(corpus._meta[by], by)
        raise ValueError(f"{unknown('period', by, [*CALENDAR, *corpus._meta])}; or edges, as ['1946', '1992', '2025']")
    if isinstance(by, (list, tuple)):
        return _between(_spans(corpus), [_edge(one) for one in by])
    raise TypeError(f"by= takes the name of a period or of a meta column, or a list of edges. Given {by!r}")


def by_column(values: Sequence[Any], name: str) -> Periods:
    """Sort documents by the values of a column."""
    check_one_type(values, f"the column {name!r}")
    labels = sorted({written(value) for value in values if not is_missing(value)}, key=_by_number)
    place = {label: i for i, label in enumerate(labels)}
    of_document = [UNDATED if is_missing(value) else place[written(value)] for value in values]
    return Periods(name, tuple(labels), np.array(of_document, dtype=np.int64))


def _by_number(label: str) -> tuple[bool, float, str]:
    """Sort numbers by their size, 2 before 10, and before other values."""
    number = re.fullmatch(r"-?[0-9]+([.][0-9]+)?", label) is not None
    return not number, float(label) if number else 0.0, label


def days_of(documents: Documents) -> list[str | None]:
    """Give the day of each document, None if its date is missing or less precise."""
    spans = _spans(documents)
    return [None if span is None or span[0] != span[1] else span[0].isoformat() for span in spans]


def _spans(corpus: Documents) -> list[tuple[dt.date, dt.date] | None]:
    """Give first and last day that the date of each document leaves open."""
    if corpus._dates is None:
        raise ValueError("the corpus has no dates; name their column with Corpus(..., date=)")
    check_one_type(corpus._dates, "the column of dates")
    texts = (iso_date(day, f"row {row}: the date") for row, day in enumerate(corpus._dates))
    return [None if text is None else day_span(text, f"row {row}: the date") for row, text in enumerate(texts)]


def day_span(text: str, what: str) -> tuple[dt.date, dt.date]:
    """Give the first and the last day of an ISO date; a year or a month has many."""
    try:
        if len(text) == 4:
            return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
        if len(text) == 7:
            year, month = int(text[:4]), int(text[5:])
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        day = dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise ValueError(f"{what} {text!r} is no day of the calendar ({error})") from None
    return day, day


def _edge(value: Any) -> tuple[str, dt.date]:
    text = iso_date(value, "the edge")
    if text is None:
        raise ValueError("an edge of by= is missing")
    return text[:10], day_span(text, "the edge")[0]


def _begin(day: dt.date, by: str) -> dt.date:
    """Give the first day of the period that holds a day."""
    if by == "week":
        return day - dt.timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    if by == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day.replace(month=1, day=1) if by == "year" else day


def _next(first: dt.date, by: str) -> dt.date:
    """Give the first day of the next period."""
    if by in ("day", "week"):
        return first + dt.timedelta(days=1 if by == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[by]
    month = first.month - 1 + months
    return dt.date(first.year + month // 12, month % 12 + 1, 1)


def _label(first: dt.date, by: str) -> str:
    if by == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if by == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]


def _contiguous(first: dt.date, last: dt.date, by: str) -> Iterator[dt.date]:
    for _ in range(_MOST_PERIODS):
        yield first
        if first >= last:
            return
        first = _next(first, by)
    raise ValueError(f"more than {_MOST_PERIODS:,} periods: choose a longer one than {by!r}, or check the dates")


def _calendar(spans: Sequence[tuple[dt.date, dt.date] | None], by: str) -> Periods:
    begins = [UNDATED if span is None else _one_period(span, by) for span in spans]
    dated = [begin for begin in begins if isinstance(begin, dt.date)]
    periods = list(_contiguous(min(dated), max(dated), by)) if dated else []
    place = {begin: i for i, begin in enumerate(periods)}
    of_document = [place[begin] if isinstance(begin, dt.date) else begin for begin in begins]
    return Periods(by, tuple(_label(begin, by) for begin in periods), np.array(of_document, dtype=np.int64))


def _one_period(span: tuple[dt.date, dt.date], by: str) -> dt.date | int:
    first, last = (_begin(day, by) for day in span)
    return first if first == last else TOO_COARSE


def _between(spans: Sequence[tuple[dt.date, dt.date] | None], edges: Sequence[tuple[str, dt.date]]) -> Periods:
    days = [day for _, day in edges]
    if len(days) < 2 or any(a >= b for a, b in itertools.pairwise(days)):
        raise ValueError(f"edges of by= are two or more rising dates. Given {[label for label, _ in edges]}")
    of_document = [UNDATED if span is None else _between_edges(span, days) for span in spans]
    labels = tuple(f"{a} to {b}" for (a, _), (b, _) in itertools.pairwise(edges))
    return Periods("edges", labels, np.array(of_document, dtype=np.int64), tuple(label for label, _ in edges))


def _between_edges(span: tuple[dt.date, dt.date], days: Sequence[dt.date]) -> int:
    first, last = (sum(edge <= day for edge in days) - 1 for day in span)
    if first != last:
        return TOO_COARSE
    return first if 0 <= first < len(days) - 1 else OUTSIDE
