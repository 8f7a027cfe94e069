"""The names that a visitor gave to rows of a sample; the sample itself is everybody's, so they alone are kept."""

from dataclasses import dataclass, replace

from ui import cache, samples, session
from ui.visit import visitor

_SEEN = session.Kept[tuple[str, tuple[session.Tag, ...]]]("visit_sample_tags", ("", ()))
"""What was opened, by its project's id and kind, and its names as they were kept last: other ones are new."""


@dataclass(frozen=True, eq=False)
class SampleTags:
    """sample: its file name. kind: what its rows are taken as, since the rows of other kinds are others."""

    sample: str
    kind: str
    tags: tuple[session.Tag, ...]

    @property
    def title(self) -> str:
        """The sample's."""
        return samples.find(self.sample).title

    @property
    def n_bytes(self) -> int:
        """The memory that they take."""
        return sum(tag.row_numbers.nbytes + len(tag.name) for tag in self.tags)


def keep_or_take(project: session.Project) -> str:
    """Keeps the names of an opened sample where this session has others than before, else takes those that are kept.

    Returns why they can't be kept, as a sentence; mostly nothing.
    """
    assert project.sample is not None
    shelf, key, id_ = cache.shelf(), visitor.key(), f"{project.sample} {project.kind}"
    now, (before, known) = f"{project.id} {project.kind}", _SEEN.now()
    tags, why = project.tags, ""
    if tags != (known if before == now else ()):
        kept = SampleTags(project.sample, project.kind, tags)
        name = f"what you named in {project.name}"
        why = shelf.keep(key, id_, name, kept, n_bytes=kept.n_bytes, small=True)
    elif (found := shelf.take(key, id_)) is not None and found.content.tags != tags:
        tags = found.content.tags
        session.set_project(replace(project, tags=tags))
    _SEEN.keep((now, tags))
    return why
