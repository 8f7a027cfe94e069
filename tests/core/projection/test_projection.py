"""Maps: one contract for all methods, PCA against the textbook, and where new points belong."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.projection import METHODS
from embedcore.projection import base as projection_base
from embedcore.projection import tsne as tsne_module

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data" / "support_tickets.npz"
METRICS = ["cosine", "euclidean", "dot"]
COMPONENTS = [2, 3]


def blobs(n_groups: int = 3, size: int = 20, n_dims: int = 8, seed: int = 0) -> np.ndarray:
    """Well separated groups, in mixed order: row i belongs to group i % n_groups."""
    rng = np.random.default_rng(seed)
    centres = 8 * np.eye(n_dims)[:n_groups] + 2
    return (centres[np.arange(n_groups * size) % n_groups] + rng.normal(size=(n_groups * size, n_dims))).astype("f4")


def kept_neighbors(projection: ec.Projection, n_neighbors: int = 15) -> float:
    """The mean share (0 to 1) of each row's true neighbours that are its neighbours on the map too."""
    there = ec.neighbor_graph(projection.space, n_neighbors=n_neighbors).indices
    flat = ec.EmbeddingSpace(projection.coordinates, metric="euclidean")
    here = ec.neighbor_graph(flat, n_neighbors=n_neighbors).indices
    return float(np.mean([len(set(a) & set(b)) / n_neighbors for a, b in zip(there, here, strict=True)]))


@pytest.fixture(scope="module", autouse=True)
def few_iterations() -> Iterator[None]:
    """Sixty rows need no 750 iterations of t-SNE."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tsne_module, "EARLY_ITERATIONS", 60)
        patch.setattr(tsne_module, "ITERATIONS", 120)
        yield


OURS = [name for name in METHODS if name != "umap-learn"]  # which is in test_umap.py


@pytest.fixture(params=OURS)
def method(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def maps(few_iterations: None) -> dict[tuple[str, int, str], ec.Projection]:
    """Every method, number of components and metric, on the same sixty rows."""
    return {
        (name, n_components, metric): ec.project(
            ec.EmbeddingSpace(blobs(), metric=metric), method=name, n_components=n_components
        )
        for name, n_components, metric in itertools.product(OURS, COMPONENTS, METRICS)
    }


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("n_components", COMPONENTS)
def test_a_map_has_the_promised_form(
    method: str, n_components: int, metric: str, maps: dict[tuple[str, int, str], ec.Projection]
) -> None:
    projection = maps[method, n_components, metric]
    assert projection.coordinates.shape == (60, n_components)
    assert projection.coordinates.dtype == np.float32
    assert np.isfinite(projection.coordinates).all()
    assert projection.coordinates.std(axis=0).min() > 0
    assert (projection.method, projection.n_components) == (method, n_components)
    with pytest.raises(ValueError, match="read-only"):
        projection.coordinates[0, 0] = 1


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("n_components", COMPONENTS)
def test_rows_keep_their_places_and_groups_stay_together(
    method: str, n_components: int, metric: str, maps: dict[tuple[str, int, str], ec.Projection]
) -> None:
    coordinates = maps[method, n_components, metric].coordinates
    group = np.arange(60) % 3
    centres = np.array([coordinates[group == g].mean(axis=0) for g in range(3)])
    nearest = np.linalg.norm(coordinates[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == group).mean() > (0.9 if metric != "dot" else 0.6)


@pytest.mark.parametrize("n_components", COMPONENTS)
def test_the_same_seed_gives_the_same_map(
    method: str, n_components: int, maps: dict[tuple[str, int, str], ec.Projection]
) -> None:
    given = blobs()
    again = ec.project(ec.EmbeddingSpace(given), method=method, n_components=n_components, random_state=42)
    first = maps[method, n_components, "cosine"]
    assert (again.coordinates == first.coordinates).all()
    assert (given == blobs()).all()
    other = ec.project(ec.EmbeddingSpace(given), method=method, n_components=n_components, random_state=7)
    assert (other.coordinates == first.coordinates).all() == (method == "pca")


@pytest.mark.parametrize("n_components", COMPONENTS)
def test_three_rows_make_a_map(method: str, n_components: int) -> None:
    projection = ec.project(ec.EmbeddingSpace(np.eye(3), metric="euclidean"), method=method, n_components=n_components)
    assert projection.coordinates.shape == (3, n_components)
    assert np.isfinite(projection.coordinates).all()
    assert len(np.unique(projection.coordinates, axis=0)) == 3


@pytest.mark.parametrize("n_rows", [1, 2])
def test_two_rows_are_too_few(method: str, n_rows: int) -> None:
    with pytest.raises(ec.DataError, match=rf"a map needs at least 3 rows \(got {n_rows}\); load more rows"):
        ec.project(ec.EmbeddingSpace(np.eye(3)[:n_rows]), method=method)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("value", [0.0, 1.0, -7.5])
def test_rows_that_are_all_equal_give_one_spot_and_it_is_said(method: str, metric: str, value: float) -> None:
    projection = ec.project(ec.EmbeddingSpace(np.full((40, 4), value), metric=metric), method=method, n_components=3)
    assert projection.coordinates.tolist() == [[0, 0, 0]] * 40
    assert "all 40 rows are equal, so the map is one spot" in projection.notes
    placed = projection.place(np.ones(4))
    assert placed.coordinates.tolist() == [[0, 0, 0]]
    assert placed.radius.tolist() == [0]


def test_vectors_of_one_dimension_make_a_map(method: str) -> None:
    line = np.random.default_rng(0).normal(size=(30, 1))
    projection = ec.project(ec.EmbeddingSpace(line, metric="euclidean"), method=method)
    assert projection.coordinates.shape == (30, 2)
    assert np.isfinite(projection.coordinates).all()
    if method == "pca":
        assert (projection.coordinates[:, 1] == 0).all()
        assert any("only 1 dimension" in note for note in projection.notes)


def test_progress_grows_and_ends_at_the_total(method: str) -> None:
    reports: list[tuple[int, int, str]] = []
    ec.project(ec.EmbeddingSpace(blobs()), method=method, on_progress=lambda *report: reports.append(report))
    last_stage = [report for report in reports if report[2] == reports[-1][2]]
    assert len(last_stage) >= 2
    assert [done for done, _, _ in last_stage] == sorted(done for done, _, _ in last_stage)
    assert last_stage[-1][0] == last_stage[-1][1]
    assert all(0 <= done <= total for done, total, _ in reports)


def test_cancelling_stops_at_any_report(method: str) -> None:
    for stop_at in (1, 2):
        calls = []

        def stop(done: int, total: int, what: str, calls: list = calls, stop_at: int = stop_at) -> None:
            calls.append(done)
            if len(calls) == stop_at:
                raise ec.Cancelled

        with pytest.raises(ec.Cancelled, match=r"^$"):
            ec.project(ec.EmbeddingSpace(blobs()), method=method, on_progress=stop)
        assert len(calls) == stop_at


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "isomap"}, r"method must be one of pca, tsne, umap, umap-learn \(got 'isomap'\)"),
        ({"method": "t-sne"}, r"did you mean 'tsne'\?"),
        ({"method": None}, r"method must be one of pca, tsne, umap, umap-learn \(got None\)"),
        ({"method": "pca", "perplexity": 5}, r"method 'pca' has no option 'perplexity' \(its options: none\)"),
        ({"method": "tsne", "perplexty": 5}, r"no option 'perplexty' \(its options: perplexity\); did you mean 'perpl"),
        ({"method": "tsne", "n_neighbors": 5}, r"method 'tsne' has no option 'n_neighbors' \(its options: perplexity"),
        ({"method": "umap", "perplexity": 5}, r"no option 'perplexity' \(its options: n_neighbors, min_dist\)"),
        (
            {"method": "tsne", "perplexity": 20},
            r"^perplexity must be < n_rows \(got 20 for 20 rows\); lower it or load",
        ),
        (
            {"method": "tsne", "perplexity": 30},
            r"^perplexity must be < n_rows \(got 30 for 20 rows\); lower it or load",
        ),
        ({"method": "tsne", "perplexity": 0.5}, r"perplexity must be >= 1 \(got 0\.5\)"),
        ({"method": "tsne", "perplexity": np.nan}, r"perplexity must be a finite number \(got nan\)"),
        ({"method": "tsne", "perplexity": "10"}, r"perplexity must be a number \(got '10'\)"),
        ({"method": "umap", "n_neighbors": 20}, r"^n_neighbors must be < n_rows \(got 20 for 20 rows\); lower it or"),
        ({"method": "umap", "n_neighbors": 1}, r"n_neighbors must be >= 2 \(got 1\)"),
        ({"method": "umap", "n_neighbors": 5.0}, r"n_neighbors must be a whole number >= 2 \(got 5\.0\)"),
        ({"method": "umap", "min_dist": -0.1}, r"min_dist must be >= 0 and <= 1 \(got -0\.1\)"),
        ({"method": "umap", "min_dist": 1.5}, r"min_dist must be >= 0 and <= 1 \(got 1\.5\)"),
        ({"method": "pca", "n_components": 1}, r"n_components must be in 2\.\.3 \(got 1\)"),
        ({"method": "pca", "n_components": 4}, r"n_components must be in 2\.\.3 \(got 4\)"),
        ({"method": "pca", "random_state": -1}, r"random_state must be in 0\.\.2147483647 \(got -1\)"),
        ({"method": "pca", "random_state": None}, r"random_state must be a whole number"),
    ],
)
def test_bad_parameters_say_what_must_hold(options: dict, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.project(ec.EmbeddingSpace(blobs()[:20]), **options)


@pytest.mark.parametrize("method", ["tsne", "umap"])
def test_a_map_begins_where_another_one_is(method: str) -> None:
    """Turned round at its start, it comes out turned round, wherever the principal components would put it."""
    space = ec.EmbeddingSpace(blobs())
    one = ec.project(space, method=method).coordinates
    turned = 50 * np.column_stack([one[:, 1], -one[:, 0]]) + 7
    again = ec.project(space, method=method, init=turned).coordinates
    assert np.array_equal(again, ec.project(space, method=method, init=turned).coordinates)

    def left(a: np.ndarray, b: np.ndarray) -> float:
        """The share of what differs in a (its squares) that turning, moving and scaling b can't explain."""
        a, b = a - a.mean(axis=0), b - b.mean(axis=0)
        scale = np.sum(a * b) / np.sum(b * b)
        return float(np.sum((a - scale * b) ** 2) / np.sum(a * a))

    assert left(again, turned) < 0.5 < left(one, turned)


@pytest.mark.parametrize(
    ("method", "init", "message"),
    [
        ("pca", np.zeros((9, 2)), "init must be None for method 'pca'"),
        ("umap", np.zeros((8, 2)), r"shape \(9, 2\), one for each row \(got \(8, 2\)\)"),
        ("umap", np.zeros((9, 3)), r"got \(9, 3\)"),
        ("tsne", np.full((9, 2), np.nan), "finite positions .*got other values"),
        ("tsne", "random", "init must be finite positions"),
    ],
)
def test_a_start_that_is_none_is_refused(method: str, init: object, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.project(ec.EmbeddingSpace(np.eye(9)), method=method, init=init)  # type: ignore[arg-type]


def test_defaults_adapt_to_few_rows_and_it_is_said() -> None:
    tsne = ec.project(ec.EmbeddingSpace(blobs()[:30]), method="tsne")
    assert tsne.params.perplexity == 9
    assert tsne.notes == ("perplexity 9 instead of 30, because there are only 30 rows",)
    umap = ec.project(ec.EmbeddingSpace(blobs()[:12]), method="umap")
    assert umap.params.n_neighbors == 11
    assert umap.notes == ("11 neighbours instead of 15, because there are only 12 rows",)


def test_given_values_are_kept_and_nothing_is_said() -> None:
    few = ec.EmbeddingSpace(blobs()[:12])
    tsne = ec.project(few, method="tsne", perplexity=5.5)
    umap = ec.project(few, method="umap", n_neighbors=4, min_dist=0.5)
    assert (tsne.params.perplexity, tsne.notes) == (5.5, ())
    assert (umap.params.n_neighbors, umap.params.min_dist, umap.notes) == (4, 0.5, ())
    enough = METHODS["tsne"]().fitted(91)
    assert (enough[0].perplexity, enough[1]) == (30, ())


def test_the_options_change_the_map() -> None:
    made = ec.EmbeddingSpace(blobs())
    for method, option, values in [
        ("tsne", "perplexity", (3, 15)), ("umap", "n_neighbors", (4, 20)), ("umap", "min_dist", (0.0, 0.9)),
    ]:  # fmt: skip
        one, two = (ec.project(made, method=method, **{option: value}).coordinates for value in values)
        assert not np.allclose(one, two)


def test_the_default_is_a_umap_of_two_components(maps: dict[tuple[str, int, str], ec.Projection]) -> None:
    assert (ec.project(ec.EmbeddingSpace(blobs())).coordinates == maps["umap", 2, "cosine"].coordinates).all()


def test_positions_that_are_no_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(space: ec.EmbeddingSpace, n_components: int, random_state: int) -> tuple:
        return np.full((space.n_rows, n_components), np.nan), (), ()

    monkeypatch.setattr(projection_base, "principal_components", broken)
    with pytest.raises(ec.DataError, match=r"pca gave positions that are no finite numbers for these 60 rows"):
        ec.project(ec.EmbeddingSpace(blobs()), method="pca")
    assert projection_base.MIN_ROWS == 3


# PCA against the textbook.


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1e-30, 1e-20, 1.0, 1e18, 1e25])
@pytest.mark.parametrize(("n_rows", "n_dims"), [(50, 4), (30, 60), (200, 3)])
def test_pca_equals_the_singular_value_decomposition(n_rows: int, n_dims: int, scale: float) -> None:
    rng = np.random.default_rng(1)
    vectors = (rng.normal(size=(n_rows, n_dims)) * np.linspace(3, 1, n_dims) * scale + 5 * scale).astype(np.float32)
    projection = ec.project(ec.EmbeddingSpace(vectors, metric="euclidean"), method="pca", n_components=3)
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    expected = (left * values)[:, :3]
    for axis in range(3):
        sign = np.sign(expected[:, axis] @ projection.coordinates[:, axis])
        close = np.abs(sign * expected[:, axis] - projection.coordinates[:, axis]).max()
        assert close < 1e-3 * np.abs(expected).max()
    assert projection.explained_variance_ratio == pytest.approx((values**2 / (values**2).sum())[:3], rel=1e-4)


def test_pca_takes_the_direction_for_the_cosine() -> None:
    vectors = blobs()
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = ec.project(ec.EmbeddingSpace(vectors), method="pca")
    euclidean = ec.project(ec.EmbeddingSpace(unit, metric="euclidean"), method="pca")
    assert cosine.coordinates == pytest.approx(euclidean.coordinates, abs=1e-5)


def test_pca_with_very_many_dimensions_agrees_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from embedcore.projection import pca

    made = ec.EmbeddingSpace(blobs(n_dims=20), metric="euclidean")
    exact = ec.project(made, method="pca")
    monkeypatch.setattr(pca, "EXACT_DIMS", 10)
    randomized = ec.project(made, method="pca")
    assert any("randomized SVD" in note for note in randomized.notes)
    assert randomized.coordinates == pytest.approx(exact.coordinates, abs=0.05)
    few = ec.EmbeddingSpace(made.vectors[:9], metric="euclidean")
    by_rows = ec.project(few, method="pca")
    monkeypatch.undo()
    assert by_rows.coordinates == pytest.approx(ec.project(few, method="pca").coordinates, abs=1e-3)
    assert by_rows.notes == ()


def test_only_pca_explains_a_share_of_the_variance(
    method: str, maps: dict[tuple[str, int, str], ec.Projection]
) -> None:
    ratio = maps[method, 2, "cosine"].explained_variance_ratio
    if method != "pca":
        assert ratio is None
    else:
        assert 1 >= ratio[0] >= ratio[1] > 0
        assert sum(ratio) <= 1


# A map keeps neighbours.


def test_tsne_and_umap_keep_more_neighbors_than_pca() -> None:
    with np.load(SAMPLE) as content:
        made = ec.EmbeddingSpace(content["vectors"][::5])
    kept = {name: kept_neighbors(ec.project(made, method=name)) for name in OURS}
    assert kept["tsne"] > kept["pca"] + 0.2
    assert kept["umap"] > kept["pca"] + 0.2


# Where new points belong.


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@pytest.mark.parametrize("n_components", COMPONENTS)
def test_a_vector_equal_to_a_row_lands_on_the_row(
    method: str, n_components: int, metric: str, maps: dict[tuple[str, int, str], ec.Projection]
) -> None:
    projection = maps[method, n_components, metric]
    placed = projection.place(blobs()[[7, 0, 59]])
    assert placed.coordinates.dtype == placed.radius.dtype == np.float32
    assert (placed.coordinates == projection.coordinates[[7, 0, 59]]).all()
    assert placed.radius.tolist() == [0, 0, 0]
    assert placed.neighbor_indices[:, 0].tolist() == [7, 0, 59]
    assert placed.neighbor_indices.shape == (3, 10)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("n_components", COMPONENTS)
def test_placement_equals_the_formula(
    method: str, n_components: int, metric: str, maps: dict[tuple[str, int, str], ec.Projection]
) -> None:
    projection = maps[method, n_components, metric]
    before = projection.coordinates.copy()
    rows = blobs().astype(np.float64)
    new = (rows[:5] + np.random.default_rng(4).normal(size=(5, 8))).astype(np.float32)
    placed = projection.place(new)
    for position, vector in enumerate(new.astype(np.float64)):
        if metric == "euclidean":
            scores = -np.linalg.norm(rows - vector, axis=1)
        else:
            scores = rows @ vector
            if metric == "cosine":
                scores = scores / np.linalg.norm(rows, axis=1) / np.linalg.norm(vector)
        nearest = np.argsort(-scores, kind="stable")[:10]
        assert placed.neighbor_indices[position].tolist() == nearest.tolist()
        best, least = scores[nearest[0]], scores[nearest[-1]]
        distances = {
            "euclidean": -scores[nearest],
            "cosine": np.sqrt(np.maximum(2 - 2 * scores[nearest], 0)),
            "dot": 1 + (best - scores[nearest]) / (best - least),
        }[metric]
        weights = distances**-8.0 / (distances**-8.0).sum()
        around = before[nearest].astype(np.float64)
        spot = weights @ around
        assert placed.coordinates[position] == pytest.approx(spot, rel=1e-4, abs=1e-5)
        radius = np.sqrt(weights @ ((around - spot) ** 2).sum(axis=1))
        assert placed.radius[position] == pytest.approx(radius, rel=1e-4, abs=1e-5)
    assert (projection.coordinates == before).all()


def test_the_radius_is_zero_where_neighbors_coincide_and_large_in_between() -> None:
    made = ec.EmbeddingSpace(np.repeat([[0.0, 0], [10, 0]], 10, axis=0), metric="euclidean")
    spots = np.repeat([[0.0, 0], [4, 3]], 10, axis=0).astype(np.float32)
    projection = ec.Projection(spots, "pca", METHODS["pca"](), made)
    near = projection.place([1.0, 0.0])
    assert near.coordinates == pytest.approx(np.zeros((1, 2)), abs=1e-6)
    assert near.radius == pytest.approx([0], abs=1e-3)  # the other spot counts a little
    assert near.neighbor_indices.tolist() == [[0, 10]]  # the first row of each
    apart = ec.EmbeddingSpace([[0.0, 0], [10, 0]], metric="euclidean")
    between = ec.Projection(spots[[0, 10]], "pca", METHODS["pca"](), apart).place([5.0, 0.0])
    assert between.coordinates.tolist() == [[2, 1.5]]
    assert between.radius == pytest.approx([2.5])


def test_a_point_between_two_groups_is_less_certain_than_one_inside(
    method: str, maps: dict[tuple[str, int, str], ec.Projection]
) -> None:
    vectors = blobs()
    group = np.arange(60) % 3
    inside, other = vectors[group == 0].mean(axis=0), vectors[group == 1].mean(axis=0)
    placed = maps[method, 2, "cosine"].place([inside, (inside + other) / 2])
    assert placed.radius[1] > 2 * placed.radius[0]


def test_copies_share_what_is_placed_on_them() -> None:
    made = ec.EmbeddingSpace([[1.0, 0], [1, 0], [0, 1]])
    spots = np.array([[0, 0], [2, 0], [9, 9]], dtype=np.float32)
    placed = ec.Projection(spots, "pca", METHODS["pca"](), made).place([1.0, 0.0])
    assert placed.coordinates.tolist() == [[1, 0]]
    assert placed.radius.tolist() == [1]
    assert placed.neighbor_indices.tolist() == [[0, 1, 2]]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        ([1.0, 2.0], r"vectors to place must have 8 dimensions, as the rows have \(got shape \(2,\)\)"),
        (np.zeros((3, 7)), r"must have 8 dimensions, as the rows have \(got shape \(3, 7\)\)"),
        (np.zeros((1, 1, 8)), r"must have 8 dimensions"),
        ([], r"must have 8 dimensions"),
        ([np.nan] * 8, r"vectors to place must be finite float32 numbers \(got NaN or infinity\)"),
        ([[1.0] * 8, [np.inf] * 8], r"vectors to place must be finite"),
        ([1e300] * 8, r"vectors to place must be finite"),
        ([10**400] * 8, r"vectors to place must be a table of numbers .*\(got list: "),
        (["a"] * 8, r"vectors to place must be a table of numbers .*\(got list: "),
        ("text", r"vectors to place must be a table of numbers .*\(got str: "),
    ],
)
def test_bad_vectors_to_place_are_refused(
    vectors: object, message: str, maps: dict[tuple[str, int, str], ec.Projection]
) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        maps["pca", 2, "cosine"].place(vectors)


def test_placing_nothing_gives_nothing(maps: dict[tuple[str, int, str], ec.Projection]) -> None:
    placed = maps["pca", 2, "cosine"].place(np.zeros((0, 8)))
    assert placed.coordinates.shape == (0, 2)
    assert placed.radius.shape == (0,)
