"""Units: the stretches of text in which tags may occur together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comention import _core
from comention._checks import one_of, unknown, whole_number
from comention.text import UNITS, unit_value

DECAYS = ("uniform", "inverse", "linear")
EDGES = ("valid", "pad")
DISTANCES = ("token", "character")
_WIDEST = 2**31 - 1


@dataclass(frozen=True)
class SlidingWindow:
    """Every stretch of so many tokens is a unit of its own.

    Windows begin at each token and overlap, so that tags close to each other share many. They never cross documents,
    nor what `within` says. A mention lies at its first token. Because windows overlap, their number is no number of
    independent observations: intervals are NaN, and measures that take units as independent are refused. n is the
    number of windows, not of texts.

    Parameters
    ----------
    width : int
        Tokens of a window.
    edge : {"valid", "pad"}
        ``valid``: only windows that lie wholly in the text; a text that is shorter has one, and one without a token
        none. ``pad``: also those that hang over either end, so that each token lies in as many windows as any other.
    within : {"document", "paragraph", "sentence"}
        What no window crosses; `edge` is then about its ends.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence("Peru met Chile today.", rows="country", unit=cm.SlidingWindow(3))
    >>> counts["PE", "CL"], counts.n
    (1, 2)
    """

    width: int
    edge: str = "valid"
    within: str = "document"

    def __post_init__(self) -> None:
        _check_reach("width", self.width)
        one_of("edge", self.edge, EDGES)
        one_of("within", self.within, UNITS)

    def __str__(self) -> str:
        inside = "" if self.within == "document" else f" within a {self.within}"
        return f"window of {self.width} tokens{inside}{' (pad)' if self.edge == 'pad' else ''}"


@dataclass(frozen=True, init=False)
class Proximity:
    """Every two mentions at most so far apart count, by their distance. What quanteda calls a window.

    Not units are counted but pairs of mentions: two of the one and three of the other, all within reach, count six.
    So totals are sums over pairs (see `Cooccurrence.margins`).

    The distance is the number of tokens (or characters) between them plus one, from the end of the one to the begin of
    the other, so that neighbours are 1 apart whatever the length of their names; mentions that overlap are 1 apart too.

    Parameters
    ----------
    reach : int
        The greatest distance that counts.
    decay : {"uniform", "inverse", "linear"} or list of numbers
        What a pair at distance d adds: 1; 1/d; (reach - d + 1)/reach; or the d-th of a list of `reach` numbers.
    by : {"token", "character"}
        What distances are counted in; ``character`` is all there is for mentions with offsets but no text, as those of
        `read_gkg`.
    within : {"document", "paragraph", "sentence"}
        What no pair crosses.

    Examples
    --------
    >>> import comention as cm
    >>> counts = cm.cooccurrence("Peru met Chile.", rows="country", unit=cm.Proximity(5, decay="inverse"))
    >>> counts["PE", "CL"]
    0.5
    """

    reach: int
    decay: str | tuple[float, ...]
    by: str
    within: str

    def __init__(
        self, reach: int, decay: str | Sequence[float] = "uniform", by: str = "token", within: str = "document"
    ) -> None:
        _check_reach("reach", reach)
        one_of("by", by, DISTANCES)
        one_of("within", within, UNITS)
        object.__setattr__(self, "reach", int(reach))
        object.__setattr__(self, "decay", _decay(decay, int(reach)))
        object.__setattr__(self, "by", by)
        object.__setattr__(self, "within", within)

    def weight(self, distance: int) -> float:
        """Give what a pair at a distance adds.

        Parameters
        ----------
        distance : int
            From 1 to `reach`.

        Returns
        -------
        float

        Examples
        --------
        >>> import comention as cm
        >>> cm.Proximity(4, decay="linear").weight(2)
        0.75
        """
        if not 1 <= whole_number("distance", distance) <= self.reach:
            raise ValueError(f"distance must lie between 1 and {self.reach}. Given {distance}")
        if isinstance(self.decay, tuple):
            return self.decay[distance - 1]
        if self.decay == "inverse":
            return 1 / distance
        return 1.0 if self.decay == "uniform" else (self.reach - distance + 1) / self.reach

    def __str__(self) -> str:
        inside = "" if self.within == "document" else f" within a {self.within}"
        decay = self.decay if isinstance(self.decay, str) else "own weights"
        return f"pair of mentions at most {self.reach} {self.by}s apart{inside} ({decay})"


UnitChoice = str | SlidingWindow | Proximity


def as_unit(unit: Any) -> UnitChoice:
    """Check a unit."""
    if isinstance(unit, (SlidingWindow, Proximity)):
        return unit
    if not isinstance(unit, str) or unit not in UNITS:
        known = [*UNITS, "SlidingWindow(width)", "Proximity(reach)"]
        raise ValueError(unknown("unit", unit, known))
    return unit


def container(unit: UnitChoice) -> _core.Unit:
    """Give the stretch of text that holds the windows or the near mentions; of a plain unit itself."""
    return unit_value(unit if isinstance(unit, str) else unit.within)


def plural(unit: UnitChoice, n: float) -> str:
    """Name units for a number of them."""
    name = str(unit)
    if n == 1:
        return name
    if isinstance(unit, str):
        return name + "s"
    first, rest = name.split(" of ", 1)
    return f"{first}s of {rest}"


def _check_reach(what: str, value: object) -> None:
    if whole_number(what, value, 1) > _WIDEST:
        raise ValueError(f"{what} must be at most {_WIDEST:,}. Given {value!r}")


def _decay(decay: Any, reach: int) -> str | tuple[float, ...]:
    if isinstance(decay, str):
        return one_of("decay", decay, DECAYS)
    weights = np.asarray(decay, dtype=np.float64)
    if weights.shape != (reach,):
        raise ValueError(f"decay= takes {', '.join(map(repr, DECAYS))} or {reach} weights, one a distance from 1 on")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError(f"weights of distances must be finite and not negative. Given {weights.tolist()}")
    return tuple(weights.tolist())
