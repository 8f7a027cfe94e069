"""Small pictures, made here."""

import io
import zipfile

from PIL import Image


def picture(color: str = "red", size: tuple[int, int] = (6, 4), kind: str = "PNG", mode: str = "RGB") -> bytes:
    """A picture of one colour, encoded."""
    stream = io.BytesIO()
    Image.new("RGB", size, color).convert(mode).save(stream, kind)
    return stream.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP archive of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
