"""Rows as objects, on their way from JSON to a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from embedcore.reading.report import LeftOutRow


@dataclass
class Rows:
    """Rows as objects with their numbers (None: 1, 2, 3); what is no row is left out with its reason."""

    rows: Sequence[Mapping[str, object]]
    numbers: list[int] | None = None
    left_out: list[LeftOutRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def what_it_is(value: object) -> str:
    """What a value is, in words."""
    names = {dict: "an object", list: "a list", np.ndarray: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")
