"""Vectors without a model, from the columns of tables and from pictures: one contract for all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.encoders import LearningEncoder, load_encoder
from embedcore.encoders.images.features import PICTURES_AT_ONCE
from embedcore.encoders.tables.rows import TableRows
from embedcore.jobs import JobQueue, ModelChoice
from embedcore.jobs.work import embedding
from tests.core.jobs.conftest import over
from tests.core.pictures import picture


def table(n: int) -> pd.DataFrame:
    """n rows of numbers, categories, yes and no, and dates; rows 0 and 5, 1 and 6, ... differ in "amount" alone."""
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "amount": rng.normal(size=n),
            "count": [n % 5 for n in range(n)],
            "color": [["red", "green", "blue", "green", "red"][n % 5] for n in range(n)],
            "paid": [n % 5 < 2 for n in range(n)],
            "day": pd.to_datetime([f"2024-01-{1 + n % 5:02}" for n in range(n)]),
        }
    )


def pictures(n: int) -> list[bytes]:
    colors = ["red", "green", "blue", "white", "orange"]
    return [picture(colors[n % 5], (10 + n, 12), ["PNG", "BMP", "WEBP"][n % 3]) for n in range(n)]


@dataclass(frozen=True)
class Case:
    """A feature encoder, items for it, and how to pick some of them."""

    name: str
    items: Callable[[int], Any]
    wrong: tuple[Any, ...]

    def made(self) -> Any:
        encoder = ec.get_encoder(self.name)
        if isinstance(encoder, LearningEncoder):
            encoder.fit(self.items(30))
        return encoder

    def pick(self, items: Any, places: list[int]) -> Any:
        return items.iloc[places] if isinstance(items, pd.DataFrame) else [items[place] for place in places]


CASES = [
    Case("table-numbers", table, (["a text"], [[1, 2]], np.zeros((3, 2)), None, "text", 3)),
    Case("image-pixels", pictures, (["a text"], [None], [b"no picture"], "text", b"bytes", [np.zeros((2, 2))])),
    Case("image-histogram", pictures, (["a text"], [None], [b"no picture"], "text", b"bytes", [np.zeros((2, 2))])),
]


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


def test_vectors_have_the_promised_form(case: Case) -> None:
    encoder = case.made()
    vectors = encoder.encode(case.items(30))
    assert vectors.shape == (30, encoder.card.n_dims)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    assert len(np.unique(vectors, axis=0)) >= 5


def test_order_is_kept_the_input_untouched_and_an_item_alone_is_the_same(case: Case) -> None:
    encoder, items = case.made(), case.items(20)
    before = items.copy(deep=True) if isinstance(items, pd.DataFrame) else list(items)
    vectors = encoder.encode(items)
    assert before.equals(items) if isinstance(items, pd.DataFrame) else before == items
    places = [7, 3, 19, 3]
    np.testing.assert_array_equal(encoder.encode(case.pick(items, places)), vectors[places])
    np.testing.assert_array_equal(encoder.encode(case.pick(items, [11])), vectors[[11]])


def test_no_items_give_an_empty_table(case: Case) -> None:
    encoder = case.made()
    vectors = encoder.encode(case.pick(case.items(5), []))
    assert vectors.shape == (0, encoder.card.n_dims)
    assert vectors.dtype == np.float32
    assert encoder.truncated(case.items(5)) == []
    assert encoder.tokens("a text") is None


def test_what_is_no_item_is_refused(case: Case) -> None:
    encoder = case.made()
    for wrong in case.wrong:
        with pytest.raises(ec.DataError, match=r"items must be|can't be read: an image must be"):
            encoder.encode(wrong)


def test_progress_ends_at_the_total_and_can_cancel(case: Case) -> None:
    encoder, items = case.made(), case.items(2 * PICTURES_AT_ONCE + 3)
    reports: list[tuple[int, int, str]] = []
    encoder.encode(items, on_progress=lambda *report: reports.append(report))
    assert len(reports) >= 3
    assert [done for done, _, _ in reports] == sorted({done for done, _, _ in reports})
    assert reports[-1][0] == reports[-1][1]

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        encoder.encode(items, on_progress=stop)


def test_the_card_says_what_a_person_must_know(case: Case) -> None:
    card = ec.get_encoder(case.name).card
    assert card in ec.list_models()
    assert card.available
    assert not card.reads_text
    assert all([card.modality in ("table", "image"), card.provider, card.description, card.languages, card.licence])
    encoder = case.made()
    assert encoder.card.n_dims > 0
    assert encoder.cache_key.startswith(case.name)


def test_an_unknown_option_is_refused(case: Case) -> None:
    with pytest.raises(ec.ParameterError, match=rf"{case.name} has no option 'device' \(its options: "):
        ec.get_encoder(case.name, device="cpu")


@pytest.fixture(scope="module")
def queue() -> Iterator[JobQueue]:
    running = JobQueue()
    yield running
    running.close()


def test_a_worker_embeds_them(case: Case, queue: JobQueue, tmp_path: Path) -> None:
    items, encoder = case.items(30), case.made()
    sent = TableRows.from_frame(items) if isinstance(items, pd.DataFrame) else items
    task = embedding(ModelChoice(case.name), sent, str(tmp_path / "learned"))
    job = over(queue.submit(case.name, lambda: task, session="me"))
    np.testing.assert_array_equal(job.result.vectors, encoder.encode(items))
    assert job.result.cache_key == encoder.cache_key
    assert job.result.notes == tuple(getattr(encoder, "notes", ()))
    if encoder.card.learns:
        assert load_encoder(tmp_path / "learned").cache_key == encoder.cache_key
