"""The lexicon: what to look for, and how it may be written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._checks import as_list, one_of, unknown
from comention.builtin import KINDS, PROFILES, SUCCESSORS, AreaChoices, area_choices, builtin
from comention.dictionaries.reading import Skipped, Source, format_of, read_dictionary
from comention.dictionaries.writing import dictionary_text

if TYPE_CHECKING:
    import pandas as pd

# Types of forms and mentions by their number in the core.
FORM_TYPES = tuple(_core.form_types())


class Lexicon:
    """Tags, the forms that stand for them, and how these may be written.

    Made by `builtin`, `from_dict` or `read`; every method gives a new lexicon and leaves this one as it is.

    Kinds say what a tag is: ``country``, ``topic``, ``region``, ``organisation``, or a name of your own. Countries are
    ISO 3166-1 alpha-2 codes (``XK`` Kosovo; four letters of ISO 3166-3 for dissolved states), topics snake_case names.

    Examples
    --------
    >>> import comention as cm
    >>> lexicon = cm.Lexicon.builtin().add(cm.Lexicon.from_dict({"grain": ["grain deal*", "wheat"]}, kind="theme"))
    >>> lexicon.kinds
    ['country', 'region', 'organisation', 'topic', 'theme']
    """

    def __init__(self, core: _core.Lexicon, description: str = "", skipped: Sequence[Skipped] = ()) -> None:
        self._core = core
        self._description = description
        self._skipped = tuple(skipped)

    def _with(self, core: _core.Lexicon) -> Lexicon:
        return Lexicon(core, self._description, self._skipped)

    @cached_property
    def _tag_rows(self) -> list[tuple[str, str, str, list[tuple[str, str]], bool]]:
        """Kind, id, label, attributes of each tag, and whether it counts."""
        return self._core.tag_rows()

    @cached_property
    def _form_rows(self) -> list[tuple[int | None, str, str, str, str, str, str]]:
        """Tag, text, type, case, layer, flags and note of each form."""
        return self._core.form_rows()

    @cached_property
    def _form_columns(self) -> dict[str, npt.NDArray[Any]]:
        """Kind, tag and text of each form, to be taken by the number of the form."""
        tags = self._tag_rows
        owners = [(None, None) if row[0] is None else tags[row[0]][:2] for row in self._form_rows]
        return {
            "kind": np.array([kind for kind, _ in owners], dtype=object),
            "tag": np.array([tag for _, tag in owners], dtype=object),
            "form": np.array([row[1] for row in self._form_rows], dtype=object),
        }

    @cached_property
    def _form_texts(self) -> list[str]:
        """Text of each form."""
        return [row[1] for row in self._form_rows]

    @cached_property
    def _fingerprint(self) -> str:
        """Tell this lexicon from others: a digest of tags and forms and of what counts among them."""
        digest = hashlib.sha256(repr((self._tag_rows, self._form_rows)).encode())
        digest.update(str(self._core.profile).encode())
        return digest.hexdigest()

    @classmethod
    def builtin(
        cls,
        profile: str = "default",
        *,
        kinds: str | Sequence[str] | None = None,
        successors: str = "own",
        areas: str | Mapping[str, str | None] = "assigned",
    ) -> Lexicon:
        """Give the lexicon that comes with the package.

        Parameters
        ----------
        profile : {"default", "strict", "cities"}
            Which mentions of countries count. ``strict``: names, official names, abbreviations, demonyms.
            ``default``: also capitals, datelines and institutions. ``cities``: also cities and parts of countries. A
            profile filters what was matched; it never changes what matches.
        kinds : list of str, optional
            Kinds to count; all by default.
        successors : {"own", "drop", "main", "all"}
            What a dissolved state counts as (Soviet Union, Yugoslavia, Czechoslovakia, Serbia and Montenegro, East
            Germany, South Yemen). ``own``: its ISO 3166-3 code, so that no living state gets what it did. ``drop``:
            nothing. ``main``: its main successor, so that series go on over 1991 (``SUHH`` is Russia). ``all``: each
            successor, which makes fifteen countries of one mention and lets them co-occur.
        areas : {"assigned", "drop"} or mapping
            What a disputed area counts as. ``assigned``: the country in which the United Nations General Assembly
            sees it (Crimea Ukraine, Golan Syria …), or its own ISO code (Taiwan, Palestine, Western Sahara). ``drop``:
            nothing. A mapping changes single ones, as ``{"crimea": "RU", "golan": None}``; the others stay assigned.

        Returns
        -------
        Lexicon

        Examples
        --------
        >>> import comention as cm
        >>> cm.Lexicon.builtin(kinds=["country"]).kinds
        ['country']
        """
        one_of("profile", profile, PROFILES)
        one_of("successors", successors, SUCCESSORS)
        chosen = None if kinds is None else tuple(one_of("kind", kind, KINDS) for kind in as_list(kinds))
        return _builtin_of(profile, chosen, successors, area_choices(areas))

    @classmethod
    def from_dict(
        cls, dictionary: Mapping[str, Iterable[str]], *, kind: str, nested: str = "key", case: str = "any"
    ) -> Lexicon:
        """Make a lexicon of one kind from keys and their patterns.

        Parameters
        ----------
        dictionary : mapping from str to list of str
            Patterns of each key. Words are separated by spaces; ``*`` stands for any characters in a word, ``?`` for
            one, and a word ``*`` for any one word.
        kind : str
            The kind of the keys, any name.
        nested : {"key", "dictionary"}
            Whether a longer match hides shorter ones of the same key only, so that overlapping keys all count (as in
            quanteda), or those of all keys.
        case : {"any", "capital", "exact"}
            Whether the case of the text matters: not at all, for words that are capitalised in the pattern, or letter
            by letter.

        Returns
        -------
        Lexicon

        Raises
        ------
        ValueError
            If there is no pattern, or one that holds no word.

        Examples
        --------
        >>> import comention as cm
        >>> cm.Lexicon.from_dict({"trade": ["tariff*", "trade war"]}, kind="theme")
        <Lexicon: 1 theme; 2 forms>
        """
        _check_options(kind, nested, case)
        pairs = [(_key(key), _patterns(key, patterns)) for key, patterns in dictionary.items()]
        if not any(patterns for _, patterns in pairs):
            raise ValueError("a lexicon needs at least one pattern")
        return cls(_core.make_lexicon(pairs, kind, _core.Nesting[nested], _core.CaseRule[case]))

    @classmethod
    def read(
        cls,
        path: Source,
        *,
        kind: str,
        format: str | None = None,
        levels: int | Sequence[int] | None = None,
        nested: str | None = None,
        case: str | None = None,
    ) -> Lexicon:
        r"""Read a dictionary from a file: YAML, JSON, CSV, TSV or LIWC.

        YAML and JSON map keys to lists of patterns, or to further keys, as quanteda writes them. All of it is text:
        a key ``NO`` or ``1`` stays as it is written, and nothing is run. CSV and TSV have a header with ``id`` and
        ``pattern``, and may have ``case``, ``label``, ``group`` and the other columns of `write`. LIWC lists
        categories between two lines with ``%``, then words with the numbers of their categories.

        Keys stay as they are written. Patterns are those of `from_dict`; only space between their words is made one
        space. A pattern that holds no word is left out and listed by `problems`.

        Parameters
        ----------
        path : str, path or open file
            The file, in UTF-8 and of at most 64 MiB.
        kind : str
            The kind of the keys, any name.
        format : {"yaml", "json", "csv", "tsv", "liwc"}, optional
            By default the ending tells: .yml, .yaml, .json, .csv, .tsv, .dic.
        levels : int or list of int, optional
            Levels of nested keys that make up a tag, from 1, joined by dots, as in quanteda; all by default. With
            ``levels=1`` all that lies under a first key is one tag.
        nested : {"key", "dictionary"}, optional
            Whether a longer match hides shorter ones of the same key only, so that overlapping keys all count
            (``"trade war"`` under *trade* and under *war*, as in quanteda), or those of all keys. ``"key"`` by default;
            ``"dictionary"`` for a table with rows of type block, since a block hides the forms of all keys.
        case : {"any", "capital", "exact"}, optional
            Whether the case of the text matters, as in `from_dict`; not at all by default. A row of a table may say
            otherwise.

        Returns
        -------
        Lexicon

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file cannot be read as it should; file, line and reason are named. So it is for blocks with
            ``nested="key"``. A weight other than 1 is
            refused, since mentions are counted; so are conditions of LIWC, and aliases, anchors and tags of YAML.

        Examples
        --------
        >>> import io
        >>> import comention as cm
        >>> file = io.StringIO("economy:\n  trade: [tariff*, trade war]\n  energy: [gas, oil price*]")
        >>> cm.Lexicon.read(file, kind="theme", format="yaml").tags()["tag"].tolist()
        ['economy.trade', 'economy.energy']
        """
        _check_options(kind, "key" if nested is None else nested, "any" if case is None else case)
        core, skipped = read_dictionary(path, kind, format, levels, nested, case)
        return cls(core, skipped=skipped)

    def write(self, path: str | os.PathLike[str], *, kind: str | None = None, format: str | None = None) -> None:
        """Write the forms of a kind to a file, so that `read` gives the same tags and forms.

        YAML and JSON hold keys and patterns, LIWC those whose only wildcard is ``*`` at the end. CSV and TSV also hold
        ``case``, ``type``, ``flags`` and ``note`` of forms, ``label``, ``group`` and the other columns of tags, and
        blocks, as rows without id. What a format cannot hold raises.

        No file holds the nesting, tags that do not count, or the words that guards of the built-in kinds look for:
        read back, those kinds stand alone, without datelines and without the hidings of one another. A table with
        blocks is read as ``nested="dictionary"``.

        Parameters
        ----------
        path : str or path
            The file; it is replaced if it is there.
        kind : str, optional
            The kind to write; needed if the lexicon has several.
        format : {"yaml", "json", "csv", "tsv", "liwc"}, optional
            By default the ending tells, as for `read`.

        Raises
        ------
        ValueError
            If the format cannot hold the forms.

        Examples
        --------
        >>> from pathlib import Path
        >>> import comention as cm
        >>> themes = cm.Lexicon.from_dict({"trade": ["tariff*", "trade war"]}, kind="theme")
        >>> themes.write("themes.csv")
        >>> Path("themes.csv").read_text(encoding="utf-8").splitlines()
        ['id,pattern', 'trade,tariff*', 'trade,trade war']
        """
        if kind is None and len(self.kinds) != 1:
            raise ValueError(f"name the kind to write by kind=. Known: {', '.join(self.kinds)}")
        chosen = self.kinds[0] if kind is None else one_of("kind", kind, self.kinds)
        text = dictionary_text(self._tag_rows, self._form_rows, chosen, format_of(os.fspath(path), format))
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def problems(self, kind: str | None = None) -> pd.DataFrame:
        """List what may be wrong with the forms.

        Parameters
        ----------
        kind : str, optional
            Only forms of tags of this kind.

        Returns
        -------
        pandas.DataFrame
            Columns kind, tag, form, problem, detail. Problems: ``no word`` (a pattern that `read` left out, since it
            holds no word), ``no pattern`` (a tag for which nothing stands), ``duplicate`` (the pattern stands for the
            same tag already, or for another one of the kind), ``covered`` (another pattern of the tag finds all that
            it finds), ``hidden`` (a longer pattern of the same layer holds it and wins where both match; of the same
            tag, which then is found anyway, it only adds nothing there).

        Examples
        --------
        >>> import comention as cm
        >>> themes = cm.Lexicon.from_dict({"trade": ["tariff*", "tariffs"], "war": ["war"]}, kind="theme")
        >>> themes.problems()[["form", "problem", "detail"]].values.tolist()
        [['tariffs', 'covered', "'tariff*' of the same tag finds all that it finds"]]
        """
        import pandas as pd

        from comention.dictionaries.problems import find_problems

        if kind is not None:
            one_of("kind", kind, self.kinds)
        found = find_problems(self._tag_rows, self._form_rows, self._skipped)
        rows = []
        for number, (of_kind, tag, _, _, counts) in enumerate(self._tag_rows):
            if counts and kind in (None, of_kind):
                rows += [(of_kind, tag, *problem) for problem in found.get(number, ())]
        return pd.DataFrame(rows, columns=["kind", "tag", "form", "problem", "detail"])

    def add(self, other: Lexicon, *, on_conflict: str = "error") -> Lexicon:
        """Add another lexicon. What it matches hides nothing of what this one matches.

        Parameters
        ----------
        other : Lexicon
            The lexicon to add.
        on_conflict : {"error", "replace", "merge"}
            What to do with a tag that both have in the same kind: raise, take the other's forms, or take both.

        Returns
        -------
        Lexicon

        Examples
        --------
        >>> import comention as cm
        >>> more = cm.Lexicon.from_dict({"sanctions": ["price cap*"]}, kind="topic")
        >>> lexicon = cm.Lexicon.builtin().add(more, on_conflict="merge")
        """
        if not isinstance(other, Lexicon):
            raise TypeError(f"add takes a lexicon, as Lexicon.from_dict makes it. Given {type(other).__name__}")
        one_of("on_conflict", on_conflict, ("error", "replace", "merge"))
        core = self._core.add(other._core, _core.OnConflict[on_conflict])
        replaced = {row[:2] for row in other._tag_rows} if on_conflict == "replace" else set()
        kept = [pattern for pattern in self._skipped if pattern[:2] not in replaced]
        return Lexicon(core, self._description, [*kept, *other._skipped])

    def block(self, phrases: Sequence[str], *, kind: str = "country") -> Lexicon:
        """Make phrases mean nothing, so that they hide the forms they contain.

        Parameters
        ----------
        phrases : list of str
            The phrases, in any case.
        kind : str
            The kind whose forms they hide; for countries, regions and organisations too.

        Returns
        -------
        Lexicon

        Examples
        --------
        >>> import comention as cm
        >>> lexicon = cm.Lexicon.builtin().block(["Chad Valley"])
        >>> len(cm.tag("Chad Valley sold toys.", lexicon))
        0
        """
        if isinstance(phrases, str):
            phrases = [phrases]
        one_of("kind", kind, self._core.kinds)
        return self._with(self._core.block(list(phrases), kind))

    def remove(self, tag: str, *, forms: Sequence[str] = ()) -> Lexicon:
        """Remove a tag, or only some of its forms.

        Parameters
        ----------
        tag : str
            The tag's id, alpha-3 code or label.
        forms : list of str
            Forms to remove; without any, the tag counts no more, while its forms still hide what they contain.

        Returns
        -------
        Lexicon

        Examples
        --------
        >>> import comention as cm
        >>> lexicon = cm.Lexicon.builtin().remove("GE", forms=["Batumi"])
        """
        if isinstance(forms, str):
            forms = [forms]
        number = self._find_any(tag)
        return self._with(self._core.remove(number, list(forms)))

    def select(self, **tags: Sequence[str] | str) -> Lexicon:
        """Count only some tags. The others still match, so that they hide what they contain.

        Parameters
        ----------
        **tags : list of str
            Tags by kind, as ``topic=["sanctions", "terrorism"]``. Kinds that are not named stay as they are.

        Returns
        -------
        Lexicon

        Examples
        --------
        >>> import comention as cm
        >>> lexicon = cm.Lexicon.builtin().select(topic=["sanctions", "terrorism"])
        >>> lexicon.tags("topic")["tag"].tolist()
        ['terrorism', 'sanctions']
        """
        core = self._core
        for kind, names in tags.items():
            one_of("kind", kind, core.kinds)
            wanted = [self._find(kind, str(name)) for name in as_list(names)]
            core = core.select(kind, wanted)
        return self._with(core)

    @property
    def kinds(self) -> list[str]:
        """Kinds that have tags which count."""
        counted = {kind for kind, _, _, _, counts in self._tag_rows if counts}
        return [kind for kind in self._core.kinds if kind in counted]

    def tags(self, kind: str | None = None) -> pd.DataFrame:
        """List the tags that count.

        Parameters
        ----------
        kind : str, optional
            Only tags of this kind.

        Returns
        -------
        pandas.DataFrame
            Columns kind, tag, label, and further ones of the kind, such as alpha3 or group.

        Examples
        --------
        >>> import comention as cm
        >>> cm.Lexicon.builtin().tags("country").set_index("tag").loc["KZ", "label"]
        'Kazakhstan'
        """
        import pandas as pd

        if kind is not None:
            one_of("kind", kind, self.kinds)
        rows = [
            {"kind": of_kind, "tag": tag, "label": label, **dict(attributes)}
            for of_kind, tag, label, attributes, counts in self._tag_rows
            if counts and kind in (None, of_kind)
        ]
        return pd.DataFrame(rows, columns=None if rows else ["kind", "tag", "label"])

    def forms(self, kind: str | None = None) -> pd.DataFrame:
        """List the forms of the tags that count, and the blocks.

        Parameters
        ----------
        kind : str, optional
            Only forms of tags of this kind.

        Returns
        -------
        pandas.DataFrame
            Columns kind, tag, form, type, case, flags, note; kind and tag are empty for blocks.

        Examples
        --------
        >>> import comention as cm
        >>> forms = cm.Lexicon.builtin().forms("country")
        >>> forms.query("form == 'Burma'")[["tag", "type"]].values.tolist()
        [['MM', 'historic']]
        """
        import pandas as pd

        if kind is not None:
            one_of("kind", kind, self.kinds)
        tags = self._tag_rows
        rows = []
        for tag, form, type_, case, _, flags, note in self._form_rows:
            of_kind, name, counts = ("", "", True) if tag is None else (tags[tag][0], tags[tag][1], tags[tag][4])
            if counts and kind in (None, of_kind):
                rows.append((of_kind, name, form, type_, case, flags, note))
        return pd.DataFrame(rows, columns=["kind", "tag", "form", "type", "case", "flags", "note"])

    def __repr__(self) -> str:
        counted: dict[str, int] = {}
        for kind, _, _, _, counts in self._tag_rows:
            counted[kind] = counted.get(kind, 0) + counts
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in counted.items() if count)
        parts = [kinds, f"{len(self._form_rows):,} forms"]
        if self._skipped:
            parts.append(f"{len(self._skipped):,} without a word, see problems()")
        if self._description:
            parts.append(self._description)
        return f"<Lexicon: {'; '.join(parts)}>"

    def _find(self, kind: str, name: str) -> int:
        """Give the number of a tag; raise KeyError with the nearest name if it is unknown."""
        found = self._core.find(kind, name) if isinstance(name, str) else None
        if found is None or not self._tag_rows[found][4]:
            raise KeyError(unknown(kind, name, _names(self._tag_rows, kind)))
        return found

    def _find_any(self, name: str) -> int:
        """Give the number of a tag of any kind that counts: by id, else by code, label or name.

        Raises ValueError if tags of several kinds have the id.
        """
        same_id = [number for number, row in enumerate(self._tag_rows) if row[4] and row[1] == name]
        if len(same_id) > 1:
            kinds = ", ".join(self._tag_rows[number][0] for number in same_id)
            raise ValueError(
                f"tags of several kinds are called {name!r}: {kinds}; count or keep a whole kind, or rename"
            )
        if same_id:
            return same_id[0]
        for kind in self.kinds:
            found = self._core.find(kind, name) if isinstance(name, str) else None
            if found is not None and self._tag_rows[found][4]:
                return found
        known = [tag for kind in self.kinds for tag in _names(self._tag_rows, kind)]
        raise KeyError(unknown("tag", name, known))


@lru_cache(maxsize=16)
def _builtin_of(profile: str, kinds: tuple[str, ...] | None, successors: str, areas: AreaChoices) -> Lexicon:
    """Give the built-in lexicon; one object for all callers, so that it is compiled once."""
    return Lexicon(*builtin(profile, kinds, successors, areas))


def as_lexicon(lexicon: Lexicon | None) -> Lexicon:
    """Give the lexicon, or the built-in one for None."""
    if lexicon is None:
        return Lexicon.builtin()
    if not isinstance(lexicon, Lexicon):
        raise TypeError(f"a lexicon is made by Lexicon.builtin, from_dict or read. Given {type(lexicon).__name__}")
    return lexicon


def _names(rows: Sequence[tuple[str, str, str, object, bool]], kind: str) -> list[str]:
    """List ids and labels of the tags of a kind."""
    names = []
    for of_kind, tag, label, _, counts in rows:
        if counts and of_kind == kind:
            names += [tag] if label == tag else [tag, label]
    return names


def _check_options(kind: object, nested: object, case: object) -> None:
    one_of("nested", nested, ("key", "dictionary"))
    one_of("case", case, ("any", "capital", "exact"))
    if not isinstance(kind, str) or not kind.strip():
        raise ValueError(f"kind must be a name. Given {kind!r}")


def _key(key: object) -> str:
    if not isinstance(key, str) or not key.strip():
        raise ValueError(f"a key of a dictionary must be a name. Given {key!r}")
    return key


def _patterns(key: object, patterns: Iterable[str]) -> list[str]:
    if isinstance(patterns, str):
        raise TypeError(f"the key {key!r} needs a list of patterns, not one string")
    if isinstance(patterns, Mapping):
        raise TypeError(f"the key {key!r} holds a dictionary; give keys and their patterns, one level")
    listed = list(patterns)
    for pattern in listed:
        if not isinstance(pattern, str):
            raise TypeError(f"the key {key!r} has a pattern that is no string: {pattern!r}")
    return listed
