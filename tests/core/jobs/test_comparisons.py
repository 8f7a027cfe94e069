"""Comparisons through a queue with real workers: what comes back is what is made here."""

from collections.abc import Iterator

import numpy as np
import pytest

import embedcore as ec
from embedcore import jobs
from embedcore.jobs import JobQueue
from embedcore.trust import described, label_values
from tests.core.jobs.conftest import over


@pytest.fixture(scope="module")
def shared() -> Iterator[JobQueue]:
    queue = JobQueue(idle_s=600)
    yield queue
    queue.close()


def test_both_come_back_as_they_are_made_here(shared: JobQueue) -> None:
    rng = np.random.default_rng(0)
    kinds = np.arange(90) % 3
    vectors = rng.normal(size=(3, 8))[kinds] * 2 + rng.normal(size=(90, 8))
    a = ec.EmbeddingSpace(vectors)
    b = ec.reduce_dimensions(a, 3)
    labels, sides = label_values(a, kinds), described(a, b)
    job = jobs.compare(shared, a, b, sides, labels, None, session="me")
    assert jobs.compare(shared, a, b, sides, labels, None, session="you") is job
    assert jobs.compare(shared, a, b, sides, None, None, session="me") is not job
    assert over(job).state == "done", job.error
    here, there = ec.compare(a, b, labels=kinds), job.result
    np.testing.assert_array_equal(there.changed, here.changed)
    np.testing.assert_array_equal(there.row_overlap, here.row_overlap)
    assert (there.labels, there.verdict, there.groups) == (here.labels, here.verdict, here.groups)

    tried = jobs.try_dimensions(shared, a, labels, session="me")
    assert tried.key == jobs.dimensions_key(a, labels)
    assert over(tried).state == "done", tried.error
    assert [one.kept for one in tried.result.tried] == [one.kept for one in ec.compare_dimensions(a).tried]
