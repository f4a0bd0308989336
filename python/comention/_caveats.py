"""Warnings on data that make numbers doubtful."""

from __future__ import annotations

import sys
import warnings
from math import ceil
from pathlib import Path

_PACKAGE = str(Path(__file__).parent)


class CaveatWarning(UserWarning):
    """Something in the data makes the numbers doubtful; the message says what to do.

    Examples
    --------
    >>> import warnings
    >>> import comention as cm
    >>> warnings.simplefilter("ignore", cm.CaveatWarning)
    """


def warn_caller(message: str) -> None:
    """Warn at the line outside of this package that asked for the numbers."""
    depth, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        depth, frame = depth + 1, frame.f_back
    warnings.warn(message, CaveatWarning, stacklevel=depth)


def warn_of_languages(foreign: int, documents: int) -> None:
    """Warn of documents with too few English function words."""
    if foreign == 0:
        return
    warn_caller(
        f"{foreign:,} of {documents:,} documents have too few English words: they are in another language, or tables. "
        "English forms find little there. mentions.caveats() lists them; leave them out, or read with care"
    )


def warn_of_few_samples(tests: int, samples: int, least_q: float, level: float = 0.05) -> None:
    """Warn where a pair that no sample comes near could not have a q of `level`, and none has."""
    needed = ceil(round(tests / level, 6)) - 1
    if samples >= needed or least_q <= level:
        return
    warn_caller(
        f"p cannot be less than 1/{samples + 1:,}, and {tests:,} pairs are tested: no q can be {level} or less unless "
        f"many p are that small. Give samples={needed}, or a larger min_total= to test fewer pairs"
    )
