"""Another reading becomes the project's; what was computed stays where the texts stay."""

from dataclasses import replace

import numpy as np

import embedcore as ec
from ui import session
from ui.data.how_read import draft as drafts
from ui.data.how_read.draft import Draft, Seen


def keeps_what_was_made(project: session.Project, dataset: ec.Dataset) -> bool:
    """Whether the rows and what models read of them stay the same, so that vectors, map and groups do."""
    before = project.table
    if project.source is not None or project.kind not in ("texts", "images"):
        return False
    if not np.array_equal(before.row_numbers, dataset.row_numbers):
        return False
    if project.kind == "images":
        return before.image_column is not None and before.image_column == dataset.image_column
    return (
        before.text_column is not None and before.text_column == dataset.text_column and before.texts == dataset.texts
    )


def take(project: session.Project, draft: Draft, seen: Seen) -> None:
    """Makes what was tried this session's project. Raises what reading raises."""
    if seen.dataset is not None and draft.options == project.reading.options:  # only the texts are read otherwise
        dataset, reading = seen.dataset, replace(project.reading)
    elif seen.dataset is not None and seen.reading is not None:
        dataset, reading = seen.dataset, seen.reading
    else:
        dataset, reading = drafts.read_whole(project, draft)
    session.set_project(retaken(project, dataset, reading))
    session.forget(f"data_roles_{project.id}")
    drafts.forget()


def retaken(project: session.Project, dataset: ec.Dataset, reading: session.Reading) -> session.Project:
    """The project of the same file read otherwise. A sample read otherwise is a table of one's own."""
    if keeps_what_was_made(project, dataset):
        spaces = [one.with_dataset(dataset) for one in (*project.before, project.space) if one is not None]
        space = spaces[-1] if spaces else None
        kept = replace(project, dataset=dataset, space=space, before=tuple(spaces[:-1]), reading=reading)
    else:
        kept = session.Project(project.name, dataset, kind=dataset.kind.name, id=project.id, reading=reading)
    if project.sample is None:
        return kept
    return replace(kept, sample=None, id=session.new_id())
