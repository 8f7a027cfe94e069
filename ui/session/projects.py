"""Project: what a session works on, and what it becomes when its vectors change. Knows nothing of Streamlit's state."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import embedcore as ec
from embedcore import jobs
from embedcore.duplicates import Decisions
from embedcore.groups import GroupEdits, History
from embedcore.reading import ReadOptions
from embedcore.trust import JudgedResults, change_between, with_model

OWN_VECTORS = "your own vectors"
"""What stands in place of a model where a person brought the vectors."""


@dataclass(frozen=True, eq=False)
class Tag:
    """Rows that were named. row_numbers: (n,) their places in the file, so they are the same whatever was left out."""

    name: str
    row_numbers: NDArray[np.int64]


def new_id() -> str:
    """A name for a table that no other has."""
    return secrets.token_urlsafe(9)


@dataclass(frozen=True, eq=False)
class Reading:
    """How a table came out of its file. file: None where it is not kept. options: what a person said of it.

    text_column, roles: as they were found. seconds: what reading it took.
    """

    file: jobs.KeptFile | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    text_column: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Project:
    """What this session works on; replaced whole when the data, the model or the metric changes.

    dataset: the rows that pages show. space is None until they have vectors. sample: the file name of the sample,
    or None for an upload. kind: one of embedcore.table.data_kind.KINDS. source: the table as it was read, where the
    rows are made from it (items from ratings) or are fewer (rows without a vector). thumbnails: (n_rows,) of pictures.
    origin: the model, or under a name of its own what else the vectors were made of, as options to be shown.
    pending: the model that is still reading, while the space is a preview. exact: its vectors, once they are there,
    while their map is drawn. changed: how much is other than in the preview that was there before, until it was read.
    tags: rows that were named and kept. edits: what was decided of the groups, which can be undone. decisions: on rows
    that repeat others, by their numbers in the file.
    before: the spaces that changes of the vectors or the metric (fixes, adapting) started from, the first one first.
    judged: results of searches, relevant or not, by the rows' numbers in the file.
    id: names the table among those that this server keeps for its visitor, whatever is made of it.
    reading: how it was read, and the file, so that it can be read in another way.
    """

    name: str
    dataset: ec.Dataset
    origin: jobs.ModelChoice = jobs.DEFAULT_CHOICE
    metric: str = "cosine"
    space: ec.EmbeddingSpace | None = None
    sample: str | None = None
    kind: str = "texts"
    source: ec.Dataset | None = None
    thumbnails: tuple[bytes, ...] = ()
    pending: jobs.ModelChoice | None = None
    exact: ec.EmbeddingSpace | None = None
    changed: str = ""
    tags: tuple[Tag, ...] = ()
    edits: History[GroupEdits] = field(default_factory=lambda: History(GroupEdits()))
    decisions: Decisions = field(default_factory=Decisions)
    before: tuple[ec.EmbeddingSpace, ...] = ()
    judged: JudgedResults = field(default_factory=JudgedResults)
    id: str = field(default_factory=new_id)
    reading: Reading = field(default_factory=Reading)

    @property
    def table(self) -> ec.Dataset:
        """What was read from the file."""
        return self.source if self.source is not None else self.dataset

    @property
    def has_meanings(self) -> bool:
        """Whether rows are alike by what their texts say, so that words tell something of it."""
        return self.kind in ("texts", "vectors") and self.dataset.text_column is not None

    @property
    def model(self) -> str:
        """The name of the model, or of what else made the vectors."""
        return self.origin.name


def with_space(
    before: Project,
    space: ec.EmbeddingSpace,
    origin: jobs.ModelChoice = jobs.DEFAULT_CHOICE,
    thumbnails: tuple[bytes, ...] = (),
) -> Project:
    """The project with vectors; its rows are the space's."""
    dataset = space.dataset if space.dataset is not None else before.dataset
    source = before.table if dataset is not before.table else None
    return replace(
        before,
        dataset=dataset,
        source=source,
        space=space,
        origin=origin,
        metric=str(space.metric),
        thumbnails=thumbnails,
        before=(),
    )


def with_changed_space(project: Project, space: ec.EmbeddingSpace) -> Project:
    """The project with changed vectors or another metric of the same rows; the space before can be had again."""
    before = (*project.before, project.space) if project.space is not None else project.before
    return replace(project, space=space, metric=str(space.metric), before=before)


def with_change_undone(project: Project) -> Project:
    """The project as it was before the last change of its vectors; itself where there was none."""
    if not project.before:
        return project
    *before, space = project.before
    return replace(project, space=space, metric=str(space.metric), before=tuple(before))


def with_metric(project: Project, metric: str) -> Project:
    """The project under another metric, which can be undone; choosing the one before again is undoing it."""
    assert project.space is not None
    last = project.before[-1] if project.before else None
    if last is not None and last.metric == metric and change_between(last, project.space) in list(ec.Metric):
        return with_change_undone(project)
    return with_changed_space(project, project.space.with_metric(metric))


def with_encoder(project: Project, encoder: ec.Encoder) -> Project:
    """The project of vectors whose model is known now; what was changed of them since is changed of queries, too.

    Raises DataError for a model whose vectors have another length, ParameterError where that can't be.
    """
    assert project.space is not None
    *before, space = with_model([*project.before, project.space], encoder)
    return replace(project, space=space, before=tuple(before))


def origin(name: str, **used: Any) -> jobs.ModelChoice:
    """Of vectors that no chosen model made. used: what they were made of; what is None is left out."""
    return jobs.ModelChoice(name, tuple((what, value) for what, value in used.items() if value is not None))
