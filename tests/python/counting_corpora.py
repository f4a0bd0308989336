"""Random corpora of made-up words, and what the slow counter needs to know of them.

Texts and mentions go through the whole package; only places of tokens, sentences and paragraphs are read here.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from counting_reference import Document, Mention, story_weights

import comention as cm

# Two kinds, each a layer of its own. Words of one lie inside words of the other, and of other tags of their own kind.
LETTERS = {"a": ["aa"], "b": ["bb", "bb cc"], "c": ["cc"], "d": ["dd ee"], "e": ["never"]}
SHAPES = {"x": ["xx", "aa xx"], "y": ["yy", "cc yy"], "w": ["bb"]}
KINDS = {"letter": frozenset(LETTERS), "shape": frozenset(SHAPES)}
LEXICON = cm.Lexicon.from_dict(LETTERS, kind="letter").add(cm.Lexicon.from_dict(SHAPES, kind="shape"))

WORDS = ["aa", "bb", "bb cc", "cc", "dd ee", "xx", "aa xx", "yy", "cc yy"]
FILLERS = ["ff", "gg", "ee", "hh-ii", "jj's", "kk,", "éé", "𝕏𝕏 ﬀ"]
VOICES = ["tenor", "alto", None]
STORIES = ["s1", "s2", "s3", None]
SIZES = [1.0, 0.5, 0.1, 2.0, 3.75, 1 / 3]
DAYS = ["2021-01-05", "2021-01-30", "2021-03-01", "2021-04-17", None]


@dataclass(frozen=True)
class Sample:
    """A random corpus, its mentions, and the same for the slow counter."""

    table: dict[str, list]

    @cached_property
    def corpus(self) -> cm.Corpus:
        return corpus_of(self.table)

    @cached_property
    def mentions(self) -> cm.Mentions:
        return cm.tag(self.corpus, LEXICON, threads=1, progress=False)

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """The tags of each kind; a meta column is a kind too."""
        return KINDS | {"voice": frozenset(voice for voice in self.table["voice"] if voice is not None)}

    @cached_property
    def documents(self) -> list[Document]:
        return documents_of(self.table["body"], self.mentions)

    def labelled(self) -> list[Document]:
        """Give the documents with the value of the meta column as their label."""
        voices = self.table["voice"]
        return [
            replace(document, labels=() if voice is None else (voice,))
            for document, voice in zip(self.documents, voices, strict=True)
        ]

    def weights(self, duplicates: str, sizes: str | None) -> list[Fraction | int]:
        """Give what each document counts: sizes in steps of 2**-32, times its part of its story."""
        pairs = zip(self.table["story"], self.table["body"], strict=True)
        parts = story_weights([None if text is None else story for story, text in pairs], duplicates)
        return parts if sizes is None else [p * fixed(s) for p, s in zip(parts, self.table[sizes], strict=True)]

    def part(self, rows: list[int]) -> "Sample":
        return Sample({name: [values[row] for row in rows] for name, values in self.table.items()})


def corpus_of(table: dict[str, list]) -> cm.Corpus:
    return cm.Corpus(table, text="body", id="id", date="day", meta=["voice", "story", "size"])


def fixed(size: float) -> Fraction:
    return Fraction(round(size * 2**32), 2**32)


def random_sample(seed: int, documents: int = 4) -> Sample:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, documents + 1))
    density = rng.uniform(0.2, 0.9)
    return Sample(
        {
            "id": [f"{seed}-{row}" for row in range(number)],
            "body": [random_text(rng, density) for _ in range(number)],
            **{
                name: [values[rng.integers(len(values))] for _ in range(number)]
                for name, values in {"voice": VOICES, "story": STORIES, "size": SIZES, "day": DAYS}.items()
            },
        }
    )


def random_text(rng: np.random.Generator, density: float) -> str | None:
    """Write paragraphs of sentences; now and then a text is missing, empty or without a word."""
    if rng.random() < 0.1:
        return [None, "", " … "][rng.integers(3)]
    paragraphs = [
        " ".join(random_sentence(rng, density) for _ in range(rng.integers(1, 4))) for _ in range(rng.integers(1, 4))
    ]
    return "\n\n".join(paragraphs)


def random_sentence(rng: np.random.Generator, density: float) -> str:
    lists = [WORDS if rng.random() < density else FILLERS for _ in range(rng.integers(1, 8))]
    words = " ".join(words[rng.integers(len(words))] for words in lists)
    return words[0].upper() + words[1:].rstrip(",") + ".!?"[rng.integers(3)]


# ── what the slow counter reads ──────────────────────────────────────────────────────────────────────────────────────


def documents_of(texts: list[str | None], mentions: cm.Mentions) -> list[Document]:
    frame = mentions.to_pandas()
    columns = [frame[name].tolist() for name in ("doc", "paragraph", "sentence", "token", "start", "end", "tag")]
    held: dict[int, list[Mention]] = {}
    spans = [token_spans(text or "") for text in texts]
    tokens = [places_of(text or "", found) for text, found in zip(texts, spans, strict=True)]
    for doc, paragraph, sentence, token, start, end, tag in zip(*columns, strict=True):
        last = max(place for place, span in enumerate(spans[doc]) if span[0] < end)
        assert spans[doc][token][0] <= start < spans[doc][token][1]
        assert tokens[doc][token] == (paragraph, sentence)
        held.setdefault(doc, []).append(Mention(tag, token, last, start, end))
    return [Document(tokens[number], held.get(number, []), missing=text is None) for number, text in enumerate(texts)]


def token_spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for token in cm.text.tokens(text):
        start = text.index(token, spans[-1][1] if spans else 0)
        spans.append((start, start + len(token)))
    return spans


def places_of(text: str, tokens: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the paragraph and the sentence of each token."""
    cuts = [cm.text.unit_spans(text, unit).tolist() for unit in ("paragraph", "sentence")]
    return [tuple(number_of(spans, start) for spans in cuts) for start, _ in tokens]


def number_of(spans: list[list[int]], place: int) -> int:
    (number,) = [i for i, (start, end) in enumerate(spans) if start <= place < end]
    return number
