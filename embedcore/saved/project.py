"""Project: a space with all that was made and decided of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from embedcore.duplicates import Decisions
from embedcore.errors import ParameterError
from embedcore.groups import Clustering, EditedClustering, GroupEdits
from embedcore.projection import Projection
from embedcore.space.space import EmbeddingSpace
from embedcore.table import Dataset
from embedcore.trust.adapting import JudgedResults
from embedcore.types import Indices

LONGEST_TAG = 200


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

    Raises ParameterError for maps and groups of another number of rows, and settings that JSON has not.
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
        object.__setattr__(self, "maps", tuple(self.maps))
        for one in self.maps:
            self._check_map(one)
        self._check_clustering()
        for name in ("edits_past", "edits_future"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for edits in (self.edits, *self.edits_past, *self.edits_future):
            if not isinstance(edits, GroupEdits):
                raise ParameterError(f"edits must be GroupEdits (got {type(edits).__name__}); use its methods")
        if not isinstance(self.decisions, Decisions):
            raise ParameterError(f"decisions must be Decisions (got {type(self.decisions).__name__}); use its methods")
        if not isinstance(self.judged, JudgedResults):
            raise ParameterError(f"judged must be JudgedResults (got {type(self.judged).__name__}); use its methods")
        object.__setattr__(self, "tags", {_tag_name(name): _numbers(rows) for name, rows in dict(self.tags).items()})
        if self.source is not None and not isinstance(self.source, Dataset):
            raise ParameterError(f"source must be a Dataset (got {type(self.source).__name__}); use ec.read_table()")
        object.__setattr__(self, "thumbnails", tuple(self.thumbnails))
        if self.thumbnails and len(self.thumbnails) != self.space.n_rows:
            raise ParameterError(
                f"thumbnails must be one a row, or none (got {len(self.thumbnails)} for {self.space.n_rows} rows)"
            )
        object.__setattr__(self, "settings", _plain(self.settings))
        object.__setattr__(self, "before", tuple(self.before))
        for space in self.before:
            self._check_before(space)

    def _check_map(self, one: object) -> None:
        if not isinstance(one, Projection):
            raise ParameterError(f"maps must be Projections (got {type(one).__name__}); use ec.project()")
        ours, theirs = self.space.vectors, one.space.vectors
        if len(one.coordinates) != self.space.n_rows or (theirs is not ours and not np.array_equal(theirs, ours)):
            raise ParameterError(
                f"maps must be of this space's vectors (got one of {len(one.coordinates)} rows for "
                f"{self.space.n_rows}, or of other vectors); project this space"
            )

    def _check_before(self, space: object) -> None:
        if not isinstance(space, EmbeddingSpace) or space.n_rows != self.space.n_rows:
            got = f"{space.n_rows} rows" if isinstance(space, EmbeddingSpace) else type(space).__name__
            raise ParameterError(
                f"before must be spaces of the same {self.space.n_rows} rows (got {got}); pass those that the changes "
                "started from"
            )

    def _check_clustering(self) -> None:
        found = self.clustering
        if found is None:
            return
        if not isinstance(found, Clustering) or isinstance(found, EditedClustering):
            raise ParameterError(
                f"clustering must be the groups that ec.cluster() gave (got {type(found).__name__}); pass these, and "
                "what was decided of them as edits"
            )
        if len(found.labels) != self.space.n_rows:
            raise ParameterError(
                f"a clustering must have a label per row (got {len(found.labels)} for {self.space.n_rows} rows); "
                "cluster this space"
            )


def _tag_name(name: object) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_TAG:
        raise ParameterError(f"a tag must have a name of 1 to {LONGEST_TAG} characters (got {name!r:.50}); rename it")
    return name


def _numbers(rows: ArrayLike) -> Indices:
    found = np.asarray(rows)
    if found.ndim != 1 or (len(found) and found.dtype.kind not in "iu"):
        raise ParameterError(f"a tag must have a list of row numbers (got {found.dtype} of {found.ndim} dimensions)")
    return np.unique(found.astype(np.int64))


def _plain(settings: object) -> dict[str, Any]:
    """A copy of the settings. Raises ParameterError where JSON would not give the same back."""
    try:
        written = json.loads(json.dumps(settings, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise ParameterError(f"settings must be what JSON can hold (got {error}); use texts, numbers, lists") from error
    if not isinstance(written, dict) or written != settings:
        raise ParameterError(
            "settings must be a dict with texts as keys that JSON gives back as it is (tuples become lists, and keys "
            "texts); use lists and texts"
        )
    return written
