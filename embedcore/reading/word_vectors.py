"""Vectors of words as text: word2vec's, GloVe's and fastText's files, a word and its numbers in each line."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from embedcore.reading import cells
from embedcore.reading.decode import DecodedText
from embedcore.reading.numpy_arrays import vector_column
from embedcore.reading.raw_table import RawTable, assemble, check_length
from embedcore.reading.report import LeftOutRow

_SAMPLE = 200_000
_NUMBER = rb"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?"
_ROW = re.compile(
    rb"[ ]?(?P<word>\S++(?: \S++){0,3}?)[ \t]++(?P<numbers>" + _NUMBER + rb"(?:[ \t]" + _NUMBER + rb"){7,}+)[ \t]*+\r?"
)
_HEAD = re.compile(rb"\s*\d+ \d+\s*")
_LEAST_ROWS = 2
_FIT = 0.95
_BLOCK = 1 << 16


def read_word_vectors(text: DecodedText, name: str) -> RawTable | None:
    """A table of words and their vectors; None where the text is something else.

    Raises DataError where it is too long.
    """
    head = text.data[text.start : text.start + _SAMPLE].split(b"\n")
    complete = head if len(text.data) - text.start <= _SAMPLE else head[:-1]
    sampled = [line for line in complete if line.strip()]
    has_counts = len(sampled) > 1 and bool(_HEAD.fullmatch(sampled[0]))
    rows = [_ROW.fullmatch(line) for line in sampled[has_counts:]]
    found = [row for row in rows if row and not re.fullmatch(_NUMBER, row["word"])]
    if len(found) < _LEAST_ROWS or len(found) < _FIT * len(rows) or not any(b"." in row["numbers"] for row in found):
        return None
    n_dims = Counter(len(row["numbers"].split()) for row in found).most_common(1)[0][0]
    return _table(text, name, n_dims, has_counts)


def _table(text: DecodedText, name: str, n_dims: int, has_counts: bool) -> RawTable:
    words: list[str] = []
    numbers: list[int] = []
    vectors: list[np.ndarray] = []
    left_out: list[LeftOutRow] = []
    for number, line in enumerate(text.data[text.start : text.end].split(b"\n"), start=0 if has_counts else 1):
        if number == 0 or not line.strip():
            continue
        parts = line.strip().rsplit(None, n_dims)
        vector = _numbers(parts[1:]) if len(parts) == n_dims + 1 else None
        if vector is None:
            left_out.append(LeftOutRow(number, f"the line is no word and {n_dims:,} numbers"))
            continue
        words.append(parts[0].decode(text.codec, "replace"))
        numbers.append(number)
        vectors.append(vector)
        if len(vectors) % _BLOCK == 0:
            check_length(len(vectors))
    columns = {"word": cells.TypedColumn(cells.strings(words)), "vector": vector_column(np.stack(vectors))}
    note = f"Each line is a word and its vector of {n_dims:,} numbers, as word2vec and GloVe write them."
    return assemble(
        columns, name=name, kind="text", notes=[*text.notes, note], numbers=numbers, encoding=text.encoding,
        left_out=left_out, roles={"vector": "vector"},
    )  # fmt: skip


def _numbers(parts: list[bytes]) -> np.ndarray | None:
    try:
        return np.array(parts).astype(np.float32)
    except ValueError:
        return None
