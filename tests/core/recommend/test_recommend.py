"""recommend, similar_users and recommend_quality: worked out by hand or by brute force, and measured on public data."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.facets.chance import wilson_interval
from embedcore.recommend.suggest import Reason

ROOT = Path(__file__).resolve().parents[3]

TWO_TASTES = pd.DataFrame(
    [
        (user, item)
        for user, items in {
            "Ann": "abc", "Bob": "abcd", "Cy": "acd", "Di": "bcd",
            "Ed": "wxy", "Flo": "wxyz", "Gus": "wyz", "Hal": "xyz",
        }.items()
        for item in items
    ],
    columns=["user", "item"],
)  # fmt: skip


def random_space(seed: int, *, n_users: int = 25, n_items: int = 18, rated: bool = True) -> ec.InteractionSpace:
    rng = np.random.default_rng(seed)
    users, items = np.nonzero(rng.random((n_users, n_items)) < rng.uniform(0.1, 0.6))
    table = pd.DataFrame({"user": users * 3, "item": [f"i{item}" for item in items]})
    table["rating"] = rng.integers(1, 6, len(table))
    table["time"] = rng.integers(0, 50, len(table))
    return ec.embed_interactions(
        table, user="user", item="item", rating="rating" if rated else None, time="time" if seed % 2 else None
    )


@pytest.fixture(scope="module")
def tastes() -> ec.InteractionSpace:
    return ec.embed_interactions(TWO_TASTES, user="user", item="item")


@pytest.fixture(scope="module")
def club() -> ec.InteractionSpace:
    dataset = ec.read_table(ROOT / "sample_data" / "cookery_club.csv")
    return ec.embed_interactions(dataset, user="member", item="dish", rating="stars", time="date")


def test_the_missing_item_of_one_s_own_taste_comes_first(tastes: ec.InteractionSpace) -> None:
    assert ec.recommend(tastes, user="Ann").items[0] == "d"
    assert ec.recommend(tastes, user="Hal").items[0] == "w"
    found = ec.recommend(tastes, items=["w", "x"], n_items=2)
    assert set(found.items) == {"y", "z"}
    assert {reason.item for group in found.reasons for reason in group} == {"w", "x"}


def test_scores_by_hand() -> None:
    """Two users, two items each, one shared; one dimension: the strongest singular vector of [[1,1,0],[1,0,1]]/2^(1/4).

    The products with the transpose are [[2,1],[1,2]]/sqrt(2): s^2 = 3/sqrt(2), v = (2,1,1)/sqrt(6). With
    penalty p, y = v / sqrt(1 + p); user 1 = mean of y_a and y_b = 1.5/sqrt(6)/sqrt(1 + p).
    """
    table = pd.DataFrame({"user": [1, 1, 2, 2], "item": ["a", "b", "a", "c"]})
    space = ec.embed_interactions(table, user="user", item="item", n_dims=1)
    shrunk = 1 / (1 + space.factors.settings.penalty)
    assert space.vectors[:, 0] == pytest.approx(np.array([2, 1, 1]) / np.sqrt(6) * np.sqrt(shrunk), abs=1e-6)
    found = ec.recommend(space, user=1)
    assert found.items == ("c",)
    assert found.scores[0] == pytest.approx(1.5 / 6 * shrunk / (1 - shrunk / 6))
    assert [reason.item for reason in found.reasons[0]] == ["a", "b"]
    assert [reason.share for reason in found.reasons[0]] == pytest.approx([2 / 3, 1 / 3])


@pytest.mark.parametrize("seed", range(12))
def test_scores_reasons_and_order_against_brute_force(seed: int) -> None:
    space = random_space(seed)
    y = space.factors.items
    weights = space.factors.weights.toarray()
    for user in space.users.ids:
        row = weights[space.users.position(user)]
        expected = {}
        for item in range(space.n_rows):
            if row[item] == 0:
                expected[item] = {
                    own: row[own] * float(y[own] @ y[item]) / (1 - float(y[item] @ y[item]))
                    for own in np.flatnonzero(row)
                }
        found = ec.recommend(space, user=user, n_items=space.n_rows)
        assert set(found.indices.tolist()) == set(expected)
        assert set(found.items).isdisjoint(space.users.items_of(user))
        assert (np.diff(found.scores) <= 0).all()
        for place, item in enumerate(found.indices.tolist()):
            parts = expected[item]
            assert found.scores[place] == pytest.approx(sum(parts.values()), abs=1e-9)
            best = sorted((part for part in parts.values() if part > 0), reverse=True)[:3]
            assert [reason.contribution for reason in found.reasons[place]] == pytest.approx(best, abs=1e-9)
            for reason in found.reasons[place]:
                assert reason.contribution == pytest.approx(parts[space.position(reason.item)], abs=1e-9)
                assert reason.item in found.because_of


@pytest.mark.parametrize("seed", range(20, 32))
def test_what_one_has_is_never_recommended(seed: int) -> None:
    space = random_space(seed, rated=seed % 3 > 0)
    rng = np.random.default_rng(seed)
    for user in space.users.ids:
        n_items = int(rng.integers(1, 30))
        found = ec.recommend(space, user=user, n_items=n_items)
        own = set(space.users.items_of(user))
        assert own.isdisjoint(found.items)
        assert len(set(found.items)) == len(found) == min(n_items, space.n_rows - len(own))
        assert len(found.scores) == len(found.reasons) == len(found)
        chosen = [space.item_ids[row] for row in rng.choice(space.n_rows, 4)]
        assert set(chosen).isdisjoint(ec.recommend(space, items=chosen, n_items=99).items)


def test_ids_of_several_types() -> None:
    table = TWO_TASTES.assign(user=TWO_TASTES["user"].map(ord_sum), item=TWO_TASTES["item"].map(ord))
    space = ec.embed_interactions(table, user="user", item="item")
    found = ec.recommend(space, user=np.int64(ord_sum("Ann")))
    assert found.items[0] == ord("d")
    assert type(found.items[0]) is int
    assert ec.recommend(space, items=np.array([ord("a")])).because_of == (ord("a"),)
    assert all(type(user) is int for user in ec.similar_users(space, ord_sum("Ann")).users)


def ord_sum(name: str) -> int:
    return sum(map(ord, name))


def test_unknown_ids_propose_near_ones(tastes: ec.InteractionSpace, club: ec.InteractionSpace) -> None:
    with pytest.raises(ec.ParameterError, match=r"user must be one of the 8 user ids.*got 'ann'.*did you mean 'Ann'"):
        ec.recommend(tastes, user="ann")
    with pytest.raises(ec.ParameterError, match=r"got 'Tiramisù'.*did you mean 'Tiramisu'"):
        ec.recommend(club, items=["Tiramisù"])
    with pytest.raises(ec.ParameterError, match="user must be one of"):
        ec.similar_users(tastes, "nobody at all")
    with pytest.raises(ec.ParameterError, match="item must be one of"):
        ec.recommend(tastes, items=[["a"]])
    numbers = random_space(0)
    with pytest.raises(ec.ParameterError, match=r"got '3'.*did you mean 3\? Here the ids are int"):
        ec.recommend(numbers, user="3")


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ({}, r"needs a user or items \(got neither\)"),
        ({"user": "Ann", "items": ["a"]}, r"got both"),
        ({"items": []}, "at least one item id"),
        ({"items": "a"}, r"items must be a list.*put a single id in a list"),
        ({"items": 3}, "items must be a list"),
        ({"user": "Ann", "n_items": 0}, "n_items must be >= 1"),
        ({"user": "Ann", "n_items": 2.5}, "n_items must be a whole number"),
    ],
)
def test_questions_that_cannot_be_answered(tastes: ec.InteractionSpace, asked: dict[str, object], match: str) -> None:
    with pytest.raises(ec.ParameterError, match=match):
        ec.recommend(tastes, **asked)  # type: ignore[arg-type]


def test_a_space_without_users_is_refused() -> None:
    space = ec.EmbeddingSpace(np.eye(3))
    for ask in (
        lambda: ec.recommend(space, user=1),
        lambda: ec.similar_users(space, 1),
        lambda: ec.recommend_quality(space),
    ):
        with pytest.raises(ec.ParameterError, match="make it with embed_interactions"):
            ask()


def test_who_has_nearly_everything_gets_fewer_and_is_told() -> None:
    table = pd.DataFrame({"user": list("aaabbc"), "item": list("xyzxyx")})
    space = ec.embed_interactions(table, user="user", item="item")
    nothing = ec.recommend(space, user="a")
    assert (len(nothing), nothing.reasons, nothing.scores.shape) == (0, (), (0,))
    assert nothing.notes == ("all 3 items are there already: nothing is left to recommend",)
    one = ec.recommend(space, user="b")
    assert one.items == ("z",)
    assert one.notes[0] == "only 1 of 3 items are left to recommend"


def test_items_that_nothing_speaks_for_come_last_and_are_said(tastes: ec.InteractionSpace) -> None:
    found = ec.recommend(tastes, user="Ann", n_items=5)
    assert found.scores[1:] == pytest.approx(0, abs=1e-9)
    apart = ec.recommend(tastes, items=["a"], n_items=7)
    assert apart.reasons[-1] == () or apart.scores[-1] <= 1e-9


def test_reasons_as_a_sentence(club: ec.InteractionSpace) -> None:
    found = ec.recommend(club, items=["Tiramisu", "Panna cotta", "Baguette", "Vindaloo"], n_items=4)
    names = [reason.item for reason in found.reasons[0]]
    assert found.explain(0) == f"because of {names[0]}, {names[1]} and {names[2]}"
    assert all(sum(reason.share for reason in group) <= 1 + 1e-9 for group in found.reasons)
    weak = replace(
        found, reasons=((Reason(names[0], 0.8, 0.8), Reason(names[1], 0.2, 0.2), Reason(names[2], 0.1, 0.1)),)
    )
    assert weak.explain(0) == f"because of {names[0]} and {names[1]}"
    assert replace(weak, scores=np.array([-0.01])).explain(0) == "more speaks against it than for it"
    assert replace(weak, scores=np.array([0.0]), reasons=((),)).explain(0) == "nothing speaks for it"
    with pytest.raises(ec.ParameterError, match=r"position must be in 0\.\.3"):
        found.explain(4)
    titled = TWO_TASTES.assign(title=TWO_TASTES["item"].map({item: f"Film {item.upper()}" for item in "abcdwxyz"}))
    space = ec.embed_interactions(titled, user="user", item="item")
    alone = ec.recommend(space, items=["a"])
    assert alone.explain(0) == "because of Film A"
    assert alone.titles[alone.items[0]].startswith("Film ")


def test_similar_users_against_brute_force() -> None:
    space = random_space(3)
    vectors = space.users.vectors.astype(np.float64)
    unit = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    for user in space.users.ids:
        position = space.users.position(user)
        found = ec.similar_users(space, user, n_users=5)
        cosines = unit @ unit[position]
        cosines[position] = -np.inf
        assert found.scores == pytest.approx(np.sort(cosines)[::-1][:5], abs=1e-6)
        assert user not in found.users
        for other, shared, count in zip(found.users, found.shared, found.n_shared, strict=True):
            both = set(space.users.items_of(user)) & set(space.users.items_of(other))
            assert set(shared) <= both
            assert (len(both), len(shared)) == (count, min(3, count))


def test_similar_users_share_a_taste(tastes: ec.InteractionSpace) -> None:
    found = ec.similar_users(tastes, "Ann")
    assert len(found) == 7
    assert set(found.users[:3]) == {"Bob", "Cy", "Di"}
    assert found.scores[2] > 0.5 > found.scores[3]
    with pytest.raises(ec.ParameterError, match=r"n_users must be in 1\.\.7 \(got 8\)"):
        ec.similar_users(tastes, "Ann", n_users=8)


def test_popularity_by_hand_and_the_last_liked_item_is_hidden() -> None:
    """Hidden, by time: z of a, y of b and of c; d likes nothing. Left: x of 4 users, y of a, z and w of d.

    At n_items=1 popularity offers z to a, who has x and y left, and y to b and c, who have x left: three hits.
    """
    rows = [
        ("a", "x", 4, 1), ("a", "y", 5, 2), ("a", "z", 5, 3), ("b", "y", 4, 2), ("b", "x", 5, 1), ("c", "x", 1, 9),
        ("c", "y", 4, 1), ("d", "x", 3, 1), ("d", "z", 2, 2), ("d", "w", 1, 2),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["user", "item", "rating", "time"])
    space = ec.embed_interactions(table, user="user", item="item", rating="rating", time="time")
    found = ec.recommend_quality(space, n_items=1)
    assert (found.n_users, found.liked_from, found.by_time) == (3, 4, True)
    assert found.popularity_hits == 3
    assert found.popularity_hit_rate == 1
    assert found.popularity_coverage == pytest.approx(2 / 4)
    assert "1 user likes nothing by this measure and is not asked" in found.notes


@pytest.mark.parametrize("seed", [1, 2])
def test_quality_is_what_recommending_without_the_hidden_items_gives(seed: int) -> None:
    """Every user asked one by one, through the public functions, on a table without the hidden rows."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"user": rng.integers(0, 40, 700), "item": rng.integers(0, 30, 700)})
    table = table.drop_duplicates(ignore_index=True).assign(rating=lambda rows: rng.integers(1, 6, len(rows)))
    # Users and items keep their order when the last rows go: each is met before.
    space = ec.embed_interactions(table, user="user", item="item", rating="rating", n_dims=6)
    found = ec.recommend_quality(space, n_items=5)
    hidden = table[table["rating"] >= 4].groupby("user").tail(1)
    rest = ec.embed_interactions(table.drop(hidden.index), user="user", item="item", rating="rating", n_dims=6)
    hits, offered = 0, set()
    for user, item in zip(hidden["user"].tolist(), hidden["item"].tolist(), strict=True):
        best = ec.recommend(rest, user=user, n_items=5).items
        hits += item in best
        offered |= set(best)
    assert (found.n_users, found.hits) == (len(hidden), hits)
    assert found.coverage == pytest.approx(len(offered) / 30)
    assert not found.by_time
    assert any("no time column" in note for note in found.notes)


def test_wilson_interval_by_hand() -> None:
    low, high = wilson_interval(1, 10)  # Wilson 1927; 0.0179 to 0.4042 in the tables
    assert (round(low, 4), round(high, 4)) == (0.0179, 0.4042)
    assert wilson_interval(0, 5)[0] == pytest.approx(0)
    assert wilson_interval(5, 5)[1] == pytest.approx(1)


def test_quality_of_the_sample_beats_popularity(club: ec.InteractionSpace) -> None:
    seen: list[str] = []
    found = ec.recommend_quality(club, on_progress=lambda done, total, what: seen.append(what))
    assert (found.n_users, found.by_time, found.liked_from) == (400, True, 4)
    assert found.interval[0] > wilson_interval(found.popularity_hits, found.n_users)[1]
    assert found.interval[0] < found.hit_rate < found.interval[1]
    assert found.coverage > 2 * found.popularity_coverage
    assert seen[-1] == "asking for every user"


def test_quality_with_impossible_parameters_and_cancel(club: ec.InteractionSpace, tastes: ec.InteractionSpace) -> None:
    with pytest.raises(ec.ParameterError, match=r"liked must be reached by a rating \(got 6; the greatest is 5\)"):
        ec.recommend_quality(club, liked=6)
    with pytest.raises(ec.ParameterError, match="liked needs ratings"):
        ec.recommend_quality(tastes, liked=4)
    with pytest.raises(ec.ParameterError, match="n_items must be in"):
        ec.recommend_quality(club, n_items=151)
    alone = ec.embed_interactions(pd.DataFrame({"u": [1, 2], "i": [1, 2]}), user="u", item="i")
    with pytest.raises(ec.DataError, match="at least one user must have a liked item and another"):
        ec.recommend_quality(alone)

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled):
        ec.recommend_quality(club, on_progress=stop)


@pytest.mark.parametrize(("hits", "popular", "said"), [(60, 20, "better"), (30, 28, "as good"), (20, 60, "worse")])
def test_the_quality_beside_popularity(hits: int, popular: int, said: str) -> None:
    found = ec.RecommendQuality(100, 10, hits, popular, 0.5, 0.1, None, by_time=False)
    assert found.against_popularity == said
