"""Objects that stand for one value: MongoDB's Extended JSON ({"$oid": "..."}, {"$date": ...}, {"$numberLong": "1"})."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from embedcore.reading import cells

_EPOCH = dt.datetime(1970, 1, 1)
_WHOLE = ("$numberLong", "$numberInt")
_DECIMAL = ("$numberDouble", "$numberDecimal")
_AS_WRITTEN = ("$oid", "$uuid", "$symbol", "$code", "$regex", "$undefined", "$minKey", "$maxKey")


def plain_object(read: dict[str, object]) -> object:
    """The value that an object stands for, or the object with its vectors as arrays: a list of 384 numbers takes 12 KB.

    Made for json.loads(object_hook=...), which calls it from the innermost object outwards.
    """
    if len(read) == 1:
        ((key, value),) = read.items()
        if key.startswith("$"):
            return _plain(key, value, read)
    for key, value in read.items():
        if type(value) is list:
            read[key] = cells.compact_list(value)
    return read


def _plain(key: str, value: object, read: dict[str, object]) -> object:
    if key in _AS_WRITTEN:
        return None if key == "$undefined" else value
    if key == "$date":
        return _date(value)
    if key in _WHOLE and isinstance(value, (str, int)):
        with suppress(ValueError):
            return int(value)
    if key in _DECIMAL and isinstance(value, (str, int, float)):
        with suppress(ValueError):
            return float(value)
    return read


def _date(value: object) -> object:
    """A date as ISO writes it; MongoDB counts milliseconds since 1970."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        with suppress(OverflowError, ValueError):
            return (_EPOCH + dt.timedelta(milliseconds=value)).isoformat(sep=" ", timespec="seconds")
    return value
