"""Draw the pictures of the README from the briefs: python docs/pictures.py."""

from pathlib import Path

import comention as cm

FOLDER = Path(__file__).parent

corpus = cm.datasets.briefs()
counts = cm.cooccurrence(corpus, rows="country", cols="topic", unit="sentence")
counts.heatmap(rows=24, cols=24).save(FOLDER / "heatmap.png", scale_factor=1.5)
