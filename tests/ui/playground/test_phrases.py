"""The everyday phrases and the experiments: what they hold, and that their vectors are the model's."""

from collections import Counter

import numpy as np
import pytest

import embedcore as ec
from embedcore.metrics import unit_rows
from ui import samples
from ui.playground import phrases


def test_the_phrases_have_the_classic_ones_and_many_subjects() -> None:
    dataset, vectors = samples.read(samples.PHRASES)
    assert set(phrases.PRESET) <= set(dataset.texts)
    assert len(set(dataset.texts)) == dataset.n_rows == len(vectors)
    assert f"{dataset.n_rows} " in samples.PHRASES.description
    topics = Counter(dataset.frame[phrases.TOPIC])
    assert f"{len(topics)} subjects" in samples.PHRASES.description
    assert min(topics.values()) >= 10
    assert dataset.column_roles[phrases.TOPIC] == "category"


@pytest.mark.measured
def test_known_vectors_are_the_model_s() -> None:
    known = phrases.known_vectors()
    assert set(phrases.experiment_texts()) <= set(known)
    fresh = ec.get_encoder().encode(list(known))
    cosines = (unit_rows(fresh) * unit_rows(np.array(list(known.values())))).sum(axis=1)
    assert cosines.min() >= 0.999


def test_vectors_of_other_experiments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    phrases.known_vectors.cache_clear()
    monkeypatch.setattr(phrases, "experiment_texts", lambda: ["another text"])
    with pytest.raises(ec.DataError, match=r"experiments of everyday_phrases.csv must be made.*make_vectors"):
        phrases.known_vectors()


def test_there_is_an_experiment_of_each_kind() -> None:
    names = [experiment.name for experiment in phrases.EXPERIMENTS]
    assert names == ["synonym", "sense", "negation", "typo", "capitals", "language", "order"]
    for experiment in phrases.EXPERIMENTS:
        assert experiment.before != experiment.after
        assert len(experiment.observe.split()) >= 12


def test_what_the_experiments_say_is_true_of_the_default_model() -> None:
    known = phrases.known_vectors()
    scores = {
        one.name: float((unit_rows(known[one.before][None]) * unit_rows(known[one.after][None])).sum())
        for one in phrases.EXPERIMENTS
    }
    assert scores["synonym"] > 0.9
    assert scores["sense"] < 0.6
    assert scores["negation"] > 0.8
    assert scores["typo"] < 0.6
    assert scores["capitals"] == pytest.approx(1, abs=1e-3)
    assert scores["language"] < 0.2
    assert scores["order"] > 0.9
