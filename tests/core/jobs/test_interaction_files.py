"""Interactions to a worker and back: the same is learned there as here."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.jobs.interaction_files import (
    read_factors,
    read_interactions_file,
    settings_of,
    write_factors,
    write_interactions,
)
from embedcore.recommend.quality import quality_of
from embedcore.recommend.space import InteractionParams, learn, prepare_interactions


def table(seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    users, items = np.nonzero(rng.random((30, 20)) < 0.4)
    rows = {"user": [f"u{user}" for user in users], "item": items * 7, "stars": rng.integers(1, 6, len(users))}
    return pd.DataFrame({**rows, "day": rng.integers(0, 99, len(users))})


@pytest.mark.parametrize("rating", ["stars", None])
@pytest.mark.parametrize("time", ["day", None])
def test_interactions_come_back_with_positions_for_ids(rating: str | None, time: str | None, tmp_path: Path) -> None:
    params = InteractionParams(user="user", item="item", rating=rating, time=time)
    sent = prepare_interactions(table(), params).interactions
    write_interactions(tmp_path / "x.interactions", sent)
    back = read_interactions_file(tmp_path / "x.interactions")
    for name in ("user_of", "item_of", "strengths", "rows"):
        assert np.array_equal(getattr(back, name), getattr(sent, name)), name
    for name, given in (("ratings", rating), ("times", time)):
        assert (getattr(back, name) is None) == (given is None)
        assert given is None or np.array_equal(getattr(back, name), getattr(sent, name)), name
    assert (back.n_users, back.n_items, back.n_pairs) == (sent.n_users, sent.n_items, sent.n_pairs)
    assert back.liked_from == sent.liked_from
    assert (back.liked_from is None) == (rating is None)
    assert (back.user_ids, back.item_ids) == (tuple(range(sent.n_users)), tuple(range(sent.n_items)))


@pytest.mark.parametrize("rating", ["stars", None])
def test_what_is_learned_of_the_file_is_what_is_learned_here(rating: str | None, tmp_path: Path) -> None:
    here = ec.embed_interactions(table(), user="user", item="item", rating=rating, time="day", n_dims=8)
    write_interactions(tmp_path / "x.interactions", here.interactions)
    there = read_interactions_file(tmp_path / "x.interactions")
    learned, notes = learn(there, 8, 42)
    assert learned.items == pytest.approx(here.factors.items)
    assert set(notes) <= set(here.notes)
    assert quality_of(there, 8, 42) == ec.recommend_quality(here)


def test_factors_come_back_as_they_were(tmp_path: Path) -> None:
    sent = ec.embed_interactions(table(), user="user", item="item", rating="stars", n_dims=6).factors
    write_factors(tmp_path / "x.npz", sent)
    back = read_factors(tmp_path / "x.npz", settings_of(sent))
    assert back.settings == sent.settings
    for name in ("items", "users", "damping"):
        assert np.array_equal(getattr(back, name), getattr(sent, name)), name
    assert back.weights.shape == sent.weights.shape
    assert (back.weights != sent.weights).nnz == 0
    assert np.array_equal(back.scores(back.users), sent.scores(sent.users))


def test_the_files_hold_arrays_alone(tmp_path: Path) -> None:
    space = ec.embed_interactions(table(), user="user", item="item")
    write_interactions(tmp_path / "a", space.interactions)
    write_factors(tmp_path / "b", space.factors)
    for name in "ab":
        with np.load(tmp_path / name, allow_pickle=False) as content:
            assert not [key for key in content.files if content[key].dtype.kind not in "iuf"]
