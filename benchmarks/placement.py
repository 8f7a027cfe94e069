"""Where a new text lands on a map: rows placed by their neighbours without themselves, against their real spots."""

import argparse
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, quality, report
from benchmarks.report import Report, Table

if TYPE_CHECKING:
    from embedcore.projection import Projection
    from embedcore.space.space import EmbeddingSpace

N_NEIGHBORS = (5, 10, 15)
EXPONENTS = (0, 1, 2, 4, 8, 12)
CHECKED_ROWS = 10

Floats = NDArray[np.float64]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=data.ALL_ROWS, help="rows of the table (default: all)")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "umap-learn", "openTSNE"),
        rows=f"{options.rows:,}, each held out once",
        data=f"{data.NAME} in all-MiniLM-L6-v2",
    )
    import embedcore as ec
    from embedcore.projection import placing

    space = data.space(options.rows)
    used = (placing.N_NEIGHBORS, placing.SHARPNESS)
    tables, figures = [], {}
    for method, name in (("umap", "UMAP"), ("tsne", "t-SNE")):
        print(f"{name} of {space.n_rows:,} rows ...", flush=True)
        figures[method] = found = _hold_out(ec.project(space, method=method))
        tables.append(_table(name, found, used))
    return Report(
        name="placement",
        title="Placing new texts on a finished map",
        conditions=conditions,
        tables=tables,
        figures=figures,
        notes=[
            "A row is placed by its nearest other rows in the full space; weights are (nearest distance / distance) "
            "to the power of the exponent. The map was made with the row in it; only its own vector and spot are "
            "left out of the placing. Rows with an exact copy land on the copy.",
            "Distances to the row's real spot are in standard deviations of the map (root mean square distance "
            "of all rows from the middle). Less is better.",
            "Kept: the mean share of the row's 15 true neighbours among the 15 nearest on the map at the placed spot. "
            "More is better; at the real spots it is what the map itself keeps.",
            f"The product's choice, in bold, is {used[0]} neighbours with exponent {used[1]:g} "
            f"(embedcore/projection/base.py); that this formula gives its spots was checked on "
            f"{CHECKED_ROWS} rows.",
        ],
    )


def _hold_out(projection: "Projection") -> dict[str, Any]:
    """The error of every choice, and the share of neighbours kept at the real spots."""
    from embedcore.space.query import neighbor_graph

    space, coordinates = projection.space, projection.coordinates
    graph = neighbor_graph(space, n_neighbors=max(*N_NEIGHBORS, quality.N_NEIGHBORS))
    true = graph.nearest(quality.N_NEIGHBORS).indices
    distances = np.sqrt(np.maximum(2 - 2 * graph.scores, 0))
    rows = np.arange(space.n_rows)
    deviation = float(np.sqrt(coordinates.astype(np.float64).var(axis=0).sum()))
    choices = []
    for n_neighbors, exponent in product(N_NEIGHBORS, EXPONENTS):
        weights = _weights(distances[:, :n_neighbors], exponent)
        spots = np.einsum("ij,ijk->ik", weights, coordinates[graph.indices[:, :n_neighbors]].astype(np.float64))
        away = np.linalg.norm(spots - coordinates, axis=1) / deviation
        choices.append(
            {
                "n_neighbors": n_neighbors,
                "exponent": exponent,
                "median": float(np.median(away)),
                "mean": float(away.mean()),
                "kept": float(quality.kept_at(coordinates, spots, rows, true).mean()),
            }
        )
    _check_formula(projection, graph.indices, distances)
    return {"real_spots_kept": quality.kept_ratio(coordinates, true), "choices": choices}


def _weights(distances: Floats, exponent: float) -> Floats:
    """(n_rows, n_neighbors) shares that sum to 1; all on equal rows where there are any."""
    nearest = distances[:, :1]
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(nearest > 0, (nearest / distances) ** exponent, distances == 0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _check_formula(projection: "Projection", neighbors: NDArray[np.int64], distances: Floats) -> None:
    """Ends the command unless the product, given the space without the row, places it on the same spot."""
    from embedcore.projection import Projection, UMAPParams, placing

    space, coordinates = projection.space, projection.coordinates
    k = placing.N_NEIGHBORS
    for row in np.linspace(0, space.n_rows - 1, CHECKED_ROWS).astype(int):
        weights = _weights(distances[row : row + 1, :k], placing.SHARPNESS)[0]
        ours = weights @ coordinates[neighbors[row, :k]].astype(np.float64)
        others = Projection(np.delete(coordinates, row, axis=0), "umap", UMAPParams(), _without(space, row))
        theirs = others.place(space.vectors[row])
        if not np.allclose(ours, theirs.coordinates[0], atol=1e-3):
            raise SystemExit(f"row {row}: placed at {theirs.coordinates[0]}, by this formula at {ours}; update it")


def _without(space: "EmbeddingSpace", row: int) -> "EmbeddingSpace":
    from embedcore.space.space import EmbeddingSpace

    return EmbeddingSpace(np.delete(space.vectors, row, axis=0), metric=str(space.metric))


def _table(name: str, found: dict[str, Any], used: tuple[int, float]) -> Table:
    rows = [["real spots", "", "0", "0", f"{found['real_spots_kept']:.3f}"]]
    for choice in found["choices"]:
        cells = [f"{choice['n_neighbors']}", f"{choice['exponent']}"]
        cells += [f"{choice[what]:.3f}" for what in ("median", "mean", "kept")]
        chosen = (choice["n_neighbors"], choice["exponent"]) == used
        rows.append([f"**{cell}**" for cell in cells] if chosen else cells)
    return Table(name, ["neighbours", "exponent", "median distance", "mean distance", "kept"], rows)
