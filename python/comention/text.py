"""Units and tokens of a text, as the package counts them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import one_of

UNITS = ("document", "paragraph", "sentence")


def unit_value(unit: str) -> _core.Unit:
    """Give the core's value of a unit's name."""
    return _core.Unit[one_of("unit", unit, UNITS)]


def units(text: str, unit: str = "sentence") -> list[str]:
    """Cut a text into units.

    Sentences end at full stops, question and exclamation marks and ellipses, with the quotes and brackets that close
    there, but not behind abbreviations, initials and numbers of lists, nor before lower case. Paragraphs end at blank
    lines, and at single line breaks unless the lines look wrapped.

    Parameters
    ----------
    text : str
        The text.
    unit : {"sentence", "paragraph", "document"}
        The unit.

    Returns
    -------
    list of str
        The units in order. Stretches without a letter or digit are no sentence and no paragraph.

    Examples
    --------
    >>> import comention as cm
    >>> cm.text.units("U.S. officials met Mr. Lavrov. They spoke of Syria.")
    ['U.S. officials met Mr. Lavrov.', 'They spoke of Syria.']
    """
    return [text[start:end] for start, end in unit_spans(text, unit)]


def unit_spans(text: str, unit: str = "sentence") -> npt.NDArray[np.uint32]:
    """Give begin and end of each unit of a text.

    Parameters
    ----------
    text : str
        The text.
    unit : {"sentence", "paragraph", "document"}
        The unit.

    Returns
    -------
    numpy.ndarray, shape (units, 2)
        Half-open spans in code points: ``text[start:end]`` is the unit.

    Examples
    --------
    >>> import comention as cm
    >>> cm.text.unit_spans("Yes. No.").tolist()
    [[0, 4], [5, 8]]
    """
    return _core.unit_spans(_core.Texts([text]), 0, unit_value(unit))


def tokens(text: str) -> list[str]:
    """Cut a text into tokens.

    A token is a run of letters, marks and digits, joined by apostrophes, and by dots between single letters. Hyphens
    split; punctuation is no token.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    list of str
        The tokens in order.

    Examples
    --------
    >>> import comention as cm
    >>> cm.text.tokens("The U.S.-led forces left N'Djamena.")
    ['The', 'U.S.', 'led', 'forces', 'left', "N'Djamena"]
    """
    return [text[start:end] for start, end in _core.token_spans(_core.Texts([text]), 0)]
