"""What a visitor has done and learned, kept beside what they opened: it is the same in every tab and after a reload."""

from ui import cache, deeds
from ui.visit import visitor

ID = "learned"


def take() -> None:
    """What is kept joins what this session knows."""
    found = cache.shelf().take(visitor.key(), ID)
    if found is not None:
        deeds.keep(deeds.now().joined(found.content))


def keep() -> None:
    """Keeps what this session knows, if that is anything."""
    shelf, key, known = cache.shelf(), visitor.key(), deeds.now()
    found = shelf.take(key, ID)
    if known == deeds.Progress() or (found is not None and found.content == known):
        return
    shelf.keep(key, ID, "what you did and learned", known, n_bytes=known.n_bytes, small=True)
