"""How rows were solved, as the summary has it: read by a worker, by itself where a column says it."""

from embedcore import jobs
from embedcore.groups import Answers
from ui import cache, progress, session
from ui.groups import column_of


def answers(project: session.Project) -> Answers | None:
    """Of the column that was found, or chosen on the Groups page; None until it is read, and without one."""
    job = _job(project)
    if job is None or job.state != "done":
        return None
    return cache.answers(project.dataset, column_of(project), job.result)


def is_read(project: session.Project) -> bool:
    """Whether answers are being read."""
    job = _job(project)
    return job is not None and job.active


def show_progress(project: session.Project) -> None:
    """How far the reading is; the page runs again when it is over."""
    job = _job(project)
    if job is None:
        return
    if not progress.show_next((job, "Reading the answers", "home_answers_job")) and answers(project) is None:
        progress.run_again()  # it ended since this page looked for it


def _job(project: session.Project) -> jobs.Job | None:
    column = column_of(project)
    if not column:
        return None
    return jobs.read_answers(cache.job_queue(), project.dataset, column, session=session.id())
