"""The disk cache of vectors: what was embedded once is not embedded again, even after a crash.

A shard is one .npz file of text digests and their vectors, written under a temporary name and moved
into place, so that a reader sees it whole or not at all. Texts themselves are not stored.
"""

import logging
import lzma
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

import numpy as np

from embedcore.errors import ParameterError
from embedcore.files import cache_dir
from embedcore.types import Vectors

logger = logging.getLogger(__name__)

DEFAULT_LIMIT_GB = 5.0
PART_KEPT_S = 3600.0

# What numpy and zipfile raise on files with any byte changed (RuntimeError: "encrypted", "compressed in another way").
UNREADABLE = (
    OSError, ValueError, KeyError, EOFError, TypeError, MemoryError, RuntimeError, struct.error, zlib.error,
    lzma.LZMAError, zipfile.BadZipFile,
)  # fmt: skip


class VectorCache:
    """Vectors of one encoder by text, on disk, bounded by EMBEDCORE_CACHE_GB (5 GB without it).

    When the bound is passed, the shards that were read or written longest ago are deleted.
    """

    def __init__(self, encoder_key: str, *, folder: Path | None = None) -> None:
        self.folder = (folder or cache_dir()) / "vectors" / encoder_key

    def find(self, texts: Sequence[str | bytes], n_dims: int) -> tuple[Vectors, np.ndarray]:
        """The vectors known: (n_texts, n_dims) float32, and which rows of it are filled: (n_texts,) bool.

        n_dims is 0 for a model that nothing is known of yet; then no vector is.
        """
        vectors = np.zeros((len(texts), n_dims), dtype=np.float32)
        filled = np.zeros(len(texts), dtype=bool)
        if not n_dims:
            return vectors, filled
        wanted = {_digest(text): row for row, text in enumerate(texts)}
        for shard in sorted(self.folder.glob("*.npz")):
            content = _read_shard(shard, n_dims)
            if content is None:
                continue
            digests, shard_vectors = content
            rows = [wanted.get(digest.tobytes(), -1) for digest in digests]
            hits = [(row, position) for position, row in enumerate(rows) if row >= 0]
            if hits:
                targets, sources = map(list, zip(*hits, strict=True))
                vectors[targets] = shard_vectors[sources]
                filled[targets] = True
                _touch(shard)
        return vectors, filled

    def known(self, texts: Sequence[str | bytes]) -> np.ndarray:
        """Which of the texts have a vector here: (n_texts,) bool; no vector is read."""
        there: set[bytes] = set()
        for shard in self.folder.glob("*.npz"):
            there.update(digest.tobytes() for digest in _member(shard, "digests", np.empty((0, 16), np.uint8)))
        return np.array([_digest(text) in there for text in texts], dtype=bool)

    def n_dims(self) -> int | None:
        """The length of the vectors here; None where there are none."""
        lengths = (
            int(_member(shard, "vectors", np.empty((0, 0))).shape[1]) for shard in sorted(self.folder.glob("*.npz"))
        )
        return next((length for length in lengths if length), None)

    def add(self, texts: Sequence[str | bytes], vectors: Vectors, *, instead_of: Path | None = None) -> Path | None:
        """Writes one shard, and then removes instead_of, an earlier one of which it holds everything.

        Gives the shard's file. Where the disk refuses, None: the work goes on without the cache, and a
        warning is logged.
        """
        digests = np.frombuffer(b"".join(map(_digest, texts)), dtype=np.uint8).reshape(len(texts), -1)
        part: Path | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
                part = Path(file.name)
                np.savez(file, digests=digests, vectors=np.asarray(vectors, dtype=np.float32))
            whole = part.replace(self.folder / f"{uuid4().hex}.npz")
            if instead_of is not None:
                instead_of.unlink(missing_ok=True)
            self._prune()
            return whole
        except OSError as error:
            logger.warning("the vectors could not be cached in %s: %s", self.folder, error)
            if part is not None:
                part.unlink(missing_ok=True)
            return None

    def _prune(self) -> None:
        shards = sorted(self.folder.parent.glob("*/*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
        used = 0
        for shard in shards:
            used += shard.stat().st_size
            if used > _limit_bytes():
                shard.unlink(missing_ok=True)
        for part in self.folder.parent.glob("*/*.part"):  # of processes that were killed while they wrote
            if time.time() - part.stat().st_mtime > PART_KEPT_S:
                part.unlink(missing_ok=True)


def _limit_bytes() -> float:
    given = os.environ.get("EMBEDCORE_CACHE_GB", "")
    try:
        limit = float(given) if given else DEFAULT_LIMIT_GB
    except ValueError:
        limit = -1.0
    if not limit >= 0:
        raise ParameterError(f"EMBEDCORE_CACHE_GB must be a number of gigabytes, at least 0 (got {given!r})")
    return limit * 1e9


def _digest(item: str | bytes) -> bytes:
    content = item if isinstance(item, bytes) else item.encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=16).digest()


def _read_shard(path: Path, n_dims: int) -> tuple[np.ndarray, Vectors] | None:
    """A shard's digests and vectors; None, and the file removed, where it can't be a whole shard."""
    try:
        with np.load(path, allow_pickle=False) as content:
            digests, vectors = content["digests"], content["vectors"]
        if vectors.shape == (len(digests), n_dims) and np.isfinite(vectors).all():
            return digests, vectors
    except FileNotFoundError:
        return None
    except UNREADABLE as error:
        logger.warning("a broken cache file is removed: %s (%s)", path, error)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("the cache file could not be removed: %s (%s)", path, error)
    return None


def _member(path: Path, name: str, otherwise: np.ndarray) -> np.ndarray:
    """One array of a shard; `otherwise` where it can't be read, which find() then deals with."""
    try:
        with np.load(path, allow_pickle=False) as content:
            array: np.ndarray = content[name]
    except UNREADABLE:
        return otherwise
    return array if array.ndim == otherwise.ndim else otherwise


def _touch(path: Path) -> None:
    try:
        os.utime(path)
    except OSError:
        logger.debug("could not mark %s as used", path)
