"""t-SNE: forces and probabilities against their definitions, maps as good as scikit-learn's."""

from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.projection import tsne
from embedcore.projection.tsne_layout import Field, forces
from tests.core.projection.test_projection import blobs, kept_neighbors

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data" / "support_tickets.npz"


@pytest.mark.parametrize(("spread", "off"), [(1e-4, 0.02), (0.3, 0.01), (3, 0.01), (30, 0.05)])
def test_forces_are_those_of_the_definition(spread: float, off: float) -> None:
    """By their root mean square, from a map where all rows are on one spot to one of 200 units."""
    rng = np.random.default_rng(0)
    n_rows = 1_500
    positions = (rng.normal(size=(n_rows, 2)) * [spread, 0.7 * spread]).astype(np.float32)
    others = rng.integers(n_rows, size=(n_rows, 5))
    weights = rng.random((n_rows, 5))
    apart = positions[:, None].astype(np.float64) - positions
    near = 1 / (1 + (apart**2).sum(axis=2))
    expected_push = np.einsum("ij,ijk->ik", near**2, apart)
    rows = np.arange(n_rows)[:, None]
    expected_pull = np.einsum("ij,ijk->ik", weights * near[rows, others], apart[rows, others])

    field, pull, push = Field(n_threads=1), np.zeros_like(positions), np.zeros_like(positions)
    starts, edges = np.arange(0, others.size + 1, 5), others.ravel().astype(np.int32)
    nodes = field.at(positions)
    at = (nodes, field.corner, field.step)
    total = forces(0, n_rows, positions, starts, edges, weights.ravel().astype(np.float32), *at, pull, push)
    push -= push.mean(axis=0)
    assert total == pytest.approx(near.sum(), rel=0.01)
    assert np.linalg.norm(push - expected_push) < off * np.linalg.norm(expected_push)
    assert np.linalg.norm(pull - expected_pull) < 1e-4 * np.linalg.norm(expected_pull)


def test_a_grid_serves_while_the_map_grows() -> None:
    field = Field(n_threads=1)
    for size in (1, 1.05, 30, 31, 200):
        positions = (size * np.array([[0, 0], [1, 0.2], [0.3, 0.1]])).astype(np.float32)
        nodes = field.at(positions)
        # At the spot of a row far from all others the field is that row's own.
        places = np.round((positions - field.corner) / field.step).astype(int) + 2
        assert nodes[tuple(places.T)].min() > 0.8
        assert nodes.min() > -0.1


def test_a_row_has_as_many_neighbours_as_the_perplexity_says() -> None:
    rng = np.random.default_rng(1)
    space = ec.EmbeddingSpace(rng.normal(size=(200, 6)) * rng.uniform(0.1, 10, size=(200, 1)), metric="euclidean")
    graph = ec.neighbor_graph(space, n_neighbors=30)
    ties = tsne.joint_probabilities(graph.indices, graph.distances, 10).toarray()
    assert ties.sum() == pytest.approx(1)
    assert (ties == ties.T).all()
    # Where no other row has this one among its neighbours, the ties are the row's own shares.
    alone = np.setdiff1d(np.arange(200), graph.indices)
    assert len(alone)
    shares = 400 * ties[alone]
    assert shares.sum(axis=1) == pytest.approx(1)
    entropies = -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=1)
    assert np.exp(entropies) == pytest.approx(10, rel=1e-3)


def test_equal_rows_share_evenly() -> None:
    ties = tsne.joint_probabilities(np.array([[1, 2], [0, 2], [0, 1]]), np.zeros((3, 2)), 1.5)
    assert ties.toarray() == pytest.approx((1 - np.eye(3)) / 6)


def test_the_picture_does_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    maps = []
    for n_threads in ("1", "3"):
        monkeypatch.setenv("OMP_NUM_THREADS", n_threads)
        maps.append(ec.project(ec.EmbeddingSpace(blobs()), method="tsne").coordinates)
    assert (maps[0] == maps[1]).all()


@pytest.mark.parametrize("n_rows", [5, 40, 150])
def test_a_map_that_draws_together_at_first_opens_again(n_rows: int) -> None:
    vectors = np.random.default_rng(0).normal(size=(n_rows, 12))
    made = ec.project(ec.EmbeddingSpace(vectors), method="tsne").coordinates
    apart = np.linalg.norm(made[:, None] - made, axis=2)
    np.fill_diagonal(apart, np.inf)
    assert np.ptp(made, axis=0).min() > 3
    assert apart.min() > 1e-3 * np.ptp(made)


@pytest.mark.measured
def test_maps_are_as_good_as_those_of_scikit_learn() -> None:
    from sklearn.manifold import TSNE

    with np.load(SAMPLE) as content:
        space = ec.EmbeddingSpace(content["vectors"])
    ours = ec.project(space, method="tsne")
    theirs = TSNE(metric="cosine", random_state=42).fit_transform(space.vectors)
    flat = ec.Projection(theirs, ours.method, ours.params, space)
    assert kept_neighbors(ours) > kept_neighbors(flat) - 0.02
