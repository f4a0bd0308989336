"""Which country a name or a point belongs to, by sources other than our lexicon."""

import functools
import json
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pycountry
from conftest import DATA, read_table, shared_file

import comention as cm

Ring = np.ndarray
# Names that the rules below give and that are no name of one country.
_NOT_ALONE = {"congo", "korea", "americas"}


@functools.cache
def _codes() -> dict[str, str]:
    """Give the code of each name: those of pycountry, then ours, whose plurals end in s."""
    codes = {}
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            codes[getattr(country, attribute, country.name).casefold()] = country.alpha_2
    for row in read_table(DATA / "evaluation" / "country_names.tsv"):
        for name in row["names"].split("; "):
            codes[_plain(name)] = codes[_plain(name) + "s"] = row["code"]
    return {name: code for name, code in codes.items() if name not in _NOT_ALONE}


def country_of(name: str) -> str | None:
    """Give the code of a country's name, abbreviation, adjective or people; None if it is none."""
    return _codes().get(_plain(name))


@functools.cache
def plain_lexicon() -> cm.Lexicon:
    """Give a lexicon of these names without any rule; the longest name wins."""
    names = defaultdict(list)
    for name, code in _codes().items():
        names[code].append(name)
    return cm.Lexicon.from_dict(names, kind="country", nested="dictionary")


def _plain(name: str) -> str:
    words = " ".join(name.replace("’", "'").split()).casefold().removeprefix("the ")
    return words.removesuffix("'s").removesuffix("'")


def country_at(latitude: float, longitude: float) -> str | None:
    """Give the country of a point; None at sea, and where the map has no code."""
    for code, west, south, east, north, rings in _shapes():
        inside = west <= longitude <= east and south <= latitude <= north
        if inside and sum(_crossings(ring, latitude, longitude) for ring in rings) % 2:
            return code
    return None


def _crossings(ring: Ring, latitude: float, longitude: float) -> int:
    """Count the edges of a ring that cross the line from a point to the east."""
    x, y = ring[:, 0], ring[:, 1]
    spans = (y[:-1] > latitude) != (y[1:] > latitude)
    with np.errstate(divide="ignore", invalid="ignore"):
        cuts = x[:-1] + (latitude - y[:-1]) * (x[1:] - x[:-1]) / (y[1:] - y[:-1])
    return int((spans & (cuts > longitude)).sum())


@functools.cache
def _shapes() -> list[tuple[str, float, float, float, float, list[Ring]]]:
    """Read a map: code, box and rings of each country."""
    topology = json.loads(shared_file("geo", "countries-50m.json").read_text(encoding="utf-8"))
    scale, shift = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    codes = {country.numeric: country.alpha_2 for country in pycountry.countries} | {"Kosovo": "XK"}
    shapes = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(geometry.get("id", geometry["properties"]["name"]))
        if code is not None:
            rings = [_ring(parts, arcs) for parts in _parts(geometry)]
            points = np.concatenate(rings)
            shapes.append((code, *points.min(axis=0).tolist(), *points.max(axis=0).tolist(), rings))
    return shapes


def _parts(geometry: dict) -> Iterator[list[int]]:
    """Give the numbers of the arcs of each ring."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return (ring for polygon in polygons for ring in polygon)


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Join arcs; a negative number stands for the arc read backwards."""
    return np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers])
