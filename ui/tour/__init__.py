"""A tour of six steps for those who just want to use it: offered once, skipped at any time, in nobody's way."""

from ui.tour.tour import again, offer, show

__all__ = ["again", "offer", "show"]
