"""How fast each model was on this machine."""

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from embedcore.encoders.remembered import recall, remember

if TYPE_CHECKING:
    from embedcore.encoders.base import Encoder

FILE = "speeds.json"
ENOUGH_ITEMS = 64
"""Fewer say more about starting the model than about its speed."""
CHARACTERS_PER_TOKEN, TOKENS_AROUND = 4.5, 2
"""Of English text, and those that a model puts around each."""
TRIAL = [f"The parcel number {number} that I ordered came too late" for number in range(2 * ENOUGH_ITEMS)]
"""Texts of a usual length, to measure a model with that was never used here."""


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


def measure_speed(encoder: "Encoder") -> None:
    """Loads a model of texts, and measures it where it was never used on this machine; about a second of work."""
    encoder.encode(TRIAL[:1])
    if known_token_speed(encoder.card.name) is None:
        start = time.perf_counter()
        encoder.encode(TRIAL)
        remember_speed(encoder.card.name, TRIAL, time.perf_counter() - start, max_tokens=encoder.card.max_tokens)


def rough_tokens(texts: Iterable[str], max_tokens: int) -> float:
    """About how many tokens a model reads of texts. max_tokens: of each, 0 for no limit."""
    most = max_tokens or float("inf")
    return sum(min(len(text) / CHARACTERS_PER_TOKEN, most) + TOKENS_AROUND for text in texts)


def _known(name: str) -> float | None:
    speed = recall(FILE, name)
    return float(speed) if isinstance(speed, (int, float)) and speed > 0 else None


def _tokens(model: str) -> str:
    return f"{model} tokens"
