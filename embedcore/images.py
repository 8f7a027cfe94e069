"""Pictures: checked, opened safely, made small. Formats: PNG, JPEG, GIF and TIFF (first frame), BMP, WebP."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from embedcore.errors import DataError, require
from embedcore.files import UNREADABLE
from embedcore.types import OnProgress

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
MAX_PIXELS = 50_000_000
"""A picture with more is refused: as colours with transparency, 50 million pixels take 200 MB of memory."""

THUMBNAIL_SIZE = 96
_SMALL_PIXELS = 64 * 64
_JPEG_QUALITY = 85
_THUMBNAIL_SIZES = ((5_000, 64), (20_000, 40), (60_000, 24))
_ORIENTATION, _ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)
_BLOCK_ROWS = 256
_STARTS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)
# What Pillow raises on damaged pictures; its own two bomb errors are told apart before.
_DAMAGE = (*UNREADABLE, SyntaxError, IndexError, OverflowError, AttributeError, AssertionError, ZeroDivisionError)


def image_format(data: bytes) -> str | None:
    """Which of FORMATS the first bytes say; None for anything else. Says nothing about the rest."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for start, kind in _STARTS if data.startswith(start)), None)


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the picture is to be shown (its EXIF orientation honoured).

    Decodes the whole picture, so that a damaged one is known.
    Raises DataError for what is no picture of FORMATS, is cut off or damaged, or has more than MAX_PIXELS,
    BackendMissingError where Pillow is not installed.
    """
    _, (width, height), orientation = _decoded(data, None)
    return (height, width) if orientation in _ON_ITS_SIDE else (width, height)


def load_image(data: bytes, *, max_side: int | None = None) -> Image:
    """The picture, upright, in mode "L", "RGB" or "RGBA" with 8 bits a channel.

    max_side: a JPEG may come at a half, a quarter or an eighth of its size, but no smaller than this; it saves
    time and memory. Raises DataError as image_size does.
    """
    image, _, orientation = _decoded(data, max_side)
    from PIL import ImageOps

    try:
        return _plain(ImageOps.exif_transpose(image) if orientation > 1 else image)
    except _DAMAGE as error:
        raise _damaged(error) from error


def opaque(image: Image) -> Image:
    """The picture in RGB, on white where it is transparent."""
    from PIL import Image as pillow

    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = pillow.new("RGBA", image.size, (255, 255, 255, 255))
    return pillow.alpha_composite(ground, image).convert("RGB")


def thumbnail(image_bytes: bytes, size: int = THUMBNAIL_SIZE) -> bytes:
    """The picture made small, never larger: at most size pixels wide and high, proportions kept.

    Returns PNG for pictures that are tiny or partly transparent, else JPEG; without metadata.
    Raises DataError as image_size does.
    """
    image = load_image(image_bytes, max_side=size)
    from PIL import Image as pillow

    image.thumbnail((size, size), pillow.Resampling.LANCZOS)
    image.info.clear()
    stream = io.BytesIO()
    if image.mode == "RGBA" or image.width * image.height <= _SMALL_PIXELS:
        image.save(stream, "PNG")
    else:
        image.save(stream, "JPEG", quality=_JPEG_QUALITY)
    return stream.getvalue()


def thumbnails(pictures: Sequence[bytes], *, on_progress: OnProgress | None = None) -> list[bytes]:
    """Each picture made small, the smaller the more there are, so that all together stay some megabytes.

    64 pixels up to 5,000 pictures, 40 up to 20,000, 24 up to 60,000; an empty list beyond. A picture that can't be
    read has an empty thumbnail.
    """
    size = next((size for most, size in _THUMBNAIL_SIZES if len(pictures) <= most), 0)
    made: list[bytes] = []
    for place, picture in enumerate(pictures if size else ()):
        try:
            made.append(thumbnail(picture, size))
        except DataError:
            made.append(b"")
        if on_progress and (place % 100 == 99 or place + 1 == len(pictures)):
            on_progress(place + 1, len(pictures), "making small pictures")
    return made


def _decoded(data: bytes, max_side: int | None) -> tuple[Image, tuple[int, int], int]:
    """The picture with all its pixels, the size that it has at full resolution, and its EXIF orientation (1 to 8)."""
    require("PIL", extra="images", to="read pictures")
    from PIL import Image as pillow

    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise DataError(f"an image must be given as bytes (got {type(data).__name__}); read the file first")
    if image_format(bytes(data[:12])) is None:
        raise DataError("an image must be PNG, JPEG, GIF, BMP, WebP or TIFF (got something else); save it as PNG")
    try:
        image: Image = pillow.open(io.BytesIO(data), formats=FORMATS)
        size = image.size
        _check_pixels(size[0] * size[1])
        # Only JPEG can: an eighth of the size is enough to see that it is whole, and takes a 64th of the memory.
        image.draft(None, (max_side, max_side) if max_side else (1, 1))
        image.load()
        orientation = image.getexif().get(_ORIENTATION, 1)
        return image, size, orientation if orientation in range(1, 9) else 1
    except DataError:
        raise
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        told = re.search(r"\((\d+) pixels\)", str(error))
        _check_pixels(int(told[1]) if told else MAX_PIXELS + 1)
        raise _damaged(error) from error
    except _DAMAGE as error:
        raise _damaged(error) from error


def _check_pixels(n_pixels: int) -> None:
    if n_pixels > MAX_PIXELS:
        raise DataError(f"an image must have at most {MAX_PIXELS:,} pixels (got {n_pixels:,}); make it smaller")


def _damaged(error: BaseException) -> DataError:
    return DataError(
        f"an image must be whole (got one that is cut off or damaged: {type(error).__name__}); save it again"
    )


def _plain(image: Image) -> Image:
    """The picture in one of three modes; more than 8 bits a channel are scaled from their own darkest to brightest."""
    if image.mode.startswith("I") or image.mode == "F":
        image = _scaled(image)
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    if has_alpha:
        return image.convert("RGBA")
    return image.copy() if image.mode == "L" else image.convert("L" if image.mode in ("1", "L") else "RGB")


def _scaled(image: Image) -> Image:
    import numpy as np
    from PIL import Image as pillow

    values = np.asarray(image)
    blocks = [slice(start, start + _BLOCK_ROWS) for start in range(0, len(values), _BLOCK_ROWS)]
    finite = (values[rows][np.isfinite(values[rows])] for rows in blocks)
    bounds = [float(bound) for part in finite if part.size for bound in (part.min(), part.max())]
    low, high = min(bounds, default=0.0), max(bounds, default=0.0)
    shown = np.empty(values.shape, dtype=np.uint8)
    for rows in blocks:
        block = np.nan_to_num(values[rows].astype(np.float64), nan=low, posinf=high, neginf=low)
        shown[rows] = (block - low) * (255 / (high - low) if high > low else 0.0)
    return pillow.fromarray(shown)
