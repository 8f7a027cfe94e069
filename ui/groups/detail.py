"""One group in full: what it is, its words, its rows, what else sets it apart, how it grew, and which is nearest."""

import streamlit as st

import embedcore as ec
from embedcore.facets import Overrepresented, overrepresented
from embedcore.groups import EditedClustering, GroupFacts, Side, told_apart
from embedcore.phrases import joined, share, shortened
from ui import address, cache, cards, session, wording
from ui import map as map_page
from ui.groups import why
from ui.groups.kinds import how_recognised
from ui.groups.sureness import stays_together
from ui.markup import literal

MOST_APART = 6
MOST_TOLD = 3
TYPICAL_LENGTH = 160


def head(
    project: session.Project,
    space: ec.EmbeddingSpace,
    shown: EditedClustering,
    facts: tuple[GroupFacts, ...],
    group: int,
) -> None:
    """What that group is: its size, how it is held together, its words, and the group nearest to it."""
    st.markdown(f"## {literal(shown.names[group])}")
    size, about = shown.sizes[group], facts[group]
    st.markdown(f"**{size:,}** of {space.n_rows:,} {wording.rows()} ({about.share:.0%}). {_held_together(about)}")
    if said := how_recognised(about.kind):
        st.markdown(said)
    if space.texts is not None:
        st.markdown(f"Most typical: “{literal(shortened(space.texts[about.typical[0]], TYPICAL_LENGTH))}”")
    if shown.reasons[group]:
        st.caption(f"Words: {cards.reasons(shown.reasons[group])}.")
        why.why_this_name(shown, group)
    if said := stays_together(shown, group):
        st.markdown(said)
    if about.nearest is not None:
        sides = told_apart(space, shown.labels, group, about.nearest, cache.map_facets(project.dataset).facets)
        nearest, alike = literal(shown.names[about.nearest]), f"{wording.say('middles')} {about.nearness:.2f}"
        st.caption(f"Nearest group: **{nearest}** ({alike}). {_told_apart(sides)}")
    if st.button("Show it on the map", key="groups_on_map", icon=":material/scatter_plot:"):
        map_page.show_group(shown, group)
        address.go_to("pages/map.py")


def _held_together(about: GroupFacts) -> str:
    if about.nearest is None:
        return ""
    border = share(about.border_share)
    alike = f"Its {wording.rows()} are {about.cohesion:.2f} alike"
    return f"{alike} ({wording.say('cohesion')}); {border} could as well be another group's."


def _told_apart(sides: tuple[Side, Side]) -> str:
    """What this group has that the nearest has not, and the other way round, as Markdown."""
    here, there = (_side(side) for side in sides)
    if not here and not there:
        return "No word and no column tells them apart."
    return " ".join(f"{where}: {said}." for where, said in (("More here", here), ("More there", there)) if said)


def _side(side: Side) -> str:
    words = [f"“{literal(one.term)}” ({_against(one.share, one.share_elsewhere)})" for one in side.words[:MOST_TOLD]]
    return joined([*words, *(_value(one) for one in side.columns[:1])])


def _value(one: Overrepresented) -> str:
    return f"{literal(one.column)} {literal(one.name)} ({_against(one.share, one.share_elsewhere)})"


def _against(here: float, elsewhere: float) -> str:
    return f"{share(here)} against {share(elsewhere)}"


def rows(
    project: session.Project,
    space: ec.EmbeddingSpace,
    shown: EditedClustering,
    facts: tuple[GroupFacts, ...],
    group: int,
) -> None:
    """What else its rows have in common, and some of them."""
    _apart(project, shown, group)
    _some(project, space, facts[group])


def _apart(project: session.Project, shown: EditedClustering, group: int) -> None:
    found = overrepresented(cache.map_facets(project.dataset).facets, shown.rows_of(group))
    if not found:
        return
    st.markdown("**More often than elsewhere, beyond chance:**")
    st.markdown(
        "\n".join(
            f"- {literal(one.column)}: **{literal(one.name)}** in {one.n_found:,} of {shown.sizes[group]:,} "
            f"({one.share:.0%}; elsewhere {share(one.share_elsewhere)})"
            for one in found[:MOST_APART]
        )
    )
    if len(found) > MOST_APART:
        st.caption(f"and {len(found) - MOST_APART} more")


def _some(project: session.Project, space: ec.EmbeddingSpace, about: GroupFacts) -> None:
    kinds = {"Most typical": about.typical, "On the border": about.borderline, "Farthest out": about.outlying}
    there = {name: rows for name, rows in kinds.items() if rows}
    for number, (tab, rows) in enumerate(zip(st.tabs(list(there)), there.values(), strict=True)):
        with tab:
            for row in rows:
                cards.card(project, row, length=400, more_like=space, key=f"groups_{number}")
