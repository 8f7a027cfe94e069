"""A bounded store of what was used last."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The `most` values used last, by key. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V) -> list[K]:
        """Keeps the value; the keys that had to go for it."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            return [self._values.popitem(last=False)[0] for _ in range(len(self._values) - self._most)]

    def __iter__(self) -> Iterator[K]:
        """The keys, the one used last at the end."""
        with self._lock:
            return iter(list(self._values))
