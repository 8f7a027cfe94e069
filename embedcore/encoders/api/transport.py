"""How the official client reaches a server: through the checked connection, with the key added at the last moment.

The client itself never holds the key, so neither its logs nor its errors can show it.
"""

from collections.abc import Mapping
from http.client import IncompleteRead
from typing import NoReturn
from urllib.parse import urlsplit

import httpx2

from embedcore.encoders.api.secret import Secret
from embedcore.errors import DataError, ParameterError
from embedcore.net.address_guard import UnknownHostError, check_url
from embedcore.net.http import FAILURES, BrokenAnswerError, Patience, TooLargeError, exchange, failure_reason

_SENT = ("accept", "content-type", "user-agent")
_SENT_TO_OPENAI = (*_SENT, "openai-organization", "openai-project")
_KEPT = ("content-type", "retry-after", "retry-after-ms")
ANSWER_BYTES, ANSWER_BYTES_A_TEXT = 2_000_000, 200_000
"""8,192 numbers of 24 characters a text, and an error message."""


class CheckedTransport(httpx2.BaseTransport):
    """One request, one connection; the address is resolved, checked and used anew for each."""

    def __init__(self, key: Secret | None, *, to_openai: bool, patience: Patience, max_items: int) -> None:
        self._key, self._to_openai, self._patience = key, to_openai, patience
        self._max_bytes = ANSWER_BYTES + ANSWER_BYTES_A_TEXT * max_items

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises httpx2's errors for the network, an EmbedcoreError where the address or answer isn't allowed."""
        try:
            destination = check_url(str(request.url), what="base_url", error=ParameterError)
        except UnknownHostError as problem:  # may be over in a moment, when it was found before
            raise httpx2.ConnectError(problem.reason, request=request) from None
        try:
            with exchange(
                destination,
                method=request.method,
                headers=self._headers(request.headers),
                body=request.read(),
                patience=self._patience,
            ) as answer:
                if 300 <= answer.status < 400:
                    self._refuse_redirect(answer.headers.get("Location", ""))
                body = answer.read(self._max_bytes)
                kept = {name: answer.headers[name] for name in _KEPT if name in answer.headers}
        except TimeoutError:
            raise httpx2.ReadTimeout("the answer took too long", request=request) from None
        except TooLargeError:
            raise DataError(
                f"{destination.authority} must answer with at most {self._max_bytes:,} bytes (got more); "
                "check base_url and model, or ask for fewer texts at once with batch_items"
            ) from None
        except FAILURES as problem:
            kind = httpx2.ReadError if _is_broken(problem) else httpx2.ConnectError
            raise kind(failure_reason(problem), request=request) from None
        return httpx2.Response(answer.status, headers=kept, content=body, request=request)

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        names = _SENT_TO_OPENAI if self._to_openai else _SENT
        sent = {name: given[name] for name in names if name in given}
        return sent if self._key is None else {**sent, "authorization": f"Bearer {self._key.reveal()}"}

    def _refuse_redirect(self, location: str) -> NoReturn:
        try:
            host = urlsplit(location).hostname or "another path"
        except ValueError:
            host = "no valid address"
        host = host[:100] if self._key is None else self._key.scrub(host)[:100]
        raise ParameterError(
            f"base_url must name the server that answers itself (got a redirect to {host!r}); "
            "name that one, with https:// and the right path, if you trust it"
        )


def _is_broken(problem: Exception) -> bool:
    """Whether a connection that had been made ended too early, which may be otherwise the next time."""
    return isinstance(problem, (ConnectionResetError, BrokenPipeError, IncompleteRead, BrokenAnswerError))
