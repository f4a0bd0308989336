"""Country codes of other data, and the package's tags they stand for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from comention._checks import one_of, unknown
from comention.builtin import read, tables

# What the values are, for messages.
_WHAT = {
    "iso2": "ISO alpha-2 code",
    "iso3": "ISO alpha-3 code",
    "fips": "FIPS 10-4 code",
    "name": "name of a country",
}
CODES = tuple(_WHAT)
_NAME_TYPES = ("name", "official", "historic", "abbreviation")


def tag_of_code(codes: str, value: str) -> str:
    """Give the tag that a code or name stands for; raise ValueError with the nearest if it is unknown.

    >>> tag_of_code("fips", "RS")
    'RU'
    """
    known = _known(one_of("codes", codes, CODES))
    tags = known.get(_fold(value))
    if tags is None:
        raise ValueError(unknown(_WHAT[codes], value, _listed(codes)) + _hint(codes, value))
    if not tags:
        raise ValueError(f"{value!r} stands for no country: {fips()[value.upper()][1]}")
    if len(tags) > 1:
        raise ValueError(f"{value!r} names several countries: {', '.join(tags)}; say which")
    return tags[0]


@lru_cache(maxsize=1)
def fips() -> dict[str, tuple[str, str]]:
    """Give the tag, or nothing, and the place of each FIPS 10-4 code."""
    rows = [line.split("\t") for line in read("fips.tsv").splitlines() if line and not line.startswith("#")]
    return {code: (tag, place) for code, tag, place in rows[1:]}


@lru_cache(maxsize=len(CODES))
def _known(codes: str) -> Mapping[str, tuple[str, ...]]:
    """Give the tags of each code or name, folded."""
    countries = {row[1]: dict(row[3]) for row in tables().tag_rows() if row[0] == "country"}
    if codes == "fips":
        return {_fold(code): (tag,) if tag else () for code, (tag, _) in fips().items()}
    if codes == "iso2":
        return {_fold(tag): (tag,) for tag in countries}
    if codes == "iso3":
        return {_fold(more["alpha3"]): (tag,) for tag, more in countries.items() if more.get("alpha3")}
    return _names()


def _names() -> dict[str, tuple[str, ...]]:
    """Give the countries of each name; a label names one alone."""
    rows = tables().tag_rows()
    names: dict[str, tuple[str, ...]] = {}
    for number, form, type_, *_ in tables().form_rows():
        if number is None or rows[number][0] != "country" or type_ not in _NAME_TYPES:
            continue
        key, tag = _fold(form), rows[number][1]
        names[key] = tuple(dict.fromkeys([*names.get(key, ()), tag]))
    return names | {_fold(row[2]): (row[1],) for row in rows if row[0] == "country"}


def _listed(codes: str) -> Iterable[str]:
    """List what is known, to be shown."""
    if codes == "fips":
        return fips()
    if codes == "name":
        return [row[2] for row in tables().tag_rows() if row[0] == "country"]
    return [code.upper() for code in _known(codes)]


def _hint(codes: str, value: str) -> str:
    """Name the codes in which the value is a country, if there are any."""
    others = [other for other in CODES if other != codes and _known(other).get(_fold(value))]
    return f"; it is one in codes={others[0]!r}" if others else ""


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
