"""Makes the sample of handwritten digits from scikit-learn's copy: python -m sample_data.make_digits"""

import io
import zipfile
from pathlib import Path

import numpy as np

ARCHIVE = Path(__file__).resolve().parent / "handwritten_digits.zip"
ENLARGED = 4
"""A pixel of the 8 x 8 becomes a square of so many pixels, so that a browser shows it sharp."""

_INK_LEVELS = 16
_SOME_DAY = (1998, 7, 1, 0, 0, 0)


def main() -> None:
    from sklearn.datasets import load_digits

    digits = load_digits()
    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_STORED) as archive:  # PNG is compressed already
        for number, (ink, digit) in enumerate(zip(digits.images, digits.target, strict=True)):
            name = f"{digit}/digit-{number:04}.png"
            archive.writestr(zipfile.ZipInfo(name, _SOME_DAY), encoded(ink))
    print(f"{ARCHIVE.name}: {number + 1} pictures, {ARCHIVE.stat().st_size:,} bytes")


def encoded(ink: np.ndarray) -> bytes:
    """A picture as PNG, black on white. ink: (8, 8), 0 for paper to 16 for ink."""
    from PIL import Image

    grey = np.round(255 * (1 - ink / _INK_LEVELS)).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(np.kron(grey, np.ones((ENLARGED, ENLARGED), dtype=np.uint8))).save(stream, "PNG", optimize=True)
    return stream.getvalue()


if __name__ == "__main__":
    main()
