"""Toponyms with their positions: GeoWebNews and GeoVirus."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from evaluation.corpora import Spans, countries, read, spans, tag
from evaluation.names import country_at, country_of
from evaluation.scores import Errors, Section, named, share

# What GeoWebNews counts as a toponym; its other types are expressions, names of other things, languages.
TOPONYMS = {
    "Literal",
    "Metonymic",
    "Mixed",
    "Literal_Modifier",
    "Non_Literal_Modifier",
    "Coercion",
    "Demonym",
}
OTHERS = ("Homonym", "Language", "Non_Toponym", "Embedded_Literal", "Embedded_Non_Lit")
# The country's number in GeoNames where others share its name.
_GEONAMES = {"georgia": "614540"}
# Pages of seas and continents have points that lie in some country.
_NO_COUNTRY = re.compile(
    r"Africa$|Asia$|Europe$|America$|^Americas$|Middle_East|Ocean|Sea$|Caribbean|Gulf|Balkans|River$"
)

HOW_WEB = """
A toponym of the types Literal, Metonymic, Mixed, their modifiers, Coercion and Demonym is a country toponym if its
phrase is a country's name, abbreviation, adjective or people after pycountry and a list written apart from our lexicon;
Georgia only where the number in GeoNames is the country's. It is found if a country mention, profile `default`,
overlaps it with the right code. False positives are mentions of types that are no toponyms; an embedded name (in a
company's, a school's) is not always wrong. Other toponyms have a number in GeoNames, from which no country follows
here, or are streets and houses, so they are not scored.
"""
HOW_VIRUS = """
A country toponym is one whose Wikipedia page is a country's, but for phrases that name another country than their page
does (several link the Democratic Republic of the Congo to its neighbour). It is found if a country mention, profile
`default`, overlaps it with the right code. Located toponyms: the country in which the given point lies, by a map of
scale 1 : 50 million; pages of continents, seas and rivers are left out. Of those that profile `cities` tags, how many
have the right code; its false negatives are those that are not tagged.
"""


class Toponym(NamedTuple):
    """A gold mention: where it stands, its country if it names one, and the country of its point if that is given."""

    start: int
    end: int
    phrase: str
    country: str | None
    located: str | None


def geovirus() -> Section:
    """Toponyms in stories on epidemics; positions count from 1 there."""
    rows = read("geovirus")
    gold = [[_by_page(mention) for mention in row["mentions"]] for row in rows]
    texts = [row["text"] for row in rows]
    section = Section("GeoVirus", HOW_VIRUS)
    _add_found(section, texts, gold)
    _add_located(section, texts, gold)
    return section


def _by_page(mention: dict) -> Toponym:
    page = unquote(mention["page"].rpartition("/")[2])
    country, named_there = country_of(page.replace("_", " ")), country_of(mention["phrase"])
    place = (mention["start"] - 1, mention["end"] - 1, mention["phrase"])
    if country and named_there and country != named_there:
        return Toponym(*place, None, None)
    nowhere = _NO_COUNTRY.search(page) is not None
    located = None if nowhere else country_at(float(mention["lat"]), float(mention["lon"]))
    return Toponym(*place, country, country or located)


def geowebnews() -> Section:
    """Toponyms of web news by their types."""
    rows = read("geowebnews")
    gold = [[_by_note(m) for m in row["mentions"] if m["type"] in TOPONYMS] for row in rows]
    texts = [row["text"] for row in rows]
    section = Section("GeoWebNews", HOW_WEB)
    _add_found(section, texts, gold)
    tagged = Counter()
    for row, found in zip(rows, spans(tag(texts, countries())), strict=True):
        for kind, name in _tagged_others(row["mentions"], found):
            tagged[kind] += 1
            section.errors[0].extra[name] += 1
    of = Counter(mention["type"] for row in rows for mention in row["mentions"])
    table = [[kind, str(of[kind]), str(tagged[kind])] for kind in OTHERS]
    section.tables.append(("Mentions that are no toponyms", ("type", "mentions", "tagged"), table))
    return section


def _by_note(mention: dict) -> Toponym:
    phrase = mention["phrase"]
    note = mention.get("note")
    same = _GEONAMES.get(phrase.casefold(), note) == note
    return Toponym(mention["start"], mention["end"], phrase, country_of(phrase) if same else None, None)


def _tagged_others(mentions: list[dict], found: Spans) -> Iterator[tuple[str, str]]:
    """Give type and name of the mentions that are no toponyms and that we tag."""
    toponyms = [(m["start"], m["end"]) for m in mentions if m["type"] in TOPONYMS]
    for mention in (m for m in mentions if m["type"] in OTHERS):
        hits = [code for start, end, code, _ in found if start < mention["end"] and end > mention["start"]]
        if hits and not any(start < mention["end"] and end > mention["start"] for start, end in toponyms):
            yield mention["type"], named(hits[0], f"{mention['phrase']} ({mention['type']})")


def _add_found(section: Section, texts: list[str], gold: list[list[Toponym]]) -> None:
    """Score the toponyms that name a country."""
    wrong, missed, right = _compare(gold, spans(tag(texts, countries())), "country")
    missed += wrong
    what = "country toponyms found"
    section.measures.append(share(section.title, what, right, right + missed.total(), threshold=0.985))
    section.errors.append(Errors(f"{section.title}, {what}", missed=missed))


def _add_located(section: Section, texts: list[str], gold: list[list[Toponym]]) -> None:
    """Score the toponyms that lie in a country and are tagged."""
    wrong, missed, right = _compare(gold, spans(tag(texts, countries("cities"))), "located")
    what = "of located toponyms tagged, right"
    section.measures.append(share(section.title, what, right, right + wrong.total()))
    section.errors.append(Errors(f"{section.title}, located toponyms", wrong, missed))


def _compare(gold: list[list[Toponym]], found: list[Spans], field: str) -> tuple[Counter[str], Counter[str], int]:
    """Give the toponyms with a wrong code, those that were not found, and the number of those that are right."""
    wrong, missed, right = Counter(), Counter(), 0
    for toponyms, mentions in zip(gold, found, strict=True):
        for toponym in toponyms:
            wanted = getattr(toponym, field)
            if wanted is None:
                continue
            codes = {code for start, end, code, _ in mentions if start < toponym.end and end > toponym.start}
            name = named(wanted, toponym.phrase)
            right += wanted in codes
            if not codes:
                missed[name] += 1
            elif wanted not in codes:
                wrong[f"{name} → {min(codes)}"] += 1
    return wrong, missed, right
