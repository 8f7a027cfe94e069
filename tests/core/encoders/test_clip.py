"""A model of pictures and texts (CLIP): a phrase finds pictures. A tiny real one, made here with random weights."""

import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import embedcore as ec
from embedcore.encoders.hub import encoder as hub
from tests.core.pictures import picture, zipped
from tests.core.tiny_models import sentence_transformer, tiny_clip

pytestmark = pytest.mark.measured  # importing transformers takes longer than the tests

MAX_TOKENS = 24
LONG = "word " * (MAX_TOKENS - 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_clip(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def dataset() -> ec.Dataset:
    colors = ("red", "green", "blue")
    files = {f"{color}/{n}.png": picture(color, (20 + n, 30)) for color in colors for n in range(4)}
    return ec.read_table(zipped(files), filename="colors.zip")


def test_a_phrase_finds_pictures(folder: Path, dataset: ec.Dataset) -> None:
    space = ec.embed(dataset, model=str(folder))
    assert (space.n_rows, space.n_dims, space.metric) == (12, 8, "cosine")
    found = ec.search(space, "a red picture", n_neighbors=3)
    reference = sentence_transformer(str(folder), device="cpu")
    shown = [Image.open(io.BytesIO(data)) for data in dataset.images]
    pictures, phrase = reference.encode(shown, batch_size=1), reference.encode("a red picture")
    assert space.vectors == pytest.approx(pictures, abs=1e-5)
    cosines = pictures @ phrase / np.linalg.norm(pictures, axis=1) / np.linalg.norm(phrase)
    assert found.scores == pytest.approx(np.sort(cosines)[::-1][:3], abs=1e-5)
    assert cosines[found.indices] == pytest.approx(found.scores, abs=1e-5)
    assert set(ec.search(space, 0, n_neighbors=3).indices) == {1, 2, 3}
    assert ec.cluster(space, n_clusters=3).names == ("Group 1", "Group 2", "Group 3")
    assert ec.calibrate(space, "a red picture").near_duplicate > 0.9


def test_texts_are_read_where_there_are_no_pictures(folder: Path) -> None:
    texts = ec.read_table(f"text,label\nlost card,a\n{LONG}x,b\nexchange rate,c\n".encode(), text_column="text")
    space = ec.embed(texts, model=str(folder))
    assert space.n_rows == 3
    assert space.notes == (
        f"1 of 3 texts is longer than {folder} reads (24 tokens, about 18 words); only its beginning counts (row 2)",
    )
    assert ec.search(space, "lost card").indices[0] == 0


def test_long_texts_are_cut_and_said(folder: Path) -> None:
    encoder = ec.get_encoder(str(folder))
    fits = "word " * (MAX_TOKENS - 2)
    assert encoder.card.max_tokens == MAX_TOKENS
    assert encoder.truncated([fits, LONG, "short", picture()]) == [1]
    one, same, other = encoder.encode([LONG, f"{LONG} volcano", f"volcano {LONG}"])
    assert one == pytest.approx(same, abs=1e-6)
    assert not np.allclose(one, other, atol=1e-3)
    seen = encoder.tokens(f"{fits}volcano")
    assert seen.pieces == ("word",) * (MAX_TOKENS - 2)
    assert (seen.n_tokens, seen.max_tokens, seen.cut_off) == (MAX_TOKENS + 1, MAX_TOKENS, "volcano")


def test_items_keep_their_order_and_copies_are_encoded_once(folder: Path) -> None:
    encoder = ec.get_encoder(str(folder))
    red, blue = picture("red"), picture("blue", (40, 10))
    vectors = encoder.encode([red, "a phrase", blue, red, "a phrase"])
    assert (vectors[3] == vectors[0]).all()
    assert (vectors[4] == vectors[1]).all()
    for place, item in ((0, red), (1, "a phrase"), (2, blue)):
        assert encoder.encode([item])[0] == pytest.approx(vectors[place], abs=1e-5)
    assert encoder.encode([]).shape == (0, 8)


def test_a_damaged_picture_is_named(folder: Path, dataset: ec.Dataset) -> None:
    encoder = ec.get_encoder(str(folder))
    with pytest.raises(ec.DataError, match=r"the item at position 1 can't be read: an image must be whole"):
        encoder.encode([picture(), picture()[:50], picture()])


def test_progress_and_cancel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "PICTURES_AT_ONCE", 2)
    encoder = ec.get_encoder(str(folder))
    items = [picture("red", (5 + n, 9)) for n in range(5)]
    reports: list[tuple[int, int, str]] = []
    encoder.encode(items, on_progress=lambda *report: reports.append(report))
    assert reports == [(n, 5, "embedding pictures") for n in (2, 4, 5)]

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        encoder.encode(items, on_progress=stop)


def test_large_and_transparent_pictures(folder: Path) -> None:
    """A large one is made smaller before the model sees it, which hardly changes what it sees; no alpha means white."""
    rng = np.random.default_rng(0)
    small = Image.fromarray(rng.integers(0, 255, (6, 8, 3), dtype=np.uint8))
    large = small.resize((2400, 1800), Image.Resampling.BICUBIC)
    encoder = ec.get_encoder(str(folder))
    reference = sentence_transformer(str(folder), device="cpu").encode(large)
    for kind in ("PNG", "JPEG"):
        stream = io.BytesIO()
        large.save(stream, kind, quality=95)
        vector = encoder.encode([stream.getvalue()])[0]
        assert vector @ reference / np.linalg.norm(vector) / np.linalg.norm(reference) > 0.999
    clear = io.BytesIO()
    Image.new("RGBA", (30, 30), (0, 0, 0, 0)).save(clear, "PNG")
    transparent, white, black = encoder.encode(
        [clear.getvalue(), picture("white", (30, 30)), picture("black", (30, 30))]
    )
    assert transparent == pytest.approx(white, abs=1e-5)
    assert not np.allclose(transparent, black, atol=1e-3)


def test_the_known_clip_is_found_in_the_layout_of_the_hub(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As sentence-transformers/clip-ViT-B-32 lies on the hub: one module in a folder of its own, of the former name."""
    repository = tmp_path / "models--sentence-transformers--clip-ViT-B-32"
    snapshot = repository / "snapshots" / ("ab" * 20)
    shutil.copytree(folder, snapshot / "0_CLIPModel")
    for name in ("modules.json", "config_sentence_transformers.json", "README.md", "sentence_bert_config.json"):
        (snapshot / "0_CLIPModel" / name).unlink(missing_ok=True)
    module = {"idx": 0, "name": "0", "path": "0_CLIPModel", "type": "sentence_transformers.models.CLIPModel"}
    (snapshot / "modules.json").write_text(json.dumps([module]))
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("ab" * 20)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    encoder = ec.get_encoder("clip-ViT-B-32")
    assert encoder.card.available
    assert encoder.card in ec.list_models()
    items = ["a phrase", picture("red"), LONG]
    assert encoder.encode(items) == pytest.approx(ec.get_encoder(str(folder)).encode(items), abs=1e-6)
    assert encoder.truncated(items) == [2]
    assert encoder.tokens("a phrase").pieces == ("a", "phrase")


def test_clip_that_is_not_here_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ec.BackendMissingError, match=r"clip-ViT-B-32 must be on this machine.*download=True"):
        ec.get_encoder("clip-ViT-B-32")
