"""export: the rows, their vectors or both, in a format of another program."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import ArrayLike

from embedcore.errors import ParameterError
from embedcore.exports import writing
from embedcore.exports.changes import changes_in
from embedcore.exports.dates import Dates, dates_of
from embedcore.exports.formats import FORMATS, Format
from embedcore.exports.table import AS_READ, NOTHING, Beside, left_out, rows_table
from embedcore.files import written
from embedcore.groups import edited
from embedcore.phrases import did_you_mean, joined, quoted
from embedcore.saved import Project
from embedcore.space.space import EmbeddingSpace
from embedcore.table import free_name
from embedcore.types import Indices

if TYPE_CHECKING:
    import pandas as pd

    from embedcore.table import Dataset

MEASURED_ROWS = 200


@dataclass(frozen=True)
class Exported:
    """What a file holds. n_columns: of the table, and of vectors their length. n_bytes: of the file.

    is_exact: whether n_bytes is counted, not worked out from some rows. notes: what is not in it, or other than in the
    data, as sentences without a full stop.
    """

    n_rows: int
    n_columns: int
    n_bytes: int
    is_exact: bool = True
    notes: tuple[str, ...] = ()


def export(
    project_or_space: Project | EmbeddingSpace,
    path: str | os.PathLike[str] | BinaryIO,
    *,
    format: str | None = None,
    rows: ArrayLike | None = None,
) -> Exported:
    """Writes rows with group, name, place on the map, tags and decisions, or vectors, for another program.

    project_or_space: of a project, the groups as they were edited and the first map; of a space, the rows alone; put
    more beside it with ec.Project(space=..., clustering=..., maps=(...,)). path: of the file, which is there whole or
    not at all; or a file opened in binary mode. format: "csv", "excel", "parquet", "jsonl", "parquet-vectors", "npy" or
    "projector"; None goes by the path's ending. rows: which, in which order; None: all.
    In texts (CSV, JSON Lines, TSV) cells are as they stood in the file; numbers and dates are typed elsewhere, a date
    in Parquet where every filled cell of its column is one. No text is run as a formula by a spreadsheet: in CSV and
    TSV an apostrophe stands before it, which `read_table` reads as it stands, since a text may begin with one of its
    own (JSON Lines, Parquet and Excel need none). `.notes` says in how many cells. Vectors are as in the space.
    Raises ParameterError for a format or rows that are none, DataError where a format can't hold so much,
    BackendMissingError for Excel without openpyxl.
    """
    project = _project(project_or_space)
    chosen = _format(format, path)
    picked = _rows(rows, project.space.n_rows)
    with written(path) as file:
        return _write(project, chosen, picked, file)


def measure(project_or_space: Project | EmbeddingSpace, format: str, *, rows: ArrayLike | None = None) -> Exported:
    """What `export` would write, without writing all of it: of many rows, the size is worked out from some."""
    project = _project(project_or_space)
    chosen, picked = _format(format, ""), _rows(rows, project.space.n_rows)
    n_rows = project.space.n_rows if picked is None else len(picked)
    if chosen.name == "npy":
        n_dims = project.space.n_dims
        return Exported(n_rows, n_dims, 128 + 4 * n_dims * n_rows, False, _notes(project, chosen))
    if n_rows <= MEASURED_ROWS:
        return _write(project, chosen, picked, io.BytesIO())
    some = np.linspace(0, n_rows - 1, MEASURED_ROWS).astype(np.int64)
    every = np.arange(n_rows) if picked is None else picked
    few, part = (_write(project, chosen, every[own], io.BytesIO()) for own in (some[:1], some))
    a_row = (part.n_bytes - few.n_bytes) / (MEASURED_ROWS - 1)
    n_bytes = int(few.n_bytes + a_row * (n_rows - 1))
    notes = (*_notes(project, chosen), *_changed(project, chosen, picked))
    return Exported(n_rows, part.n_columns, n_bytes, False, notes)


def _project(given: object) -> Project:
    if isinstance(given, EmbeddingSpace):
        return Project(space=given)
    if not isinstance(given, Project):
        raise ParameterError(
            f"project_or_space must be a Project or an EmbeddingSpace (got {type(given).__name__}); use ec.embed()"
        )
    return given


def _format(name: object, path: object) -> Format:
    if name is None:
        if not isinstance(path, (str, os.PathLike)):
            raise ParameterError(f"format must be given for an open file; choose one of {quoted(FORMATS)}")
        written = str(path).lower()
        fitting = [one for one in FORMATS.values() if written.endswith(one.ending)]
        if not fitting:
            endings = joined([one.ending for one in FORMATS.values()], "or")
            raise ParameterError(f"path must end in {endings} (got {path!r:.200}); or give the format")
        return max(fitting, key=lambda one: len(one.ending))
    if not isinstance(name, str) or name not in FORMATS:
        hint = did_you_mean(name, list(FORMATS)) or "; choose one of these"
        raise ParameterError(f"format must be one of {quoted(FORMATS)} (got {name!r}){hint}")
    return FORMATS[name]


def _rows(rows: ArrayLike | None, n_rows: int) -> Indices | None:
    if rows is None:
        return None
    found = np.asarray(rows)
    if found.ndim != 1 or (len(found) and found.dtype.kind not in "iu"):
        raise ParameterError(f"rows must be a list of row indices (got {found.dtype} of {found.ndim} dimensions)")
    if len(found) and not (found.min() >= 0 and found.max() < n_rows):
        raise ParameterError(f"rows must be in 0..{n_rows - 1} (got {found.min()} to {found.max()}); they count from 0")
    return found.astype(np.int64)


def _write(project: Project, chosen: Format, rows: Indices | None, file: BinaryIO) -> Exported:
    out: Any = _Counted(file)
    space = project.space
    vectors = space.vectors if rows is None else space.vectors[rows]
    notes, n_columns = _notes(project, chosen), space.n_dims
    if not chosen.has_table:
        writing.write_npy(vectors, out)
        return Exported(len(vectors), n_columns, out.n_bytes, True, notes)
    table = _table(project, chosen, rows)
    notes += changes_in(table, chosen.name).notes
    n_columns = table.shape[1] + (space.n_dims if chosen.name == "projector" else chosen.has_vectors)
    if chosen.name == "csv":
        writing.write_csv(table, out)
    elif chosen.name == "excel":
        text = space.dataset.text_column if space.dataset is not None else None
        writing.write_excel(table, out, text)
    elif chosen.name == "jsonl":
        writing.write_json_lines(table, out)
    elif chosen.name == "projector":
        writing.write_projector(table, vectors, out)
    else:
        name = free_name(writing.VECTOR_COLUMN, table.columns)
        writing.write_parquet(table, out, vectors if chosen.has_vectors else None, name)
    return Exported(len(table), n_columns, out.n_bytes, True, notes)


def _changed(project: Project, chosen: Format, rows: Indices | None) -> tuple[str, ...]:
    """What would be changed in the table, counted without writing it."""
    if not chosen.has_table:
        return ()
    if rows is not None:
        return changes_in(_table(project, chosen, rows), chosen.name).notes
    import pandas as pd

    space = project.space
    own = space.memo(
        "changes of an export",
        lambda: changes_in(_columns(space, chosen, None, NOTHING), chosen.name),
        chosen.name,
        reads=("dataset",),
    )
    found = _beside(project).columns(np.arange(space.n_rows), _dataset(space).row_numbers)
    return (own + changes_in(pd.DataFrame(found), chosen.name)).notes


def _table(project: Project, chosen: Format, rows: Indices | None) -> pd.DataFrame:
    return _columns(project.space, chosen, rows, _beside(project))


def _beside(project: Project) -> Beside:
    space, computed = project.space, project.clustering
    return Beside(
        clustering=edited(space, computed, project.edits) if computed is not None else None,
        projection=project.maps[0] if project.maps else None,
        tags=project.tags,
        decisions=project.decisions,
    )


def _columns(space: EmbeddingSpace, chosen: Format, rows: Indices | None, beside: Beside) -> pd.DataFrame:
    """The columns of the file as the format has them, and what was found of the rows."""
    dataset = _dataset(space)
    roles = dataset.column_roles
    columns = list(map(str, dataset.frame.columns))
    written = {
        "csv": columns,
        "projector": columns,
        "jsonl": [name for name in columns if roles.get(name) not in AS_READ],
    }.get(chosen.name, [name for name in columns if roles.get(name) not in (*AS_READ, "time")])
    made = rows_table(dataset, rows, beside=beside, written=written)
    if chosen.has_dates:
        for name, dates in _dates(space).items():
            if chosen.name == "excel":
                made[name] = dates.in_sheet(made[name], rows)
            elif dates.are_all:
                made[name] = dates.of_rows(rows)
    return made


def _dates(space: EmbeddingSpace) -> dict[str, Dates]:
    """The columns of dates, by name."""
    dataset = _dataset(space)
    shown = [name for name in map(str, dataset.frame.columns) if dataset.column_roles.get(name) == "time"]
    found = {name: _dates_in(space, dataset.frame[name], name) for name in shown}
    return {name: dates for name, dates in found.items() if dates is not None}


def _dates_in(space: EmbeddingSpace, cells: pd.Series, name: str) -> Dates | None:
    return space.memo("dates of an export", lambda: dates_of(cells), name, reads=("dataset",))


def _dataset(space: EmbeddingSpace) -> Dataset:
    """The space's, or its texts as one: each is a row, empty or not."""
    if space.dataset is not None:
        return space.dataset
    import pandas as pd

    from embedcore.reading.report import ReadReport
    from embedcore.table import Dataset

    n_rows = space.n_rows
    names = list(space.texts) if space.texts is not None else [f"row {row}" for row in range(1, n_rows + 1)]
    frame = pd.DataFrame({"text": pd.Series(list(map(str, names)), dtype=object)})
    return Dataset(frame, "text", {"text": "text"}, np.arange(1, n_rows + 1), "texts", ReadReport(n_rows, n_rows))


def _notes(project: Project, chosen: Format) -> tuple[str, ...]:
    """What is not in it, or of another kind, whichever rows are written."""
    dataset = project.space.dataset
    if dataset is None or not chosen.has_table:
        return ()
    notes = (
        [f"not in it: {quoted(columns)}, which hold pictures or lists of numbers"]
        if (columns := left_out(dataset))
        else []
    )
    if chosen.name == "excel":
        notes += [said for name, dates in _dates(project.space).items() if (said := dates.why_without_zone(name))]
    elif chosen.has_dates:
        notes += [dates.why_text(name) for name, dates in _dates(project.space).items() if not dates.are_all]
    return tuple(notes)


class _Counted(io.RawIOBase):
    """A file to write to that counts; it is written from front to back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.n_bytes = file, 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self._file.write(view)
        self.n_bytes += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        return self.n_bytes
