"""The file itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import embedcore as ec
from embedcore.encoders import STATIC_MODEL, finer_tokens, packed_static_model
from embedcore.phrases import counted
from embedcore.scores import ENOUGH_ROWS, space_calibration
from ui.markup import file_name
from ui.scatter import MapFacets, MapGroups, MapPoints, MapValues
from ui.shared_file.packing import Blocks, arrays_of, packed_json, put_numbers
from ui.shared_file.page import page

N_NEIGHBORS = 15
_LEVELS = 65_535
"""Scores of neighbours are stored in so many steps."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SharedMap:
    """What is shared.

    name: over the map. source: facts on where it comes from, as under a picture of it, the source first. description:
    of the map, read out. points: their places; what they say is made of the columns. colourings: to choose from, the
    first one is shown. columns: (n_rows,) values of each, None where a row has none. text: which of them is what was
    read. decimals: that tell scores apart. nouns: what a row is called, and several. notes: what must be known of the
    map. pictures: (n_rows,) small encoded ones, or none.
    """

    name: str
    source: Sequence[str]
    description: str
    model: str
    points: MapPoints
    colourings: Sequence[MapGroups | MapValues]
    columns: Mapping[str, Sequence[str | None]]
    text: str | None = None
    facets: MapFacets | None = None
    decimals: int = 2
    nouns: tuple[str, str] = ("row", "rows")
    notes: Sequence[str] = ()
    pictures: Sequence[bytes] = ()

    @property
    def n_rows(self) -> int:
        return self.points.n_rows


def content(shared: SharedMap, graph: ec.NeighborGraph, *, search: bool) -> bytes:
    """The file. graph: the closest rows of each. search: with the small model, for search by meaning, in about 9 MB.

    Raises ParameterError for a search without texts, BackendMissingError without the small model.
    """
    if search and shared.text is None:
        raise ec.ParameterError("search by meaning needs the texts in the file (got none of them); choose their column")
    blocks: Blocks = {}
    about = {**_about(shared, search=search), **_map(shared, blocks), "near": _near(shared, graph, blocks)}
    for number, values in enumerate(shared.columns.values()):
        blocks[f"column-{number}"] = packed_json(list(values))
    if shared.pictures:
        ends = np.cumsum([len(one) for one in shared.pictures], dtype=np.uint32)
        about["pictures"] = put_numbers(
            blocks, "pictures", {"bytes": np.frombuffer(b"".join(shared.pictures), np.uint8), "ends": ends}
        )
    return page({"about": packed_json(about), **blocks, **(search_blocks(shared) if search else {})})


def _about(shared: SharedMap, *, search: bool) -> dict[str, Any]:
    columns = list(shared.columns)
    n_rows = counted(shared.n_rows, *shared.nouns)
    held = [
        f"{n_rows}, with {counted(len(columns), 'column')}: {', '.join(columns)}"
        if columns
        else f"{n_rows}, none of their columns"
    ]
    held += [f"For each the {N_NEIGHBORS} most similar, by {shared.model}, with which the map was made"]
    held += list(shared.source[:1])
    if search:
        held.append(f"The small model {STATIC_MODEL}, for search by meaning")
    return {
        "name": shared.name,
        "source": list(shared.source),
        "file": file_name(shared.name, ""),
        "description": shared.description,
        "revision": shared.points.revision,
        "n_rows": shared.n_rows,
        "nouns": list(shared.nouns),
        "columns": columns,
        "text": columns.index(shared.text) if shared.text is not None else None,
        "intro": f"{n_rows} on a map: those that are close together are similar. Everything is in this file: nothing "
        "is sent or loaded, and it works without a network.",
        "held": held,
        "notes": list(shared.notes),
        "search": {"explained": _search_explained(shared), **_judgement(shared)} if search else None,
        "pictures": None,
    }


def _search_explained(shared: SharedMap) -> str:
    """That it is the small model, and where it is not the one that made the map."""
    if shared.model == STATIC_MODEL:
        return f"Found by {STATIC_MODEL}, the model that the map was made with, in one byte a number."
    return (
        f"Found by the small model {STATIC_MODEL}, which knows words and not their order. The map, its groups and what "
        f"is most similar to a point were made with {shared.model}."
    )


def _judgement(shared: SharedMap) -> dict[str, Any]:
    """What a score of the small model means among these texts, as page Search measures it.

    least: what a phrase's best score must reach to be about something here, or None where the texts are too few to
    tell; why: the clause that says so, with {best} for that score.
    """
    assert shared.text is not None
    texts = [text for text in shared.columns[shared.text] if text]
    if len(texts) < ENOUGH_ROWS:
        return {"least": None, "why": "", "decimals": 2}
    # The size of a group, which takes longest to find, is for thresholds alone.
    scale = space_calibration(ec.embed(texts, model=STATIC_MODEL), group_size=len(texts) ** 0.5)
    return {
        "least": scale.least_match,
        "why": scale.why_no_match_at("{best}", len(texts)),
        "decimals": scale.decimals,
    }


def _map(shared: SharedMap, blocks: Blocks) -> dict[str, Any]:
    """What the map is drawn from; its numbers go into blocks."""
    points = {
        name: np.asarray(values, np.float32) for name, values in zip("xyz", shared.points.coordinates.T, strict=False)
    }
    if shared.points.first_rows is not None:
        points["first"] = shared.points.first_rows.astype(np.int32)
    colourings = []
    for number, colouring in enumerate(shared.colourings):
        message = colouring.message()
        tables = {name: arrays_of(message.pop(name)) for name in ("labels", "values") if name in message}
        columns = {name: values for table in tables.values() for name, values in table.items()}
        colourings.append({**message, "stored": put_numbers(blocks, f"colouring-{number}", columns)})
    facets = None
    if shared.facets is not None:
        facets = dict(shared.facets.message)
        facets["stored"] = put_numbers(blocks, "facets", arrays_of(facets.pop("codes")))
    return {
        "n_dims": int(shared.points.coordinates.shape[1]),
        "points": put_numbers(blocks, "points", points),
        "colourings": colourings,
        "facets": facets,
    }


def _near(shared: SharedMap, graph: ec.NeighborGraph, blocks: Blocks) -> dict[str, Any]:
    low, high = float(graph.scores.min()), float(graph.scores.max())
    steps = np.round((graph.scores - low) / ((high - low) or 1.0) * _LEVELS).astype(np.uint16)
    rows = graph.indices.astype(np.uint16 if graph.n_rows <= 1 << 16 else np.uint32)
    exact = "" if graph.exact else " Of so many rows they are nearly all of the true ones."
    unit = graph.metric.unit
    return {
        "stored": put_numbers(blocks, "near", {"rows": rows.ravel(), "scores": steps.ravel()}),
        "k": graph.n_neighbors,
        "low": low,
        "high": high,
        "greater": graph.metric.greater_is_closer,
        "unit": unit,
        "decimals": shared.decimals,
        "explained": f"This file holds the {graph.n_neighbors} closest of each by {shared.model}, with their {unit}."
        + exact,
    }


def search_blocks(shared: SharedMap) -> Blocks:
    """The small model, with more digits for the tokens of the texts."""
    assert shared.text is not None
    finer = finer_tokens([text for text in shared.columns[shared.text] if text])
    blocks = dict(_model_blocks())
    put_numbers(blocks, "finer", {"tokens": finer.tokens, "sixteenths": finer.sixteenths})
    return blocks


@cache
def _model_blocks() -> Blocks:
    model = packed_static_model()
    blocks = {"tokens": packed_json(list(model.tokens))}
    put_numbers(blocks, "token", {"numbers": model.numbers, "scales": model.scales})
    return blocks
