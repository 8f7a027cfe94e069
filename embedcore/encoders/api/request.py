"""One request for vectors: asked, asked again where that may help, and every failure in words."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from embedcore.encoders.api.models import OPENAI_HOST
from embedcore.encoders.api.secret import Secret
from embedcore.errors import BackendMissingError, DataError, EmbedcoreError, ParameterError, require

if TYPE_CHECKING:
    import openai

MAX_RETRIES = 6
MAX_TIMEOUTS = 3
LONGEST_BACKOFF_S = 32.0
LONGEST_RETRY_AFTER_S = 120.0
WAITED_AT_ONCE_S = 1.0
_CONNECT_S = 10.0
_TOO_MANY_WORDS = ("batch", "per request", "too many", "too large", "array length")

OnWait = Callable[[str], None]


class TooManyTextsError(Exception):
    """The server refuses so many texts at once, and fewer may do."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """Which model of which server is asked, and with what."""

    base_url: str
    host: str
    model: str
    dimensions: int | None
    key: Secret | None
    timeout_s: float
    max_items: int


@dataclass(frozen=True, kw_only=True)
class _Failure:
    """Why there is no answer. status: None where the network failed, in the way that kind says."""

    kind: str
    message: str
    status: int | None = None
    retry_after_s: float | None = None


class Requests:
    """Asks one service for vectors. wait and random are for tests: how to wait, and how long exactly."""

    def __init__(self, service: Service, *, wait: Callable[[float], None] = time.sleep, random: Random | None = None):
        self._service, self._wait, self._random = service, wait, random or Random()
        self._reached = False

    def __repr__(self) -> str:
        return f"Requests({self._service.model!r} at {self._service.host})"

    def ask(self, texts: Sequence[str], on_wait: OnWait) -> bytes:
        """The body of the server's answer.

        Asks again, after a while, on 408, 429, 5xx, timeouts and broken connections; on_wait is called at
        least each second of waiting and may raise Cancelled.
        Raises TooManyTextsError where fewer texts may do, an EmbedcoreError that says what to do otherwise.
        """
        # What fails comes back as a value and is raised here: no exception of the client, which holds the
        # request, hangs on what leaves.
        n_timeouts = attempt = 0
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
        client = self._client
        import openai

        options: dict[str, Any] = {}
        if self._service.dimensions is not None:
            options["dimensions"] = self._service.dimensions
        packing: Any = "base64" if self._service.host == OPENAI_HOST else "float"
        try:
            answer = client.embeddings.with_raw_response.create(
                input=list(texts), model=self._service.model, encoding_format=packing, **options
            )
            return answer.content
        except openai.APIStatusError as problem:
            return _Failure(
                kind="quota" if problem.code == "insufficient_quota" else "status",
                message=self._scrubbed(_server_message(problem)),
                status=problem.status_code,
                retry_after_s=_retry_after_s(problem.response.headers),
            )
        except openai.APITimeoutError:
            return _Failure(kind="timeout", message="")
        except openai.APIConnectionError as problem:
            return _Failure(kind=_connection_kind(problem), message=self._scrubbed(str(problem.__cause__)[:200]))
        except EmbedcoreError as problem:
            return problem

    @cached_property
    def _client(self) -> "openai.OpenAI":
        require("openai", extra="api", to="ask an API")
        import httpx2
        import openai

        from embedcore.encoders.api.transport import CheckedTransport
        from embedcore.net.http import Patience

        service = self._service
        transport = CheckedTransport(
            service.key,
            to_openai=service.host == OPENAI_HOST,
            patience=Patience(connect=_CONNECT_S, idle=service.timeout_s, total=service.timeout_s),
            max_items=service.max_items,
        )
        return openai.OpenAI(
            api_key="added-by-the-transport",
            base_url=service.base_url,
            max_retries=0,  # ours can be cancelled
            http_client=httpx2.Client(transport=transport, trust_env=False, follow_redirects=False),
        )

    def _pause(self, failure: _Failure, attempt: int) -> float | None:
        """Seconds until the next attempt; None where there should be none."""
        again = failure.kind in ("timeout", "broken") or (failure.kind == "unreached" and self._reached)
        if failure.status is not None:
            again = failure.kind != "quota" and (failure.status in (408, 429) or failure.status >= 500)
        if not again or attempt == MAX_RETRIES:
            return None
        backoff = min(LONGEST_BACKOFF_S, 2.0**attempt) * self._random.uniform(0.5, 1.0)
        if failure.retry_after_s is None:
            return backoff
        if failure.retry_after_s > LONGEST_RETRY_AFTER_S:
            return None
        return failure.retry_after_s + self._random.uniform(0.0, 0.25)  # not before, and not all at once

    def _rest(self, seconds: float, failure: _Failure, on_wait: OnWait) -> None:
        why = "is busy" if failure.status == 429 else "does not answer"
        left = seconds
        while left > 0:
            on_wait(f"{self._service.host} {why}; asking again in {math.ceil(left)} s")
            step = min(left, WAITED_AT_ONCE_S)
            self._wait(step)
            left -= step

    def _explained(self, failure: _Failure) -> EmbedcoreError:
        host, model = self._service.host, self._service.model
        if failure.status is None:
            return _network_error(failure, host, self._service.timeout_s)
        came = f"(got {failure.status}" + (f": {failure.message})" if failure.message else ")")
        if failure.kind == "quota":
            return BackendMissingError(f"the account at {host} must have credit left {came}; top it up, {_GO_ON}")
        if failure.status == 429:
            pause = f" in {failure.retry_after_s:,.0f} s" if failure.retry_after_s else " later"
            return BackendMissingError(f"{host} must have room for more requests {came}; try again{pause}, {_GO_ON}")
        if failure.status >= 500 or failure.status == 408:
            return BackendMissingError(f"{host} must be able to answer {came}; try again later, {_GO_ON}")
        if failure.status == 401:
            do = "give one" if self._service.key is None else "check it, or make a new one at the provider"
            return ParameterError(f"api_key must be a key that {host} accepts {came}; {do}")
        if failure.status == 403:
            return ParameterError(f"api_key must be allowed to use {model} at {host} {came}; ask for access")
        if failure.status in (404, 405):
            return ParameterError(
                f"{self._service.base_url} must offer the model {model} {came}; "
                "check base_url, which mostly ends in /v1, and the model's name"
            )
        return DataError(
            f"{host} must accept the request {came}; check model and dimensions, "
            "and lower max_tokens if the texts are too long for the model"
        )

    def _scrubbed(self, text: str) -> str:
        return text if self._service.key is None else self._service.key.scrub(text)


_GO_ON = "and run again: what was answered is kept"


def _network_error(failure: _Failure, host: str, timeout_s: float) -> EmbedcoreError:
    if failure.kind == "timeout":
        return BackendMissingError(
            f"{host} must answer in time (waited {timeout_s:g} s, {MAX_TIMEOUTS} times); "
            f"give a larger timeout_s or a smaller batch_items, {_GO_ON}"
        )
    return BackendMissingError(
        f"{host} must be reached and must answer in full (got: {failure.message}); "
        f"check base_url, that the server runs, and the network (a proxy is not used), {_GO_ON}"
    )


def _too_many(failure: _Failure, n_texts: int) -> bool:
    """Whether the server refused the number of texts and nothing else, as far as its words tell."""
    if n_texts == 1 or failure.status not in (400, 413, 422):
        return False
    return failure.status == 413 or any(word in failure.message.lower() for word in _TOO_MANY_WORDS)


def _server_message(problem: "openai.APIStatusError") -> str:
    """The server's own words, on one line, cut: {"error": {"message"}}, {"detail"}, or the start of what came."""
    body: Any = problem.body
    if isinstance(body, dict):
        for name in ("error", "message", "detail"):
            if name in body:
                body = body[name]
                break
        if isinstance(body, dict) and "message" in body:
            body = body["message"]
    words = " ".join(str(body or "").split())
    if words.startswith("<"):
        return "a web page"
    return "".join(letter for letter in words if letter.isprintable())[:300]


def _connection_kind(problem: "openai.APIConnectionError") -> str:
    """ "unreached" where there was no connection, or no trusted one; "broken" where it ended too early."""
    import httpx2

    return "broken" if isinstance(problem.__cause__, httpx2.ReadError) else "unreached"


def _retry_after_s(headers: Any) -> float | None:
    """Seconds that the server asks to wait, as milliseconds, seconds or a date; None where it says nothing usable."""
    for name, divisor in (("retry-after-ms", 1_000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / divisor
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        return max(0.0, parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
