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
# # A first look: from text to a number, and from the number back to the text

# %%
import altair as alt

import comention as cm

alt.renderers.enable("png")
# %% [markdown]
# The package brings 230 news briefs on public events of 2000 to 2024, written for it. Title and text are fields that no
# sentence crosses.

# %%
corpus = cm.datasets.briefs()
corpus

# %% [markdown]
# Tagging finds countries, topics, regions and organisations. Every mention knows where it stands.

# %%
mentions = cm.tag(corpus)
mentions.show(26)

# %% [markdown]
# Counting gives the number of sentences that hold both a country and a topic. Totals and n are sentences too.

# %%
counts = cm.cooccurrence(mentions, rows="country", cols="topic", unit="sentence")
print(counts)
counts["North Korea", "nuclear_weapons"], counts.row_totals["KP"], counts.n

# %% [markdown]
# The heat map shows the largest rows and columns, ordered so that alike ones are neighbours. Blue: more often together
# than independent tags would be.

# %%
counts.heatmap(rows=18, cols=18)

# %% [markdown]
# `pairs` lists the pairs that are most surely associated. Its last columns name what expected counts, intervals, p and
# q rest on: tags drawn into sentences that keep how many they hold, sentences of one document held together, and all
# testable pairs as the family of tests. With so few briefs hardly a q is small.

# %%
counts.pairs().head(8)

# %% [markdown]
# Every number opens. These are the sentences behind one of them.

# %%
counts.evidence("Iran", "sanctions")

# %% [markdown]
# One pair surprises: why should the Netherlands go with international courts?

# %%
counts.pair("Netherlands", "international_law_courts")[["count", "documents", "expected", "lift", "lift_low"]]

# %%
counts.evidence("Netherlands", "international_law_courts")

# %% [markdown]
# The sentences tell: The Hague is the seat of the courts; it stands for no act of the Dutch government. Without that
# form one sentence is left, which names the country. Whether a seat should count is your decision; the sentences show
# what it changes.

# %%
without = cm.cooccurrence(mentions.drop(form="The Hague"), rows="country", cols="topic", unit="sentence")
without["Netherlands", "international_law_courts"]

# %% [markdown]
# In Jupyter the counts are a page to explore: colour, order, search, and a click on a cell opens its sentences. A list
# of tags makes it small enough for a notebook.

# %%
cm.cooccurrence(
    mentions,
    rows=["US", "RU", "CN", "IR", "KP", "SY", "UA", "IL", "SD", "TR"],
    cols=["sanctions", "nuclear_weapons", "ceasefire_deescalation", "refugees_migration", "elections"],
    unit="sentence",
)
