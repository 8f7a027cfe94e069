"""What of each group is new since a moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError, ParameterError
from embedcore.facets.growth import DAY


@dataclass(frozen=True, eq=False)
class NewSince:
    """How many rows of each group are from a moment on.

    since: that moment, which is inside; until: the moment of the newest row. new: (n_groups,) numbers of rows from
    then on. first, last: (n_groups,) the oldest and the newest row of each group, NaT without any. n_new: of all rows,
    also of those in no group. n_undated: rows without a date.
    """

    since: np.datetime64
    until: np.datetime64
    new: NDArray[np.int64]
    first: NDArray[np.datetime64]
    last: NDArray[np.datetime64]
    n_new: int
    n_undated: int

    @property
    def began(self) -> NDArray[np.bool_]:
        """(n_groups,) whether no row of it is older; False for a group without a date."""
        return np.asarray(self.first >= self.since)


def new_since(
    times: NDArray[np.datetime64], labels: NDArray[np.integer], n_groups: int, since: np.datetime64
) -> NewSince:
    """What is new of each group. times: (n_rows,), NaT where there is none. labels: (n_rows,), -1 for no group.

    Raises ParameterError where since is no moment, DataError where no row has a date.
    """
    moment = since.astype("datetime64[ms]")
    if np.isnat(moment):
        raise ParameterError("since must be a moment (got NaT); choose a date")
    times, labels = np.asarray(times, dtype="datetime64[ms]"), np.asarray(labels, dtype=np.int64)
    dated = ~np.isnat(times)
    if not dated.any():
        raise DataError("what is new needs rows with a date (got none); choose another column of dates")
    is_new = dated & (times >= moment)
    first = np.full(n_groups, np.datetime64("NaT"), dtype="datetime64[ms]")
    last = first.copy()
    of_group = np.flatnonzero(dated & (labels >= 0))
    order = of_group[np.argsort(times[of_group], kind="stable")]
    last[labels[order]] = times[order]  # the newest is written last
    first[labels[order[::-1]]] = times[order[::-1]]
    return NewSince(
        since=moment,
        until=times[dated].max(),
        new=np.bincount(labels[is_new & (labels >= 0)], minlength=n_groups).astype(np.int64),
        first=first,
        last=last,
        n_new=int(is_new.sum()),
        n_undated=int((~dated).sum()),
    )


def last_days(times: NDArray[np.datetime64], days: float) -> np.datetime64:
    """Where the last days of the data begin, as `growth` counts them: the first moment inside.

    Raises ParameterError for days of no length, DataError where no row has a date.
    """
    if not days > 0:
        raise ParameterError(f"days must be above 0 (got {days}); 7 and 30 are usual")
    times = np.asarray(times, dtype="datetime64[ms]")
    dated = times[~np.isnat(times)]
    if not len(dated):
        raise DataError("the last days need rows with a date (got none); choose another column of dates")
    return np.datetime64(dated.max() - np.timedelta64(round(days * (DAY / np.timedelta64(1, "ms"))) - 1, "ms"))
