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
# # Change over time: when did it change, and did it?

# %%
import warnings

import numpy as np
import pandas as pd

import comention as cm

pd.options.display.precision = 3
pd.options.display.width = 200
warnings.simplefilter("ignore", cm.CaveatWarning)

# %% [markdown]
# With `by=` counts come in slices, which add up exactly. The briefs by year, from 2000 to 2024:

# %%
mentions = cm.tag(cm.datasets.briefs())
years = cm.cooccurrence(mentions, rows="country", cols="topic", by="year")
years

# %% [markdown]
# One pair over the years. A lift of a single year jumps between 0 and 15, for there are few sentences a year; the
# column `lift_shrunk` draws each year towards the lift of all years.

# %%
series = years.series("North Korea", "nuclear_weapons")
series[series["count"] > 0][["period", "count", "row_total", "col_total", "n", "lift", "lift_shrunk"]]

# %% [markdown]
# Periods with little text have small counts for want of text. `caveats()` of a trend lists those with less than a third
# of the usual volume; here there is none.

# %%
years.caveats()

# %% [markdown]
# ## Bursts and change points
#
# Of a single tag: in which years was health in the news more than usual (Kleinberg's two states), and where does its
# rate change (the partition that explains the counts best, with a penalty for each part)?

# %%
topics = cm.cooccurrence(mentions, rows="topic", by="year")
bursts = topics.bursts("health")
bursts[bursts["state"] == 1]

# %%
topics.changepoints("health")

# %% [markdown]
# ## Two periods compared
#
# Did two countries come closer? `compare` estimates by how much the log of the odds ratio changed, which heeds that one
# of them may just be named more often. Its error comes from how briefs differ, and q from all pairs that can be tested.

# %%
halves = cm.cooccurrence(mentions, rows="country", by=["2000", "2012", "2025"])
before, after = halves.periods
change = halves.compare(before, after)
change[["row", "col", "count_a", "count_b", "change", "low", "high", "p", "q", "clusters"]].head(5)

# %% [markdown]
# No change is sure: 230 briefs are too few to tell. That is an answer, too. To see what `compare` finds where there is
# something to find, we need a larger archive, of which we know the truth.
#
# ## A changed mix is no change
#
# An invented archive of two outlets. The trade journal writes about sanctions in most of its stories, and often about
# Russia; the local paper about neither. Within each outlet nothing changes, but from 2021 on the archive holds more of
# the trade journal. And one thing does change everywhere: from 2021 on stories on Iran are more often about oil.

# %%
rng = np.random.default_rng(11)
size = 6000
year = rng.choice(["2020", "2021"], size)
trade = rng.random(size) < np.where(year == "2020", 0.2, 0.6)
chance = {
    "RU": np.where(trade, 0.5, 0.04),
    "IR": np.full(size, 0.15),
    "sanctions": np.where(trade, 0.6, 0.04),
    "oil": np.full(size, 0.15),
}
holds = {tag: rng.random(size) < p for tag, p in chance.items()}
holds["oil"] |= holds["IR"] & (year == "2021") & (rng.random(size) < 0.25)
table = {
    "year": year,
    "outlet": np.where(trade, "trade journal", "local paper"),
    "country": [[tag for tag in ("RU", "IR") if holds[tag][i]] for i in range(size)],
    "topic": [[tag for tag in ("sanctions", "oil") if holds[tag][i]] for i in range(size)],
}
archive = cm.labels(pd.DataFrame(table), date="year", meta=["outlet"], country="country", topic="topic", codes="iso2")
trend = cm.cooccurrence(archive, rows="country", cols="topic", unit="document", by="year")
columns = ["row", "col", "count_a", "count_b", "change", "low", "high", "p", "q"]
trend.compare("2020", "2021")[columns]

# %% [markdown]
# Russia and sanctions seem to have drifted apart, surely so, although no outlet writes otherwise than before: in the
# pooled archive their odds ratio is made by the mix of outlets. Within outlets, only the true change is left.

# %%
trend.compare("2020", "2021", strata="outlet")[columns]

# %% [markdown]
# Over both years together the mix of outlets deceives likewise: all the association of Russia with sanctions is that of
# outlets. The odds ratio of Mantel and Haenszel, which pools the outlets' own tables, is 1 within its interval, the
# crude one 5.5.

# %%
outlets = cm.cooccurrence(archive, rows="country", cols="topic", unit="document", by="outlet")
outlets.stratified("RU", "sanctions")[["crude_odds_ratio", "or_mh", "low", "high", "p", "p_homogeneity"]].astype(float)

# %% [markdown]
# Measures of lift take strata too: what independence within each outlet would give.

# %%
counts = cm.cooccurrence(archive, rows="country", cols="topic", unit="document")
pd.DataFrame(
    {
        "lift": counts.measure("lift").to_pandas().stack(),
        "lift within outlets": counts.measure("lift", strata="outlet").to_pandas().stack(),
    }
)
