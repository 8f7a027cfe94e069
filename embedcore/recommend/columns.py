"""find_interactions: which columns of a table say who had what, so that nobody has to name them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from embedcore.errors import DataError
from embedcore.recommend.table import read_ids
from embedcore.table.dataset import Dataset, free_name

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class InteractionColumns:
    """user, item: columns of ids. rating: None for clicks. time: None where there is none.

    n_users, n_items: how many different ids each has.
    """

    user: str
    item: str
    rating: str | None
    time: str | None
    n_users: int
    n_items: int

    @property
    def looks_like(self) -> str:
        """ "ratings: 610 users, 9,724 items", as the end of a sentence."""
        kind = "ratings" if self.rating else "clicks"
        return f"{kind}: {self.n_users:,} users, {self.n_items:,} items"


def find_interactions(dataset: Dataset) -> InteractionColumns | None:
    """The columns for `embed_interactions`, by the roles that were found or given; None where it is no such table.

    Raises DataError for anything but a Dataset.
    """
    if not isinstance(dataset, Dataset):
        raise DataError(f"dataset must be a Dataset (got {type(dataset).__name__}); load one with read_table()")
    first = {role: column for column, role in reversed(list(dataset.column_roles.items()))}
    if "user" not in first or "item" not in first:
        return None
    user, item = first["user"], first["item"]
    return InteractionColumns(
        user=user,
        item=item,
        rating=first.get("rating"),
        time=first.get("time"),
        n_users=int(dataset.frame[user].nunique()),
        n_items=int(dataset.frame[item].nunique()),
    )


def with_item_columns(dataset: Dataset, names: pd.DataFrame, item: str) -> Dataset:
    """The interactions with the columns of a second table that says something of each item, such as its title.

    names: has a column `item` too; ids are compared as written. The first row of an item counts; items without a
    row have empty cells.
    Raises DataError where no item of the two tables is the same.
    """
    known, wanted = _written_ids(names, item), _written_ids(dataset.frame, item)
    row_of = {written: row for row, written in reversed(list(enumerate(known))) if written is not None}
    if not row_of.keys() & set(wanted):
        raise DataError(
            f"the items' table must describe items of the ratings (none of its {len(row_of):,} values of {item!r} "
            "is there); check that the ids are the same"
        )
    rows = [row_of.get(written, -1) if written is not None else -1 for written in wanted]
    added = names.reset_index(drop=True).drop(columns=item).reindex(rows).reset_index(drop=True)
    frame, roles = dataset.frame.reset_index(drop=True), dict(dataset.column_roles)
    for name in added.columns:
        free = free_name(str(name), set(map(str, frame.columns)))
        frame[free], roles[free] = added[name], "category"
    return replace(dataset, frame=frame, column_roles=roles, raw=None)


def _written_ids(table: pd.DataFrame, column: str) -> list[str | None]:
    """The ids as written, None where one is missing; an empty cell makes no decimals of whole numbers."""
    return [None if value is None else str(value) for value in read_ids(table, column, [])]
