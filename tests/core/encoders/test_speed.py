"""The speed of each model on this machine, as embed measured it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.speed import known_speed, known_token_speed, measure_speed, remember_speed
from embedcore.space import embedding


def test_a_speed_is_kept_and_shown_on_the_card(cache_folder: Path) -> None:
    card = ec.get_encoder().card
    assert card.speed is None
    remember_speed(card.name, ["one text"] * 500, 2.0)
    assert card.speed == known_speed(card.name) == pytest.approx(250)
    remember_speed(card.name, ["one text"] * 63, 0.1)  # too few to say anything
    remember_speed("another", [b"picture"] * 64, 1.0)
    assert (known_speed(card.name), known_speed("another")) == (pytest.approx(250), pytest.approx(64))


def test_the_estimate_goes_by_the_length_of_the_texts(cache_folder: Path) -> None:
    card = ec.get_encoder().card
    assert card.estimate_seconds(["a"]) is None
    remember_speed(card.name, ["x" * 9] * 1_000, 2.0, max_tokens=card.max_tokens)  # 4 tokens each, two of them around
    assert card.estimate_seconds(["x" * 9]) == pytest.approx(0.002)
    assert card.estimate_seconds(["x" * 9] * 5 + ["y" * 441]) == pytest.approx(0.052)  # equal ones once, and 100
    assert card.estimate_seconds(["y" * 10_000]) == pytest.approx((card.max_tokens + 2) / 2_000)
    remember_speed("pictures", [b"picture"] * 64, 1.0)
    assert known_token_speed("pictures") is None


def test_embedding_measures_what_was_encoded(minilm: ec.Encoder) -> None:
    texts = [f"text number {n}" for n in range(400)]
    ec.embed(texts, model=minilm)
    first = minilm.card.speed
    assert first is not None and first > 0
    ec.embed(texts, model=minilm)  # all from the cache: nothing new to say
    assert minilm.card.speed == first


class SlowToLoad:
    """An encoder whose loading takes 100 seconds by a clock of its own, and each text one."""

    card, cache_key = replace(ec.get_encoder().card, name="slow to load", n_dims=2), "slow"

    def __init__(self, *, worth_caching: bool) -> None:
        self.worth_caching, self.clock, self.loaded = worth_caching, 0.0, False

    def encode(self, items: Sequence[str], *, on_progress: object = None) -> np.ndarray:
        self.clock += len(items) + (0 if self.loaded else 100)
        self.loaded = True
        return np.ones((len(items), 2), dtype=np.float32)

    def encode_batches(
        self, items: Sequence[str], *, on_progress: object = None
    ) -> Iterator[tuple[list[int], np.ndarray]]:
        for start in range(0, len(items), 10):
            batch = list(range(start, min(start + 10, len(items))))
            yield batch, self.encode([items[position] for position in batch])


@pytest.mark.parametrize("worth_caching", [True, False])
def test_loading_a_model_is_no_part_of_its_speed(
    worth_caching: bool, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = SlowToLoad(worth_caching=worth_caching)
    monkeypatch.setattr(embedding.time, "perf_counter", lambda: encoder.clock)
    embedding.encode_all(encoder, [f"text {number}" for number in range(200)])
    assert known_speed("slow to load") == pytest.approx(1)


def test_a_model_is_measured_once_when_it_is_made_ready(minilm: ec.Encoder) -> None:
    measure_speed(minilm)
    first = known_token_speed(minilm.card.name)
    assert first is not None and first > 0
    measure_speed(minilm)
    assert known_token_speed(minilm.card.name) == first


@pytest.mark.parametrize("content", ["", "[1]", '{"a": "fast"}', "\x00"])
def test_a_broken_file_counts_as_nothing(content: str, cache_folder: Path) -> None:
    (cache_folder / "speeds.json").write_text(content)
    assert known_speed("a") is None
    remember_speed("a", ["one text"] * 100, 1.0)
    assert known_speed("a") == 100


def test_a_disk_that_refuses_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path / "file" / "below"))
    remember_speed("a", ["one text"] * 100, 1.0)
    assert known_speed("a") is None
