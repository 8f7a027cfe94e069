"""How groups grow: the last days of the data beside the same time before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError, ParameterError
from embedcore.facets.chance import adjusted, chance_of_as_many

DAYS = 30
LEVEL = 0.01
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, eq=False)
class Growth:
    """How many rows of each group fell into the last days of the data, and how many into as many days before.

    until: the moment of the newest row. since: where the last days begin, before_since: where the time before them
    begins; their first moments are outside. days: how long both are; less than was asked where the data do not go back
    twice as far. recent, before: (n_groups,) numbers of rows; n_recent, n_before: of all rows. first: (n_groups,) the
    oldest row of each group, NaT without any. faster, slower: (n_groups,) whether it grew more, or less, than the other
    rows beyond chance. new: (n_groups,) whether it has no row older than the last days, beyond chance. n_undated: rows
    without a date.
    """

    since: np.datetime64
    before_since: np.datetime64
    until: np.datetime64
    days: float
    recent: NDArray[np.int64]
    before: NDArray[np.int64]
    n_recent: int
    n_before: int
    first: NDArray[np.datetime64]
    faster: NDArray[np.bool_]
    slower: NDArray[np.bool_]
    new: NDArray[np.bool_]
    n_undated: int

    @property
    def change(self) -> NDArray[np.float64]:
        """(n_groups,) 0.3 where it grew by 30 %; inf where it had none before, nan without a row in either time."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.recent / self.before - 1


def growth(times: NDArray[np.datetime64], labels: NDArray[np.integer], n_groups: int, *, days: float = DAYS) -> Growth:
    """The growth of each group. times: (n_rows,), NaT where there is none. labels: (n_rows,) its group, -1 for none.

    Chance is accounted for by Fisher's exact test, corrected for the number of groups (Benjamini and Hochberg 1995), at
    0.01.
    Raises ParameterError for days of no length, DataError where fewer than two rows have different dates.
    """
    if not days > 0:
        raise ParameterError(f"days must be above 0 (got {days}); 30 is usual")
    times, labels = np.asarray(times, dtype="datetime64[ms]"), np.asarray(labels, dtype=np.int64)
    dated = ~np.isnat(times)
    if not dated.any() or times[dated].min() == times[dated].max():
        raise DataError(
            "growth needs rows of at least two different times (got "
            f"{'one time' if dated.any() else 'no date'}); choose another column of dates"
        )
    oldest, until = times[dated].min(), times[dated].max()
    length = min(np.timedelta64(round(days * 86_400_000), "ms"), (until - oldest) // 2)
    since, before_since = until - length, until - 2 * length
    of_group = dated & (labels >= 0)
    # The newest row is inside, and no moment is in both.
    recent_rows, before_rows = of_group & (times > since), of_group & (times > before_since) & (times <= since)

    def count(rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(labels[rows], minlength=n_groups).astype(np.int64)

    recent, before, all_of = count(recent_rows), count(before_rows), count(of_group)
    in_recent, in_before = int(recent.sum()), int(before.sum())
    both = in_recent + in_before
    drawn = recent + before
    faster = chance_of_as_many(recent, drawn, np.full_like(drawn, in_recent), both)
    slower = chance_of_as_many(before, drawn, np.full_like(drawn, in_before), both)
    only_recent = (recent == all_of) & (recent > 0)
    by_chance = chance_of_as_many(recent, all_of, np.full_like(drawn, in_recent), int(of_group.sum()))
    first = np.full(n_groups, np.datetime64("NaT"), dtype="datetime64[ms]")
    order = np.flatnonzero(of_group)[np.argsort(times[of_group], kind="stable")[::-1]]
    first[labels[order]] = times[order]  # the oldest is written last
    return Growth(
        since=since,
        before_since=before_since,
        until=until,
        days=float(length / DAY),
        recent=recent,
        before=before,
        n_recent=int((dated & (times > since)).sum()),
        n_before=int((dated & (times > before_since) & (times <= since)).sum()),
        first=first,
        faster=adjusted(faster) <= LEVEL,
        slower=adjusted(slower) <= LEVEL,
        new=only_recent & (adjusted(by_chance) <= LEVEL),
        n_undated=int((~dated).sum()),
    )
