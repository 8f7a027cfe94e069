"""What the points of a map can be filtered by, in the browser: the parts of the table's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from embedcore.facets import Facet
from ui.scatter.layers import digest

Filters = tuple[tuple[int, tuple[int, ...]], ...]
"""Of each facet of which parts are chosen: its number, and these parts, -1 for rows without a value."""


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
        return digest(repr(parts))

    @cached_property
    def message(self) -> dict[str, Any]:
        """The facets as they travel: int8 where a column has few parts."""
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
        return {"digest": self.digest, "facets": described, "codes": pa.table(codes)}

    def told(self, filters: Filters) -> dict[str, Any]:
        """Filters as the browser keeps and says them; those that are of other columns are left out."""
        known = {number: self._known(number, parts) for number, parts in filters if 0 <= number < len(self.facets)}
        return {"digest": self.digest, "parts": {str(number): list(parts) for number, parts in known.items() if parts}}

    def chosen(self, state: object) -> Filters:
        """The parts that the browser says are chosen.

        It is not trusted: what is malformed, or of other columns, counts as nothing.
        """
        if not isinstance(state, Mapping) or state.get("digest") != self.digest:
            return ()
        told = state.get("parts")
        found = []
        for number in range(len(self.facets)):
            parts = told.get(str(number)) if isinstance(told, Mapping) else None
            if isinstance(parts, list) and (known := self._known(number, parts)):
                found.append((number, known))
        return tuple(found)

    def _known(self, number: int, parts: Sequence[object]) -> tuple[int, ...]:
        n_parts = self.facets[number].n_parts
        return tuple(sorted({part for part in parts if type(part) is int and -1 <= part < n_parts}))
