"""Countries and topics in news text: tag them, count which are mentioned together, read the sentences.

The data flow one way, through five immutable nouns: `Corpus` → `Mentions` → `Cooccurrence` → measures and pairs →
views, with a `Lexicon` that says what to look for.

>>> import comention as cm
>>> corpus = cm.Corpus(["Kazakhstan hosted peace talks on Syria.", "Russia and Syria signed a treaty."])
>>> counts = cm.cooccurrence(cm.tag(corpus), rows="country", cols="topic", unit="sentence")
>>> counts["Kazakhstan", "peace_process"]
1
"""

from comention import datasets, text
from comention._caveats import CaveatWarning
from comention._storage import load
from comention.association import association, measures
from comention.bootstrap import Bootstrap
from comention.cooccurrence import Cooccurrence
from comention.corpus import Corpus
from comention.correspondence import Correspondence
from comention.counting import cooccurrence
from comention.documents import Documents
from comention.evidence import Evidence
from comention.gkg import read_gkg
from comention.incidence import Incidence
from comention.labels import labels
from comention.lexicon import Lexicon
from comention.mentions import Mentions, tag
from comention.merging import merge
from comention.report import Report
from comention.specification.curve import SpecificationCurve, specification_curve
from comention.threeway import ThreeWay
from comention.trend import Trend
from comention.units import Proximity, SlidingWindow
from comention.validation.agreement import Agreement, krippendorff_alpha
from comention.validation.result import Validation

__version__ = "0.1.0"

__all__ = [
    "Agreement",
    "Bootstrap",
    "CaveatWarning",
    "Cooccurrence",
    "Corpus",
    "Correspondence",
    "Documents",
    "Evidence",
    "Incidence",
    "Lexicon",
    "Mentions",
    "Proximity",
    "Report",
    "SlidingWindow",
    "SpecificationCurve",
    "ThreeWay",
    "Trend",
    "Validation",
    "association",
    "cooccurrence",
    "datasets",
    "krippendorff_alpha",
    "labels",
    "load",
    "measures",
    "merge",
    "read_gkg",
    "specification_curve",
    "tag",
    "text",
]
