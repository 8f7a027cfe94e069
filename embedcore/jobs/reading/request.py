"""What the server and the processes that read for it tell each other."""

import struct
from dataclasses import dataclass, replace
from typing import IO, ClassVar

from embedcore.errors import DataError
from embedcore.jobs.reading.limits import Limits
from embedcore.precomputed import FileVectors, read_vectors
from embedcore.reading import ReadOptions
from embedcore.saved import Words, load_for
from embedcore.table import Dataset

ENDED = struct.Struct("!i")
"""How a process ended: its exit code, or the number of a signal below 0."""
N_HANDLES = 3
"""Sent with a request: where it is read from, where the answer goes, and a socket that tells how the process ended."""
READ = "read"
"""An answer after which comes what was read; any other is the error."""
NO_MEMORY = 77
"""The exit code of a process that had no memory to send what it read."""
TOO_LONG = -24
"""That of one that had no seconds left: SIGXCPU, which Windows has no name for."""


class TooMuchMemoryError(DataError):
    """The file unfolds to more than it may."""


@dataclass(frozen=True)
class AsTable:
    """A file as a dataset; see read_table. notes: said of it before all others."""

    remedy: ClassVar[str] = "split it, or save it as CSV"
    options: ReadOptions
    text_column: str | None
    markup: str
    notes: tuple[str, ...]

    def read(self, source: str | bytes, name: str) -> Dataset:
        from embedcore.reading.read_file import read_raw

        raw = read_raw(source, name, options=self.options)
        return Dataset.from_raw(replace(raw, notes=(*self.notes, *raw.notes)), self.text_column, markup=self.markup)


@dataclass(frozen=True)
class AsVectors:
    """A file of vectors alone; see read_vectors."""

    remedy: ClassVar[str] = "split it, or save it as CSV"

    def read(self, source: str | bytes, name: str) -> FileVectors:
        return read_vectors(source, filename=name)


@dataclass(frozen=True)
class AsProject:
    """A saved project, opened to see that it can be, and let go again: not every model goes through a pipe."""

    remedy: ClassVar[str] = "save it again, or open it on a machine with more memory"
    words: Words

    def read(self, source: str | bytes, name: str) -> str:
        load_for(source, name, self.words)
        return name


Found = Dataset | FileVectors | str
"""What comes back."""


@dataclass(frozen=True)
class Asked:
    """One file to read. source: its path, or how many bytes of it follow. environment: of the process that asks."""

    source: str | int
    name: str
    wanted: AsTable | AsVectors | AsProject
    limits: Limits
    environment: dict[str, str]

    def read(self, requests: IO[bytes]) -> Found:
        source: str | bytes
        if isinstance(self.source, str):
            source = self.source
        else:
            source = requests.read(self.source)
            if len(source) < self.source:
                raise EOFError("a file must be whole")
        return self.wanted.read(source, self.name)
