"""Warnings on data that make numbers doubtful."""

from __future__ import annotations

import warnings


class CaveatWarning(UserWarning):
    """Something in the data makes the numbers doubtful; the message says what to do.

    Examples
    --------
    >>> import warnings
    >>> import comention as cm
    >>> warnings.simplefilter("ignore", cm.CaveatWarning)
    """


def warn_of_languages(foreign: int, documents: int) -> None:
    """Warn of documents with too few English function words."""
    if foreign == 0:
        return
    warnings.warn(
        f"{foreign:,} of {documents:,} documents have too few English words: they are in another language, or tables. "
        "English forms find little there. mentions.caveats() lists them; leave them out, or read with care",
        CaveatWarning,
        stacklevel=3,
    )
