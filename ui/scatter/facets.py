"""What the points of a map can be filtered by, in the browser: the parts of the table's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from embedcore.facets import Facet
from ui.scatter.layers import digest


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

    def chosen(self, state: object) -> dict[str, tuple[int, ...]]:
        """The parts that the browser says are chosen, by column; -1 for rows without a value.

        It is not trusted: what is malformed, or of other columns, counts as nothing.
        """
        if not isinstance(state, Mapping) or state.get("digest") != self.digest:
            return {}
        told = state.get("parts")
        found = {}
        for number, facet in enumerate(self.facets):
            parts = told.get(str(number)) if isinstance(told, Mapping) else None
            if not isinstance(parts, list):
                continue
            known = sorted({part for part in parts if type(part) is int and -1 <= part < facet.n_parts})
            if known:
                found[facet.column] = tuple(known)
        return found
