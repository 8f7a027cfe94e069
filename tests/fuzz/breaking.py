"""Breaks a whole file: in its bytes, in what an archive packs, and in what a text means."""

import copy
import gzip
import io
import json
import random
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator

from embedcore.files import UNREADABLE
from tests.fuzz import whole

_SIZES = (
    0,
    1,
    2,
    127,
    128,
    255,
    32_767,
    65_535,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    1 << 40,
    (1 << 63) - 1,
    (1 << 64) - 1,
)
_NUMERALS = (
    "0", "-1", "1e999", "-1e-999", "NaN", "inf", "9" * 30, "9" * 5_000, "0x10", "1_000", "1e5", "٣", "00", "4294967296",
)  # fmt: skip
_CELLS = (
    "", " ", "\x00", "\ufeff", "\u202e", "😀" * 50, "e\u0301" * 30, "x" * 70_000, "a " * 2_000, '"', '""', "'", "=1+1",
    "\r", "\n\n", "{}", "[]", "[[[[1]]]]", "[1, 2", '{"a": {"a": {"a": []}}}', "null", "NA", "<b>x</b>" * 200,
    "&#0;&#xD800;&amp;", "31.02.2026", "99.99.9999", "2026-13-45T99:99:99Z", "\ud7ff", "\x1a", "\u2028", ",;\t|", "::",
    "1,2,3;4", "[0.1, NaN, null]", *_NUMERALS,
)  # fmt: skip
_NODES: tuple[object, ...] = (
    None, True, -1, 1e300, float("nan"), 10**30, "", "\ud800", [], {}, [[]], [[1, 2], [3]], {"": ""}, [None] * 40,
    {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}, ["a", 1, {"b": []}], {"$date": "x"}, {"$oid": 5},
    "x" * 70_000, {"indices": [1, 2], "values": [0.5]}, [0.1] * 12, {str(n): n for n in range(70)},
    {"type": "uri", "value": {"value": 1}},
)  # fmt: skip
_BETWEEN = (",", ";", "\t", "|", "::", " ")
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "shift_jis", "utf-8-sig", "utf-7", "cp037")
MOST_BYTES = 1_000_000
"""A variant of a small file is no larger, so that what takes long is not its mere size."""
TEXTS = frozenset({"csv", "tsv", "txt", "ratings", "word vectors", "html", "json", "jsonl"})
_TABLES, _TREES = frozenset({"csv", "tsv", "ratings", "word vectors", "txt"}), frozenset({"json", "jsonl"})
_Random = random.Random


def broken(kind: str, number: int, seed: int) -> tuple[str, bytes]:
    """The name and content of this variant of a format; the same whenever it is made."""
    chance = random.Random(f"{seed} {kind} {number}")
    name, content = chance.choice(whole.files(kind))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = _broken_once(content, kind, chance)[:MOST_BYTES]
    if chance.random() < 0.1:  # a wrong ending
        other = chance.choice(list(whole.FORMATS))
        name = chance.choice(
            (whole.files(other)[0][0], "noending", "a.", ".csv", "x" * 300 + ".csv", "a\x00.csv", "🙂.PARQUET")
        )
    return name, content


def _broken_once(content: bytes, kind: str, chance: _Random) -> bytes:
    within = chance.random() < 0.6
    if within and whole.is_archive(content):
        return _within_archive(content, chance)
    if within and kind == "csv.gz":
        return _within_gzip(content, chance)
    if within and kind in TEXTS:
        return _in_meaning(content, kind, chance)
    return _in_bytes(content, chance)


def _within_archive(content: bytes, chance: _Random) -> bytes:
    """One of the files in an archive is broken, named otherwise, left out or there twice."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(part, archive.read(part)) for part in archive.namelist()]
    except UNREADABLE:
        return _in_bytes(content, chance)
    if not parts:
        return content
    at = chance.randrange(len(parts))
    name, inner = parts[at]
    change = chance.random()
    if change < 0.75:
        text = name.endswith((".xml", ".rels", ".csv", ".json"))
        inner = _in_text(inner, chance) if text and chance.random() < 0.7 else _in_bytes(inner, chance)
        parts[at] = (name, inner)
    elif change < 0.85:
        del parts[at]
    elif change < 0.95:
        odd = ("../x.csv", "a/b/c.txt", "", "x" * 500, "é\x00.npy", "__MACOSX/._a", name.upper(), "mimetype")
        parts[at] = (chance.choice(odd), inner)
    else:
        parts.insert(chance.randrange(len(parts) + 1), (name, inner))
    stream = io.BytesIO()
    packing = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(stream, "w", packing) as archive:
        for name, inner in parts:  # a name that is there twice is meant
            archive.writestr(zipfile.ZipInfo(name or "-"), inner)
    return stream.getvalue()


def _within_gzip(content: bytes, chance: _Random) -> bytes:
    try:
        inner = gzip.decompress(content)
    except UNREADABLE:
        return _in_bytes(content, chance)
    return gzip.compress(_in_meaning(inner, "csv", chance)[:MOST_BYTES], mtime=0) * chance.choice((1, 1, 1, 2))


def _in_bytes(content: bytes, chance: _Random) -> bytes:
    data = bytearray(content)
    chance.choice(_OF_BYTES)(data, chance)
    return bytes(data)


def _truncate(data: bytearray, chance: _Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _behead(data: bytearray, chance: _Random) -> None:
    del data[: chance.randrange(min(len(data), 64) + 1)]


def _flip(data: bytearray, chance: _Random) -> None:
    for _ in range(chance.choice((1, 2, 8, 40)) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _insert(data: bytearray, chance: _Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.randbytes(chance.choice((1, 2, 16, 400)))


def _fill(data: bytearray, chance: _Random) -> None:
    at, size = chance.randrange(len(data) + 1), chance.choice((1, 4, 64))
    data[at : at + size] = bytes([chance.choice((0, 0xFF, 0x20, 0x0A))]) * size


def _delete(data: bytearray, chance: _Random) -> None:
    at = chance.randrange(len(data) + 1)
    del data[at : at + chance.choice((1, 2, 16, 400))]


def _duplicate(data: bytearray, chance: _Random) -> None:
    at, size = chance.randrange(len(data) + 1), chance.choice((4, 64, 1_000))
    data[at:at] = data[at : at + size] * chance.choice((1, 1, 30))


def _swap(data: bytearray, chance: _Random) -> None:
    size = chance.choice((4, 64, 500))
    one, other = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    if one + size <= other:
        data[one : one + size], data[other : other + size] = data[other : other + size], data[one : one + size]


def _size(data: bytearray, chance: _Random) -> None:
    """A number of a header, near the beginning or the end, becomes another."""
    width = chance.choice((1, 2, 4, 8))
    near = chance.randrange(min(len(data), 400) + 1)
    at = near if chance.random() < 0.5 else max(len(data) - near - width, 0)
    number = chance.choice(_SIZES) % (1 << 8 * width)
    data[at : at + width] = number.to_bytes(width, chance.choice(("little", "big")))


def _digits(data: bytearray, chance: _Random) -> None:
    """A number written in digits becomes another."""
    found = list(re.finditer(rb"[0-9]+", data[:20_000]))
    if found:
        match = chance.choice(found)
        data[match.start() : match.end()] = chance.choice(_NUMERALS).encode()


def _join(data: bytearray, chance: _Random) -> None:
    _, other = chance.choice(whole.files(chance.choice(list(whole.FORMATS))))
    data += other if chance.random() < 0.5 else bytes(data)


_OF_BYTES: tuple[Callable[[bytearray, _Random], None], ...] = (
    _truncate, _behead, _flip, _flip, _insert, _fill, _delete, _duplicate, _swap, _size, _size, _digits, _join,
)  # fmt: skip


def _in_meaning(content: bytes, kind: str, chance: _Random) -> bytes:
    if kind in _TREES and chance.random() < 0.6:
        return _in_tree(content, chance)
    if kind in _TABLES and chance.random() < 0.7:
        return _in_table(content, chance)
    return _in_text(content, chance)


def _in_text(content: bytes, chance: _Random) -> bytes:
    """Signs of a text are added, taken away or changed; or it is written in another encoding."""
    text = content.decode("utf-8", "surrogateescape")
    change = chance.random()
    if change < 0.15:
        return text.encode(chance.choice(_ENCODINGS), "replace")
    if change < 0.25:
        return text.replace("\n", chance.choice(("\r", "\r\n", "\n\n", "\x00\n", "\u2028"))).encode(
            "utf-8", "surrogateescape"
        )
    signs = [match.start() for match in re.finditer(r"""[\[\]{}"'<>,;:/\\=\n\t]""", text)]
    for at in sorted(chance.sample(signs, min(len(signs), chance.choice((1, 2, 10, 100)))), reverse=True):
        sign = chance.choice(("", text[at] * 2, *"[]{}\"'<>,;:\\\n\t"))
        text = text[:at] + sign + text[at + 1 :]
    if chance.random() < 0.3:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(_CELLS) + text[at:]
    return text.encode("utf-8", "surrogateescape")


def _in_table(content: bytes, chance: _Random) -> bytes:
    text = content.decode("utf-8", "surrogateescape")
    between = max(_BETWEEN, key=text.count)
    rows = [line.split(between) for line in text.split("\n")]
    for _ in range(chance.choice((1, 2, 6))):
        chance.choice(_OF_TABLES)(rows, chance)
        if not rows:
            break
    return "\n".join(_first_of(map(between.join, rows))).encode("utf-8", "surrogateescape")


def _first_of(lines: Iterable[str]) -> Iterator[str]:
    """As many as a variant has room for."""
    size = 0
    for line in lines:
        yield line
        size += len(line)
        if size > MOST_BYTES:
            return


def _a_row(rows: list[list[str]], chance: _Random) -> list[str]:
    return chance.choice(rows[:3]) if chance.random() < 0.3 else chance.choice(rows)


def _cell(rows: list[list[str]], chance: _Random) -> None:
    row = _a_row(rows, chance)
    row[chance.randrange(len(row))] = chance.choice(_CELLS)


def _column(rows: list[list[str]], chance: _Random) -> None:
    at, cells = chance.randrange(len(rows[0])), chance.sample(_CELLS, 3)
    for row in rows[chance.randrange(2) :]:
        if at < len(row):
            row[at] = chance.choice(cells)


def _ragged(rows: list[list[str]], chance: _Random) -> None:
    row = _a_row(rows, chance)
    row[chance.randrange(len(row)) :] = ["x"] * chance.choice((0, 1, 50, 3_000))
    row or row.append("")


def _same_names(rows: list[list[str]], chance: _Random) -> None:
    rows[0] = [chance.choice((rows[0][0], "", "text", " "))] * len(rows[0])


def _above(rows: list[list[str]], chance: _Random) -> None:
    rows[:0] = [[chance.choice(_CELLS)] for _ in range(chance.choice((1, 3, 30)))]


def _fewer_rows(rows: list[list[str]], chance: _Random) -> None:
    del rows[chance.randrange(len(rows)) :]


def _one_row_often(rows: list[list[str]], chance: _Random) -> None:
    rows += [list(_a_row(rows, chance))] * chance.choice((1, 100, 2_000))


def _turned(rows: list[list[str]], chance: _Random) -> None:
    rows[:] = [list(column) for column in zip(*rows, strict=False)]


def _mixed(rows: list[list[str]], chance: _Random) -> None:
    chance.shuffle(rows)


_OF_TABLES: tuple[Callable[[list[list[str]], _Random], None], ...] = (
    _cell, _cell, _column, _ragged, _same_names, _above, _fewer_rows, _one_row_often, _turned, _mixed,
)  # fmt: skip


def _in_tree(content: bytes, chance: _Random) -> bytes:
    """Values of a JSON become others, are left out, wrapped or repeated."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        tree = json.loads(lines[at])
    except (ValueError, RecursionError):
        return _in_text(content, chance)
    for _ in range(chance.choice((1, 1, 5, 25))):
        tree = _changed(tree, chance)
    lines[at] = json.dumps(tree).encode()
    return b"\n".join(lines)


def _changed(node: object, chance: _Random) -> object:
    """Goes down by chance and changes what it comes to."""
    if isinstance(node, (dict, list)) and node and chance.random() < 0.8:
        key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        change = chance.random()
        if change < 0.08:
            del node[key]  # type: ignore[arg-type]
        elif change < 0.12 and isinstance(node, dict):
            node[chance.choice(_CELLS)] = node.pop(key)
        elif change < 0.16 and isinstance(node, list):
            node += [node[key]] * chance.choice((1, 300))  # type: ignore[index]
        else:
            node[key] = _changed(node[key], chance)  # type: ignore[index]
        return node
    return chance.choice((copy.deepcopy(chance.choice(_NODES)), chance.choice(_CELLS), [node], {"value": node}))
