"""The samples: vectors of these texts by this model, many topics, natural and not made from templates."""

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

import embedcore as ec
from embedcore.metrics import unit_rows
from ui import samples

TICKETS, REVIEWS = samples.SAMPLES
Loaded = dict[str, tuple[ec.Dataset, NDArray[np.float32]]]


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return {sample.file: samples.read(sample) for sample in samples.SAMPLES}


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.file)
def test_vectors_belong_to_the_texts(sample: samples.Sample, loaded: Loaded) -> None:
    dataset, vectors = loaded[sample.file]
    assert vectors.shape == (dataset.n_rows, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=2e-3)
    assert dataset.report.left_out == ()
    assert f"{dataset.n_rows:,} " in sample.description


def test_vectors_of_other_texts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "digest_of", lambda texts: b"another")
    with pytest.raises(ec.DataError, match=r"must be made from its present texts.*make_vectors"):
        samples.read(TICKETS)


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.file)
def test_vectors_are_the_model_s(sample: samples.Sample, loaded: Loaded) -> None:
    dataset, vectors = loaded[sample.file]
    rows = np.linspace(0, dataset.n_rows - 1, 40).astype(int)
    fresh = ec.get_encoder().encode([dataset.texts[row] for row in rows])
    cosines = (unit_rows(fresh) * unit_rows(vectors[rows])).sum(axis=1)
    assert cosines.min() >= 0.999


def test_sizes_and_topics(loaded: Loaded) -> None:
    tickets, reviews = loaded[TICKETS.file][0], loaded[REVIEWS.file][0]
    assert tickets.n_rows >= 1_500
    assert tickets.frame["topic"].nunique() >= 14
    assert tickets.frame["topic"].value_counts().min() >= 50
    assert reviews.n_rows >= 600
    assert {"category", "rating"} <= set(reviews.frame.columns)


def test_columns_have_the_roles_that_the_pages_need(loaded: Loaded) -> None:
    tickets, reviews = loaded[TICKETS.file][0], loaded[REVIEWS.file][0]
    assert tickets.text_column == reviews.text_column == "text"
    assert tickets.column_roles["created_at"] == "time"
    assert tickets.column_roles["topic"] == "category"
    assert tickets.column_roles["resolution"] == "text"
    assert reviews.column_roles["rating"] in ("rating", "number")


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def skeleton(sentence: str) -> str:
    """What stays of a sentence when names, numbers and order ids are taken out."""
    first, *rest = sentence.split()
    kept = [first, *(word for word in rest if not word[:1].isupper())]
    kept = [word for word in kept if not re.fullmatch(r"\W*[A-Za-z]{0,4}-?\d[\d.,:/-]*\W*", word)]
    return re.sub(r"[^\w ]", "", re.sub(r"\d", "0", " ".join(kept).lower())).strip()


def skeletons(dataset: ec.Dataset) -> Iterator[str]:
    for text in dataset.texts:
        yield from filter(None, (skeleton(sentence) for sentence in sentences(text)))


def test_the_skeleton_by_hand() -> None:
    assert skeleton("My order M-63308 from Anna never came!") == "my order from never came"
    assert skeleton("My order M-11111 from Bert never came.") == "my order from never came"
    assert sentences("One. Two!\nThree") == ["One.", "Two!", "Three"]


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.file)
def test_no_sentence_is_a_template(sample: samples.Sample, loaded: Loaded) -> None:
    """Greetings and one-word sentences aside, nothing is said the same way more than five times."""
    counted = Counter(skeletons(loaded[sample.file][0]))
    repeated = {text: count for text, count in counted.items() if count > 5 and len(text.split()) >= 3}
    assert repeated == {}


def test_some_tickets_nearly_repeat_others(loaded: Loaded) -> None:
    dataset, vectors = loaded[TICKETS.file]
    unit = unit_rows(vectors)
    left, right = np.nonzero(np.triu(unit @ unit.T > 0.75, k=1))
    different = [(a, b) for a, b in zip(left, right, strict=True) if dataset.texts[a] != dataset.texts[b]]
    assert len(different) >= 60
    assert len({row for pair in different for row in pair}) <= 0.25 * dataset.n_rows  # and most do not
