"""Project: a space with all that was made and decided of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from embedcore.duplicates import Decisions
from embedcore.errors import ParameterError
from embedcore.groups import Clustering, GroupEdits
from embedcore.projection import Projection
from embedcore.saved.checked import (
    Rows,
    check_clustering,
    check_decisions,
    check_judged,
    checked_before,
    checked_edits,
    checked_maps,
    checked_tags,
    checked_thumbnails,
)
from embedcore.space.space import EmbeddingSpace
from embedcore.table import Dataset
from embedcore.trust.adapting import JudgedResults
from embedcore.types import Indices


@dataclass(frozen=True, eq=False, kw_only=True)
class Project:
    """What is saved together.

    maps: of this space, under whatever metric. clustering: the computed groups, as cluster() gave them; edits: what was
    decided on top, which embedcore.groups.edited() shows. decisions: on rows that repeat others. tags: rows that were
    named, by the rows' numbers in their table, ascending, each once. source: the table that the rows were made of,
    where it is another (items from ratings). thumbnails: (n_rows,) small pictures of the rows, or none. settings:
    whatever else shall come back, as JSON has it. before: the spaces of the same rows that changes of the vectors or
    the metric started from, the first one first. judged: results of searches, relevant or not. edits_past: the edits
    before, the oldest first, to which undoing leads. edits_future: those that were undone, the last one at the end.

    Raises ParameterError for maps and groups of another number of rows, row numbers that no row of the table has (they
    begin at 1; rows that were left out have one, too), settings that JSON has not, and anything of another kind.
    """

    space: EmbeddingSpace
    maps: tuple[Projection, ...] = ()
    clustering: Clustering | None = None
    edits: GroupEdits = field(default_factory=GroupEdits)
    decisions: Decisions = field(default_factory=Decisions)
    tags: Mapping[str, Indices] = field(default_factory=dict)
    source: Dataset | None = None
    thumbnails: tuple[bytes, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[EmbeddingSpace, ...] = ()
    judged: JudgedResults = field(default_factory=JudgedResults)
    edits_past: tuple[GroupEdits, ...] = ()
    edits_future: tuple[GroupEdits, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.space, EmbeddingSpace):
            raise ParameterError(f"space must be an EmbeddingSpace (got {type(self.space).__name__}); use ec.embed()")
        if self.source is not None and not isinstance(self.source, Dataset):
            raise ParameterError(f"source must be a Dataset (got {type(self.source).__name__}); use ec.read_table()")
        rows, n_rows = Rows(self.space, self.source), self.space.n_rows
        check_clustering(self.clustering, n_rows)
        if not isinstance(self.edits, GroupEdits):
            raise ParameterError(f"edits must be GroupEdits (got {type(self.edits).__name__}); use its methods")
        from_zero = self.space.dataset is None  # as edited() counts them there
        checked_edits("edits", (self.edits,), rows, from_zero=from_zero)
        check_decisions(self.decisions, rows)
        check_judged(self.judged, rows)
        checked = {
            "maps": checked_maps(self.maps, self.space),
            "edits_past": checked_edits("edits_past", self.edits_past, rows, from_zero=from_zero),
            "edits_future": checked_edits("edits_future", self.edits_future, rows, from_zero=from_zero),
            "tags": checked_tags(self.tags, rows),
            "thumbnails": checked_thumbnails(self.thumbnails, n_rows),
            "settings": _plain(self.settings),
            "before": checked_before(self.before, self.space),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)


def _plain(settings: object) -> dict[str, Any]:
    """A copy of the settings. Raises ParameterError where JSON would not give the same back."""
    try:
        written = json.loads(json.dumps(settings, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise ParameterError(f"settings must be what JSON can hold (got {error}); use texts, numbers, lists") from error
    if not isinstance(written, dict) or written != settings:
        raise ParameterError(
            f"settings must be a dict with texts as keys that JSON gives back as it is (got {settings!r:.60}); use "
            "texts as keys, and lists in place of tuples"
        )
    return written
