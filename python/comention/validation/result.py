"""Validation: what a coded sheet says of precision and recall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from comention._checks import one_of
from comention._frames import make_frame
from comention.validation.codes import rows_named
from comention.validation.comparison import ERRORS, RATES, Comparison
from comention.validation.sheet import CodedSheet, read_sheet

if TYPE_CHECKING:
    import pandas as pd

    from comention.mentions import Mentions


def validate(mentions: Mentions, coded: Any, level: float, kind: Any, cluster: str | None) -> Validation:
    """Compare mentions with a coded sheet; `Mentions.validate` tells how."""
    if not isinstance(level, (int, float)) or not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1. Given {level!r}")
    if cluster not in ("document", None):
        raise ValueError(f"cluster must be 'document' or None. Given {cluster!r}")
    return Validation(mentions, read_sheet(mentions, coded, kind), level, cluster)


class Validation:
    """Precision, recall and F1 of mentions, judged by coded units. Made by `Mentions.validate`.

    Examples
    --------
    >>> import comention as cm
    >>> mentions = cm.tag(["Chad won.", "Chad Valley sold toys.", "N'Djamena is quiet.", "It rained."])
    >>> sheet = mentions.sample(4, kind="country", strata=None)
    >>> truth = {"Chad won.": "TD", "N'Djamena is quiet.": "TD"}
    >>> sheet["code"] = [truth.get(text, "-") for text in sheet["text"]]
    >>> validation = mentions.validate(sheet)
    >>> validation.to_pandas()[["tag", "tp", "fp", "fn", "tn"]].values.tolist()
    [['TD', 2, 1, 0, 1]]
    """

    def __init__(self, mentions: Mentions, sheet: CodedSheet, level: float, cluster: str | None) -> None:
        self._mentions = mentions
        self._sheet = sheet
        self._level = level
        self._cluster = cluster
        self._comparison = Comparison(mentions, sheet, level, cluster)

    def __len__(self) -> int:
        """Give the number of coded units."""
        return len(self._sheet.rows)

    @property
    def blank(self) -> list[int]:
        """Rows of the sheet without a code. The others of their stratum stand for them."""
        return list(self._sheet.blank)

    def to_pandas(self, by: str = "tag") -> pd.DataFrame:
        """Give the counts and rates as a frame.

        Parameters
        ----------
        by : {"tag", "kind", "form"}
            What a row is: a tag that was found or coded; a kind, all its tags together (micro average); or a form of
            a tag that was found. The recall of a form is not defined, since a coder gives tags, not forms; its row has
            tp, fp and precision only, and it counts as right where its tag is in the unit.

        Returns
        -------
        pandas.DataFrame
            Columns kind, tag, label, form (as far as they apply), tp, fp, fn, tn (coded units, not weighted),
            precision, recall, f1 (weighted), each with its limits as in precision_low, precision_high. NaN where there
            is no case: no precision where nothing was found, no recall where nothing was coded.

        Examples
        --------
        >>> import comention as cm
        >>> mentions = cm.tag("Mali won. Chad lost.")
        >>> sheet = mentions.sample(2, kind="country", strata=None)
        >>> sheet["code"] = sheet["found"]
        >>> mentions.validate(sheet).to_pandas(by="kind")[["kind", "tp", "precision", "recall"]].values.tolist()
        [['country', 2, 1.0, 1.0]]
        """
        frame: pd.DataFrame = make_frame(self._comparison.table(by), "pandas")
        return frame

    def errors(self, error: str | None = None) -> Any:
        """List what the machine got wrong in the coded units.

        What to do about it: where a form misleads everywhere, ``lexicon.remove(tag, forms=[form])``; where a phrase
        does, ``lexicon.block([phrase])``; where only one mention does, ``mentions.drop(errors("false positive"))``.
        For false negatives, add the form that was missed (`Lexicon.from_dict`, `Lexicon.add`). Then draw a new sheet
        with another seed: the one that showed the errors says too much good of what was put right by it.

        Parameters
        ----------
        error : {"false positive", "false negative"}, optional
            List only these.

        Returns
        -------
        data frame
            Columns error, row (of the sheet), doc, id (and date and meta if given), start, end, kind, tag, form, text
            (of the unit), in the library of the sheet. A false positive is a mention; all those of its tag in the unit
            are listed. A false negative is a unit that lacks a tag: start and end are the unit's, form is empty.

        Examples
        --------
        >>> import comention as cm
        >>> mentions = cm.tag(["Jordan scored 30 points.", "It rained."])
        >>> sheet = mentions.sample(2, kind="country", strata=None)
        >>> sheet["code"] = "-"
        >>> errors = mentions.validate(sheet).errors("false positive")
        >>> errors[["doc", "start", "end", "tag", "form"]].values.tolist()
        [[0, 0, 6, 'JO', 'Jordan']]
        >>> len(mentions.drop(errors))
        0
        """
        wanted = ERRORS if error is None else (one_of("error", error, ERRORS),)
        rows = self._comparison.false_positives() if ERRORS[0] in wanted else []
        rows += self._comparison.false_negatives() if ERRORS[1] in wanted else []
        rows.sort(key=lambda row: (self._sheet.rows[row[0]], *row[2:]))
        units = [row[0] for row in rows]
        documents = [int(self._sheet.docs[unit]) for unit in units]
        columns: dict[str, Any] = {"error": [row[1] for row in rows], "row": [int(self._sheet.rows[u]) for u in units]}
        columns |= {"doc": documents, **self._mentions.corpus._document_columns(documents)}
        for place, name in enumerate(("start", "end", "kind", "tag", "form"), 2):
            columns[name] = [row[place] for row in rows]
        columns["text"] = [self._text(unit) for unit in units]
        return make_frame(columns, self._sheet.library)

    def _text(self, unit: int) -> str:
        text = self._mentions.corpus[int(self._sheet.docs[unit])] or ""
        return text[self._sheet.starts[unit] : self._sheet.ends[unit]]

    def _title(self) -> str:
        documents = len(np.unique(self._sheet.docs))
        text = f"{len(self):,} {self._sheet.unit}{'s' * (len(self) != 1)} of {documents:,} "
        text += f"document{'s' * (documents != 1)} coded"
        if self._sheet.blank:
            text += f", {len(self._sheet.blank):,} left blank ({rows_named(self._sheet.blank, 5)})"
        if self._sheet.namibia:
            text += f"; Namibia was found in {rows_named(self._sheet.namibia, 5)}: was its code NA read as missing?"
        clusters = "clustered by document" if self._cluster else "units taken as independent"
        return f"{text}; {self._level * 100:g} % intervals, {clusters}"

    def __repr__(self) -> str:
        table = self._comparison.table("kind")
        lines = [f"<Validation: {self._title()}"]
        for i, kind in enumerate(table["kind"]):
            rates = "  ".join(f"{name} {self._shown(table, name, i)}" for name in RATES)
            counts = ", ".join(f"{name} {table[name][i]:,}" for name in ("tp", "fp", "fn"))
            lines.append(f"  {kind}: {rates}  ({counts})")
        return "\n".join(lines) + ">"

    @staticmethod
    def _shown(table: dict[str, list[Any]], name: str, i: int) -> str:
        """Show a rate; its limits are rounded outwards."""
        value, low, high = (table[name + part][i] for part in ("", "_low", "_high"))
        if np.isnan(value):
            return "undefined"
        return f"{value:.3f} [{np.floor(low * 1000) / 1000:.3f}, {np.ceil(high * 1000) / 1000:.3f}]"

    def _repr_html_(self) -> str:
        from comention.views.tables import validation_table

        return validation_table(self)
