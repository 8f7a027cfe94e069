"""Values as JSON and arrays, by the types that the fields of our dataclasses are declared with.

What is added to such a dataclass is saved without another word; a file from before has its default.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from embedcore.errors import DataError
from embedcore.saved.archive import Archive, Parts

T = TypeVar("T")
_ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
"""Numbers that JSON has not."""


@cache
def _hints(cls: Any) -> dict[str, Any]:
    """The types of the fields, those that their modules import for types alone included."""
    import pandas as pd

    from embedcore.reading.raw_table import RawTable

    return get_type_hints(cls, localns={"pd": pd, "RawTable": RawTable})


def encode_fields(value: object, parts: Parts, path: str, *, leave: Iterable[str] = ()) -> dict[str, Any]:
    """A dataclass as JSON; its arrays go to parts, under names that begin with the path. leave: fields left out."""
    cls: Any = type(value)
    hints = _hints(cls)
    names = [field.name for field in fields(cls) if field.name not in leave]
    return {name: _encode(getattr(value, name), hints[name], parts, f"{path}/{name}") for name in names}


def _encode(value: Any, hint: Any, parts: Parts, path: str) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if value is None else _encode(value, _but_none(args), parts, path)
    if origin is np.ndarray:
        return parts.add_array(path, np.asarray(value, dtype=_dtype_of(args)))
    if origin is tuple:
        return [_encode(one, args[0], parts, f"{path}/{place}") for place, one in enumerate(value)]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        pairs = enumerate(value.items())
        return [[_encode(k, args[0], parts, path), _encode(v, args[1], parts, f"{path}/{n}")] for n, (k, v) in pairs]
    if is_dataclass(hint):
        return encode_fields(value, parts, path)
    if hint is float:
        return float(value) if math.isfinite(value) else str(float(value))
    if hint is Hashable:
        return _encode_id(value, path)
    plain: Any = {str: str, bool: bool, int: int}[hint](value)
    return plain


def decode_fields(cls: type[T], value: object, archive: Archive, path: str, **given: Any) -> T:
    """The dataclass again. given: its fields that are not in the JSON.

    Raises DataError for anything but what encode_fields gives.
    """
    kinds: Any = cls
    content, hints = mapping(value, archive, path), _hints(kinds)
    wanted = [field.name for field in fields(kinds) if field.name not in given]
    if unknown := set(content) - set(wanted):
        archive.refuse(f"{path} has {min(unknown)!r:.60}, which is unknown")
    read = {n: decode(content[n], hints[n], archive, f"{path}/{n}") for n in wanted if n in content} | given
    missing = [
        field.name
        for field in fields(kinds)
        if field.name not in read and field.default is MISSING and field.default_factory is MISSING
    ]
    if missing:
        archive.refuse(f"{path} has no {missing[0]}")
    return cls(**read)


def decode(value: Any, hint: Any, archive: Archive, path: str) -> Any:
    """A value of that type. Raises DataError for one of another."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if value is None else decode(value, _but_none(args), archive, path)
    if origin is np.ndarray:
        return archive.array(value, _dtype_of(args))
    if origin is tuple:
        return tuple(
            decode(one, args[0], archive, f"{path}/{n}") for n, one in enumerate(listing(value, archive, path))
        )
    if isinstance(origin, type) and issubclass(origin, Mapping):
        pairs = listing(value, archive, path)
        if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            archive.refuse(f"{path} has no pairs")
        return {
            decode(k, args[0], archive, path): decode(v, args[1], archive, f"{path}/{n}")
            for n, (k, v) in enumerate(pairs)
        }
    if is_dataclass(hint):
        return decode_fields(hint, value, archive, path)  # type: ignore[arg-type]  # a dataclass is a type here
    if hint is float and isinstance(value, str) and value in _ODD:
        return _ODD[value]
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is Hashable:
        return _decode_id(value, archive, path)
    if type(value) is not hint or (hint is int and not -(2**63) <= value < 2**63):
        archive.refuse(f"{path} is {value!r:.60}")
    return value


def mapping(value: object, archive: Archive, path: str) -> dict[str, Any]:
    """The value, if it is an object of JSON."""
    if not isinstance(value, dict):
        archive.refuse(f"{path} is {value!r:.60}")
    return value


def listing(value: object, archive: Archive, path: str) -> list[Any]:
    """The value, if it is a list of JSON."""
    if not isinstance(value, list):
        archive.refuse(f"{path} is {value!r:.60}")
    return value


def _encode_id(value: Any, path: str) -> Any:
    """The id of a user or item: a text, a number, true or false, a time."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (str, bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if callable(written := getattr(value, "isoformat", None)):
        return {type(value).__name__: written()}
    raise DataError(f"ids must be texts, numbers or times to be saved (got a {type(value).__name__} in {path})")


def _decode_id(value: Any, archive: Archive, path: str) -> Any:
    if isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, dict) and len(value) == 1:
        import datetime

        import pandas as pd

        kinds: dict[str, Any] = {
            "Timestamp": pd.Timestamp,
            "datetime": datetime.datetime.fromisoformat,
            "date": datetime.date.fromisoformat,
        }
        (kind, written), *_ = value.items()
        if kind in kinds and isinstance(written, str):
            return kinds[kind](written)
    return archive.refuse(f"{path} is {value!r:.60}")


def _but_none(args: tuple[Any, ...]) -> Any:
    (kind,) = (arg for arg in args if arg is not NoneType)
    return kind


def _dtype_of(args: tuple[Any, ...]) -> type[np.generic]:
    kind: type[np.generic] = get_args(args[1])[0]
    return kind
