"""Where memory is scarce, processes that wait make room for the one that is needed now.

The processes that encode, map and read know nothing of each other; each kind says here how it gives back what waits.
"""

from collections.abc import Callable
from typing import Any
from weakref import WeakMethod

from embedcore.memory import is_scarce

_waiting: list[WeakMethod[Callable[[], Any]]] = []


def join(give_back: Callable[[], Any]) -> None:
    """give_back: a method that ends what has nothing to do just now. It counts as long as its object is there."""
    _waiting.append(WeakMethod(give_back))


def make_room(asks: object) -> None:
    """Ends what waits, but for what belongs to the object that asks; nothing where there is memory enough."""
    if not is_scarce():
        return
    for entry in list(_waiting):
        give_back = entry()
        if give_back is None:
            _waiting.remove(entry)
        elif getattr(give_back, "__self__", None) is not asks:
            give_back()
