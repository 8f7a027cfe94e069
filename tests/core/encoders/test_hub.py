"""Any sentence-transformers model, from a folder or the hub's cache: its vectors, no network, no code, no pickle."""

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.hub.model_files import find_folder, find_repository
from embedcore.encoders.hub.prompts import Prompts, prompts_of
from tests.core.tiny_models import png, sentence_transformer, tiny_bert, tiny_clip

TEXTS = ["a lost card", "where is my card?", "word " * 60, "", "the rate of exchange", "a lost card"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bert(tmp_path_factory.mktemp("plain"))


@pytest.fixture
def hub(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's cache with one downloaded model, org/tiny."""
    base = tmp_path / "hub" / "models--org--tiny"
    (base / "refs").mkdir(parents=True)
    (base / "refs" / "main").write_text("abcdef1234567")
    shutil.copytree(folder, base / "snapshots" / "abcdef1234567")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


@pytest.mark.parametrize(
    "settings",
    [{}, {"pooling": "cls"}, {"pooling": "max", "normalize": False}, {"normalize": False, "dense": 5}],
    ids=["mean", "cls", "max", "dense"],
)
def test_the_vectors_are_those_of_sentence_transformers(settings: dict, tmp_path: Path) -> None:
    made = tiny_bert(tmp_path, **settings)
    encoder = ec.get_encoder(str(made))
    expected = sentence_transformer(str(made), device="cpu").encode(TEXTS, batch_size=1)
    found = encoder.encode(TEXTS)
    assert found == pytest.approx(expected, abs=1e-6)
    assert found.dtype == np.float32
    assert encoder.card.n_dims == found.shape[1] == settings.get("dense", 16)
    assert encoder.card.max_tokens == 32
    assert (found[0] == found[5]).all()


def test_a_model_that_tells_queries_from_documents_gets_them_right(folder: Path, tmp_path: Path) -> None:
    made = tmp_path / "model"
    shutil.copytree(folder, made)
    plain = ec.get_encoder(str(made))
    before = plain.encode(TEXTS), plain.cache_key
    file = made / "config_sentence_transformers.json"
    settings = json.loads(file.read_text()) | {"prompts": {"query": "search for: ", "document": "a text: "}}
    file.write_text(json.dumps(settings))
    encoder, peer = ec.get_encoder(str(made)), sentence_transformer(str(made), device="cpu")
    assert (encoder.card.query_prompt, encoder.card.document_prompt) == ("search for: ", "a text: ")
    assert encoder.encode(TEXTS) == pytest.approx(peer.encode_document(TEXTS, batch_size=1), abs=1e-6)
    assert encoder.encode_query(TEXTS[1]) == pytest.approx(peer.encode_query(TEXTS[1]), abs=1e-6)
    assert encoder.cache_key != before[1]
    assert np.abs(encoder.encode(TEXTS) - before[0]).max() > 0.01
    # What stands in front takes its share of what is read: [CLS] a text : 27 words [SEP].
    assert encoder.truncated(["word " * 27, "word " * 28]) == [1]
    space = ec.embed(TEXTS[:2], model=encoder)
    assert ec.search(space, TEXTS[0]).scores.max() < 0.999 < ec.search(space, encoder.encode([TEXTS[0]])[0]).scores[0]


@pytest.mark.parametrize(
    ("name", "query", "document"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("/models/e5-base-v2/", "query: ", "passage: "),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("org/tiny", "", ""),
    ],
)
def test_families_are_known_whose_settings_say_nothing(name: str, query: str, document: str) -> None:
    assert (
        prompts_of(name, {}) == prompts_of(name, {"prompts": {"query": "", "document": ""}}) == Prompts(query, document)
    )
    stated = {"prompts": {"query": "Q: ", "document": ""}}
    assert prompts_of(name, stated) == Prompts("Q: ", "")
    stated = {"prompts": {"document": "", "passage": "P: "}}
    assert prompts_of(name, stated) == Prompts("", "P: ")


@pytest.mark.parametrize("prompts", ["query: ", {"query": 5}, {"query": "x" * 2_001}, ["query"]])
def test_prompts_that_cannot_be_meant_are_refused(prompts: object) -> None:
    with pytest.raises(ec.DataError, match=r"prompts of a model must be names and texts of up to 2,000 characters"):
        prompts_of("org/tiny", {"prompts": prompts})


def test_what_is_cut_off_does_not_count(folder: Path) -> None:
    encoder = ec.get_encoder(str(folder))
    text = " ".join(f"{n}" for n in "abcdefghij" * 6)
    found = encoder.tokens(text)
    assert found is not None
    assert (found.n_tokens, len(found.pieces), found.max_tokens) == (62, 30, 32)
    assert encoder.encode([text[: -len(found.cut_off)]]) == pytest.approx(encoder.encode([text]), abs=1e-6)
    assert encoder.truncated(["short", text]) == [1]


def test_a_downloaded_model_is_listed_and_found_by_its_name(hub: Path, folder: Path) -> None:
    card = next(card for card in ec.list_models() if card.name == "org/tiny")
    assert card.available and card.n_dims == 16
    encoder = ec.get_encoder("org/tiny")
    assert "abcdef1234567" in encoder.cache_key
    assert encoder.encode(["a"]) == pytest.approx(ec.get_encoder(str(folder)).encode(["a"]), abs=1e-7)
    space = ec.embed(["a lost card", "the exchange rate"], model="org/tiny")
    assert ec.search(space, "card", n_neighbors=1).indices.shape == (1,)


def test_another_revision_is_another_cache_key(hub: Path, tmp_path: Path, folder: Path) -> None:
    before = ec.get_encoder("org/tiny").cache_key
    base = hub / "models--org--tiny"
    shutil.copytree(base / "snapshots" / "abcdef1234567", base / "snapshots" / "1234567abcdef")
    (base / "refs" / "main").write_text("1234567abcdef")
    assert ec.get_encoder("org/tiny").cache_key != before
    copied = tmp_path / "copied"
    shutil.copytree(folder, copied)
    assert find_folder(str(copied)).revision == find_folder(str(folder)).revision  # type: ignore[union-attr]
    with (copied / "model.safetensors").open("ab") as file:
        file.write(b" ")
    assert find_folder(str(copied)).revision != find_folder(str(folder)).revision  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["paraphrase-multilingual-mpnet-base-v2", "clip-ViT-B-32", "no/such-model"])
def test_a_model_that_is_not_here_is_refused_at_once(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    start = time.perf_counter()
    with pytest.raises(ec.BackendMissingError, match=rf"{name} must be on this machine.*download=True"):
        ec.get_encoder(name)
    assert time.perf_counter() - start < 5  # it did not wait for a network
    known = {card.name: card for card in ec.list_models()}
    if name in known:
        assert not known[name].available
        assert "download=True" in known[name].how_to_get


def test_a_download_without_a_network_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ec.BackendMissingError, match=r"no/such must be on the Hugging Face hub and the network there"):
        ec.get_encoder("no/such", download=True)


def test_pickled_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "pickled"
    shutil.copytree(folder, copied)
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    with pytest.raises(ec.DataError, match=r"weights as safetensors \(got pytorch_model.bin, a pickle"):
        ec.get_encoder(str(copied))
    (copied / "pytorch_model.bin").unlink()
    with pytest.raises(ec.DataError, match=r"must have weights \(got no .safetensors file"):
        ec.get_encoder(str(copied))


def test_code_beside_the_model_is_never_run(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "with-code"
    shutil.copytree(folder, copied)
    (copied / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    modules = json.loads((copied / "modules.json").read_text())
    (copied / "modules.json").write_text(json.dumps([*modules, {"idx": 9, "name": "9", "path": "", "type": "evil.X"}]))
    with pytest.raises(ec.DataError, match=r"own modules \(got evil.X, code that comes with the model\)"):
        ec.get_encoder(str(copied))
    (copied / "modules.json").write_text(json.dumps(modules))
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "evil.X"}}))
    with pytest.raises(ec.DataError, match=r"config\.json names some in auto_map"):
        ec.get_encoder(str(copied))
    assert not (tmp_path / "ran").exists()


def test_a_damaged_model_is_said(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "damaged"
    shutil.copytree(folder, copied)
    (copied / "model.safetensors").write_bytes(b"\x08\x00\x00\x00\x00\x00\x00\x00{}      ")
    # A header without any weights, which transformers would fill with random numbers.
    with pytest.raises(ec.DataError, match=r"must have all its weights \(got none for embeddings.word_embeddings"):
        ec.get_encoder(str(copied)).encode(["a"])
    (copied / "model.safetensors").write_bytes(b"no header")
    with pytest.raises(ec.DataError, match="must be a whole sentence-transformers model"):
        ec.get_encoder(str(copied)).encode(["a"])


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("config.json", "[1, 2]", r"config\.json of a model must hold names and values \(got a list\)"),
        ("config.json", '"bert"', r"must hold names and values \(got a str\)"),
        ("config.json", '{"hidden_size": "many"}', r"hidden_size of a model must be a whole number \(got 'many'\)"),
        ("config.json", '{"hidden_size": Infinity}', r"hidden_size of a model must be a whole number \(got inf\)"),
        ("config.json", '{"hidden_size": -1}', r"hidden_size of a model must be a whole number"),
        (
            "config.json",
            '{"max_position_embeddings": {}}',
            r"max_position_embeddings of a model must be a whole number",
        ),
        ("sentence_bert_config.json", '{"max_seq_length": "x"}', r"max_seq_length of a model must be a whole number"),
    ],
)
def test_settings_that_can_not_be_meant(
    file: str, content: str, message: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(folder, copied)
    (copied / file).write_text(content)
    with pytest.raises(ec.DataError, match=message):
        ec.get_encoder(str(copied))
    snapshot = tmp_path / "hub" / "models--org--odd" / "snapshots" / "0123456789"
    snapshot.parent.mkdir(parents=True)
    copied.rename(snapshot)
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text("0123456789")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    assert "org/odd" not in [card.name for card in ec.list_models()]  # and the others are listed


def test_settings_that_are_nested_too_deeply_are_none(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(folder, copied)
    (copied / "config.json").write_text("[" * 100_000)
    assert ec.get_encoder(str(copied)).card.n_dims == 16  # as its pooling says


@pytest.mark.parametrize(
    "name", ["../..", "./model", "..", "a/../b", "~/no/such", "/no/such", "x" * 5_000, "a/" + "b" * 5_000, "a\0b/c"]
)
def test_a_path_that_is_no_model_is_no_name(name: str) -> None:
    with pytest.raises(ec.ParameterError, match=r"model must be") as caught:
        ec.get_encoder(name)
    assert len(str(caught.value)) < 1_500


def test_a_relative_folder_is_never_a_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    for name in (folder.name, f"./{folder.name}", f"../{folder.parent.name}/{folder.name}"):
        with pytest.raises(ec.ParameterError, match=r"model must be"):
            ec.get_encoder(name)
    assert ec.get_encoder(str(folder)).card.n_dims == 16


def test_a_closed_process_reads_no_folder_and_tells_of_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    told = set()
    for name in (str(folder), str(folder / "nothing"), "../..", "../nothing"):
        with pytest.raises(ec.ParameterError, match=r"EMBEDCORE_PRIVATE_USE=1$") as caught:
            ec.get_encoder(name)
        told.add(str(caught.value).replace(name, "NAME"))
    assert len(told) == 1


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(ec.ParameterError, match="a folder with a sentence-transformers model"):
        ec.get_encoder(str(tmp_path))
    assert find_folder(str(tmp_path)) is None
    assert find_repository("org/none") is None


def test_options_are_named(folder: Path) -> None:
    with pytest.raises(ec.ParameterError, match=r"has no option 'device' \(its options: download\)"):
        ec.get_encoder("clip-ViT-B-32", device="cpu")
    with pytest.raises(ec.ParameterError, match="only a model of the hub can be downloaded"):
        ec.get_encoder(str(folder), download=True)


def test_a_phrase_finds_pictures_in_one_space(tmp_path: Path) -> None:
    made = tiny_clip(tmp_path)
    encoder = ec.get_encoder(str(made))
    reference = sentence_transformer(str(made), device="cpu")
    pictures = [png(seed) for seed in range(4)]
    texts = reference.encode(["a red shoe", "b"], batch_size=1)
    assert encoder.encode(["a red shoe", "b"]) == pytest.approx(texts, abs=1e-6)
    mixed = encoder.encode([pictures[0], "a red shoe", pictures[1]])
    assert mixed[1] == pytest.approx(texts[0], abs=1e-6)
    assert mixed[[0, 2]] == pytest.approx(encoder.encode(pictures)[:2], abs=1e-6)
    assert encoder.card.n_dims == 8
    space = ec.EmbeddingSpace(encoder.encode(pictures), encoder=encoder)
    found = ec.search(space, "a red shoe", n_neighbors=4)
    unit = lambda rows: rows / np.linalg.norm(rows, axis=-1, keepdims=True)  # noqa: E731
    assert found.scores == pytest.approx(np.sort(unit(space.vectors) @ unit(texts[0]))[::-1], abs=1e-5)
    with pytest.raises(ec.DataError, match=r"items must be texts or pictures \(bytes\) \(got int at position 1\)"):
        encoder.encode([pictures[0], 3])
