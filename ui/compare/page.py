"""The Compare page: what to compare with, the verdict, both maps, what changed most, and how many dimensions."""

from collections.abc import Sequence

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.trust import Comparison, LabelValues, described, label_values
from ui import cache, page_shell, progress, same_in_python, session, wording
from ui.compare import dimensions, other, verdict
from ui.compare.changed import changed_rows
from ui.compare.maps import both_maps
from ui.markup import literal

LEAST_ROWS = 4
NO_LABEL = "no column"


def page(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """The whole page, as far as the work is done."""
    st.caption(wording.say("compare"))
    if space.n_rows < LEAST_ROWS:
        st.info(f"To compare, there must be at least {LEAST_ROWS} rows.", icon=":material/info:")
        return
    labels = chosen = None
    with page_shell.errors_explained():
        left, right = st.columns(2, gap="large")
        with left:
            chosen = other.choose(project, space)
        with right:
            labels = _labels(project, space)
        if chosen is not None:
            said = st.container()  # takes its place, so that the maps below stay when work ends
            with said:
                found = _comparison(space, chosen, labels)
                if found is not None:
                    verdict.show(found)
                    other.use(project, chosen)
            both_maps(project, space, chosen, found)
            if found is not None:
                changed_rows(project, found)
    st.divider()
    with page_shell.errors_explained():
        dimensions.how_many(project, space, labels)
    if chosen is not None:
        same_in_python.compare(project, chosen.python, labels.name if labels is not None else None)


def _labels(project: session.Project, space: ec.EmbeddingSpace) -> LabelValues | None:
    """The column that both sides are checked against, where one is chosen. Raises ParameterError where it can't be."""
    columns = label_columns(project)
    if not columns:
        return None
    column = st.selectbox(
        wording.say("compare_labels"),
        [NO_LABEL, *columns],
        key=f"compare_label_{project.id}",
        persist_state="session",
        help=wording.say("compare_labels_help"),
    )
    return None if column == NO_LABEL else label_values(space.with_dataset(project.dataset), column)


def label_columns(project: session.Project) -> Sequence[str]:
    """Columns that sort rows into kinds."""
    return [str(name) for name, role in project.dataset.column_roles.items() if role == "category"]


def _comparison(space: ec.EmbeddingSpace, chosen: other.Other, labels: LabelValues | None) -> Comparison | None:
    """None while it is worked out, which is shown."""
    queue, owner = cache.job_queue(), session.id()
    sides = described(space, chosen.space, names=chosen.names)
    groups = jobs.cluster(queue, space, "auto", session=owner)
    if groups.active:
        progress.show(groups, f"Finding {wording.say('groups').lower()}", key="compare_groups")
        return None
    known = groups.result.labels if groups.state == "done" else None
    job = jobs.compare(queue, space, chosen.space, sides, labels, known, session=owner)
    progress.show(job, f"Comparing with {literal(chosen.names[1])}", key="compare_job")
    found: Comparison | None = job.result if job.state == "done" else None
    return found
