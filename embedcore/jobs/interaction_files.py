"""Interactions on their way to a worker, and what it learned on its way back; arrays alone, no pickle."""

from dataclasses import asdict
from pathlib import Path

import numpy as np

from embedcore.recommend.factorization import Factors, Settings
from embedcore.recommend.table import Interactions


def write_interactions(path: Path, table: Interactions) -> None:
    """Who has what, by position: the ids and the notes stay behind."""
    optional = {name: array for name in ("ratings", "times") if (array := getattr(table, name)) is not None}
    liked = np.nan if table.liked_from is None else table.liked_from
    with path.open("wb") as file:
        np.savez(
            file, user_of=table.user_of, item_of=table.item_of, strengths=table.strengths, rows=table.rows,
            size=np.array([table.n_users, table.n_items]), liked_from=np.array(liked), **optional,
        )  # fmt: skip


def read_interactions_file(path: Path) -> Interactions:
    """The same table with positions for ids."""
    with np.load(path, allow_pickle=False) as content:
        arrays = {name: content[name] for name in content.files}
    n_users, n_items = arrays["size"].tolist()
    liked = float(arrays["liked_from"])
    return Interactions(
        user_ids=tuple(range(n_users)),
        item_ids=tuple(range(n_items)),
        user_of=arrays["user_of"],
        item_of=arrays["item_of"],
        strengths=arrays["strengths"],
        ratings=arrays.get("ratings"),
        times=arrays.get("times"),
        rows=arrays["rows"],
        n_rows_read=len(arrays["rows"]),
        left_out=(),
        notes=(),
        liked_from=None if np.isnan(liked) else liked,
    )


def write_factors(path: Path, factors: Factors) -> None:
    """What was learned; the settings travel beside it."""
    weights = factors.weights
    with path.open("wb") as file:
        np.savez(
            file, items=factors.items, users=factors.users, damping=factors.damping, data=weights.data,
            indices=weights.indices, indptr=weights.indptr,
        )  # fmt: skip


def read_factors(path: Path, settings: dict[str, object]) -> Factors:
    """What was learned, as `write_factors` wrote it. settings: as `settings_of` gave them."""
    from scipy.sparse import csr_array

    with np.load(path, allow_pickle=False) as content:
        arrays = {name: content[name] for name in content.files}
    shape = (len(arrays["users"]), len(arrays["items"]))
    weights = csr_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape)
    made = Settings(penalty=float(str(settings["penalty"])), recent=bool(settings["recent"]))
    return Factors(arrays["items"], arrays["users"], weights, arrays["damping"], made)


def settings_of(factors: Factors) -> dict[str, object]:
    return asdict(factors.settings)
