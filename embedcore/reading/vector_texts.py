"""Vectors as programs print them into a cell: what is around their numbers, numbers packed as base64, and cut ones."""

from __future__ import annotations

import base64
import binascii
import re

import numpy as np

# Cells are as long as whoever made the file likes: each pattern reads a sign in one way alone, and gives none back.
# np.float64(0.5), tensor(0.5), Decimal('0.5')
_NUMBER_CALL = re.compile(r"(?<![\w.])[A-Za-z_][\w.]*+\(\s*+['\"]?([-+]?[\w.+-]++)['\"]?\s*+\)")
# array([...], dtype=float32), tensor([...], device='cuda:0', grad_fn=<...>), Vector([...]), list([...]), array((...))
_LIST_CALL = re.compile(
    r"[A-Za-z_][\w.]*+\s*+\(\s*+(?:"
    r"(?P<list>\[(?s:.*)\])\s*+(?:,\s*+(?:\w++\s*+=[^\[\]]*)?)?|(?P<tuple>\((?s:.*)\))\s*+(?:,\s*+(?:\w++\s*+=[^\[\]()]*+)?)?"
    r")\)"
)
_VECTOR_64 = re.compile(r"[A-Za-z0-9+/]{21,}={0,2}")
_BARE = re.compile(r"[-+\d.eE\s,;\[\](){}naifNAIFultUL]*")
_CUT = re.compile(
    r"(?>[\[(]\s*+[-+\d.][-+\d.eE\s,;\[\]]*?(?:\.\.\.|\u2026))[-+\d.eE\s,;\[\]]*[\])]?(?:,\s*+\w++=.*+)?\)?"
)
_PAIR = r"['\"]?\d++['\"]?\s*+:\s*+[-+\d.eE]++\s*+"
_SPARSE = re.compile(rf"\{{\s*+{_PAIR}(?:,\s*+{_PAIR})*+,?+\s*+\}}")
_COLUMN = re.compile(r"(?:\[\s*+[-+\d.eE]++\s*+\]\s*+,?+\s*+){2,}+")
# Numbers in brackets; "nan" and "null" among them are for who reads the vectors to refuse.
NUMBER = r"(?:[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?|[-+]?(?:nan|infinity|inf)|null|none)"
GAP = r"\s*+(?:[,;]\s*+|(?<=\s))"
_LIST = re.compile(
    rf"\[\s*+{NUMBER}(?:{GAP}{NUMBER})*+\s*+,?+\s*+\]|[({{]\s*+{NUMBER}(?:{GAP}{NUMBER})++\s*+,?+\s*+[)}}]",
    re.IGNORECASE,
)
_SHARE = 0.95
_MOST_SIZE = 1e4  # numbers of a model's vector are far smaller; other bytes taken for float32 are mostly larger
_LEAST_PACKED = 8


def unwrapped(text: str) -> str:
    """The numbers of a cell without the names of the types around them: "[np.float64(0.5)]" is "[0.5]".

    A matrix of one row, or of one column, is that row or column.
    """
    bare = text.strip()
    if bare[:2] in ("'[", '"[') and bare[-1] == bare[0]:
        bare = bare[1:-1]
    if not _BARE.fullmatch(bare) and "(" in bare:
        bare = _NUMBER_CALL.sub(r"\1", bare)
        if found := _LIST_CALL.fullmatch(_without_outer(bare)) or _LIST_CALL.fullmatch(bare):
            bare = (found["list"] or found["tuple"]).strip()
    if bare.startswith("[") and "[" in bare[1:]:
        inner = bare[1:-1].strip().rstrip(",").rstrip()
        if inner.count("[") == 1 and inner.startswith("[") and inner.endswith("]"):
            return inner
        if _COLUMN.fullmatch(inner):
            return f"[{inner.replace('[', ' ').replace(']', ' ')}]"
    return bare


def _without_outer(bare: str) -> str:
    return bare[1:-1].strip().rstrip(",") if bare.startswith("[") and bare.endswith("]") else bare


def are_vectors(cells: list[str]) -> bool:
    """Whether the cells of a column are lists of numbers, as programs print them, be they cut or sparse."""
    fit = sum(
        bool(_LIST.fullmatch(unwrapped(cell))) or packed_numbers(cell) is not None or is_cut(cell) or is_sparse(cell)
        for cell in cells
    )
    return fit >= _SHARE * len(cells)


def why_no_vector(cell: object) -> str | None:
    """What happened to a vector that can't be read, as the end of "got ..."; None where nothing is known of it."""
    if isinstance(cell, str) and is_cut(cell):
        return (
            'vectors that were cut when they were saved: "..." stands where the most numbers were; save them with '
            "to_list(), with numpy.save or as Parquet"
        )
    if isinstance(cell, str) and is_sparse(cell):
        return "sparse vectors, {index: number}; save all numbers of each, zeros too"
    return None


def packed_numbers(text: str) -> list[float] | None:
    """The float32 numbers of a base64 text, as OpenAI packs them; None where it is another text."""
    if not _VECTOR_64.fullmatch(text) or len(text) % 4:
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(content) % 4 or len(content) < 4 * _LEAST_PACKED:
        return None
    with np.errstate(all="ignore"):
        numbers = np.frombuffer(content, dtype="<f4")
        sizes = np.abs(numbers[numbers != 0])
        fit = np.isfinite(numbers).all() and len(sizes) > 0 and sizes.max() < _MOST_SIZE and np.median(sizes) > 1e-8
    return [float(number) for number in numbers] if fit else None


def is_cut(text: str) -> bool:
    """Whether a vector was cut when it was printed: "[0.1 0.2 ... 0.9]"."""
    return ("..." in text or "\u2026" in text) and bool(_CUT.fullmatch(unwrapped(text)))


def is_sparse(text: str) -> bool:
    """Whether a cell writes a vector as {index: number}."""
    return text.lstrip().startswith("{") and bool(_SPARSE.fullmatch(text.strip()))
