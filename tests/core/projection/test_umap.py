"""UMAP against umap-learn: the same graph, the same curve, maps as good; and the way to umap-learn itself."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.projection import umap
from embedcore.projection.umap_layout import Forces
from tests.core.projection.test_projection import blobs, kept_neighbors

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "sample_data" / "support_tickets.npz"


def sample() -> ec.EmbeddingSpace:
    with np.load(SAMPLE) as content:
        return ec.EmbeddingSpace(content["vectors"])


@pytest.fixture(scope="module")
def reference() -> object:
    import umap as umap_learn  # compiles for seconds

    return umap_learn.umap_


@pytest.fixture(scope="module")
def both(reference: object) -> list[tuple[ec.Projection, ec.Projection]]:
    """Our map and umap-learn's of the sample, by three seeds."""
    space = sample()
    return [
        (
            ec.project(space, method="umap", random_state=seed),
            ec.project(space, method="umap-learn", random_state=seed),
        )
        for seed in (1, 2, 3)
    ]


@pytest.mark.measured
def test_graph_and_curve_are_those_of_umap_learn(reference: object) -> None:
    rows = sample().vectors[:400].copy()
    rows[7:12] = rows[6]  # copies, at no distance
    graph = ec.neighbor_graph(ec.EmbeddingSpace(rows), n_neighbors=14)
    indices = np.hstack([np.arange(400)[:, None], graph.indices])
    distances = np.hstack([np.zeros((400, 1)), graph.distances]).astype(np.float32)
    expected, *_ = reference.fuzzy_simplicial_set(  # type: ignore[attr-defined]
        rows, 15, np.random.RandomState(0), "cosine", knn_indices=indices, knn_dists=distances
    )
    found = umap.fuzzy_graph(graph.indices, graph.distances)
    # Beside umap-learn's float32, a row whose copies leave no distance is as uncertain as its tolerance.
    assert np.abs(found.toarray() - expected.toarray()).max() < 2e-3
    for min_dist in (0.0, 0.1, 0.5, 1.0):
        assert umap.curve(min_dist) == pytest.approx(reference.find_ab_params(1.0, min_dist), rel=1e-5)  # type: ignore[attr-defined]


@pytest.mark.measured
def test_maps_are_as_good_as_those_of_umap_learn(both: list[tuple[ec.Projection, ec.Projection]]) -> None:
    for ours, theirs in both:
        assert theirs.method == "umap-learn"
        assert kept_neighbors(ours) > kept_neighbors(theirs) - 0.02


@pytest.mark.measured
def test_maps_lie_as_those_of_umap_learn_do(both: list[tuple[ec.Projection, ec.Projection]]) -> None:
    """The same side up, and groups at the same places: both begin with the PCA map. A single run may lay one group
    elsewhere, on one processor and not on another."""
    for axis in range(2):
        alike = [np.corrcoef(*(one.coordinates[:, axis] for one in pair))[0, 1] for pair in both]
        assert np.median(alike) > 0.85


@pytest.mark.measured
@pytest.mark.parametrize("n_components", [2, 3])
def test_umap_learn_itself_keeps_the_contract_of_a_map(n_components: int, reference: object) -> None:
    reports: list[tuple[int, int, str]] = []
    maps = [
        ec.project(
            ec.EmbeddingSpace(blobs()),
            method="umap-learn",
            n_components=n_components,
            on_progress=lambda *report: reports.append(report),
        )
        for _ in range(2)
    ]
    assert maps[0].coordinates.shape == (60, n_components)
    assert (maps[0].coordinates == maps[1].coordinates).all()
    assert reports[-1][0] == reports[-1][1] > 0


def test_forces_are_those_of_the_curve() -> None:
    a, b = umap.curve(0.1)
    forces = Forces(a, b)
    squared = np.geomspace(1e-8, 1e5, 1000, dtype=np.float32)
    places = (squared.view(np.int32) >> 13) - forces.first
    exact = squared.astype(np.float64)
    pull = -2 * a * b * exact ** (b - 1) / (1 + a * exact**b)
    push = 2 * b / ((0.001 + exact) * (1 + a * exact**b))
    assert forces.pull[places] == pytest.approx(pull, rel=1.1e-3)
    assert forces.push[places] == pytest.approx(push, rel=1.1e-3)


def test_a_row_draws_near_its_neighbours_and_away_from_others() -> None:
    """Two pairs far apart in the space, side by side on the map at the start."""
    vectors = np.array([[0, 0], [0.1, 0], [9, 9], [9.1, 9]], dtype=np.float32)
    at = ec.project(ec.EmbeddingSpace(vectors, metric="euclidean"), method="umap", n_neighbors=2).coordinates
    apart = np.linalg.norm(at[:, None] - at, axis=2)
    assert max(apart[0, 1], apart[2, 3]) < min(apart[0, 2], apart[1, 3])


@pytest.mark.measured
def test_a_second_process_need_not_compile(tmp_path: Path) -> None:
    """The compiled code is kept, and never where vectors are."""
    code = (
        "from embedcore.projection import warm_up; warm_up()\n"
        "from embedcore.projection.umap_layout import run_epoch\n"
        "import sys; print(sum(run_epoch.stats.cache_hits.values()), 'umap' in sys.modules)"
    )
    environment = os.environ | {"EMBEDCORE_CACHE_DIR": str(tmp_path)}
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment).stdout
        for _ in range(2)
    ]
    assert said[1].split() == ["1", "False"]
    assert not list(tmp_path.rglob("*.nb[ci]"))
