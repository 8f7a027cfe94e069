# Both notebooks are made of this file: python -m docs.lab.make
# Cells begin with "# %%": [markdown], [task] (what follows its first comment is only in the solutions), [check] and
# plain code are in both; [code] is where the function that makes the code at the end is put in.
# %% [markdown]
# # The lab: embeddings by hand{of_solutions}
#
# You read a table, turn its texts into vectors, compare, search, group, find what repeats, recommend, draw maps,
# break it in four ways and mend it. It takes about 40 minutes by hand, and about two to run.
#
# **To run it**
#
# 1. Have the project's folder on your computer: the one with `README.md` and `sample_data`.
# 2. In that folder, with Python 3.11 to 3.13: `pip install -e ".[all]" jupyterlab`
# 3. Start `jupyter lab` in any folder, open this notebook there, and run its cells from the top.
#
# Once that is installed, no network is needed: the data and both models come with it. The next cell finds the project's
# folder by itself; where it can't, write it between the quotes of `PROJECT`.
#
# **How it works.** A cell that says *Your turn* is yours. The cell below it checks what you made, and says what is
# wrong. The last cell prints a code; put it into the field on the page Learn, and your done list ticks the lab.
# %%
PROJECT = ""  # the project's folder, such as "/home/ana/embedding-explorer"; empty: it is looked for

import importlib.util
from pathlib import Path

assert importlib.util.find_spec("embedcore"), (
    'embedcore is not installed where this notebook runs: in the project\'s folder, run  pip install -e ".[all]" '
    " and start this notebook's kernel anew"
)
import numpy as np

import embedcore as ec


def samples():
    """The folder with the sample data: of PROJECT, else above this notebook, else beside the installed embedcore."""
    here = Path.cwd()
    places = [Path(PROJECT).expanduser()] if PROJECT else [here, *here.parents, Path(ec.__file__).resolve().parents[1]]
    ready = [place / "sample_data" for place in places if (place / "sample_data" / "support_tickets.csv").is_file()]
    looked = f"in {places[0]}" if PROJECT else f"in {here} and above it, nor beside embedcore ({places[-1]})"
    assert ready, (
        f"there is no folder sample_data {looked}: write the project's folder, the one with README.md and sample_data "
        "in it, between the quotes of PROJECT in this cell's first line, and run the cell again"
    )
    return ready[0]


SAMPLES = samples()
found = {}  # what you find, of which the last cell makes your code


def made(*names):
    """Says which of these names you have not given yet."""
    missing = [name for name in names if globals().get(name) is None]
    assert not missing, f"not there yet: {', '.join(missing)}. Fill in the cell above and run it"


# %% [markdown]
# ## 1. Read a table
# `ec.read_table(path)` finds the encoding, the delimiter, the column with the texts; `.report` says what it did.
# %% [task]
# Your turn: read "support_tickets.csv" in SAMPLES, and call it `tickets`.
tickets = ec.read_table(SAMPLES / "support_tickets.csv")
print(tickets.report.n_rows_read, "rows read,", len(tickets.report.left_out), "left out; texts in", tickets.text_column)
tickets.frame.head(3)
# %% [check]
made("tickets")
assert tickets.text_column == "text", f"the texts stand in the column text (got {tickets.text_column!r})"
assert tickets.n_rows > 1_000, f"read the whole file (got {tickets.n_rows} rows)"
found["rows"] = tickets.n_rows
# %% [markdown]
# ## 2. Turn texts into vectors
# The static model reads tens of thousands of texts a second. Each text becomes one row of `space.vectors`.
# %% [task]
# Your turn: embed `tickets` with the model "all-MiniLM-L6-v2-static", and call the result `space`.
space = ec.embed(tickets, model="all-MiniLM-L6-v2-static")
print(space.vectors.shape, space.metric)
# %% [check]
made("space")
assert space.n_rows == tickets.n_rows, "every ticket gets a vector: embed the whole table"
assert space.encoder.card.name == "all-MiniLM-L6-v2-static", f"take the static model (got {space.encoder.card.name})"
found["dims"] = space.n_dims
# %% [markdown]
# ## 3. Compare two texts
# Cosine similarity: the dot product of two vectors divided by their lengths. 1 is the same direction, 0 none in common.
# This time with the full model, which reads the whole sentence.
# %%
encoder = ec.get_encoder("all-MiniLM-L6-v2")
parcel, delivery, soup = encoder.encode(["My parcel never arrived", "The delivery did not come", "A recipe for soup"])


# %% [task]
# Your turn: write a function `cosine(a, b)` of two vectors, with numpy alone.
def cosine(a, b):
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


print(cosine(parcel, delivery), cosine(parcel, soup))
# %% [check]
made("cosine")
assert abs(cosine(parcel, parcel) - 1) < 1e-5, "a vector and itself must give 1: divide by both lengths"
assert abs(cosine(parcel, 3 * delivery) - cosine(parcel, delivery)) < 1e-5, "the length must not count: divide by both"
assert cosine(parcel, delivery) > 0.5 > cosine(parcel, soup)
found["alike"] = [cosine(parcel, delivery) > 0.5, cosine(parcel, soup) > 0.5]
# %% [markdown]
# ## 4. Nearest neighbours
# `ec.search(space, row)` ranks all other rows by their similarity to one of them.
# %%
lost = list(tickets.texts).index("wheres my parcel")
# %% [task]
# Your turn: find the 5 rows nearest to the row `lost`, and call the result `near`.
near = ec.search(space, lost, n_neighbors=5)
for row, score in zip(near.indices, near.scores):
    print(f"{score:.2f}", tickets.texts[row][:80])
# %% [check]
made("near")
assert len(near) == 5, f"5 rows are wanted (got {len(near)}): n_neighbors=5"
assert lost not in near.indices, "search with the number of the row, not with its text: then the row itself is left out"
found["near"] = int(near.indices[0])
# %% [markdown]
# ## 5. Search by meaning
# The same with a phrase: the model makes a vector of it, too.
# %% [task]
# Your turn: search for "my parcel never arrived", the 10 closest, and call the result `hits`.
hits = ec.search(space, "my parcel never arrived", n_neighbors=10)
for row, score in zip(hits.indices, hits.scores):
    print(f"{score:.2f}", tickets.texts[row][:80])
# %% [check]
made("hits")
assert len(hits) == 10, f"10 rows are wanted (got {len(hits)})"
assert (np.diff(hits.scores) <= 0).all(), "closest first, as ec.search gives them"
found["hit"] = int(hits.indices[0])
# %% [markdown]
# ## 6. Groups
# k-means parts the rows into groups; their names are words that stand out in them.
# %% [task]
# Your turn: make 12 groups, and call the result `groups`.
groups = ec.cluster(space, n_clusters=12)
for name, size in zip(groups.names, groups.sizes):
    print(f"{size:>5,}  {name}")
# %% [check]
made("groups")
assert groups.n_clusters == 12, f"12 groups are wanted (got {groups.n_clusters}): n_clusters=12"
assert sum(groups.sizes) == tickets.n_rows
found["groups"] = groups.n_clusters
# %% [markdown]
# ## 7. What repeats
# %% [task]
# Your turn: find the tickets that repeat others word for word: pairs with a similarity of 0.9999 or more. Call the
# result `repeats`.
repeats = ec.find_duplicates(space, threshold=0.9999)
print(len(repeats.groups), "groups;", repeats.n_redundant, "tickets repeat another")
# %% [check]
made("repeats")
assert repeats.threshold == 0.9999, f"the threshold is 0.9999 (got {repeats.threshold})"
assert repeats.groups, "there are some: did you embed all tickets?"
found["repeats"] = len(repeats.groups)
# %% [markdown]
# ## 8. Recommend
# No texts here: users and items get their vectors from who rated what.
# %%
ratings = ec.read_table(SAMPLES / "cookery_club.csv")
ratings.frame.head(3)
# %% [task]
# Your turn: make `dishes` with ec.embed_interactions (user="member", item="dish", rating="stars", time="date"), then
# `suggested`: 5 items for somebody who likes "Minestrone".
dishes = ec.embed_interactions(ratings, user="member", item="dish", rating="stars", time="date")
suggested = ec.recommend(dishes, items=["Minestrone"], n_items=5)
print(suggested.items)
# %% [check]
made("dishes", "suggested")
assert len(suggested.items) == 5, f"5 items are wanted (got {len(suggested.items)})"
assert "Minestrone" not in suggested.items
found["suggested"] = str(suggested.items[0])
# %% [markdown]
# ## 9. Three maps of the same data
# PCA turns, t-SNE keeps neighbours, UMAP makes islands. `ec.map_trust` says how many true neighbours each keeps.
# %% [task]
# Your turn: make a dict `maps` with the keys "pca", "tsne" and "umap", each an ec.project of `space`.
maps = {method: ec.project(space, method=method) for method in ("pca", "tsne", "umap")}
# %% [check]
made("maps")
assert set(maps) == {"pca", "tsne", "umap"}, f"three maps are wanted (got {sorted(maps)})"
kept = {method: float(ec.map_trust(space, one).row_kept_ratios.mean()) for method, one in maps.items()}
print({method: f"{share:.2f} of the nearest kept" for method, share in kept.items()})
assert kept["tsne"] > kept["pca"], "t-SNE should keep more neighbours than PCA: are the maps under their own names?"
found["best for neighbours than pca"] = kept["tsne"] > kept["pca"]
# %%
import plotly.graph_objects as go
from plotly.subplots import make_subplots

figure = make_subplots(1, 3, subplot_titles=["PCA", "t-SNE", "UMAP"])
for column, method in enumerate(("pca", "tsne", "umap"), start=1):
    x, y = maps[method].coordinates.T
    dots = go.Scattergl(x=x, y=y, mode="markers", marker={"size": 3, "color": groups.labels}, text=tickets.texts)
    figure.add_trace(dots, 1, column)
figure.update_layout(showlegend=False, height=420)
figure
# %% [markdown]
# ## 10. Break it in four ways, and mend it
# `agree(a, b)` says how many of the 10 nearest of each row are the same in two spaces. `faults(other)` names
# what the health check finds; on the page Trust the same is said in words.
# %%
from embedcore.trust import apply_fix


def nearest(one):
    return ec.neighbor_graph(one, n_neighbors=10).indices


def agree(one, other):
    """Of the 10 nearest of each row, the share that is the same in both."""
    return float(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(nearest(one), nearest(other))]))


def faults(other):
    return [finding.name for finding in ec.check_health(other).faults]


# %% [markdown]
# ### The wrong metric
# Vectors of very different lengths, compared by their dot product: the long ones are near to everything.
# %%
lengths = np.random.default_rng(0).uniform(0.2, 5, size=(space.n_rows, 1)).astype("float32")
wrong_metric = ec.EmbeddingSpace(space.vectors * lengths, metric="dot", dataset=tickets)
print(agree(space, wrong_metric), faults(wrong_metric))
# %% [task]
# Your turn: make `mended_metric` of `wrong_metric`, with a metric for which length does not count.
mended_metric = wrong_metric.with_metric("cosine")
print(agree(space, mended_metric), faults(mended_metric))
# %% [check]
made("mended_metric")
assert agree(space, wrong_metric) < 0.9, "wrong_metric must stay broken: run the cell before again"
assert agree(space, mended_metric) > 0.99, (
    "not yet as before; try .with_metric(...)"
)
found["wrong metric"] = "wrong_metric" in faults(wrong_metric)
# %% [markdown]
# ### Words that the model does not know
# Every letter is replaced by another one, as if the texts were in a secret language.
# %%
import codecs

secret = [codecs.encode(text, "rot13") for text in tickets.texts]
unknown = ec.embed(secret, model="all-MiniLM-L6-v2-static")
print(secret[lost], agree(space, unknown), faults(unknown))
# %% [task]
# Your turn: make `learned`: embed `secret` with "lsa", a model that learns its words from the texts themselves.
learned = ec.embed(secret, model="lsa")
print(faults(learned))
# %% [check]
made("learned")
plain = ec.embed(tickets, model="lsa")
same = agree(plain, learned)
assert same > 0.8, f"lsa should not care which letters words are made of (only {same:.0%} of the nearest agree)"
found["unknown words"] = ["out_of_domain" in faults(unknown), "out_of_domain" in faults(learned)]
# %% [markdown]
# ### Vectors of two models
# Half of the rows by the static model, half by the full one (its vectors come with the sample).
# %%
full = np.load(SAMPLES / "support_tickets.npz", allow_pickle=False)["vectors"].astype("float32")
wide = np.pad(space.vectors, ((0, 0), (0, full.shape[1] - space.n_dims)))
half = space.n_rows // 2
mixed = ec.EmbeddingSpace(np.vstack([wide[:half], full[half:]]), dataset=tickets)
print(agree(space, mixed), faults(mixed))
# %% [task]
# Your turn: make `one_model`: a space of the same tickets by the full model alone.
one_model = ec.EmbeddingSpace(full, dataset=tickets)
print(faults(one_model))
# %% [check]
made("one_model")
assert one_model.vectors.shape == full.shape, f"all rows by the full model (got {one_model.vectors.shape})"
found["two models"] = ["mixed_models" in faults(mixed), "mixed_models" in faults(one_model)]
# %% [markdown]
# ### One number on another scale
# %%
scaled = space.vectors.copy()
scaled[:, 0] *= 100
one_loud = ec.EmbeddingSpace(scaled, dataset=tickets)
print(agree(space, one_loud), faults(one_loud))
# %% [task]
# Your turn: make `even` of `one_loud` with apply_fix(space, name); the name is "normalise", "standardise" or
# "all_but_the_top". Which one gives every number the same weight?
even = apply_fix(one_loud, "standardise")
print(agree(space, even), faults(even))
# %% [check]
made("even")
never_loud = apply_fix(space, "standardise")
assert agree(never_loud, even) > 0.99, "it should be as if nobody had made one number loud: try another fix"
assert np.allclose(even.vectors.std(axis=0), 1, atol=1e-2), "each number must vary as much as the others: standardise"
found["one scale"] = ["dominant_dimensions" in faults(one_loud), "dominant_dimensions" in faults(even)]
# %% [markdown]
# ## Your code
# It is made of what you found. It is no exam: it says that the cells above ran and gave what they should.
# %% [code]
