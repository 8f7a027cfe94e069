"""Items on their way to a worker: texts as JSON, pictures as one block of bytes, tables as arrays; no pickle."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from embedcore.encoders.tables.rows import TableRows
from embedcore.errors import DataError


def write_items(path: Path, items: Sequence[Any] | TableRows) -> None:
    """Writes texts, encoded pictures (bytes), or the rows of a table to a file that `read_items` reads.

    Raises DataError for other items.
    """
    if isinstance(items, TableRows):
        with path.open("wb") as file:
            np.savez(file, **items.to_arrays())  # type: ignore[arg-type]  # numpy's stub takes them for options
    elif all(isinstance(item, str) for item in items):
        path.write_text(json.dumps(list(items)), encoding="utf-8")
    elif all(isinstance(item, bytes) for item in items):
        ends = np.cumsum([len(item) for item in items], dtype=np.int64)
        with path.open("wb") as file:
            np.savez(file, bytes=np.frombuffer(b"".join(items), dtype=np.uint8), ends=ends)
    else:
        kinds = sorted({type(item).__name__ for item in items})
        raise DataError(f"items must all be texts or all be pictures (got {', '.join(kinds)}); embed them apart")


def read_items(path: Path) -> Sequence[Any]:
    """The items as they were written."""
    with path.open("rb") as file:
        is_archive = file.read(2) == b"PK"
    if not is_archive:
        return list(json.loads(path.read_text(encoding="utf-8")))
    with np.load(path, allow_pickle=False) as content:
        if "table" in content.files:
            rows: Any = TableRows.from_arrays({name: content[name] for name in content.files})
            return cast("Sequence[Any]", rows)  # the encoders of tables take it for one
        block, ends = content["bytes"], content["ends"]
    starts = np.concatenate([[0], ends[:-1]])
    return [block[start:end].tobytes() for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
