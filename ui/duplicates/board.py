"""Duplicates: what is set, the group on the desk and those that come next, how good the threshold is, downloads."""

from functools import partial

import streamlit as st

import embedcore as ec
from embedcore.duplicates import KeepRules, kept_rows
from embedcore.phrases import counted, share, shortened
from ui import same_in_python, session, wording
from ui.duplicates import state
from ui.duplicates.check import check
from ui.duplicates.desk import desk, labels_of
from ui.duplicates.found import Found, all_pairs, controls
from ui.duplicates.state import Review
from ui.duplicates.taken import downloads
from ui.markup import literal

NEXT_LISTED, LIST_CHARACTERS = 10, 34
ORDER, RULE = "duplicates_order", "duplicates_rule"
REVIEW, CHECK = VIEWS = ("Review the groups", "How good is this threshold?")


def board(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """The whole page, as far as the work is done."""
    st.caption(wording.say("duplicates"))
    if space.n_rows < 2:
        st.info("There is only one row, so nothing can repeat.", icon=":material/info:")
        return
    searched = all_pairs(space)
    if searched is None:
        return
    found = controls(space, *searched)
    if not found.report.groups:
        _nothing(project, space, found)
        _in_python(project, found)
        return
    view = st.segmented_control(
        "What to do", VIEWS, default=REVIEW, key="duplicates_view", required=True, label_visibility="collapsed"
    )
    if view == CHECK:
        check(project, found)
    else:
        _review(project, space, found)
    st.divider()
    downloads(project, space, found)
    _in_python(project, found)


def _in_python(project: session.Project, found: Found) -> None:
    same_in_python.duplicates(project, found.report.threshold, found.report.linkage)


def _review(project: session.Project, space: ec.EmbeddingSpace, found: Found) -> None:
    rules = KeepRules(space, project.dataset)
    # What is chosen beside the desk is known before it is drawn there.
    order = session.value(ORDER, state.LARGEST)
    rule = session.value(RULE, rules.possible[0])
    rule = rule if rule in rules.possible else rules.possible[0]
    now = state.review(project, found.report, order)
    _progress(now, found)
    left, right = st.columns([5, 2], gap="medium")
    with left:
        desk(space, found, now, rules, rule)
    with right:
        _choices(rules)
        _next(now, rules, rule)


def _choices(rules: KeepRules) -> None:
    st.selectbox(
        wording.say("keep_rule"),
        rules.possible,
        key=RULE,
        persist_state="session",
        format_func=lambda name: {"newest": f"The newest ({rules.time_column})"}.get(name, f"The {name}"),
    )
    st.selectbox("Order of the groups", state.ORDERS, key=ORDER, persist_state="session")


def _progress(now: Review, found: Found) -> None:
    n_groups, n_rows = len(now.groups), found.report.n_rows
    done, redundant = now.n_decided, found.report.n_redundant
    dropped = n_rows - len(kept_rows(now.project.decisions, now.numbers))
    in_groups = sum(map(len, now.groups))
    st.markdown(
        f"Of {n_rows:,} {wording.rows()}, {in_groups:,} repeat others, in {counted(n_groups, 'group')}. If one of each "
        f"group stays, **{redundant:,} of {n_rows:,} {wording.rows()} go** ({share(redundant / n_rows)}). Decide group "
        "by group, or let the rule decide all of them."
    )
    st.progress(
        done / n_groups,
        text=f"**{done:,} of {counted(n_groups, 'group')} decided** · {counted(dropped, 'row goes', 'rows go')} so far "
        f"({share(dropped / n_rows)})",
    )


def _next(now: Review, rules: KeepRules, rule: str) -> None:
    """The next groups that are yet to be decided, and one step for all of them."""
    left = len(now.groups) - now.n_decided
    coming = now.upcoming(NEXT_LISTED)
    with st.container(key="duplicates_next", gap="xsmall"):
        st.markdown("**Next**" if coming else "**No other group is left to decide.**")
        for place in coming:
            group = now.groups[place]
            st.button(
                f"{counted(len(group), 'row')} · {literal(shortened(labels_of(now.project, group), LIST_CHARACTERS))}",
                key=f"duplicates_next_{place}",
                type="tertiary",
                on_click=state.go_to,
                args=(now, place),
            )
        if len(coming) == NEXT_LISTED and left > NEXT_LISTED + 1:
            st.caption(f"The next {NEXT_LISTED} of {left:,} groups that are left.")
    n_rest = int((~now.decided & ~now.is_chain).sum())
    n_chains = int((~now.decided & now.is_chain).sum())
    if n_rest:
        st.button(
            f"Decide {'all ' if n_rest > 1 else ''}{counted(n_rest, 'group')} by the rule",
            key="duplicates_rest",
            icon=":material/done_all:",
            on_click=partial(state.rest_by_rule, now, rules, rule),
            help="One step, which Undo takes back. Chains are left for you to look at.",
        )
    if n_chains:
        st.caption(f":material/link: {counted(n_chains, 'chain is', 'chains are')} left for you to look at.")


def _nothing(project: session.Project, space: ec.EmbeddingSpace, found: Found) -> None:
    """Where nothing repeats at this threshold."""
    with st.container(border=True, key="duplicates_empty"):
        st.header("Nothing repeats at this threshold")
        if len(found.base.scores):
            best = found.scale.shown(float(found.base.scores[0]))
            name = wording.score_name(space.metric).lower()
            st.write(
                f"The two {wording.rows()} that are most alike have a {name} of {best}. Move the slider to see them."
            )
        else:
            st.write(
                f"No two {wording.rows()} are alike enough to be looked at, not even at the lax end of the slider."
            )
    if project.decisions.steps:
        st.caption("What you decided at other thresholds is kept, and in the tables.")
        downloads(project, space, found)
