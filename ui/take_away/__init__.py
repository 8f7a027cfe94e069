"""Take it with you: the rows, their numbers or the figure, for another program."""

from ui.take_away.offer import offer

__all__ = ["offer"]
