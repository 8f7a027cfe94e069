"""Ready word vectors from a file: GloVe's text format, word2vec's text and binary formats, each also as gzip.

Not by gensim's reader (4.4): it refuses a file with a word that holds spaces (glove.840B has some), makes a vector of
one repeated number where a line is cut short, takes gzip by the file's name alone, reads a line or word without end
into memory, tells no progress, and takes about four times as long for text.
"""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import cast

import numpy as np

from embedcore.errors import DataError
from embedcore.types import OnProgress, Vectors

MAX_BYTES = 4_000_000_000
"""What the vectors may take in memory."""
MAX_DIMS = 10_000
MAX_WORD_BYTES = 2_000
REPORTED_WORDS = 4_096
_HEADER = re.compile(rb"\s*(\d{1,12})\s+(\d{1,6})\s*")


@dataclass(frozen=True, eq=False)
class WordVectors:
    """words: each once, in the file's order, which is by frequency in the files there are. vectors: (n_words, n_dims).

    n_repeated: lines left out because their word stood there before. n_left: words of the file that were not read,
    because only the first n_words were asked for (None: not known how many).
    """

    words: tuple[str, ...]
    vectors: Vectors
    n_repeated: int
    n_left: int | None


def read_word_vectors(path: Path, *, n_words: int | None = None, on_progress: OnProgress | None = None) -> WordVectors:
    """The words and vectors of a file, the first n_words of them or all; the format is told by its content.

    Raises DataError, which names the file and the place in it, for anything that is no such file, is cut off, holds
    numbers that are not finite, or is too large for memory.
    """
    try:
        with path.open("rb") as raw:
            packed, size = raw.peek(2)[:2] == b"\x1f\x8b", path.stat().st_size
            file = cast(BufferedReader, BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 20)) if packed else raw

            def report() -> None:
                if on_progress:
                    on_progress(min(raw.tell(), size), size, "reading word vectors")

            return _read(file, path.name, n_words, report)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error  # without the folder, which strangers need not know
        raise DataError(
            f"{path.name} must be a file that can be read to its end (got {reason}); get it again"
        ) from error


def _read(file: BufferedReader, name: str, n_words: int | None, report: Callable[[], None]) -> WordVectors:
    first = file.readline(MAX_WORD_BYTES + 32 * MAX_DIMS)
    header = _HEADER.fullmatch(first)
    if header is None:
        n_dims = len(first.split()) - 1
        if n_dims < 2 or _numbers(first.split()[-n_dims:]) is None:
            raise DataError(
                f"{name} must have a word and its numbers in each line, or begin with how many words and dimensions "
                f"there are (got {first[:60]!r}); choose a file of GloVe or word2vec vectors"
            )
        lines = chain([first], _lines_of(file, n_dims))
        return _collect(_lines(lines, name, n_dims, 1), name, n_dims, n_words, None, report)
    told, n_dims = int(header[1]), int(header[2])
    if not 1 <= n_dims <= MAX_DIMS or not told:
        raise DataError(f"{name} must promise words and 1 to {MAX_DIMS:,} dimensions (got {told:,} and {n_dims:,})")
    is_text = _is_text(file.peek(1 << 16), n_dims)
    entries = _lines(_lines_of(file, n_dims), name, n_dims, 2) if is_text else _records(file, name, n_dims, told)
    return _collect(entries, name, n_dims, n_words, told, report)


def _is_text(start: bytes, n_dims: int) -> bool:
    """Whether the first record is a line of text: its last fields, as far as they are here, are numbers."""
    line, ended, _ = start.partition(b"\n")
    fields = line.split()[-n_dims:] if ended else line.split()[1:-1][:20]
    return bool(fields) and _numbers(fields) is not None


def _lines_of(file: BufferedReader, n_dims: int) -> Iterator[bytes]:
    return iter(lambda: file.readline(MAX_WORD_BYTES + 32 * n_dims), b"")


def _lines(lines: Iterator[bytes], name: str, n_dims: int, first: int) -> Iterator[tuple[bytes, Vectors]]:
    """first: the number of the first line."""
    for number, line in enumerate(lines, first):
        fields = line.rstrip(b" \t\r\n").split(b" ") if b"\t" not in line else line.split()
        if line.strip():
            word, numbers = b" ".join(fields[:-n_dims]), _numbers(fields[-n_dims:])
            # A word may hold spaces, but one that ends in a number is a line with a number too many.
            too_many = b" " in word and _numbers(word.split(b" ")[-1:]) is not None
            if numbers is None or not word or too_many or len(word) > MAX_WORD_BYTES:
                raise DataError(
                    f"line {number:,} of {name} must be a word and {n_dims} numbers "
                    f"(got {line[:60]!r}, {len(fields)} fields); get the file again"
                )
            yield word, numbers


def _records(file: BufferedReader, name: str, n_dims: int, told: int) -> Iterator[tuple[bytes, Vectors]]:
    n_bytes = 4 * n_dims
    for number in range(1, told + 1):
        word = bytearray()
        while (character := file.read(1)) not in (b" ", b""):
            word += character if character != b"\n" or word else b""  # some writers end each record with a new line
            if len(word) > MAX_WORD_BYTES:
                break
        numbers = file.read(n_bytes)
        if len(numbers) < n_bytes or len(word) > MAX_WORD_BYTES or not word:
            raise DataError(
                f"{name} must hold {told:,} words with {n_dims} numbers of 4 bytes each (it breaks at word "
                f"{number:,}); get the file again"
            )
        yield bytes(word), np.frombuffer(numbers, dtype="<f4")


def _numbers(fields: list[bytes]) -> Vectors | None:
    """The fields as numbers; None where there is none, or one is no number."""
    try:
        with np.errstate(over="ignore"):  # becomes infinite, which is refused with its line
            return np.array([float(field) for field in fields], dtype=np.float32) if fields else None
    except ValueError:
        return None


def _collect(
    entries: Iterator[tuple[bytes, Vectors]],
    name: str,
    n_dims: int,
    n_words: int | None,
    told: int | None,
    report: Callable[[], None],
) -> WordVectors:
    """The entries with each word once, checked. told: how many words the file promises."""
    known = dict[str, None]()
    content = bytearray()
    n_read = 0
    for word, numbers in entries:
        if len(known) == n_words:
            break
        if n_read % REPORTED_WORDS == 0:
            report()
        n_read += 1
        if not np.isfinite(numbers).all():
            raise DataError(
                f"the numbers of each word must be finite (got NaN or infinity for word {n_read:,} of {name}, "
                f"{word[:40]!r}); get the file again"
            )
        written = word.decode("utf-8", "replace")
        if written in known:
            continue
        if len(content) + numbers.nbytes > MAX_BYTES:
            raise DataError(
                f"the vectors of {name} must take at most {MAX_BYTES / 1e9:g} GB of memory (got more than "
                f"{len(known):,} words with {n_dims:,} numbers each); read only the most frequent ones with n_words"
            )
        known[written] = None
        content += numbers.tobytes()
    else:
        if told not in (None, n_read):
            raise DataError(
                f"{name} must hold the {told:,} words that it promises (got {n_read:,}); get the file again"
            )
        told = n_read
    vectors = np.frombuffer(content, dtype=np.float32).reshape(-1, n_dims)
    return WordVectors(tuple(known), vectors, n_read - len(known), None if told is None else told - n_read)
