"""Sentences on events with their actors (PLOVER), and reports with nationalities (re3d)."""

from collections import Counter

import pycountry

from evaluation.corpora import countries, labels, read, sets, spans, surfaces, tag
from evaluation.names import country_of
from evaluation.scores import Errors, Measure, Section, Sets, named, share

# Codes of PLOVER that are not those of ISO 3166-1.
_OWN_CODES = {"JAP": "JP", "ITL": "IT", "VTN": "VN"}

HOW_PLOVER = """
The countries of all source and target codes of a sentence (first three letters; IGO, NGO, IMG and ISM name no country)
against all countries in its text, micro average. A sentence names other countries than its actors, and actors by a
person's or an organisation's name alone, so both precision and recall are bounded. This definition reproduces the
figure of the peer that set the gate: the dictionary of newsmap gets .873 by it.
"""
HOW_RE3D = """
Mentions of the type Nationality whose surface is a country's name, adjective or people by a list other than our
lexicon: found if a country mention, profile `default`, overlaps it with the right code. The others are peoples, faiths
and languages (Kurdish, Yazidi, Arabic); how many of them are tagged is reported.
"""


def plover() -> Section:
    """Countries of an event's actors."""
    rows = [row for row in read("plover") if "text" in row]
    section = Section("PLOVER", HOW_PLOVER)
    gold = [_actors(row) for row in rows]
    for profile in ("default", "cities"):
        mentions = tag([row["text"] for row in rows], countries(profile))
        written = surfaces(mentions.to_pandas())
        gate = "PLOVER" if profile == "default" else f"PLOVER, {profile}"
        score, errors = Sets(), Errors(gate)
        for doc, (wanted, got) in enumerate(zip(gold, sets(mentions), strict=True)):
            score.add(wanted, got)
            errors.extra.update(named(code, written[doc, code]) for code in got - wanted)
            errors.missed.update(named(code, labels()[code]) for code in wanted - got)
        thresholds = {"F1": 0.9} if profile == "default" else {}
        section.measures += score.measures(gate, **thresholds)
        if thresholds:
            section.measures.append(_bound(score))
        section.errors.append(errors)
    return section


def _bound(score: Sets) -> Measure:
    """Give the F1 of finding every actor, with the other countries that sentences name as they are."""
    best = Sets(score.tp + score.fn, score.fp, 0)
    return Measure("PLOVER", "F1 if every actor were found", best.f1, f"tp {best.tp}, fp {best.fp}, fn 0")


def _actors(row: dict) -> set[str]:
    """Give the countries of source and target, either of which may be missing."""
    actors = [actor for side in ("source", "target") if isinstance(row.get(side), list) for actor in row[side]]
    codes = {(actor.get("code") or "")[:3] for actor in actors}
    found = (_OWN_CODES.get(code) or pycountry.countries.get(alpha_3=code) for code in codes)
    return {one if isinstance(one, str) else one.alpha_2 for one in found if one}


def re3d() -> Section:
    """Nationalities in reports on Syria and Iraq."""
    rows = read("re3d")
    section = Section("re3d", HOW_RE3D)
    errors = Errors("re3d")
    hits: Counter[bool] = Counter()
    for row, found in zip(rows, spans(tag([row["text"] for row in rows], countries())), strict=True):
        for entity in (one for one in row["entities"] if one["type"] == "Nationality"):
            codes = {code for start, end, code, _ in found if start < entity["end"] and end > entity["start"]}
            wanted = country_of(entity["surface"])
            hits[wanted is not None] += wanted in codes if wanted else bool(codes)
            if wanted and wanted not in codes:
                errors.missed[named(wanted, entity["surface"])] += 1
            elif not wanted and codes:
                errors.extra[named(min(codes), entity["surface"])] += 1
    return _with_shares(section, rows, hits, errors)


def _with_shares(section: Section, rows: list[dict], hits: Counter[bool], errors: Errors) -> Section:
    surfaces = [one["surface"] for row in rows for one in row["entities"] if one["type"] == "Nationality"]
    of = sum(country_of(surface) is not None for surface in surfaces)
    section.measures = [
        share("re3d", "nationalities found", hits[True], of, aim=0.93),
        share("re3d", "peoples, faiths, languages tagged", hits[False], len(surfaces) - of),
    ]
    section.errors = [errors]
    return section
