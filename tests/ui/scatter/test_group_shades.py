"""Colours of groups: related where near, told apart where they touch, in every sight, and then kept."""

import itertools
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

import embedcore as ec
from ui import samples
from ui.scatter import palette, sight
from ui.scatter.group_shades import LEAST_APART, kept_shades, shades_by_position, touching

Map = tuple[NDArray[np.float32], NDArray[np.int64]]


def random_map(n_groups: int, seed: int, n_dims: int = 2, noise: float = 0.25) -> Map:
    """Groups of unequal size, as far into one another as those of a map are. noise: in units of their distance."""
    random = np.random.default_rng(seed)
    middles = random.uniform(-1, 1, (n_groups, n_dims))
    share = random.uniform(0.2, 1, n_groups)
    labels = np.concatenate([np.arange(n_groups), random.choice(n_groups, 3000, p=share / share.sum())])
    spread = random.normal(0, noise * 2 / n_groups ** (1 / n_dims), (len(labels), n_dims))
    return (middles[labels] + spread).astype(np.float32), labels


def sample_map(name: str) -> Map:
    with np.load(samples.FOLDER / f"{name}_results.npz", allow_pickle=False) as content:
        return content["coordinates"], content["labels"].astype(np.int64)


@cache
def digits_map() -> Map:
    """Every third picture of a digit, as the Map page shows them."""
    dataset = ec.read_table(samples.FOLDER / "handwritten_digits.zip")
    every = dataset.frame.index[::3]
    space = ec.embed(dataset, model="image-pixels")
    space = ec.EmbeddingSpace(space.vectors[every])
    return ec.project(space, method="tsne").coordinates, ec.cluster(space).labels


def given(name: str) -> Map:
    if name == "handwritten_digits":
        return digits_map()
    if name in ("support_tickets", "product_reviews"):
        return sample_map(name)
    return random_map(*RANDOM[name])


RANDOM: dict[str, tuple[int, int, int]] = {
    **{f"{n} groups, {seed}": (n, seed, 2) for n in (2, 3, 5, 8, 12, 20, 28, 40, 60) for seed in range(3)},
    "12 groups in space": (12, 0, 3),
}
MAPS = ["support_tickets", "product_reviews", "handwritten_digits", *RANDOM]


def distance(one: palette.Shade, other: palette.Shade, name: str) -> float:
    """The smaller one of both backgrounds, from the written colours."""
    pairs = zip(one, other, strict=True)
    seen = [[sight.oklab(sight.linear(color), name) for color in pair] for pair in pairs]
    return min(float(np.linalg.norm(a - b)) for a, b in seen)


@pytest.mark.parametrize("name", MAPS)
def test_groups_that_touch_are_told_apart_in_every_sight(name: str) -> None:
    coordinates, labels = given(name)
    shades = [palette.shades().colors[number] for number in shades_by_position(coordinates, labels)]
    for one, other in np.argwhere(np.triu(touching(coordinates, labels))):
        for seen in sight.SIGHTS:
            assert distance(shades[one], shades[other], seen) >= LEAST_APART, (one, other, seen)


@pytest.mark.parametrize("name", MAPS)
def test_no_two_groups_share_a_colour(name: str) -> None:
    coordinates, labels = given(name)
    shades = [palette.shades().colors[number] for number in shades_by_position(coordinates, labels)]
    for version in range(2):
        assert len({shade[version] for shade in shades}) == labels.max() + 1
    for one, other in itertools.combinations(shades, 2):
        assert distance(one, other, "normal") >= 0.02


@pytest.mark.parametrize("name", MAPS)
def test_related_groups_have_related_hues(name: str) -> None:
    """Nearer to the direction of the group than half of a right angle, on average, and in the order around the map."""
    coordinates, labels = given(name)
    n = int(labels.max()) + 1
    hues = palette.shades().hues[list(shades_by_position(coordinates, labels))]
    middles = np.array([coordinates[labels == group, :2].mean(axis=0) for group in range(n)])
    across, up = (middles - coordinates[:, :2].mean(axis=0)).T
    off = np.abs((hues - np.degrees(np.arctan2(up, across)) + 180) % 360 - 180)
    assert off.mean() <= 45


def test_a_ring_of_groups_has_the_colours_of_the_rainbow() -> None:
    """By hand: six groups around the middle, at 0, 60, ... 300 degrees."""
    turns = np.radians(np.arange(6) * 60)
    coordinates = np.repeat(np.stack([np.cos(turns), np.sin(turns)], axis=1), 5, axis=0).astype(np.float32)
    shades = shades_by_position(coordinates, np.repeat(np.arange(6), 5))
    off = (palette.shades().hues[list(shades)] - np.arange(6) * 60 + 180) % 360 - 180
    assert np.abs(off).max() <= 10


@pytest.mark.parametrize("n_groups", [2, 4, 6])
def test_a_few_values_all_over_the_map_are_told_apart_too(n_groups: int) -> None:
    random = np.random.default_rng(n_groups)
    labels = random.integers(0, n_groups, 2000)
    shades = list(shades_by_position(random.normal(size=(2000, 2)), labels))
    apart = palette.shades().apart[np.ix_(shades, shades)]
    assert apart[np.triu_indices(n_groups, 1)].min() >= LEAST_APART


def test_groups_touch_where_their_rows_lie_side_by_side() -> None:
    """By hand: a, b and c in a row, d far away; c and d have nobody nearer than one another and the next."""
    places = {0: (0.0, 0.0), 1: (1.0, 0.0), 2: (2.0, 0.0), 3: (60.0, 0.0), 4: (64.0, 64.0), 5: (62.0, 64.0)}
    labels = np.repeat(np.arange(6), 20)
    coordinates = np.array([places[int(label)] for label in labels])
    touch = touching(coordinates, labels)
    assert touch[0, 1]
    assert touch[1, 2]
    assert not touch[0, 3]
    assert touch[4, 5]
    assert not touch[0, 4]
    assert (touch == touch.T).all()
    assert not touch.diagonal().any()


def test_rows_of_no_group_count_for_nothing() -> None:
    coordinates, labels = random_map(5, 0)
    without = shades_by_position(coordinates[::2], labels[::2])
    assert len(without) == 5
    assert shades_by_position(coordinates, np.full(len(coordinates), -1)) == ()
    assert len(shades_by_position(np.zeros((4, 2)), np.array([0, 1, 2, -1]))) == 3


def test_what_is_kept_is_kept_and_the_others_go_by_it() -> None:
    coordinates, labels = random_map(12, 1)
    first = shades_by_position(coordinates, labels)
    kept = {group: first[-1 - group] for group in range(4)}
    again = shades_by_position(coordinates, labels, kept)
    assert {group: again[group] for group in kept} == kept
    assert len(set(again)) == 12


def test_groups_keep_their_shades_when_the_number_changes() -> None:
    before = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    # Group 0 splits into new groups 1 (three rows) and 3 (one row); the others are renamed.
    after = np.array([1, 1, 1, 3, 0, 0, 0, 2, 2])
    assert kept_shades(before, (5, 7, 2), after) == {0: 7, 1: 5, 2: 2}


def test_groups_that_merge_keep_the_shade_of_the_larger() -> None:
    before = np.array([0, 0, 0, 1, 1, 2, 2])
    assert kept_shades(before, (0, 1, 2), np.array([0, 0, 0, 0, 0, 1, 1])) == {0: 0, 1: 2}


def test_a_group_that_is_mostly_none_of_the_old_ones_is_new() -> None:
    before = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    after = np.array([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1])
    assert kept_shades(before, (5, 7, 2), after) == {}


def test_rows_that_had_no_group_keep_nothing() -> None:
    assert kept_shades(np.array([-1, -1, 0]), (4,), np.array([0, 0, 1])) == {1: 4}
