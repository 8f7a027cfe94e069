"""compare(): two spaces of the same rows, what changes from one to the other, and which to use."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.parameters import Default, adapted, whole_number
from embedcore.phrases import counted
from embedcore.space.space import EmbeddingSpace
from embedcore.trust.compare import words
from embedcore.trust.compare.agreement import GroupAgreement, agreement
from embedcore.trust.compare.cost import megabytes, query_ms, seconds_to_embed
from embedcore.trust.compare.labelled import LabelComparison, Labels, LabelValues, compared, judged, label_values
from embedcore.trust.learned_from import LearnedFrom, labels_learned_from
from embedcore.trust.lists import by_change, nearest_lists, shared, some_rows
from embedcore.types import Indices, OnProgress

MOST_EXACT, SAMPLED = 20_000, 5_000
"""Of more rows than the first, so many drawn at random are looked at, beside all others."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two spaces, and what it costs.

    name: as it is called in sentences. megabytes: of its vectors. query_ms: of one exact search, nan before it is
    measured. embed_seconds: about how long its model reads these rows here; None where that is not known.
    learned_from: the labels that it was adapted to, as its notes say.
    """

    name: str
    metric: str
    n_dims: int
    megabytes: float
    query_ms: float = float("nan")
    embed_seconds: float | None = None
    learned_from: tuple[LearnedFrom, ...] = ()

    def learned(self, label: str) -> LearnedFrom | None:
        """What was measured when it was adapted to the label of that name; None where it was not."""
        return next((one for one in reversed(self.learned_from) if one.are(label)), None)


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """Two spaces of the same rows beside each other.

    a, b: the sides. n_neighbors: k. rows: (n,) those that were looked at. neighbors_a, neighbors_b: (n, k) the true
    neighbours of each, closest first. row_overlap: (n_rows,) the share (0 to 1) of a row's neighbours that are the same
    in both; nan for rows that were not looked at. changed: (n,) the rows, those whose neighbours changed most first.
    groups: whether the groups are the same. labels: how well both know a label, where one was given.
    notes: what was adapted or sampled.
    """

    a: Side
    b: Side
    n_neighbors: int
    rows: Indices
    neighbors_a: Indices
    neighbors_b: Indices
    row_overlap: NDArray[np.float64]
    changed: Indices
    groups: GroupAgreement
    labels: LabelComparison | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def n_rows(self) -> int:
        return len(self.row_overlap)

    @property
    def overlap(self) -> float:
        """The mean share of neighbours that are the same, 0 to 1."""
        return float(self.row_overlap[self.rows].mean())

    @property
    def chance(self) -> float:
        """What `overlap` would be if neighbours were drawn at random."""
        return self.n_neighbors / (self.n_rows - 1)

    @property
    def cheaper(self) -> Side | None:
        """The side that takes less memory, else the one whose model reads faster by a fifth; None for neither."""
        if self.a.megabytes != self.b.megabytes:
            return min(self.a, self.b, key=lambda side: side.megabytes)
        slow, quick = self.a.embed_seconds, self.b.embed_seconds
        if slow is None or quick is None or max(slow, quick) < 1.2 * min(slow, quick):
            return None
        return self.a if slow < quick else self.b

    @property
    def better(self) -> Side | None:
        """The side that knows the label better, by more than chance explains; None otherwise.

        None, too, where a side was adapted to this very label: of the rows that it learned from it knows too much.
        """
        if self.labels is None or self.labels.is_noise or self.learned:
            return None
        return self.b if self.labels.difference > 0 else self.a

    @property
    def learned(self) -> tuple[Side, ...]:
        """The sides that were adapted to the very label that they are checked against."""
        if self.labels is None:
            return ()
        return tuple(side for side in (self.a, self.b) if side.learned(self.labels.name) is not None)

    @property
    def verdict(self) -> str:
        """What it comes to, in a sentence."""
        return words.verdict(self)

    @property
    def sentences(self) -> tuple[str, str, str]:
        """What was measured, what it means, and what to do."""
        return words.measured(self), words.meaning(self), self.verdict

    def neighbors_of(self, row: int) -> tuple[Indices, Indices]:
        """The row's neighbours in both. Raises ParameterError for a row that is not there, or was not looked at."""
        row = whole_number("row", row, low=0, high=self.n_rows - 1)
        place = int(np.searchsorted(self.rows, row))
        if place == len(self.rows) or self.rows[place] != row:
            raise ParameterError(
                f"row must be one of the {counted(len(self.rows), 'row')} that were looked at, see .rows (got {row})"
            )
        return self.neighbors_a[place], self.neighbors_b[place]

    def describe(self) -> str:
        """All that was found, in plain sentences."""
        return words.everything(self)


def compare(
    space_a: EmbeddingSpace,
    space_b: EmbeddingSpace,
    *,
    labels: Labels | None = None,
    n_neighbors: int = Default(10),
    names: Sequence[str] | None = None,
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> Comparison:
    """Two spaces of the same rows: two models, metrics, numbers of dimensions, or before and after a change.

    labels: a column of the first space's table, or a value for each row: then both are also judged by how often the
    most frequent label among a row's neighbours is its own, each row left out of its own vote, with a paired test.
    Where one was adapted to these labels, that figure is too good and decides nothing, see Comparison.learned.
    names: what the two are called; else what differs: the models, metrics or dimensions.
    Exact up to 20,000 rows. Of more, 5,000 drawn at random are looked at, each beside all others, and it is said.
    Raises ParameterError for spaces of different rows, fewer than 3 rows, or labels that can't be (see label_values).
    """
    sides = described(space_a, space_b, names=names)
    known = None if labels is None else label_values(space_a, labels)
    n_neighbors = adapted(
        "n_neighbors", n_neighbors, high=space_a.n_rows - 1, advice=f"there are {space_a.n_rows} rows"
    )
    return compare_sides(
        space_a, space_b, sides, known, n_neighbors=n_neighbors, random_state=random_state, on_progress=on_progress
    )


def described(
    space_a: EmbeddingSpace, space_b: EmbeddingSpace, *, names: Sequence[str] | None = None
) -> tuple[Side, Side]:
    """Both sides before anything is measured. Raises ParameterError for spaces that can't be compared."""
    if space_a.n_rows != space_b.n_rows or (
        space_a.texts is not None and space_b.texts is not None and list(space_a.texts) != list(space_b.texts)
    ):
        rows = f"{space_a.n_rows:,} and {space_b.n_rows:,} rows"
        rows = rows if space_a.n_rows != space_b.n_rows else f"other texts in {rows}"
        raise ParameterError(f"both spaces must have the same rows (got {rows}); embed the same table twice")
    if space_a.n_rows < 3:
        raise ParameterError(f"at least 3 rows are needed to compare (got {space_a.n_rows}); load more rows")
    if names is not None and (len(names) != 2 or names[0] == names[1]):
        raise ParameterError(f"names must be two different ones (got {names!r}); leave them out")
    chosen = names if names is not None else words.names_of(space_a, space_b)
    sides = [
        Side(
            name=name,
            metric=str(space.metric),
            n_dims=space.n_dims,
            megabytes=megabytes(space.n_rows, space.n_dims),
            embed_seconds=seconds_to_embed(space),
            learned_from=labels_learned_from(space.notes),
        )
        for name, space in zip(chosen, (space_a, space_b), strict=True)
    ]
    return sides[0], sides[1]


def compare_sides(
    space_a: EmbeddingSpace,
    space_b: EmbeddingSpace,
    sides: tuple[Side, Side],
    labels: LabelValues | None,
    *,
    n_neighbors: int = 10,
    groups: NDArray[np.int64] | None = None,
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> Comparison:
    """What compare() gives, of sides that are described and labels that are read: all that takes time.

    groups: (n_rows,) the groups of the first space by k-means, where they are known.
    """
    n_neighbors = min(n_neighbors, space_a.n_rows - 1)
    rows, notes = some_rows(space_a.n_rows, random_state, most=MOST_EXACT, sampled=SAMPLED)
    a, b = (nearest_lists(space, rows, n_neighbors, on_progress=on_progress) for space in (space_a, space_b))
    overlap = np.full(space_a.n_rows, np.nan)
    overlap[rows] = shared(a, b)[:, -1]
    found = None
    if labels is not None:
        asked = rows[labels.codes[rows] >= 0]
        right = judged((space_a, space_b), labels, asked, n_neighbors, on_progress)
        found = compared(labels, n_neighbors, right)
        if n_left := labels.codes.size - len(labels.rows):
            notes += (f"{counted(n_left, 'row')} without a label in {labels.name} left out of the check by labels",)
    if on_progress:
        on_progress(0, 1, "comparing groups")
    some = (space_a, space_b) if len(rows) == space_a.n_rows else (_part(space_a, rows), _part(space_b, rows))
    known = groups[rows] if groups is not None else None
    timed = [replace(side, query_ms=query_ms(space)) for side, space in zip(sides, (space_a, space_b), strict=True)]
    return Comparison(
        a=timed[0],
        b=timed[1],
        n_neighbors=n_neighbors,
        rows=rows,
        neighbors_a=a,
        neighbors_b=b,
        row_overlap=overlap,
        changed=by_change(space_a, rows, a, b),
        groups=agreement(*some, random_state, groups=known),
        labels=found,
        notes=notes,
    )


def _part(space: EmbeddingSpace, rows: Indices) -> EmbeddingSpace:
    return EmbeddingSpace(space.vectors[rows], metric=space.metric)
