"""Duplicates against brute force: on random and hostile vectors, at thresholds that scores tie with."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

import embedcore as ec
from embedcore.duplicates import close_pairs, find
from embedcore.metrics import Metric, pair_scores
from embedcore.space import scorer

METRICS = ("cosine", "euclidean", "dot")


def cases() -> Iterator[tuple[str, np.ndarray]]:
    rng = np.random.default_rng(3)
    for n_rows, n_dims in [(2, 1), (3, 2), (40, 3), (90, 31), (150, 16)]:
        yield f"random {n_rows}x{n_dims}", rng.normal(size=(n_rows, n_dims))
    yield "one row", rng.normal(size=(1, 4))
    yield "equal rows", rng.normal(size=(8, 5))[rng.integers(0, 8, 60)]
    yield "integer grid, many ties", rng.integers(-2, 3, size=(80, 3))
    yield "all equal", np.ones((20, 4))
    yield "all zero", np.zeros((9, 4))
    zeros = rng.normal(size=(30, 6))
    zeros[[3, 4, 29]] = 0
    yield "some zero rows", zeros
    yield "groups", rng.normal(size=(20, 8))[rng.integers(0, 20, 120)] + 0.05 * rng.normal(size=(120, 8))
    yield (
        "short and long",
        rng.normal(size=(30, 4))[np.arange(90) % 30] * np.array([0.1, 1, 10])[np.arange(90) // 30][:, None],
    )
    for scale in (1e-30, 1e18, 1e25):
        yield f"magnitude {scale:g}", rng.normal(size=(40, 8)) * scale
    yield "nearly parallel", 1 + 1e-4 * rng.normal(size=(60, 20))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that few rows are many blocks."""
    monkeypatch.setattr(close_pairs, "_BLOCK_ROWS", 32)
    monkeypatch.setattr(scorer, "_TILE_ROWS", 50)


CASES = {name: vectors.astype(np.float32) for name, vectors in cases()}


def reference(vectors: np.ndarray, metric: str, threshold: float) -> list[tuple[int, int, float]]:
    """Every pair, compared one by one."""
    first, second = np.triu_indices(len(vectors), k=1)
    scores = pair_scores(Metric(metric), vectors[first], vectors[second]) if len(first) else np.empty(0)
    passes = Metric(metric).passes(scores, threshold)
    return sorted(zip(first[passes].tolist(), second[passes].tolist(), scores[passes].tolist(), strict=True))


def components(pairs: list[tuple[int, int, float]]) -> list[list[int]]:
    """Connected components, by joining sets."""
    sets: dict[int, set[int]] = {}
    for i, j, _ in pairs:
        joined = sets.get(i, {i}) | sets.get(j, {j})
        sets |= dict.fromkeys(joined, joined)
    return sorted(sorted(group) for group in {id(group): group for group in sets.values()}.values())


def thresholds(vectors: np.ndarray, metric: str) -> list[float]:
    """Among them scores that pairs have exactly."""
    scores = [score for *_, score in reference(vectors, metric, -np.inf if metric != "euclidean" else np.inf)]
    found = [float(np.quantile(scores, share, method="nearest")) for share in (0, 0.3, 0.9, 1)] if scores else [0.5]
    return [*found, {"cosine": 1.0, "euclidean": 0.0, "dot": 0.0}[metric]]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", CASES)
def test_pairs_and_groups_equal_brute_force(name: str, metric: str) -> None:
    vectors = CASES[name]
    for threshold in thresholds(vectors, metric):
        report = ec.find_duplicates(ec.EmbeddingSpace(vectors, metric=metric), threshold=threshold)
        expected = reference(vectors, metric, threshold)
        assert sorted(report.pairs) == expected
        assert len(report.pairs) == len(expected)
        keys = Metric(metric).order_key(np.array([score for *_, score in report.pairs]))
        assert (np.diff(keys) >= 0).all()
        assert report.groups == components(expected)
        assert report.n_redundant == sum(len(group) - 1 for group in report.groups)
        check_chains(report, expected)


def check_chains(report: ec.DuplicateReport, expected: list[tuple[int, int, float]]) -> None:
    scores = {(i, j): score for i, j, score in expected}
    for group, chain, weakest in zip(report.groups, report.is_chain, report.group_scores, strict=True):
        inside = [scores.get(pair) for pair in combinations(group, 2)]
        passing = [score for score in inside if score is not None]
        assert chain == (len(passing) < len(inside))
        assert weakest == (min(passing) if report.metric.greater_is_closer else max(passing))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", CASES)
def test_another_threshold_equals_computing_again(name: str, metric: str) -> None:
    vectors = CASES[name]
    levels = sorted(thresholds(vectors, metric), reverse=metric == "euclidean")
    report = ec.find_duplicates(ec.EmbeddingSpace(vectors, metric=metric), threshold=levels[0])
    for threshold in levels:
        moved = report.rethreshold(threshold)
        anew = ec.find_duplicates(ec.EmbeddingSpace(vectors, metric=metric), threshold=threshold)
        assert list(moved.pairs) == list(anew.pairs)
        for linkage in ("single", "complete"):
            assert moved.with_linkage(linkage).groups == anew.with_linkage(linkage).groups


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", CASES)
def test_with_complete_linkage_every_pair_of_a_group_is_close(name: str, metric: str) -> None:
    vectors = CASES[name]
    for threshold in thresholds(vectors, metric):
        space = ec.EmbeddingSpace(vectors, metric=metric)
        report = ec.find_duplicates(space, threshold=threshold, linkage="complete")
        close = {(i, j) for i, j, _ in reference(vectors, metric, threshold)}
        assert all(pair in close for group in report.groups for pair in combinations(group, 2))
        rows = [row for group in report.groups for row in group]
        assert len(rows) == len(set(rows))
        assert not report.is_chain.any()
        of_row = {row: place for place, group in enumerate(report.groups) for row in group}
        alone = {(i, j) for i, j in close if i not in of_row and j not in of_row}
        assert not alone, "two rows that are close were left alone"


def test_complete_linkage_is_that_of_scipy_where_no_scores_tie() -> None:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    vectors = np.random.default_rng(8).normal(size=(120, 2)).astype(np.float32)
    report = ec.find_duplicates(ec.EmbeddingSpace(vectors, metric="euclidean"), threshold=0.7, linkage="complete")
    labels = fcluster(linkage(pdist(vectors.astype(np.float64)), "complete"), 0.7, "distance")
    sets = (np.flatnonzero(labels == label).tolist() for label in np.unique(labels))
    assert report.groups == sorted(group for group in sets if len(group) > 1)
    assert len(report.groups) > 20


def test_by_hand_a_chain_is_marked_and_cut() -> None:
    """Three places on a line: the ends are 2 apart, each 1 from the middle; a fourth far away, twice."""
    vectors = np.array([[0.0], [1.0], [2.0], [9.0], [9.0]], dtype=np.float32)
    space = ec.EmbeddingSpace(vectors, metric="euclidean")
    report = ec.find_duplicates(space, threshold=1)
    assert list(report.pairs) == [(3, 4, 0.0), (0, 1, 1.0), (1, 2, 1.0)]
    assert report.groups == [[0, 1, 2], [3, 4]]
    assert report.is_chain.tolist() == [True, False]
    assert report.n_redundant == 3
    assert report.with_linkage("complete").groups == [[0, 1], [3, 4]]
    assert report.rethreshold(0.5).groups == [[3, 4]]


def test_a_laxer_threshold_and_impossible_ones_are_refused() -> None:
    space = ec.EmbeddingSpace(np.eye(3), metric="cosine")
    report = ec.find_duplicates(space, threshold=0.9)
    with pytest.raises(ec.ParameterError, match=r"threshold must be >= 0.9, .*\(got 0.8\); find duplicates anew"):
        report.rethreshold(0.8)
    for bad in (1.5, float("nan"), "0.9", True):
        with pytest.raises(ec.ParameterError, match="threshold must be"):
            ec.find_duplicates(space, threshold=bad)  # type: ignore[arg-type]
    with pytest.raises(ec.ParameterError, match="threshold must be >= 0"):
        ec.find_duplicates(space.with_metric("euclidean"), threshold=-1)
    with pytest.raises(ec.ParameterError, match="linkage must be one of single, complete"):
        ec.find_duplicates(space, threshold=0.9, linkage="average")


def test_without_a_threshold_it_is_the_calibrated_level() -> None:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(200, 12)).astype(np.float32)
    vectors[7] = vectors[150] * 1.0001
    space = ec.EmbeddingSpace(vectors)
    report = ec.find_duplicates(space)
    assert report.threshold == ec.calibrate(space).near_duplicate
    assert [7, 150] in report.groups
    with pytest.raises(ec.DataError, match="at least 2 rows"):
        ec.find_duplicates(ec.EmbeddingSpace(np.ones((1, 3))))


def test_what_was_found_serves_stricter_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    space = ec.EmbeddingSpace(CASES["groups"])
    ec.find_duplicates(space, threshold=0.5)
    monkeypatch.setattr(find, "search", None)
    assert ec.find_duplicates(space, threshold=0.95).threshold == 0.95


def test_more_pairs_than_are_kept_are_refused_or_said() -> None:
    space = ec.EmbeddingSpace(CASES["random 150x16"])
    with pytest.raises(ec.ParameterError, match=r"at most 100 pairs of different rows .* pass 0\); choose a stricter"):
        find.search(space, 0.0, give_way=False, most=100)
    report = find.search(space, 0.0, give_way=True, most=100)
    assert report.threshold > 0
    assert "more than 100 pairs pass 0, so pairs were kept down to" in report.notes[0]
    assert 0 < len(report.pairs) <= 100
    assert sorted(report.pairs) == reference(space.vectors, "cosine", report.threshold)
    again = find.search(ec.EmbeddingSpace(space.vectors), 0.0, give_way=True, most=100)
    assert list(again.pairs) == list(report.pairs)


@pytest.mark.parametrize("sampled", [True, False])
def test_many_ties_at_the_bound_are_all_kept_or_none(sampled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """40 places all as far from each other, and five of them nearly twice: 5 close pairs and hundreds that tie."""
    if not sampled:
        monkeypatch.setattr(close_pairs, "_few_enough", lambda scorer, threshold, most: threshold)
    places = np.eye(40)
    space = ec.EmbeddingSpace(np.concatenate([places, places[:5] * 1.1]), metric="euclidean")
    report = find.search(space, 5.0, give_way=True, most=300)
    assert report.threshold < 1
    assert len(report.pairs) == 5
    assert sorted(report.pairs) == reference(space.vectors, "euclidean", report.threshold)
    with pytest.raises(ec.ParameterError, match="at most 50 pairs"):
        find.search(ec.EmbeddingSpace(places, metric="euclidean"), 5.0, give_way=True, most=50)


def test_progress_is_told_and_may_stop_it() -> None:
    space, told = ec.EmbeddingSpace(CASES["random 150x16"]), list[tuple[int, int, str]]()
    ec.find_duplicates(space, threshold=0.9, on_progress=lambda *said: told.append(said))
    assert told[-1] == (11_175, 11_175, "comparing pairs of rows")
    assert len(told) == 5

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled):
        ec.find_duplicates(ec.EmbeddingSpace(space.vectors), threshold=0.9, on_progress=stop)


def test_exact_copies_are_the_same_but_for_white_space_and_case() -> None:
    texts = ["My parcel", "my  PARCEL\n", "my parcels", "Straße", "STRASSE"]
    space = ec.EmbeddingSpace(np.arange(10.0).reshape(5, 2), texts=texts)
    assert find.copy_numbers(space).tolist() == [0, 0, 1, 2, 2]
    assert find.copy_numbers(ec.EmbeddingSpace(np.eye(3)[[0, 1, 0]])).tolist() == [0, 1, 0]


def test_the_copies_of_large_vectors_are_never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer, "KEPT_BYTES", 1_000)
    for metric in METRICS:
        for name in ("groups", "some zero rows", "random 150x16"):
            vectors = CASES[name]
            threshold = thresholds(vectors, metric)[2]
            report = ec.find_duplicates(ec.EmbeddingSpace(vectors, metric=metric), threshold=threshold)
            assert sorted(report.pairs) == reference(vectors, metric, threshold)
