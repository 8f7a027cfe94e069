"""Comparisons as jobs: two spaces of the same rows, and one space in fewer dimensions."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from embedcore.jobs.job import Job
from embedcore.jobs.queue import JobQueue
from embedcore.jobs.task import Kept, Task
from embedcore.jobs.wire import space_key
from embedcore.jobs.work import PRODUCTS_PER_S, seconds_to_compare
from embedcore.space import EmbeddingSpace
from embedcore.trust import (
    Comparison,
    DimensionComparison,
    LabelValues,
    Side,
    compare_dimensions,
    compare_sides,
)
from embedcore.types import OnProgress

TIMES_COMPARED, TIMES_TRIED, ROWS_TRIED = 4, 15, 2_000
"""How often all pairs, or so many rows with all others, are looked at; roughly, to tell short work from long."""


def compare(
    queue: JobQueue,
    space_a: EmbeddingSpace,
    space_b: EmbeddingSpace,
    sides: tuple[Side, Side],
    labels: LabelValues | None,
    groups: NDArray[np.int64] | None,
    *,
    session: str,
) -> Job:
    """The job that makes a Comparison. The others as for trust.compare_sides."""
    names = [space_key(space_a), str(space_a.metric), sides[0].name, space_key(space_b), str(space_b.metric)]
    key = f"compare {' '.join([*names, sides[1].name])} {_digest(labels)}"
    task = Task(
        work=_compare,
        args=(space_a, space_b, sides, labels, groups),
        seconds=TIMES_COMPARED * seconds_to_compare(space_a),
        n_rows=space_a.n_rows,
        until="both are compared",
    )
    return queue.submit(key, lambda: task, session=session)


def try_dimensions(queue: JobQueue, space: EmbeddingSpace, labels: LabelValues | None, *, session: str) -> Job:
    """The job that makes a DimensionComparison of the space."""
    return queue.submit(dimensions_key(space, labels), lambda: _trying(space, labels), session=session)


def dimensions_key(space: EmbeddingSpace, labels: LabelValues | None) -> str:
    """The key of the job that tries fewer dimensions."""
    return f"dimensions {space_key(space)} {space.metric} {_digest(labels)}"


def _trying(space: EmbeddingSpace, labels: LabelValues | None) -> Task:
    asked = min(space.n_rows, ROWS_TRIED)
    return Task(
        work=_try_dimensions,
        args=(space, labels),
        seconds=TIMES_TRIED * asked * space.n_rows * space.n_dims / PRODUCTS_PER_S,
        n_rows=space.n_rows,
        until="fewer dimensions are tried",
    )


def _compare(
    kept: Kept,
    report: OnProgress,
    space_a: EmbeddingSpace,
    space_b: EmbeddingSpace,
    sides: tuple[Side, Side],
    labels: LabelValues | None,
    groups: NDArray[np.int64] | None,
) -> Comparison:
    return compare_sides(space_a, space_b, sides, labels, groups=groups, on_progress=report)


def _try_dimensions(
    kept: Kept, report: OnProgress, space: EmbeddingSpace, labels: LabelValues | None
) -> DimensionComparison:
    return compare_dimensions(space, labels=labels, on_progress=report)


def _digest(labels: LabelValues | None) -> str:
    if labels is None:
        return "without labels"
    found = blake2b(repr((labels.name, labels.values)).encode(), digest_size=12)
    found.update(labels.codes.tobytes())
    return found.hexdigest()
