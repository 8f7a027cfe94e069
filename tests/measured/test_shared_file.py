"""Search by meaning in a shared file: how often it is right that nothing is about a phrase."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.encoders import STATIC_MODEL
from embedcore.scores import space_calibration
from tests.public_data import public_data

pytestmark = pytest.mark.measured
SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"


def test_no_match_is_said_of_what_is_not_there_and_hardly_ever_of_what_is() -> None:
    texts, questions = (
        pd.read_csv(public_data("banking77", f"{part}.csv"))["text"].tolist() for part in ("train", "test")
    )
    dishes = pd.read_csv(SAMPLES / "dishes.csv").astype(str).agg(" ".join, axis=1).tolist()
    space = ec.embed(texts, model=STATIC_MODEL)
    scale = space_calibration(space, group_size=len(texts) ** 0.5)
    encoder = ec.get_encoder(STATIC_MODEL)

    def refused(phrases: list[str]) -> float:
        rankings = [ec.search(space, vector, n_neighbors=None).scores for vector in encoder.encode(phrases)]
        return float(np.mean([scale.nothing_matches(ranking) for ranking in rankings]))

    assert refused(dishes[:100]) == 1
    assert refused(questions[::10]) < 0.03
