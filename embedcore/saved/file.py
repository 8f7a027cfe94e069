"""save and load: a project or a space in one file, and back exactly. Format: a ZIP, see embedcore.saved.archive.

Importing this imports neither pandas nor Arrow.
"""

import io
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from embedcore.errors import DataError, EmbedcoreError
from embedcore.files import UNREADABLE, base_name, written
from embedcore.saved.project import Project
from embedcore.saved.words import Words
from embedcore.space.space import EmbeddingSpace

ENDING = ".embx"
"""What the name of such a file ends in by custom; it is told by its content."""


def save(project_or_space: Project | EmbeddingSpace, path: str | os.PathLike[str] | BinaryIO) -> None:
    """Writes a project, or a space alone, to a file that `load` gives back exactly: no pickle, nothing is computed.

    path: of the file, which is there whole or not at all; or a file opened in binary mode. The same content is the same
    bytes. An encoder is kept by its name and options, with what it learned from the data; a key never is.
    Raises ParameterError for anything else, DataError for what can't come back as it is (such as cells of a class of
    one's own), and where the file can't be written.
    """
    from embedcore.saved.archive import Parts
    from embedcore.saved.content import encode_content

    parts = Parts()
    head = encode_content(project_or_space, parts)
    with written(path, durable=True) as file:
        parts.write(file, head)


def begins_project(head: bytes) -> bool:
    """Whether a file is one that `save` wrote, by its first 200 bytes."""
    from embedcore.reading.zip_file import PROJECT_FORMAT, PROJECT_PART

    return head.startswith(b"PK") and head[30:].startswith(f'{PROJECT_PART}{{"format":"{PROJECT_FORMAT}"'.encode())


def load(source: object, *, filename: str | None = None) -> Project | EmbeddingSpace:
    """What `save` wrote: a Project for a project, a space for a space.

    source: a path, bytes, or a file opened in binary mode; filename names bytes and uploads. Where the model of the
    space is not here, or only the file names the server that it would ask, the space comes without an encoder and
    `.notes` says what to do. Nothing in the file is executed.
    Raises DataError for a file that is no project, is damaged or does not fit together, or is of a newer version.
    """
    return load_for(source, filename, Words())


def load_for(source: object, filename: str | None, words: Words) -> Project | EmbeddingSpace:
    """The same as `load`, with errors in the words of whoever asks."""
    from embedcore.saved.archive import Archive, broken
    from embedcore.saved.content import decode_content

    file, name, n_bytes = _opened(source, filename)
    with file:
        try:
            archive = Archive(file, name, n_bytes, words)
        except MemoryError as error:
            raise _too_large(name) from error
        try:
            found = decode_content(archive)
            archive.check_all_read()
            return found
        except DataError as error:
            if words.details:
                raise
            raise broken(name, error, words) from error
        except MemoryError as error:
            raise _too_large(name) from error
        except (EmbedcoreError, AttributeError, RecursionError, *UNREADABLE) as error:
            raise broken(name, error, words) from error


def _too_large(name: str) -> DataError:
    return DataError(f"{name} must fit in memory (got more than this machine can hold); open it on a larger one")


def _opened(source: object, filename: str | None) -> tuple[BinaryIO, str, int]:
    """The open file, what to call it, and its size; a path is not read into memory as a whole."""
    from embedcore.reading.source import load_bytes

    if isinstance(source, (str, os.PathLike)):
        with suppress(OSError, ValueError, TypeError):  # load_bytes says what is wrong
            path = Path(source)
            if path.is_file():
                return path.open("rb"), base_name(filename or str(path)), path.stat().st_size
    data, name = load_bytes(source, filename, advice="name the file that ec.save() wrote")
    return io.BytesIO(data), name, len(data)
