"""find_interactions: which columns of a table say who had what, so that nobody has to name them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from embedcore.dataset import Dataset
from embedcore.errors import DataError

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
    first: dict[str, str] = {}
    for column, role in dataset.column_roles.items():
        first.setdefault(role, column)
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
    described = names.drop_duplicates(item).set_index(names.drop_duplicates(item)[item].map(str)).drop(columns=item)
    wanted = dataset.frame[item].map(str)
    if not wanted.isin(described.index).any():
        raise DataError(
            f"the items' table must describe items of the ratings (none of its {len(described):,} values of {item!r} "
            "is there); check that the ids are the same"
        )
    added = described.reindex(wanted).reset_index(drop=True)
    added = added.rename(columns={name: f"{name}_" for name in added.columns if name in dataset.frame.columns})
    frame = dataset.frame.reset_index(drop=True).join(added)
    roles = {**dataset.column_roles, **dict.fromkeys(map(str, added.columns), "category")}
    return replace(dataset, frame=frame, column_roles=roles, raw=None)
