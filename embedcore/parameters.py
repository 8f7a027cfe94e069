"""Checks of parameters, with one form of message: what must hold, what came, what to do."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np

from embedcore.errors import ParameterError
from embedcore.phrases import did_you_mean

T = TypeVar("T")


class Default(int):
    """A default that adapts to the data. A number that the caller gave is an ordinary int and never changed."""


def setting(name: str, usual: float) -> float:
    """The number, at least 0, that a variable of the environment has; the usual one where it is not set."""
    given = os.environ.get(name, "")
    try:
        value = float(given) if given else usual
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise ParameterError(f"{name} must be a number of at least 0 (got {given!r}); correct it, or leave it out")
    return value


def adapted(name: str, value: int, *, high: int, advice: str = "", to: int | None = None) -> int:
    """The value, if it is a whole number in 1..high; where it is a Default, to, or as much of it as high allows."""
    if isinstance(value, Default):
        return int(min(value, high) if to is None else to)
    return whole_number(name, value, low=1, high=high, advice=advice)


def given_options(params: Any) -> dict[str, Any]:
    """The options of a parameter object without its Defaults: the same object is made of them again."""
    options = {field.name: getattr(params, field.name) for field in fields(params)}
    return {name: value for name, value in options.items() if not isinstance(value, Default)}


def whole_number(name: str, value: object, *, low: int, high: int | None = None, advice: str = "") -> int:
    """value as an int, if it is a whole number in low..high."""
    allowed = f"in {low}..{high}" if high is not None else f">= {low}"
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise ParameterError(f"{name} must be a whole number {allowed} (got {value!r})" + _then(advice))
    if value < low or (high is not None and value > high):
        raise ParameterError(f"{name} must be {allowed} (got {value})" + _then(advice))
    return int(value)


def real_number(
    name: str, value: object, *, low: float | None = None, high: float | None = None, advice: str = ""
) -> float:
    """value as a finite float, if it lies between low and high (both inclusive, where given)."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise ParameterError(f"{name} must be a number (got {value!r})" + _then(advice))
    try:
        number = float(value)
    except OverflowError:  # a whole number beyond 1.8e308
        number = float("inf")
    if not np.isfinite(number):
        raise ParameterError(f"{name} must be a finite number (got {value})" + _then(advice))
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = " and ".join(f"{sign} {end:g}" for sign, end in ((">=", low), ("<=", high)) if end is not None)
        raise ParameterError(f"{name} must be {bounds} (got {number:g})" + _then(advice))
    return number


def one_of(name: str, value: object, allowed: Sequence[str]) -> str:
    """value, if it is one of the allowed words; the message proposes the nearest one."""
    if isinstance(value, str) and value in allowed:
        return str(value)
    raise ParameterError(f"{name} must be one of {', '.join(allowed)} (got {value!r}){did_you_mean(value, allowed)}")


def all_of(name: str, values: object, kind: type[T], *, advice: str = "") -> tuple[T, ...]:
    """The values as a tuple, if they are several of that kind, or none."""
    several = f"{name} must be a tuple or list of {kind.__name__}"
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        one = f"one {kind.__name__}" if isinstance(values, kind) else type(values).__name__
        raise ParameterError(f"{several} (got {one}); {advice or 'put one alone in a tuple: (one,)'}")
    found = tuple(values)
    if odd := [type(value).__name__ for value in found if not isinstance(value, kind)]:
        raise ParameterError(f"{several} (got a {odd[0]} among them)" + _then(advice or "leave it out"))
    return found


@dataclass(frozen=True, kw_only=True)
class NoParams:
    """The options of what has none."""


def fill(params: type[T], options: Mapping[str, Any], *, caller: str, **fixed: Any) -> T:
    """A parameter object from options; a name that it does not have is an error that lists those it has.

    fixed: fields that are no options, because the caller has set them.
    """
    known = [field.name for field in fields(params) if field.name not in fixed]  # type: ignore[arg-type]
    for name in options:
        if name not in known:
            options_there = ", ".join(known) if known else "none"
            raise ParameterError(
                f"{caller} has no option {name!r} (its options: {options_there}){did_you_mean(name, known)}"
            )
    return params(**options, **fixed)


def _then(advice: str) -> str:
    return f"; {advice}" if advice else ""
