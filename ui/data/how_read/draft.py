"""What a person tries in the panel: the options, and the table that comes of them. Nothing is taken yet."""

from contextlib import suppress
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import counted
from embedcore.reading import Choice, DateExample, NumberExample, ReadOptions, ReadReport, date_example, number_example
from embedcore.words import has_markup, plain_text
from ui import home, session

QUICK_S = 1.0
"""A file that was read within it is read anew for each change, and the whole table is kept until it is taken."""
HEAD_BYTES = 1 << 20
FIRST_ROWS = 8
_LINES = ("csv", "tsv", "text", "jsonl")
_PACKED = (b"\x1f\x8b", b"PK", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Draft:
    """reading: what it started from. refused: why the last thing typed can't be meant."""

    reading: session.Reading
    options: ReadOptions
    markup: str
    refused: str = ""


@dataclass(frozen=True, eq=False)
class Seen:
    """What comes of a draft. dataset, reading: all of it and how it was read, where
    it is kept. first: its first rows, numbered as in the file.

    part: of which part of the file it is, in words; empty for the whole. error: why nothing comes of it. date, number,
    tagged: cells of the file that show what a choice means; of a text with tags, also how it reads without them.
    """

    used: tuple[Choice, ...] = ()
    first: pd.DataFrame | None = None
    said: str = ""
    part: str = ""
    error: str = ""
    dataset: ec.Dataset | None = None
    reading: session.Reading | None = None
    date: DateExample | None = None
    number: NumberExample | None = None
    format: str = ""
    tagged: tuple[str, str] | None = None


_DRAFT = session.Kept[Draft | None]("data_read_draft", None)
_known: "WeakKeyDictionary[ec.Dataset, Seen]" = WeakKeyDictionary()
_SIZES = session.Kept[tuple[jobs.KeptFile | None, dict[str, str]]]("data_read_sizes", (None, {}))
_SEEN = session.Kept[tuple[Draft, Seen] | None]("data_read_seen", None)


def draft_of(project: session.Project) -> Draft:
    """What is tried now; what is, where nothing is tried."""
    draft = _DRAFT.now()
    if draft is None or draft.reading is not project.reading:
        forget()  # nothing is kept of another file
        draft = as_it_is(project)
        _DRAFT.keep(draft)
    return draft


def sizes_of(draft: Draft, choice: Choice | None) -> dict[str, str]:
    """How large the sheets, tables or lists of the file are, as far as any reading told it: a label shown stays."""
    file, known = _SIZES.now()
    told = dict(zip(choice.others, choice.sizes, strict=False)) if choice is not None else {}
    sizes = {**(known if file is draft.reading.file else {}), **told}
    _SIZES.keep((draft.reading.file, sizes))
    return sizes


def as_it_is(project: session.Project) -> Draft:
    return Draft(project.reading, project.reading.options, project.table.markup)


def forget() -> None:
    """Nothing is tried any more."""
    session.forget("data_read_sheet")
    _DRAFT.keep(None)
    _SEEN.keep(None)


def change(name: str, new: object) -> None:
    """Another value for an option of what is tried; None: to be found out."""
    draft = _DRAFT.now()
    if draft is None:
        return
    if name == "sheet" and new is None:
        session.forget("data_read_sheet")
    try:
        if name == "markup":
            draft = replace(draft, markup=str(new or "strip"), refused="")
        else:
            draft = replace(draft, options=draft.options.with_option(name, new), refused="")
    except ec.ParameterError as error:
        draft = replace(draft, refused=str(error))
    _DRAFT.keep(draft)


def look(project: session.Project, draft: Draft) -> Seen:
    """What comes of it; read once."""
    if replace(draft, refused="") == as_it_is(project):
        return _seen(project.table)
    known = _SEEN.now()
    if known is not None and known[0] == replace(draft, refused=""):
        return known[1]
    try:
        seen = _read(project, draft)
    except ec.EmbedcoreError as error:
        seen = Seen(error=str(error))
    _SEEN.keep((replace(draft, refused=""), seen))
    return seen


def read_whole(project: session.Project, draft: Draft) -> home.Read:
    """The table as it is tried, with the columns used as the person chose. Raises what reading raises."""
    file = draft.reading.file
    assert file is not None
    dataset, reading = home.read(file, draft.options, markup=draft.markup)
    return _with_chosen_columns(project, dataset), reading


def _read(project: session.Project, draft: Draft) -> Seen:
    file = draft.reading.file
    assert file is not None
    if draft.options == draft.reading.options:
        return _seen(project.table.with_markup(draft.markup))
    is_quick = draft.reading.seconds <= QUICK_S
    if not is_quick and (found := _head(file, project.table.report, draft)) is not None:
        head, options = found
        dataset = jobs.read_apart(
            head, filename=file.name, options=options, markup=draft.markup, while_waiting=st.empty().empty
        )
        return replace(_seen(_with_chosen_columns(project, dataset)), dataset=None, part=_part(len(head), file))
    dataset, reading = read_whole(project, draft)
    return replace(_seen(dataset), dataset=dataset if is_quick else None, reading=reading)


def _head(file: jobs.KeptFile, report: ReadReport, draft: Draft) -> tuple[bytes, ReadOptions] | None:
    """The first lines of a large text file, with what the whole of it has told; None where a part can't be read."""
    encoding = report.choice("encoding")
    if report.format not in _LINES or encoding is None or report.choice("member") is not None:
        return None
    if draft.options.encoding is None and encoding.given:
        return None
    with file.path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        is_whole = not stream.read(1)
    end = head.rfind(b"\n") + 1
    if is_whole or not end or head.startswith(_PACKED) or b"\0" in head:
        return None
    found = draft.options.encoding or str(encoding.value)
    return head[:end], replace(draft.options, encoding=found, footer_rows=0)


def _part(n_bytes: int, file: jobs.KeptFile) -> str:
    return f"the first {n_bytes / 1e6:.1f} of {file.path.stat().st_size / 1e6:,.0f} MB"


def _with_chosen_columns(project: session.Project, dataset: ec.Dataset) -> ec.Dataset:
    """With the text column and the roles that the person chose, as far as there are such columns."""
    before, table = project.reading, project.table
    columns = set(map(str, dataset.frame.columns))
    text = table.text_column
    with suppress(ec.EmbedcoreError):  # the column holds other things now
        if text != before.text_column and (text is None or text in columns):
            dataset = dataset.with_text_column(text)
    for column, role in table.column_roles.items():
        if column in columns and column != text and role not in ("text", before.roles.get(column)):
            dataset = dataset.with_role(column, role)
    return dataset


def _seen(dataset: ec.Dataset) -> Seen:
    if dataset not in _known:
        _known[dataset] = _looked_at(dataset)
    return replace(_known[dataset], dataset=dataset)


def _looked_at(dataset: ec.Dataset) -> Seen:
    report, roles = dataset.report, dataset.column_roles
    shown = dataset.frame.drop(columns=[name for name, role in roles.items() if role == "image"])
    first = shown.iloc[:FIRST_ROWS].set_axis(dataset.row_numbers[:FIRST_ROWS], axis=0)
    n_columns = dataset.frame.shape[1]
    said = f"{counted(dataset.n_rows, 'row')}, {counted(n_columns, 'column')}"
    if report.left_out:
        said += f"; {counted(len(report.left_out), 'row')} left out"
    if dataset.text_column is not None:
        said += f"; the text is in “{dataset.text_column}”"
    return Seen(
        used=report.used,
        first=first,
        said=said,
        date=date_example(dataset.raw),
        number=number_example(dataset.raw),
        format=report.format,
        tagged=_tagged(dataset),
    )


def _tagged(dataset: ec.Dataset) -> tuple[str, str] | None:
    """A text that holds tags, as it stands and as it is read without them."""
    if dataset.text_column is None:
        return None
    for text in dataset.frame[dataset.text_column].iloc[:20_000].tolist():
        if ("<" in text or "&" in text) and has_markup(text):
            return text, plain_text(text)
    return None
