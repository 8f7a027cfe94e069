"""Where all-mpnet-base-v2 is found, and what runs it; its vectors are in tests/measured."""

import sys
from pathlib import Path

import pytest

import embedcore as ec
from embedcore.encoders.hub.encoder import HubEncoder
from embedcore.encoders.mpnet.encoder import NAME, SLICES, WEIGHTS, WEIGHTS_BYTES, WEIGHTS_SHA256, MPNetEncoder
from embedcore.encoders.sliced_model import MB
from tests.core.tiny_models import tiny_bert


@pytest.fixture(autouse=True)
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "hub"
    monkeypatch.setenv("HF_HUB_CACHE", str(folder))
    return folder


def card() -> ec.ModelCard:
    return next(card for card in ec.list_models() if card.name == NAME)


def empty_file(path: Path, n_bytes: int) -> None:
    """A file of that size without content, which takes no room on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(n_bytes)


def test_a_machine_without_it_says_how_to_get_it() -> None:
    assert not card().available
    assert card().how_to_get == f"run: python -m embedcore get {NAME}"
    assert (card().n_dims, card().max_tokens, card().licence, card().precision) == (768, 384, "Apache-2.0", "")
    assert card().download_mb == SLICES.n_bytes // MB
    assert card().size_mb == round(WEIGHTS_BYTES / MB)
    with pytest.raises(
        ec.BackendMissingError, match=rf"{NAME} must be installed .*; run: python -m embedcore get {NAME}"
    ):
        ec.get_encoder(NAME)
    with pytest.raises(ec.ParameterError, match=r"has no option 'device' \(its options: precision, download\)"):
        ec.get_encoder(NAME, device="cpu")


def test_it_is_available_as_soon_as_its_files_are_there_and_no_longer() -> None:
    for path, facts in SLICES.files.items():
        assert not card().available
        empty_file(SLICES.folder / path, facts.n_bytes)
    assert card().available
    encoder = ec.get_encoder(NAME, precision="bfloat16")
    assert isinstance(encoder, MPNetEncoder)
    assert encoder.cache_key == f"{NAME}-{WEIGHTS_SHA256[:16]}-bfloat16"
    (SLICES.folder / "config.json").unlink()
    assert not card().available


def test_weights_that_are_not_the_published_ones_are_refused() -> None:
    for path, facts in SLICES.files.items():
        empty_file(SLICES.folder / path, facts.n_bytes)
    with pytest.raises(ec.DataError, match=rf"must have sha256 {WEIGHTS_SHA256[:8]}.*python -m embedcore get {NAME}"):
        ec.get_encoder(NAME, precision="float32")._model  # noqa: B018


def linked(hub: Path, blob: str, n_bytes: int) -> Path:
    """The model as the hub's libraries keep it: weights are a link to a file that is named by its digest."""
    base = hub / f"models--sentence-transformers--{NAME}"
    folder = base / "snapshots" / "abcdef1234567"
    empty_file(base / "blobs" / blob, n_bytes)
    (base / "refs").mkdir()
    (base / "refs" / "main").write_text("abcdef1234567")
    for name in ("config.json", "modules.json", "tokenizer.json"):
        empty_file(folder / name, 0)
    (folder / WEIGHTS).symlink_to(base / "blobs" / blob)
    return folder


def test_the_published_weights_from_the_hub_run_the_same_way(hub: Path) -> None:
    folder = linked(hub, WEIGHTS_SHA256, WEIGHTS_BYTES)
    assert card().available
    encoder = ec.get_encoder(NAME)
    assert isinstance(encoder, MPNetEncoder)
    assert encoder._folder == folder
    assert [one.name for one in ec.list_models()].count(NAME) == 1


@pytest.mark.parametrize(("blob", "n_bytes"), [("0" * 64, WEIGHTS_BYTES), (WEIGHTS_SHA256, 1_000)])
def test_other_weights_are_not_taken_for_the_published_ones(blob: str, n_bytes: int, hub: Path) -> None:
    linked(hub, blob, n_bytes)
    assert isinstance(ec.get_encoder(NAME), HubEncoder)


def test_other_weights_of_that_name_are_run_by_the_library(hub: Path, tmp_path: Path) -> None:
    made = tiny_bert(tmp_path / "tiny")
    base = hub / f"models--sentence-transformers--{NAME}"
    (base / "snapshots").mkdir(parents=True)
    made.rename(base / "snapshots" / "abcdef1234567")
    (base / "refs").mkdir()
    (base / "refs" / "main").write_text("abcdef1234567")
    assert card().available
    assert ec.get_encoder(NAME).encode(["a text"]).shape == (1, 16)
    with pytest.raises(ec.ParameterError, match=r"precision must be auto or float32 .* \(got 'bfloat16'\)"):
        ec.get_encoder(NAME, precision="bfloat16")


def test_without_openvino_the_library_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for path, facts in SLICES.files.items():
        empty_file(SLICES.folder / path, facts.n_bytes)
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert card().available
    assert isinstance(ec.get_encoder(NAME), HubEncoder)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    assert not card().available
    with pytest.raises(ec.BackendMissingError, match=r"openvino must be installed .*pip install '.*\[minilm\]'"):
        ec.get_encoder(NAME)
