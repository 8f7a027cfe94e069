"""The check of a space's health as a job, in the worker that holds the models."""

from embedcore.encoders import Encoder
from embedcore.encoders.adjusted import AdjustedEncoder, Adjustment
from embedcore.jobs.job import Job
from embedcore.jobs.queue import JobQueue
from embedcore.jobs.remote_encoder import RemoteEncoder
from embedcore.jobs.task import ENCODER, Kept, ModelChoice, Task
from embedcore.jobs.wire import space_key
from embedcore.space import EmbeddingSpace
from embedcore.trust import HealthReport
from embedcore.trust import check_health as check
from embedcore.types import OnProgress

CHECKED_PER_S = 1_000
"""Rows, roughly, on two cores."""


def check_health(queue: JobQueue, space: EmbeddingSpace, *, session: str) -> Job:
    """The job that makes the HealthReport of the space. What its model reads is asked of the worker's own model."""
    choice, adjustments = _model_of(space.encoder)

    def make() -> Task:
        return Task(
            work=_check,
            args=(space, choice, adjustments),
            role=ENCODER,
            seconds=space.n_rows / CHECKED_PER_S,
            n_rows=space.n_rows,
            until="the data is checked",
        )

    return queue.submit(f"health {space_key(space)} {space.metric}", make, session=session)


def _model_of(encoder: object) -> tuple[ModelChoice | None, tuple[Adjustment, ...]]:
    """The model as a worker can make it, and what is done to its vectors; None where it can't be made there."""
    adjustments: list[Adjustment] = []
    while isinstance(encoder, AdjustedEncoder):
        adjustments.append(encoder.adjustment)
        encoder = encoder.inner
    if not isinstance(encoder, RemoteEncoder):
        return None, ()
    return encoder.choice, tuple(reversed(adjustments))


def _check(
    kept: Kept, report: OnProgress, space: EmbeddingSpace, choice: ModelChoice | None, made: tuple[Adjustment, ...]
) -> HealthReport:
    if choice is None:
        return check(space, on_progress=report)
    encoder: Encoder = kept.encoder(choice)
    for adjustment in made:
        encoder = AdjustedEncoder(encoder, adjustment)
    return check(space.with_encoder(encoder), on_progress=report)
