"""Which model of which server, how to ask it, and where its key is found."""

import os
import re
from dataclasses import dataclass, field

from embedcore.encoders.api import models
from embedcore.encoders.api.models import OPENAI_HOST, KnownModel, RequestLimits
from embedcore.encoders.api.secret import Secret
from embedcore.errors import ParameterError
from embedcore.net.address_guard import CLOSED, parse_url, private_use
from embedcore.parameters import real_number, whole_number

KEY_VARIABLE, URL_VARIABLE = "OPENAI_API_KEY", "OPENAI_BASE_URL"
MAX_DIMS = 16_384


@dataclass(frozen=True, kw_only=True)
class APIParams:
    """Which model of which server, and how to ask it.

    base_url: the server's address up to /v1; None is OPENAI_BASE_URL, or OpenAI. dimensions: the length of
    the vectors, for models that can shorten them. api_key: None is OPENAI_API_KEY, which is sent to the
    server it belongs to alone (OPENAI_BASE_URL, or OpenAI). max_tokens: what the model reads; longer texts
    are cut there and named (None: 8,191 for OpenAI's models, 512 for others). batch_items: texts a request
    at most (None: 2,048 for OpenAI, 32 for others). timeout_s: seconds to wait for an answer.
    Raises ParameterError for an option that can't be.
    """

    model: str
    base_url: str | None = None
    dimensions: int | None = None
    api_key: str | Secret | None = field(default=None, repr=False)
    max_tokens: int | None = None
    batch_items: int | None = None
    timeout_s: float = 120.0

    def __post_init__(self) -> None:
        if not isinstance(self.model, str) or not re.fullmatch(r"[\x21-\x7e]{1,200}", self.model):
            raise ParameterError(f"model must be the name of a model (got {str(self.model)[:50]!r}); name one")
        object.__setattr__(self, "base_url", _plain_base(self.base_url or _own_base()))
        if self.api_key is not None and not isinstance(self.api_key, Secret):
            object.__setattr__(self, "api_key", Secret(self.api_key))
        known = self.known
        if self.dimensions is not None:
            if known and not known.shortens:
                raise ParameterError(
                    f"{self.model} has no dimensions to choose (got {self.dimensions}; it has {known.n_dims}); "
                    "leave dimensions out, or take text-embedding-3-small"
                )
            whole_number("dimensions", self.dimensions, low=1, high=known.n_dims if known else MAX_DIMS)
        if self.max_tokens is not None:
            whole_number("max_tokens", self.max_tokens, low=8, high=known.max_tokens if known else 1_000_000)
        if self.batch_items is not None:
            whole_number("batch_items", self.batch_items, low=1, high=models.OPENAI_LIMITS.items)
        real_number("timeout_s", self.timeout_s, low=0.1, high=3_600)

    @property
    def url(self) -> str:
        return str(self.base_url)

    @property
    def host(self) -> str:
        return parse_url(self.url).host

    @property
    def known(self) -> KnownModel | None:
        return models.known_model(self.model, self.host)

    @property
    def reads_tokens(self) -> int:
        """What the model is taken to read: max_tokens, or what is usual."""
        return self.max_tokens or (self.known.max_tokens if self.known else models.UNKNOWN_MAX_TOKENS)

    @property
    def limits(self) -> RequestLimits:
        usual = models.OPENAI_LIMITS if self.host == OPENAI_HOST else models.OTHER_LIMITS
        return RequestLimits(items=self.batch_items or usual.items, tokens=usual.tokens)


def find_key(params: APIParams) -> Secret | None:
    """The key for this server: the option, or in private use, for the server it belongs to, OPENAI_API_KEY.

    None where there is none. Raises ParameterError where OpenAI would be asked without one.
    """
    if isinstance(params.api_key, Secret):
        return params.api_key
    configured = os.environ.get(KEY_VARIABLE, "").strip()
    if configured and private_use() and params.url == _own_base():
        return Secret(configured)
    if params.host == OPENAI_HOST:
        closed = "" if private_use() else f" ({CLOSED})"
        raise ParameterError(
            f"api_key must be given for {OPENAI_HOST} (got none, neither as an option nor in {KEY_VARIABLE}); "
            f"give one, or choose a model that runs on this machine{closed}"
        )
    return None


def _own_base() -> str:
    """The server that OPENAI_API_KEY belongs to."""
    return _plain_base(os.environ.get(URL_VARIABLE, "").strip() or models.OPENAI_URL)


def _plain_base(url: object) -> str:
    """scheme://host[:port]/path, without /embeddings at its end."""
    place = parse_url(url, what="base_url", error=ParameterError)
    path, _, query = place.target.partition("?")
    if query:
        raise ParameterError("base_url must end with the path (got a question mark behind it); leave that part out")
    return f"{place.scheme}://{place.authority}{path.rstrip('/').removesuffix('/embeddings')}"
