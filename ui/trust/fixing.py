"""A fix: tried first, with before and after side by side, then used, and taken back as easily."""

from dataclasses import dataclass

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.trust import Finding, HealthReport
from ui import cache, page_shell, progress, session, wording
from ui.markup import literal
from ui.trust import before_and_after

QUICK_S = 0.5


@dataclass(frozen=True, eq=False)
class Trial:
    """A fix that is looked at. space: that it is tried on. changed: what it gives, once it is known."""

    space: ec.EmbeddingSpace
    finding: str
    fix: str
    changed: ec.EmbeddingSpace | None = None


_TRIAL = session.Kept[Trial | None]("trust_trial", None)


def changed(project: session.Project) -> None:
    """What was changed of the vectors or the metric, and the way back; nothing where nothing was."""
    if not project.before:
        return
    said = wording.changes(project)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="trust_changed"):
        st.markdown(
            f":material/published_with_changes: **Changed:** {literal('; then '.join(said))}. What you decided of "
            "groups, names and repeats stays.",
            width="stretch",
        )
        st.button("Undo", key="trust_undo", icon=":material/undo:", on_click=_undo)


def _undo() -> None:
    project = session.project()
    if project is not None:
        _TRIAL.keep(None)
        session.set_project(session.with_change_undone(project))


def offer(project: session.Project, space: ec.EmbeddingSpace, finding: Finding) -> None:
    """The button that tries it, where it has a fix that suits these vectors."""
    if not finding.fix or finding.severity == "ok" or not _suits(space, finding.fix):
        return
    if project.pending is not None:
        st.caption(":material/hourglass: It can be mended once the chosen model has finished reading.")
        return
    trial = _TRIAL.now()
    st.button(
        wording.say(f"fix_{finding.fix}"),
        key=f"trust_{finding.name}_fix",
        icon=":material/build:",
        type="primary" if finding.severity in ("warning", "serious") else "secondary",
        disabled=trial is not None and trial.space is space and trial.finding == finding.name,
        help="You see before and after first.",
        on_click=_TRIAL.keep,
        args=(Trial(space, finding.name, finding.fix),),
    )


def _suits(space: ec.EmbeddingSpace, fix: str) -> bool:
    """Users and items are learned together: another metric suits both, changed vectors of the items alone do not."""
    return fix == "cosine" or not isinstance(space, ec.InteractionSpace)


def trial(project: session.Project, space: ec.EmbeddingSpace, finding: Finding, report: HealthReport) -> None:
    """Before and after, where that finding's fix is tried."""
    tried = _TRIAL.now()
    if tried is None or tried.space is not space or tried.finding != finding.name:
        return
    with st.container(border=True, key="trust_trial"):
        st.markdown(f"#### Before and after: {literal(wording.say(f'fix_{tried.fix}'))}")
        job = jobs.try_fix(cache.job_queue(), space, tried.fix, session=session.id())
        if not progress.ends_within(job, QUICK_S):
            progress.show(job, "Trying it", key="trust_trial_job")
            return
        if tried.changed is None:
            tried = Trial(space, tried.finding, tried.fix, job.result.applied(space))
            _TRIAL.keep(tried)
        assert tried.changed is not None
        before_and_after.effect_in_words(job.result.effect)
        before_and_after.figures_of(finding, report, tried.changed)
        before_and_after.maps(project, space, tried.changed)
        _buttons(project, tried.changed)
        before_and_after.examples(project, job.result.effect)


def _buttons(project: session.Project, changed_space: ec.EmbeddingSpace) -> None:
    with st.container(horizontal=True):
        if st.button("Use it", key="trust_use", type="primary", icon=":material/check:"):
            _TRIAL.keep(None)
            session.set_project(session.with_changed_space(project, changed_space))
            page_shell.say_later("Changed on every page; Undo is at the top of Trust", icon=":material/check:")
            st.rerun()
        st.button("Leave it as it is", key="trust_leave", on_click=_TRIAL.keep, args=(None,))
