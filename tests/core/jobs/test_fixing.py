"""The health of a space and a fix that is tried, through a queue with real workers: as they are made here."""

from collections.abc import Iterator

import numpy as np
import pytest

import embedcore as ec
from embedcore import jobs
from embedcore.jobs import Job, JobQueue, RemoteEncoder, Tried
from embedcore.trust import apply_fix, check_health, effect_of
from tests.core.jobs.conftest import over

STATIC = "all-MiniLM-L6-v2-static"
TEXTS = [f"{thing} number {number}" for number in range(20) for thing in ("a parcel", "the lentil soup", "my password")]


@pytest.fixture(scope="module")
def shared() -> Iterator[JobQueue]:
    queue = JobQueue(idle_s=600)
    yield queue
    queue.close()


def done(job: Job) -> object:
    assert over(job).state == "done", job.error
    return job.result


def test_health_is_looked_at_there_with_the_changed_model(shared: JobQueue) -> None:
    here = apply_fix(ec.embed(TEXTS, model=STATIC), "standardise")
    assert here.encoder is not None
    there = here.with_encoder(jobs.in_worker(shared, here.encoder))
    assert isinstance(jobs.remote_of(there.encoder), RemoteEncoder)
    report = done(jobs.check_health(shared, there, session="me"))
    expected = check_health(here)
    assert isinstance(report, ec.HealthReport)
    assert [(one.name, one.severity, one.measured) for one in report.findings] == [
        (one.name, one.severity, one.measured) for one in expected.findings
    ]
    assert report.notes == expected.notes
    assert "other_query_model" in [one.name for one in report.findings]


def test_health_of_vectors_alone(shared: JobQueue) -> None:
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(50, 6)).astype(np.float32), metric="dot")
    report = done(jobs.check_health(shared, space, session="me"))
    assert isinstance(report, ec.HealthReport)
    assert report["wrong_metric"].measured == check_health(space)["wrong_metric"].measured


@pytest.mark.parametrize("fix", ["cosine", "standardise"])
def test_a_fix_is_tried_there(fix: str, shared: JobQueue) -> None:
    rng = np.random.default_rng(2)
    space = ec.EmbeddingSpace(rng.normal(size=(80, 6)).astype(np.float32) * [1, 1, 1, 1, 1, 90], metric="euclidean")
    tried = done(jobs.try_fix(shared, space, fix, session="me"))
    assert isinstance(tried, Tried)
    right = apply_fix(space, fix)
    np.testing.assert_array_equal(tried.applied(space).vectors, right.vectors)
    assert tried.applied(space).metric is right.metric
    assert tried.effect.changed_ratio == effect_of(space, right).changed_ratio > 0
