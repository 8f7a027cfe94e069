"""One group on the desk: who stays beside the others, what differs marked, and the keys that decide."""

from collections import defaultdict

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.duplicates import KeepRules, copy_numbers
from embedcore.metrics import pair_scores
from embedcore.phrases import counted
from embedcore.words import MOST_WORDS, differing_places
from ui import cards, score_meaning, session, tables, wording
from ui.duplicates import state
from ui.duplicates.found import Found
from ui.duplicates.state import Plan, Review

OTHERS_SHOWN = 8
"""Cards beside the one that stays; all rows are in the table below."""
SHOWN_CHARACTERS = 1_500


def desk(space: ec.EmbeddingSpace, found: Found, now: Review, rules: KeepRules, rule: str) -> None:
    """The group, and the buttons with their keys."""
    planned = state.plan(now)
    stays = planned.stays if planned.stays is not None else rules.stays(rule, now.group)
    _buttons(now, planned, stays, rule, found)
    _about(now, found)
    others = _others(space, now.group, stays)
    left, right = st.columns(2, gap="small")
    with left:
        _stays(now.project, stays, others, rule if planned.stays is None else "")
    with right:
        for place, (rows, is_copy) in enumerate(others[:OTHERS_SHOWN]):
            _other(now.project, space, found, planned, stays, rows, is_copy, place)
    if len(others) > OTHERS_SHOWN:
        left_over = sum(len(rows) for rows, _ in others[OTHERS_SHOWN:])
        st.caption(
            f"Beside those shown, {counted(left_over, 'more row is', 'more rows are')} in this group: see the table."
        )
    if len(now.group) > 2:
        with st.expander(f"All {len(now.group):,} {wording.rows()} of this group"):
            st.dataframe(tables.table(now.project, np.array(now.group)), hide_index=True, key="duplicates_group_table")


def _buttons(now: Review, planned: Plan, stays: int, rule: str, found: Found) -> None:
    n_dropped = len(now.group) - 1 - len(planned.different - {stays})
    with st.container(horizontal=True, gap="xsmall", key="duplicates_buttons"):
        st.button(
            f"Keep one, drop {n_dropped}" if n_dropped else "Keep all",
            key="duplicates_confirm",
            type="primary",
            icon=":material/check:",
            shortcut="K",
            on_click=state.confirm,
            args=(now, planned, stays, rule),
        )
        st.button(
            "Not duplicates",
            key="duplicates_none",
            icon=":material/difference:",
            shortcut="N",
            on_click=state.none_is,
            args=(now,),
        )
        st.button(
            "Skip",
            key="duplicates_skip",
            icon=":material/skip_next:",
            shortcut="S",
            on_click=state.go_to,
            args=(now, now.next_undecided(now.at)),
        )
        st.button(
            "Back",
            key="duplicates_back",
            icon=":material/skip_previous:",
            shortcut="B",
            on_click=state.go_to,
            args=(now, max(now.at - 1, 0)),
            disabled=now.at == 0,
        )
        st.button(
            "Undo",
            key="duplicates_undo",
            icon=":material/undo:",
            shortcut="U",
            on_click=state.undo,
            args=(now.project, found.report),
            disabled=not now.project.decisions.steps,
        )


def _about(now: Review, found: Found) -> None:
    metric = found.report.metric
    weakest = found.scale.shown(float(now.scores[now.at]))
    side = "at least" if metric.greater_is_closer else "at most"
    score = wording.score_name(metric).lower()
    done = " · decided" if now.decided[now.at] else ""
    group = f"**Group {now.at + 1:,} of {len(now.groups):,}** · {counted(len(now.group), 'row')}"
    st.markdown(f"{group} · {score} {side} {weakest}{done}")
    if now.is_chain[now.at]:
        st.caption(f":material/link: {wording.say('chain')}")


def _others(space: ec.EmbeddingSpace, group: list[int], stays: int) -> list[tuple[list[int], bool]]:
    """The other rows, exact copies of each other together, with whether they are copies of the one that stays; the
    closest first."""
    copies = copy_numbers(space)
    together: defaultdict[int, list[int]] = defaultdict(list)
    for row in group:
        if row != stays:
            together[int(copies[row])].append(row)
    found = [(rows, number == int(copies[stays])) for number, rows in together.items()]
    keys = {rows[0]: float(space.metric.order_key(_scores(space, rows, stays)).min()) for rows, _ in found}
    return sorted(found, key=lambda one: (not one[1], keys[one[0][0]], one[0][0]))


def _scores(space: ec.EmbeddingSpace, rows: list[int], stays: int) -> np.ndarray:
    return pair_scores(space.metric, space.vectors[rows], space.vectors[stays])


def _stays(project: session.Project, row: int, others: list[tuple[list[int], bool]], rule: str) -> None:
    compared = others[0][0][0] if len(others) == 1 else None
    with st.container(border=True, key="duplicates_stays"):
        st.markdown(f":material/check_circle: **Stays**{f', by the rule “{rule}”' if rule else ', as you chose'}")
        _row(project, row, compared)


def _other(
    project: session.Project, space: ec.EmbeddingSpace, found: Found, planned: Plan, stays: int, rows: list[int],
    is_copy: bool, place: int,
) -> None:  # fmt: skip
    score = found.scale.shown(float(_scores(space, rows[:1], stays)[0]))
    different = rows[0] in planned.different
    what = "Exact copy" if is_copy else f"{wording.score_name(space.metric)} {score}"
    several = f" · {counted(len(rows), 'row')}, word for word the same" if len(rows) > 1 else ""
    with st.container(border=True, key=f"duplicates_other_{place}"):
        sign = ":material/difference: **Not a duplicate**" if different else ":material/do_not_disturb_on: **Goes**"
        st.markdown(f"{sign} · {what}{several}")
        _row(project, rows[0], stays)
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Let this one stay",
                key=f"duplicates_let_stay_{place}",
                type="tertiary",
                icon=":material/swap_horiz:",
                shortcut=str(place + 1),
                on_click=state.let_stay,
                args=(planned, rows[0]),
            )
            st.button(
                "It is a duplicate" if different else "Not a duplicate",
                key=f"duplicates_different_{place}",
                type="tertiary",
                icon=":material/undo:" if different else ":material/difference:",
                on_click=state.turn_different,
                args=(planned, rows),
            )


def _row(project: session.Project, row: int, compared: int | None) -> None:
    """A row's picture, text with what the compared row does not say marked, and its fields."""
    if project.dataset.image_column is not None:
        st.image(cards.picture(project, row), width=cards.PICTURE_WIDTH, alt=project.dataset.labels[row])
    text = project.dataset.labels[row]
    places = differing_places(text, project.dataset.labels[compared]) if compared is not None else []
    cut = text[:SHOWN_CHARACTERS]
    st.markdown(score_meaning.highlighted(cut, [place for place in places if place[1] <= len(cut)]))
    if len(text) > len(cut):
        st.caption(f"The first {SHOWN_CHARACTERS:,} of {len(text):,} characters; {MOST_WORDS:,} words are compared.")
    cards.fields(project, row)


def pair(project: session.Project, first: int, second: int) -> None:
    """Two rows side by side, with what differs marked in both."""
    for column, row, other in zip(st.columns(2, gap="small"), (first, second), (second, first), strict=True):
        with column, st.container(border=True):
            _row(project, row, other)


def labels_of(project: session.Project, rows: list[int]) -> str:
    """How a group is called in a list: the text of its first row."""
    return project.dataset.labels[rows[0]]
