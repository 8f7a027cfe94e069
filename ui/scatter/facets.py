"""What the points of a map can be filtered by, in the browser: the parts of the table's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from embedcore.facets import Days, Facet
from ui.scatter.layers import digest

DAY_MS = 86_400_000
NO_DAY = np.iinfo(np.int64).min
Choice = tuple[int, ...] | Days
"""Parts of a facet, -1 for rows without a value; or days of one of time."""
Filters = tuple[tuple[int, Choice], ...]
"""Of each facet of which something is chosen: its number, and what."""


@dataclass(frozen=True, eq=False)
class MapFacets:
    """The columns that rows can be told apart by; constant for a table and sent once.

    The first one of kind "time" is the time line.
    """

    facets: Sequence[Facet]

    @cached_property
    def digest(self) -> str:
        """Names the columns, their parts, and which rows are in them."""
        parts = [(facet.column, facet.names, digest(facet.codes)) for facet in self.facets]
        return digest(repr((parts, digest(self._days) if self._days is not None else None)))

    @cached_property
    def clock(self) -> int | None:
        """The number of the facet that is the time line."""
        return next((number for number, facet in enumerate(self.facets) if facet.kind == "time"), None)

    @cached_property
    def _days(self) -> NDArray[np.int64] | None:
        """(n_rows,) the day of each row on the time line, from 1970 on; NO_DAY where it has none."""
        values = None if self.clock is None else self.facets[self.clock].values
        if values is None:
            return None
        return np.where(np.isnat(values), NO_DAY, values.astype("datetime64[D]").astype(np.int64))

    @cached_property
    def message(self) -> dict[str, Any]:
        """The facets as they travel: int8 where a column has few parts. time_line: the days of its first and last row,
        where its parts begin and end (in days from 1970 on), and as a column the day of each row from the first on."""
        described = [
            {
                "column": facet.column,
                "kind": facet.kind,
                "names": list(facet.names),
                "ends": list(facet.ends),
                "counts": facet.counts.tolist(),
                "n_empty": facet.n_empty,
            }
            for facet in self.facets
        ]
        codes = {
            str(number): pa.array(facet.codes.astype(np.int8 if facet.n_parts <= 127 else np.int16))
            for number, facet in enumerate(self.facets)
        }
        line = None
        if self._days is not None and self.clock is not None:
            known = self._days[self._days != NO_DAY]
            first, last = int(known.min()), int(known.max())
            from_first = np.where(self._days == NO_DAY, -1, self._days - first)
            codes["days"] = pa.array(from_first.astype(np.int16 if last - first < 1 << 15 else np.int32))
            edges = self.facets[self.clock].edges
            assert edges is not None
            line = {"first": first, "last": last, "edges": (edges.astype(np.int64) / DAY_MS).tolist()}
        return {"digest": self.digest, "facets": described, "time_line": line, "codes": pa.table(codes)}

    def known(self, filters: Filters) -> Filters:
        """Those of them that these columns have."""
        found = [(number, self._known(number, said(choice))) for number, choice in filters if number < len(self.facets)]
        return tuple((number, choice) for number, choice in found if choice)

    def told(self, filters: Filters) -> dict[str, Any]:
        """Filters as the browser keeps and says them; those that are of other columns are left out."""
        return {"digest": self.digest, "parts": {str(number): said(choice) for number, choice in self.known(filters)}}

    def chosen(self, state: object) -> Filters:
        """The parts that the browser says are chosen.

        It is not trusted: what is malformed, or of other columns, counts as nothing.
        """
        if not isinstance(state, Mapping) or state.get("digest") != self.digest:
            return ()
        told = state.get("parts")
        found = []
        for number in range(len(self.facets)):
            choice = self._known(number, told.get(str(number)) if isinstance(told, Mapping) else None)
            if choice:
                found.append((number, choice))
        return tuple(found)

    def _known(self, number: int, choice: object) -> Choice:
        """A choice as it is told, or () for what can't be chosen of that facet."""
        facet = self.facets[number]
        if isinstance(choice, Mapping) and facet.kind == "time" and facet.values is not None:
            return _days_of(choice.get("days"))
        parts = choice if isinstance(choice, list) else []
        return tuple(sorted({part for part in parts if type(part) is int and -1 <= part < facet.n_parts}))


def said(choice: Choice) -> list[int] | dict[str, list[str]]:
    """A choice as it travels."""
    if isinstance(choice, Days):
        return {"days": [choice.first.isoformat(), choice.last.isoformat()]}
    return list(choice)


def _days_of(told: object) -> Choice:
    try:
        first, last = map(date.fromisoformat, told)  # type: ignore[call-overload]  # whatever else it is raises
        return Days(first, last)
    except (TypeError, ValueError):
        return ()
