"""Plain and technical wording of the same facts."""

import pytest

from embedcore.metrics import Metric
from ui import session, wording
from ui.wording.words import WORDS


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """What the switch on the page says; {} is plain."""
    state: dict[str, bool] = {}
    monkeypatch.setattr(session, "value", lambda key, default=None: state.get(key, default))
    return state


@pytest.mark.parametrize("key", WORDS)
def test_both_wordings_exist_and_differ(key: str, switch: dict[str, bool]) -> None:
    plain = wording.say(key)
    switch[wording.TECHNICAL_KEY] = True
    exact = wording.say(key)
    assert plain.strip()
    assert exact.strip()
    assert plain != exact


def test_plain_wording_has_no_terms_of_the_field(switch: dict[str, bool]) -> None:
    plain = " ".join(wording.say(key) for key in WORDS if not key.startswith("method_")).lower()
    for term in ("embedding", "k-means", "cluster", "cosine", "perplexity", "projection", "latent", "vector"):
        assert term not in plain


@pytest.mark.parametrize("metric", list(Metric))
def test_metrics_are_named_and_explained_in_both(metric: Metric, switch: dict[str, bool]) -> None:
    plain, explained = wording.metric_name(metric), wording.metric_explained(metric)
    exact_choice = wording.metric_choice(metric)
    switch[wording.TECHNICAL_KEY] = True
    assert wording.metric_name(metric) != plain
    assert metric not in plain
    assert str(metric) in exact_choice.lower()
    ends = {"cosine": "1 is the same", "euclidean": "0 is the same", "dot": "The greater, the closer"}
    assert ends[metric] in explained
    ranges = {"cosine": "-1 (opposite) to 1 (same direction)", "euclidean": "0 (same) and up", "dot": "any number"}
    assert f"Values: {ranges[metric]}" in wording.metric_explained(metric)


def test_similarity_and_distance_are_never_mixed_up(switch: dict[str, bool]) -> None:
    assert [wording.score_name(metric) for metric in Metric] == ["Similarity", "Distance", "Similarity"]
    assert wording.closest(Metric.EUCLIDEAN) == "smallest distance first"
    assert wording.closest(Metric.DOT) == wording.closest(Metric.COSINE) == "highest similarity first"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "a few seconds"),
        (7.9, "a few seconds"),
        (8, "about 10 seconds"),
        (42, "about 40 seconds"),
        (89, "about 90 seconds"),
        (90, "about 2 minutes"),
        (180, "about 3 minutes"),
        (5400, "about 1.5 hours"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    assert wording.duration(seconds) == said


def test_time_left_is_said_in_few_steps() -> None:
    said = {wording.time_left(seconds) for seconds in range(70)}
    assert said == {"a few seconds", *(f"about {n} seconds" for n in (20, 30, 45)), "about a minute"}
    assert wording.time_left(130) == "about 2 minutes"
    assert wording.time_left(7_200) == "about 2.0 hours"


def test_quality_of_groups_is_said_honestly(switch: dict[str, bool]) -> None:
    said = [wording.quality_explained(quality) for quality in (0.6, 0.3, 0.1, 0.05, 0.0, float("nan"))]
    assert len(set(said)) == 6
    assert "hardly any groups" in said[4]
    assert said[5] == "There is only one group."
    assert not any("silhouette" in text for text in said)
    switch[wording.TECHNICAL_KEY] = True
    assert wording.quality_explained(0.1234).endswith("Mean silhouette 0.123, of squared distances.")
