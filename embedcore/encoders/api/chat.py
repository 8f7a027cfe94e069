"""One question to a language model behind an OpenAI-compatible API."""

import json
import time
from collections.abc import Callable, Sequence

from embedcore.encoders.api.params import APIParams
from embedcore.encoders.api.request import Requests
from embedcore.errors import DataError


class _Chat(Requests):
    """Each text is a question of its own."""

    path = "chat/completions"

    def _body(self, texts: Sequence[str]) -> bytes:
        messages = [{"role": "user", "content": text} for text in texts]
        return json.dumps({"model": self._params.model, "messages": messages}, ensure_ascii=False).encode()


def ask_chat(
    params: APIParams,
    question: str,
    *,
    on_wait: Callable[[str], None] = lambda what: None,
    wait: Callable[[float], None] = time.sleep,
) -> str:
    """What the model answers. on_wait: told while the server is busy; it may raise Cancelled. wait is for tests.

    Raises ParameterError where key, model or address are refused, BackendMissingError where the server can't be
    reached or does not answer, DataError for an answer in another form.
    """
    content = _Chat(params, wait=wait).ask([question], on_wait)
    try:
        said = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        said = None
    if not isinstance(said, str) or not said.strip():
        raise DataError(
            f"{params.host} must answer with a message as OpenAI's chat does (got {len(content):,} bytes without one); "
            "check base_url and that the model is a language model"
        )
    return said
