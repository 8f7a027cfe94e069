"""Interactions: a table of who had what (ratings or clicks), cleaned, each pair of user and item once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError, ParameterError
from embedcore.metrics import get_metric
from embedcore.parameters import Default, whole_number
from embedcore.phrases import by_number, counted, did_you_mean, share
from embedcore.reading.report import LeftOutRow
from embedcore.table.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

Id = Hashable
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST_STRENGTH = 0.1
"""What the lowest rating of the table counts, where the highest counts 1: even a bad rating is a sign of interest."""

COUNT_SPREAD = 20
"""Whole numbers whose greatest is more than so many times the median are counts, not marks."""

_ODD_MARKS, _LEAST_ODD, _MOST_MARKS = (0, -1, 99), 0.02, 10

LIKED_SHARE = 0.75
"""Liked by default: from here up on the scale; 4 on scales from 0.5 or 1 to 5."""


@dataclass(frozen=True, kw_only=True)
class InteractionParams:
    """What embed_interactions asks for; see there."""

    user: str
    item: str
    rating: str | None = None
    time: str | None = None
    n_dims: int = Default(50)
    metric: str = "cosine"
    random_state: int = 42

    def __post_init__(self) -> None:
        get_metric(self.metric)
        whole_number("random_state", self.random_state, low=0, high=2**31 - 1)

    @property
    def columns(self) -> dict[str, str | None]:
        """The column of each role."""
        return {"user": self.user, "item": self.item, "rating": self.rating, "time": self.time}


@dataclass(frozen=True, eq=False)
class Interactions:
    """Each pair of user and item once, in the table's order.

    user_ids, item_ids: as in the table, in order of first appearance. user_of, item_of: (n_pairs,) positions
    in them. strengths: (n_pairs,) > 0, how much the pair counts. ratings: (n_pairs,) as in the table, None for
    clicks. times: (n_pairs,) any unit, -inf where it is missing; None without a time column. rows: (n_pairs,)
    row numbers in the table, 1 = first.
    """

    user_ids: tuple[Id, ...]
    item_ids: tuple[Id, ...]
    user_of: Ints
    item_of: Ints
    strengths: Floats
    ratings: Floats | None
    times: Floats | None
    rows: Ints
    n_rows_read: int
    left_out: tuple[LeftOutRow, ...]
    notes: tuple[str, ...]
    liked_from: float | None

    @property
    def n_users(self) -> int:
        return len(self.user_ids)

    @property
    def n_items(self) -> int:
        return len(self.item_ids)

    @property
    def n_pairs(self) -> int:
        return len(self.user_of)

    def matrix(self, values: Floats) -> csr_array:
        """(n_users, n_items), sparse, with one value for each pair."""
        from scipy.sparse import csr_array

        return csr_array((values, (self.user_of, self.item_of)), shape=(self.n_users, self.n_items))

    def without(self, pairs: Ints) -> Interactions:
        """The same users and items without some of the pairs (positions)."""
        return self.only(np.delete(np.arange(self.n_pairs), pairs))

    def only(self, pairs: Ints) -> Interactions:
        """The same users and items with these pairs (positions) alone, in this order."""
        return replace(
            self,
            user_of=self.user_of[pairs],
            item_of=self.item_of[pairs],
            strengths=self.strengths[pairs],
            ratings=None if self.ratings is None else self.ratings[pairs],
            times=None if self.times is None else self.times[pairs],
            rows=self.rows[pairs],
        )

    def liked(self, liked_from: float | None) -> NDArray[np.bool_]:
        """(n_pairs,) which pairs are liked: a rating of at least liked_from; None: all."""
        if self.ratings is None or liked_from is None:
            return np.ones(self.n_pairs, dtype=bool)
        return self.ratings >= liked_from

    def order(self) -> Ints:
        """(n_pairs,) positions sorted by user, then by time, then by row: a user's last comes last."""
        times = np.zeros(self.n_pairs) if self.times is None else self.times
        return np.lexsort((self.rows, times, self.user_of))

    def ages(self) -> Floats:
        """(n_pairs,) how many of the same user's items came later; equal times share their mean."""
        import pandas as pd

        times = np.zeros(self.n_pairs) if self.times is None else self.times
        return np.asarray(pd.Series(times).groupby(self.user_of).rank(ascending=False) - 1, dtype=np.float64)


def read_interactions(frame: pd.DataFrame, row_numbers: Ints, params: InteractionParams) -> Interactions:
    """Interactions from a table.

    Raises ParameterError for unknown columns, DataError where fewer than 2 users or items are left.
    """
    import pandas as pd

    rating = params.rating
    _check_columns(frame, **params.columns)
    reasons: dict[int, str] = {}
    notes: list[str] = []
    users, items = (read_ids(frame, name, notes) for name in (params.user, params.item))
    for what, values in (("user", users), ("item", items)):
        for row, value in enumerate(values):
            if value is None:
                reasons.setdefault(row, f"the {what} is missing")
    ratings = None if rating is None else _ratings(frame, rating, reasons)
    kept = np.array([row for row in range(len(frame)) if row not in reasons], dtype=np.int64)
    if rating is not None and len(kept) == 0:
        raise DataError(
            f'at least one row must have a user, an item and a number in "{rating}" (got none of {len(frame)}); '
            "choose another rating column, or none"
        )
    times = None if params.time is None else _times(frame, params.time, kept, notes)
    user_of, user_ids = pd.factorize(pd.Series(users, dtype=object).to_numpy()[kept])
    item_of, item_ids = pd.factorize(pd.Series(items, dtype=object).to_numpy()[kept])
    if len(user_ids) < 2 or len(item_ids) < 2:
        raise DataError(
            f"there must be at least 2 users and 2 items (got {len(user_ids)} and {len(item_ids)} in "
            f"{len(kept)} usable rows); check the columns, or load more rows"
        )
    if reasons:
        of_kind = Counter(reason.split(" (")[0] for reason in reasons.values())
        kinds = ", ".join(f"{kind} ({count})" for kind, count in of_kind.items())
        are = by_number(len(reasons), "is", "are")
        notes.insert(0, f"{len(reasons):,} of {len(frame):,} rows {are} left out: {kinds}")
    table = Interactions(
        tuple(user_ids),
        tuple(item_ids),
        user_of,
        item_of,
        strengths=np.ones(len(kept)),
        ratings=None if ratings is None else ratings[kept],
        times=times,
        rows=row_numbers[kept],
        n_rows_read=len(frame),
        left_out=tuple(LeftOutRow(int(row_numbers[row]), reasons[row]) for row in sorted(reasons)),
        notes=(),
        liked_from=None,
    )
    table, counts = _joined(table, notes)
    strengths, liked_from = _strengths(table, counts, rating, notes)
    return replace(table, strengths=strengths, liked_from=liked_from, notes=tuple(notes))


def _check_columns(frame: pd.DataFrame, **roles: object) -> None:
    """Raises ParameterError where a named column is missing or is named twice."""
    known = [str(column) for column in frame.columns]
    used: dict[object, str] = {}
    for role, name in roles.items():
        if name is None:
            continue
        if name not in frame.columns:
            raise ParameterError(
                f"{role} must be a column of the table: {', '.join(known)} (got {name!r}){did_you_mean(name, known)}"
            )
        if name in used:
            raise ParameterError(f"{used[name]} and {role} must be two columns (got {name!r} for both); choose another")
        if int((frame.columns == name).sum()) > 1:
            raise ParameterError(f"the name of a column must be its own (got {name!r} more than once); rename one")
        used[name] = role


def table_of(frame: object) -> tuple[pd.DataFrame, Ints]:
    """The data frame and its row numbers, from a data frame or a Dataset."""
    import pandas as pd

    if isinstance(frame, Dataset):
        return frame.frame, np.asarray(frame.row_numbers, dtype=np.int64)
    if not isinstance(frame, pd.DataFrame):
        raise DataError(
            f"frame must be a pandas DataFrame or a Dataset (got {type(frame).__name__}); load one with read_table()"
        )
    return frame, np.arange(1, len(frame) + 1, dtype=np.int64)


def read_ids(frame: pd.DataFrame, column: str, notes: list[str]) -> list[Id | None]:
    """The ids as Python values, None where one is missing; whole numbers are ints even beside empty cells."""
    import pandas as pd

    values: list[Id | None] = []
    for value in frame[column].tolist():
        try:
            hash(value)
            missing = value is None or value is pd.NA or value != value
            missing = missing or (isinstance(value, str) and not value.strip())
        except TypeError as error:
            raise DataError(
                f'"{column}" must hold plain ids, numbers or words (got a {type(value).__name__}); '
                "choose another column"
            ) from error
        values.append(None if missing else value)
    numbers = [value for value in values if isinstance(value, float)]
    if numbers and all(value is None or isinstance(value, float) for value in values):
        if all(number.is_integer() for number in numbers):
            return [None if value is None else int(value) for value in values]  # type: ignore[call-overload]
        notes.append(f'the ids in "{column}" are numbers with decimals; is it the right column?')
    return values


def _ratings(frame: pd.DataFrame, column: str, reasons: dict[int, str]) -> Floats:
    import pandas as pd

    written = frame[column]
    if pd.api.types.is_datetime64_any_dtype(written):
        raise DataError(f'"{column}" must hold numbers (got dates); choose another rating column, or none')
    ratings = pd.to_numeric(written, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    missing = written.isna().to_numpy(dtype=bool)
    for row in np.flatnonzero(~np.isfinite(ratings)).tolist():
        value = written.iloc[row]
        empty = missing[row] or not str(value).strip()
        reasons.setdefault(row, "the rating is missing" if empty else f'the rating is no number ("{str(value)[:40]}")')
    return np.asarray(ratings)


def _times(frame: pd.DataFrame, column: str, kept: Ints, notes: list[str]) -> Floats:
    import pandas as pd

    written = frame[column].iloc[kept]
    if pd.api.types.is_numeric_dtype(written):
        times = written.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        parsed = pd.to_datetime(written, errors="coerce", format="mixed", utc=True)
        # Days since 1970, so that no unit of pandas matters.
        times = ((parsed - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)).to_numpy(dtype=np.float64)
    readable = np.isfinite(times)
    if not readable.any():
        raise DataError(f'"{column}" must hold dates, times or numbers (none could be read); choose another, or none')
    if not readable.all():
        some = counted(int((~readable).sum()), "row has", "rows have")
        notes.append(f'{some} no readable time in "{column}": counted as the oldest')
    return np.where(readable, times, -np.inf)


def _joined(table: Interactions, notes: list[str]) -> tuple[Interactions, Floats]:
    """Each pair once, and how often it stood in the table: the last rating by time, or the mean without times."""
    keys = table.user_of * table.n_items + table.item_of
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    if len(counts) == table.n_pairs:
        return table, np.ones(table.n_pairs)
    n_again = table.n_pairs - len(counts)
    order = table.order()
    last = np.empty(len(counts), dtype=np.int64)
    last[inverse[order]] = order
    places = np.sort(last)
    times_there = counts[inverse[places]].astype(np.float64)
    ratings = table.ratings
    said = f"{counted(n_again, 'row repeats', 'rows repeat')} a pair of user and item: "
    if ratings is None:
        said += "each pair counts 1 + ln(times)"
    elif table.times is not None:
        said += "of a pair's ratings, the latest counts"
    else:
        means = np.bincount(inverse, weights=ratings) / counts
        ratings = means[inverse]
        said += "of a pair's ratings, the mean counts"
    notes.append(said)
    return replace(table, ratings=ratings).only(places), times_there


def _not_rated(marks: Floats, column: str | None) -> list[str]:
    """A note where a number beyond the scale of all others, 0, -1 or 99, may mean that nothing was rated."""
    for odd in _ODD_MARKS:
        here = marks == odd
        others = marks[~here]
        if not len(others) or here.mean() < _LEAST_ODD or (others.min() < 1) == (odd < 1) or others.max() > _MOST_MARKS:
            continue
        return [
            f'in "{column}" {odd} may mean that nothing was rated: it stands in {share(float(here.mean()))} of the '
            f"rows, and all others are {others.min():g} to {others.max():g}; it counts as a rating here, so leave "
            "these rows out if it is none"
        ]
    return []


def _strengths(
    table: Interactions, counts: Floats, column: str | None, notes: list[str]
) -> tuple[Floats, float | None]:
    """How much each pair counts, and the rating from which it is liked."""
    if table.ratings is None:
        return 1 + np.log(counts), None
    marks = table.ratings
    low, high = float(marks.min()), float(marks.max())
    if low == high:
        notes.append(f'every rating in "{column}" is {low:g}, so the rows count as clicks')
        return np.ones(table.n_pairs), None
    notes += _not_rated(marks, column)
    if low < 0:
        notes.append(f'"{column}" has negative ratings: the scale is taken from {low:g} (least) to {high:g} (most)')
    liked_from = low + LIKED_SHARE * (high - low)
    median = float(np.median(marks))
    if low >= 0 and high > COUNT_SPREAD * max(median, 1.0) and bool((marks % 1 == 0).all()):
        notes.append(
            f'"{column}" goes up to {high:g} while half its numbers are at most {median:g}: they are taken as counts, '
            "by their logarithm"
        )
        marks, liked_from = np.log1p(marks), median
        low, high = float(marks.min()), float(marks.max())
    strengths = LEAST_STRENGTH + (1 - LEAST_STRENGTH) * (marks - low) / (high - low)
    return strengths, float(table.ratings[table.ratings >= liked_from].min())
