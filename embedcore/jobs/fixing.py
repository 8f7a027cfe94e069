"""A fix that is tried as a job: what it does to the vectors, and to who is most like whom."""

from dataclasses import dataclass

from embedcore.encoders.adjusted import Adjustment
from embedcore.jobs.job import Job
from embedcore.jobs.queue import JobQueue
from embedcore.jobs.task import Kept, Task
from embedcore.jobs.wire import space_key
from embedcore.space import EmbeddingSpace
from embedcore.trust import Effect, adjustment_of, effect_of, with_adjustment
from embedcore.types import OnProgress

TRIED_PER_S = 10_000


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


def _try(kept: Kept, report: OnProgress, space: EmbeddingSpace, fix: str) -> Tried:
    report(0, 2, "changed")
    adjustment = adjustment_of(space, fix)
    report(1, 2, "compared")
    return Tried(adjustment, effect_of(space, with_adjustment(space, adjustment)))
