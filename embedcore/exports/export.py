"""export: the rows, their vectors or both, in a format of another program."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import ArrayLike

from embedcore.errors import ParameterError
from embedcore.exports import writing
from embedcore.exports.formats import FORMATS, Format
from embedcore.exports.table import AS_READ, left_out, rows_table
from embedcore.facets.values import time_values
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
    In texts (CSV, JSON Lines, TSV) cells are as they stood in the file; numbers and dates are typed elsewhere. No text
    is run as a formula by a spreadsheet. Vectors are as in the space.
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
    return Exported(n_rows, part.n_columns, int(few.n_bytes + a_row * (n_rows - 1)), False, _notes(project, chosen))


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
            endings = joined([one.ending for one in FORMATS.values()])
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
    counted = _Counted(file)
    space = project.space
    vectors = space.vectors if rows is None else space.vectors[rows]
    notes, n_columns = _notes(project, chosen), space.n_dims
    if not chosen.has_table:
        made = writing.write_npy(vectors, counted)  # type: ignore[arg-type]  # a file to write to is enough
        return Exported(len(vectors), n_columns, counted.n_bytes, True, (*notes, *made))
    table = _table(project, chosen, rows)
    n_columns = table.shape[1] + (space.n_dims if chosen.name == "projector" else chosen.has_vectors)
    out = counted
    if chosen.name == "csv":
        made = writing.write_csv(table, out)  # type: ignore[arg-type]
    elif chosen.name == "excel":
        text = space.dataset.text_column if space.dataset is not None else None
        made = writing.write_excel(table, out, text)  # type: ignore[arg-type]
    elif chosen.name == "jsonl":
        made = writing.write_json_lines(table, out)  # type: ignore[arg-type]
    elif chosen.name == "projector":
        made = writing.write_projector(table, vectors, out)  # type: ignore[arg-type]
    else:
        name = free_name(writing.VECTOR_COLUMN, table.columns)
        made = writing.write_parquet(table, out, vectors if chosen.has_vectors else None, name)  # type: ignore[arg-type]
    return Exported(len(table), n_columns, counted.n_bytes, True, (*notes, *made))


def _table(project: Project, chosen: Format, rows: Indices | None) -> pd.DataFrame:
    space = project.space
    dataset = _dataset(space)
    roles = dataset.column_roles
    columns = list(map(str, dataset.frame.columns))
    written = {
        "csv": columns,
        "projector": columns,
        "jsonl": [name for name in columns if roles.get(name) not in AS_READ],
    }.get(chosen.name, [name for name in columns if roles.get(name) not in (*AS_READ, "time")])
    made = rows_table(
        dataset,
        rows,
        clustering=edited(space, project.clustering, project.edits) if project.clustering is not None else None,
        projection=project.maps[0] if project.maps else None,
        tags=project.tags,
        decisions=project.decisions,
        written=written,
    )
    if chosen.name == "excel":
        for name in columns:
            if roles.get(name) == "time" and name in made:
                made[name] = _dates(made[name])
    return made


def _dates(cells: pd.Series) -> pd.Series:
    """Real dates, also where the file has texts; a cell that is none stays as it is."""
    import pandas as pd

    times = time_values(cells)
    known = [
        value if np.isnat(time) else time.item()
        for value, time in zip(cells.tolist(), times.astype("datetime64[ms]"), strict=True)
    ]
    return pd.Series(known, dtype=object)


def _dataset(space: EmbeddingSpace) -> Dataset:
    from embedcore.table import Dataset

    if space.dataset is not None:
        return space.dataset
    names = list(space.texts) if space.texts is not None else [f"row {row}" for row in range(1, space.n_rows + 1)]
    return Dataset.from_texts(list(map(str, names)))


def _notes(project: Project, chosen: Format) -> tuple[str, ...]:
    dataset = project.space.dataset
    if dataset is None or not chosen.has_table or not (columns := left_out(dataset)):
        return ()
    return (f"not in it: {quoted(columns)}, which hold pictures or lists of numbers",)


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
