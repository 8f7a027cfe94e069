"""What a visitor decided in a sample; the sample itself is everybody's, so this alone is kept."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from embedcore.duplicates import Decisions, Judged
from embedcore.groups import DecidedGroup, GroupEdits, History
from embedcore.phrases import counted
from ui import cache, samples, session
from ui.visit import visitor


class Decided(NamedTuple):
    """tags: rows that were named. groups: those that were changed by hand. judged: steps of rows that repeat others."""

    tags: tuple[session.Tag, ...] = ()
    groups: tuple[DecidedGroup, ...] = ()
    judged: tuple[tuple[Judged, ...], ...] = ()

    @property
    def said(self) -> list[str]:
        """How many of each there are, without those there are none of."""
        parts = [
            (self.tags, "selection that you named", "selections that you named"),
            (self.groups, "group that you changed", "groups that you changed"),
            (self.judged, "decision on what repeats", "decisions on what repeats"),
        ]
        return [counted(len(some), one, many) for some, one, many in parts if some]


@dataclass(frozen=True, eq=False)
class SampleWork:
    """sample: its file name. kind: what its rows are taken as, since the rows of other kinds are others."""

    sample: str
    kind: str
    decided: Decided

    @property
    def title(self) -> str:
        """The sample's."""
        return samples.find(self.sample).title

    @property
    def n_bytes(self) -> int:
        """The memory that it takes."""
        tags, groups, judged = self.decided
        named = [*((one.row_numbers, one.name) for one in tags), *((one.row_numbers, one.name) for one in groups)]
        n_judged = sum(len(one.rows) for step in judged for one in step)
        return sum(row_numbers.nbytes + len(name) for row_numbers, name in named) + 8 * n_judged


_SEEN = session.Kept[tuple[str, Decided]]("visit_sample_work", ("", Decided()), stays=session.whole)
"""What was opened, by its project's id and kind, and what was kept of it last: other decisions are new."""


def id_of(project: session.Project) -> str:
    """What is decided in a sample is kept under this, for each kind of data that it is taken as."""
    return f"{project.sample} {project.kind}"


def name_of(project: session.Project) -> str:
    return f"what you decided in {project.name}"


def none_of(project: session.Project) -> SampleWork:
    """Of a sample in which nothing was decided."""
    assert project.sample is not None
    return SampleWork(project.sample, project.kind, Decided())


def keep_or_take(project: session.Project) -> str:
    """Keeps what was decided in an opened sample where this session has other than before, else takes what is kept.

    Returns why it can't be kept, as a sentence; mostly nothing.
    """
    assert project.sample is not None
    shelf, key, id_ = cache.shelf(), visitor.key(), id_of(project)
    now, (before, known) = f"{project.id} {project.kind}", _SEEN.now()
    decided, why = Decided(project.tags, project.edits.now.groups, project.decisions.steps), ""
    if decided != (known if before == now else Decided()):
        kept = SampleWork(project.sample, project.kind, decided)
        why = shelf.keep(key, id_, name_of(project), kept, n_bytes=kept.n_bytes, small=True)
    elif (found := shelf.take(key, id_)) is not None and found.content.decided != decided:
        decided = found.content.decided
        edits = History(GroupEdits(decided.groups)) if decided.groups != project.edits.now.groups else project.edits
        session.set_project(replace(project, tags=decided.tags, edits=edits, decisions=Decisions(decided.judged)))
    _SEEN.keep((now, decided))
    return why
