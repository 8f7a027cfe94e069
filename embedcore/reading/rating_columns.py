"""Tables that say who did what with which thing: ratings, clicks, purchases."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from embedcore.reading import column_names
from embedcore.reading.clocks import clock_between

_FEW_ITEMS = 30  # a column called "product" with so few values is a category
_REPEATS = 1.2  # rows for each user: where nearly everybody has one row, nothing can be learned from a user
_MOST_STARS = 21  # 0 to 10 in halves
_NUMBERS = 0.95  # so many cells of a column called "stars" are numbers: one "n/a" makes no other column of it


def interaction_roles(frame: pd.DataFrame, roles: Mapping[str, str], *, has_text: bool) -> dict[str, str]:
    """The columns that are user, item, rating and time, where the table is of that kind; else none.

    By their names, ids first. A table of texts counts only with a rating beside user and item, since tickets have
    customers and products too; for the same reason a column called "product" has to have many values.
    """
    usable = [name for name in frame.columns if roles[name] in ("id", "number", "category")]
    user, item = _first_named(usable, column_names.USER_NAMES), _first_named(usable, column_names.ITEM_NAMES)
    if user is None or item is None:
        return {} if has_text else _unnamed(frame)
    rated = [name for name in usable if column_names.is_named(name, column_names.RATING_NAMES)]
    rating = next((name for name in rated if roles[name] == "number" or _mostly_numbers(frame[name])), None)
    repeats = _repeats(frame[user])
    is_weak = column_names.squashed(item) in column_names.WEAK_ITEM_NAMES
    if is_weak and (not repeats or frame[item].nunique() <= _FEW_ITEMS):
        return {}
    if rating is None and (has_text or not repeats):
        return {}
    found = {user: "user", item: "item"}
    return found if rating is None else found | {rating: "rating"}


def _first_named(columns: list[str], known: frozenset[str]) -> str | None:
    """The first column of that name; one that says it holds ids goes before one that doesn't."""
    fitting = [name for name in columns if _names_a(name, known)]
    ids = [name for name in fitting if column_names.words_of(name)[-1].endswith("id")]
    return next(iter(ids or fitting), None)


def _names_a(name: str, known: frozenset[str]) -> bool:
    """'user', 'userId' or 'user_id', but not 'user_age'."""
    words = [word for word in column_names.words_of(name) if word not in column_names.ID_NAMES]
    return column_names.squashed(name) in known or (len(words) == 1 and words[0] in known)


def _mostly_numbers(column: pd.Series) -> bool:
    filled = column.dropna()
    return len(filled) > 0 and float(pd.to_numeric(filled, errors="coerce").notna().mean()) >= _NUMBERS


def _repeats(users: pd.Series) -> bool:
    return bool(users.notna().sum() >= _REPEATS * max(users.nunique(), 1))


def _unnamed(frame: pd.DataFrame) -> dict[str, str]:
    """user, item, rating and time of a file without column names, in this order, as MovieLens' u.data has them."""
    columns = [str(name) for name in frame.columns]
    if columns != [f"column {place}" for place in range(1, 5)] or any(frame[c].dtype != "int64" for c in columns):
        return {}
    user, item, rating, time = (frame[column] for column in columns)
    few_stars = rating.nunique() <= _MOST_STARS and rating.between(0, 10).all()
    if not (few_stars and _repeats(user) and _repeats(item) and clock_between(time.min(), time.max())):
        return {}
    return dict(zip(columns, ("user", "item", "rating", "time"), strict=True))
