"""Tables that say who did what with which thing: ratings, clicks, purchases."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from embedcore.reading import column_names
from embedcore.reading.clocks import clock_between

_FEW_ITEMS = 30  # a column called "product" with so few values is a category
_REPEATS = 1.2  # rows for each user: where nearly everybody has one row, nothing can be learned from a user
_MOST_STARS = 21  # 0 to 10 in halves
_LEAST_IDS = 5
_LOOKED_AT = 200
_MOSTLY = 0.8
_PAIRS_ONCE = 0.8  # of the rows: who rates the same thing again is rare, and coordinates and counts recur
_ID = re.compile(r"[\w.@:+/=-]*[\d_A-Z][\w.@:+/=-]*")
_DATE = re.compile(r"\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}")
# Amazon's and ISBN numbers, and ids that say what they are the ids of.
_ITEM = re.compile(
    r"B[0-9A-Z]{8,10}|(97[89])?\d{9}[\dX]|(?i:item|movie|film|prod(uct)?|book|song|track|art(icle)?|game|sku|p|i|m|b)[-_:]?\d+"
)
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
    """user, item, rating and maybe time of a file without column names, as MovieLens, Amazon and others write them.

    The ids are whole numbers or single words; which of them are the items is told by how they are written
    (B00004TN1X, item_7), and by their order where that tells nothing.
    """
    columns = [str(name) for name in frame.columns]
    if columns not in ([f"column {place}" for place in range(1, n + 1)] for n in (3, 4)):
        return {}
    first, second, rating, *times = (frame[column] for column in columns)
    if not (_are_stars(rating) and _are_ids(first) and _are_ids(second)):
        return {}
    if not (_repeats(first) and _repeats(second)):
        return {}
    if times and not _are_times(times[0]):
        return {}
    told = bool(times) or _reads_as_items(first) or _reads_as_items(second)
    if not told and _n_pairs(first, second) < _PAIRS_ONCE * len(frame):
        return {}
    roles = ("item", "user") if _reads_as_items(first) and not _reads_as_items(second) else ("user", "item")
    return dict(zip(columns, (*roles, "rating", "time"), strict=False))


def _are_stars(column: pd.Series) -> bool:
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return False
    filled = column.dropna()
    return bool(1 < filled.nunique() <= _MOST_STARS and filled.between(-1, 10).all() and (filled * 2 % 1 == 0).all())


def _are_ids(column: pd.Series) -> bool:
    if pd.api.types.is_integer_dtype(column):
        return bool(column.nunique() >= _LEAST_IDS)
    if not isinstance(column.dtype, pd.StringDtype):
        return False
    words = column.dropna()
    return len(words) > 0 and bool(words.str.fullmatch(_ID).mean() >= _NUMBERS) and words.nunique() >= _LEAST_IDS


def _are_times(column: pd.Series) -> bool:
    if pd.api.types.is_datetime64_any_dtype(column):
        return True
    if pd.api.types.is_numeric_dtype(column):
        return bool(clock_between(column.min(), column.max()))
    cells = column.dropna().iloc[:_LOOKED_AT].astype(str)
    return len(cells) > 0 and bool(cells.str.match(_DATE).all())


def _reads_as_items(column: pd.Series) -> bool:
    cells = column.dropna().iloc[:_LOOKED_AT].astype(str)
    return len(cells) > 0 and bool(cells.str.fullmatch(_ITEM).mean() >= _MOSTLY)


def _n_pairs(users: pd.Series, items: pd.Series) -> int:
    return len(pd.DataFrame({"user": users, "item": items}).drop_duplicates())
