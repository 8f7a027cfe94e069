"""The contract of encoders: three members are enough, everything else has a default."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import LearningEncoder, base
from embedcore.types import OnProgress
from tests.core.conftest import CountingEncoder


class Least(ec.Encoder):
    """A model of one's own that declares only what must be there."""

    @property
    def card(self) -> ec.ModelCard:
        return CountingEncoder("least", n_dims=2).card

    @property
    def cache_key(self) -> str:
        return "least-1"

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> np.ndarray:
        if "bad" in items:
            raise ec.errors.ItemError(items.index("bad"), "it is bad")
        return np.array([[len(text), 1] for text in items], dtype=np.float32)


def test_three_members_are_enough() -> None:
    space = ec.embed(["a", "bb", "a"], model=Least())
    assert space.vectors.tolist() == [[1, 1], [2, 1], [1, 1]]
    assert ec.search(space, "bb", n_neighbors=1).indices.tolist() == [1]


def test_what_may_be_absent_has_a_default() -> None:
    least = Least()
    assert (least.notes, least.words, least.host, least.usage, least.tokens("a")) == ((), (), "", None, None)
    assert (least.truncated(["a"]), least.worth_caching, least.word_vectors.shape) == ([], True, (0, 2))


def test_batches_are_told_by_the_place_among_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ENCODED_AT_ONCE", 2)
    found = [(list(places), made.tolist()) for places, made in Least().encode_batches(["a", "bb", "ccc"])]
    assert found == [([0, 1], [[1, 1], [2, 1]]), ([2], [[3, 1]])]
    with pytest.raises(ec.errors.ItemError, match="position 2") as caught:
        list(Least().encode_batches(["a", "bb", "bad"]))
    assert caught.value.position == 2


@pytest.mark.parametrize("missing", ["card", "cache_key", "encode"])
def test_an_encoder_without_one_of_the_three_can_not_be_made(missing: str) -> None:
    members: dict[str, Any] = {name: vars(Least)[name] for name in ("card", "cache_key", "encode") if name != missing}
    with pytest.raises(TypeError, match=missing):
        type("Short", (ec.Encoder,), members)()


def test_one_that_learns_is_told_by_its_class() -> None:
    assert isinstance(ec.get_encoder("lsa"), LearningEncoder)
    assert not isinstance(Least(), LearningEncoder)
    for card in ec.list_models():
        if card.learns:
            assert isinstance(ec.get_encoder(card.name), LearningEncoder)


def test_something_else_is_no_encoder() -> None:
    with pytest.raises(ec.ParameterError, match=r"an Encoder \(got object\); a model of your own has card, cache_key"):
        ec.embed(["a"], model=object())  # type: ignore[arg-type]
