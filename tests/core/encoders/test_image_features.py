"""Pictures as vectors without a model: pixels, edges and colours by hand, and the sample of handwritten digits."""

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import embedcore as ec
from embedcore.encoders.images import features
from tests.core.conftest import ROOT
from tests.core.pictures import picture, zipped

DIGITS = ROOT / "sample_data" / "handwritten_digits.zip"


def encoded(pixels: Any, mode: str | None = None) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(np.array(pixels, dtype=np.uint8), mode).save(stream, "PNG")
    return stream.getvalue()


def pixels_of(*items: bytes, **options: Any) -> np.ndarray:
    return ec.get_encoder("image-pixels", **options).encode(list(items)).astype(float)


def test_four_pixels_by_hand() -> None:
    """Brightness 0, 0.2, 0.4 and 1, each over the side of 2."""
    grey = encoded([[0, 51], [102, 255]])
    assert pixels_of(grey, side=2, color=False) == pytest.approx(np.array([[0, 0.1, 0.2, 0.5]]))
    # Red has the brightness 0.299, blueness 0.564 * (0 - 0.299), redness 0.713 * (1 - 0.299); each stands for 4 pixels.
    red = encoded([[[255, 0, 0]] * 2] * 2)
    expected = [0.1495] * 4 + [-0.168636, 0.499813]
    assert pixels_of(red, side=2) == pytest.approx(np.array([expected]), abs=1e-5)


def test_the_distance_is_the_root_mean_square_difference() -> None:
    rng = np.random.default_rng(0)
    one, two = rng.integers(0, 256, (2, 16, 16), dtype=np.uint8)
    vectors = pixels_of(encoded(one), encoded(two), picture("black"), picture("white"))
    difference = np.sqrt((((one.astype(float) - two) / 255) ** 2).mean())
    assert np.linalg.norm(vectors[0] - vectors[1]) == pytest.approx(difference, abs=1e-6)
    assert np.linalg.norm(vectors[2] - vectors[3]) == pytest.approx(1, abs=1e-6)


def test_a_pixel_is_the_mean_of_what_it_covers() -> None:
    large = np.random.default_rng(0).integers(0, 256, (64, 64), dtype=np.uint8)
    means = large.reshape(4, 16, 4, 16).mean(axis=(1, 3)) / 255
    assert pixels_of(encoded(large), side=4, color=False) * 4 == pytest.approx(means.reshape(1, -1), abs=0.003)


def test_proportions_are_kept_and_the_rest_has_the_color_of_the_border() -> None:
    wide = np.full((2, 4), 255, dtype=np.uint8)
    wide[0, 0] = 55  # all pixels are border; their mean is 230
    grid = pixels_of(encoded(wide), side=4, color=False).reshape(4, 4) * 4 * 255
    assert grid[[0, 3]] == pytest.approx(230)
    assert grid[1:3] == pytest.approx(wide)
    ring = np.zeros((8, 4), dtype=np.uint8)
    ring[1:-1, 1:-1] = 255
    tall = pixels_of(encoded(ring), side=8, color=False).reshape(8, 8) * 8
    assert (tall[:, :2] == 0).all()
    assert pixels_of(picture("red", (3000, 1)), picture("red", (1, 1)))[0] == pytest.approx(
        pixels_of(picture("red"))[0]
    )


def test_transparent_parts_are_white_and_turned_photos_upright() -> None:
    clear = encoded(np.zeros((4, 4, 4)), "RGBA")
    assert pixels_of(clear) == pytest.approx(pixels_of(picture("white")))
    image = Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8) * 4)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned, upright = io.BytesIO(), io.BytesIO()
    image.save(turned, "PNG", exif=exif)
    image.rotate(-90).save(upright, "PNG")
    assert pixels_of(turned.getvalue()) == pytest.approx(pixels_of(upright.getvalue()))


def histograms_of(*items: bytes, color_weight: float) -> np.ndarray:
    return ec.get_encoder("image-histogram", color_weight=color_weight).encode(list(items)).astype(float)


def test_edges_by_hand() -> None:
    """Brightness grows to the right everywhere: all edges have the first of the eight directions."""
    ramp = encoded(np.tile(np.arange(32) * 8, (32, 1)))
    edges = histograms_of(ramp, color_weight=0)[0, :128].reshape(4, 4, 8) ** 2
    assert edges[:, :, 1:] == pytest.approx(0)
    assert edges.sum() == pytest.approx(1)
    # Pixels between two middles of cells are shared; the outer ring of pixels has no gradient or no second cell.
    assert edges[1, 1, 0] == pytest.approx(edges[2, 2, 0])
    mirrored = encoded(np.tile(np.arange(32)[::-1] * 8, (32, 1)))
    downwards = encoded(np.tile(np.arange(32)[:, None] * 8, (1, 32)))
    diagonal = encoded(np.add.outer(np.arange(32), np.arange(32)) * 4)
    found = histograms_of(mirrored, downwards, diagonal, color_weight=0)[:, :128].reshape(3, 16, 8)
    assert (found**2).sum(axis=1).argmax(axis=1).tolist() == [4, 2, 1]


def test_colors_by_hand() -> None:
    """Pure red is hue 0 in full brightness; white and black are the greys at the ends; half grey lies between two."""
    red, white, black, grey = (
        histograms_of(picture(color), color_weight=1)[0, 128:] ** 2 for color in ("red", "white", "black", "#808080")
    )
    assert np.flatnonzero(red).tolist() == [8 + 2]
    assert np.flatnonzero(white).tolist() == [7]
    assert np.flatnonzero(black).tolist() == [0]
    assert np.flatnonzero(grey).tolist() == [3, 4]
    assert grey[3:5] == pytest.approx([4 - 7 * 128 / 255, 7 * 128 / 255 - 3], abs=1e-5)
    halves = encoded([[[255, 0, 0], [0, 0, 255]]] * 2)
    shares = histograms_of(halves, color_weight=1)[0, 128:] ** 2
    assert shares[[8 + 2, 8 + 8 * 3 + 2]] == pytest.approx([0.5, 0.5])


def test_similarity_is_the_weighted_overlap_of_histograms() -> None:
    digits = ec.read_table(DIGITS).images[:2]
    both = histograms_of(*digits, color_weight=0.25)
    edges, colors = (histograms_of(*digits, color_weight=weight) for weight in (0, 1))
    assert np.linalg.norm(both, axis=1) == pytest.approx(1, abs=1e-6)
    assert both[0] @ both[1] == pytest.approx(0.75 * edges[0] @ edges[1] + 0.25 * colors[0] @ colors[1], abs=1e-6)


def test_what_fills_the_square_up_is_no_part_of_the_picture() -> None:
    """A wide picture, red on the left and cyan on the right: not grey, and no edge along its upper and lower border."""
    wide = encoded([[[255, 0, 0]] * 16 + [[0, 255, 255]] * 16] * 8)
    (vector,) = histograms_of(wide, color_weight=0.5) ** 2
    assert np.flatnonzero(vector[128:]).tolist() == [8 + 2, 8 + 6 * 3 + 2]  # hues 0 and 6 in full brightness
    assert np.flatnonzero(vector[:128].reshape(16, 8).sum(axis=0)).tolist() == [0]  # brightness grows to the right


def test_a_damaged_picture_is_named_by_its_position_and_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [picture(color, (9 + n, 7)) for n, color in enumerate(("red", "blue", "green", "white"))]
    cut = whole[0][:40]
    for name in ("image-pixels", "image-histogram"):
        with pytest.raises(ec.DataError, match=r"the item at position 2 can't be read: an image must be whole"):
            ec.get_encoder(name).encode([*whole[:2], cut, whole[3]])
        monkeypatch.setattr(features, "PICTURES_AT_ONCE", 2)
        with pytest.raises(ec.DataError, match=r"the item at position 3 can't be read"):
            ec.get_encoder(name).encode([*whole[:3], cut])
    frame = pd.DataFrame({"name": list("abcd"), "image": [whole[1], whole[1], whole[2], cut]})
    dataset = ec.Dataset(
        frame, None, {"name": "id", "image": "image"}, np.array([2, 5, 6, 9]), "made", ec.read_table(DIGITS).report
    )
    with pytest.raises(ec.DataError, match=r"^row 9 can't be read: an image must be whole"):
        ec.embed(dataset, model="image-pixels")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("image-pixels", {"side": 3}, r"side must be even \(got 3\); take 4"),
        ("image-pixels", {"side": 0}, r"side must be in 2\.\.64 \(got 0\)"),
        ("image-pixels", {"color": 1}, r"color must be True or False \(got 1\)"),
        ("image-histogram", {"color_weight": 1.5}, r"color_weight must be >= 0 and <= 1 \(got 1\.5\)"),
    ],
)
def test_impossible_options_of_pictures_are_refused(name: str, options: dict, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.get_encoder(name, **options)


def test_options_change_the_cache_key() -> None:
    keys = [
        ec.get_encoder(name, **options).cache_key
        for name, options in [
            ("image-pixels", {}),
            ("image-pixels", {"side": 8}),
            ("image-pixels", {"color": False}),
            ("image-histogram", {}),
            ("image-histogram", {"color_weight": 0.1}),
        ]
    ]
    assert len(set(keys)) == 5


def test_pictures_end_to_end() -> None:
    colors = ("red", "green", "blue", "white")
    files = {f"{color}/{n}.png": picture(color, (8 + n, 8)) for color in colors for n in range(6)}
    dataset = ec.read_table(zipped(files), filename="colors.zip")
    for name, metric in (("image-pixels", "euclidean"), ("image-histogram", "cosine")):
        space = ec.embed(dataset, model=name)
        assert space.metric == metric
        assert space.notes == ()
        clusters = ec.cluster(space, n_clusters=4)
        assert clusters.names == ("Group 1", "Group 2", "Group 3", "Group 4")
        assert {frozenset(np.flatnonzero(clusters.labels == group) // 6) for group in range(4)} == {
            frozenset([color]) for color in range(4)
        }
        assert set(ec.search(space, 7, n_neighbors=5).indices) == {6, 8, 9, 10, 11}
        with pytest.raises(ec.DataError, match="a text can be searched only where the model reads texts"):
            ec.search(space, "red")


def test_equal_pictures_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    squares = features.arrays.squares

    def counting(items: list[bytes], side: int) -> Any:
        read.append(len(items))
        return squares(items, side)

    monkeypatch.setattr(features.arrays, "squares", counting)
    files = {f"{n}.png": picture(("red", "blue")[n % 2]) for n in range(10)}
    dataset = ec.read_table(zipped(files), filename="few.zip")
    ec.embed(dataset, model="image-pixels")
    assert read == [2]
    ec.embed(dataset, model="image-pixels")  # now from the cache
    assert read == [2]


@pytest.mark.measured
@pytest.mark.parametrize(("name", "least"), [("image-pixels", 0.98), ("image-histogram", 0.98)])
def test_handwritten_digits_are_told_apart_by_their_neighbours(name: str, least: float) -> None:
    """The digit that most of the 10 nearest neighbours are, the picture itself left out; ties go to the closer ones."""
    dataset = ec.read_table(DIGITS)
    digits = dataset.frame["folder"].astype(int).to_numpy()
    graph = ec.neighbor_graph(ec.embed(dataset, model=name), n_neighbors=10)
    near = digits[graph.indices]
    votes = np.array([np.bincount(row, minlength=10) for row in near])
    closest = np.array(
        [next(digit for digit in row if count[digit] == count.max()) for row, count in zip(near, votes, strict=True)]
    )
    assert (closest == digits).mean() >= least


def test_the_sample_is_scikit_learns_data() -> None:
    from sklearn.datasets import load_digits

    dataset, source = ec.read_table(DIGITS), load_digits()
    assert dataset.kind.name == "images"
    assert dataset.column_roles["folder"] == "category"
    assert dataset.report.left_out == ()
    assert dataset.frame["folder"].tolist() == [str(digit) for digit in source.target]
    assert DIGITS.stat().st_size < 1_000_000
    for data, ink in zip(dataset.images, source.images, strict=True):
        with Image.open(io.BytesIO(data)) as image:
            pixels = np.asarray(image)
        assert pixels.shape == (32, 32)
        assert (np.round((255 - pixels.astype(float)) * 16 / 255) == np.kron(ink, np.ones((4, 4)))).all()
