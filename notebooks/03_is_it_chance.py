# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Is it chance? What a naive test claims, and what remains

# %%
import warnings

import numpy as np
import pandas as pd

import comention as cm

pd.options.display.precision = 3
pd.options.display.width = 200
warnings.simplefilter("ignore", cm.CaveatWarning)  # read them all below, with caveats()

# %% [markdown]
# Two countries are named together in a text: because they have to do with one another, or because the text is long and
# names many? A test answers by what chance would give, and the answer is as good as its picture of chance. First a
# world in which we know the answer: invented documents, each a list of countries drawn without any liking between them.
# Documents differ in length, as they always do.

# %%
rng = np.random.default_rng(7)
names = cm.Lexicon.builtin().tags("country")["tag"].tolist()[:40]
common = rng.lognormal(0, 1, 40)
lengths = rng.geometric(0.25, 1500)
lists = [rng.choice(names, min(n, 12), replace=False, p=common / common.sum()).tolist() for n in lengths]
invented = cm.cooccurrence(
    cm.labels({"countries": lists}, country="countries", codes="iso2"), rows="country", unit="document"
)
invented


# %%
def claims(counts, **options):
    tests = counts.significance(**options)
    return {"tests": len(tests), "p < .05": (tests["p"] < 0.05).sum(), "q < .05": (tests["q"] < 0.05).sum()}


ways = {
    "Fisher's exact test (independence)": {"null": "independence", "cluster": None},
    "units keep their sizes (unit_size)": {"null": "unit_size", "cluster": None},
}
pd.DataFrame({name: claims(invented, **options) for name, options in ways.items()}).T

# %% [markdown]
# Nothing goes together here, and Fisher's test, which nearly every package offers, calls four pairs in ten significant,
# and after the correction for many tests still more than two in ten. It supposes that each country falls into each
# document with the same probability, long or short. `unit_size`, the default, lets every document keep the number of
# countries that it has. How far off independence is, one number tells: the length factor, by which all counts together
# exceed what it expects.

# %%
invented.length_factor

# %% [markdown]
# ## The briefs
#
# Now texts: the 230 briefs of the first notebook, countries with countries by sentence. The last row is what
# `significance` and `pairs` do by default: it also heeds that sentences of one brief are about one thing, so that five
# of them are no five witnesses.

# %%
mentions = cm.tag(cm.datasets.briefs())
counts = cm.cooccurrence(mentions, rows="country", unit="sentence")
ways |= {"unit_size, sentences of one brief held together": {"null": "unit_size", "cluster": "document"}}
pd.DataFrame({name: claims(counts, **options) for name, options in ways.items()}).T

# %% [markdown]
# Of 85 pairs with q < .05 by a naive test, 27 remain. These lead the list. Each row says what it rests on: null,
# clusters, how many pairs were tested, and how q corrects for that.

# %%
pairs = counts.pairs()
pairs[["row", "col", "count", "documents", "expected", "lift", "lift_low", "lift_high", "p", "q"]].head(8)

# %%
pairs[["null", "cluster", "alternative", "family", "adjust"]].head(1)

# %% [markdown]
# And this is what does not: pairs with a q below .05 by Fisher's test, above .2 with the sentences of each brief held
# together.

# %%
naive = counts.significance(**ways["Fisher's exact test (independence)"])
fitting = counts.significance()
both = naive.merge(fitting, on=["row", "col", "count"], suffixes=("_naive", ""))
gone = both[(both["q_naive"] < 0.05) & (both["q"] > 0.2)]
gone[["row", "col", "count", "q_naive", "q"]].head(5)

# %% [markdown]
# Why? Read them: six sentences, but two briefs. Serbia and Kosovo have much to do with one another; it is that two
# briefs are too few to tell how texts in general name them. `documents` in the frame of pairs says as much at a glance.

# %%
first = gone.iloc[0]
counts.evidence(first["row"], first["col"])

# %% [markdown]
# ## Caveats
#
# `caveats()` looks for what makes numbers doubtful, over all and pair by pair, and says what to do about it.

# %%
found = counts.caveats(top=20)
found.groupby("caveat", sort=False).agg(pairs=("value", "size"), limit=("limit", "first"), advice=("advice", "first"))

# %% [markdown]
# ## How sure is a number, how stable a rank?
#
# The bootstrap draws whole briefs anew, a thousand times. `rank_low` and `rank_high` are where a pair stands in 95 % of
# the replicates: whoever publishes a top fifty should look at `top_share` first. Here are pairs of five briefs or more;
# of fewer than three there is no interval.

# %%
boot = counts.bootstrap(1000, seed=1)
table = boot.pairs(top=50)
columns = ["row", "col", "count", "clusters", "estimate", "low", "high", "rank", "rank_low", "rank_high", "top_share"]
table.loc[table["clusters"] >= 5, columns].head(8)

# %% [markdown]
# A lift of 60 from three sentences is no better known than one of 6 from thirty. Empirical Bayes draws each towards
# what most pairs have, rare ones most.

# %%
counts.empirical_bayes()[["row", "col", "count", "expected", "lift", "lift_shrunk", "low", "high"]].head(5)

# %% [markdown]
# ## Which links stay in a network?
#
# A backbone keeps the links that chance does not make. By significance, with the same null and clusters:

# %%
counts.backbone(level=0.05).head(5)

# %% [markdown]
# ## Would another choice have told another story?
#
# Units, forms, lists, nulls: each choice can be defended. A specification curve makes all of them and shows them side
# by side. It shows how much a result depends on choices; it does not vote.

# %%
curve = cm.specification_curve(
    mentions,
    ("Russia", "Ukraine"),
    grid={
        "unit": ["document", "paragraph", "sentence"],
        "type": [None, ["name"], ["name", "adjective"]],
        "max_tags": [None, 4],
        "null": ["unit_size", "independence"],
    },
)
curve.summary().T

# %%
curve.figure()

# %% [markdown]
# ## For the methods section
#
# `report()` writes down what was done, with versions and references. Its beginning:

# %%
report = counts.report()
print(report.text.partition(" Computed with")[0])

# %%
for reference in report.references:
    print(reference)
