"""What the cells of a column of strings hold, told in Arrow's memory: nothing, a stand-in, the same again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from embedcore.reading.missing import PLACEHOLDERS

_PART = 5_000
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_STAND_INS = pa.array(sorted(PLACEHOLDERS), type=pa.large_string())
_SHORT_BYTES = 16  # four characters of any script, or any stand-in


def n_distinct(values: pd.Series) -> int:
    """How many different strings a column has; told by hashes of 64 bits, which take 8 bytes a cell."""
    parts = []
    for part in _parts(values):
        few = pc.drop_null(pc.unique(part))
        parts.append(np.fromiter(map(hash, few.to_numpy(zero_copy_only=False)), dtype=np.int64, count=len(few)))
    hashes = np.concatenate(parts)
    hashes.sort()  # np.unique would take several times the memory
    return int((hashes[1:] != hashes[:-1]).sum()) + min(len(hashes), 1)


def in_arrow_text(values: pd.Series) -> pa.Array | pa.ChunkedArray:
    """A string column as Arrow's array, of which pandas' own holds one."""
    return pa.array(values.array, type=pa.large_string(), from_pandas=True)


def _parts(values: pd.Series) -> Iterator[pa.Array | pa.ChunkedArray]:
    """A string column part by part, so that no second copy of all strings is made on the way."""
    whole = in_arrow_text(values)
    for start in range(0, max(len(values), 1), _PART):
        yield whole.slice(start, _PART)


def told_empty(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Which cells of a string column are blank, and which only a stand-in, such as "NA"; (n_rows,) bool each."""
    parts = [_told_empty(part) for part in _parts(values)]
    return np.concatenate([blanks for blanks, _ in parts]), np.concatenate([stand_ins for _, stand_ins in parts])


def _told_empty(part: pa.Array | pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    bare = pc.utf8_trim_whitespace(part)
    n_bytes = np.asarray(pc.fill_null(pc.binary_length(bare), 0))
    blanks = n_bytes == 0
    stand_ins = np.zeros(len(blanks), dtype=bool)
    short = np.flatnonzero(~blanks & (n_bytes <= _SHORT_BYTES))
    if len(short):
        few = bare.take(pa.array(short))
        stand_ins[short] = np.asarray(pc.is_in(few, value_set=_STAND_INS))
        odd = ~np.asarray(pc.string_is_ascii(few))
        if odd.any():
            few = few.filter(pa.array(odd))
            seen = pc.utf8_trim_whitespace(pc.utf8_trim(few, characters=_INVISIBLE))
            unseen = pc.and_(pc.equal(seen, ""), pc.less_equal(pc.utf8_length(few), 4))
            blanks[short[odd]] = np.asarray(unseen)
    return blanks, stand_ins
