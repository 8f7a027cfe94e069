"""What is selected or clicked on one of both maps, for the other one to show, too."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ui import session
from ui.scatter import MapEvents, MapGroups, MapPoints, read_events, rows_in_outline

KEYS = "compare_map_a", "compare_map_b"
Seen = tuple[object, int | None, int]


@dataclass(frozen=True, eq=False)
class Linked:
    """What is shown in both maps. pair: of which two spaces. rows: those selected. clicked: the row that was clicked.

    seen: what each map last told. cleared: how often the selection of each was forgotten for the other's.
    """

    pair: str = ""
    rows: NDArray[np.int64] | None = None
    clicked: int | None = None
    seen: tuple[Seen, Seen] = ((None, None, 0), (None, None, 0))
    cleared: tuple[int, int] = (0, 0)


LINKED = session.Kept("compare_linked", Linked())


def show_row(row: int) -> None:
    """That row is shown in both maps, in place of what was selected."""
    now = LINKED.now()
    LINKED.change(rows=None, clicked=row, cleared=(now.cleared[0] + 1, now.cleared[1] + 1), seen=Linked().seen)


def followed(pair: str, points: list[MapPoints], colouring: MapGroups) -> Linked:
    """What is to be shown, after what was just done on one of the maps; the other one forgets what was drawn on it."""
    now = LINKED.now()
    if now.pair != pair:
        now = Linked(pair, cleared=(now.cleared[0] + 1, now.cleared[1] + 1))
    told = [read_events(session.value(KEYS[side]), points[side], colouring, now.cleared[side]) for side in (0, 1)]
    for side in (0, 1):
        seen = _seen(told[side])
        if seen == now.seen[side]:
            continue
        rows = None
        if told[side].outline is not None:
            rows = rows_in_outline(points[side].coordinates, told[side].outline).astype(np.int64)
        cleared, both = list(now.cleared), list(now.seen)
        cleared[1 - side] += 1
        both[side], both[1 - side] = seen, (None, None, 0)
        clicked = told[side].clicked_row if rows is None else None
        now = replace(now, rows=rows, clicked=clicked, seen=(both[0], both[1]), cleared=(cleared[0], cleared[1]))
        break
    LINKED.keep(now)
    return now


def _seen(events: MapEvents) -> Seen:
    return events.outline, events.clicked_row, events.n_clicks
