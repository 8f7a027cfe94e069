"""What is known of OpenAI's embedding models: lengths, limits, prices."""

from dataclasses import dataclass
from datetime import date

from embedcore.encoders.base import ModelCard

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
