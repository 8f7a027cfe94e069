"""The disk cache of vectors: what was embedded once is not embedded again, even after a crash.

A text is there as a digest; its vector is kept with a checksum, so that a damaged file gives the true vector or none.
Whoever is about to embed texts claims them first, and others wait for these vectors in place of making them too. A
claim ends with the process that made it.
"""

import logging
import os
import socket
import sqlite3
import time
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from threading import Event, Thread
from typing import Self
from uuid import uuid4
from zlib import crc32

import numpy as np

from embedcore.encoders.vector_database import VectorDatabase, prune
from embedcore.errors import ParameterError
from embedcore.files import cache_dir
from embedcore.types import Vectors

logger = logging.getLogger(__name__)

DEFAULT_LIMIT_GB = 5.0
FILE_NAME = "vectors.sqlite3"
CLAIM_S, HEARTBEAT_S, STUCK_S = 10.0, 2.0, 300.0
"""A claim lasts so long after the last heartbeat, and there is none where nothing was added for STUCK_S."""
USED_EVERY_S = 3_600.0
"""How exactly the last use of a vector is known, so that reading seldom writes."""
_HOST = socket.gethostname()


class VectorCache:
    """Vectors of one encoder by text, on disk, bounded by EMBEDCORE_CACHE_GB (5 GB without it) for all encoders.

    When the bound is passed, the vectors that were used longest ago are deleted. Where the disk refuses, a warning
    is logged and the work goes on without the cache. To be used in a with block, by any number of threads.
    outer: owners of claims that this one need not respect: it works inside theirs, so they can't go on before it ends.
    Raises ParameterError where EMBEDCORE_CACHE_GB is not a size.
    """

    def __init__(self, encoder_key: str, *, folder: Path | None = None, outer: Sequence[str] = ()) -> None:
        self._key = encoder_key
        self._limit = _limit_bytes()
        self._database = VectorDatabase((folder or cache_dir()) / FILE_NAME)
        self.owner = f"{_HOST} {os.getpid()} {uuid4().hex}"
        self._outer = tuple(outer)
        self._added = time.monotonic()
        self._closing = Event()
        self._heart: Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.set()
        if self._heart is not None:
            self._heart.join()
            self._database.run(self._release, None)
        self._database.close()

    def find(self, texts: Sequence[str | bytes], n_dims: int) -> tuple[Vectors, np.ndarray]:
        """The vectors known: (n_texts, n_dims) float32, and which rows of it are filled: (n_texts,) bool.

        n_dims: 0 for a model of which nothing is known yet; then the length of the vectors here, if there are any.
        """
        digests = list(map(_digest, texts))
        n_dims = n_dims or self.n_dims() or 0
        vectors = np.zeros((len(texts), n_dims), dtype=np.float32)
        if not n_dims or not digests:
            return vectors, np.zeros(len(texts), dtype=bool)
        known = self._database.run(lambda database: self._read(database, digests), dict[bytes, bytes]())
        filled = np.array([digest in known for digest in digests], dtype=bool)
        for row in np.flatnonzero(filled):
            content = known[digests[row]]
            is_sized = isinstance(content, bytes) and len(content) == 4 * n_dims + 4
            if is_sized and content[-4:] == _checksum(digests[row], content[:-4]):
                vectors[row] = np.frombuffer(content, dtype="<f4", count=n_dims)
            else:
                filled[row] = False
        filled &= np.isfinite(vectors).all(axis=1)
        broken = [digest for digest, whole in zip(digests, filled, strict=True) if digest in known and not whole]
        if broken:
            logger.warning("%d broken vectors are removed from the cache", len(broken))
            self._database.run(lambda database: self._remove(database, broken), None)
        return vectors, filled

    def known(self, texts: Sequence[str | bytes]) -> np.ndarray:
        """Which of the texts have a vector here: (n_texts,) bool; no vector is read."""
        digests = list(map(_digest, texts))
        there = self._database.run(lambda database: self._there(database, digests), set[bytes]())
        return np.array([digest in there for digest in digests], dtype=bool)

    def n_dims(self) -> int | None:
        """The length of the vectors here; None where there are none."""
        return self._database.run(lambda database: self._encoder(database)[1], None)

    def claim(self, texts: Sequence[str | bytes]) -> np.ndarray:
        """Which of the texts are this caller's to embed: (n_texts,) bool.

        The others have a vector by now, or somebody else embeds them. A claim ends when the vector is added, and
        with the with block.
        """
        digests = list(map(_digest, texts))
        self._added = time.monotonic()
        mine = self._database.run(lambda database: self._claim(database, digests), set(digests))
        if self._heart is None and not self._database.refused:
            self._heart = Thread(target=self._beat, daemon=True)
            self._heart.start()
        return np.array([digest in mine for digest in digests], dtype=bool)

    def add(self, texts: Sequence[str | bytes], vectors: Vectors) -> None:
        """Keeps the vectors, (n_texts, n_dims); a process that is killed afterwards has them still."""
        digests = list(map(_digest, texts))
        self._added = time.monotonic()
        if digests:
            self._database.run(lambda database: self._write(database, digests, vectors), None)

    def forget(self, texts: Sequence[str | bytes]) -> int:
        """Removes the vectors of these texts; how many there were."""
        digests = list(map(_digest, texts))

        def remove(database: sqlite3.Connection) -> int:
            there = list(self._there(database, digests))
            self._remove(database, there)
            return len(there)

        return self._database.run(remove, 0)

    # Parts of a transaction

    def _encoder(self, database: sqlite3.Connection) -> tuple[int, int | None]:
        """The encoder's number, -1 where it has none, and the length of its vectors, None where there are none."""
        row = database.execute("SELECT id, n_dims FROM encoders WHERE key = ?", (self._key,)).fetchone() or (-1, 0)
        return row[0], row[1] if isinstance(row[1], int) and row[1] > 0 else None

    def _read(self, database: sqlite3.Connection, digests: list[bytes]) -> dict[bytes, bytes]:
        """What is kept of each digest; that it was used is noted where that was not noted lately."""
        encoder, now = self._encoder(database)[0], time.time()
        question = (
            "SELECT content, used BETWEEN ? AND ? FROM texts LEFT JOIN vectors ON id = vector "
            "WHERE encoder = ? AND digest = ?"
        )
        known, aged = {}, []
        for digest in digests:
            found = database.execute(question, (now - USED_EVERY_S, now, encoder, digest)).fetchone()
            if found is not None:
                known[digest] = found[0]
                if not found[1]:
                    aged.append((now, encoder, digest))
        database.executemany("UPDATE texts SET used = ? WHERE encoder = ? AND digest = ?", aged)
        return known

    def _there(self, database: sqlite3.Connection, digests: list[bytes]) -> set[bytes]:
        encoder, question = self._encoder(database)[0], "SELECT 1 FROM texts WHERE encoder = ? AND digest = ?"
        return {digest for digest in digests if database.execute(question, (encoder, digest)).fetchone()}

    def _remove(self, database: sqlite3.Connection, digests: list[bytes]) -> None:
        encoder = self._encoder(database)[0]
        database.executemany("DELETE FROM texts WHERE encoder = ? AND digest = ?", [(encoder, one) for one in digests])

    def _write(self, database: sqlite3.Connection, digests: list[bytes], vectors: Vectors) -> None:
        encoder, n_dims = self._encoder(database)
        if n_dims != vectors.shape[1]:
            database.execute("DELETE FROM texts WHERE encoder = ?", (encoder,))
            database.execute(
                "INSERT INTO encoders (key, n_dims) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET n_dims = ?2",
                (self._key, vectors.shape[1]),
            )
            encoder = self._encoder(database)[0]
        self._remove(database, list(self._there(database, digests)))
        first = database.execute("SELECT coalesce(max(id), 0) + 1 FROM vectors").fetchone()[0]
        contents = [vector.tobytes() for vector in np.ascontiguousarray(vectors, dtype="<f4")]
        database.executemany(
            "INSERT INTO vectors VALUES (?, ?)",
            ((first + n, content + _checksum(digests[n], content)) for n, content in enumerate(contents)),
        )
        now = time.time()
        database.executemany(
            "INSERT INTO texts VALUES (?, ?, ?, ?)", ((encoder, one, now, first + n) for n, one in enumerate(digests))
        )
        database.executemany("DELETE FROM claims WHERE encoder = ? AND digest = ?", ((encoder, one) for one in digests))
        prune(database, self._limit)

    def _claim(self, database: sqlite3.Connection, digests: list[bytes]) -> set[bytes]:
        now = time.time()
        database.execute("DELETE FROM owners WHERE coalesce(until, 0) NOT BETWEEN ? AND ?", (now, now + 2 * CLAIM_S))
        ended = [owner for owner in database.execute("SELECT id FROM owners").fetchall() if _has_ended(*owner)]
        database.executemany("DELETE FROM owners WHERE id = ?", ended)
        database.execute("INSERT OR REPLACE INTO owners VALUES (?, ?)", (self.owner, now + CLAIM_S))
        database.execute("DELETE FROM claims WHERE owner NOT IN (SELECT id FROM owners)")
        database.execute("INSERT OR IGNORE INTO encoders (key, n_dims) VALUES (?, 0)", (self._key,))
        encoder = self._encoder(database)[0]
        there = self._there(database, digests)
        database.executemany(
            "INSERT OR IGNORE INTO claims VALUES (?, ?, ?)",
            ((encoder, digest, self.owner) for digest in digests if digest not in there),
        )
        owners = (self.owner, *self._outer)
        question = f"SELECT digest FROM claims WHERE encoder = ? AND owner IN ({', '.join('?' * len(owners))})"
        return {digest for (digest,) in database.execute(question, (encoder, *owners))}

    def _release(self, database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM owners WHERE id = ?", (self.owner,))
        database.execute("DELETE FROM claims WHERE owner = ?", (self.owner,))

    def _renew(self, database: sqlite3.Connection) -> None:
        database.execute("UPDATE owners SET until = ? WHERE id = ?", (time.time() + CLAIM_S, self.owner))

    def _beat(self) -> None:
        """Says that this process lives, as long as it adds vectors."""
        while not self._closing.wait(HEARTBEAT_S) and not self._database.refused:
            if time.monotonic() - self._added < STUCK_S:
                self._database.run(self._renew, None)


def _has_ended(owner: object) -> bool:
    """Whether the process of a claim is known to be gone: one of this machine, by its number."""
    host, pid, *_ = f"{owner} ".split(" ")
    if host != _HOST or not pid.isdecimal() or os.name != "posix":
        return False
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        pass
    return False


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


def _checksum(digest: bytes, content: bytes) -> bytes:
    return crc32(content, crc32(digest)).to_bytes(4, "little")
