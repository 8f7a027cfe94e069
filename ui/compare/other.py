"""What the project is compared with: another model, metric or number of dimensions, or what it was before."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

import embedcore as ec
from embedcore import jobs
from ui import cache, page_shell, preview, progress, session, wording
from ui.markup import literal

MODEL, METRIC, DIMENSIONS, BEFORE = "model", "metric", "dimensions", "before"
AT_ONCE_S = 5.0
"""A model that reads for no longer needs no button."""
_MADE = session.Kept[tuple[str, ec.EmbeddingSpace | None]]("compare_other", ("", None))
"""The space that was made last, and of what: what was found of it is kept on it."""
_ASKED = session.Kept("compare_asked", "")
"""The key of the reading that this session asked for."""


@dataclass(frozen=True, eq=False)
class Other:
    """The other side. names: what the two are called, the project's first. use: the project with it in place.

    python: how a script makes its space of `data` and `space`.
    """

    space: ec.EmbeddingSpace
    names: tuple[str, str]
    use: Callable[[session.Project], session.Project]
    python: str


def choose(project: session.Project, space: ec.EmbeddingSpace) -> Other | None:
    """What a person chose to compare with; None while it is made, which is shown."""
    kinds = _kinds(project, space)
    kind = st.pills(  # unlike a segmented control, it wraps on a phone
        "Compare with",
        kinds,
        default=kinds[0],
        required=True,
        format_func=lambda one: wording.say(f"compare_{one}"),
        key=f"compare_kind_{len(project.before)}",
    )
    if kind == BEFORE:
        return _before(project)
    if kind == DIMENSIONS:
        return _dimensions(space)
    return _metric(space) if kind == METRIC else _model(project, space)


def _kinds(project: session.Project, space: ec.EmbeddingSpace) -> list[str]:
    """Those that make sense for this data."""
    models = [MODEL] if _models(project) else []
    dims = [DIMENSIONS] if space.n_dims > 2 and not isinstance(space, ec.InteractionSpace) else []
    return ([BEFORE] if project.before else []) + models + [METRIC] + dims


def _models(project: session.Project) -> list[str]:
    """Models on this machine that could read the rows, but for the one that has."""
    modality = "image" if project.kind == "images" else "text"
    if modality == "text" and not project.has_meanings:
        return []
    return [
        card.name
        for card in ec.list_models()
        if card.modality == modality and card.available and not card.remote and card.name != project.model
    ]


def _model(project: session.Project, space: ec.EmbeddingSpace) -> Other | None:
    name = st.selectbox(wording.say("model"), _models(project), key="compare_model", persist_state="session")
    choice, queue = jobs.ModelChoice(name), cache.job_queue()
    key, seconds = jobs.embed_key(project.dataset, choice), preview.seconds_to_read(project, choice)
    if queue.find(key) is None and seconds > AT_ONCE_S and _ASKED.now() != key:
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.button(
                f"Read all {wording.rows()} with it", type="primary", key="compare_read", icon=":material/play_arrow:"
            )
            st.caption(f"This takes {wording.duration(seconds)}, less if parts were read before.", width="stretch")
        if not pressed:
            return None
        _ASKED.keep(key)
    job = jobs.embed(queue, project.dataset, choice, session=session.id())
    progress.show(job, wording.say("embedding"), key="compare_reading")
    if job.state != "done":
        return None
    made = _once(
        f"{key} {space.metric}",
        space,
        lambda: jobs.space_of(queue, project.dataset, job.result, choice, str(space.metric)),
    )
    return Other(
        made,
        _named(project.model, name),
        lambda now: session.with_space(now, made, choice, job.result.thumbnails),
        f'ec.embed(space.dataset, model="{name}", metric="{space.metric}")',
    )


def _metric(space: ec.EmbeddingSpace) -> Other:
    others = [str(metric) for metric in ec.Metric if metric is not space.metric]
    metric: str = st.radio(
        wording.say("metric"), others, format_func=wording.metric_name, horizontal=True, key="compare_metric"
    )
    st.caption(wording.metric_explained(metric))
    made = _once(metric, space, lambda: space.with_metric(metric))
    names = _named(wording.metric_name(str(space.metric)), wording.metric_name(metric))
    python = f'space.with_metric("{metric}")'
    return Other(made, names, lambda now: session.with_changed_space(now, made), python)


def _dimensions(space: ec.EmbeddingSpace) -> Other:
    numbers = [n for n in (2**power for power in range(1, 13)) if n < space.n_dims]
    usual = max((n for n in numbers if n <= space.n_dims // 2), default=numbers[-1])
    n_dims = st.select_slider(wording.say("n_dims"), numbers, usual, key=f"compare_dims_{space.n_dims}")
    way = st.radio(
        "Which to keep",
        ["pca", "truncate"],
        format_func=lambda one: wording.say(f"way_{one}"),
        horizontal=True,
        key="compare_way",
    )
    made = _once(f"{n_dims} {way}", space, lambda: ec.reduce_dimensions(space, n_dims, way=way))
    names = (f"all {space.n_dims:,} dimensions", f"{n_dims:,} dimensions")
    python = f'ec.reduce_dimensions(space, {n_dims}, way="{way}")'
    return Other(made, names, lambda now: session.with_changed_space(now, made), python)


def _before(project: session.Project) -> Other:
    names = ("the present version", "the version before")
    return Other(project.before[-1], names, session.with_change_undone, "before")


def _once(what: str, space: ec.EmbeddingSpace, make: Callable[[], ec.EmbeddingSpace]) -> ec.EmbeddingSpace:
    """Made anew only where something else is asked for, so that what was found of it stays known."""
    key, made = _MADE.now()
    wanted = f"{space.fingerprint} {what}"
    if made is None or key != wanted:
        made = make()
        _MADE.keep((wanted, made))
    return made


def _named(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a != b else (f"{a} (now)", b)


def use(project: session.Project, other: Other) -> None:
    """The button that makes the other side the project's."""
    if project.pending is not None:
        st.caption("Once the chosen model has read everything, you can change to another one here.")
        return
    if st.button(f"Use {literal(other.names[1])}", key="compare_use", icon=":material/check:"):
        session.set_project(other.use(project))
        page_shell.say_later(f"The project now uses {other.names[1]}.", icon=":material/check:")
        st.rerun()
