"""The lexicon that comes with the package, and the switches of its policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from types import NoneType

from comention import _core
from comention._checks import one_of, unknown

PROFILES = ("strict", "default", "cities")
SUCCESSORS = ("own", "drop", "main", "all")
# The kinds and the layer in which their forms hide one another.
KINDS = {"country": "place", "region": "place", "organisation": "place", "topic": "topic"}
# A disputed area and the country it counts for, None for none.
AreaChoices = tuple[tuple[str, str | None], ...]


def read(name: str) -> str:
    """Read a table of the package."""
    return (resources.files("comention") / "data" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def tables() -> _core.Lexicon:
    """Read all tables, once."""
    kinds = []
    for kind, layer in KINDS.items():
        tags, forms = f"{kind}_tags.tsv", f"{kind}_forms.tsv"
        kinds.append(_core.KindTables(kind, layer, tags, read(tags), forms, read(forms)))
    rules = _core.RuleTables(*(read(f"{name}.tsv") for name in ("blocks", "cues", "contexts", "readings")))
    return _core.read_lexicon(kinds, rules)


def builtin(
    profile: str, kinds: tuple[str, ...] | None, successors: str, areas: AreaChoices
) -> tuple[_core.Lexicon, str]:
    """Give the lexicon of some switches, and what it is called."""
    core = tables()
    chosen = _area_tags(areas) | _successor_tags(successors)
    if chosen:
        core = core.assign(list(chosen), list(chosen.values()))
    for number in _dissolved() if successors != "own" else ():
        core = core.remove(number, [])
    core = core.with_profile(_core.Profile[profile])
    switches = [f"successors {successors!r}"] * (successors != "own") + ["areas changed"] * bool(areas)
    return core if kinds is None else core.with_kinds(list(kinds)), ", ".join([f"profile {profile!r}", *switches])


def area_choices(areas: str | Mapping[str, str | None]) -> AreaChoices:
    """Give the areas whose country changes, and the one they change to."""
    if isinstance(areas, str) and one_of("areas", areas, ("assigned", "drop")) == "assigned":
        return ()
    known = sorted(_area_forms())
    if not isinstance(areas, (str, Mapping)):
        raise TypeError(f"areas= takes 'assigned', 'drop' or a mapping, as {{'crimea': 'RU'}}. Given {areas!r}")
    if isinstance(areas, str):
        return tuple((area, None) for area in known)
    for area, country in areas.items():
        if not isinstance(country, (str, NoneType)):
            raise TypeError(f"the area {area!r} counts as one country, or as None. Given {country!r}")
    return tuple((one_of("area", area, known), country) for area, country in areas.items())


def find_country(core: _core.Lexicon, name: object) -> int:
    """Give the number of a country, whether it counts or not; raise KeyError with the nearest if it is unknown."""
    number = core.find("country", name) if isinstance(name, str) else None
    if number is None:
        known = [one for row in core.tag_rows() if row[0] == "country" for one in row[1:3]]
        raise KeyError(unknown("country", name, known))
    return number


def _dissolved() -> dict[int, list[str]]:
    """Give the successors of each dissolved state, the main one first."""
    values = ((number, dict(row[3]).get("successors", "")) for number, row in enumerate(tables().tag_rows()))
    return {number: value.split() for number, value in values if value}


def _successor_tags(successors: str) -> dict[int, list[int]]:
    """Give the tags of each form of a dissolved state."""
    if successors == "own":
        return {}
    most = {"drop": 0, "main": 1, "all": None}[successors]
    chosen = {number: [find_country(tables(), code) for code in codes[:most]] for number, codes in _dissolved().items()}
    return {form: chosen[row[0]] for form, row in enumerate(tables().form_rows()) if row[0] in chosen}


def _area_forms() -> dict[str, list[int]]:
    """Give the forms of each disputed area."""
    areas: dict[str, list[int]] = {}
    for form, row in enumerate(tables().form_rows()):
        for flag in row[5].split():
            if flag.startswith("area:"):
                areas.setdefault(flag.removeprefix("area:"), []).append(form)
    return areas


def _area_tags(areas: Iterable[tuple[str, str | None]]) -> dict[int, list[int]]:
    """Give the tags of each form of these areas."""
    forms = _area_forms()
    out: dict[int, list[int]] = {}
    for area, country in areas:
        out |= dict.fromkeys(forms[area], [] if country is None else [find_country(tables(), country)])
    return out
