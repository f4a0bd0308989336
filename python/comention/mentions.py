"""Mentions: where the tags of a lexicon stand in a corpus."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from comention import _core
from comention._caveats import warn_of_languages
from comention._checks import as_list, one_of, thread_count, whole_number
from comention._frames import make_frame
from comention._progress import Progress, reporter
from comention.axis import axis_of_kinds, no_document_tags
from comention.builtin import find_country
from comention.conditions import meeting, named
from comention.corpus import Corpus, as_corpus
from comention.documents import Documents, is_missing
from comention.incidence import Incidence
from comention.lexicon import FORM_TYPES, Lexicon, as_lexicon
from comention.listed import LABEL
from comention.text import unit_value

if TYPE_CHECKING:
    import pandas as pd

    from comention.explanation import Explanation
    from comention.validation.result import Validation
    from comention.views.marked import MarkedText


def tag(
    corpus: Corpus | str | Sequence[str | None],
    lexicon: Lexicon | None = None,
    *,
    home: str | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Mentions:
    """Find the mentions of a lexicon's tags in a corpus.

    Within a layer (countries, regions and organisations; topics; each dictionary of your own) the leftmost, then
    longest form wins. Matches are whole words and cross neither a sentence nor punctuation.

    Parameters
    ----------
    corpus : Corpus, str or list of str
        What to read.
    lexicon : Lexicon, optional
        What to look for; ``Lexicon.builtin()`` by default.
    home : str, optional
        Whom the texts were written for: a country, whether it counts or not, or the name of a meta column of the corpus
        that holds one, or nothing, for each document. It decides what ambiguous forms mean where the document tells
        nothing: with ``home="US"`` Georgia is the state and Paris a town in Texas, unless something speaks for the
        country or for France. Without it local papers count their own towns for other countries; with it they may miss
        news from abroad that names no country.
    threads : int, optional
        Number of threads; all cores by default. The result is the same for any number.
    progress : bool or callable, optional
        A bar where one fits by default; False for none; or a function of the blocks done and their number.

    Returns
    -------
    Mentions

    Raises
    ------
    ValueError
        If a text holds a lone surrogate; document and position are named. If `home` is no country; column and row
        are named.

    Warns
    -----
    CaveatWarning
        If documents have too few English words: they are in another language, or tables.

    Examples
    --------
    >>> import comention as cm
    >>> cm.tag("The Kremlin rejected Ukraine's offer.").to_pandas()[["tag", "type", "surface"]].values.tolist()
    [['RU', 'institution', 'Kremlin'], ['UA', 'name', 'Ukraine']]
    """
    corpus = as_corpus(corpus)
    lexicon = as_lexicon(lexicon)
    with reporter(progress, "tagging") as report, corpus._naming_documents():
        homes = _homes(corpus, lexicon, home)
        core = _core.tag(corpus._core, lexicon._core, homes, thread_count(threads), report)
    warn_of_languages(int(core.documents()["foreign"].sum()), len(corpus))
    mentions = Mentions(core, corpus, lexicon, homes)
    if home is not None:
        mentions._steps = (f"home={home!r}",)
    return mentions


def _homes(corpus: Corpus, lexicon: Lexicon, home: str | None) -> npt.NDArray[np.uint32]:
    """Give the number of the home country of each document; empty without any."""
    if home is None:
        return np.empty(0, dtype=np.uint32)
    if not isinstance(home, str):
        raise TypeError(f"home= takes one country or the name of a meta column. Given {home!r}")
    if home in corpus._meta:
        return np.array([_home_in(lexicon, home, *cell) for cell in enumerate(corpus._meta[home])], dtype=np.uint32)
    try:
        number = find_country(lexicon._core, home.strip())
    except KeyError as error:
        raise ValueError(f"home= takes a country or a meta column: {error.args[0]}") from None
    return np.full(len(corpus), number, dtype=np.uint32)


def _home_in(lexicon: Lexicon, column: str, row: int, value: object) -> int:
    """Give the number of the country in a cell of a meta column."""
    if is_missing(value) or not str(value).strip():
        return _core.no_tag
    try:
        return find_country(lexicon._core, value.strip() if isinstance(value, str) else value)
    except KeyError as error:
        raise ValueError(f"home={column!r}, row {row}: {error.args[0]}") from None


class Mentions:
    """The mentions found in a corpus by `tag`, or given: `labels`, `read_gkg`, `Mentions.from_frame`.

    Positions are code points of the document's text: ``text[start:end] == surface``. Everything counts from 0. Labels
    of documents have no place in a text: they stand from 0 to 0.

    Examples
    --------
    >>> import comention as cm
    >>> mentions = cm.tag(["Chad and Niger closed the border.", None])
    >>> mentions
    <Mentions: 2 in 2 documents, 1 without text; country 2>
    """

    def __init__(
        self,
        core: _core.Mentions,
        corpus: Documents,
        lexicon: Lexicon,
        homes: npt.NDArray[np.uint32] | None = None,
        *,
        places: str = "tokens",
        given: bool = False,
        unlabelled: Mapping[str, int] | None = None,
    ) -> None:
        self._core = core
        self._corpus = corpus
        self._lexicon = lexicon
        self._homes = np.empty(0, dtype=np.uint32) if homes is None else homes
        self._grouped = False
        self._steps: tuple[str, ...] = ()
        # What places in a text are told by: tokens and sentences, characters alone, or none.
        self._places = places
        # Whether the mentions were given, and not found by the lexicon.
        self._given = given
        # For each kind of labels the documents that may have some, but of which none are known.
        self._unlabelled = dict(unlabelled or {})

    @classmethod
    def from_frame(
        cls,
        spans: Any,
        corpus: Corpus | str | Sequence[str | None],
        *,
        threads: int | None = None,
        progress: Progress = None,
    ) -> Mentions:
        """Take mentions that people, spaCy or a language model found in the texts of a corpus.

        Parameters
        ----------
        spans : data frame or dict of columns
            A row a mention: doc (number of the document) or id, start and end (code points of its text, as Python
            counts), kind and tag. Further ones may be form (what the tag is called; as written by default) and type
            (see `keep`; ``term`` by default). Other columns are left out.
        corpus : Corpus, str or list of str
            The texts.
        threads, progress
            As for `tag`.

        Returns
        -------
        Mentions
            With sentence, paragraph and first token of each. Tags that the package knows have their label and
            alpha-3 code.

        Raises
        ------
        KeyError
            If a column is not there.
        ValueError
            If a place lies outside of its text, a cell is missing or wrong, or a mention is there twice; the row is
            named.

        Examples
        --------
        >>> import comention as cm
        >>> spans = {"doc": [0], "start": [4], "end": [11], "kind": ["country"], "tag": ["RU"]}
        >>> mentions = cm.Mentions.from_frame(spans, "The Kremlin said no.")
        >>> mentions.to_pandas()[["tag", "token", "surface"]].values.tolist()
        [['RU', 1, 'Kremlin']]
        """
        from comention.spans import from_frame

        return from_frame(spans, corpus, threads, progress)

    @property
    def corpus(self) -> Documents:
        """The corpus that was read; of labels their documents, which have no text."""
        return self._corpus

    def _texts(self, what: str) -> Corpus:
        """Give the corpus; raise ValueError if there is none, so that there is nothing to do `what` with."""
        if not isinstance(self._corpus, Corpus):
            raise ValueError(f"labels have no text, so that there is nothing to {what}; to_pandas() lists them")
        return self._corpus

    def _label_kinds(self) -> list[str]:
        """Give the kinds that label whole documents."""
        rows = self._lexicon._form_rows
        labelled = {self._lexicon._tag_rows[row[0]][0] for row in rows if row[2] == LABEL and row[0] is not None}
        return [kind for kind in self._lexicon.kinds if kind in labelled]

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that was looked for."""
        return self._lexicon

    def __len__(self) -> int:
        return len(self._core)

    def _columns(self) -> dict[str, npt.NDArray[Any]]:
        """Give all columns but the surface."""
        columns: dict[str, npt.NDArray[Any]] = self._core.columns()
        value = {"value": columns.pop("value")} if "value" in columns else {}
        columns = {name: values.astype(np.int64) for name, values in columns.items()}
        form = columns.pop("form")
        types = np.array(FORM_TYPES, dtype=object)[columns.pop("type")]
        return {
            **columns,
            **{name: values[form] for name, values in self._lexicon._form_columns.items()},
            "type": types,
            **value,
        }

    def _to_frame(self, library: str) -> Any:
        columns = self._columns()
        texts = self._corpus
        places = zip(columns["doc"].tolist(), columns["start"].tolist(), columns["end"].tolist(), strict=True)
        surface = [(texts[doc] or "")[start:end] for doc, start, end in places]
        return make_frame({**columns, "surface": np.array(surface, dtype=object)}, library)

    def to_pandas(self) -> pd.DataFrame:
        """Give the mentions as a frame, in order of document and position.

        Returns
        -------
        pandas.DataFrame
            Columns doc, paragraph, sentence, token, start, end (numbers from 0; start and end in code points), kind,
            tag, form (as listed), type, value (only where labels have values; of all else 1), surface (as written).

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("Peru and Chile.").to_pandas()[["start", "end", "tag"]].values.tolist()
        [[0, 4, 'PE'], [9, 14, 'CL']]
        """
        frame: pd.DataFrame = self._to_frame("pandas")
        return frame

    def show(self, document: int = 0) -> MarkedText:
        """Show a document with its mentions marked.

        Parameters
        ----------
        document : int
            Its number.

        Returns
        -------
        MarkedText
            Text in a terminal, colours in Jupyter.

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("Mali thanked France.").show(0)
        [Mali: ML] thanked [France: FR].
        """
        from comention.views.marked import MarkedText

        corpus = self._texts("show")
        if not 0 <= whole_number("document", document) < len(corpus):
            raise IndexError(f"there is no document {document}; they are numbered from 0 to {len(corpus) - 1}")
        columns = self._columns()
        chosen = (columns["doc"] == document) & (columns["type"] != LABEL)
        names = ("start", "end", "tag", "kind")
        marks = list(zip(*(columns[name][chosen].tolist() for name in names), strict=True))
        text = corpus[document]
        return MarkedText("(no text)" if text is None else text, marks)

    def kwic(self, tag: str, *, width: int = 60) -> Any:
        """List the mentions of a tag with the text around them (a concordance).

        Parameters
        ----------
        tag : str
            The tag's id, alpha-3 code or label.
        width : int
            Characters to show on either side.

        Returns
        -------
        data frame
            Columns doc, id (and date and meta if given), left, surface, right, in the library of the corpus.

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("Talks on Syria opened in Geneva.").kwic("SY")[["left", "surface", "right"]].values.tolist()
        [['Talks on ', 'Syria', ' opened in Geneva.']]
        """
        whole_number("width", width)
        corpus = self._texts("read in context")
        number = self._lexicon._find_any(tag)
        row = self._lexicon._tag_rows[number]
        if row[0] in self._label_kinds():
            raise ValueError(f"the {row[0]} {row[1]!r} is a label of whole documents and stands nowhere in their text")
        columns = self._columns()
        chosen = (columns["kind"] == row[0]) & (columns["tag"] == row[1])
        docs, starts, ends = (columns[name][chosen].tolist() for name in ("doc", "start", "end"))
        out: dict[str, list[Any]] = {"doc": docs, **corpus._document_columns(docs)}
        out |= {"left": [], "surface": [], "right": []}
        for doc, start, end in zip(docs, starts, ends, strict=True):
            text = corpus[doc] or ""
            out["left"].append(_one_line(text[max(0, start - width) : start]))
            out["surface"].append(text[start:end])
            out["right"].append(_one_line(text[end : end + width]))
        return make_frame(out, corpus._library)

    def join(self, labels: Mentions) -> Mentions:
        """Add labels that the documents have: their kinds stand beside those found in the texts.

        A label tags every unit of its document: counted by sentence, it is in each, so that long documents count more.
        As it has no place, ``directed=True`` and `Proximity` do not go with its kind.

        Parameters
        ----------
        labels : Mentions
            Labels, as `labels` makes them, of the same documents: by their ids, in any order, or in the same order
            without ids. Documents without labels are fine; how many is shown.

        Returns
        -------
        Mentions
            With the documents, dates and further columns of these mentions.

        Raises
        ------
        ValueError
            If a kind is in both, or labelled documents are not among those of the text; the first ones are named.

        Examples
        --------
        >>> import comention as cm
        >>> corpus = cm.Corpus({"url": ["a", "b"], "text": ["Mali won.", "Chad. Peru."]}, text="text", id="url")
        >>> cm.tag(corpus).join(cm.labels({"url": ["b"], "desk": ["Sports"]}, id="url", desk="desk"))
        <Mentions: 4 in 2 documents; country 3, desk 1 (missing in 1)>
        """
        from comention.joining import join

        return join(self, labels)

    def group(self, *, date: Any = None, **kinds: Any) -> Mentions:
        """Unite tags into groups. A mention of a tag becomes one of each of its groups.

        Groups are counted like any tag, within the unit: a sentence that names France and Germany mentions the EU
        once, and never with itself. Cells of the ungrouped counts must not be added for that.

        Parameters
        ----------
        date : str or date, optional
            When memberships hold: a day as ``"2010-01-01"`` (of a year or month the first), or ``"document"`` for the
            date of each document. Needed for memberships.
        **kinds
            For each kind to group: the name of a column of its tags (``country="continent"`` or ``"region"``, after
            the UN's M49; ``topic="group"``); organisations whose member countries to unite (``country=["eu",
            "nato"]``); a dict from names to lists of tags; or ``organisation="members"``, which lets each mention of
            an organisation count as one of each of its member countries that the lexicon counts. To unite these too,
            group in two steps, organisations first. Tags in no group are left out; kinds that are not named stay.

        Returns
        -------
        Mentions
            With the groups as tags.

        Raises
        ------
        ValueError
            For an unknown kind or group, a group without tags, memberships without a date, or a date that is no day.
            For labels with values, whose groups have none.

        Warns
        -----
        CaveatWarning
            If documents have no date to look memberships up.

        Examples
        --------
        >>> import comention as cm
        >>> mentions = cm.tag("France and Germany met Norway.")
        >>> mentions.group(country=["eu"], date="2020-01-01").to_pandas()[["tag", "surface"]].values.tolist()
        [['eu', 'France'], ['eu', 'Germany']]
        """
        from comention.grouping import group

        given = {**kinds, **({} if date is None else {"date": date})}
        return self._with(*group(self, kinds, date), step=_step("group", given), grouped=True)

    def focus(self, *, kind: str = "country", head: int = 2, least: int = 2, share: float = 0.2) -> Mentions:
        """Keep the mentions of what each document is about.

        A tag is in the focus of a document that names it in its first sentences, or often. Mentions of other kinds
        stay. On 15,000 news stories of 1987 whose countries were coded by hand this rule reaches F1 .89, against .81
        for every country that is named.

        Parameters
        ----------
        kind : str
            The kind whose tags are chosen.
        head : int
            Sentences at the head of the document that put a tag into focus: title and dateline, or the lead.
        least : int
            Mentions that do.
        share : float
            The least share of the mentions of the document's most frequent tag, from 0 to 1, that they must reach.

        Returns
        -------
        Mentions

        Examples
        --------
        >>> import comention as cm
        >>> text = "Peru moves. It rained. Chile looks on. Peru moves again."
        >>> cm.tag(text).focus().to_pandas()["tag"].tolist()
        ['PE', 'PE']
        """
        from comention.focus import in_focus

        given = {"kind": kind, "head": head, "least": least, "share": share}
        return self._filter(in_focus(self, kind, head, least, share), _step("focus", given))

    def explain(self, number: int) -> Explanation:
        """Say which form made a mention, and what decided its meaning.

        Parameters
        ----------
        number : int
            The number of the mention: its row in `to_pandas`.

        Returns
        -------
        Explanation
            With surface, kind, tag, form, type, reason, because (the form that decided) and note.

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("They left Paris, Texas, by car.").explain(0)
        'Paris, Texas' is the country US, by the form 'Paris' (qualifier)
        because: a city, and behind its comma the state or country it lies in
        with: 'Texas'
        note of the form: second reading, by evidence or home=
        """
        from comention.explanation import explain

        return explain(self, number)

    def caveats(self) -> Any:
        """List the documents whose counts need care.

        Returns
        -------
        data frame
            Columns doc, id (and date and meta if given), caveat: ``few English words`` for a text of at least 30 words
            of which less than a tenth are English function words, so that it is in another language or a table.

        Examples
        --------
        >>> import comention as cm
        >>> len(cm.tag("France thanked Mali.").caveats())
        0
        """
        docs = np.flatnonzero(self._core.documents()["foreign"]).tolist()
        columns = {"doc": docs, **self._corpus._document_columns(docs), "caveat": ["few English words"] * len(docs)}
        return make_frame(columns, self._corpus._library)

    def rejected(self) -> Any:
        """List what was found and does not count, with the reason.

        The texts are read again, on one thread. What `keep` and `drop` filtered is not listed.

        Returns
        -------
        data frame
            Columns doc, start, end, kind, tag, form, type, surface, reason (a block, a guard such as surname or
            language, a context such as feature or publication, or the profile), because (the form that decided, if
            one did); kind and tag are empty for blocks.

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("Jordan Smith reads the Moscow Times.").rejected()[["surface", "reason"]].values.tolist()
        [['Jordan', 'given name'], ['Moscow Times', 'block']]
        """
        from comention.explanation import rejected

        return rejected(self)

    def keep(self, **conditions: Any) -> Mentions:
        """Keep the mentions that meet all conditions.

        Documents stay, those that keep no mention too: n of later counts holds their units. For counts of one outlet or
        period alone slice them (``by=``), or make a corpus of its documents.

        Parameters
        ----------
        **conditions
            ``kind``, ``tag``, ``type``, ``form``: a value or a list of them. ``flag``: of the form, ``"venue"`` (a city
            of international meetings: Geneva, Vienna, New York …), ``"area"`` (any disputed area) or a single one as
            ``"area:crimea"``; only before `group`. ``date``: first and last date, both included, as dates or ISO
            strings of any length (``("2010", "2014-06")``); a document whose date is less precise is kept if it may lie
            between. A column of the corpus's meta: a value or a list.

        Returns
        -------
        Mentions

        Raises
        ------
        ValueError
            For a condition or type that is not known; the known ones are listed.

        Examples
        --------
        >>> import comention as cm
        >>> len(cm.tag("French officials left Paris.").keep(type="capital"))
        1
        """
        return self._filter(meeting(self, conditions), _step("keep", conditions))

    def drop(self, rows: Any = None, **conditions: Any) -> Mentions:
        """Drop the mentions that meet all conditions, or those named in a frame.

        Parameters
        ----------
        rows : data frame, optional
            Mentions to overrule by hand: columns doc, start, end. If kind or tag is there too, only mentions of these;
            else all that stand there.
        **conditions
            As for `keep`.

        Returns
        -------
        Mentions

        Raises
        ------
        ValueError
            For an unknown condition, or rows that are no mention.

        Examples
        --------
        >>> import comention as cm
        >>> mentions = cm.tag("ASTANA – Kazakh leaders met.")
        >>> len(mentions), len(mentions.drop(type="dateline"))
        (2, 1)
        """
        if rows is not None and conditions:
            raise ValueError("give rows or conditions to drop, not both")
        if rows is None and not conditions:
            raise ValueError("give rows or conditions to drop")
        hit = named(self, rows) if rows is not None else meeting(self, conditions)
        return self._filter(~hit, _step("drop", {"rows": "by hand"} if rows is not None else conditions))

    def _filter(self, keep: npt.NDArray[np.bool_], step: str) -> Mentions:
        return self._with(self._core.filter(keep.astype(np.uint8)), self._lexicon, step)

    def _with(self, core: _core.Mentions, lexicon: Lexicon, step: str, grouped: bool = False) -> Mentions:
        out = copy.copy(self)
        out._core, out._lexicon = core, lexicon
        out._grouped = self._grouped or grouped
        out._steps = (*self._steps, step)
        return out

    def summary(self) -> Any:
        """Count the mentions of each tag.

        Returns
        -------
        data frame
            A row a tag that is mentioned, the most frequent first: kind, tag, label, mentions, documents, sentences
            (that hold one; a label is in all of its document, and there is none without text), top_form and top_share,
            the share of its commonest form.

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("Fiji met Tonga. Fiji left.").summary()[["tag", "mentions", "sentences"]].values.tolist()
        [['FJ', 2, 2], ['TO', 1, 1]]
        """
        import pandas as pd

        labels = {(kind, name): label for kind, name, label, _, _ in self._lexicon._tag_rows}
        frame = pd.DataFrame(self._columns())
        sentences = np.asarray(self._core.documents()["sentences"], dtype=np.int64)
        labelled = self._label_kinds()
        rows = []
        for key, group in frame.groupby(["kind", "tag"], sort=True):
            kind, name = map(str, key)
            forms = group["form"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
            rows.append(
                {
                    "kind": kind,
                    "tag": name,
                    "label": labels[kind, name],
                    "mentions": len(group),
                    "documents": group["doc"].nunique(),
                    "sentences": _sentences(group, sentences, kind in labelled),
                    "top_form": forms.index[0],
                    "top_share": forms.iloc[0] / len(group),
                }
            )
        rows.sort(key=lambda row: (-row["mentions"], row["kind"], row["tag"]))
        names = ("kind", "tag", "label", "mentions", "documents", "sentences", "top_form", "top_share")
        return make_frame({name: [row[name] for row in rows] for name in names}, self._corpus._library)

    def incidence(
        self, *, unit: str = "document", kind: str | Iterable[str] | None = None, values: str = "binary"
    ) -> Incidence:
        """Give the unit × tag matrix, for models of your own.

        Parameters
        ----------
        unit : {"document", "paragraph", "sentence"}
            What a row is.
        kind : str or list of str, optional
            Kinds of the columns; all by default.
        values : {"binary", "frequency"}
            Whether a tag is in a unit, or how many mentions of it are. Labels with values stand by these.

        Returns
        -------
        Incidence

        Examples
        --------
        >>> import comention as cm
        >>> cm.tag("Iran. Iraq.").incidence(unit="sentence", kind="country").shape[0]
        2
        """
        if self._places != "tokens" and unit_value(unit) != _core.Unit.document:
            raise ValueError(f"these mentions have no text to be cut: unit must be 'document'. Given {unit!r}")
        kinds = self._lexicon.kinds if kind is None else [one_of("kind", k, self._lexicon.kinds) for k in as_list(kind)]
        every = one_of("values", values, ("binary", "frequency")) == "frequency"
        axis = axis_of_kinds(self._lexicon, [str(k) for k in kinds])
        wanted = np.zeros(len(self._lexicon._tag_rows), dtype=np.uint8)
        wanted[list(axis.numbers)] = 1
        none = no_document_tags(len(self._corpus))
        alone = np.empty(0, dtype=np.uint32)
        options = _core.IncidenceOptions(unit_value(unit), _core.SlidingWindow(), every, False, wanted, none, alone)
        core = _core.make_incidence(self._core, self._lexicon._core, options, 0, None)
        return Incidence(core, axis, self._corpus, self._units_per_document(unit))

    def sample(
        self,
        n: int,
        *,
        unit: str = "sentence",
        strata: str | None = "tag",
        seed: int = 0,
        kind: str | Iterable[str] | None = None,
    ) -> Any:
        """Draw a sheet of units for people to code, so that `validate` can tell precision and recall.

        All units can be drawn, those without a tag too, since only they show what was missed. The sheet is a stratified
        random sample without replacement. Rows are in random order, so that a coder who tires or stops early does so
        in all parts of the corpus alike.

        The coder fills `code`: codes as in `found`, joined by ";" (alpha-3 codes and labels do too), ``-`` where no tag
        is there. A blank cell is not coded. Hide `found` from the coder, who else tends to agree with it.

        Parameters
        ----------
        n : int
            Number of rows.
        unit : {"sentence", "paragraph", "document"}
            What a row is.
        strata : str or None
            ``"tag"``: each unit is in the stratum of its rarest tag, untagged ones in one of their own, so that rare
            tags are seen. A quarter of the rows are untagged units. The others go to tags in proportion to the square
            root of their units (power allocation, Bankier 1988), two to each at least; where there are more tags than
            a quarter of these rows, the rarest share the stratum ``rare tags``. A column of the corpus's meta: a
            stratum for each value, allocated alike. None: a simple random sample.
        seed : int
            The same seed draws the same units, for any number of threads.
        kind : str or list of str, optional
            What is to be coded; all kinds by default.

        Returns
        -------
        data frame
            Columns row (from 0), doc, id (and date and meta if given), unit (its number in the document), start, end
            (code points of the document's text), text, kinds, found (codes, or ``-``), code (empty), stratum,
            stratum_size (its units in the corpus) and inclusion, the probability with which the unit was drawn: rows
            of the stratum / stratum_size. In the library of the corpus.

        Raises
        ------
        ValueError
            If n is greater than the number of units, or less than that of strata.

        Examples
        --------
        >>> import comention as cm
        >>> sheet = cm.tag("Iran met Iraq. It rained. Peru won.").sample(3, kind="country")
        >>> sheet.sort_values("unit")[["text", "found", "stratum"]].values.tolist()
        [['Iran met Iraq.', 'IQ; IR', 'rare tags'], ['It rained.', '-', 'untagged'], ['Peru won.', 'PE', 'rare tags']]
        """
        from comention.validation.sampling import draw

        return draw(self, n, unit, strata, seed, self._kinds_in_text(kind))

    def validate(
        self,
        coded: Any,
        *,
        level: float = 0.95,
        kind: str | Iterable[str] | None = None,
        cluster: str | None = "document",
    ) -> Validation:
        """Judge the mentions by a coded sheet: precision, recall and F1, each with its interval.

        A tag is in a unit or is not; how often does not matter. Rates are estimates for the whole corpus: each unit
        counts 1 / inclusion times (Horvitz and Thompson 1952). Intervals keep their level also for few cases and for
        errors that come together in documents: variances are of Taylor linearisation between documents, limits of
        Clopper and Pearson at the effective number of cases (Korn and Graubard 1998), each with one more document
        against it. Of few cases they are wide, never a point. The recall of a rare tag is known no better than the
        untagged units allow, since one of them that was missed stands for many.

        The sheet may be of these mentions or of others of the same corpus, as before a change of the lexicon. Mentions
        that were dropped count as not found.

        Parameters
        ----------
        coded : data frame or dict of columns
            The sheet of `sample` with `code` filled, also read back from a file; in any order, with any further
            columns. All rows must be there. Rows with a blank code are left out, and the others of their stratum stand
            for them, which is right if blanks have nothing to do with what is in the text. Read files by
            ``pandas.read_csv(path, keep_default_na=False)``, since pandas takes NA, Namibia, for a missing value.
        level : float
            Confidence level of the intervals.
        kind : str or list of str, optional
            Kinds to judge; all of the sheet by default.
        cluster : {"document", None}
            Whether errors in one document may hang together. None takes units as independent; the intervals are then
            too narrow if they do.

        Returns
        -------
        Validation

        Raises
        ------
        ValueError
            If rows are missing, doubled or changed, if a unit is not in the corpus, a code is unknown, or a stratum
            has no coded row; the row is named. If all codes are of other kinds than those to judge. If pandas has read
            the code of Namibia as a missing value.
        KeyError
            If a column is missing.

        Examples
        --------
        >>> import comention as cm
        >>> mentions = cm.tag(["Mali won.", "Chad Smith drums.", "It rained.", "The Malian army left."])
        >>> sheet = mentions.sample(4, kind="country")
        >>> sheet["code"] = ["ML" if "Mali" in text else "-" for text in sheet["text"]]
        >>> mentions.validate(sheet)  # doctest: +ELLIPSIS
        <Validation: 4 sentences of 4 documents coded; 95 % intervals, clustered by document
          country: precision ...
        """
        from comention.validation.result import validate

        wanted = self._kinds_in_text(kind)
        return validate(self, coded, level, None if kind is None else wanted, cluster)

    def _kinds_in_text(self, kind: str | Iterable[str] | None) -> list[str]:
        """Give the kinds to be coded in texts, all by default; labels of whole documents cannot be."""
        self._texts("code")
        labelled = self._label_kinds()
        if kind is None:
            return [one for one in self._lexicon.kinds if one not in labelled]
        for one in as_list(kind):
            if one in labelled:
                raise ValueError(f"the kind {one!r} labels whole documents and stands nowhere in their text")
        return [one_of("kind", one, self._lexicon.kinds) for one in as_list(kind)]

    def _units_per_document(self, unit: str) -> npt.NDArray[Any]:
        documents = self._core.documents()
        if unit == "document":
            return np.asarray(~documents["missing"], dtype=np.int64)
        return np.asarray(documents[unit + "s"], dtype=np.int64)

    def _kind_counts(self) -> dict[str, int]:
        kinds, counts = np.unique(
            self._lexicon._form_columns["kind"][self._core.columns()["form"]].astype(str), return_counts=True
        )
        return dict(zip(kinds.tolist(), counts.tolist(), strict=True))

    def __repr__(self) -> str:
        what = f"label{'s' * (len(self) != 1)} of" if self._places == "none" else "in"
        documents = f"{len(self):,} {what} {len(self._corpus):,} document{'s' * (len(self._corpus) != 1)}"
        missing = self._corpus.missing if isinstance(self._corpus, Corpus) else 0
        if missing:
            documents += f", {missing:,} without text"
        counts = dict.fromkeys((kind for kind, count in self._unlabelled.items() if count), 0) | self._kind_counts()
        kinds = ", ".join(f"{kind} {counts[kind]:,}{self._missing_labels(kind)}" for kind in sorted(counts))
        return f"<Mentions: {documents}{'; ' if kinds else ''}{kinds}>"

    def _missing_labels(self, kind: str) -> str:
        count = self._unlabelled.get(kind, 0)
        return f" (missing in {count:,})" if count else ""

    def _repr_html_(self) -> str:
        from comention.views.tables import mentions_table

        return mentions_table(self)


def _sentences(mentions: pd.DataFrame, of_document: npt.NDArray[np.int64], labelled: bool) -> int:
    """Count the sentences that hold mentions of a tag; a label is in all of its document."""
    whole = mentions.loc[mentions["type"] == LABEL, "doc"].unique() if labelled else np.empty(0, dtype=np.int64)
    others = mentions[~mentions["doc"].isin(whole)] if labelled else mentions
    found = others[["doc", "sentence"]].drop_duplicates()
    return int(of_document[whole].sum()) + int((of_document[found["doc"].to_numpy()] > 0).sum())


def _step(name: str, given: Mapping[str, Any]) -> str:
    """Describe a choice among mentions."""
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in sorted(given.items()))})"


def _one_line(text: str) -> str:
    return re.sub(r"\s", " ", text)
