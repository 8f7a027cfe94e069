"""The map that is shown, as one file for others."""

from collections.abc import Callable, Collection, Sequence

import streamlit as st

import embedcore as ec
from embedcore.phrases import counted, sentence
from embedcore.scores import known_calibration
from ui import cache, score_meaning, session, wording
from ui.map import colours, current
from ui.map.chosen import Chosen
from ui.markup import literal
from ui.scatter import MapFacets, MapGroups, MapPoints, MapValues
from ui.shared_file import N_NEIGHBORS, SharedMap, columns_of, share_form, values_of

KEY = "map_share"
Colouring = Callable[[str, Collection[str]], MapGroups | MapValues]


def share_button(
    project: session.Project,
    space: ec.EmbeddingSpace,
    projection: ec.Projection,
    points: MapPoints,
    coloured_by: Colouring,
    *,
    notes: Sequence[str] = (),
    shown: Chosen | None = None,
) -> None:
    """A button that asks what goes into the file. coloured_by: the points by a column, or by their groups, with signs
    beside the groups that are of these columns alone.

    notes: what must be known of the groups. shown: the rows that are chosen on the map now, of which it is said that
    the others go in, too.
    """
    if not st.button("Share", key=KEY, icon=":material/share:", help="The map as one page that opens anywhere"):
        return
    columns = columns_of(project.dataset)
    may_colour = colours.colour_columns(project.dataset)
    near = min(N_NEIGHBORS, space.n_rows - 1)

    def make(chosen: Sequence[str]) -> SharedMap:
        facets = cache.map_facets(project.dataset).facets
        kept = [facet for facet in facets if facet.column in chosen]
        said = (*projection.notes, *notes)
        return SharedMap(
            name=project.name,
            source=current.about(project, space, projection).source,
            description=f"Map of {space.n_rows:,} {wording.rows(space.n_rows)}; close ones are similar.",
            model=project.model,
            points=points,
            colourings=[
                coloured_by(column, chosen)
                for column in (colours.BY_GROUP, *(one for one in chosen if one in may_colour))
            ],
            columns={column: values_of(project.dataset, column) for column in chosen},
            text=project.dataset.text_column if project.dataset.text_column in chosen else None,
            facets=MapFacets(kept) if kept else None,
            decimals=score_meaning.decimals(known_calibration(space)),
            nouns=(wording.rows(1), wording.rows()),
            notes=tuple(f"{sentence(note)}." for note in dict.fromkeys(said)),
            pictures=project.thumbnails,
        )

    @st.dialog("Share as one file", width="medium")
    def ask() -> None:
        if shown is not None:
            st.info(_all_go_in(space, shown), icon=":material/filter_alt_off:")
        share_form(columns, make, lambda: ec.neighbor_graph(space, n_neighbors=near), key=KEY)

    ask()


def _all_go_in(space: ec.EmbeddingSpace, shown: Chosen) -> str:
    n_shown = counted(len(shown.rows), wording.rows(1), wording.rows())
    how = literal(" · ".join(shown.how))
    return (
        f"**All {space.n_rows:,} {wording.rows(space.n_rows)} go in**, not only the {n_shown} chosen on the map now "
        f"({how}). The file opens with all of them; whoever has it can filter there."
    )
