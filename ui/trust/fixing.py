"""A fix: tried first, with before and after side by side, then used, and taken back as easily."""

from dataclasses import dataclass

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import share, shortened
from embedcore.trust import Effect, Finding, HealthReport
from ui import cache, page_shell, progress, session, wording
from ui.markup import literal
from ui.trust.health import report_of
from ui.trust.verdict import ICONS, SAID

QUICK_S = 0.5
NEAREST_SHOWN = 3
TEXT_LENGTH = 140


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
        _effect(job.result.effect)
        _buttons(project, tried.changed)
        _figures(finding, report, tried.changed)
        _examples(project, job.result.effect)


def _buttons(project: session.Project, changed_space: ec.EmbeddingSpace) -> None:
    with st.container(horizontal=True):
        if st.button("Use it", key="trust_use", type="primary", icon=":material/check:"):
            _TRIAL.keep(None)
            session.set_project(session.with_changed_space(project, changed_space))
            page_shell.say_later("Changed on every page; Undo is at the top of Trust", icon=":material/check:")
            st.rerun()
        st.button("Leave it as it is", key="trust_leave", on_click=_TRIAL.keep, args=(None,))


def _effect(effect: Effect) -> None:
    k, n_looked = effect.n_neighbors, len(effect.rows)
    some = f", measured on {n_looked:,} of {effect.n_rows:,}" if n_looked < effect.n_rows else ""
    st.markdown(
        f"**{share(effect.changed_ratio)}** of the {k} {wording.rows(k)} most like each one become other ones{some}."
    )


def _figures(finding: Finding, report: HealthReport, after: ec.EmbeddingSpace) -> None:
    """What was measured of that finding, before and after, and which others change."""
    found = report_of(after, key="trust_trial_health")
    if found is None:
        return
    then = {one.name: one for one in found.findings}
    for column, head, one in zip(st.columns(2, gap="medium"), ("Before", "After"), (finding, then.get(finding.name)),
                                 strict=True):  # fmt: skip
        with column:
            st.caption(head)
            if one is not None:
                st.markdown(f"{ICONS[one.severity]} **{SAID[one.severity]}.** {literal(one.measured)}")
    others = [
        f"- {literal(one.title)}: {SAID[one.severity].lower()} → **{SAID[then[one.name].severity].lower()}**"
        for one in report.findings
        if one.name != finding.name and one.name in then and then[one.name].severity != one.severity
    ]
    st.markdown("\n".join(["Also changes:", *others]) if others else "Nothing else changes.")


def _examples(project: session.Project, effect: Effect) -> None:
    """Rows whose neighbours change most, with those before and after."""
    if not effect.examples:
        return
    st.markdown(f"**{wording.rows().capitalize()} that change most**")
    for place in effect.examples:
        row = int(effect.rows[place])
        st.markdown(f"“{_text(project, row)}” is most like")
        lists = effect.before[place].tolist(), effect.after[place].tolist()
        for column, head, near in zip(st.columns(2, gap="medium"), ("Before", "After"), lists, strict=True):
            with column:
                st.caption(head)
                st.markdown("\n".join(f"- {_text(project, int(other))}" for other in near[:NEAREST_SHOWN]))


def _text(project: session.Project, row: int) -> str:
    """The text, or what stands for it, with the number of the row where that alone says nothing."""
    return literal(shortened(project.dataset.labels[row], TEXT_LENGTH))
