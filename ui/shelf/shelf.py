"""What visitors opened, kept in this server's memory for when they come back: bounded in bytes, number and age."""

import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import RLock, Timer
from typing import Generic, TypeVar

from embedcore.parameters import setting
from embedcore.phrases import time_span

T = TypeVar("T")
MB = 1 << 20
NEWER = "newer files of yours took its place"
HOUR = 3_600.0
REASONS_KEPT = 1_000
"""So many of the things that went are known by name, to tell who comes back for them."""
VISITORS_KNOWN = 10_000


@dataclass(frozen=True, kw_only=True)
class ShelfLimits:
    """memory: bytes for all visitors. visitor_memory: of each visitor. items: of each visitor, what is small apart.
    age_s: seconds since it was last used.

    The defaults suit a public demo with 1 GB of memory.
    """

    memory: int = 256 * MB
    visitor_memory: int = 128 * MB
    items: int = 3
    age_s: float = 12 * HOUR

    @property
    def age(self) -> str:
        """The same as age_s, in words."""
        return time_span(self.age_s / HOUR)

    @classmethod
    def here(cls) -> "ShelfLimits":
        """Generous ones where people use the explorer on their own machine: EMBEDCORE_PRIVATE_USE=1.

        EMBEDDING_EXPLORER_KEPT_MB and EMBEDDING_EXPLORER_KEPT_HOURS say otherwise; with 0 nothing is kept.
        Raises ParameterError where one of them is no number of at least 0.
        """
        usual = cls()
        if os.environ.get("EMBEDCORE_PRIVATE_USE") == "1":
            usual = cls(memory=4_096 * MB, visitor_memory=4_096 * MB, items=10, age_s=7 * 24 * HOUR)
        memory = int(setting("EMBEDDING_EXPLORER_KEPT_MB", usual.memory / MB) * MB)
        age_s = setting("EMBEDDING_EXPLORER_KEPT_HOURS", usual.age_s / HOUR) * HOUR
        return replace(usual, memory=memory, visitor_memory=min(usual.visitor_memory, memory), age_s=age_s)


@dataclass(eq=False)
class Kept(Generic[T]):
    """A thing on the shelf. used: when it was last used, by the shelf's clock. small: whether it is none of the items
    that are limited in number."""

    id: str
    name: str
    content: T
    n_bytes: int
    used: float
    small: bool = False

    @property
    def megabytes(self) -> float:
        """As it is shown: never nothing."""
        return max(self.n_bytes / MB, 0.1)


@dataclass(eq=False)
class _Visitor(Generic[T]):
    """items: those used last at the end. n_emptied: how often everything was deleted."""

    items: "OrderedDict[str, Kept[T]]" = field(default_factory=OrderedDict)
    sessions: set[str] = field(default_factory=set)
    n_emptied: int = 0


class Shelf(Generic[T]):
    """Things by their visitor's key and an id. To be used from several threads.

    Only who has the key gets at them: an id alone, which may stand in an address, opens nothing.
    """

    def __init__(self, limits: ShelfLimits | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits or ShelfLimits.here()
        self._clock = clock
        self._lock = RLock()
        self._visitors: OrderedDict[str, _Visitor[T]] = OrderedDict()
        self._gone: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._later: Timer | None = None

    def keep(self, visitor: str, id: str, name: str, content: T, *, n_bytes: int, small: bool = False) -> str:
        """Puts a thing there, or its newer state; what was used longest ago makes room.

        small: it pushes no other thing out by being one more; its bytes count as those of others.

        Returns why it can't be kept, as a sentence; empty where it is.
        """
        with self._lock:
            self._drop_old()
            most = min(self.limits.visitor_memory, self.limits.memory)
            if not most or not self.limits.age_s:
                return f"{name} is lost with a reload: this server keeps no files"
            if n_bytes > most:
                self._drop(visitor, id)
                return (
                    f"{name} is too large to be kept for a reload (it takes {n_bytes / MB:,.0f} MB of memory, and at "
                    f"most {most / MB:,.0f} MB are kept for one visitor)"
                )
            own = self._of(visitor)
            own.items[id] = Kept(id, name, content, n_bytes, self._clock(), small)
            own.items.move_to_end(id)
            self._gone.pop((visitor, id), None)
            self._tidy_later()
            while len(large := [one.id for one in own.items.values() if not one.small]) > self.limits.items:
                self._drop(visitor, large[0], NEWER)
            while _bytes(own) > self.limits.visitor_memory:
                self._drop(visitor, next(iter(own.items)), NEWER)
            while sum(map(_bytes, self._visitors.values())) > self.limits.memory:
                everything = [
                    (one.used, key, one.id) for key, own in self._visitors.items() for one in own.items.values()
                ]
                _, key, id_ = min(everything)
                self._drop(key, id_, "the server's memory was needed for other visitors")
            return ""

    def take(self, visitor: str, id: str) -> Kept[T] | None:
        """The thing, which counts as used now; None where this visitor has none of that id."""
        with self._lock:
            self._drop_old()
            items = self._visitors[visitor].items if visitor in self._visitors else OrderedDict[str, Kept[T]]()
            if id not in items:
                return None
            items.move_to_end(id)
            items[id].used = self._clock()
            return items[id]

    def items(self, visitor: str) -> list[Kept[T]]:
        """What is kept for this visitor, the last used first."""
        with self._lock:
            self._drop_old()
            return list(reversed(self._visitors[visitor].items.values())) if visitor in self._visitors else []

    def of_others(self, visitor: str) -> list[T]:
        """What is kept for everybody else; it never leaves the server."""
        with self._lock:
            others = [one for key, one in self._visitors.items() if key != visitor]
            return [item.content for one in others for item in one.items.values()]

    def why_gone(self, visitor: str, id: str) -> str:
        """Why a thing of this visitor is no longer there, as a sentence; empty where nothing is known of it."""
        with self._lock:
            self._drop_old()
            return self._gone.get((visitor, id), "")

    def join(self, visitor: str, session: str) -> int:
        """Says that this session is that visitor's; how often they have deleted everything."""
        with self._lock:
            own = self._of(visitor)
            own.sessions.add(session)
            return own.n_emptied

    def empty(self, visitor: str) -> tuple[list[T], set[str]]:
        """Deletes all that is kept for this visitor; what it was, and the sessions that worked with it."""
        with self._lock:
            own = self._of(visitor)
            contents, sessions = [one.content for one in own.items.values()], own.sessions
            own.items, own.sessions, own.n_emptied = OrderedDict(), set(), own.n_emptied + 1
            for key in [key for key in self._gone if key[0] == visitor]:
                del self._gone[key]
            return contents, sessions

    def _of(self, visitor: str) -> _Visitor[T]:
        own = self._visitors.setdefault(visitor, _Visitor())
        self._visitors.move_to_end(visitor)
        if len(self._visitors) > VISITORS_KNOWN:
            without = (key for key, one in self._visitors.items() if not one.items and key != visitor)
            if (first := next(without, None)) is not None:
                del self._visitors[first]
        return own

    def _tidy_later(self) -> None:
        """What is too old goes, even if nobody visits the server any more."""
        if self._later is None and any(own.items for own in self._visitors.values()):
            self._later = Timer(self.limits.age_s + 1, self._tidy)
            self._later.daemon = True
            self._later.start()

    def _tidy(self) -> None:
        with self._lock:
            self._later = None
            self._drop_old()
            self._tidy_later()

    def _drop_old(self) -> None:
        old = [
            (key, one.id)
            for key, own in self._visitors.items()
            for one in own.items.values()
            if self._clock() - one.used > self.limits.age_s
        ]
        for key, id in old:
            self._drop(key, id, f"it was not used for {self.limits.age}")

    def _drop(self, visitor: str, id: str, why: str = "") -> None:
        item = self._visitors[visitor].items.pop(id, None) if visitor in self._visitors else None
        if item is not None and why:
            self._gone[visitor, id] = f"{item.name} is no longer kept here: {why}. Open it again from its file"
            while len(self._gone) > REASONS_KEPT:
                self._gone.popitem(last=False)


def _bytes(own: _Visitor[T]) -> int:
    return sum(one.n_bytes for one in own.items.values())
