"""Newswire of 1987 with the places that each story is about."""

import functools

import comention as cm
from evaluation.corpora import labels, read, sets, surfaces, tag
from evaluation.scores import Errors, Section, Sets, named

HOW = """
Places of a story say what it is about, so precision is bounded: a story names countries that it is not about. Fields
title, dateline and body; profile `default`; micro average. The gate leaves out US, in gold and found, and takes the
stories with another place; the report with US takes all stories with a place. Dissolved states count as themselves.
With focus: the countries that `Mentions.focus` keeps. An error counts a story; a false positive is named by its
commonest surface there.
"""


@functools.cache
def tagged() -> tuple[list[dict], cm.Mentions]:
    """Tag the stories, countries and topics."""
    stories = read("reuters_dev")
    columns = {name: [story[name] for story in stories] for name in ("title", "dateline", "body")}
    corpus = cm.Corpus(columns, text=list(columns))
    return stories, tag(corpus, cm.Lexicon.builtin(kinds=("country", "topic")))


def places() -> Section:
    """Countries found against the places of stories."""
    stories, mentions = tagged()
    countries = mentions.keep(kind="country")
    gold = [set(story["countries"]) for story in stories]
    section = Section("Reuters", HOW)
    _add(section, "Reuters", gold, countries, recall=0.98, F1=0.77)
    if hasattr(countries, "focus"):
        _add(section, "Reuters, focus", gold, countries.focus(), F1=0.83)
    return section


def _add(section: Section, gate: str, gold: list[set[str]], mentions: cm.Mentions, **thresholds: float) -> None:
    """Score with US left out, which is the gate, and with it."""
    found = sets(mentions)
    written = surfaces(mentions.to_pandas())
    abroad, all_places, errors = Sets(), Sets(), Errors(gate)
    for doc, (wanted, got) in enumerate(zip(gold, found, strict=True)):
        if wanted:
            all_places.add(wanted, got)
        if wanted - {"US"}:
            abroad.add(wanted - {"US"}, got - {"US"})
            errors.extra.update(named(code, written[doc, code]) for code in got - wanted - {"US"})
            errors.missed.update(named(code, labels()[code]) for code in wanted - got - {"US"})
    section.measures += abroad.measures(gate, **thresholds) + all_places.measures(f"{gate}, with US")
    section.errors.append(errors)
