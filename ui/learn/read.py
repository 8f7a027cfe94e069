"""Which sections of the lesson this person has read."""

from ui import session

_READ = session.Kept[frozenset[str]]("learn_read", frozenset(), stays=session.whole)


def sections_read() -> frozenset[str]:
    """The names of the sections that were marked as read."""
    return _READ.now()


def mark_read(name: str) -> None:
    _READ.keep(_READ.now() | {name})
