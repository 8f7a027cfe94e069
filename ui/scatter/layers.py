"""What a map shows: points, their colouring, and what lies on top. Plain values, no Streamlit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ui.scatter.palette import N_STEPS, Shade, scale

Position = Sequence[float]
GroupSymbol = Literal["circle", "diamond", "square", "cross", "x"]
MarkerSymbol = Literal["star", "diamond", "circle", "square", "cross"]

HOVER_BYTES = 8_000_000
"""Texts up to this size go to the browser with the points; of more, each when the pointer rests on its point."""


@dataclass(frozen=True, eq=False)
class MapPoints:
    """Where the rows lie and what they say; constant for one picture and sent once.

    coordinates: (n_rows, 2 or 3), finite, any scale.
    hover: one plain text a row, shown to the letter; wrapped by the caller (about 60 characters a line).
    revision: a digest of what is shown; the same revision is the same picture, nothing is redrawn.
    pictures: (n_rows,) small encoded pictures for the label at the pointer, or none.
    first_rows: (n_rows,) the first of the rows that are one point, or None; all of them get the place of the first.
    """

    coordinates: NDArray[np.floating]
    hover: Sequence[str]
    revision: str
    pictures: Sequence[bytes] = ()
    first_rows: NDArray[np.integer] | None = None

    def __post_init__(self) -> None:
        if self.first_rows is not None:
            object.__setattr__(self, "coordinates", self.coordinates[self.first_rows])

    @property
    def n_rows(self) -> int:
        return int(self.coordinates.shape[0])

    @cached_property
    def table(self) -> pa.Table:
        """The columns as they travel; built once, so a cached MapPoints costs little at a rerun."""
        axes = {
            name: pa.array(np.ascontiguousarray(column, np.float32))
            for name, column in zip("xyz", self.coordinates.T, strict=False)
        }
        pictures = {"picture": pa.array(self.pictures, pa.binary())} if self.pictures else {}
        firsts = {} if self.first_rows is None else {"first": pa.array(self.first_rows.astype(np.int32))}
        texts = _texts(self.hover)
        if len(texts) != self.n_rows:
            raise ValueError(f"every point needs one text (got {len(texts)} for {self.n_rows} points)")
        return pa.table({**axes, **({"hover": texts} if texts.nbytes <= HOVER_BYTES else {}), **pictures, **firsts})


@dataclass(frozen=True)
class MapAbout:
    """What a picture of the map says of it, as plain texts.

    title: until another is typed. source: facts on where it comes from.
    """

    title: str = ""
    source: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class MapGroups:
    """Points coloured by group.

    labels: (n_rows,) int, an index into names; -1 is no group (grey).
    colors: one a group; empty takes the theme's categorical colours in turn.
    symbols: one marker shape a group; empty is circles, changing shape each time the theme's colours begin again.
    trends: how each group grows, or none; trends_explained: what their signs mean. kinds: a word or two on each group,
    such as "language: German", empty for most; or none.
    title: what the groups are, as over their list, such as the column that they are the values of.
    ordered: whether they have an order of their own, from most to least, in which they are listed.
    """

    labels: NDArray[np.integer]
    names: Sequence[str]
    colors: Sequence[Shade] = ()
    symbols: Sequence[GroupSymbol] = ()
    labels_on_map: Sequence["MapLabel"] = ()
    trends: Sequence["MapTrend"] = ()
    trends_explained: str = ""
    kinds: Sequence[str] = ()
    title: str = "Groups"
    ordered: bool = False

    @cached_property
    def labels_digest(self) -> str:
        """Names the division into groups; a group hidden by hand stays hidden when it is only renamed."""
        return digest(self.labels.astype(np.int32))

    def message(self) -> dict[str, Any]:
        """The colouring as it travels."""
        content = {
            "names": list(self.names),
            "colors": list(self.colors),
            "symbols": list(self.symbols),
            "texts": [vars(label) for label in self.labels_on_map],
            "trends": [trend.message() for trend in self.trends],
            "trends_explained": self.trends_explained,
            "kinds": list(self.kinds),
            "title": self.title,
            "ordered": self.ordered,
            "labels_digest": self.labels_digest,
        }
        return {**content, "digest": digest(repr(content)), "labels": _labels(self.labels, len(self.names))}


@dataclass(frozen=True, eq=False)
class MapValues:
    """Points coloured along the scale of the palette, with a colour bar over the data's own range.

    values: (n_rows,) numbers, or datetime64; NaN (NaT) is grey.
    title: over the colour bar and before the value of the point under the pointer.
    """

    values: NDArray[Any]
    title: str

    @property
    def is_date(self) -> bool:
        return self.values.dtype.kind == "M"

    @property
    def labels(self) -> NDArray[np.int16]:
        """The shade of each row, 0 to N_STEPS - 1; -1 is no value."""
        low, high = self._limits
        known = np.isfinite(self._numbers)
        ratio = np.full(len(known), 0.5)
        if high > low:
            ratio[known] = (self._numbers[known] - low) / (high - low)
        return np.where(known, np.minimum(ratio * N_STEPS, N_STEPS - 1), -1).astype(np.int16)

    def message(self) -> dict[str, Any]:
        """The colouring as it travels."""
        low, high = self._limits
        ticks = [(at, self._tick(low + at * (high - low))) for at in (0.0, 0.5, 1.0)]
        if low == high:
            ticks = ticks[:1] if np.isfinite(self._numbers).any() else []
        content = {
            "title": self.title,
            "colors": list(scale()),
            "ticks": ticks,
            "unit": "date" if self.is_date else "number",
            "labels_digest": digest(self._numbers),
        }
        values = pa.table({"value": pa.array(self._numbers)})
        return {**content, "digest": digest(repr(content)), "labels": _labels(self.labels, N_STEPS), "values": values}

    @cached_property
    def _numbers(self) -> NDArray[np.float64]:
        """Numbers as they are; dates as seconds since 1970 (UTC)."""
        if not self.is_date:
            return self.values.astype(np.float64)
        seconds = self.values.astype("datetime64[ms]").astype(np.int64) / 1000.0
        return np.where(np.isnat(self.values), np.nan, seconds)

    @cached_property
    def _limits(self) -> tuple[float, float]:
        finite = self._numbers[np.isfinite(self._numbers)]
        return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)

    def _tick(self, value: float) -> str:
        return str(np.datetime64(round(value), "s").astype("datetime64[D]")) if self.is_date else f"{value:.4g}"


@dataclass(frozen=True)
class MapTrend:
    """How a group grows. text: a few letters in the list, title: the sentence behind it. change: what the list is
    sorted by, None for unknown, inf for what is new. strong: whether it is more than chance."""

    text: str
    title: str
    change: float | None
    strong: bool

    def message(self) -> dict[str, Any]:
        """As it travels: JSON has no infinity."""
        return {**vars(self), "change": None if self.change is None else min(self.change, 1e9)}


@dataclass(frozen=True)
class MapLabel:
    """A name on the map.

    group: it hides with that group, and where two would overlap, the bigger group's stays.
    """

    text: str
    at: Position
    group: int | None = None


@dataclass(frozen=True)
class MapMarker:
    """A sign at a place that is no row, such as a query: size in pixels, color a CSS colour or None (the theme's).

    label: below it, always shown. text: one or two characters on it; then the label gives way to others.
    """

    at: Position
    symbol: MarkerSymbol = "star"
    color: str | None = None
    size: int = 18
    label: str = ""
    text: str = ""


@dataclass(frozen=True)
class MapLines:
    """Thin lines from a place to rows, such as from a query to its neighbours. dashed: what is not really so."""

    at: Position
    rows: Sequence[int]
    color: str | None = None
    dashed: bool = False


@dataclass(frozen=True)
class MapTrail:
    """An arrow from where something was to where it is now."""

    start: Position
    end: Position
    color: str | None = None


@dataclass(frozen=True)
class MapCircle:
    """A ring around a place, radius in data units, such as an uncertainty."""

    at: Position
    radius: float
    color: str | None = None


@dataclass(frozen=True, eq=False)
class MapOverlay:
    """What lies on top of the points; small, changes often, never redraws or resets the zoom.

    focus: rows that stay in colour, all others turn grey but stay; None is all.
    selected: rows with a ring around them.
    contours: whether lines of equal density lie under the points of a flat map.
    texts: whether single texts stand beside their points where one has come so near that they have room.
    selection_id: another value forgets the outline and the click, as a "Clear" button does.
    said: sentences on what is filtered, for pictures of the map.
    """

    focus: NDArray[np.integer] | None = None
    selected: NDArray[np.integer] | None = None
    markers: Sequence[MapMarker] = ()
    lines: Sequence[MapLines] = ()
    circles: Sequence[MapCircle] = ()
    trails: Sequence[MapTrail] = ()
    contours: bool = False
    texts: bool = False
    selection_id: int = 0
    said: Sequence[str] = ()

    def message(self) -> dict[str, Any]:
        """The overlay as it travels; focus and selected as columns, absent for None."""
        given = {"focus": self.focus, "selected": self.selected}
        rows = {name: values.astype(np.int32) for name, values in given.items() if values is not None}
        return {
            "markers": [vars(marker) for marker in self.markers],
            "lines": [vars(lines) for lines in self.lines],
            "circles": [vars(circle) for circle in self.circles],
            "trails": [{"from": trail.start, "to": trail.end, "color": trail.color} for trail in self.trails],
            "contours": self.contours,
            "texts": self.texts,
            "said": list(self.said),
            "focus_digest": digest(rows["focus"]) if "focus" in rows else None,
            **{name: pa.table({"row": pa.array(values)}) for name, values in rows.items()},
        }


def digest(part: NDArray[Any] | str) -> str:
    """A short name of a content."""
    content = part.encode("utf-8", "replace") if isinstance(part, str) else np.ascontiguousarray(part).data
    return blake2b(content, digest_size=12).hexdigest()


def _labels(labels: NDArray[np.integer], n_groups: int) -> pa.Table:
    return pa.table({"label": pa.array(labels.astype(np.int8 if n_groups <= 127 else np.int32))})


def _texts(texts: Sequence[str]) -> pa.Array:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half of a surrogate pair, as broken exports hold them
        return pa.array([text.encode("utf-8", "replace").decode() for text in texts], pa.string())
