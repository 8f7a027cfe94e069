"""The models there are, and the one function that makes their encoders."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from embedcore.encoders.base import Encoder, LearningEncoder, ModelCard
from embedcore.errors import BackendMissingError, DataError, ParameterError
from embedcore.net.address_guard import CLOSED, private_use
from embedcore.parameters import one_of

DEFAULT_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True)
class _Model:
    """Where a model's card and encoder are made: in a module that is imported when they are needed.

    needs: an option without which the model isn't there; its encoder refuses a value that is not good.
    """

    module: str
    card: str
    encoder: str
    needs: str = ""

    def _get(self, name: str) -> Any:
        return getattr(import_module(f"embedcore.encoders.{self.module}"), name)

    def make_card(self) -> ModelCard:
        return cast("ModelCard", self._get(self.card)())

    @property
    def encoder_class(self) -> type[Encoder]:
        return cast("type[Encoder]", self._get(self.encoder))


_OWN = {
    DEFAULT_MODEL: _Model("minilm.encoder", "minilm_card", "MiniLMEncoder"),
    "all-MiniLM-L6-v2-static": _Model("minilm.static", "static_card", "StaticEncoder"),
    "image-pixels": _Model("images.features", "pixels_card", "ImagePixelsEncoder"),
    "image-histogram": _Model("images.features", "histogram_card", "ImageHistogramEncoder"),
    "table-numbers": _Model("tables.numbers", "table_numbers_card", "TableNumbersEncoder"),
    "lsa": _Model("learned.lsa", "lsa_card", "LSAEncoder"),
    "word2vec": _Model("learned.word2vec", "word2vec_card", "Word2VecEncoder"),
    "word-vectors": _Model("learned.word_vectors", "word_vectors_card", "WordVectorsEncoder", needs="path"),
}


def list_models() -> list[ModelCard]:
    """A card for each model; `available` tells which work on this machine now, without a network.

    Those of the hub: the known ones, and whatever else was downloaded. Any other sentence-transformers model
    works by its hub name or its folder, and any model of an OpenAI-compatible server by its name and base_url.
    """
    from embedcore.encoders.api.models import api_cards
    from embedcore.encoders.hub.encoder import hub_cards

    return [model.make_card() for model in _OWN.values()] + hub_cards() + api_cards()


def get_encoder(name: object = DEFAULT_MODEL, **options: Any) -> Encoder:
    """The encoder of that name. Weights are loaded, and checked, when it is first used.

    name: one of list_models, the hub name ("org/name") of a sentence-transformers model or the whole path of its
    folder, or with the option base_url any model of an OpenAI-compatible server. Options: those of the model;
    `download=True` fetches a hub model that is not on this disk.

    Raises ParameterError for a name or an option that does not exist, BackendMissingError where the
    model is not on this machine, DataError where its files can't be read safely.
    """
    return make_encoder(name, options)


def make_encoder(name: object, options: Mapping[str, Any]) -> Encoder:
    """get_encoder with its options as one mapping, where each name is an option."""
    if not isinstance(name, str):
        name = one_of("model", name, _names())  # raises
    if name in _OWN and "base_url" not in options:
        model, card = _OWN[name], _OWN[name].make_card()
        if not card.available and not model.needs:
            raise BackendMissingError(
                f"{name} must be installed to be used (it is not on this machine); {card.how_to_get}"
            )
        return model.encoder_class(**options)
    if "base_url" in options or name in _api_names():
        from embedcore.encoders.api.encoder import api_encoder

        return api_encoder(name, options)
    from embedcore.encoders.hub.encoder import KNOWN, hub_encoder
    from embedcore.encoders.hub.model_files import REPOSITORY, find_folder, whole_path

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


def load_encoder(folder: str | Path) -> LearningEncoder:
    """An encoder that learned from data, as its `save(folder)` wrote it.

    Raises DataError where the folder holds none.
    """
    from embedcore.encoders.learned.state import read_state

    name, state, arrays = read_state(Path(folder))
    encoder_class = _OWN[name].encoder_class if isinstance(name, str) and name in _OWN else None
    if encoder_class is None or not issubclass(encoder_class, LearningEncoder):
        raise DataError(
            f"{Path(folder).name} must hold a model that learns from data (got {name!r}); embed the data again"
        )
    return encoder_class.from_state(state, arrays)


def _names() -> list[str]:
    from embedcore.encoders.hub.encoder import KNOWN

    return [*_OWN, *KNOWN, *_api_names()]


def _api_names() -> list[str]:
    from embedcore.encoders.api.models import OPENAI_MODELS

    return list(OPENAI_MODELS)
