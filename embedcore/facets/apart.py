"""What sets some rows apart from the others in the columns of the table, chance accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embedcore.errors import ParameterError
from embedcore.facets.chance import adjusted, chance_of_as_many
from embedcore.facets.facet import Facet
from embedcore.types import Indices

LEVEL = 0.01


@dataclass(frozen=True)
class Overrepresented:
    """A part of a column that stands more often in some rows than elsewhere.

    part: its number in the facet, name: as people read it. n_found: how many of the rows have it; share: the same as a
    share (0 to 1) of the rows with a value; share_elsewhere: of the other rows. chance: how often as many would be
    found by chance, corrected for all parts that were looked at.
    """

    column: str
    part: int
    name: str
    n_found: int
    share: float
    share_elsewhere: float
    chance: float


def overrepresented(facets: Sequence[Facet], rows: Indices, *, level: float = LEVEL) -> tuple[Overrepresented, ...]:
    """Parts of columns that the rows have more often than the others, what tells them apart best first.

    rows: (n,) numbers of rows, each once. level: of what is found, this share is expected to be chance (0 to 1).
    They are ordered as the words of a group are: by p * log(p / q) of the two shares.
    Raises ParameterError where level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ParameterError(f"level must be above 0 and below 1 (got {level}); 0.01 is usual")
    rows = np.asarray(rows, dtype=np.int64)
    if not facets or not len(rows):
        return ()
    inside = [facet.count(rows) for facet in facets]
    chances = [
        chance_of_as_many(n_inside, n_inside.sum(), facet.counts, int(facet.counts.sum()))
        for n_inside, facet in zip(inside, facets, strict=True)
    ]
    corrected = np.split(adjusted(np.concatenate(chances)), np.cumsum([len(part) for part in chances])[:-1])
    found = []
    for facet, n_inside, chance in zip(facets, inside, corrected, strict=True):
        outside = facet.counts - n_inside
        for part in np.flatnonzero(chance <= level).tolist():
            share = n_inside[part] / n_inside.sum()
            elsewhere = outside[part] / max(outside.sum(), 1)
            # Where no other row has it, half a row does, so that the order of such parts is by their share.
            apart = share * np.log(share / max(elsewhere, 0.5 / max(outside.sum(), 1)))
            one = Overrepresented(
                facet.column, part, facet.names[part], int(n_inside[part]), float(share), float(elsewhere),
                float(chance[part]),
            )  # fmt: skip
            found.append((float(apart), one))
    return tuple(one for _, one in sorted(found, key=lambda pair: -pair[0]))
