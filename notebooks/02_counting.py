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
# # Counted how? One pair of tags under every unit, weight and rule

# %%
import os
import warnings
from pathlib import Path

import pandas as pd

import comention as cm

pd.options.display.precision = 2
pd.options.display.max_colwidth = 100
pd.options.display.width = 200
warnings.simplefilter("ignore", cm.CaveatWarning)  # the next notebook is about these

# %% [markdown]
# "Iran is mentioned with sanctions four times" means nothing until it is said four of what. The texts are the 230
# briefs of the first notebook, tagged once; everything below only counts.

# %%
mentions = cm.tag(cm.datasets.briefs())
mentions

# %% [markdown]
# ## Units
#
# A list of units gives one count a unit, in one call. A `SlidingWindow` makes each stretch of so many tokens a unit;
# `Proximity` has no units but counts every two mentions that are close enough, which quanteda calls a window.

# %%
units = [
    "document",
    "paragraph",
    "sentence",
    cm.SlidingWindow(20),
    cm.SlidingWindow(20, edge="pad"),
    cm.SlidingWindow(20, within="sentence"),
    cm.Proximity(20),
    cm.Proximity(20, decay="linear"),
    cm.Proximity(20, decay="inverse"),
    cm.Proximity(20, within="sentence"),
]
by_unit = cm.cooccurrence(mentions, rows="country", cols="topic", unit=units)


# %% [markdown]
# The same pair in each of them: the count, what it is compared with, and what totals are. Every count is right; they
# answer different questions. Compare counts within a row; lift, within limits, from row to row.


# %%
def side_by_side(ways, row, col):
    names = ["count", "documents", "row_total", "col_total", "n", "expected", "lift"]
    table = pd.DataFrame({str(name): counts.pair(row, col)[names] for name, counts in ways.items()}).T
    table["margins"] = [counts.margins for counts in ways.values()]
    return table


side_by_side(by_unit, "Iran", "sanctions")

# %% [markdown]
# Why four sentences in three documents? Open the number: brief B092 has the pair in its title and once more in its
# text. By document it counts once, by paragraph and by sentence twice.

# %%
by_unit["sentence"].evidence("Iran", "sanctions")

# %% [markdown]
# Each row of the evidence has a column `count`: what it adds. For windows a row is a stretch of windows, all of which
# hold both tags. In B138 the two words are 10 tokens apart, so that 20 - 10 = 10 windows hold both.

# %%
by_unit[cm.SlidingWindow(20)].evidence("Iran", "sanctions").to_pandas()[["id", "row_form", "col_form", "count"]]

# %% [markdown]
# For `Proximity` a row is two mentions, and their `distance` says what they add: with `decay="inverse"` 1/distance.
# In B092 two mentions of each are within reach of one another and make four pairs.

# %%
near = by_unit[cm.Proximity(20, decay="inverse")].evidence("Iran", "sanctions").to_pandas()
near[["id", "row_start", "col_start", "distance", "count"]]

# %% [markdown]
# That the evidence adds up to the number holds for each unit, and for all that follows.


# %%
def adds_up(counts, row, col):
    return abs(counts.evidence(row, col).to_pandas()["count"].sum() - counts[row, col]) < 1e-9


all(adds_up(counts, "Iran", "sanctions") for counts in by_unit.values())

# %% [markdown]
# The edges of a text are where windows differ. Four tokens have two windows of three; with `edge="pad"` windows may
# hang over either end, which makes six, and a word at the edge lies in as many as one in the middle.

# %%
edges = [cm.SlidingWindow(3), cm.SlidingWindow(3, edge="pad"), cm.Proximity(3)]
small = cm.cooccurrence("Peru met Chile today.", rows="country", unit=edges)
side_by_side(small, "Peru", "Chile")[["count", "row_total", "col_total", "n"]]

# %% [markdown]
# ## How much a unit adds
#
# By default a unit adds 1, however often the tags stand in it. `count="product"` adds m × k where there are m
# mentions of the one and k of the other, `"min"` the lesser of m and k.

# %%
by_count = {
    f"count={count!r}": cm.cooccurrence(mentions, rows="country", cols="topic", unit="document", count=count)
    for count in ["binary", "product", "min"]
}
side_by_side(by_count, "Iran", "sanctions")

# %% [markdown]
# The evidence says where 12 comes from: B092 names Iran three times and sanctions twice. Long documents weigh more,
# as they do with `Proximity`.

# %%
pd.DataFrame(
    {how: counts.evidence("Iran", "sanctions").to_pandas().set_index("id")["count"] for how, counts in by_count.items()}
)

# %% [markdown]
# `weight=` does the opposite: it keeps long lists from weighing more. Of two kinds, `row` lets a country share 1
# among the topics of the sentence, `col` a topic among its countries, and `cell` the sentence share 1 among all its
# pairs.

# %%
two_kinds = {"none": by_unit["sentence"]} | {
    f"weight={weight!r}": cm.cooccurrence(mentions, rows="country", cols="topic", weight=weight)
    for weight in ["row", "col", "cell"]
}
side_by_side(two_kinds, "Iran", "sanctions")

# %% [markdown]
# The first sentence names three countries and one topic, the second one country and three topics.

# %%
first = two_kinds["none"].evidence("Iran", "sanctions").to_pandas()[["id"]]
first.assign(**{how: counts.evidence("Iran", "sanctions").to_pandas()["count"] for how, counts in two_kinds.items()})

# %% [markdown]
# Of one kind by itself, `pair` lets a sentence share 1 among its pairs, `strength` a country share 1 among its
# partners. China and the United States are named together nearly as often as India and Pakistan, but mostly in long
# lists.

# %%
one_kind = {"none": cm.cooccurrence(mentions, rows="country")} | {
    f"weight={weight!r}": cm.cooccurrence(mentions, rows="country", weight=weight) for weight in ["pair", "strength"]
}
pairs = [("India", "Pakistan"), ("China", "United States"), ("Russia", "Ukraine")]
pd.DataFrame({how: {pair: counts[pair] for pair in pairs} for how, counts in one_kind.items()})

# %% [markdown]
# Six of the sentences that count least: a pair in a list of six countries is one of fifteen.

# %%
listed = one_kind["weight='pair'"].evidence("China", "United States").to_pandas()
listed.nsmallest(6, "count")[["id", "count", "text"]]

# %% [markdown]
# `max_tags` leaves units with more tags out altogether, and says what is gone: 9 of 1,228 sentences name more than
# six countries, and hold a sixth of all pairs. n is then the number of the others.

# %%
without_lists = cm.cooccurrence(mentions, rows="country", max_tags=6)
without_lists["China", "United States"], without_lists.n, without_lists.left_out

# %% [markdown]
# ## Which pairs, which units
#
# With `directed=True` a pair counts where the one is named before the other. Both may hold in one sentence, so that
# the two directions may add up to more than the sentences.

# %%
directed = cm.cooccurrence(mentions, rows="country", directed=True)
one_kind["none"]["US", "RU"], directed["US", "RU"], directed["RU", "US"]

# %% [markdown]
# Some tags share their words: "Israeli settlement" is a topic and names a country. `concentration` shows where that
# is so, and `overlapping="drop"` counts such a pair only where the two also stand apart. The totals shown are those
# of all sentences; expected and lift leave out the sentences that hold this pair by shared words only, here one.

# %%
sentences = by_unit["sentence"]
shared = sentences.concentration().query("overlapping_share > 0")
shared[["row", "col", "count", "col_form", "overlapping_share"]]

# %%
apart = cm.cooccurrence(mentions, rows="country", cols="topic", overlapping="drop")
side_by_side({"keep": sentences, "drop": apart}, "Israel", "occupation_annexation")

# %% [markdown]
# `n` holds the sentences that mention nothing, since they too say that two tags are apart. `universe="nonempty"`
# leaves out those without any country or topic; counts stay, lift falls.

# %%
nonempty = cm.cooccurrence(mentions, rows="country", cols="topic", universe="nonempty")
side_by_side({"all": sentences, "nonempty": nonempty}, "Iran", "sanctions")[["count", "n", "expected", "lift"]]

# %% [markdown]
# Copies of one story count as often as they were printed, unless a column `story` says which they are: then only the
# first counts, or each by its share. `document_weights` names a column of weights of your own. Here are three papers
# with one wire story and a fourth with its own.

# %%
papers = pd.DataFrame(
    {
        "text": ["Kenya and Uganda agreed on trade."] * 3 + ["Kenya spoke of trade. Uganda did not."],
        "story": ["wire", "wire", "wire", None],
        "readers": [2.0, 1.0, 0.5, 4.0],
    }
)
printed = cm.Corpus(papers, text="text", meta=["story", "readers"])
copies = {
    **{f"duplicates={how!r}": {"duplicates": how} for how in ["all", "first", "weight"]},
    "document_weights='readers'": {"document_weights": "readers"},
}
copies = {name: cm.cooccurrence(printed, rows="country", **options) for name, options in copies.items()}
side_by_side(copies, "Kenya", "Uganda")[["count", "row_total", "col_total", "n"]]

# %% [markdown]
# ## What totals are, and what is refused
#
# Plain binary counts have totals in units: sentences with the tag, and all sentences. Counts of mentions, shares,
# distances and directions have `margins` of pairs: a total is the sum of a row or column, n the sum of all. There is
# no table of sentences with and without a tag then, so measures that need one are refused, by name.


# %%
def refused(call):
    try:
        call()
    except ValueError as error:
        return str(error).split(". ")[0]


refused(lambda: two_kinds["weight='row'"].measure("npmi"))

# %% [markdown]
# Windows are units, but overlap: nearly the same window is counted again and again. What takes units as independent is
# refused for them.

# %%
refused(lambda: by_unit[cm.SlidingWindow(20)].measure("g2"))

# %% [markdown]
# Options that contradict each other are refused too, rather than ignored.

# %%
contradictions = [
    {"unit": cm.Proximity(20), "weight": "pair"},
    {"weight": "row"},
    {"count": "min", "overlapping": "drop"},
]
[refused(lambda options=options: cm.cooccurrence(mentions, rows="country", **options)) for options in contradictions]

# %% [markdown]
# `pairs` names what counts are compared with in the column `null`: tags drawn into units that keep how many they hold,
# for plain binary counts. Where totals are sums over pairs of one kind,
# expected counts are those of quasi-independence (Goodman 1968): they have the same sums, and nothing on the
# diagonal, since no tag pairs with itself.

# %%
columns = ["row", "col", "count", "expected", "lift", "null"]
pd.concat([counts.pairs(min_joint=5, sort="count")[columns].head(3) for counts in one_kind.values()], keys=one_kind)

# %% [markdown]
# ## Three at once, and over time
#
# `given=` counts pairs within the units that hold a third tag. Russia and the United States go together in 18
# sentences, in two of which a treaty is named; 39 sentences name one.

# %%
dyads = cm.cooccurrence(mentions, rows="country", given="topic")
dyads.total()["RU", "US"], dyads["RU", "US", "treaties_agreements"], dyads["treaties_agreements"].n

# %% [markdown]
# The evidence shows all three mentions.

# %%
print(dyads["treaties_agreements"].evidence("RU", "US"))

# %% [markdown]
# The eight cells of the three tags add up to all sentences: `"110"` holds the first two without the third.

# %%
cells = dyads.cells("RU", "US", "treaties_agreements")
cells, sum(cells.values()) == dyads.total().n

# %% [markdown]
# `by=` gives slices. Each has its own n, totals and evidence, and they add up to the whole, to the last digit.

# %%
trend = cm.cooccurrence(mentions, rows="country", cols="topic", by=["2000", "2005", "2010", "2015", "2020", "2025"])
trend.series("Iran", "sanctions")[["period", "count", "documents", "row_total", "col_total", "n", "lift"]]

# %% [markdown]
# Not this pair alone: all 22,016 cells are the sums of their slices.

# %%
sum(trend[period].to_pandas() for period in trend.periods).equals(sentences.to_pandas())

# %% [markdown]
# ## Is it one document?
#
# A large count may come from one article. `concentration` says which form, document and day adds most to each, and
# how much; `by=` takes further columns, such as the outlet. Of the ten sentences on Russia and oil or gas four are
# from one brief.

# %%
shares = ["row", "col", "count", "col_form", "col_form_share", "document", "document_share"]
sentences.concentration(min_joint=6)[shares].head(6)

# %%
gas = sentences.evidence("Russia", "oil_gas").to_pandas()
gas[gas["id"] == "B055"][["row_form", "col_form", "text"]]

# %% [markdown]
# ## Speakers and the countries they mention
#
# A meta column counts as a kind: its value tags every unit of its document. The eight speeches below are **invented
# for this notebook**; nobody held them, and nothing in them is a position of the state that is named.

# %%
texts = [
    "Kenya thanks Norway for the wells. Our neighbours Ethiopia and Somalia share one drought.",
    "The sea warms, and Norway measures it. Canada and Russia measure it too. We thank Kenya.",
    "Chile and Peru share a desert. Bolivia shares a lake with us. We propose a park for all three.",
    "The Mekong begins in China. It feeds Laos, Cambodia and Viet Nam. Rivers need a treaty.",
    "Jordan houses more guests than it has water. Egypt and Iraq know this. Canada sent teachers.",
    "Kazakhstan has no sea. Roads through China and Russia carry our wheat. Uzbekistan buys it.",
    "Tuvalu and Kiribati are low, and Fiji will take them in. Australia and Canada should help.",
    "Canada keeps the Arctic with Norway and Russia. Fiji asked for help. Jordan asked for more.",
]
speeches = pd.DataFrame(
    {
        "id": [f"speech {number}" for number in range(1, 9)],
        "speaker": ["KEN", "NOR", "PER", "VNM", "JOR", "KAZ", "FJI", "CAN"],
        "year": [2001] * 4 + [2002] * 4,
        "text": texts,
    }
)
corpus = cm.Corpus(speeches, text="text", id="id", meta=["speaker", "year"])
speakers = cm.cooccurrence(corpus, rows="speaker", cols="country", drop_same=True)
print(speakers)

# %% [markdown]
# `drop_same=True` leaves out states that name themselves; it tells them by code or name, here alpha-3 codes of
# speakers beside alpha-2 codes of countries. What is left is the number of sentences in which a speaker mentions
# another state.

# %%
matrix = speakers.to_pandas(labels="alpha3")
matrix.loc[:, matrix.sum() > 0]

# %% [markdown]
# A speaker's total is the number of sentences said, those that mention nobody included, so that lift heeds how long a
# state speaks. A country's total is what others say of it, and of a pair with Norway all sentences count but Norway's:
# what states say of themselves makes nothing of what they say of others. Of eight short speeches lift says little.

# %%
speakers.pairs(min_joint=1, labels="name", sort="lift")[["row", "col", "count", "expected", "lift"]].head(5)

# %% [markdown]
# The number opens as any other.

# %%
speakers.evidence("CAN", "Norway")

# %% [markdown]
# ## Ten thousand real speeches
#
# The same on the UN General Debate Corpus (Jankin, Baturo and Dasandi 2017): 10,938 speeches that states held from 1946
# to 2024, over a million sentences. The corpus is not part of this project; below are the numbers it gave. To run the
# cells on it, write a table of id, speaker, year and text, which the names of its files hold (`KEN_56_2001.txt`), to
# `ungdc_1946_2024.jsonl.xz` in the folder that `COMENTION_CORPORA` names. Without it the eight speeches stand in.
#
# Its speaker `RUS` is the Soviet Union until 1991. Told apart, the two do not seem to speak of another state whenever
# they speak of themselves.

# %%
file = Path(os.environ.get("COMENTION_CORPORA", "")) / "ungdc_1946_2024.jsonl.xz"
debates_table = pd.read_json(file, lines=True) if file.exists() else speeches
soviet = (debates_table["speaker"] == "RUS") & (debates_table["year"] <= 1991)
debates_table.loc[soviet, "speaker"] = "SUN"
debates = cm.Corpus(debates_table, text="text", id="id", meta=["speaker", "year"])
said = cm.cooccurrence(debates, rows="speaker", cols="country", drop_same=True, progress=False)
print(said)

# %% [markdown]
# Of whom do the five permanent members of the Security Council speak? Sentences, for the twelve states that the five
# mention most.

# %%
permanent = ["CHN", "FRA", "GBR", "RUS", "SUN", "USA"]
said_matrix = said.to_pandas(labels="alpha3")
of_permanent = said_matrix.loc[said_matrix.index.isin(permanent)]
of_permanent[of_permanent.sum().nlargest(12).index]

# %% [markdown]
# Counts favour long speeches and states that everybody mentions. Who is spoken of far more by one speaker than by the
# others? Neighbours at odds, and claims to land. (Whether it is more than chance is the next notebook.)

# %%
said_pairs = said.pairs(min_joint=100, labels="name", sort="lift", null="independence")
said_pairs[["row", "col", "count", "expected", "lift"]].head(12)

# %% [markdown]
# ## Parts that add up
#
# Counts of files, years or machines merge to exactly the counts of the whole, in any order. Each part may know other
# speakers.

# %%
parts = [
    cm.cooccurrence(
        cm.Corpus(part, text="text", id="id", meta=["speaker", "year"]), rows="speaker", cols="country", drop_same=True
    )
    for _, part in speeches.groupby("year")
]
merged = cm.merge(parts[::-1])
[part.n for part in parts], merged.n, merged.to_pandas().equals(speakers.to_pandas())

# %% [markdown]
# Unlike counts do not merge: the difference is named, and so is an id that is in both.

# %%
unlike = cm.cooccurrence(corpus, rows="speaker", cols="country")
[refused(lambda other=other: cm.merge([parts[0], other])) for other in [unlike, parts[0]]]

# %% [markdown]
# With `keep="counts"` only totals are kept, whose size does not grow with the corpus. They merge and give every
# measure, but open no sentence. Ids are not kept either, so that nobody notices when the same part is merged twice.

# %%
light = cm.cooccurrence(corpus, rows="speaker", cols="country", drop_same=True, keep="counts")
light["CAN", "NOR"], light.to_pandas().equals(speakers.to_pandas()), refused(lambda: light.evidence("CAN", "NOR"))
