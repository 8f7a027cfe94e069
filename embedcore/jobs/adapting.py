"""Adapting a space as a job: from labels, or from judged pairs."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from embedcore.jobs import work
from embedcore.jobs.job import Job
from embedcore.jobs.queue import JobQueue
from embedcore.jobs.task import Task
from embedcore.jobs.wire import space_key
from embedcore.space import EmbeddingSpace
from embedcore.types import Indices, Vectors

UNTIL = "it is learned what belongs together"
MOST_S = 60.0
"""More rows than are measured on take no longer."""


def adapt_to_labels(queue: JobQueue, space: EmbeddingSpace, codes: Indices, name: str, *, session: str) -> Job:
    """The job that learns from labels; its result is a Learned. codes, name: as for `learn_from_labels`."""
    key = f"adapt {space_key(space)} {space.metric} {name} {_digest(codes)}"
    seconds = min(int((codes >= 0).sum()) / work.ADAPTED_PER_S, MOST_S)
    task = Task(work=work.adapt_to_labels, args=(space, codes, name), seconds=seconds, n_rows=space.n_rows, until=UNTIL)
    return queue.submit(key, lambda: task, session=session)


def adapt_to_pairs(
    queue: JobQueue, space: EmbeddingSpace, left: Vectors, right: Vectors, alike: NDArray[np.bool_], *, session: str
) -> Job:
    """The job that learns from judged pairs; its result is a Learned. left, right, alike: as for `learn_from_pairs`."""
    key = f"adapt {space_key(space)} {space.metric} pairs {_digest(left, right, alike)}"
    seconds = min(len(alike) / work.ADAPTED_PER_S, MOST_S)
    args = (space, left, right, alike)
    task = Task(work=work.adapt_to_pairs, args=args, seconds=seconds, n_rows=space.n_rows, until=UNTIL)
    return queue.submit(key, lambda: task, session=session)


def _digest(*arrays: NDArray[np.generic]) -> str:
    found = blake2b(digest_size=12)
    for array in arrays:
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()
