"""A table of ratings and, beside it, a table that says what the rated things are called."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from embedcore.reading import column_names
from embedcore.reading.raw_table import RawTable, unique_names
from embedcore.reading.roles import detect

_LEAST_KNOWN = 0.5
_MOST_COLUMNS = 40


def with_item_titles(ratings: RawTable, items: RawTable) -> RawTable | None:
    """The ratings with what another table says of each item; None where it is no such table.

    The other table has a row for each item, and a column with the items' ids: one of the same name, or its first.
    Columns without names get some: the first of words is "title".
    """
    roles, _, _ = detect(ratings)
    by_role = {role: name for name, role in roles.items()}
    if "user" not in by_role or "item" not in by_role or len(items.frame.columns) > _MOST_COLUMNS:
        return None
    item = by_role["item"]
    frame = _named(items.frame)
    key = _key(ratings.frame[item], frame, item, by_role["user"])
    if key is None:
        return None
    place_of = pd.Index(frame[key].map(str))
    places = place_of.get_indexer(pd.Index(ratings.frame[item].map(str)))
    added = frame.drop(columns=key).reset_index(drop=True).reindex(places).reset_index(drop=True)
    taken = [str(name) for name in ratings.frame.columns]
    names, _ = unique_names([*taken, *map(str, added.columns)])
    added.columns = pd.Index(names[len(taken) :])
    joined = pd.concat([ratings.frame.reset_index(drop=True), added], axis=1)
    known = {name: role for name, role in roles.items() if role in ("user", "item", "rating", "time")}
    return replace(ratings, frame=joined, roles={**known, **dict.fromkeys(map(str, added.columns), "category")})


def _key(wanted: pd.Series, frame: pd.DataFrame, item: str, user: str) -> str | None:
    """The column with the items' ids: each once, and at least half of the rated ones."""
    columns = [str(name) for name in frame.columns]
    unnamed = item.startswith("column ") and columns[0].startswith("column ")
    if len(columns) < 2 or (user in columns and not unnamed):
        return None
    ids = set(wanted.dropna().map(str))
    candidates = [name for name in columns if column_names.squashed(name) == column_names.squashed(item)]
    for name in columns[:1] if unnamed else candidates:
        values = frame[name]
        if values.is_unique and len(ids & set(values.map(str))) >= _LEAST_KNOWN * len(ids):
            return name
    return None


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with a column "title", where it has no names and one of its columns holds words of their own."""
    columns = [str(name) for name in frame.columns]
    if not all(name.startswith("column ") for name in columns):
        return frame
    for name in columns[1:]:
        if isinstance(frame[name].dtype, pd.StringDtype) and frame[name].nunique() > 0.5 * len(frame):
            return frame.rename(columns={name: "title"})
    return frame
