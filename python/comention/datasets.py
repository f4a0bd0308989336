"""Small corpora that come with the package."""

from __future__ import annotations

import json
from importlib import resources

from comention.corpus import Corpus


def briefs() -> Corpus:
    """Give dated news briefs on well-known public events of 2000 to 2024.

    They were written for this package, to show and try it; they are demonstration material, not a source.

    Returns
    -------
    Corpus
        With id, date and the column ``section``. Title and text are the fields of a document.

    Examples
    --------
    >>> import comention as cm
    >>> cm.datasets.briefs().meta.keys()
    dict_keys(['section'])
    """
    lines = (resources.files("comention") / "data" / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    columns = {name: [row[name] for row in rows] for name in ("id", "date", "section", "title", "text")}
    return Corpus(columns, text=["title", "text"], id="id", date="date", meta=["section"])
