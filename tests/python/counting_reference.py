"""A slow counter that does what the definitions say, word by word, to compare the package with.

Units are looked at one by one, sliding windows are listed one by one, and so are pairs of mentions. Shares are
fractions, so every result is exact. Nothing here knows how the package counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product


@dataclass(frozen=True)
class Mention:
    """A tag between two offsets; `token` and `last` are its first and last token. A document's label has no place."""

    tag: str
    token: int | None = None
    last: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Document:
    """The paragraph and sentence of each token, the mentions, and the tags that label the whole document.

    A text without a word is a document without sentences, paragraphs and windows; a missing text is not even that.
    """

    tokens: Sequence[tuple[int, int]]
    mentions: Sequence[Mention]
    labels: Sequence[str] = ()
    missing: bool = False


@dataclass(frozen=True)
class Window:
    """Every stretch of `size` tokens is a unit."""

    size: int
    edge: str = "valid"
    within: str = "document"


@dataclass(frozen=True)
class Near:
    """Every pair of mentions at distance d up to the number of weights adds weights[d - 1]."""

    weights: Sequence[Fraction | int]
    by: str = "token"
    within: str = "document"


@dataclass(frozen=True)
class How:
    """What to count: all tags of the kinds of rows and columns (no columns: rows against rows), and the options."""

    rows: frozenset[str]
    cols: frozenset[str] | None = None
    given: frozenset[str] = frozenset()
    unit: str | Window | Near = "sentence"
    count: str = "binary"
    weight: str | None = None
    directed: bool = False
    overlapping: str = "keep"
    universe: str = "all"
    max_tags: int | None = None
    documents: Sequence[Fraction | int] | None = None
    """What each document counts; 1 by default."""

    def __post_init__(self):
        assert not (self.count == "min" and self.overlapping == "drop"), "min counts mentions, not pairs of them"

    @property
    def columns(self) -> frozenset[str]:
        return self.rows if self.cols is None else self.cols

    @property
    def margins(self) -> str:
        plain = self.count == "binary" and self.weight is None and not self.directed
        return "units" if plain and not isinstance(self.unit, Near) else "pairs"

    def weight_of(self, document: int) -> Fraction | int:
        return 1 if self.documents is None else self.documents[document]


@dataclass(frozen=True)
class Unit:
    """A unit, the number of its document, and the mentions that sit in it."""

    document: int
    mentions: Sequence[Mention]

    @property
    def tags(self) -> set[str]:
        return {mention.tag for mention in self.mentions}


@dataclass(frozen=True)
class Counts:
    joint: dict[tuple[str, str], Fraction | int]
    row_totals: dict[str, Fraction | int]
    col_totals: dict[str, Fraction | int]
    n: Fraction | int


# ── units ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def stretches(document: Document, within: str) -> list[list[int]]:
    """Give the tokens of each document, paragraph or sentence; there is none of the latter two without a token."""
    if within == "document":
        return [] if document.missing else [list(range(len(document.tokens)))]
    found: dict[int, list[int]] = {}
    for place, (paragraph, sentence) in enumerate(document.tokens):
        found.setdefault({"paragraph": paragraph, "sentence": sentence}[within], []).append(place)
    return list(found.values())


def windows(tokens: list[int], size: int, edge: str) -> list[list[int]]:
    """List every window: of whole length, one if there is less; or with `pad` every one that holds a token."""
    if not tokens:
        return []
    length = len(tokens)
    starts = range(1 - size, length) if edge == "pad" else range(max(1, length - size + 1))
    return [tokens[max(0, start) : start + size] for start in starts]


def mentions_at(document: Document, tokens: Iterable[int]) -> list[Mention]:
    """Give the mentions that sit at these tokens, each at its first, and the labels of the document."""
    places = set(tokens)
    return [*(m for m in document.mentions if m.token in places), *(Mention(label) for label in document.labels)]


def units(documents: Sequence[Document], unit: str | Window) -> Iterator[Unit]:
    for number, document in enumerate(documents):
        if isinstance(unit, Window):
            within = stretches(document, unit.within)
            parts = [window for tokens in within for window in windows(tokens, unit.size, unit.edge)]
        else:
            parts = stretches(document, unit)
        for tokens in parts:
            yield Unit(number, mentions_at(document, tokens))


def counted_units(documents: Sequence[Document], how: How) -> list[Unit]:
    """Leave out units of more than max_tags tags, and of universe nonempty those without any tag."""
    found = list(units(documents, how.unit))
    if how.max_tags is not None:
        sides = (how.rows, how.columns)
        found = [unit for unit in found if all(len(unit.tags & side) <= how.max_tags for side in sides)]
    if how.universe == "nonempty":
        found = [unit for unit in found if unit.tags & (how.rows | how.columns | how.given)]
    return found


# ── one unit ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def apart(a: Mention, b: Mention) -> bool:
    """Tell whether two mentions share no character; a label has none."""
    return a.start is None or b.start is None or a.end <= b.start or b.end <= a.start


def agreeing(pair: tuple[Mention, Mention], how: How) -> bool:
    """Tell whether the first starts before the second, if that is asked, and both are apart, if that is asked."""
    a, b = pair
    return (not how.directed or a.start < b.start) and (how.overlapping == "keep" or apart(a, b))


def share(unit: Unit, how: How) -> Fraction | int:
    """Give what a pair of tags gets of its unit, by how many tags the unit holds."""
    if how.weight is None:
        return 1
    rows, cols = len(unit.tags & how.rows), len(unit.tags & how.columns)
    among = {
        "row": cols,
        "col": rows,
        "cell": rows * cols,
        "pair": Fraction(rows * (rows - 1), 2),
        "strength": rows - 1,
    }
    return Fraction(1) / among[how.weight]


def adds(unit: Unit, a: str, b: str, how: How) -> Fraction | int:
    """Give what one unit adds to the count of two tags. A tag does not co-occur with itself."""
    of_a, of_b = ([m for m in unit.mentions if m.tag == tag] for tag in (a, b))
    pairs = [pair for pair in product(of_a, of_b) if agreeing(pair, how)]
    if a == b or not pairs:
        return 0
    number = {"binary": 1, "product": len(pairs), "min": min(len(of_a), len(of_b))}[how.count]
    return number * share(unit, how) * how.weight_of(unit.document)


# ── distance ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def distance(a: Mention, b: Mention, by: str) -> int:
    """Give the tokens or characters strictly between two mentions, plus 1; mentions that overlap are at 1."""
    if not apart(a, b):
        return 1
    first, second = sorted((a, b), key=lambda mention: mention.start)
    return second.token - first.last if by == "token" else second.start - first.end + 1


def near_pairs(documents: Sequence[Document], near: Near) -> Iterator[tuple[int, Mention, Mention, int]]:
    """List document, mentions and distance of every pair of mentions that is near enough, each once, in order."""
    for number, document in enumerate(documents):
        for tokens in stretches(document, near.within):
            held = sorted(mentions_at(document, tokens), key=lambda mention: mention.start)
            for a, b in combinations(held, 2):
                if distance(a, b, near.by) <= len(near.weights):
                    yield number, a, b, distance(a, b, near.by)


def near_counts(documents: Sequence[Document], how: How) -> dict[tuple[str, str], Fraction | int]:
    """Add the weights of all pairs of mentions, self pairs kept apart at (a, a), each counted once."""
    joint = dict.fromkeys(product(how.rows, how.columns), 0)
    for number, a, b, far in near_pairs(documents, how.unit):
        for pair in {(a, b), (b, a)} if a.tag != b.tag else {(a, b)}:
            if (pair[0].tag, pair[1].tag) in joint and agreeing(pair, how):
                joint[pair[0].tag, pair[1].tag] += how.unit.weights[far - 1] * how.weight_of(number)
    return joint


# ── counts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def count(documents: Sequence[Document], how: How) -> Counts:
    """Count every pair of tags, with the totals that belong to the count."""
    if isinstance(how.unit, Near):
        joint = {pair: 0 if pair[0] == pair[1] else value for pair, value in near_counts(documents, how).items()}
        return with_pair_margins(joint, how)
    held = counted_units(documents, how)
    joint = {(a, b): sum(adds(unit, a, b, how) for unit in held) for a, b in product(how.rows, how.columns)}
    return with_unit_margins(joint, held, how) if how.margins == "units" else with_pair_margins(joint, how)


def with_unit_margins(joint: dict, held: Sequence[Unit], how: How) -> Counts:
    """Totals are units that hold the tag; n is all units."""
    totals = [
        {tag: sum(how.weight_of(unit.document) for unit in held if tag in unit.tags) for tag in side}
        for side in (how.rows, how.columns)
    ]
    return Counts(joint, *totals, sum(how.weight_of(unit.document) for unit in held))


def with_pair_margins(joint: dict, how: How) -> Counts:
    """Totals are sums of rows and columns; n is the sum of all, of unordered pairs half of it."""
    rows = {tag: sum(joint[tag, other] for other in how.columns) for tag in how.rows}
    cols = {tag: sum(joint[other, tag] for other in how.rows) for tag in how.columns}
    total = sum(joint.values())
    both_ways = how.cols is None and not how.directed
    return Counts(joint, rows, cols, Fraction(total, 2) if both_ways else total)


def count_given(documents: Sequence[Document], how: How, tag: str) -> Counts:
    """Count within the units that hold one given tag."""
    held = [unit for unit in counted_units(documents, how) if tag in unit.tags]
    joint = {(a, b): sum(adds(unit, a, b, how) for unit in held) for a, b in product(how.rows, how.columns)}
    return with_unit_margins(joint, held, how)


def story_weights(stories: Sequence[str | None], duplicates: str) -> list[Fraction | int]:
    """Give what each document counts: all 1; only the first of a story; or each its part of one story."""
    weights: list[Fraction | int] = []
    for number, story in enumerate(stories):
        if duplicates == "all" or story is None:
            weights.append(1)
        elif duplicates == "first":
            weights.append(int(story not in stories[:number]))
        else:
            weights.append(Fraction(1, stories.count(story)))
    return weights


# ── three at once ────────────────────────────────────────────────────────────────────────────────────────────────────


def eight_cells(held: Sequence[Unit], a: str, b: str, t: str, how: How) -> dict[str, Fraction | int]:
    """Sort units by whether they hold each of three tags."""
    cells = {"".join(digits): 0 for digits in product("10", repeat=3)}
    for unit in held:
        cells["".join(str(int(tag in unit.tags)) for tag in (a, b, t))] += how.weight_of(unit.document)
    return cells


def cells_of_totals(n, n_a, n_b, n_t, n_ab, n_at, n_bt, n_abt) -> dict[str, int]:
    """Give the eight cells by inclusion and exclusion."""
    return {
        "111": n_abt,
        "110": n_ab - n_abt,
        "101": n_at - n_abt,
        "011": n_bt - n_abt,
        "100": n_a - n_ab - n_at + n_abt,
        "010": n_b - n_ab - n_bt + n_abt,
        "001": n_t - n_at - n_bt + n_abt,
        "000": n - n_a - n_b - n_t + n_ab + n_at + n_bt - n_abt,
    }
