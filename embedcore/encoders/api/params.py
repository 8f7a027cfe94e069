"""Which model of which server, what is known of it (lengths, limits, prices), how to ask it, and where its key is."""

import os
import re
from dataclasses import dataclass, field
from datetime import date

from embedcore.encoders.api.secret import Secret
from embedcore.encoders.base import ModelCard
from embedcore.errors import ParameterError
from embedcore.net.address_guard import CLOSED, parse_url, private_use
from embedcore.parameters import real_number, whole_number

KEY_VARIABLE, URL_VARIABLE = "OPENAI_API_KEY", "OPENAI_BASE_URL"
MAX_DIMS = 16_384
LONGEST_PREFIX = 500
OPENAI_URL = "https://api.openai.com/v1"
OPENAI_HOST = "api.openai.com"
PRICES_AS_OF = date(2026, 5, 1)
"""When the prices below were last seen; nothing is looked up on the network."""
UNKNOWN_MAX_TOKENS = 512
"""What most models of one's own server read; beyond, many servers cut without a word, so we cut and say so."""


@dataclass(frozen=True, kw_only=True)
class KnownModel:
    """usd_per_million: US dollars for a million tokens. shortens: whether `dimensions` may be given."""

    n_dims: int
    usd_per_million: float
    shortens: bool
    description: str
    max_tokens: int = 8_191


@dataclass(frozen=True, kw_only=True)
class RequestLimits:
    """The most that one request may hold."""

    items: int
    tokens: int


OPENAI_MODELS = {
    "text-embedding-3-small": KnownModel(
        n_dims=1536,
        usd_per_million=0.02,
        shortens=True,
        description="OpenAI's small model: many languages, long texts, a fifth of the price of its forerunner.",
    ),
    "text-embedding-3-large": KnownModel(
        n_dims=3072,
        usd_per_million=0.13,
        shortens=True,
        description="OpenAI's large model: the best of the three, above all beyond English.",
    ),
    "text-embedding-ada-002": KnownModel(
        n_dims=1536,
        usd_per_million=0.10,
        shortens=False,
        description="OpenAI's former model, for vectors that must go with others made by it.",
    ),
}
OPENAI_LIMITS = RequestLimits(items=2_048, tokens=300_000)
OTHER_LIMITS = RequestLimits(items=32, tokens=16_384)
"""What the common servers of open models take as they come."""


def api_cards() -> list[ModelCard]:
    """A card for each model of OpenAI's; none is available without a network, whatever key there is."""
    return [api_card(name, OPENAI_HOST, known.n_dims, known.max_tokens) for name, known in OPENAI_MODELS.items()]


def api_card(model: str, host: str, n_dims: int, max_tokens: int) -> ModelCard:
    """The card of a model behind an API; n_dims is 0 until the server has answered once."""
    known = known_model(model, host)
    price = f"${known.usd_per_million:.2f} for a million tokens ({PRICES_AS_OF:%B %Y})" if known else ""
    description = known.description if known else "A model behind an OpenAI-compatible API."
    return ModelCard(
        name=model,
        n_dims=n_dims,
        provider="OpenAI" if host == OPENAI_HOST else host,
        available=False,
        description=f"{description} Texts are sent to {host}" + (f"; {price}." if price else "."),
        max_tokens=max_tokens,
        languages="about 100" if known else "as the model",
        licence="OpenAI's terms of use" if known else "as the model",
        remote=True,
        how_to_get="give the key of the server, where it asks for one, and have a network",
    )


def known_model(model: str, host: str) -> KnownModel | None:
    """What is known of a model; nothing of models elsewhere, since servers lend OpenAI's names to others."""
    return OPENAI_MODELS.get(model) if host == OPENAI_HOST else None


@dataclass(frozen=True, kw_only=True)
class APIParams:
    """Which model of which server, and how to ask it.

    base_url: the server's address up to /v1; None is OPENAI_BASE_URL, or OpenAI. dimensions: the length of
    the vectors, for models that can shorten them. api_key: None is OPENAI_API_KEY, which is sent to the
    server it belongs to alone (OPENAI_BASE_URL, or OpenAI). max_tokens: what the model reads; longer texts
    are cut there and named (None: 8,191 for OpenAI's models, 512 for others). batch_items: texts a request
    at most (None: 2,048 for OpenAI, 32 for others). timeout_s: seconds to wait for an answer. query_prefix,
    document_prefix: what the model wants in front of a text that is searched for, and of one of the data.
    Raises ParameterError for an option that can't be.
    """

    model: str
    base_url: str | None = None
    dimensions: int | None = None
    api_key: str | Secret | None = field(default=None, repr=False)
    max_tokens: int | None = None
    batch_items: int | None = None
    timeout_s: float = 120.0
    query_prefix: str = ""
    document_prefix: str = ""

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
            whole_number("batch_items", self.batch_items, low=1, high=OPENAI_LIMITS.items)
        real_number("timeout_s", self.timeout_s, low=0.1, high=3_600)
        for name in ("query_prefix", "document_prefix"):
            if not isinstance(prefix := getattr(self, name), str) or len(prefix) > LONGEST_PREFIX:
                raise ParameterError(f"{name} must be a text of up to {LONGEST_PREFIX} characters (got {prefix!r:.50})")

    @property
    def url(self) -> str:
        return str(self.base_url)

    @property
    def host(self) -> str:
        return parse_url(self.url).host

    @property
    def is_usual_server(self) -> bool:
        """Whether it is OpenAI's, or the one that OPENAI_BASE_URL names."""
        return self.url == _plain_base(OPENAI_URL) or (private_use() and self.url == _own_base())

    @property
    def known(self) -> KnownModel | None:
        return known_model(self.model, self.host)

    @property
    def reads_tokens(self) -> int:
        """What the model is taken to read: max_tokens, or what is usual."""
        return self.max_tokens or (self.known.max_tokens if self.known else UNKNOWN_MAX_TOKENS)

    @property
    def limits(self) -> RequestLimits:
        usual = OPENAI_LIMITS if self.host == OPENAI_HOST else OTHER_LIMITS
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
    return _plain_base(os.environ.get(URL_VARIABLE, "").strip() or OPENAI_URL)


def _plain_base(url: object) -> str:
    """scheme://host[:port]/path, without /embeddings at its end."""
    place = parse_url(url, what="base_url", error=ParameterError)
    path, _, query = place.target.partition("?")
    if query:
        raise ParameterError("base_url must end with the path (got a question mark behind it); leave that part out")
    return f"{place.scheme}://{place.authority}{path.rstrip('/').removesuffix('/embeddings')}"
