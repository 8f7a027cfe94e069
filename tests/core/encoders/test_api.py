"""Models behind an API, against a real HTTP server on loopback that serves the bundled model and misbehaves."""

import base64
import copy
import io
import json
import logging
import pickle
import re
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import Encoder
from embedcore.encoders.api.answer import read_answer
from embedcore.encoders.api.encoder import APIEncoder, api_encoder
from embedcore.encoders.api.params import OPENAI_MODELS, APIParams, api_cards, find_key
from embedcore.encoders.api.request import MAX_RETRIES, MAX_TIMEOUTS
from embedcore.encoders.api.secret import Secret
from embedcore.space.embedding import encode_cached
from tests.core.embedding_server import MODEL, EmbeddingServer, embedding_server
from tests.core.web import authority, certificate

KEY = "sk-proj-S3cretK3yThatNobodyMaySee-0123456789"
TEXTS = [f"{'a longer ' * (n % 4)}text number {n}" for n in range(20)]
Make = Callable[..., APIEncoder]


class Waits(list[float]):
    """Stands in for waiting: remembers for how long."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture(autouse=True)
def a_known_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key of the machine that runs the tests, and private use as in a script."""
    for variable in (
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_ORG_ID",
        "OPENAI_CUSTOM_HEADERS",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")


@pytest.fixture
def server(minilm: Encoder) -> Iterator[EmbeddingServer]:
    with embedding_server(minilm) as running:
        yield running


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def make(server: EmbeddingServer, waits: Waits) -> Make:
    """An encoder that asks the server for four texts at once."""

    def made(**options: object) -> APIEncoder:
        given = {"model": MODEL, "base_url": server.url, "batch_items": 4, "timeout_s": 30, **options}
        return APIEncoder(APIParams(**given), wait=waits)  # type: ignore[arg-type]

    return made


def test_the_vectors_are_the_models(make: Make, minilm: Encoder, server: EmbeddingServer) -> None:
    texts = ["where is my parcel", "naïve café 😀", "", "half a pair: \ud83d", "a\x00b", *TEXTS]
    encoder = make()
    assert not encoder.card.available
    vectors = encoder.encode(texts)
    assert encoder.card.available  # its server has answered
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, minilm.encode([text or " " for text in texts]), atol=1e-6)
    assert encoder.card.n_dims == 384
    assert [len(request["input"]) for request in server.requests] == [4, 4, 4, 4, 4, 4, 1]


def test_base64_and_numbers_give_the_same(make: Make, server: EmbeddingServer) -> None:
    as_numbers = make().encode(TEXTS[:4])
    server.misbehave("base64")
    assert (make().encode(TEXTS[:4]) == as_numbers).all()


def test_what_the_model_wants_in_front_is_sent(make: Make, server: EmbeddingServer) -> None:
    encoder = make(query_prefix="query: ", document_prefix="passage: ")
    encoder.encode(["a lost card", ""])
    found = encoder.encode_query("lost")
    assert [request["input"] for request in server.requests] == [["passage: a lost card", "passage: "], ["query: lost"]]
    assert found.shape == (384,)
    assert (encoder.card.query_prompt, encoder.card.document_prompt) == ("query: ", "passage: ")
    keys = {
        make(**options).cache_key for options in ({}, {"query_prefix": "query: "}, {"document_prefix": "passage: "})
    }
    assert len(keys) == 2  # vectors of the data stay the same whatever is put in front of phrases
    make().encode_query("lost")
    assert server.requests[-1]["input"] == ["lost"]
    short = make(document_prefix="word " * 4, max_tokens=10)
    assert short.truncated(["one", "one two three four " * 3]) == [1]
    for name in ("query_prefix", "document_prefix"):
        for wrong in (5, "x" * 501):
            with pytest.raises(ec.ParameterError, match=rf"{name} must be a text of up to 500 characters"):
                make(**{name: wrong})


def test_what_is_sent(make: Make, server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of what OpenAI's own client would send: organisation, machine, headers from the environment."""
    monkeypatch.setenv("OPENAI_ORG_ID", "org-inside")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer another\nX-Inside: 1")
    make(api_key=KEY).encode(["one"])
    make(dimensions=32).encode(["two"])
    assert server.requests == [
        {"input": ["one"], "model": MODEL, "encoding_format": "float", "path": "/v1/embeddings"},
        {"input": ["two"], "model": MODEL, "encoding_format": "float", "dimensions": 32, "path": "/v1/embeddings"},
    ]
    usual = {"host", "connection", "accept", "accept-encoding", "content-type", "content-length", "user-agent"}
    assert set(server.headers[0]) == usual | {"authorization"}
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert set(server.headers[1]) == usual


def test_shorter_vectors(make: Make, minilm: Encoder) -> None:
    encoder = make(dimensions=32)
    assert encoder.card.n_dims == 32
    vectors = encoder.encode(["one", "two"])
    full = minilm.encode(["one", "two"])[:, :32]
    np.testing.assert_allclose(vectors, full / np.linalg.norm(full, axis=1, keepdims=True), atol=1e-6)


def test_order_copies_and_the_input(make: Make, server: EmbeddingServer) -> None:
    items = ["same", "other", "same", "third", "other"]
    before = list(items)
    vectors = make().encode(items)
    assert items == before
    assert (vectors[[0, 1]] == vectors[[2, 4]]).all()
    assert not (vectors[0] == vectors[1]).all()
    assert server.answered == {"same": 1, "other": 1, "third": 1}


def test_the_length_of_vectors_is_learned_and_remembered(make: Make) -> None:
    encoder = make()
    assert encoder.card.n_dims == 0
    assert encoder.encode([]).shape == (0, 0)
    space = ec.embed(TEXTS[:3], model=encoder)
    assert space.n_dims == encoder.card.n_dims == 384
    assert encoder.encode([]).shape == (0, 384)
    assert make().card.n_dims == 384  # another encoder, as in another run: from the cache
    assert make(max_tokens=100).card.n_dims == 0  # another model to the cache


def test_progress_grows_and_cancelling_stops_between_requests(make: Make, server: EmbeddingServer) -> None:
    reports: list[tuple[int, int, str]] = []
    make().encode([*TEXTS[:10], *TEXTS[:10]], on_progress=lambda *report: reports.append(report))
    assert [report[:2] for report in reports] == [(4, 10), (8, 10), (10, 10)]

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    server.requests.clear()
    with pytest.raises(ec.Cancelled, match=r"^$"):
        make().encode(TEXTS, on_progress=stop)
    assert len(server.requests) == 1


@pytest.mark.parametrize("item", [None, 3, b"bytes", float("nan"), ["list"]])
def test_an_item_that_is_no_text_is_refused_by_position(make: Make, server: EmbeddingServer, item: object) -> None:
    for refuse in (make().encode, make().estimate_cost):
        with pytest.raises(ec.DataError, match=rf"items must be texts \(got {type(item).__name__} at position 1\)"):
            refuse(["text", item])  # type: ignore[list-item]
        with pytest.raises(ec.DataError, match=r"items must be a list of texts \(got one str\)"):
            refuse("hello")
    assert server.requests == []


# --- waiting and asking again ---


def test_a_busy_server_is_asked_again_with_growing_pauses(make: Make, server: EmbeddingServer, waits: Waits) -> None:
    server.misbehave("429", "error=500", "error=503", "error_page", "error=408")
    assert make().encode(["one"]).shape == (1, 384)
    pauses = pauses_of(waits, 5)
    assert all(0.5 * 2**n <= pause <= 2**n for n, pause in enumerate(pauses)), pauses
    assert len({pause / 2**n for n, pause in enumerate(pauses)}) == 5  # by chance, so that clients part
    assert server.answered == {"one": 1}


def pauses_of(waits: Waits, n_expected: int) -> list[float]:
    """The pauses between attempts, put together from the slices of a second in which they were waited."""
    pauses, open_pause = [], 0.0
    for seconds in waits:
        open_pause += seconds
        if seconds < 1.0:
            pauses.append(open_pause)
            open_pause = 0.0
    assert len(pauses) == n_expected, waits
    return pauses


@pytest.mark.parametrize(
    ("how", "least"), [("429_after=7", 7.0), ("429_after=0", 0.0), ("429_after_ms=1500", 1.5), ("429_after=2.5", 2.5)]
)
def test_the_pause_that_the_server_asks_for_is_kept(
    make: Make, server: EmbeddingServer, waits: Waits, how: str, least: float
) -> None:
    server.misbehave(how)
    make().encode(["one"])
    assert least <= sum(waits) <= least + 0.25


def test_a_pause_that_is_no_number_is_the_usual_one(make: Make, server: EmbeddingServer, waits: Waits) -> None:
    server.misbehave("429_after=Fri, 01 Jan 2010 00:00:00 GMT", "429_after=whenever")
    make().encode(["one"])
    assert all(0.5 * 2**n <= pause <= 2**n for n, pause in enumerate(pauses_of(waits, 2)))


def test_a_pause_beyond_patience_is_said_at_once(make: Make, server: EmbeddingServer, waits: Waits) -> None:
    server.misbehave("429_after=3600")
    with pytest.raises(ec.BackendMissingError, match=r"127\.0\.0\.1 must have room .*got 429: Rate.*in 3,600 s, and r"):
        make().encode(["one"])
    assert waits == []


def test_while_waiting_the_work_can_be_cancelled(make: Make, server: EmbeddingServer, waits: Waits) -> None:
    server.misbehave("429_after=60")
    said: list[str] = []

    def stop(done: int, total: int, what: str) -> None:
        said.append(what)
        if len(said) == 3:
            raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        make().encode(["one"], on_progress=stop)
    assert len(waits) == 2
    assert re.fullmatch(r"127\.0\.0\.1 is busy; asking again in 6[01] s", said[0])


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("429", r"must have room for more requests \(got 429: Rate limit reached\); try again later, and run again"),
        ("error=500", r"must be able to answer \(got 500: something is wrong\); try again later, and run again"),
        ("error_page=502", r"must be able to answer \(got 502: a web page\)"),
        (
            "cut_connection",
            r"must be reached and must answer in full \(got: [\d,]+ bytes are missing\); check",
        ),
        ("no_answer", r"must be reached and must answer in full \(got: Remote end closed connection"),
    ],
)
def test_patience_ends(make: Make, server: EmbeddingServer, waits: Waits, how: str, message: str) -> None:
    server.misbehave(*[how] * (MAX_RETRIES + 5))
    with pytest.raises(ec.BackendMissingError, match=message):
        make().encode(["one"])
    assert len(server.requests) == MAX_RETRIES + 1
    pauses_of(waits, MAX_RETRIES)


def test_a_slow_server(make: Make, server: EmbeddingServer, waits: Waits) -> None:
    server.misbehave("slow")
    assert make(timeout_s=0.5).encode(["one"]).shape == (1, 384)
    server.requests.clear()
    server.misbehave(*["slow"] * 5)
    with pytest.raises(ec.BackendMissingError, match=rf"in time \(waited 0\.3 s, {MAX_TIMEOUTS} times\); give a"):
        make(timeout_s=0.3).encode(["one"])
    assert len(server.requests) == MAX_TIMEOUTS


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ("error=400", ec.DataError, r"must accept the request \(got 400: something is wrong\); check model and dim"),
        ("detail=422", ec.DataError, r"must accept the request \(got 422: no such thing\)"),
        ("error=401", ec.ParameterError, r"api_key must be a key that 127\.0\.0\.1 accepts \(got 401: .*\); give one"),
        ("error=403", ec.ParameterError, r"api_key must be allowed to use all-MiniLM-L6-v2 .*ask for access"),
        ("detail=404", ec.ParameterError, r"/v1 must offer the model all-MiniLM-L6-v2 \(got 404: no such thing\); ch"),
        ("error_page=405", ec.ParameterError, r"must offer the model .* \(got 405: a web page\)"),
        ("429_quota", ec.BackendMissingError, r"must have credit left \(got 429: You exceeded .*\); top it up"),
        ("redirect=https://elsewhere.example/v1/embeddings", ec.ParameterError, r"a redirect to 'elsewhere\.example'"),
        ("redirect=/v2/embeddings", ec.ParameterError, r"a redirect to 'another path'"),
        ("redirect=http://[::1", ec.ParameterError, r"a redirect to 'no valid address'"),
    ],
)
def test_what_can_not_be_helped_by_asking_again(
    make: Make, server: EmbeddingServer, waits: Waits, how: str, error: type[Exception], message: str
) -> None:
    server.misbehave(how)
    with pytest.raises(error, match=message):
        make().encode(["one"])
    assert len(server.requests) == 1
    assert waits == []


def test_a_server_that_is_not_there_is_not_waited_for(make: Make, waits: Waits) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ec.BackendMissingError, match=r"must be reached .*\(got: Connection refused\); check base_url"):
        make(base_url=f"http://127.0.0.1:{port}/v1").encode(["one"])
    assert waits == []


def test_a_server_that_goes_away_in_between_is_waited_for(server: EmbeddingServer, make: Make, waits: Waits) -> None:
    encoder = make()
    encoder.encode(["one"])
    server.closing.set()
    with socket.socket() as elsewhere:  # the same port, but nobody listens
        elsewhere.bind(("127.0.0.1", 0))
        there = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/v1"
        encoder._requests._params = replace(encoder.params, base_url=there)
        with pytest.raises(ec.BackendMissingError, match=r"Connection refused"):
            encoder.encode(["two"])
    pauses_of(waits, MAX_RETRIES)


def test_a_server_that_takes_fewer_texts_gets_fewer(make: Make, server: EmbeddingServer) -> None:
    server.max_items = 3
    encoder = make(batch_items=16)
    assert encoder.encode(TEXTS).shape == (20, 384)
    assert [len(request["input"]) for request in server.requests] == [16, 8, 4, *[2] * 10]
    assert max(server.answered.values()) == 1
    server.requests.clear()
    server.misbehave("error=413")
    assert make(batch_items=3).encode(TEXTS[:3]).shape == (3, 384)
    assert [len(request["input"]) for request in server.requests] == [3, 1, 1, 1]
    server.misbehave("error=413")
    with pytest.raises(ec.DataError, match=r"must accept the request \(got 413"):
        encoder.encode(["one"])


def test_a_server_that_refuses_before_it_has_read_everything(make: Make, server: EmbeddingServer) -> None:
    """As nginx does it: 413, and the connection closed while the texts still come."""
    server.max_bytes = 100_000
    with pytest.raises(ec.DataError, match=r"must accept the request \(got 413: a web page\); .* lower max_tokens"):
        make(max_tokens=1_000_000).encode(["€" * 600_000])
    assert server.requests == []


def test_a_name_that_can_not_be_found(
    make: Make, server: EmbeddingServer, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waited for where it was found before, said at once where not."""
    known = {"server.example": 1}

    def getaddrinfo(host: str, port: int, *args: object, **options: object) -> list[tuple]:
        if host.endswith(".example"):
            if not known.get(host):
                raise socket.gaierror(-3, "Temporary failure in name resolution")
            known[host] -= 1
            host = "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(ec.BackendMissingError, match=r"nowhere\.example must be reached .*\(got: Temporary failure"):
        make(base_url=f"http://nowhere.example:{server.port}/v1").encode(["one"])
    assert waits == []
    encoder = make(base_url=f"http://server.example:{server.port}/v1")
    encoder.encode(["one"])
    with pytest.raises(ec.BackendMissingError, match="Temporary failure"):
        encoder.encode(["two"])
    pauses_of(waits, MAX_RETRIES)


# --- what is answered ---


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_answered_only_our_errors_leave(minilm: Encoder, seed: int) -> None:
    """Answers with some bytes changed: read right, or refused; never anything else."""
    chance = Random(seed)
    vectors = minilm.encode(["one", "two"])[:, :5]
    packed = [vector.tolist() if seed % 2 else base64.b64encode(vector.tobytes()).decode() for vector in vectors]
    entries = [{"index": index, "embedding": vector} for index, vector in enumerate(packed)]
    whole = json.dumps({"data": entries, "usage": {"total_tokens": 4}}).encode()
    n_read = 0
    for _ in range(2_000):
        at, step = chance.randrange(len(whole)), chance.randint(0, 3)
        piece = chance.choice([b"", b'"', b"[", b"}", b"-", b"e9", b"null", b"\xff", b"\\", b"9" * 400, b"{}", b"true"])
        with suppress(ec.DataError):
            vectors, _ = read_answer(whole[:at] + piece + whole[at + step :], 2, n_dims=None, host="example.org")
            assert vectors.shape[0] == 2
            assert np.isfinite(vectors).all()
            n_read += 1
    assert 0 < n_read < 2_000


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("truncated", r"JSON as OpenAI's API does \(got [\d,]+ bytes that are no whole JSON\)"),
        ("page", r"JSON as OpenAI's API does \(got a web page\)"),
        ("no_json_object", r"a JSON object \(got a list\)"),
        ("no_data", r"""a list "data" \(got the fields 'error'\)"""),
        ("missing", r"4 vectors, one a text \(got 3\)"),
        ("too_many", r"4 vectors, one a text \(got 5\)"),
        ("twice", r"""each "index" once \(got 0 twice\)"""),
        ("no_index", r"""an "index" from 0 to 3 with each vector \(got None\)"""),
        ("index_beyond", r"""an "index" from 0 to 3 with each vector \(got 99\)"""),
        ("mixed_dimensions", r"vectors of one length \(got lengths 1, 384\)"),
        ("empty_vectors", r"vectors \(got empty ones\)"),
        ("nan", r"finite numbers \(got NaN or infinity at index 0\)"),
        ("infinite", r"finite numbers \(got NaN or infinity at index 0\)"),
        ("null", r"vectors of numbers \(got something else at index 0\)"),
        ("words", r"vectors of numbers \(got something else at index 0\)"),
        ("half_base64", r"whole base64 of 4-byte numbers \(got 5 characters at index 0\)"),
        ("huge", r"at most [\d,]+ bytes \(got more\)"),
    ],
)
def test_a_wrong_answer_is_refused_and_not_asked_for_again(
    make: Make, server: EmbeddingServer, how: str, message: str
) -> None:
    server.misbehave(how)
    with pytest.raises(ec.DataError, match=rf"127\.0\.0\.1.* must answer with {message}; check base_url and model"):
        make().encode(TEXTS[:4])
    assert len(server.requests) == 1


def test_vectors_in_another_order_are_put_in_theirs(make: Make, server: EmbeddingServer, minilm: Encoder) -> None:
    server.misbehave("wrong_order")
    np.testing.assert_allclose(make().encode(TEXTS[:4]), minilm.encode(TEXTS[:4]), atol=1e-6)


def test_another_length_than_promised_or_than_before(make: Make, server: EmbeddingServer) -> None:
    server.misbehave("wrong_dimensions")
    with pytest.raises(ec.DataError, match=r"vectors of 32 dimensions, as asked for or as before \(got 33\)"):
        make(dimensions=32).encode(["one"])
    encoder = make()
    server.misbehave("", "wrong_dimensions")
    with pytest.raises(ec.DataError, match=r"vectors of 384 dimensions, as asked for or as before \(got 385\); check"):
        encoder.encode(TEXTS[:8])
    ec.embed(["one"], model=make())
    server.misbehave("wrong_dimensions")
    with pytest.raises(ec.DataError, match=r"384 dimensions.*\(got 385\)"):
        ec.embed(["two"], model=make())


# --- paid once ---


def test_nothing_that_was_answered_is_asked_again(make: Make, server: EmbeddingServer, cache_folder: Path) -> None:
    server.misbehave("", "", "error=400")
    with pytest.raises(ec.DataError, match="got 400"):
        encode_cached(make(), TEXTS)
    assert len(server.answered) == 8
    reports: list[tuple[int, int, str]] = []
    vectors = encode_cached(make(), TEXTS, on_progress=lambda *report: reports.append(report))
    assert [report[:2] for report in reports] == [(12, 20), (16, 20), (20, 20)]
    assert server.answered == dict.fromkeys(TEXTS, 1)
    np.testing.assert_allclose(vectors, server.encoder.encode(TEXTS), atol=1e-6)
    before = len(server.requests)
    assert (encode_cached(make(), TEXTS) == vectors).all()
    assert len(server.requests) == before


def test_cancelling_loses_nothing_that_was_answered(make: Make, server: EmbeddingServer) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if done == 8:
            raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        encode_cached(make(), TEXTS, on_progress=stop)
    encode_cached(make(), TEXTS)
    assert server.answered == dict.fromkeys(TEXTS, 1)


def test_the_estimate_before_and_the_count_after(make: Make, server: EmbeddingServer) -> None:
    encoder = make()
    estimate = encoder.estimate_cost([*TEXTS, *TEXTS])
    assert (estimate.n_texts, estimate.n_cached, estimate.usd) == (20, 0, None)
    assert estimate.n_tokens >= 20 * 3
    assert server.requests == []
    encode_cached(encoder, TEXTS)
    counted = sum(len(text) // 4 for text in TEXTS)
    usage = encoder.usage
    assert (usage.n_requests, usage.n_texts, usage.n_tokens, usage.n_uncounted) == (5, 20, counted, 0)
    assert usage.usd is None
    again = make().estimate_cost([*TEXTS, "new"])
    assert (again.n_texts, again.n_cached) == (1, 20)
    server.misbehave("no_usage")
    encoder.encode(["new"])
    assert (encoder.usage.n_tokens, encoder.usage.n_uncounted) == (counted, 1)


def test_the_price_of_openais_models() -> None:
    text = "one two three four"
    for model, usd in {
        "text-embedding-3-small": 0.02,
        "text-embedding-3-large": 0.13,
        "text-embedding-ada-002": 0.10,
    }.items():
        estimate = api_encoder(model, {}).estimate_cost([text, text])
        assert estimate.n_texts == 1
        assert estimate.usd == pytest.approx(estimate.n_tokens * usd / 1e6)
        assert estimate.prices_as_of.year >= 2026
    assert (
        api_encoder("text-embedding-3-small", {"base_url": "https://example.org/v1"}).estimate_cost([text]).usd is None
    )


# --- long texts ---


def test_long_texts_are_cut_by_us_and_named(make: Make, server: EmbeddingServer) -> None:
    encoder = make(max_tokens=20)
    texts = ["short", "word " * 40, "東" * 50, "x" * 19]
    assert encoder.truncated(texts) == [1, 2]
    space = ec.embed(texts, model=encoder)
    sent = [text for request in server.requests for text in request["input"]]
    assert max(map(len, sent)) < 100
    assert "2 of 4 texts are longer than all-MiniLM-L6-v2 reads (20 tokens" in space.notes[0]


def test_a_server_that_cuts_without_a_word_is_found_out(make: Make, server: EmbeddingServer) -> None:
    texts = ["one two three four five six seven eight nine ten " * 5, "a b c"]
    server.misbehave("reads_8_words")
    space = ec.embed(texts, model=make())
    assert space.notes[-1].startswith("In 1 of 1 requests 127.0.0.1 counted fewer tokens than the texts have words")
    assert ec.embed([text + "!" for text in texts], model=make()).notes == ()


# --- the key ---


def everything_that_was_said(error: BaseException, encoder: APIEncoder, log: str) -> str:
    """The error with its chain and the variables of its frames, the encoder in all its parts, and the logs."""
    chain: list[BaseException] = []
    seen: BaseException | None = error
    while seen is not None:
        chain.append(seen)
        seen = seen.__cause__ or seen.__context__
    below = error.__traceback__.tb_next if error.__traceback__ else None  # the test's own frame knows the key
    frames = "".join(traceback.TracebackException(type(error), error, below, capture_locals=True).format())
    parts = [encoder, encoder.params, vars(encoder), asdict(encoder.params), encoder.card, encoder.cache_key]
    parts += [encoder._requests, vars(encoder._requests or object), encoder._requests and encoder._requests._params]
    return "\n".join([frames, log, *(repr(part) for part in parts), *(f"{e!r} {e} {vars(e)}" for e in chain)])


@pytest.fixture
def everything_logged() -> Iterator[io.StringIO]:
    """What any logger says at DEBUG, those of the client and of its connections too."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize(
    "how",
    [
        "echo_key",
        "echo_key=400",
        "echo_key=403",
        "echo_key=500",
        f"redirect=https://{KEY}.example/",
        "nan",
        "429_quota",
    ],
)
def test_the_key_is_in_nothing_that_leaves(
    make: Make, server: EmbeddingServer, everything_logged: io.StringIO, how: str, cache_folder: Path
) -> None:
    server.misbehave(*[how] * (MAX_RETRIES + 1))
    encoder = make(api_key=KEY)
    with pytest.raises(ec.EmbedcoreError, match="must") as caught:
        ec.embed(["one"], model=encoder)
    logging.getLogger("embedcore.encoders.api").debug("the loggers were listened to")
    said = everything_that_was_said(caught.value, encoder, everything_logged.getvalue())
    assert "the loggers were listened to" in said
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"  # the key was sent
    for n in range(len(KEY) - 7):
        assert KEY[n : n + 8].lower() not in said.lower()
    assert "http.py" not in "".join(traceback.format_exception(caught.value))  # whose frames hold the request
    for file in cache_folder.rglob("*"):
        assert KEY not in str(file)
        assert not file.is_file() or KEY.encode() not in file.read_bytes()


def test_the_key_hides_in_copies_and_is_not_pickled(make: Make) -> None:
    params = APIParams(model=MODEL, base_url="http://127.0.0.1/v1", api_key=KEY)
    assert KEY not in f"{params} {params.api_key} {params!r} {asdict(params)} {vars(params)}"
    assert copy.deepcopy(params) == params == replace(params)
    assert hash(params) == hash(replace(params))
    with pytest.raises(TypeError, match="a key is not pickled"):
        pickle.dumps(params)


def test_what_a_server_echoes_in_part_is_scrubbed_too(make: Make, server: EmbeddingServer) -> None:
    server.misbehave("echo_key")
    with pytest.raises(ec.ParameterError) as caught:
        make(api_key=KEY).encode(["one"])
    assert "Incorrect API key provided: [key]. (Authorization: Bearer [key], ending [key])" in str(caught.value)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("", r"api_key must be a key \(got nothing but white space\)"),
        (" \n", r"api_key must be a key \(got nothing but white space\)"),
        ("sk-secret\r\nX-Evil: 1", r"letters, digits and signs without spaces \(got 20 characters"),
        ("sk-sécret", r"letters, digits and signs"),
        (7, r"api_key must be a str \(got int\)"),
    ],
)
def test_what_is_no_key(key: object, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message) as caught:
        APIParams(model=MODEL, api_key=key)  # type: ignore[arg-type]
    assert "secret" not in str(caught.value)


def test_where_the_key_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    openai, other = APIParams(model="text-embedding-3-small"), APIParams(model=MODEL, base_url="https://example.org/v1")
    configured, given = Secret(KEY), Secret("given-to-this-model")

    def none_for_openai() -> bool:
        with pytest.raises(ec.ParameterError, match="api_key must be given"):
            find_key(openai)
        return True

    assert none_for_openai() and find_key(other) is None
    assert find_key(replace(other, api_key=given)) == given
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert find_key(openai) == configured
    assert find_key(other) is None
    assert find_key(replace(openai, api_key=given)) == given
    monkeypatch.setenv("OPENAI_BASE_URL", "https://example.org/v1/")
    assert find_key(other) == configured
    assert APIParams(model=MODEL).url == "https://example.org/v1"
    assert none_for_openai()  # that key belongs to the other server now
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")  # closed: whoever comes would spend it
    assert find_key(other) is None
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")
    monkeypatch.setenv("OPENAI_API_KEY", "  ")
    assert find_key(other) is None


def test_the_key_of_the_environment_goes_to_its_own_server_alone(
    make: Make, server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a visitor of a deployed app could have its key sent to a server of their own."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    make().encode(["one"])
    assert "authorization" not in server.headers[0]
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    make().encode(["one"])
    assert server.headers[1]["authorization"] == f"Bearer {KEY}"


def test_openai_without_a_key_is_not_asked() -> None:
    encoder = api_encoder("text-embedding-3-small", {})
    with pytest.raises(ec.ParameterError, match=r"api_key must be given for api\.openai\.com \(got none"):
        encoder.encode(["one"])


# --- what can be chosen ---


def test_the_cards_of_openais_models() -> None:
    cards = {card.name: card for card in api_cards()}
    assert {name: card.n_dims for name, card in cards.items()} == {
        "text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536,
    }  # fmt: skip
    for name, card in cards.items():
        assert not card.available
        assert card.provider == "OpenAI"
        assert "sent to api.openai.com" in card.description
        assert f"${OPENAI_MODELS[name].usd_per_million:.2f} for a million tokens" in card.description
        assert card == api_encoder(name, {}).card
        assert name in api_encoder(name, {}).cache_key


def test_the_cache_key_tells_models_apart_and_holds_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def key(**options: object) -> str:
        model = str(options.pop("model", "m"))
        return api_encoder(model, {"base_url": "https://example.org/v1", **options}).cache_key

    assert key() == key(base_url="HTTPS://Example.org:443/v1/") == key(api_key=KEY) == key(timeout_s=5, batch_items=3)
    assert key() == key(base_url="https://example.org/v1/embeddings")
    others = [
        {"model": "n"}, {"base_url": "https://example.org/v2"}, {"base_url": "https://example.com/v1"},
        {"base_url": "https://example.org:444/v1"}, {"dimensions": 8}, {"max_tokens": 100},
    ]  # fmt: skip
    assert len({key(), *(key(**other) for other in others)}) == len(others) + 1
    assert re.fullmatch(r"api-owner-a-name-[0-9a-f]{16}", key(model="owner/a name".replace(" ", "-")))


def test_the_model_is_no_option_of_itself() -> None:
    with pytest.raises(ec.ParameterError, match=r"has no option 'model' \(its options: base_url, "):
        ec.get_encoder("text-embedding-3-small", model="another")
    with pytest.raises(ec.ParameterError, match=r"lsa has no option 'name' \(its options: n_dims, "):
        ec.embed(["one text"], model="lsa", name="another")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": ""}, r"model must be the name of a model \(got ''\)"),
        ({"model": "a b"}, r"model must be the name of a model"),
        ({"model": 3}, r"model must be the name of a model"),
        ({"base_url": "example.org"}, r"base_url must begin with https://"),
        ({"base_url": "https://u:secret@example.org/v1"}, r"base_url must hold no user name or password"),
        ({"base_url": "https://example.org/v1?key=secret"}, r"base_url must end with the path"),
        ({"base_url": 3}, r"base_url must be a web address \(got 3\)"),
        ({"dimensions": 0}, r"dimensions must be in 1\.\.1536 \(got 0\)"),
        ({"dimensions": 2000}, r"dimensions must be in 1\.\.1536 \(got 2000\)"),
        ({"dimensions": "8"}, r"dimensions must be a whole number"),
        (
            {"model": "text-embedding-ada-002", "dimensions": 8},
            r"has no dimensions to choose \(got 8; it has",
        ),
        ({"max_tokens": 9_000}, r"max_tokens must be in 8\.\.8191 \(got 9000\)"),
        ({"batch_items": 3_000}, r"batch_items must be in 1\.\.2048 \(got 3000\)"),
        ({"timeout_s": 0}, r"timeout_s must be >= 0\.1 and <= 3600 \(got 0\)"),
        ({"apikey": "secret"}, r"has no option 'apikey' \(its options: base_url, .*\); did you mean 'api_key'\?"),
    ],
)
def test_what_can_not_be_chosen(options: dict, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message) as caught:
        api_encoder(options.get("model", "text-embedding-3-small"), {k: v for k, v in options.items() if k != "model"})
    assert "secret" not in str(caught.value)


# --- over the network ---


def test_over_https(minilm: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca, file = authority(tmp_path)
    with embedding_server(minilm, certificate=certificate(ca, "localhost")) as secure:
        encoder = api_encoder(MODEL, {"base_url": secure.url})
        with pytest.raises(ec.BackendMissingError, match=r"must be reached .*\(got: .*certificate"):
            encoder.encode(["one"])
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        np.testing.assert_allclose(encoder.encode(["one"]), minilm.encode(["one"]), atol=1e-6)


def test_a_closed_app_asks_no_private_server(
    make: Make, server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
        with pytest.raises(ec.ParameterError, match=r"base_url must lead to a server on the internet"):
            make(base_url=f"https://{host}:{server.port}/v1").encode(["one"])
    with pytest.raises(ec.ParameterError, match=r"base_url must begin with https://"):
        make().encode(["one"])
    assert server.requests == []


def test_the_connection_goes_to_the_number_that_was_checked(
    make: Make, server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers differently the second time gets the second request refused, not redirected."""
    answers = iter(["127.0.0.1", "169.254.169.254"])

    def getaddrinfo(host: str, port: int, *args: object, **options: object) -> list[tuple]:
        number = next(answers) if host == "rebinding.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    encoder = make(base_url=f"http://rebinding.example:{server.port}/v1")
    assert encoder.encode(["one"]).shape == (1, 384)
    assert server.headers[0]["host"] == f"rebinding.example:{server.port}"
    with pytest.raises(ec.ParameterError, match=r"base_url must lead .*metadata service"):
        encoder.encode(["two"])
    assert len(server.requests) == 1
