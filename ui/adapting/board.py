"""Adapt to your words: what to learn from, what it brings, and the way to use it and back."""

from collections.abc import Callable

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import counted, share
from embedcore.trust import (
    LEAST_PAIRS,
    AdaptReport,
    JudgedResults,
    Learned,
    adapted_space,
    label_codes,
    pairs_of,
)
from ui import cache, page_shell, progress, session, wording
from ui.markup import literal

JUDGED = ""
"""In place of a column: what was judged."""
FEWEST_OF_A_LABEL = 3
"""A column is offered where a label has so many rows on average."""
_TRIED = session.Kept[tuple[str, str, str]]("adapting_tried", ("", "", ""))
"""What was last asked for: the project, its vectors, and what to learn from."""


def show(project: session.Project) -> None:
    """The section, for a project with vectors that a model or a file gave."""
    space = project.space
    if space is None or isinstance(space, ec.InteractionSpace):
        return
    st.markdown("## Adapt to your words")
    st.caption(wording.say("adapting"))
    _in_use(space)
    if project.pending is not None:
        st.caption("It can be tried once the chosen model has read all rows; these are the coordinates of the preview.")
        return
    pairs = pairs_of(project.judged, project.decisions, _places(project))
    columns = label_columns(project)
    if not columns and len(pairs) < LEAST_PAIRS:
        st.caption(f"There is no column of labels. {_how_to_judge(len(pairs), project.judged)}")
        return
    source = _choose(columns, len(pairs), project.judged)
    asked = (project.id, space.fingerprint, source)
    _in_python(source)
    with page_shell.errors_explained():
        if st.button("Try it", key="adapting_try", icon=":material/tune:"):
            _TRIED.keep(asked)
        if _TRIED.now() == asked:
            _tried(project, space, _job(project, space, source))


def label_columns(project: session.Project) -> list[str]:
    """The columns whose values can be labels: categories that repeat."""
    frame, roles = project.dataset.frame, project.dataset.column_roles
    names = [str(name) for name in frame.columns if roles.get(str(name)) == "category"]
    n_values = {name: int(frame[name].nunique()) for name in names}
    return [name for name in names if 2 <= n_values[name] <= project.dataset.n_rows / FEWEST_OF_A_LABEL]


def _choose(columns: list[str], n_pairs: int, judged: JudgedResults) -> str:
    offered = [*columns, *([JUDGED] if n_pairs >= LEAST_PAIRS else [])]

    def said(name: str) -> str:
        return f"the column “{name}”" if name else f"what you judged ({counted(n_pairs, 'pair')})"

    source: str = st.selectbox("Learn from", offered, format_func=said, key="adapting_source", persist_state="session")
    if n_pairs < LEAST_PAIRS:
        st.caption(_how_to_judge(n_pairs, judged))
    return source


def _in_python(source: str) -> None:
    given = f"labels={source!r}" if source else "pairs=[(3, 8, True), ...]"
    st.caption(f"The same in Python: `` ec.adapt(space, {given}) ``")


def _how_to_judge(n_pairs: int, judged: JudgedResults) -> str:
    from_search = f", {len(judged.results):,} of them from searches" if judged.results else ""
    return (
        f"From {LEAST_PAIRS} judged pairs on it can learn from those: thumbs beside search results and decisions on "
        f"duplicates give them ({n_pairs:,} so far{from_search})."
    )


def _job(project: session.Project, space: ec.EmbeddingSpace, source: str) -> jobs.Job:
    """Raises DataError and ParameterError for what can't be learned from."""
    queue, owner = cache.job_queue(), session.id()
    if source != JUDGED:
        codes = label_codes(project.dataset.frame[source].tolist(), space.n_rows)
        return jobs.adapt_to_labels(queue, space, codes, source, session=owner)
    pairs = pairs_of(project.judged, project.decisions, _places(project))
    if space.encoder is None:
        pairs = [pair for pair in pairs if not isinstance(pair[0], str)]
    left = [cache.query_vector(one, space) if isinstance(one, str) else space.vectors[one] for one, *_ in pairs]
    right = [space.vectors[int(other)] for _, other, _ in pairs]
    alike = np.array([alike for *_, alike in pairs], dtype=bool)
    return jobs.adapt_to_pairs(queue, space, np.stack(left), np.stack(right), alike, session=owner)


def _tried(project: session.Project, space: ec.EmbeddingSpace, job: jobs.Job) -> None:
    progress.show(job, "Learning what belongs together", key="adapting_job")
    if job.state != "done":
        return
    learned: Learned = job.result
    _figures(learned.report)
    if not learned.report.gained:
        st.info(f"**No gain.** {literal(learned.report.describe())}", icon=":material/do_not_disturb_on:")
        return
    st.success(literal(learned.report.describe()), icon=":material/trending_up:")
    st.button(
        "Use it",
        key="adapting_use",
        type="primary",
        icon=":material/check:",
        on_click=_change,
        args=(lambda now: session.with_changed_space(now, adapted_space(space, learned)), project.id),
        help="Map, groups and search are made anew with the adapted coordinates; one click brings the old ones back.",
    )


def _figures(report: AdaptReport) -> None:
    said = wording.say(f"adapting_{report.source}")
    with st.container(horizontal=True, key="adapting_figures"):
        st.metric(f"Before: {said}", share(report.before))
        st.metric(f"After: {said}", share(report.after), f"{100 * (report.after - report.before):+.1f} points")
    kinds = f", {counted(report.n_kinds, 'label')}" if report.source == "labels" else ""
    st.caption(literal("; ".join([f"Learned from {report.learned_from}{kinds}", *report.notes]) + "."))
    if wording.technical():
        st.caption(literal(report.technical()))


def _in_use(space: ec.EmbeddingSpace) -> None:
    """What was adapted, where it was; the page says how to take it back."""
    report = ec.adapt_report(space)
    if report is not None:
        st.markdown(f":material/check_circle: In use: {literal(report.describe())}")


def _change(change: Callable[[session.Project], session.Project], whose: str) -> None:
    """Makes it this session's, unless another project came meanwhile."""
    now = session.project()
    if now is not None and now.id == whose:
        session.set_project(change(now))
        _TRIED.keep(("", "", ""))


def _places(project: session.Project) -> dict[int, int]:
    """From a row's number in the file to its place."""
    return {int(number): place for place, number in enumerate(project.dataset.row_numbers)}
