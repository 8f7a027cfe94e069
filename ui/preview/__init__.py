"""A first map in seconds: the vectors of a quick model are shown while the chosen model reads on."""

from ui.preview.preview import begin, follow, offer

__all__ = ["begin", "follow", "offer"]
