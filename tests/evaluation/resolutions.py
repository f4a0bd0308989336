"""Resolutions of the Security Council with the librarians' subject headings."""

from evaluation.corpora import countries, labels, read, sets, tag
from evaluation.names import plain_lexicon
from evaluation.scores import Errors, Section, named, share

GATE = "Security Council"
HOW = """
Of the pairs of a resolution and a country in its subject headings: how many are mentioned, profile `default`. Headings
say what a resolution is about, so other countries named in it are no errors, and some headings name a country that the
text leaves out: the last row takes only the pairs that a plain search for names by a list other than our lexicon finds
in the text. By the text alone the dictionary of newsmap gets .893, as the gate says of it.
"""
FIELDS = {
    "text": ("text",),
    "title and text": ("title", "text"),
    "title, agenda and text": ("title", "agenda", "text"),
}


def headings() -> Section:
    """Countries of the headings that the text mentions."""
    rows = read("unsc_en_2000_2013")
    gold = [set(row["subject_countries"]) for row in rows]
    section = Section(GATE, HOW)
    for name, fields in FIELDS.items():
        texts = ["\n\n".join(row[field] or "" for field in fields) for row in rows]
        _add(section, name, gold, sets(tag(texts, countries())), None if name == "title and text" else 0.97)
    texts = [row["text"] for row in rows]
    there = sets(tag(texts, plain_lexicon()))
    named_there = [wanted & plain for wanted, plain in zip(gold, there, strict=True)]
    _add(section, "text, where a plain search finds the name", named_there, sets(tag(texts, countries())), None)
    return section


def _add(section: Section, name: str, gold: list[set[str]], found: list[set[str]], threshold: float | None) -> None:
    errors = Errors(f"{GATE}, {name}")
    for wanted, got in zip(gold, found, strict=True):
        errors.missed.update(named(code, labels()[code]) for code in wanted - got)
    of = sum(map(len, gold))
    section.measures.append(share(GATE, f"recall, {name}", of - errors.missed.total(), of, threshold=threshold))
    section.errors.append(errors)
