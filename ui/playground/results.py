"""What lies close to the texts of the playground, and what the last change did."""

import streamlit as st

import embedcore as ec
from embedcore.metrics import pair_scores
from embedcore.phrases import shortened
from embedcore.scores import ScoreScale
from embedcore.words import shared_places
from ui import score_meaning, session, wording
from ui.markup import literal, swatch
from ui.playground import fields
from ui.playground.state import Change, Placed, Playground, Slot, place


def closest(
    project: session.Project, space: ec.EmbeddingSpace, placed: list[Placed], calibration: ScoreScale | None
) -> None:
    """Each text with the rows closest to it."""
    if not placed:
        st.caption("Type a text above to see what is closest to it.")
        return
    columns = st.columns(2, gap="medium")
    for position, one in enumerate(placed):
        with columns[position % 2], st.container(border=True, key=f"playground_closest_{one.slot.number}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.html(swatch(one.color, str(one.slot.number)), width="content")
                st.markdown(f"**{literal(shortened(one.slot.text, 200))}**")
            _neighbours(project, space, one, calibration)


def _unlike(space: ec.EmbeddingSpace, best: float, calibration: ScoreScale | None) -> bool:
    """A warning where the best score is no more than chance; whether there is one."""
    if calibration is None or not calibration.is_chance(best):
        return False
    st.warning(
        f"This is unlike anything in this data: {calibration.why_no_match(best, space.n_rows)}. Its spot on the map "
        "says little.",
        icon=":material/explore_off:",
    )
    return True


def _neighbours(
    project: session.Project,
    space: ec.EmbeddingSpace,
    one: Placed,
    calibration: ScoreScale | None,
    marks: dict[int, str] | None = None,
) -> None:
    """The closest rows as a list: score, text with the shared words marked. marks: a sign before a row."""
    text, best = one.slot.text, float(one.nearest.scores[0])
    unlike = _unlike(space, best, calibration)
    labels, numbers = project.dataset.labels, project.dataset.row_numbers
    copies = [row for row in one.nearest.indices.tolist() if labels[row] == text]
    if copies:
        st.caption(f"This very text is in the data (row {numbers[copies[0]]:,}).")
    elif calibration is not None and not unlike:
        said = score_meaning.of_score(best, calibration)
        st.caption(
            f"The closest has a {wording.score_name(space.metric).lower()} of {calibration.shown(best)}: {said}."
        )
    lines = []
    for row, score in zip(one.nearest.indices.tolist(), one.nearest.scores.tolist(), strict=True):
        if row in copies and marks is None:
            continue
        found = shortened(labels[row], 140)
        sign = f"{marks[row]} " if marks else ""
        shown = score_meaning.highlighted(found, shared_places(text, found))
        lines.append(f"- {sign}**{score_meaning.shown(score, calibration)}** {shown} :gray[(row {numbers[row]})]")
    st.markdown("\n".join(lines))
    if space.encoder is not None and space.encoder.truncated([text]):
        st.caption(":material/content_cut: This text is longer than the model reads: only its beginning counts.")


def change_panel(
    project: session.Project,
    space: ec.EmbeddingSpace,
    change: Change | None,
    placed: list[Placed],
    calibration: ScoreScale | None,
) -> None:
    """The last change: old and new neighbours side by side, and the score between the old and the new text."""
    if change is None:
        return
    now = next((one for one in placed if one.slot.number == change.number), None)
    before = place(project, space, Slot(change.number, change.before))
    if now is None or before is None:
        return
    with st.container(border=True, key="playground_change"):
        if change.experiment:
            st.markdown(f"## Experiment: {change.experiment.title.lower()}")
            st.markdown(f":material/visibility: {change.experiment.observe}")
        else:
            st.markdown(f"## What the change of text {change.number} did")
        kept = set(before.nearest.indices.tolist()) & set(now.nearest.indices.tolist())
        score = float(pair_scores(space.metric, before.vector, now.vector)[0])
        said = score_meaning.of_score(score, calibration)
        st.markdown(
            f"{wording.score_name(space.metric)} between the two: **{score_meaning.shown(score, calibration)}**"
            f"{f' · {said}' if said else ''}. **{len(kept)} of the {len(now.nearest)}** closest texts stayed."
        )
        for side, one, name in zip(st.columns(2, gap="medium"), (before, now), ("Before", "After"), strict=True):
            with side:
                st.markdown(f"**{name}:** {literal(one.slot.text)}")
                gone = ":material/logout:" if one is before else ":material/login:"
                marks = {row: ":material/check:" if row in kept else gone for row in one.nearest.indices.tolist()}
                _neighbours(project, space, one, calibration, marks)
        st.caption(":material/check: in both lists · :material/logout: gone · :material/login: new")
        with st.container(horizontal=True):
            if not change.experiment:
                undone = change.number, change.before
                fields.button("Change it back", "undo", ":material/undo:", Playground.with_text, *undone)
            fields.button("Close", "dismiss", ":material/close:", Playground.without_change)
