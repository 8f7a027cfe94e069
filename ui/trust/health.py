"""What was found in a space, as a job that this page and a trial of a fix wait for."""

import embedcore as ec
from embedcore import jobs
from embedcore.trust import HealthReport
from ui import cache, progress, session, wording

QUICK_S = 1.0


def report_of(space: ec.EmbeddingSpace, *, key: str = "trust_job") -> HealthReport | None:
    """All findings; None while they are looked for, which is shown."""
    job = jobs.check_health(cache.job_queue(), space, session=session.id())
    if not progress.ends_within(job, QUICK_S):
        progress.show(job, wording.say("checking_health"), key=key)
        return None
    found: HealthReport = job.result
    return found
