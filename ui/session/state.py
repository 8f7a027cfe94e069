"""The state of this browser session: its one Project and what the person has decided.

What is kept here belongs to the data that is open, and goes with it; only what is said to be the person's outlives it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

import embedcore as ec
from ui.session.projects import Project

_PROJECT, _SHADES = "project", "group_shades"
_OTHER_KINDS, _SEARCHED_ROW, _STARTED = "projects_of_other_kinds", "searched_row", "data_started"
_OF_THE_PERSON = (
    _PROJECT,
    "frame_technical",
    "straight_to_map",
    "home_upload",  # fields for the next file
    "home_project",
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
    "playground_text_",
)
"""Widgets that keep their values when other data are opened, by the beginnings of their keys."""
_TABLES_OWN = (_OTHER_KINDS, _SHADES, _STARTED)
"""What stays where the same table is taken as another kind of data, and comes back with the table."""
T = TypeVar("T")


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

LESSON = Kept("learn_section", "", stays=whole)
"""The section of the lesson that is open; empty for the first."""

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


def shades_given() -> dict[str, Any]:
    """Where the colours that groups were given are kept, by what the groups are of."""
    given: dict[str, Any] = st.session_state.setdefault(_SHADES, {})
    return given
