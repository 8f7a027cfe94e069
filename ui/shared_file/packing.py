"""What goes into the file, as blocks: packed, and in letters that mean nothing to HTML."""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_LEVEL = 6
Blocks = dict[str, str]
"""By name, each in base64."""
Kinds = dict[str, str]
"""How the numbers of each column are stored: i1, i2, i4, u2, u4, f4 or f8, little-endian."""


def packed(content: bytes) -> str:
    """The same content gives the same letters."""
    return base64.b64encode(gzip.compress(content, _LEVEL, mtime=0)).decode("ascii")


def packed_json(content: Any) -> str:
    """Raises ValueError for a number that JSON does not have. Halves of surrogate pairs, which broken exports hold,
    become question marks."""
    written = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return packed(written.encode("utf-8", "replace"))


def put_numbers(blocks: Blocks, name: str, columns: Mapping[str, NDArray[Any]]) -> Kinds:
    """Adds a block for each column, and says how its numbers are stored."""
    kinds = {}
    for column, values in columns.items():
        little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
        kinds[column] = f"{little.dtype.kind}{little.dtype.itemsize}"
        blocks[f"{name}-{column}"] = packed(little.tobytes())
    return kinds


def arrays_of(table: pa.Table) -> dict[str, NDArray[Any]]:
    """The columns of numbers of a table that the map would be sent."""
    return {name: table[name].to_numpy() for name in table.column_names}
