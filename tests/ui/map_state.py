"""What the browser keeps of a map, made without one."""

from typing import Any

from ui.scatter import Box, Lasso, MapGroups, MapPoints, Outline


def map_state(
    points: MapPoints,
    *,
    outline: Outline | None = None,
    clicked_row: int | None = None,
    n_clicks: int = 1,
    hidden_groups: tuple[str, ...] = (),
    groups: MapGroups | None = None,
    selection_id: int = 0,
) -> dict[str, Any]:
    """The component state of such events, to seed st.session_state[key] with."""
    belongs = {"revision": points.revision, "selection_id": selection_id}
    hidden = [list(groups.names).index(name) for name in hidden_groups] if groups else []
    return {
        "outline": {**belongs, "shapes": [_shape_message(shape) for shape in outline]} if outline else None,
        "click": {**belongs, "row": clicked_row, "count": n_clicks} if clicked_row is not None else None,
        "hidden": {"labels": groups.labels_digest, "groups": hidden} if groups else None,
    }


def _shape_message(shape: Lasso | Box) -> dict[str, Any]:
    seen = {} if shape.plane is None else {"plane": [list(shape.plane.right), list(shape.plane.up)]}
    return {"kind": "lasso" if isinstance(shape, Lasso) else "box", "x": list(shape.x), "y": list(shape.y), **seen}
