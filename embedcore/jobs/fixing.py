"""The health of a space and the trial of a fix as jobs: what may mislead, and what changes when it is mended."""

from dataclasses import dataclass

from embedcore.encoders.adjusted import AdjustedEncoder, Adjustment, changes_of
from embedcore.jobs.job import Job
from embedcore.jobs.queue import JobQueue
from embedcore.jobs.remote_encoder import remote_of
from embedcore.jobs.task import ENCODER, MAPPER, Kept, ModelChoice, Task
from embedcore.jobs.wire import space_key
from embedcore.space import EmbeddingSpace
from embedcore.trust import Effect, HealthReport, adjustment_of, effect_of, with_adjustment
from embedcore.trust import check_health as look
from embedcore.types import OnProgress

TRIED_PER_S, CHECKED_PER_S = 10_000, 500


@dataclass(frozen=True, eq=False)
class Tried:
    """adjustment: what the fix does to every vector; None for one that only changes the metric."""

    adjustment: Adjustment | None
    effect: Effect

    def applied(self, space: EmbeddingSpace) -> EmbeddingSpace:
        """The space that was tried, with the fix."""
        return with_adjustment(space, self.adjustment)


def try_fix(queue: JobQueue, space: EmbeddingSpace, fix: str, *, session: str) -> Job:
    """The job that makes a Tried of the space. fix: one of embedcore.trust.FIXES."""
    task = Task(
        work=_try,
        args=(space, fix),
        seconds=space.n_rows / TRIED_PER_S,
        n_rows=space.n_rows,
        n_bytes=space.vectors.size * 12,
        until="a fix is tried",
    )
    return queue.submit(f"fix {space_key(space)} {space.metric} {fix}", lambda: task, session=session)


def check_health(queue: JobQueue, space: EmbeddingSpace, *, session: str) -> Job:
    """The job that makes a HealthReport of the space, with its model where that is on this machine."""
    model = remote_of(space.encoder)
    choice = model.choice if model is not None and not model.card.remote else None
    changes = tuple(changes_of(space.encoder)) if choice is not None else ()
    task = Task(
        work=_check,
        args=(space, choice, changes),
        role=ENCODER if choice is not None else MAPPER,
        seconds=space.n_rows / CHECKED_PER_S,
        n_rows=space.n_rows,
        until="it is known what may mislead",
    )
    return queue.submit(f"health {space_key(space)} {space.metric}", lambda: task, session=session)


def _check(
    kept: Kept, report: OnProgress, space: EmbeddingSpace, choice: ModelChoice | None, changes: tuple[Adjustment, ...]
) -> HealthReport:
    if choice is None:
        return look(space, on_progress=report)
    encoder = kept.encoder(choice)
    for change in changes:
        encoder = AdjustedEncoder(encoder, change)
    return look(space.with_encoder(encoder), on_progress=report)


def _try(kept: Kept, report: OnProgress, space: EmbeddingSpace, fix: str) -> Tried:
    report(0, 2, "changed")
    adjustment = adjustment_of(space, fix)
    report(1, 2, "compared")
    return Tried(adjustment, effect_of(space, with_adjustment(space, adjustment)))
