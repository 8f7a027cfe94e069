"""Which rows are chosen on the map: by an outline, words, columns, and the groups that are shown; all must hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import embedcore as ec
from embedcore.facets import Days, Facet
from embedcore.groups import EditedClustering
from embedcore.table import rows_containing
from ui import cache, session
from ui.map.current import INSIDE, SETTINGS
from ui.scatter import Choice, MapGroups, MapValues

SHOWN_NAMES = 2


@dataclass(frozen=True, eq=False)
class Chosen:
    """Some of the rows. rows: (n,) their numbers. how: what was done for it, each as "channel: chat", plain text.

    columns: those whose own choice is part of it, so that it is nothing to find that they stand out; by_group: whether
    the groups' is. whenever: (n,) the rows that all but the choice by time leave, which are compared for trends.
    """

    rows: NDArray[np.int64]
    how: tuple[str, ...]
    whenever: NDArray[np.int64]
    columns: tuple[str, ...] = ()
    by_group: bool = False


CHOSEN = session.Kept[tuple[str, Chosen | None]]("map_chosen", ("", None))
"""What is chosen on the Map page, and the fingerprint of the space."""


def chosen_before(project: session.Project, space: ec.EmbeddingSpace, shown: EditedClustering) -> Chosen | None:
    """What was chosen on the Map page when it was last there, or what the address says that is chosen."""
    fingerprint, chosen = CHOSEN.now()
    if fingerprint == space.fingerprint:
        return chosen
    now, facets = SETTINGS.now(), cache.map_facets(project.dataset)
    if now.picture[1] != id(project.table):  # what was chosen of other data
        return None
    words, groups = str(session.value("map_filter") or ""), MapGroups(shown.labels, shown.names)
    hidden = now.hidden[1] if now.hidden[0] == groups.labels_digest else ()
    return chosen_rows(
        space.n_rows,
        outlined=now.selected,
        outlined_how=now.how,
        words=words,
        matches=np.array(rows_containing(project.dataset, words), dtype=np.int64) if words else None,
        facets=facets.facets,
        filters={facets.facets[number].column: choice for number, choice in now.filters_for(facets)},
        colouring=groups,
        hidden=[shown.names[group] for group in hidden if group < shown.n_clusters],
    )


def chosen_rows(
    n_rows: int,
    *,
    outlined: NDArray[np.int64] | None,
    words: str,
    matches: NDArray[np.int64] | None,
    facets: Sequence[Facet],
    filters: Mapping[str, Choice],
    colouring: MapGroups | MapValues,
    hidden: Sequence[str],
    outlined_how: str = INSIDE,
) -> Chosen | None:
    """The rows that all choices leave; None where nothing is chosen.

    outlined: rows inside the outline, or selected in another way, as outlined_how says. matches: those that hold the
    words. filters: what is chosen of each column. hidden: names of groups that are not shown. None for what is not
    chosen.
    """
    left, whenever = np.ones(n_rows, dtype=bool), np.ones(n_rows, dtype=bool)
    how: list[str] = []

    def keep(rows: NDArray[np.bool_], said: str, *, by_time: bool = False) -> None:
        left[~rows] = False
        if not by_time:
            whenever[~rows] = False
        how.append(said)

    if isinstance(colouring, MapGroups) and hidden:
        away = [group for group, name in enumerate(colouring.names) if name in hidden]
        shown = [name for name in colouring.names if name not in hidden]
        keep(~np.isin(colouring.labels, away), _listed(shown) if len(shown) <= len(away) else f"not {_listed(hidden)}")
    if matches is not None:
        keep(_marked(matches, n_rows), f"with “{words}” in some column")
    for facet in facets:
        if choice := filters.get(facet.column):
            said = str(choice) if isinstance(choice, Days) else _parts(facet, choice)
            keep(facet.rows_in(choice), f"{facet.column}: {said}", by_time=facet.kind == "time")
    if outlined is not None:
        keep(_marked(outlined, n_rows), outlined_how)
    if not how:
        return None
    return Chosen(np.flatnonzero(left), tuple(how), np.flatnonzero(whenever), tuple(filters), bool(hidden))


def _marked(rows: NDArray[np.int64], n_rows: int) -> NDArray[np.bool_]:
    marked = np.zeros(n_rows, dtype=bool)
    marked[rows] = True
    return marked


def _parts(facet: Facet, parts: tuple[int, ...]) -> str:
    """The parts as people read them: a range of numbers or of time by its ends."""
    names = [facet.names[part] if part >= 0 else "no value" for part in parts]
    if facet.kind != "category" and len(parts) > 1 and parts[0] >= 0 and parts[-1] - parts[0] + 1 == len(parts):
        last = facet.ends[parts[-1]] if facet.ends else names[-1]
        return f"{names[0].removeprefix('week of ')} – {last}"
    return _listed(names)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - SHOWN_NAMES
    return " or ".join(names[:SHOWN_NAMES]) + (f" or {more} more" if more > 0 else "")
