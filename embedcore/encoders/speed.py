"""How fast each model was on this machine."""

from embedcore.encoders.remembered import recall, remember

FILE = "speeds.json"
ENOUGH_ITEMS = 64
"""Fewer say more about starting the model than about its speed."""


def known_speed(model: str) -> float | None:
    """Items a second that the model did when it was measured last; None where it never was."""
    speed = recall(FILE, model)
    return float(speed) if isinstance(speed, (int, float)) and speed > 0 else None


def remember_speed(model: str, n_items: int, seconds: float) -> None:
    """Keeps the speed of a run of at least ENOUGH_ITEMS; where the disk refuses, nothing is kept."""
    if n_items >= ENOUGH_ITEMS and seconds > 0:
        remember(FILE, model, n_items / seconds)
