"""How many groups: what it is measured on."""

import numpy as np
import pytest

from embedcore.groups.count import main_directions


def test_rows_of_very_many_numbers_have_the_same_main_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(0).normal(size=(9, 40)).astype(np.float32)
    usual = main_directions(vectors)
    monkeypatch.setattr("embedcore.groups.count._WIDE", 16)
    wide = main_directions(vectors)
    near = [((one[:, None] - one) ** 2).sum(axis=2) for one in (usual, wide)]
    scale = near[0].max() / near[1].max()  # each in its own unit
    assert near[1] * scale == pytest.approx(near[0], rel=1e-4, abs=1e-6)
