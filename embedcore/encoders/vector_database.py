"""The file that holds the vectors of every encoder: one SQLite database, which may be lost but is never in the way."""

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from math import ceil
from pathlib import Path
from threading import RLock
from typing import TypeVar

logger = logging.getLogger(__name__)

BUSY_S = 30.0
"""How long others may write before the work goes on without the cache."""
ROOM = 0.9
"""The share of the bound that is left when vectors are removed, so that this happens seldom."""
_APPLICATION = 0x656D6243
_TABLES = """
CREATE TABLE IF NOT EXISTS encoders (id INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, n_dims INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS texts (
    encoder INTEGER, digest BLOB, used REAL, vector INTEGER, PRIMARY KEY (encoder, digest)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY, content BLOB);
CREATE TRIGGER IF NOT EXISTS removed AFTER DELETE ON texts BEGIN
    DELETE FROM vectors WHERE id = old.vector;
END;
CREATE TABLE IF NOT EXISTS owners (id TEXT PRIMARY KEY, until REAL);
CREATE TABLE IF NOT EXISTS claims (
    encoder INTEGER, digest BLOB, owner TEXT, PRIMARY KEY (encoder, digest)
) WITHOUT ROWID;
"""
_REFUSALS = {
    getattr(sqlite3, f"SQLITE_{name}")
    for name in "BUSY LOCKED PERM READONLY IOERR FULL CANTOPEN NOMEM PROTOCOL AUTH NOLFS INTERRUPT".split()
}
"""What says that the disk or another process is in the way; any other error says that the file is broken."""

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]


class VectorDatabase:
    """Runs pieces of work, each a transaction, from any thread.

    A file that is broken or somebody else's is set aside with a warning, and a new one made. Where the disk refuses,
    that is said once, and nothing more is tried.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self.refused = False

    def run(self, work: Work[Result], otherwise: Result) -> Result:
        """What the work gives; `otherwise`, and nothing is changed, where the file can't be used."""
        with self._lock:
            for _ in range(2):
                if self.refused:
                    break
                try:
                    return self._transaction(work)
                except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:  # the last two: of damaged rows
                    if _code(error) in _REFUSALS:
                        self._refuse(error)
                    else:
                        self._set_aside(error)
                except OSError as error:
                    self._refuse(error)
            return otherwise

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _transaction(self, work: Work[Result]) -> Result:
        if self._connection is None:
            self._connection = self._opened()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            result = work(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return result

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for path in _files(self._path):
            if path.exists() and not path.is_file():  # a named pipe would be waited for
                raise OSError(f"{path.name} must be a file")
        end = time.monotonic() + BUSY_S
        while True:
            database = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(database)
                return database
            except BaseException as error:
                database.close()
                # SQLite does not wait by itself for whoever is just making the file.
                if not isinstance(error, sqlite3.Error) or _code(error) != sqlite3.SQLITE_BUSY:
                    raise
                if time.monotonic() > end:
                    raise
            time.sleep(0.02)

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Raises sqlite3.DatabaseError where it is a database of another program."""
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("BEGIN")
        n_tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        application = database.execute("PRAGMA application_id").fetchone()[0]
        database.execute("COMMIT")
        if application == _APPLICATION:
            return
        if n_tables:
            raise sqlite3.DatabaseError("it is a database of another program")
        for setting in ("page_size = 8192", "auto_vacuum = INCREMENTAL", "journal_mode = WAL"):
            database.execute(f"PRAGMA {setting}")
        database.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {_APPLICATION}; COMMIT;")
        for shard in self._path.parent.glob(f"vectors/*/{'[0-9a-f]' * 32}.npz"):  # of before there was a database
            with suppress(OSError):
                shard.unlink()

    def _refuse(self, error: Exception) -> None:
        self.refused = True
        logger.warning("the vectors could not be cached in %s: %s", self._path, error)
        self.close()

    def _set_aside(self, error: Exception) -> None:
        self.close()
        try:
            head = self._path.read_bytes()[:100] if self._path.is_file() else b""
            for path in _files(self._path)[1:]:  # first, or a new file would be given what they hold
                path.unlink(missing_ok=True)
            if head[68:72] == _APPLICATION.to_bytes(4, "big"):
                self._path.unlink()
                logger.warning("a broken cache file is removed: %s (%s)", self._path, error)
            else:
                aside = self._path.replace(self._path.with_suffix(".set-aside"))
                logger.warning("what is not a cache file is set aside as %s (%s)", aside, error)
        except OSError as refused:
            self._refuse(refused)


def prune(database: sqlite3.Connection, limit: float) -> None:
    """Removes the vectors that were used longest ago where there are more than `limit` bytes."""
    (page,), (pages,) = (database.execute(f"PRAGMA {name}").fetchone() for name in ("page_size", "page_count"))
    while (size := (pages - database.execute("PRAGMA freelist_count").fetchone()[0]) * page) > limit:
        n_texts = database.execute("SELECT count(*) FROM texts").fetchone()[0]
        if not n_texts:
            break
        database.execute(
            "DELETE FROM texts WHERE (encoder, digest) IN "
            "(SELECT encoder, digest FROM texts ORDER BY used, vector LIMIT ?)",
            (ceil(n_texts * (1 - ROOM * limit / size)),),
        )
    for _ in range(ceil(pages - limit / page)):  # Python's sqlite3 goes no further than the first of several
        database.execute("PRAGMA incremental_vacuum(1)")


def _files(path: Path) -> list[Path]:
    return [path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal")]


def _code(error: Exception) -> int:
    """The primary code of an error of SQLite."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF
