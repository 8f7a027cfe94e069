"""One request for vectors: asked, asked again where that may help, and every failure in words."""

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import IncompleteRead
from random import uniform
from typing import Any
from urllib.parse import urlsplit

from embedcore.encoders.api.params import OPENAI_HOST, APIParams, find_key
from embedcore.encoders.api.secret import Secret
from embedcore.errors import BackendMissingError, DataError, EmbedcoreError, ParameterError, require
from embedcore.net.address_guard import Destination, UnknownHostError, check_url
from embedcore.net.http import FAILURES, Answer, BrokenAnswerError, Patience, TooLargeError, exchange, failure_reason

MAX_RETRIES = 6
MAX_TIMEOUTS = 3
LONGEST_BACKOFF_S = 32.0
LONGEST_RETRY_AFTER_S = 120.0
WAITED_AT_ONCE_S = 1.0
ANSWER_BYTES, ANSWER_BYTES_A_TEXT = 2_000_000, 200_000
"""8,192 numbers of 24 characters a text, and an error message."""
_CONNECT_S = 10.0
_ENDED_TOO_EARLY = (ConnectionResetError, BrokenPipeError, IncompleteRead, BrokenAnswerError)
"""The failures of a connection that had been made, which may be otherwise the next time."""
_TOO_MANY_WORDS = ("batch", "per request", "too many", "too large", "array length")
_BILLED_TO = {"OpenAI-Organization": "OPENAI_ORG_ID", "OpenAI-Project": "OPENAI_PROJECT_ID"}
_GO_ON = "and run again: what was answered is kept"

OnWait = Callable[[str], None]


class TooManyTextsError(Exception):
    """The server refuses so many texts at once, and fewer may do."""


@dataclass(frozen=True, kw_only=True)
class _Failure:
    """Why there is no answer. status: None where the network failed, in the way that kind says."""

    kind: str
    message: str
    status: int | None = None
    retry_after_s: float | None = None


class Requests:
    """Asks one model of one server for vectors. wait is for tests.

    Each attempt resolves and checks the address anew; the key is added at the last moment.
    """

    path = "embeddings"

    def __init__(self, params: APIParams, *, wait: Callable[[float], None]):
        self._params, self._wait = params, wait
        self._key: Secret | None = None
        self._reached = False

    def ask(self, texts: Sequence[str], on_wait: OnWait) -> bytes:
        """The body of the server's answer.

        Asks again, after a while, on 408, 429, 5xx, timeouts and broken connections; on_wait is called at
        least each second of waiting and may raise Cancelled.
        Raises TooManyTextsError where fewer texts may do, an EmbedcoreError that says what to do otherwise.
        """
        # What fails comes back as a value and is raised here: no frame that holds the request hangs on what leaves.
        n_timeouts = attempt = 0
        self._key = find_key(self._params)
        while True:
            outcome = self._attempt(texts)
            if isinstance(outcome, bytes):
                self._reached = True
                return outcome
            if isinstance(outcome, EmbedcoreError):
                raise type(outcome)(str(outcome))
            if _too_many(outcome, len(texts)):
                raise TooManyTextsError
            n_timeouts += outcome.kind == "timeout"
            pause = self._pause(outcome, attempt)
            if pause is None or n_timeouts == MAX_TIMEOUTS:
                raise self._explained(outcome)
            self._rest(pause, outcome, on_wait)
            attempt += 1

    def _attempt(self, texts: Sequence[str]) -> bytes | _Failure | EmbedcoreError:
        """The answer, or why there is none, with the key taken out."""
        require("httpx2", extra="api", to="ask an API")
        seconds = self._params.timeout_s
        patience = Patience(connect=_CONNECT_S, idle=seconds, total=seconds)
        try:
            server = check_url(f"{self._params.url}/{self.path}", what="base_url", error=ParameterError)
            body, headers = self._body(texts), self._headers()
            with exchange(server, method="POST", headers=headers, body=body, patience=patience) as answer:
                return self._taken(answer, server)
        except UnknownHostError as problem:  # may be over in a moment, when it was found before
            return _Failure(kind="unreached", message=problem.reason)
        except TimeoutError:
            return _Failure(kind="timeout", message="")
        except FAILURES as problem:
            kind = "broken" if isinstance(problem, _ENDED_TOO_EARLY) else "unreached"
            return _Failure(kind=kind, message=self._scrubbed(failure_reason(problem)))
        except EmbedcoreError as problem:
            return problem

    def _body(self, texts: Sequence[str]) -> bytes:
        packing = "base64" if self._params.host == OPENAI_HOST else "float"
        asked: dict[str, Any] = {"input": list(texts), "model": self._params.model, "encoding_format": packing}
        if self._params.dimensions is not None:
            asked["dimensions"] = self._params.dimensions
        return json.dumps(asked, ensure_ascii=False).encode()

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "embedding-explorer"}
        if self._params.host == OPENAI_HOST:
            billed_to = {name: os.environ.get(variable, "").strip() for name, variable in _BILLED_TO.items()}
            headers |= {name: value for name, value in billed_to.items() if value}
        return headers if self._key is None else {**headers, "Authorization": f"Bearer {self._key.reveal()}"}

    def _taken(self, answer: Answer, server: Destination) -> bytes | _Failure:
        """The body of an answer with vectors, or what the server says instead."""
        if 300 <= answer.status < 400:
            raise ParameterError(
                f"base_url must name the server that answers itself (got a redirect to "
                f"{self._scrubbed(_host_in(answer.headers.get('Location', '')))[:100]!r}); "
                "name that one, with https:// and the right path, if you trust it"
            )
        most = ANSWER_BYTES + ANSWER_BYTES_A_TEXT * self._params.limits.items
        try:
            body = answer.read(most)
        except TooLargeError:
            raise DataError(
                f"{server.authority} must answer with at most {most:,} bytes (got more); "
                "check base_url and model, or ask for fewer texts at once with batch_items"
            ) from None
        if 200 <= answer.status < 300:
            return body
        code, message = _said(body)
        return _Failure(
            kind="quota" if code == "insufficient_quota" else "status",
            message=self._scrubbed(message),
            status=answer.status,
            retry_after_s=_retry_after_s(answer.headers),
        )

    def _pause(self, failure: _Failure, attempt: int) -> float | None:
        """Seconds until the next attempt; None where there should be none."""
        again = failure.kind in ("timeout", "broken") or (failure.kind == "unreached" and self._reached)
        if failure.status is not None:
            again = failure.kind != "quota" and (failure.status in (408, 429) or failure.status >= 500)
        if not again or attempt == MAX_RETRIES:
            return None
        backoff = min(LONGEST_BACKOFF_S, 2.0**attempt) * uniform(0.5, 1.0)
        if (asked_for := failure.retry_after_s) is None:
            return backoff
        # Not before, and not all at once.
        return asked_for + uniform(0.0, 0.25) if asked_for <= LONGEST_RETRY_AFTER_S else None

    def _rest(self, seconds: float, failure: _Failure, on_wait: OnWait) -> None:
        why = "is busy" if failure.status == 429 else "does not answer"
        while seconds > 0:
            on_wait(f"{self._params.host} {why}; asking again in {math.ceil(seconds)} s")
            self._wait(min(seconds, WAITED_AT_ONCE_S))
            seconds -= WAITED_AT_ONCE_S

    def _explained(self, failure: _Failure) -> EmbedcoreError:
        host, model = self._params.host, self._params.model
        if failure.kind == "timeout":
            return BackendMissingError(
                f"{host} must answer in time (waited {self._params.timeout_s:g} s, {MAX_TIMEOUTS} times); "
                f"give a larger timeout_s or a smaller batch_items, {_GO_ON}"
            )
        if failure.status is None:
            return BackendMissingError(
                f"{host} must be reached and must answer in full (got: {failure.message}); "
                f"check base_url, that the server runs, and the network (a proxy is not used), {_GO_ON}"
            )
        came = f"(got {failure.status}" + (f": {failure.message})" if failure.message else ")")
        if failure.kind == "quota":
            return BackendMissingError(f"the account at {host} must have credit left {came}; top it up, {_GO_ON}")
        if failure.status == 429:
            pause = f" in {failure.retry_after_s:,.0f} s" if failure.retry_after_s else " later"
            return BackendMissingError(f"{host} must have room for more requests {came}; try again{pause}, {_GO_ON}")
        if failure.status >= 500 or failure.status == 408:
            return BackendMissingError(f"{host} must be able to answer {came}; try again later, {_GO_ON}")
        if failure.status == 401:
            do = "give one" if self._key is None else "check it, or make a new one at the provider"
            return ParameterError(f"api_key must be a key that {host} accepts {came}; {do}")
        if failure.status == 403:
            return ParameterError(f"api_key must be allowed to use {model} at {host} {came}; ask for access")
        if failure.status in (404, 405):
            return ParameterError(
                f"{self._params.url} must offer the model {model} {came}; "
                "check base_url, which mostly ends in /v1, and the model's name"
            )
        return DataError(
            f"{host} must accept the request {came}; check model and dimensions, "
            "and lower max_tokens if the texts are too long for the model"
        )

    def _scrubbed(self, text: str) -> str:
        return text if self._key is None else self._key.scrub(text)


def _too_many(failure: _Failure, n_texts: int) -> bool:
    """Whether the server refused the number of texts and nothing else, as far as its words tell."""
    if n_texts == 1 or failure.status not in (400, 413, 422):
        return False
    return failure.status == 413 or any(word in failure.message.lower() for word in _TOO_MANY_WORDS)


def _said(body: bytes) -> tuple[object, str]:
    """The code of a server's error, and its words on one line, cut.

    Read from {"error": {"code", "message"}}, {"detail"} and the like, or from the start of what came.
    """
    text = body.decode("utf-8", "replace")
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        found = text
    code = None
    while isinstance(found, dict):
        code = found.get("code", code)
        found = next((found[name] for name in ("error", "message", "detail") if name in found), str(found))
    words = " ".join(str(found or "").split())
    if words.startswith("<"):
        return code, "a web page"
    return code, "".join(letter for letter in words if letter.isprintable())[:300]


def _host_in(location: str) -> str:
    try:
        return urlsplit(location).hostname or "another path"
    except ValueError:
        return "no valid address"


def _retry_after_s(headers: Any) -> float | None:
    """Seconds that the server asks to wait, from milliseconds or seconds; None where it says no such number."""
    for name, divisor in (("retry-after-ms", 1_000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / divisor
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    return None
