"""Groups: found, measured, described and named; each by hand and against scikit-learn."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

import embedcore as ec
from embedcore.groups import clustering, levels, resampled
from embedcore.groups.count import centred_and_scaled, silhouette
from embedcore.groups.naming import MAX_NAME_TERMS, MIN_NAME_TERMS, name_groups
from embedcore.space.space import metric_vectors
from embedcore.words.purposes import naming_words
from embedcore.words.stop_words import STOP_WORDS

ROOT = Path(__file__).resolve().parents[3]
METRICS = ["cosine", "euclidean", "dot"]


def blobs(sizes: tuple[int, ...], seed: int = 0, n_dims: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Well separated groups in mixed order, and which row belongs to which."""
    rng = np.random.default_rng(seed)
    truth = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    return (10 * np.eye(n_dims)[truth] + rng.normal(size=(len(truth), n_dims))).astype(np.float32), truth


def same_partition(a: np.ndarray, b: np.ndarray) -> bool:
    pairs = set(zip(a.tolist(), b.tolist(), strict=True))
    return len(pairs) == len(set(a.tolist())) == len(set(b.tolist()))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("sizes", [(40, 25), (30, 20, 10), (20, 18, 16, 14, 12)])
def test_separated_groups_are_found_and_counted(metric: str, sizes: tuple[int, ...]) -> None:
    vectors, truth = blobs(sizes)
    before = vectors.copy()
    found = ec.cluster(ec.EmbeddingSpace(vectors, metric=metric))
    assert found.n_clusters == len(sizes)
    assert same_partition(found.labels, truth)
    assert found.sizes == sizes
    assert found.quality > 0.7
    assert len(sizes) in found.quality_by_n_clusters
    assert found.how_many is not None
    assert found.how_many.stability > 0.95
    assert min(found.stability) > 0.95
    assert (vectors == before).all()


def test_labels_go_by_size() -> None:
    vectors, _ = blobs((10, 40, 25))
    found = ec.cluster(ec.EmbeddingSpace(vectors), n_clusters=3)
    assert found.sizes == (40, 25, 10)
    assert np.bincount(found.labels).tolist() == [40, 25, 10]
    assert found.labels.shape == (75,)
    assert found.quality_by_n_clusters == {}


@pytest.mark.parametrize("metric", METRICS)
def test_representatives_are_the_rows_nearest_the_centre(metric: str) -> None:
    vectors, _ = blobs((30, 20, 3))
    found = ec.cluster(ec.EmbeddingSpace(vectors, metric=metric), n_clusters=3)
    seen = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if metric == "cosine" else vectors
    for group, rows in enumerate(found.representatives):
        members = np.flatnonzero(found.labels == group)
        distances = np.linalg.norm(seen[members] - seen[members].mean(axis=0), axis=1)
        assert rows == tuple(members[np.argsort(distances, kind="stable")[:5]].tolist())
    assert [len(rows) for rows in found.representatives] == [5, 5, 3]


@pytest.mark.parametrize(("offset", "scale"), [(0, 1), (1e3, 1), (1e5, 1), (0, 1e-25), (0, 1e-3), (0, 1e18), (0, 1e25)])
def test_the_silhouette_equals_scikit_learns(offset: float, scale: float) -> None:
    rng = np.random.default_rng(0)
    for n_groups in (2, 5):
        vectors = ((rng.normal(size=(120, 4)) * 3 + offset) * scale).astype(np.float32)
        labels = rng.integers(0, n_groups, 120)
        labels[vectors[:, 0] > np.median(vectors[:, 0])] = 0
        expected = silhouette_score(vectors.astype(np.float64) / scale, labels, metric="sqeuclidean")
        assert silhouette(centred_and_scaled(vectors), labels) == pytest.approx(expected, abs=1e-4)


def test_a_silhouette_by_hand() -> None:
    line = np.array([[0], [1], [4], [9]], dtype=np.float32)
    # Row 0: own group 1, other (16 + 81) / 2; row 1: 1, (9 + 64) / 2; rows 2 and 3: 25 and 25, others below.
    values = [1 - 1 / 48.5, 1 - 1 / 36.5, 12.5 / 25 - 1, 1 - 25 / 72.5]
    assert silhouette(line, np.array([0, 0, 1, 1])) == pytest.approx(np.mean(values), abs=1e-6)
    assert silhouette(line, np.array([0, 0, 0, 1])) == pytest.approx(
        silhouette_score(line, [0, 0, 0, 1], metric="sqeuclidean"), abs=1e-6
    )
    assert np.isnan(silhouette(line, np.zeros(4, dtype=np.int64)))
    assert silhouette(np.ones((4, 2), dtype=np.float32), np.array([0, 0, 1, 1])) == 0


@pytest.mark.parametrize(("metric", "factor"), [("euclidean", 1e-25), ("euclidean", 1e18), ("dot", 1e25)])
@pytest.mark.filterwarnings("error")
def test_groups_do_not_depend_on_the_unit(metric: str, factor: float) -> None:
    vectors, _ = blobs((30, 20, 10))
    plain = ec.cluster(ec.EmbeddingSpace(vectors, metric=metric))
    scaled = ec.cluster(ec.EmbeddingSpace(vectors.astype(np.float64) * factor, metric=metric))
    assert (plain.labels == scaled.labels).all()
    assert scaled.quality == pytest.approx(plain.quality, abs=1e-3)


def test_groups_far_from_the_origin_are_found() -> None:
    vectors, truth = blobs((30, 20, 10))
    found = ec.cluster(ec.EmbeddingSpace(vectors + np.float32(1e5), metric="euclidean"))
    assert found.n_clusters == 3
    assert same_partition(found.labels, truth)


def test_the_cosine_groups_by_direction_and_euclidean_by_place() -> None:
    rng = np.random.default_rng(0)
    directions = np.array([[1, 0.1], [0.1, 1]])[np.arange(40) % 2]
    lengths = np.repeat([1.0, 30.0], 20)[:, None]
    vectors = (directions + 0.01 * rng.normal(size=(40, 2))) * lengths
    assert same_partition(ec.cluster(ec.EmbeddingSpace(vectors), n_clusters=2).labels, np.arange(40) % 2)
    by_place = ec.cluster(ec.EmbeddingSpace(vectors, metric="euclidean"), n_clusters=3)
    assert (by_place.labels[:20] == by_place.labels[0]).all()


def test_the_same_seed_gives_the_same_groups() -> None:
    vectors = np.random.default_rng(0).normal(size=(150, 5))
    one, two = (ec.cluster(ec.EmbeddingSpace(vectors), n_clusters=9, random_state=3) for _ in range(2))
    assert (one.labels == two.labels).all()
    assert one.representatives == two.representatives
    # Too many for a tree of rows, so that chance decides more.
    by_seed = [ec.cluster(ec.EmbeddingSpace(vectors), n_clusters=30, random_state=seed).labels for seed in (3, 3, 4)]
    assert (by_seed[0] == by_seed[1]).all()
    assert not (by_seed[0] == by_seed[2]).all()


def test_as_many_groups_as_distinct_rows() -> None:
    vectors = np.random.default_rng(0).integers(0, 3, size=(40, 2)).astype(np.float32)
    n_distinct = len(np.unique(vectors, axis=0))
    found = ec.cluster(ec.EmbeddingSpace(vectors, metric="euclidean"), n_clusters=n_distinct)
    assert found.n_clusters == n_distinct
    assert same_partition(found.labels, np.unique(vectors, axis=0, return_inverse=True)[1].ravel())
    with pytest.raises(ec.ParameterError, match=rf"n_clusters must be in 1\.\.{n_distinct} \(got {n_distinct + 1}\)"):
        ec.cluster(ec.EmbeddingSpace(vectors, metric="euclidean"), n_clusters=n_distinct + 1)


def test_groups_that_cannot_be_told_apart_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where k-means leaves a group empty, everything that describes the groups still agrees."""
    kmeans = levels.kmeans
    monkeypatch.setattr(levels, "kmeans", lambda vectors, k, *rest: kmeans(vectors, k - 1, *rest))
    vectors, _ = blobs((30, 20, 10))
    found = ec.cluster(ec.EmbeddingSpace(vectors), n_clusters=4)
    assert found.n_clusters == 3
    assert len(found.names) == len(found.sizes) == len(found.representatives) == len(found.keywords) == 3
    assert min(found.sizes) > 0
    assert any("3 groups instead of 4" in note for note in found.notes)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_rows_that_are_all_equal_are_one_group(value: float) -> None:
    found = ec.cluster(ec.EmbeddingSpace(np.full((20, 3), value), metric="euclidean"))
    assert found.labels.tolist() == [0] * 20
    assert found.representatives == ((0, 1, 2, 3, 4),)
    assert np.isnan(found.quality)
    assert found.notes == ("one group, because there is only one distinct row",)
    assert ec.cluster(ec.EmbeddingSpace([[1.0, 2.0]])).sizes == (1,)


def test_one_group_on_request() -> None:
    found = ec.cluster(ec.EmbeddingSpace(blobs((10, 5))[0]), n_clusters=1)
    assert found.sizes == (15,)
    assert np.isnan(found.quality)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_clusters": 0}, r"n_clusters must be in 1\.\.15 \(got 0\); there are 15 distinct rows"),
        ({"n_clusters": 16}, r"n_clusters must be in 1\.\.15 \(got 16\); there are 15 distinct rows"),
        ({"n_clusters": -2}, r"n_clusters must be in 1\.\.15 \(got -2\)"),
        ({"n_clusters": 2.5}, r"n_clusters must be a whole number in 1\.\.15 \(got 2\.5\)"),
        ({"n_clusters": True}, r"n_clusters must be a whole number in 1\.\.15 \(got True\)"),
        ({"n_clusters": None}, r"n_clusters must be a whole number in 1\.\.15 \(got None\)"),
        ({"n_clusters": "many"}, r'one of "coarse", "auto", "medium", "fine" \(got \'many\'\)'),
        ({"method": "dbscan"}, r"method must be one of kmeans, hdbscan \(got 'dbscan'\)"),
        ({"random_state": -1}, r"random_state must be in 0\.\.2147483647 \(got -1\)"),
        ({"random_state": None}, r"random_state must be a whole number"),
    ],
)
def test_bad_parameters_say_what_must_hold(options: dict, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.cluster(ec.EmbeddingSpace(blobs((10, 5))[0]), **options)


def test_progress_and_cancelling_while_looking_for_groups() -> None:
    made = ec.EmbeddingSpace(blobs((30, 20, 10))[0])
    reports: list[tuple[int, int, str]] = []
    ec.cluster(made, on_progress=lambda *report: reports.append(report))
    assert [done for done, _, _ in reports] == list(range(len(reports)))
    assert all(done < total for done, total, _ in reports)

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        ec.cluster(made, random_state=1, on_progress=stop)
    ec.cluster(made, on_progress=stop)  # known already: nothing is looked for


def test_very_many_rows_choose_the_number_on_a_sample_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "COMPARED_ROWS", 40)
    monkeypatch.setattr(resampled, "COMPARED_ROWS", 40)
    vectors, truth = blobs((40, 30, 20))
    found = ec.cluster(ec.EmbeddingSpace(vectors))
    assert "chosen on 40 of 90 rows, drawn at random" in found.notes[0]
    assert same_partition(found.labels, truth)
    assert found.labels.shape == (90,)


@pytest.fixture(scope="module", params=["support_tickets", "product_reviews"])
def sample(request: pytest.FixtureRequest) -> ec.EmbeddingSpace:
    with np.load(ROOT / "sample_data" / f"{request.param}.npz") as content:
        return ec.EmbeddingSpace(content["vectors"])


def test_groups_are_as_tight_as_those_from_many_random_starts(sample: ec.EmbeddingSpace) -> None:
    vectors = centred_and_scaled(metric_vectors(sample))
    for k in (5, 20):
        labels = ec.cluster(sample, n_clusters=k).labels
        centres = np.array([vectors[labels == group].mean(axis=0) for group in range(k)])
        assert ((vectors - centres[labels]) ** 2).sum() < 1.003 * KMeans(k, n_init=8, random_state=0).fit(
            vectors
        ).inertia_


# Names.

TOPICS = {
    "gift card": ["my gift card is empty", "the gift card was not accepted", "buy a gift card online"],
    "refund": ["refund for a broken lamp", "when does the refund arrive", "no refund on my account yet"],
    "delivery": ["the delivery came late", "delivery to another address", "track the delivery of my parcel"],
}


def topic_texts(copies: int = 4) -> tuple[list[str], np.ndarray]:
    texts, labels = [], []
    for number in range(copies):
        for group, sentences in enumerate(TOPICS.values()):
            for sentence in sentences:
                texts.append(f"{sentence} {'abcdefghij'[number] * 3}")
                labels.append(group)
    return texts, np.array(labels)


def test_names_are_the_contrasting_words() -> None:
    names, reasons = name_groups(*topic_texts(), 3)
    for name, topic in zip(names, TOPICS, strict=True):
        assert topic in name.split(", ")
        assert MIN_NAME_TERMS <= len(name.split(", ")) <= MAX_NAME_TERMS
        assert not {word for term in name.split(", ") for word in term.split()} & STOP_WORDS
    assert "gift" not in names[0].split(", ")
    assert "card" not in names[0].split(", ")
    assert len(set(names)) == 3
    assert all(len(group) >= 2 for group in reasons)


def test_the_shares_behind_a_name_by_hand() -> None:
    texts = ["red apple", "green apple", "sweet apple", "yellow pear", "apple pear", "green pear"]
    _, reasons = name_groups(texts, np.array([0, 0, 0, 1, 1, 1]), 2)
    shares = {keyword.term: (keyword.share, keyword.share_elsewhere) for keyword in reasons[0]}
    assert shares["apple"] == pytest.approx((1, 1 / 3))
    assert shares["red"] == pytest.approx((1 / 3, 0)) if "red" in shares else True
    pears = {keyword.term: (keyword.share, keyword.share_elsewhere) for keyword in reasons[1]}
    assert pears["pear"] == pytest.approx((1, 0))
    assert "green" not in shares  # half of its texts are elsewhere


def test_the_order_of_keywords_follows_the_divergence() -> None:
    texts = ["alpha beta"] * 6 + ["alpha"] * 2 + ["gamma", "alpha", "delta", "gamma delta"]
    _, reasons = name_groups(texts, np.array([0] * 8 + [1] * 4), 2)
    for group in reasons:
        scores = [k.share * np.log((k.share + 1 / 12) / (k.share_elsewhere + 1 / 12)) for k in group]
        assert scores == sorted(scores, reverse=True)
        assert min(scores) > 0


def test_one_long_text_cannot_name_a_group() -> None:
    texts, labels = topic_texts()
    texts[0] += " zebra" * 500
    assert not any("zebra" in name for name in name_groups(texts, labels, 3)[0])


def test_the_public_door_names_groups_from_the_texts() -> None:
    texts, labels = topic_texts()
    vectors = 5 * np.eye(3)[labels] + np.random.default_rng(0).normal(size=(len(texts), 3)) * 0.1
    found = ec.cluster(ec.EmbeddingSpace(vectors, dataset=ec.Dataset.from_texts(texts)), n_clusters=3)
    assert sorted(topic for topic in TOPICS for name in found.names if topic in name.casefold()) == sorted(TOPICS)
    assert [group[0].phrase.casefold() for group in found.phrases] == [name.casefold() for name in found.names]


def test_groups_without_texts_are_numbered() -> None:
    found = ec.cluster(ec.EmbeddingSpace(blobs((10, 5, 3))[0]), n_clusters=3)
    assert found.names == ("Group 1", "Group 2", "Group 3")
    assert found.keywords == ((), (), ())
    table = ec.read_table(b"height,width\n1.5,2\n2.5,3\n9,9\n")
    assert ec.cluster(ec.EmbeddingSpace(np.eye(3), dataset=table), n_clusters=1).names == ("Group 1",)


@pytest.mark.parametrize(
    "texts", [["😀😀", "🎉", "😀", "🎈🎈"], ["the and of", "of the", "and", "is the"], ["1 2 3", "42", "7", "!!!"]]
)
def test_texts_without_words_number_their_groups(texts: list[str]) -> None:
    assert name_groups(texts, np.array([0, 0, 1, 1]), 2) == (("Group 1", "Group 2"), ((), ()))


def test_a_group_without_words_beside_one_with_words() -> None:
    names, _ = name_groups(["😀", "🎉", "lost card", "card lost"], np.array([0, 0, 1, 1]), 2)
    assert names[0] == "Group 1"
    assert "card" in names[1]


def test_names_in_scripts_without_spaces() -> None:
    chinese = ["我的信用卡丢了", "信用卡不见了", "信用卡被盗", "汇率是多少", "今天的汇率", "汇率变化"]
    names, _ = name_groups(chinese, np.array([0, 0, 0, 1, 1, 1]), 2)
    assert "信用卡" in names[0]
    assert "汇率" in names[1]
    japanese = ["カードを紛失しました", "カードが届かない", "為替レートは", "為替の手数料"]
    names, _ = name_groups(japanese, np.array([0, 0, 1, 1]), 2)
    assert "カード" in names[0]
    assert "為替" in names[1]


def test_names_are_unique_and_short_even_where_groups_hardly_differ() -> None:
    word = [" ".join(pair) for pair in itertools.product(["red", "blue"], ["lamp", "table", "chair", "shelf"])]
    texts = word * 4 + ["banana split recipe"] * 8
    labels = np.array([n // 8 for n in range(40)])
    names, _ = name_groups(texts, labels, 5)
    assert len(set(names)) == 5
    assert all(len(name.split(", ")) <= MAX_NAME_TERMS for name in names)


def test_names_are_spelled_as_people_spell_them() -> None:
    texts = ["STRAẞE gesperrt", "die Straße gesperrt", "Λογαριασμός κλειστός", "ΛΟΓΑΡΙΑΣΜΌΣ nai\u0308ve"]
    names, reasons = name_groups(texts, np.array([0, 0, 1, 1]), 2)
    assert "straße" in names[0]
    assert "λογαριασμός" in names[1]
    assert "naïve" in [keyword.term for keyword in reasons[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Gift Card's expired!", ["gift", "card", "expired"]),
        ("I don't, can't and won’t pay", ["pay"]),
        ("e-mail to O'Brien", ["e-mail", "brien"]),
        ("2 x 4, 100%", []),
        ("l'hôtel n'est pas à l’heure", ["hôtel", "heure"]),
        ("东京塔", ["东京", "京塔"]),
        ("", []),
    ],
)
def test_the_words_of_a_text(text: str, expected: list[str]) -> None:
    assert [word.normal for word in naming_words(text)] == expected
