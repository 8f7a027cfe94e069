"""Work that outlasts the server: what a visitor has open is saved on the disk by itself, and opened again from there.

Only what changed is written: vectors with what was decided, or what is said beside them alone, such as the view.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import is_ as _is
from typing import Any, BinaryIO

import numpy as np

import embedcore as ec
from embedcore.duplicates import Decisions
from embedcore.groups import GroupEdits
from embedcore.phrases import counted
from ui import address, cache, project_file, session
from ui.shelf import OnDisk
from ui.visit import visitor
from ui.visit.opened import Opened, opened
from ui.visit.sample_work import Decided, SampleWork

_State = tuple[tuple[Any, ...], Mapping[str, Any]]
"""What a file is made of, and what is said beside it."""
_SAVED = session.Kept[tuple[str, _State]]("visit_saved", ("", ((), {})), stays=session.whole)
"""The id of what was given to be saved last, and its state."""


@dataclass(frozen=True)
class Saved:
    """A line for Home. when: in seconds since 1970. sample: the file of the sample that was worked in, or none."""

    id: str
    name: str
    when: float
    n_bytes: int
    n_rows: int
    model: str
    sample: str


def is_on() -> bool:
    return cache.disk().limits.is_on


def save(kept: Opened, before: Opened | None) -> None:
    """Has a table saved soon, where anything about it is new; one that has no vectors yet is not.

    before: what was kept of it in this server's memory, and was saved then.
    """
    project = kept.project
    if not is_on() or project.space is None or project.sample is not None or project.pending is not None:
        return
    made_of, about = _state(kept)
    known = [_state(before)] if before is not None and before.project.space is not None else []
    id_, last = _SAVED.now()
    known += [last] if id_ == project.id else []
    same = [state for state in known if len(state[0]) == len(made_of) and all(map(_is, state[0], made_of))]
    _SAVED.keep((project.id, (made_of, about)))
    if any(state[1] == about for state in same):
        return

    def write(file: BinaryIO) -> None:
        assert project.space is not None
        maps = (kept.map[1],) if kept.map else ()
        clustering = kept.groups[1] if kept.groups else None
        settings = about["settings"]
        ec.save(project_file.whole(project, project.space, maps=maps, clustering=clustering, settings=settings), file)

    cache.disk().save_later(visitor.key(), project.id, project.name, about, None if same else write)


def _state(kept: Opened) -> _State:
    project = kept.project
    made_of = (
        project.space, project.tags, project.edits, project.decisions, project.judged, project.before, project.name,
        project.kind, kept.map and kept.map[1], kept.groups and kept.groups[1],
    )  # fmt: skip
    request, n_clusters = kept.map and kept.map[0], kept.groups[0] if kept.groups else "auto"
    settings = project_file.settings(project, kept.view, kept.widgets, request, n_clusters)
    return made_of, {"settings": settings, "n_rows": project.dataset.n_rows, "model": project.model}


def save_sample_work(id_: str, work: SampleWork) -> None:
    """Has what was decided in a sample saved soon: it alone, without the sample, as a project of rows of no data."""
    tags, groups, judged = work.decided
    last_id, last = _SAVED.now()
    _SAVED.keep((id_, (work.decided, {})))
    if not is_on() or (last_id == id_ and last[0] == work.decided):
        return

    def write(file: BinaryIO) -> None:
        by_name, decisions = {tag.name: tag.row_numbers for tag in tags}, Decisions(judged)
        named = [np.array(decisions.rows, dtype=np.int64), *by_name.values(), *(one.row_numbers for one in groups)]
        n_rows = int(np.concatenate(named).max(initial=0)) + 1  # so each number that is named is one of its rows'
        space = ec.EmbeddingSpace(np.zeros((n_rows, 1), dtype=np.float32))
        ec.save(ec.Project(space=space, edits=GroupEdits(groups), decisions=decisions, tags=by_name), file)

    about = {"sample": work.sample, "kind": work.kind}
    cache.disk().save_later(visitor.key(), id_, work.title, about, write)


def saved_sample_work(id_: str) -> SampleWork | None:
    """What was decided in a sample before the server was started; None where nothing is saved of it.

    Raises DataError where it is damaged.
    """
    found = cache.disk().take(visitor.key(), id_)
    if found is None:
        return None
    made = ec.load(found.path)
    assert isinstance(made, ec.Project)
    tags = tuple(session.Tag(name, rows) for name, rows in made.tags.items())
    decided = Decided(tags, made.edits.groups, made.decisions.steps)
    return SampleWork(str(found.about["sample"]), str(found.about["kind"]), decided)


def saved() -> list[Saved]:
    """What is saved for this visitor, the last saved first."""
    return [_line(one) for one in cache.disk().items(visitor.key())]


def problem(project: session.Project) -> str:
    """Why this could not be saved last, as a clause; empty where all is well."""
    return cache.disk().problem(visitor.key(), project.id) if is_on() else ""


def open_saved(id_: str) -> Opened | None:
    """Makes what is saved under that id this session's; None where there is none.

    Raises DataError where it is damaged.
    """
    found = cache.disk().take(visitor.key(), id_)
    if found is None or "settings" not in found.about:
        return None
    again = project_file.open_again(found.path, id_, found.about["settings"])
    address.VIEW.keep(again.view)
    kept = replace(opened(again.project, again.view, None), map=again.map, groups=again.groups)
    _SAVED.keep((id_, _state(kept)))
    return kept


def ago(when: float) -> str:
    """How long ago that was, in words: "just now", "3 minutes ago"."""
    seconds = max(time.time() - when, 0.0)
    for unit, one in ((24 * 3_600, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= unit:
            return f"{counted(int(seconds // unit), one)} ago"
    return "just now"


def _line(one: OnDisk) -> Saved:
    about = one.about
    sample = str(about.get("sample", ""))
    return Saved(
        one.id, one.name, one.saved, one.n_bytes, int(about.get("n_rows", 0)), str(about.get("model", "")), sample
    )
