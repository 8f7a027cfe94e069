"""What a person did on the Map page's map, known before it is drawn anew, and what lies on top of it for that."""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

import embedcore as ec
from ui import cache, session
from ui.map.current import INSIDE, SETTINGS
from ui.map.panels import N_NEIGHBORS
from ui.map.trust import lines as trust_lines
from ui.scatter import MapGroups, MapLines, MapOverlay, MapPoints, MapValues, read_events, rows_in_outline

KEY = "map"


@dataclass(frozen=True, eq=False)
class Done:
    """What a person did on the map: the rows that hold the words of the filter, those inside the outline, the row that
    was clicked; None for what was not done. how: what the rows are that were selected in another way than by an
    outline.
    """

    matches: NDArray[np.int64] | None
    outlined: NDArray[np.int64] | None
    clicked: int | None
    how: str = INSIDE

    @property
    def focus(self) -> NDArray[np.int64] | None:
        """The rows that stay in colour."""
        given = [rows for rows in (self.matches, self.outlined) if rows is not None]
        return reduce(np.intersect1d, given) if given else None


def done_on(
    points: MapPoints,
    space: ec.EmbeddingSpace,
    colouring: MapGroups | MapValues,
    matches: NDArray[np.int64] | None,
) -> Done:
    """What was done on the Map page's map of these points. matches: see Done."""
    now = SETTINGS.now()
    events = read_events(session.value(KEY), points, colouring, now.n_cleared)
    carried = now.carried
    if carried is not None and carried.fingerprint == space.fingerprint and not events.outline and not events.n_clicks:
        return Done(matches, carried.selected, carried.clicked, carried.how)
    outlined = None
    if events.outline is not None:
        outlined = rows_in_outline(points.coordinates, events.outline).astype(np.int64)
    return Done(matches, outlined, events.clicked_row if outlined is None else None)


def overlay(
    points: MapPoints,
    space: ec.EmbeddingSpace,
    done: Done,
    *,
    contours: bool,
    texts: bool,
    trust: ec.MapTrust | None = None,
) -> MapOverlay:
    """What lies on the map for it: rings around the clicked row and its neighbours, and lines to them.

    trust: in this map; then the neighbours that it misses, and those that it falsely shows, have lines of their own.
    """
    ringed, lines = None, list[MapLines]()
    if done.clicked is not None and done.clicked < space.n_rows:
        near = cache.ranking(space.fingerprint, done.clicked, space).indices[:N_NEIGHBORS]
        ringed = np.concatenate([[done.clicked], near])
        told_apart = trust_lines(points, trust, done.clicked)
        far = told_apart[0].rows if told_apart else ()
        lines.append(
            MapLines(points.coordinates[done.clicked].tolist(), [row for row in near.tolist() if row not in far])
        )
        lines.extend(told_apart)
    return MapOverlay(
        focus=done.focus,
        selected=ringed,
        lines=lines,
        contours=contours,
        texts=texts,
        selection_id=SETTINGS.now().n_cleared,
    )
