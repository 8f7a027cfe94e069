"""Whose work is next: visitors take turns."""

from collections.abc import Mapping

from embedcore.jobs.job import Job
from embedcore.jobs.recent import Recent

VISITORS_KNOWN = 1_000


class Turns:
    """Jobs that wait for one kind of worker: the visitor who was served longest ago is next, with their shortest.

    Work that several visitors wait for counts for the one whose turn comes first.
    """

    def __init__(self) -> None:
        self._waiting: list[Job] = []
        self._served: Recent[str, int] = Recent(VISITORS_KNOWN)
        self._turn = 0

    def __contains__(self, job: Job) -> bool:
        return job in self._waiting

    def add(self, job: Job) -> None:
        self._waiting.append(job)

    def remove(self, job: Job) -> None:
        self._waiting.remove(job)

    def next(self) -> Job | None:
        """Takes the job whose turn it is; None where none waits."""
        if not self._waiting:
            return None
        job = _first(self._waiting, self._served_by_now())
        self._waiting.remove(job)
        self._turn += 1
        for session in job.sessions:
            self._served.put(session, self._turn)
        return job

    def before(self, job: Job) -> int:
        """How many jobs will be taken before this one, if no others come."""
        waiting, served = list(self._waiting), self._served_by_now()
        for place in range(len(waiting)):
            taken = _first(waiting, served)
            if taken is job:
                return place
            waiting.remove(taken)
            served.update(dict.fromkeys(taken.sessions, self._turn + place + 1))
        return 0

    def _served_by_now(self) -> dict[str, int]:
        sessions = {session for job in self._waiting for session in job.sessions}
        return {session: self._served.get(session) or 0 for session in sessions}


def _first(waiting: list[Job], served: Mapping[str, int]) -> Job:
    """What was begun already, and has to begin anew, goes first; min takes the oldest of equal ones."""

    def rank(job: Job) -> tuple[bool, int, float]:
        return not job.starts, min((served[session] for session in job.sessions), default=0), job.seconds

    return min(waiting, key=rank)
