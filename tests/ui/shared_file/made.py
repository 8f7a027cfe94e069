"""Small maps to share, made without a model."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

import embedcore as ec
from embedcore.facets import facets
from ui.scatter import MapFacets, MapGroups, MapLabel, MapPoints
from ui.shared_file import SharedMap, columns_of, content, values_of

ATTACK = "</script><img src=x onerror=alert(1)>\u2028<!--<script>${alert(1)}`"
WORDS = ("refund", "parcel", "password", "invoice")
KINDS = ("", "leftovers", "channel: phone note", "")


def dataset_of(frame: pd.DataFrame) -> ec.Dataset:
    return ec.read_table(frame.to_csv(index=False).encode(), filename="made.csv", text_column="text")


def tickets(texts: Sequence[str]) -> pd.DataFrame:
    """With a channel, a day, and columns that tell of persons."""
    n = len(texts)
    return pd.DataFrame(
        {
            "text": texts,
            "channel": [("chat", "mail", "phone")[row % 3] for row in range(n)],
            "day": [f"2026-{1 + row % 9:02d}-{1 + row % 28:02d}" for row in range(n)],
            "reply_to": [f"person{row % 7}@example.org" for row in range(n)],
            "customer_name": [f"Person {row % 5}" for row in range(n)],
        }
    )


def shared_of(
    dataset: ec.Dataset, *, n_groups: int = 4, chosen: Sequence[str] | None = None
) -> tuple[SharedMap, ec.EmbeddingSpace]:
    """Rows in groups, each with a direction of its own, and their map."""
    random = np.random.default_rng(3)
    labels = np.arange(dataset.n_rows) % n_groups
    centers = random.normal(size=(n_groups, 24))
    vectors = (centers[labels] + 0.4 * random.normal(size=(dataset.n_rows, 24))).astype(np.float32)
    places = (5 * centers[labels, :2] + 0.5 * random.normal(size=(dataset.n_rows, 2))).astype(np.float32)
    space = ec.EmbeddingSpace(vectors, dataset=dataset)
    names = [f"About {WORDS[group]}" for group in range(n_groups)]
    on_map = [MapLabel(name, places[labels == group].mean(axis=0).tolist(), group) for group, name in enumerate(names)]
    columns = [column.name for column in columns_of(dataset) if column.unasked] if chosen is None else chosen
    kept = [facet for facet in facets(dataset) if facet.column in columns]
    by_channel = [
        MapGroups(facet.codes.astype(np.int64), facet.names, title=facet.column)
        for facet in kept
        if facet.kind == "category"
    ]
    shared = SharedMap(
        name="Made tickets",
        source=("Source: made for a test",),
        description="Map of tickets.",
        model="a large model",
        points=MapPoints(places, [""] * dataset.n_rows, "made-1"),
        colourings=[MapGroups(labels, names, labels_on_map=on_map, kinds=KINDS[:n_groups]), *by_channel],
        columns={column: values_of(dataset, column) for column in columns},
        text="text" if "text" in columns else None,
        facets=MapFacets(kept) if kept else None,
        nouns=("text", "texts"),
    )
    return shared, space


def attacked(shared: SharedMap) -> SharedMap:
    """The same with texts that try to be more than texts, wherever data says something."""
    (text, values), *others = shared.columns.items()
    groups = shared.colourings[0]
    assert isinstance(groups, MapGroups)
    said = replace(groups, names=[ATTACK, *groups.names[1:]], title=ATTACK)
    columns = {text: [ATTACK, *values[1:]], **dict(others), ATTACK: [ATTACK] * shared.n_rows}
    told = {"model": ATTACK, "source": (ATTACK,), "notes": (ATTACK,), "description": ATTACK}
    return replace(shared, columns=columns, colourings=[said, *shared.colourings[1:]], **told)  # type: ignore[arg-type]


def file_of(shared: SharedMap, space: ec.EmbeddingSpace, *, search: bool = False) -> bytes:
    return content(shared, ec.neighbor_graph(space, n_neighbors=min(15, space.n_rows - 1)), search=search)
