"""How fast each model was on this machine."""

from collections.abc import Iterable, Sequence
from typing import Any

from embedcore.encoders.remembered import recall, remember

FILE = "speeds.json"
ENOUGH_ITEMS = 64
"""Fewer say more about starting the model than about its speed."""
CHARACTERS_PER_TOKEN, TOKENS_AROUND = 4.5, 2
"""Of English text, and those that a model puts around each."""


def known_speed(model: str) -> float | None:
    """Items a second that the model did when it was measured last; None where it never was."""
    return _known(model)


def known_token_speed(model: str) -> float | None:
    """The same of tokens (rough_tokens), since a sentence takes many times as long as a word."""
    return _known(_tokens(model))


def remember_speed(model: str, items: Sequence[Any], seconds: float, *, max_tokens: int = 0) -> None:
    """Keeps the speed of a run of at least ENOUGH_ITEMS; where the disk refuses, nothing is kept."""
    if len(items) < ENOUGH_ITEMS or seconds <= 0:
        return
    remember(FILE, model, len(items) / seconds)
    if isinstance(items, list | tuple) and isinstance(items[0], str):
        remember(FILE, _tokens(model), rough_tokens(items, max_tokens) / seconds)


def rough_tokens(texts: Iterable[str], max_tokens: int) -> float:
    """About how many tokens a model reads of texts. max_tokens: of each, 0 for no limit."""
    most = max_tokens or float("inf")
    return sum(min(len(text) / CHARACTERS_PER_TOKEN, most) + TOKENS_AROUND for text in texts)


def _known(name: str) -> float | None:
    speed = recall(FILE, name)
    return float(speed) if isinstance(speed, (int, float)) and speed > 0 else None


def _tokens(model: str) -> str:
    return f"{model} tokens"
