"""One group in full: its words, its rows, what else sets it apart, how it grew, and which group is nearest."""

import streamlit as st

import embedcore as ec
from embedcore.facets import Growth, overrepresented
from embedcore.groups import EditedClustering, GroupFacts
from ui import address, cache, cards, session, wording
from ui import map as map_page
from ui.groups.sureness import stays_together
from ui.markup import literal

MOST_APART = 6


def head(
    space: ec.EmbeddingSpace,
    shown: EditedClustering,
    facts: tuple[GroupFacts, ...],
    growth: Growth | None,
    group: int,
) -> None:
    """What that group is: its size, how it is held together, how it grew, its words, and the group nearest to it."""
    st.markdown(f"## {literal(shown.names[group])}")
    size, about = shown.sizes[group], facts[group]
    st.markdown(f"**{size:,}** of {space.n_rows:,} {wording.rows()} ({about.share:.0%}). {_held_together(about)}")
    if growth is not None and (said := map_page.growth_sentence(growth, group)):
        st.markdown(said)
    if shown.reasons[group]:
        st.caption(f"Words: {cards.reasons(shown.reasons[group])}.")
    if said := stays_together(shown, group):
        st.markdown(said)
    if about.nearest is not None:
        st.caption(
            f"Nearest group: **{literal(shown.names[about.nearest])}** ({wording.say('middles')} {about.nearness:.2f})."
        )
    if st.button("Show it on the map", key="groups_on_map", icon=":material/scatter_plot:"):
        map_page.show_group(shown, group)
        address.go_to("pages/map.py")


def _held_together(about: GroupFacts) -> str:
    if about.nearest is None:
        return ""
    border = wording.share(about.border_share)
    alike = f"Its {wording.rows()} are {about.cohesion:.2f} alike"
    return f"{alike} ({wording.say('cohesion')}); {border} could as well be another group's."


def rows(
    project: session.Project, space: ec.EmbeddingSpace, shown: EditedClustering, about: GroupFacts, group: int
) -> None:
    """What else its rows have in common, and some of them."""
    _apart(project, shown, group)
    _some(project, space, about)


def _apart(project: session.Project, shown: EditedClustering, group: int) -> None:
    found = overrepresented(cache.map_facets(project.dataset).facets, shown.rows_of(group))
    if not found:
        return
    st.markdown("**More often than elsewhere, beyond chance:**")
    st.markdown(
        "\n".join(
            f"- {literal(one.column)}: **{literal(one.name)}** in {one.n_found:,} of {shown.sizes[group]:,} "
            f"({one.share:.0%}; elsewhere {wording.share(one.share_elsewhere)})"
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
