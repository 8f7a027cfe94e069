"""embed_interactions: users and items of a ratings or clicks table as vectors of one space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from embedcore.errors import ParameterError
from embedcore.parameters import Default, adapted
from embedcore.phrases import did_you_mean
from embedcore.recommend.factorization import HALF_LIFE, Factors, chosen_settings, decompose, factorize
from embedcore.recommend.items import items_dataset
from embedcore.recommend.table import Id, InteractionParams, Interactions, Ints, read_interactions, table_of
from embedcore.space.given_vectors import checked_vectors
from embedcore.space.space import EmbeddingSpace
from embedcore.table.dataset import Dataset
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Users:
    """The users beside a space of items.

    ids: as in the table. vectors: (n_users, n_dims) float32 in the same space as the items: the weighted mean
    of the vectors of what each user has.
    """

    ids: tuple[Id, ...]
    vectors: Vectors
    interactions: Interactions

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def position_of(self) -> Mapping[Id, int]:
        return {user: position for position, user in enumerate(self.ids)}

    def position(self, user: Id) -> int:
        """Where a user stands in ids. Raises ParameterError for an unknown one."""
        return known_position("user", user, self.position_of)

    def items_of(self, user: Id) -> tuple[Id, ...]:
        """The ids of what the user has, in the order of the table (by time where there is one)."""
        table = self.interactions
        own = self._order[table.user_of[self._order] == self.position(user)]
        return tuple(table.item_ids[item] for item in table.item_of[own].tolist())

    @cached_property
    def _order(self) -> Ints:
        return self.interactions.order()


@dataclass(frozen=True, eq=False, init=False, repr=False)
class InteractionSpace(EmbeddingSpace):
    """Items as vectors, with users beside them. Made by `embed_interactions`.

    Rows are the items; `dataset.frame` has their ids (column `item_column`), how many users have each, their
    mean rating, and the table's columns that say the same thing of an item in all its rows. `title_column`:
    the one of these that names an item, None where there is none.
    """

    factors: Factors
    users: Users
    item_column: str
    title_column: str | None
    random_state: int
    from_items = False

    def __init__(
        self, factors: Factors, users: Users, dataset: Dataset, *, metric: str, item_column: str,
        title_column: str | None, random_state: int, notes: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(factors.items.astype(np.float32), metric=metric, dataset=dataset, notes=notes)
        self.__dict__.update(
            factors=factors, users=users, item_column=item_column, title_column=title_column, random_state=random_state
        )

    @property
    def interactions(self) -> Interactions:
        return self.users.interactions

    @property
    def item_ids(self) -> tuple[Id, ...]:
        """(n_rows,) the ids of the items, as in the table."""
        return self.interactions.item_ids

    @cached_property
    def position_of(self) -> Mapping[Id, int]:
        return {item: row for row, item in enumerate(self.item_ids)}

    def position(self, item: Id) -> int:
        """The row of an item. Raises ParameterError for an unknown one, with the nearest there is."""
        return known_position("item", item, self.position_of)

    def title(self, item: Id) -> str:
        """The item's name: from the title column, or its id."""
        if self.title_column is None or self.dataset is None:
            return str(item)
        return self.dataset.in_words(self.dataset.frame[self.title_column].iloc[self.position(item)])

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the vectors, the metric, the ids and the interactions."""
        digest = blake2b(digest_size=16)
        digest.update(f"{self.vectors.shape} {self.metric} {self.factors.settings}".encode())
        digest.update(repr((self.item_ids, self.users.ids)).encode("utf-8", "surrogatepass"))
        table = self.interactions
        for array in (self.vectors, table.user_of, table.item_of, table.strengths):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def __repr__(self) -> str:
        return (
            f"InteractionSpace({self.n_rows} items, {len(self.users)} users, {self.n_dims} dimensions, {self.metric})"
        )


def embed_interactions(
    frame: pd.DataFrame | Dataset,
    *,
    user: str,
    item: str,
    rating: str | None = None,
    time: str | None = None,
    n_dims: int = Default(50),
    metric: str = "cosine",
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> InteractionSpace:
    """Items and users as vectors, learned from a table of ratings or clicks alone, by truncated SVD.

    user, item: columns of ids. rating: a column of numbers, greater is better; None: every row is a click.
    time: dates or numbers; the latest ratings and items are told by it. n_dims: 50, or as many as users or
    items allow. metric: of the space, for neighbours and maps; cosine, because its neighbours are most alike
    (on movielens-small the 10 nearest films share 0.35 of their genres by cosine, 0.33 by euclidean, 0.30 by
    dot, 0.17 by chance). The method is described in `embedcore.recommend.factorization`.

    `.notes` of the space says which rows are left out or joined, how ratings were read, and what was chosen.
    Raises ParameterError for unknown columns or an n_dims that is not in 1..min(n_users, n_items); DataError
    for a table with fewer than 2 users or items, or without a single usable rating.
    """
    params = InteractionParams(
        user=user, item=item, rating=rating, time=time, n_dims=n_dims, metric=metric, random_state=random_state
    )
    prepared = prepare_interactions(frame, params)
    factors, chosen = learn_factors(
        prepared.interactions, prepared.n_dims, params.random_state, on_progress=on_progress
    )
    return interaction_space(prepared, factors, chosen)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A table that was checked and read, before anything is learned from it. notes: what must be said of it."""

    source: pd.DataFrame | Dataset
    interactions: Interactions
    params: InteractionParams
    n_dims: int
    notes: tuple[str, ...]


def prepare_interactions(frame: pd.DataFrame | Dataset, params: InteractionParams) -> Prepared:
    """The first step of embed_interactions, whose errors it raises."""
    table, row_numbers = table_of(frame)
    interactions = read_interactions(table, row_numbers, params)
    advice = f"there are {interactions.n_users} users and {interactions.n_items} items"
    n_dims = adapted("n_dims", params.n_dims, high=min(interactions.n_users, interactions.n_items), advice=advice)
    notes = interactions.notes
    if n_dims < params.n_dims:
        notes += (f"{n_dims} dimensions instead of {params.n_dims}, because {advice}",)
    return Prepared(frame, interactions, params, n_dims, notes)


def interaction_space(prepared: Prepared, factors: Factors, notes: tuple[str, ...]) -> InteractionSpace:
    """The last step of embed_interactions. factors, notes: from `learn_factors`."""
    params, interactions = prepared.params, prepared.interactions
    dataset, title_column = items_dataset(prepared.source, interactions, params)
    users = Users(interactions.user_ids, checked_vectors(factors.users), interactions)
    return InteractionSpace(
        factors, users, dataset, metric=params.metric, item_column=params.item, title_column=title_column,
        random_state=params.random_state, notes=(*prepared.notes, *notes),
    )  # fmt: skip


def learn_factors(
    table: Interactions, n_dims: int, random_state: int, *, on_progress: OnProgress | None = None
) -> tuple[Factors, tuple[str, ...]]:
    """The vectors, with settings chosen on these interactions alone, and what must be said of it."""
    settings, notes = chosen_settings(table, n_dims, random_state, on_progress=on_progress)
    if on_progress:
        on_progress(0, 1, "learning vectors")
    factors = factorize(table, decompose(table, n_dims, random_state), settings)
    if on_progress:
        on_progress(1, 1, "learning vectors")
    if settings.recent:
        notes += (
            f"a user's latest items count more (half as much after {HALF_LIFE} others): hidden ones are found better",
        )
    return factors, notes


def known_position(what: str, wanted: Id, position_of: Mapping[Id, int]) -> int:
    """The position of an id; the error proposes the nearest ids, or the same one as a number or word."""
    try:
        found = position_of.get(wanted)
    except TypeError:
        found = None
    if found is not None:
        return found
    same = [known for known in position_of if str(known) == str(wanted)]
    if same:
        kind = type(same[0]).__name__
        hint = f"; did you mean {same[0]!r}? Here the ids are {kind}"
    else:
        hint = did_you_mean(wanted, position_of, most=3)
    raise ParameterError(f"{what} must be one of the {len(position_of)} {what} ids of the table (got {wanted!r}){hint}")
