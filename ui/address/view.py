"""The view as it stands in an address, and back. Strangers write addresses: every value is checked. No Streamlit."""

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from embedcore.facets import Days

METHODS = ("tsne", "umap", "pca")
GROUPINGS, MOST_GROUPS = ("coarse", "fine", "hdbscan"), 200
LONGEST_TEXT = 300
LONGEST_ROWS = 1_200
"""Characters of a selection in an address; a longer one is left out. Random rows of 10,000: about 900 of them."""
LONGEST_FILTERS = LONGEST_GROUPS = 400
MOST_ROWS = 10_000_000
_ROW_BYTES = 1 << 22
"""A selection is unpacked into no more, whatever an address claims."""
_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,60}")
_ID = re.compile(r"[A-Za-z0-9_\-]{8,32}")
_FILTER = r"\d{1,3}(\.\d{8}-\d{8}|(\.-?\d{1,4})+)"
_FILTERS = re.compile(f"{_FILTER}(~{_FILTER})*", re.ASCII)
_SECTION = re.compile(r"[a-z]{1,24}")
_GROUPS = re.compile(r"[0-9a-f]{24}(\.\d{1,4})+", re.ASCII)
_NUMBER = re.compile(r"\d{1,8}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class View:
    """What one looks at. Each field's default is what there is without it, and does not stand in the address.

    sample: its file name. file: the id of what this server keeps for this browser. color: a column; empty for groups.
    words: the filter. filters: parts or days of columns, by their numbers, as in ui.scatter.Filters. n_groups: 0 for as
    many as suit, a number, or a word for how they are found otherwise. selected: rows, ascending. hidden: the name of a
    division into groups, and those that are not shown.
    query, like, unlike: what is searched for; the last two a phrase a line. row: a row that is searched with.
    summed_up: the rows that the summary speaks of: those chosen on the map, or those of so many days; empty for all.
    lesson: the section of the lesson that is open.
    """

    sample: str = ""
    file: str = ""
    method: str = ""
    dims: int = 2
    color: str = ""
    words: str = ""
    n_groups: int | str = 0
    selected: tuple[int, ...] = ()
    clicked: int | None = None
    filters: tuple[tuple[int, tuple[int, ...] | Days], ...] = ()
    hidden: tuple[str, tuple[int, ...]] = ("", ())
    query: str = ""
    like: str = ""
    unlike: str = ""
    row: int | None = None
    summed_up: str = ""
    lesson: str = ""


def _text(written: str) -> str:
    if len(written) > LONGEST_TEXT or not written.replace("\n", " ").isprintable():
        raise ValueError
    return written


def _like(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def check(written: str) -> str:
        if not pattern.fullmatch(written):
            raise ValueError
        return written

    return check


def _one_of(*allowed: str) -> Callable[[str], str]:
    return _like(re.compile("|".join(map(re.escape, allowed))))


def _number(low: int, high: int) -> Callable[[str], int]:
    def check(written: str) -> int:
        if not _NUMBER.fullmatch(written) or not low <= int(written) <= high:
            raise ValueError
        return int(written)

    return check


def _groups(written: str) -> int | str:
    return written if written in GROUPINGS else _number(2, MOST_GROUPS)(written)


@dataclass(frozen=True)
class _Part:
    """field: of the View. said: how a person calls it. read: from the address; ValueError for what can't be meant."""

    field: str
    said: str
    read: Callable[[str], Any]


def packed(rows: Sequence[int]) -> str:
    """Ascending rows as a short text for an address: their distances, packed."""
    gaps = np.diff(np.asarray(rows, dtype=np.int64), prepend=-1) - 1
    out = bytearray()
    for gap in gaps.tolist():  # seven bits a byte, the last byte of a number below 128
        while gap >= 128:
            out.append(gap % 128 + 128)
            gap //= 128
        out.append(gap)
    return urlsafe_b64encode(zlib.compress(bytes(out), 9)).decode("ascii").rstrip("=")


def unpacked(written: str) -> tuple[int, ...]:
    """The rows again. Raises ValueError for what packed() never wrote."""
    if len(written) > LONGEST_ROWS or not re.fullmatch(r"[\w\-]+", written, re.ASCII):
        raise ValueError("a selection in an address must be what a page wrote there")
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(urlsafe_b64decode(written + "=" * (-len(written) % 4)), _ROW_BYTES)
    except (NotBase64, zlib.error) as error:
        raise ValueError("a selection in an address must be what a page wrote there") from error
    values = np.frombuffer(content, dtype=np.uint8).astype(np.int64)
    if not opened.eof or not len(values) or values[-1] >= 128:
        raise ValueError("a selection in an address must be whole")
    ends = np.flatnonzero(values < 128)
    starts = np.concatenate([[0], ends[:-1] + 1])
    if (ends - starts).max() > 3:
        raise ValueError("a number of a row in an address must be below 268,435,456")
    place = np.arange(len(values)) - np.repeat(starts, ends - starts + 1)
    gaps = np.add.reduceat((values & 127) << (7 * place), starts)
    rows = np.cumsum(gaps + 1) - 1
    if rows[-1] >= MOST_ROWS:
        raise ValueError(f"rows in an address must be below {MOST_ROWS:,}")
    return tuple(rows.tolist())


def written_filters(filters: Sequence[tuple[int, tuple[int, ...] | Days]]) -> str:
    """What is chosen of columns as a short text: 0.1.2~3.-1~4.20260901-20260930 for parts 1 and 2 of the first, no
    value in the fourth, and September 2026 in the fifth."""
    return "~".join(f"{number}.{_written_choice(choice)}" for number, choice in filters)


def _written_choice(choice: tuple[int, ...] | Days) -> str:
    if isinstance(choice, Days):
        return f"{choice.first.isoformat()}~{choice.last.isoformat()}".replace("-", "").replace("~", "-")
    return ".".join(map(str, choice))


def _read_choice(written: str) -> tuple[int, ...] | Days:
    if "-" in written[1:] and "." not in written:
        return Days(*map(date.fromisoformat, written.split("-")))
    return tuple(map(int, written.split(".")))


def read_filters(written: str) -> tuple[tuple[int, tuple[int, ...] | Days], ...]:
    """The same again. Raises ValueError for what written_filters() never wrote."""
    if len(written) > LONGEST_FILTERS or not _FILTERS.fullmatch(written):
        raise ValueError("filters in an address must be what a page wrote there")
    columns = [column.split(".", 1) for column in written.split("~")]
    return tuple((int(number), _read_choice(choice)) for number, choice in columns)


def written_groups(hidden: tuple[str, Sequence[int]]) -> str:
    """Groups that are not shown as a short text: the name of the labels, and their numbers."""
    return ".".join(map(str, (hidden[0], *hidden[1])))


def read_groups(written: str) -> tuple[str, tuple[int, ...]]:
    """The groups again. Raises ValueError for what written_groups() never wrote."""
    if len(written) > LONGEST_GROUPS or not _GROUPS.fullmatch(written):
        raise ValueError("groups in an address must be what a page wrote there")
    labels, *groups = written.split(".")
    return labels, tuple(sorted({int(group) for group in groups}))


_ROW = _number(0, MOST_ROWS)
PARTS = {
    "sample": _Part("sample", "the sample", _like(_NAME)),
    "file": _Part("file", "the file", _like(_ID)),
    "map": _Part("method", "the kind of map", _one_of(*METHODS)),
    "dims": _Part("dims", "the dimensions", _number(2, 3)),
    "color": _Part("color", "the colour", _text),
    "filter": _Part("words", "the filter", _text),
    "groups": _Part("n_groups", "the number of groups", _groups),
    "rows": _Part("selected", "the selection", unpacked),
    "only": _Part("filters", "the filters by column", read_filters),
    "hide": _Part("hidden", "the groups that are shown", read_groups),
    "point": _Part("clicked", "the clicked point", _ROW),
    "q": _Part("query", "the phrase", _text),
    "like": _Part("like", "phrases to add", _text),
    "unlike": _Part("unlike", "phrases to stay away from", _text),
    "row": _Part("row", "the row to search with", _ROW),
    "sum": _Part("summed_up", "the rows that are summed up", _one_of("chosen", "7", "30", "90")),
    "lesson": _Part("lesson", "the section of the lesson", _like(_SECTION)),
}
"""By their names in the address. `at`, the place of the map, is the browser's (ui/scatter/place.js)."""


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "selected": packed,
    "filters": written_filters,
    "hidden": written_groups,
}


def read(params: Mapping[str, str]) -> tuple[View, tuple[str, ...]]:
    """The view of an address, and what in it could not be meant, in words of ours. What is not ours is no matter."""
    fields: dict[str, Any] = {}
    not_understood = []
    for name, part in PARTS.items():
        if name not in params:
            continue
        try:
            fields[part.field] = part.read(params[name])
        except ValueError:
            not_understood.append(part.said)
    return View(**fields), tuple(not_understood)


def written(view: View) -> tuple[dict[str, str], tuple[str, ...]]:
    """What stands in the address of a view, and what is too long for it, in words of ours."""
    params, too_long = {}, []
    for name, part in PARTS.items():
        value = getattr(view, part.field)
        if value == getattr(View, part.field):
            continue
        text = _WRITTEN.get(part.field, str)(value)
        try:
            part.read(text)
        except ValueError:
            too_long.append(part.said)
        else:
            params[name] = text
    return params, tuple(too_long)
