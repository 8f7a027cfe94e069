"""Pictures: their size, what is refused, and thumbnails."""

import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from embedcore import images
from embedcore.errors import Cancelled, DataError, EmbedcoreError
from embedcore.images import image_format, image_size, load_image, thumbnail, thumbnails
from tests.core.pictures import picture

KINDS = [("PNG", "RGB"), ("JPEG", "RGB"), ("GIF", "P"), ("BMP", "RGB"), ("WEBP", "RGB"), ("TIFF", "RGB")]


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize(("kind", "mode"), KINDS)
def test_every_format(kind: str, mode: str) -> None:
    data = picture("red", (300, 150), kind, mode)
    assert image_format(data) == kind
    assert image_size(data) == (300, 150)
    small = opened(thumbnail(data))
    assert small.size == (96, 48)
    red, green, blue = np.asarray(small.convert("RGB"), dtype=float).mean(axis=(0, 1))
    assert red > 240 and green < 15 and blue < 15


@pytest.mark.parametrize(
    ("mode", "made"),
    [
        ("1", ("JPEG", "L")), ("L", ("JPEG", "L")), ("P", ("JPEG", "RGB")), ("RGB", ("JPEG", "RGB")),
        ("CMYK", ("JPEG", "RGB")), ("I;16", ("JPEG", "L")), ("I", ("JPEG", "L")), ("F", ("JPEG", "L")),
        ("LA", ("PNG", "RGBA")), ("RGBA", ("PNG", "RGBA")),
    ],
)  # fmt: skip
def test_every_mode(mode: str, made: tuple[str, str]) -> None:
    small = opened(thumbnail(encoded(Image.new(mode, (200, 200)), "TIFF")))
    assert (small.format, small.mode, small.size) == (*made, (96, 96))


def test_more_than_8_bits_are_scaled_from_darkest_to_brightest() -> None:
    values = np.array([[1000, 1500], [2000, 3000]], dtype=np.uint16)
    shown = np.asarray(load_image(encoded(Image.fromarray(values), "PNG")))
    assert shown.tolist() == [[0, 63], [127, 255]]
    reals = np.array([[0.0, np.nan], [np.inf, 2.0]], dtype=np.float32)
    assert np.asarray(load_image(encoded(Image.fromarray(reals), "TIFF"))).tolist() == [[0, 0], [255, 255]]
    flat = np.full((2, 2), 7, dtype=np.uint16)
    assert np.asarray(load_image(encoded(Image.fromarray(flat), "PNG"))).tolist() == [[0, 0], [0, 0]]


def test_thumbnails_are_never_larger_and_tiny_pictures_stay_exact() -> None:
    values = np.random.default_rng(0).integers(0, 255, (8, 8), dtype=np.uint8)
    small = opened(thumbnail(encoded(Image.fromarray(values), "PNG")))
    assert (small.format, small.size) == ("PNG", (8, 8))
    assert np.asarray(small).tolist() == values.tolist()
    assert opened(thumbnail(picture(size=(5000, 3)), size=50)).size == (50, 1)


def test_thumbnails_of_many_pictures_keep_their_order_and_tell_of_damaged_ones() -> None:
    large, small, broken = picture("red", (300, 150)), picture("blue", (10, 8)), picture(size=(40, 40))[:60]
    told: list[tuple[int, int, str]] = []
    made = thumbnails([large, broken, small], on_progress=lambda *now: told.append(now))
    assert made[1] == b""
    assert [opened(made[at]).size for at in (0, 2)] == [(64, 32), (10, 8)]
    assert opened(made[0]).convert("RGB").getpixel((5, 5)) == pytest.approx((255, 0, 0), abs=3)
    assert told == [(3, 3, "making small pictures")]
    assert thumbnails([]) == []


@pytest.mark.parametrize(("n_pictures", "size"), [(3, 64), (4, 40), (7, 24), (8, None)])
def test_the_more_pictures_the_smaller_their_thumbnails(
    n_pictures: int, size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert images._THUMBNAIL_SIZES == ((5_000, 64), (20_000, 40), (60_000, 24))
    monkeypatch.setattr(images, "_THUMBNAIL_SIZES", ((3, 64), (5, 40), (7, 24)))
    made = thumbnails([picture(size=(100, 100))] * n_pictures)
    assert [opened(one).width for one in made] == ([] if size is None else [size] * n_pictures)


def test_making_thumbnails_can_be_stopped() -> None:
    def stop(*now: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled, match=r"^$"):
        thumbnails([picture()], on_progress=stop)


def test_transparency_is_kept() -> None:
    image = Image.new("RGBA", (200, 100), (255, 0, 0, 0))
    assert np.asarray(opened(thumbnail(encoded(image, "PNG"))))[..., 3].max() == 0


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_orientation_is_honoured_and_metadata_dropped(kind: str, orientation: int) -> None:
    pixels = np.zeros((100, 200, 3), dtype=np.uint8)
    pixels[:, :100] = 255  # the left half is white
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "a secret place"
    data = encoded(Image.fromarray(pixels), kind, exif=exif)
    assert image_size(data) == ((100, 200) if orientation in (6, 8) else (200, 100))
    small = thumbnail(data)
    shown = np.asarray(opened(small).convert("L"), dtype=float)
    white_edge = {1: shown[:, 5], 3: shown[:, -5], 6: shown[5], 8: shown[-5]}[orientation]
    assert white_edge.mean() > 250
    assert dict(opened(small).getexif()) == {}
    assert b"secret" not in small


def test_the_first_frame_stands_for_an_animation() -> None:
    frames = [Image.new("RGB", (50, 50), color) for color in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert np.asarray(load_image(data).convert("RGB"))[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize(("kind", "mode"), KINDS)
@pytest.mark.parametrize("share", [0.3, 0.8])
def test_cut_off(kind: str, mode: str, share: float) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)).convert(mode)
    data = encoded(noise, kind)
    for call in (image_size, thumbnail, load_image):
        with pytest.raises(DataError, match=r"an image must be whole \(got one that is cut off or damaged"):
            call(data[: int(len(data) * share)])


@pytest.mark.parametrize("data", [b"", b"hello", b"GIF9", b"RIFF....WAVE", b"%PDF-1.7", b"<svg></svg>"])
def test_no_picture(data: bytes) -> None:
    with pytest.raises(DataError, match="an image must be"):
        image_size(data)


def test_what_is_no_bytes_and_no_size() -> None:
    with pytest.raises(DataError, match=r"must be given as bytes \(got str\)"):
        thumbnail("a.png")  # type: ignore[arg-type]


def claiming(width: int, height: int) -> bytes:
    """A PNG whose header claims a size that its few bytes don't hold."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("side", "n_pixels"), [(10_000, "100,000,000"), (60_000, "3,600,000,000")])
def test_giant_pictures_are_refused_unopened(side: int, n_pixels: str) -> None:
    with pytest.raises(DataError, match=rf"at most 50,000,000 pixels \(got {n_pixels}\)"):
        thumbnail(claiming(side, side))


def test_a_real_picture_just_above_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 100)
    assert image_size(picture(size=(10, 10))) == (10, 10)
    with pytest.raises(DataError, match=r"at most 100 pixels \(got 110\)"):
        image_size(picture(size=(11, 10)))


def test_whatever_is_damaged_only_our_errors_leave() -> None:
    chance = random.Random(1)
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (20, 30, 3), dtype=np.uint8))
    n_read = 0
    for kind, mode in KINDS * 50:
        data = bytearray(encoded(noise.convert(mode), kind))
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        try:
            n_read += len(thumbnail(bytes(data))) > 0
        except EmbedcoreError as error:
            assert "must" in str(error)
    assert n_read > 20
