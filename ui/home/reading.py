"""From a file to its table: the one way in which pages read files, and read them again in another way."""

import time
from dataclasses import replace
from pathlib import Path

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.reading import ReadOptions
from ui import cache, samples, session

Read = tuple[ec.Dataset, session.Reading]


def read(file: jobs.KeptFile, options: ReadOptions | None = None, *, markup: str = "strip") -> Read:
    """The table of a kept file. options: what a person says of it.

    Raises DataError where it holds none, ParameterError where an option does not fit it.
    """
    options = options or ReadOptions()
    begun = time.perf_counter()
    dataset = jobs.read_apart(
        file.path, filename=file.name, options=options, markup=markup, while_waiting=st.empty().empty
    )
    return _with_notes(dataset, file.notes), as_found(dataset, file, options, time.perf_counter() - begun)


def read_content(content: memoryview, name: str, *, source: str | None = None, notes: tuple[str, ...] = ()) -> Read:
    """The table of a file that came over the network, which the server keeps where it has room for it."""
    file = cache.job_queue().keep_table(name, content, source=source, notes=notes)
    if file is not None:
        return read(file)
    dataset = jobs.read_apart(bytes(content), filename=name, while_waiting=st.empty().empty)
    return _with_notes(dataset, notes), as_found(dataset, None)


def own_file(path: Path) -> jobs.KeptFile:
    """A file on this computer: it stays where it is."""
    return jobs.KeptFile(path.name, path, str(path))


def sample_file(sample: samples.Sample) -> jobs.KeptFile:
    return jobs.KeptFile(sample.file, samples.FOLDER / sample.file, f"sample_data/{sample.file}")


def as_found(
    dataset: ec.Dataset, file: jobs.KeptFile | None, options: ReadOptions | None = None, seconds: float = 0.0
) -> session.Reading:
    """How a table was read that nobody has changed yet."""
    return session.Reading(file, options or ReadOptions(), dataset.text_column, dict(dataset.column_roles), seconds)


def _with_notes(dataset: ec.Dataset, notes: tuple[str, ...]) -> ec.Dataset:
    """With what there is to say of the way the file came."""
    if not notes:
        return dataset
    raw = dataset.raw and replace(dataset.raw, notes=(*notes, *dataset.raw.notes))
    return replace(dataset, report=replace(dataset.report, notes=(*notes, *dataset.report.notes)), raw=raw)
