"""What is made once for a space and kept with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """Values by key, each made once, whoever asks first; two different ones may be made at the same time.

    A value's lock is re-entrant, so that a progress callback may ask for the values that are needed to make it.
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, RLock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, enough: Callable[[T], bool] = lambda known: True) -> T:
        """The value of that key; made where there is none yet, or the one there is isn't enough."""
        with self._lock:
            lock = self._locks.setdefault(key, RLock())
        with lock:
            if key not in self._made or not enough(self._made[key]):
                self._made[key] = make()
            made: T = self._made[key]
            return made

    def known(self, key: Hashable) -> Any | None:
        """The value of that key, None where it was not made yet; never waits."""
        return self._made.get(key)

    def __reduce__(self) -> tuple[type[Memo], tuple[()]]:
        """What was made stays in its process: a copy that is sent elsewhere starts without it."""
        return Memo, ()


class Same:
    """A key that only the very same object equals; it keeps the object alive."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other._value is self._value

    def __hash__(self) -> int:
        return id(self._value)
