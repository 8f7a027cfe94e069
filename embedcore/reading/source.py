"""From what the caller gave (path, bytes, upload) to bytes, a name, and what kind of file it is."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

from embedcore.errors import DataError, ParameterError
from embedcore.files import base_name, suffix

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO

_FORMATS = (
    "CSV, TSV, JSON, JSONL, plain text, Parquet, Arrow, Feather, Excel (.xlsx, .xlsb, .xls), OpenDocument (.ods), "
    "NPY, NPZ, and a ZIP of tables or pictures; the text formats also as gzip"
)

# (first bytes, the name of a format that is read)
_READ_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"ARROW1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow stream"),
    (b"\x93NUMPY", "npy"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
)
# (how the name ends, what text under that name is not)
_PROMISES = {
    **dict.fromkeys((".parquet", ".pq"), "a Parquet"),
    **dict.fromkeys((".arrow", ".arrows", ".feather", ".ipc"), "an Arrow or Feather"),
    **dict.fromkeys((".npy", ".npz"), "a NumPy"),
    ".gz": "a gzip",
    ".zip": "a ZIP",
}

# (first bytes, what such a file is); longest first where one begins another
_BINARY_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a rich-text document"),
    (b"PARE", "an encrypted Parquet file"),
    (b"MZ", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\0asm", "a program"),
    (b"%!PS", "a PostScript document"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"8BPS", "a Photoshop image"),
    (b"\0\0\1\0", "an icon"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"fLaC", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"RDX", "a file of R"),
    (b"X\n\0\0\0", "a file of R"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB file"),
    (b"GGUF", "a language model"),
)
_RIFF = {b"WEBP": "a WebP image", b"WAVE": "a sound file", b"AVI ": "a video file"}
# What can be done with a file that is no table.
_REMEDIES = {
    "PDF": "copy the table out of it, or export it as CSV or Excel from the program that made it",
    "Word": "copy the table out of it into a workbook, or save it as CSV",
    "PowerPoint": "copy the table out of it into a workbook, or save it as CSV",
    "image": "for a map of images load a ZIP or a folder of them",
    "SQLite": 'save a table of it as CSV, in Python: pandas.read_sql("select * from t", connection).to_csv("t.csv")',
    "pickle": "open it only if you trust who made it, as it can run code, and save what is in it as Parquet or CSV",
    "PyTorch": "load it in PyTorch and save the vectors with numpy.save",
    "safetensors": "load it in Python and save the vectors with numpy.save",
    "HDF5": 'save it as Parquet, in Python: pandas.read_hdf("a.h5").to_parquet("a.parquet")',
    "SPSS": 'save it as CSV, in Python: pandas.read_spss("a.sav").to_csv("a.csv")',
    "Stata": 'save it as CSV, in Python: pandas.read_stata("a.dta").to_csv("a.csv")',
    "SAS": 'save it as CSV, in Python: pandas.read_sas("a.sas7bdat").to_csv("a.csv")',
    "file of R": 'save it as CSV, in R: write.csv(data, "data.csv", row.names = FALSE)',
}
TABLE_ENDINGS = (
    ".csv", ".tsv", ".tab", ".psv", ".dat", ".data", ".json", ".jsonl", ".ndjson", ".jsonlines", ".geojson", ".js",
    ".parquet", ".pq", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".arrow", ".arrows", ".feather", ".ipc", ".npy",
    ".npz", ".gz", ".txt", ".log", ".md",
)  # fmt: skip
"""What names of files that hold a table end in."""
_SAS_AT = 92
_LEAST_TEXT = 10
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_OF_TEXTS = "for a list of texts use Dataset.from_texts"
_WEB_PAGE_STARTS = (b"<!doctype html", b"<html", b"<?xml")


def load_bytes(source: object, filename: str | None, *, advice: str = _OF_TEXTS) -> tuple[bytes, str]:
    """The bytes of a source and the name to call it by. advice: what to do where it is no source at all.

    Raises ParameterError for something that is no source, DataError for a file that can't be read.
    """
    if filename is not None and not isinstance(filename, str):
        raise ParameterError(f"filename must be a str or None (got {type(filename).__name__}); give the file's name")
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source), base_name(filename)
    if isinstance(source, (str, os.PathLike)):
        return _read_path(source), base_name(filename or str(os.fspath(source)))
    return _read_stream(source, advice), base_name(filename or getattr(source, "name", None))


def folder_of(source: object) -> Path | None:
    """The folder that a source names; None for every other source, valid or not."""
    if not isinstance(source, (str, os.PathLike)):
        return None
    try:
        path = Path(source)
        return path if path.is_dir() else None
    except (OSError, ValueError, TypeError):  # load_bytes says what is wrong
        return None


def is_url(source: object) -> bool:
    """Whether a source is a web address (or one of another kind, which is refused by its name) and no path."""
    return isinstance(source, str) and bool(_SCHEME.match(source))


def _read_path(source: str | os.PathLike[str]) -> bytes:
    shown = repr(str(source)[:200]).encode("ascii", "backslashreplace").decode("ascii")
    try:
        path = Path(source)
        if not path.exists():
            raise DataError(f"source must be a file that exists (got {shown}); check the path")
        if not path.is_file():
            raise DataError(f"source must be an ordinary file (got {shown}); copy it to a file")
        return path.read_bytes()
    except DataError:
        raise
    except (OSError, ValueError, TypeError) as error:  # ValueError: a NUL in the path; TypeError: a path made of bytes
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"source must be a file that can be read (got {shown}: {reason}); check the path") from error


def _read_stream(source: object, advice: str) -> bytes:
    read = getattr(source, "read", None)
    if not callable(read):
        raise ParameterError(
            f"source must be a path, bytes or a file opened in binary mode (got {type(source).__name__}); {advice}"
        )
    try:
        data = read()
    except (OSError, ValueError) as error:  # ValueError: the file is closed already
        raise DataError(f"source must be an open file that can be read (got: {error}); open it again") from error
    if not isinstance(data, (bytes, bytearray)):
        raise ParameterError(f"source must give bytes (got {type(data).__name__}); open the file with mode 'rb'")
    return bytes(data)


def binary_format(data: bytes, name: str) -> str | None:
    """'parquet', 'zip', 'arrow', 'arrow stream', 'npy', 'gzip', 'xls'; None for text. By the first bytes.

    Raises DataError for an empty file and for the kinds of file that hold no table.
    """
    if not data:
        raise DataError(f"{name} must hold a table (got an empty file); choose another file")
    for start, kind in _READ_KINDS:
        if data.startswith(start):
            return kind
    if data.startswith(b"FEA1"):
        raise DataError(
            f"{name} is version 1 of Feather, an old format that isn't read (newer Feather is); convert it in Python: "
            'pandas.read_feather("old.feather").to_parquet("new.parquet")'
        )
    for start, kind in _BINARY_KINDS:
        if data.startswith(start) and (not start.isalnum() or _has_controls(data)):  # "ORC" may begin a text too
            raise not_a_table(name, kind)
    if (other := _told_further_in(data)) is not None:
        raise not_a_table(name, other)
    if data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_WEB_PAGE_STARTS):
        raise not_a_table(name, "a web page or XML")
    if (ending := suffix(name)) in _PROMISES and (_has_controls(data) or len(data) < _LEAST_TEXT):
        raise DataError(
            f"{name} must be {_PROMISES[ending]} file (got one that doesn't start as such files do); save or download "
            f"it again, or take {ending} off its name if that is not what it is"
        )
    return None


def _told_further_in(data: bytes) -> str | None:
    """What a file is that isn't told by its first bytes alone; None where nothing tells it."""
    if data[257:262] == b"ustar":
        return "a tar archive"
    if data.startswith(b"RIFF") and data[8:12] in _RIFF:
        return _RIFF[data[8:12]]
    if data[4:8] == b"ftyp":
        return "an image of a phone" if data[8:12] in (b"heic", b"mif1", b"heix", b"avif") else "a video file"
    if data[:1] == b"\x80" and data[1:2] in b"\2\3\4\5" and data.rstrip(b"\n").endswith(b"."):
        return "a pickle of Python, which could run code and is never opened"
    if data[8:10] == b'{"' and int.from_bytes(data[:8], "little") < len(data) and b"dtype" in data[:1024]:
        return "a safetensors file"
    if data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data):
        return "a BMP image"
    if len(data) > _SAS_AT and data[84:92] == b"SAS FILE":
        return "a SAS file"
    return None


def _has_controls(data: bytes) -> bool:
    """Whether the beginning holds what no text holds: then a name that promises another format tells what it was."""
    return any(byte < 9 or 13 < byte < 26 for byte in data[:4096]) and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def is_archive(data: bytes) -> bool:
    """Whether a file packs others, by its first bytes."""
    kinds = (*_READ_KINDS, *_BINARY_KINDS)
    return any(data.startswith(start) for start, kind in kinds if kind in ("zip", "gzip") or "archive" in kind)


def damaged(name: str, whole: str, what: object, remedy: str = "save or download it again") -> DataError:
    """The error for a file that isn't whole. whole: what it should be; what: what is wrong, or the error that says."""
    shown = (str(what).splitlines() or [type(what).__name__])[0][:120]
    return DataError(f"{name} must be a whole {whole} (got one that is cut off or damaged: {shown}); {remedy}")


def not_a_table(name: str, kind: str) -> DataError:
    """The error for a file that is something else; archives and images say so by their kind."""
    remedy = next((what for word, what in _REMEDIES.items() if word in kind), "choose a file that holds a table")
    if "nothing in it" in kind:
        remedy = "pack it again"
    elif "archive" in kind:
        remedy = "unpack it first"
    return DataError(f"{name} is {kind}, which can't be read as a table; {remedy}. What can be read: {_FORMATS}")
