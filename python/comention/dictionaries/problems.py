"""What may be wrong with a dictionary: patterns that repeat, cover or hide one another, and tags without any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comention import _core
from comention.dictionaries.reading import MARK, STAR, Skipped, pattern_words
from comention.dictionaries.rows import one_spaced
from comention.dictionaries.writing import FormRow, TagRow

# Pattern, problem, detail.
Problem = tuple[str, str, str]


class Shape(NamedTuple):
    """What a pattern matches. Many patterns may have one shape."""

    text: str
    case: str
    accents: bool
    words: int
    letters: int


class Pattern(NamedTuple):
    """A form of a tag in a layer, with the number of its shape and of its words."""

    tag: int
    text: str
    layer: str
    shape: int
    words: int


class Relations(NamedTuple):
    """For each shape: those around it that win, those that fit all it fits, and the first that fits the same."""

    around: dict[int, list[int]]
    over: dict[int, list[int]]
    same: list[int]


def find_problems(
    tags: Sequence[TagRow], forms: Sequence[FormRow], skipped: Sequence[Skipped] = ()
) -> dict[int, list[Problem]]:
    """Give the problems of each tag, by its number, in order of its forms.

    Every pattern is written out as a text, its wildcards as letters that no pattern uses, and searched for all
    patterns at once, each in a layer of its own. So the matcher itself says which fits inside which, in one pass.
    Wildcards are written twice, as short and as long as they may be: what fits both ways fits always.
    """
    patterns, shapes = _list_patterns(forms)
    relations = _relate(shapes)
    numbers = {(tag[0], tag[1]): number for number, tag in enumerate(tags)}
    problems: dict[int, list[Problem]] = {}
    for kind, tag, text, place in skipped:
        problems.setdefault(numbers[kind, tag], []).append((text, "no word", place))
    found = [
        *_duplicates(patterns, relations, tags),
        *_covered(patterns, relations),
        *_hidden(patterns, relations, tags),
    ]
    for number, problem, detail in sorted(found, key=lambda row: row[0]):
        problems.setdefault(patterns[number].tag, []).append((patterns[number].text, problem, detail))
    for number in set(range(len(tags))) - {pattern.tag for pattern in patterns}:
        problems.setdefault(number, []).append(("", "no pattern", "nothing stands for it, so it is never found"))
    return problems


def _list_patterns(forms: Sequence[FormRow]) -> tuple[list[Pattern], list[Shape]]:
    tagged = [(form[0], *form[1:]) for form in forms if form[0] is not None]
    words = pattern_words([form[1] for form in tagged])
    numbers: dict[Shape, int] = {}
    patterns = []
    for (tag, text, _, case, layer, flags, _), lengths in zip(tagged, words, strict=True):
        letters = sum(lengths) - text.count("*") - text.count("?")
        written = one_spaced(text.lower() if case == "any" else text)
        shape = Shape(written, case, case == "exact" or "accent_exact" in flags.split(), len(lengths), letters)
        patterns.append(Pattern(tag, text, layer, numbers.setdefault(shape, len(numbers)), len(lengths)))
    return patterns, list(numbers)


# How shapes stand to one another.


def _relate(shapes: Sequence[Shape]) -> Relations:
    around: dict[int, list[int]] = {}
    over: dict[int, list[int]] = {}
    for outer, inner, at_start in _find_inside(shapes):
        a, b = shapes[outer], shapes[inner]
        if at_start and a.words == b.words and _asks_no_more(b, a):
            over.setdefault(outer, []).append(inner)
        if (a.words, a.letters) > (b.words, b.letters):
            around.setdefault(inner, []).append(outer)
    pairs = {(low, high) for low, covers in over.items() for high in covers}
    same = list(range(len(shapes)))
    for low, high in pairs:
        if low < high and (high, low) in pairs:
            same[high] = min(same[high], low)
    over = {low: [high for high in covers if (high, low) not in pairs] for low, covers in over.items()}
    return Relations(around, over, same)


def _asks_no_more(shape: Shape, than: Shape) -> bool:
    """Tell whether a shape asks no more of case and accents than another."""
    return shape.case in ("any", than.case) and than.accents >= shape.accents


def _find_inside(shapes: Sequence[Shape]) -> Iterator[tuple[int, int, bool]]:
    """Give outer and inner of shapes where one always fits inside the other, and whether from its first word on."""
    marks = max((shape.text.count("?") for shape in shapes), default=0)
    words = max((shape.words for shape in shapes), default=1)
    lexicon = _in_layers_of_their_own(shapes)
    long = _search([_written_out(shape.text, STAR * (marks + 2)) for shape in shapes], lexicon, words)
    short = _search([_written_out(_shortest(shape.text), STAR) for shape in shapes], lexicon, words)
    pairs, tokens = np.divmod(np.intersect1d(long, short), words)
    for pair, token in zip(pairs.tolist(), tokens.tolist(), strict=True):
        outer, inner = divmod(pair, len(shapes))
        if outer != inner:
            yield outer, inner, token == 0


def _in_layers_of_their_own(shapes: Sequence[Shape]) -> _core.Lexicon:
    tables = []
    for number, shape in enumerate(shapes):
        flags = "accent_exact" if shape.accents else ""
        forms = f"type\tcase\tflags\ttag\tform\nterm\t{shape.case}\t{flags}\t{number}\t{shape.text}\n"
        tags = f"tag\tlabel\n{number}\t{number}\n"
        tables.append(_core.KindTables("pattern", str(number), "", tags, "", forms))
    return _core.read_lexicon(tables)


def _search(texts: list[str], lexicon: _core.Lexicon, words: int) -> npt.NDArray[np.int64]:
    """Give text, form and first token of each mention as one number."""
    columns = _core.tag(_core.Texts(texts), lexicon, np.empty(0, dtype=np.uint32), 0, None).columns()
    doc, form, token = (columns[name].astype(np.int64) for name in ("doc", "form", "token"))
    found: npt.NDArray[np.int64] = (doc * len(texts) + form) * words + token
    return found


def _written_out(pattern: str, star: str) -> str:
    return pattern.replace("*", star).replace("?", MARK)


def _shortest(pattern: str) -> str:
    """Leave out stars that have a letter beside them; those that are a word of their own stand for one letter."""
    return re.sub(r"\*+", "*", re.sub(r"(?<=[\w?])\*+|\*+(?=[\w?])", "", pattern))


# What follows for patterns.


def _duplicates(
    patterns: Sequence[Pattern], relations: Relations, tags: Sequence[TagRow]
) -> Iterator[tuple[int, str, str]]:
    first: dict[tuple[int | str, int], int] = {}
    for number, pattern in enumerate(patterns):
        shape, kind = relations.same[pattern.shape], tags[pattern.tag][0]
        earlier = first.setdefault((pattern.tag, shape), number)
        if earlier == number:
            earlier = first.setdefault((kind, shape), number)
        if earlier != number:
            yield number, "duplicate", f"the same as {_named(patterns[earlier], pattern, tags)}"


def _covered(patterns: Sequence[Pattern], relations: Relations) -> Iterator[tuple[int, str, str]]:
    known = {(pattern.tag, pattern.shape): pattern.text for pattern in reversed(patterns)}
    for number, pattern in enumerate(patterns):
        wider = (known.get((pattern.tag, shape)) for shape in relations.over.get(pattern.shape, ()))
        cover = next((text for text in wider if text is not None), None)
        if cover is not None:
            yield number, "covered", f"{cover!r} of the same tag finds all that it finds"


def _hidden(
    patterns: Sequence[Pattern], relations: Relations, tags: Sequence[TagRow]
) -> Iterator[tuple[int, str, str]]:
    places = _two_a_place(patterns)
    for number, pattern in enumerate(patterns):
        found = (
            other
            for shape in relations.around.get(pattern.shape, ())
            for other in places.get((shape, pattern.layer), ())
        )
        around = [other for other in found if other.tag != pattern.tag or other.words > pattern.words]
        others = [other for other in around if other.tag != pattern.tag]
        if others:
            yield number, "hidden", f"is not found inside {_listed(others, pattern, tags)}"
        elif around:
            yield number, "hidden", f"adds nothing inside {_listed(around, pattern, tags)}"


def _two_a_place(patterns: Sequence[Pattern]) -> dict[tuple[int, str], list[Pattern]]:
    """Give for each shape and layer the first pattern, and the first of another tag: enough to name one of either."""
    places: dict[tuple[int, str], list[Pattern]] = {}
    for pattern in patterns:
        known = places.setdefault((pattern.shape, pattern.layer), [])
        if not known or (len(known) == 1 and known[0].tag != pattern.tag):
            known.append(pattern)
    return places


def _listed(others: Sequence[Pattern], pattern: Pattern, tags: Sequence[TagRow]) -> str:
    count = len({other.shape for other in others})
    more = f" and {count - 1:,} more" if count > 1 else ""
    return _named(others[0], pattern, tags) + more


def _named(other: Pattern, pattern: Pattern, tags: Sequence[TagRow]) -> str:
    return f"{other.text!r} of " + ("the same tag" if other.tag == pattern.tag else repr(tags[other.tag][1]))
