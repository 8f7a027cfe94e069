"""This browser session: its one Project and what the person has decided. Alone touches st.session_state.

What is kept here belongs to the data that is open, and goes with it; only what is said to be the person's outlives it.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

import embedcore as ec
from embedcore import jobs
from embedcore.duplicates import Decisions
from embedcore.groups import GroupEdits, History
from embedcore.reading import ReadOptions
from embedcore.trust import JudgedResults, change_between, with_model
from ui.scatter import kept_shades, palette, shades_by_position

OWN_VECTORS = "your own vectors"
"""What stands in place of a model where a person brought the vectors."""
_PROJECT, _SHADES = "project", "group_shades"
_OTHER_KINDS, _SEARCHED_ROW, _STARTED = "projects_of_other_kinds", "searched_row", "data_started"
_OF_THE_PERSON = (
    _PROJECT,
    "frame_technical",
    "straight_to_map",
    "home_upload",  # fields for the next file
    "data_upload",
    "data_preview",
    "data_api_",  # where a person's own models are, and which
    "data_hub_model",
    "data_word_vectors",
    "data_lsa_dims",
    "groups_offered_url",
    "groups_offered_model",
    "map_dims",  # how a map is drawn, whatever it shows
    "map_names",
    "map_contours",
    "search_keywords",  # what a page shows beside results
    "search_metrics",
)
"""Widgets that keep their values when other data are opened, by the beginnings of their keys."""
_TABLES_OWN = (_OTHER_KINDS, _SHADES, _STARTED)
"""What stays where the same table is taken as another kind of data, and comes back with the table."""
T = TypeVar("T")


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


def project() -> Project | None:
    found = st.session_state.get(_PROJECT)
    return found if isinstance(found, Project) else None


def set_project(new: Project) -> None:
    """Makes it this session's. Where it is of other data, of another kind or read otherwise, all goes that belongs to
    what was there before.
    """
    before = project()
    if before is not None and (before.id, before.kind) != (new.id, new.kind):
        _let_go(but=_TABLES_OWN if before.id == new.id else ())
    elif before is not None and before.reading.options != new.reading.options:
        _let_go(but=(*_TABLES_OWN, "data_"))
    if new.space is None:  # then nothing is left of how it came
        new = replace(new, pending=None, changed="", before=())
    st.session_state[_PROJECT] = new if new.pending is not None else replace(new, exact=None)


def _let_go(*, but: tuple[str, ...]) -> None:
    """Empties what belongs to the data that was open. but: beginnings of keys that stay, beside the person's own."""
    for key in map(str, list(st.session_state)):
        if key in _stays:
            st.session_state[key] = _stays[key](st.session_state[key])
        elif not key.startswith((*_OF_THE_PERSON, *but)):
            forget(key)


def of_table() -> dict[str, Any]:
    """What comes back with the table that is open, as keep() takes it; nothing that has the key of an API in it."""
    found = {key: st.session_state[key] for key in _TABLES_OWN if key in st.session_state}
    others = {kind: one for kind, one in found.get(_OTHER_KINDS, {}).items() if not _has_secret(one)}
    return {**found, _OTHER_KINDS: others, _SHADES: dict(found.get(_SHADES, {}))}


def of_other_kinds(kept: dict[str, Any]) -> list[Project]:
    """What the same table was made into as other kinds of data. kept: as of_table() gave it."""
    return list(kept.get(_OTHER_KINDS, {}).values())


def _has_secret(project: Project) -> bool:
    return any(choice is not None and choice.secret for choice in (project.origin, project.pending))


def with_kind(before: Project, kind: str) -> Project:
    """The same table taken as another kind of data; what was computed of this kind is there again on the way back."""
    others = {name: one for name, one in value(_OTHER_KINDS, {}).items() if one.table is before.table}
    keep(_OTHER_KINDS, {**others, before.kind: before})
    again: Project | None = others.get(kind)
    return again or Project(
        before.name, before.table, kind=kind, sample=before.sample, id=before.id, reading=before.reading
    )


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


def value(key: str, default: Any = None) -> Any:
    """The value of a widget, or of something kept with keep()."""
    return st.session_state.get(key, default)


def keep(key: str, new: Any) -> None:
    """Sets a widget's value before it is drawn, or keeps something for the next run."""
    st.session_state[key] = new


def forget(*keys: str) -> None:
    for key in keys:
        st.session_state.pop(key, None)


def values_of(*beginnings: str) -> dict[str, Any]:
    """The values of the widgets whose keys begin like that; buttons can't be among them, since theirs can't be set."""
    return {str(key): kept for key, kept in st.session_state.items() if str(key).startswith(beginnings)}


def forget_everything() -> None:
    """What was opened, decided and typed in this session."""
    st.session_state.clear()


def search_with(space: ec.EmbeddingSpace, row: int | None) -> None:
    """Lets the Search page look for what is like this row; None: for a phrase again."""
    keep(_SEARCHED_ROW, (space.with_metric("cosine").fingerprint, row))


def searched_row(space: ec.EmbeddingSpace) -> int | None:
    """The row that is searched with; None for phrases, or where it was a row of other data."""
    data, row = value(_SEARCHED_ROW, ("", None))
    return row if data == space.with_metric("cosine").fingerprint else None


_stays: dict[str, Callable[[Any], Any]] = {}
"""By the keys of Kept: what of a value outlives the data."""


def whole(value: T) -> T:
    """All of it."""
    return value


class Kept(Generic[T]):
    """What one page keeps between its runs: a value under a key of its own, replaced whole.

    stays: what of it is the person's, and left when other data are opened; without it, all of it goes.
    """

    def __init__(self, key: str, default: T, *, stays: Callable[[T], T] | None = None) -> None:
        self._key, self._default = key, default
        if stays is not None:
            _stays[key] = stays

    def now(self) -> T:
        kept: T = st.session_state.get(self._key, self._default)
        return kept

    def keep(self, new: T) -> None:
        st.session_state[self._key] = new

    def change(self, **fields: Any) -> None:
        """Other values for fields of a dataclass."""
        st.session_state[self._key] = replace(self.now(), **fields)  # type: ignore[type-var]


ALL, CHOSEN = "", "chosen"
SUMMED_UP = Kept("summary_scope", ALL)
"""The rows that the summary speaks of: one of the two, or the number of the last days."""

STARTED = Kept(_STARTED, "")
"""The key of the embedding that this session asked for, and whose result it has not taken yet."""


def id() -> str:
    """What the job queue knows this session by: Streamlit's own id."""
    context = get_script_run_ctx()
    assert context is not None
    return context.session_id


def in_fragment() -> bool:
    """Whether only a fragment runs now, not the whole page; only then may it ask for itself again."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def is_alive(session: str) -> bool:
    """Whether a browser still shows that session. Without a running server (tests), every session counts."""
    return not Runtime.exists() or Runtime.instance().is_active_session(session)


@dataclass(frozen=True, eq=False)
class _Given:
    """The shades that the groups of a table have. stand_in: by a map that stood in for the one asked for."""

    table: ec.Dataset
    labels: np.ndarray
    shades: tuple[int, ...]
    stand_in: bool


def group_shades(
    project: Project, what: str, labels: np.ndarray, projection: ec.Projection, *, stand_in: bool
) -> list[palette.Shade]:
    """The colour of each group: by its place on the first map of the data, then kept as long as it mostly stays itself.

    what: the column that the groups are values of, or a name for groups that were found. labels: (n_rows,).
    stand_in: whether another map than this one is waited for; the first real one decides anew.
    """
    given: dict[str, _Given] = st.session_state.setdefault(_SHADES, {})
    before = given.get(what)
    of_this = before is not None and before.table is project.table and len(before.labels) == len(labels)
    if before is None or not of_this or (before.stand_in and not stand_in):
        kept: dict[int, int] = {}
    elif before.labels is labels or np.array_equal(before.labels, labels):
        return palette.written(before.shades)
    else:
        kept = kept_shades(before.labels, before.shades, labels)
    shades = shades_by_position(projection.coordinates, labels, kept)
    given[what] = _Given(project.table, labels, shades, stand_in and not kept)
    return palette.written(shades)
