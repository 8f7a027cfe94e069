"""A real HTTP server on loopback that serves the bundled model as OpenAI's embeddings API, and misbehaves on demand.

In tests: `with embedding_server(minilm) as server`, then server.url is the base URL and
server.misbehave("429", "wrong_order") says what happens to the next requests, in turn.
By hand: python -m tests.core.embedding_server --port 8765 --key sk-test --misbehave 429 429
"""

import argparse
import base64
import json
import ssl
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

import numpy as np

from embedcore.encoders import Encoder, get_encoder

MODEL = "all-MiniLM-L6-v2"


@dataclass
class EmbeddingServer:
    """A running server: what it was asked, and what it is to do wrong next.

    keys: the keys that it accepts; None accepts everybody. max_items: more texts in a request are refused;
    max_bytes: a longer body is refused before it was read. certificate: serves https. requests: the bodies
    that came, in order; headers: theirs; answered: how often each text was answered, which a real server bills.
    """

    port: int
    encoder: Encoder
    keys: tuple[str, ...] | None = None
    max_items: int = 2_048
    max_bytes: int = 10_000_000
    model: str = MODEL
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)
    closing: Event = field(default_factory=Event)
    _next: deque[str] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    certificate: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1" if self.certificate is None else f"https://localhost:{self.port}/v1"

    def misbehave(self, *how: str) -> None:
        """What is to happen to the next requests, one each: a name in MISBEHAVIOURS, or "" for nothing."""
        for name in how:
            if name and name.partition("=")[0] not in MISBEHAVIOURS:
                raise ValueError(f"how must be one of {', '.join(MISBEHAVIOURS)} (got {name!r})")
        self._next.extend(how)

    def next_behaviour(self) -> str:
        with self._lock:
            return self._next.popleft() if self._next else ""

    def vectors(self, texts: list[str], dimensions: int | None) -> np.ndarray:
        """The model's vectors; shortened ones as OpenAI does it: the first numbers, brought to length 1."""
        with self._lock:
            made = self.encoder.encode(texts)
        if dimensions is None:
            return made
        shortened = made[:, :dimensions]
        return shortened / np.linalg.norm(shortened, axis=1, keepdims=True)


@dataclass
class Exchange:
    """One request on its way to its answer, which a misbehaviour may change."""

    handler: BaseHTTPRequestHandler
    server: EmbeddingServer
    asked: dict[str, Any]
    value: str

    def answer(self) -> dict[str, Any]:
        texts = self.asked["input"]
        vectors = self.server.vectors(texts, self.asked.get("dimensions"))
        self.server.answered.update(texts)
        n_tokens = sum(max(1, len(text) // 4) for text in texts)
        return {
            "object": "list",
            "model": self.asked["model"],
            "data": [
                {"object": "embedding", "index": index, "embedding": self.packed(vector)}
                for index, vector in enumerate(vectors)
            ],
            "usage": {"prompt_tokens": n_tokens, "total_tokens": n_tokens},
        }

    def packed(self, vector: np.ndarray) -> str | list[float]:
        if self.asked.get("encoding_format") == "base64":
            return base64.b64encode(vector.astype("<f4").tobytes()).decode()
        return [float(number) for number in vector]

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.handler.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **given}.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def send_json(self, content: object, status: int = 200, **headers: str) -> None:
        self.send(status, json.dumps(content).encode(), **headers)

    def send_error(self, status: int, message: str, code: str | None = None, **headers: str) -> None:
        self.send_json({"error": {"message": message, "type": "error", "code": code}}, status, **headers)

    def send_changed(self, change: Callable[[dict[str, Any]], object]) -> None:
        """The right answer with something done to it."""
        answer = self.answer()
        change(answer)
        self.send_json(answer)


def _each_vector(change: Callable[[list[float]], object]) -> Callable[[Exchange], None]:
    def send(exchange: Exchange) -> None:
        exchange.asked["encoding_format"] = "float"
        exchange.send_changed(lambda answer: [change(entry["embedding"]) for entry in answer["data"]])

    return send


def _entries(change: Callable[[list[dict[str, Any]]], object]) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send_changed(lambda answer: change(answer["data"]))


def _slow(exchange: Exchange) -> None:
    exchange.server.closing.wait(float(exchange.value or 30))
    exchange.send_json(exchange.answer())


def _cut_connection(exchange: Exchange) -> None:
    """Announces the whole answer and closes in its middle."""
    body = json.dumps(exchange.answer()).encode()
    exchange.send(200, body[: len(body) // 2], Content_Length=str(len(body)))


def _truncated(exchange: Exchange) -> None:
    body = json.dumps(exchange.answer()).encode()
    exchange.send(200, body[: len(body) // 2])


def _echo_key(exchange: Exchange) -> None:
    key = exchange.handler.headers.get("Authorization", "").removeprefix("Bearer ")
    message = f"Incorrect API key provided: {key}. (Authorization: Bearer {key}, ending {key[-8:]})"
    exchange.send_error(int(exchange.value or 401), message, WWW_Authenticate=f"Bearer {key}", X_Request_Id=key)


def _read_only_the_beginning(exchange: Exchange) -> None:
    """A server that cuts texts at 8 words without a word."""
    exchange.asked["input"] = [" ".join(text.split()[:8]) for text in exchange.asked["input"]]
    exchange.send_json(exchange.answer())


MISBEHAVIOURS: dict[str, Callable[[Exchange], None]] = {
    "429": lambda exchange: exchange.send_error(429, "Rate limit reached"),
    "429_after": lambda exchange: exchange.send_error(429, "Rate limit reached", Retry_After=exchange.value or "7"),
    "429_after_ms": lambda exchange: exchange.send_error(429, "Limit", Retry_After_Ms=exchange.value or "1500"),
    "429_quota": lambda exchange: exchange.send_error(429, "You exceeded your current quota", "insufficient_quota"),
    "500_now": lambda exchange: exchange.send_error(500, "something broke", Retry_After_Ms="1"),
    "error": lambda exchange: exchange.send_error(int(exchange.value), "something is wrong"),
    "detail": lambda exchange: exchange.send_json({"detail": "no such thing"}, int(exchange.value)),
    "error_page": lambda exchange: exchange.send(int(exchange.value or 502), b"<html>Bad gateway</html>"),
    "echo_key": _echo_key,
    "slow": _slow,
    "cut_connection": _cut_connection,
    "no_answer": lambda exchange: None,
    "truncated": _truncated,
    "page": lambda exchange: exchange.send(200, b"<html>Sign in</html>", Content_Type="text/html"),
    "redirect": lambda exchange: exchange.send(307, b"", Location=exchange.value),
    "no_json_object": lambda exchange: exchange.send_json([1, 2]),
    "no_data": lambda exchange: exchange.send_json({"error": "no"}),
    "wrong_order": _entries(lambda entries: entries.reverse()),
    "missing": _entries(lambda entries: entries.pop()),
    "too_many": _entries(lambda entries: entries.append({**entries[0], "index": len(entries)})),
    "twice": _entries(lambda entries: entries[-1].update(index=0)),
    "no_index": _entries(lambda entries: entries[0].pop("index")),
    "index_beyond": _entries(lambda entries: entries[0].update(index=99)),
    "wrong_dimensions": _each_vector(lambda vector: vector.append(0.5)),
    "mixed_dimensions": _entries(lambda entries: entries[0].update(embedding=[0.5])),
    "empty_vectors": _each_vector(lambda vector: vector.clear()),
    "nan": _each_vector(lambda vector: vector.__setitem__(3, float("nan"))),
    "infinite": _each_vector(lambda vector: vector.__setitem__(3, 1e39)),
    "null": _each_vector(lambda vector: vector.__setitem__(3, None)),  # type: ignore[call-overload]
    "words": _each_vector(lambda vector: vector.__setitem__(3, "0.5")),  # type: ignore[call-overload]
    "half_base64": _entries(lambda entries: entries[0].update(embedding="AAAAA")),
    "base64": lambda exchange: (exchange.asked.update(encoding_format="base64"), exchange.send_json(exchange.answer())),  # type: ignore[dict-item]
    "no_usage": lambda exchange: exchange.send_changed(lambda answer: answer.pop("usage")),
    "reads_8_words": _read_only_the_beginning,
    "huge": lambda exchange: exchange.send(200, b" " * 30_000_000),
}


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients of these tests break connections on purpose."""


@contextmanager
def embedding_server(encoder: Encoder, *, port: int = 0, **options: Any) -> Iterator[EmbeddingServer]:
    """The server, until the with block ends. options: the fields of EmbeddingServer."""
    running: EmbeddingServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.close_connection = True
            n_bytes = int(self.headers.get("Content-Length", 0))
            with suppress(OSError):
                if n_bytes > running.max_bytes:
                    Exchange(self, running, {}, "").send(413, b"<html>Request Entity Too Large</html>")
                    return
                _respond(self, running, self.rfile.read(n_bytes))

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = _Quiet(("127.0.0.1", port), Handler)
    running = EmbeddingServer(http.server_address[1], encoder, **options)
    if running.certificate is not None:
        http.socket = running.certificate.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
    Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield running
    finally:
        running.closing.set()
        http.shutdown()
        http.server_close()


def _respond(handler: BaseHTTPRequestHandler, server: EmbeddingServer, body: bytes) -> None:
    asked = json.loads(body)
    if isinstance(asked.get("input"), str):
        asked["input"] = [asked["input"]]
    server.requests.append({**asked, "path": handler.path})
    server.headers.append({name.lower(): value for name, value in handler.headers.items()})
    how, _, value = server.next_behaviour().partition("=")
    exchange = Exchange(handler, server, asked, value)
    key = handler.headers.get("Authorization", "").removeprefix("Bearer ")
    if how:
        MISBEHAVIOURS[how](exchange)
    elif handler.path != "/v1/embeddings":
        exchange.send_error(404, f"there is no {handler.path}")
    elif server.keys is not None and key not in server.keys:
        exchange.send_error(401, f"Incorrect API key provided: {key[:3]}***", "invalid_api_key")
    elif asked.get("model") != server.model:
        exchange.send_error(404, f"The model {asked.get('model')!r} does not exist", "model_not_found")
    elif not asked["input"] or not all(asked["input"]):
        exchange.send_error(400, "input cannot be an empty string")
    elif len(asked["input"]) > server.max_items:
        exchange.send_error(422, f"batch size {len(asked['input'])} > maximum allowed batch size {server.max_items}")
    else:
        exchange.send_json(exchange.answer())


def main() -> None:
    parser = argparse.ArgumentParser(description="Serves the bundled model as OpenAI's embeddings API.")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--key", action="append", help="a key that is accepted; without one, everybody is")
    parser.add_argument("--misbehave", nargs="*", default=[], help=f"for the next requests: {', '.join(MISBEHAVIOURS)}")
    given = parser.parse_args()
    keys = tuple(given.key) if given.key else None
    with embedding_server(get_encoder(MODEL), port=given.port, keys=keys) as server:
        server.misbehave(*given.misbehave)
        sys.stdout.write(f"{server.url} serves {MODEL}; end it with Ctrl+C\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(3_600)


if __name__ == "__main__":
    main()
