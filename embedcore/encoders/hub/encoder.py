"""Any sentence-transformers model: by its hub name where it was downloaded, or from a folder. No network, no code."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from embedcore.encoders.base import ModelCard
from embedcore.encoders.hub.cards import KNOWN, card_of, how_to_get, repository_of
from embedcore.encoders.hub.model_files import (
    REPOSITORY,
    ModelFiles,
    check_files,
    find_folder,
    find_repository,
)
from embedcore.encoders.text_batches import checked_items, checked_texts, distinct
from embedcore.encoders.tokenization import TokenEncoder, readable
from embedcore.errors import (
    BackendMissingError,
    DataError,
    ItemError,
    ParameterError,
    require,
)
from embedcore.parameters import fill
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

logger = logging.getLogger(__name__)

# Weights stand under their module's name, or without it; poolers are not used, and positions are no weights.
_PREFIXES = ("", "bert.", "roberta.", "mpnet.", "distilbert.", "xlm_roberta.", "model.", "transformer.", "encoder.")
_NEEDLESS = ("pooler", "position_ids", "lm_head", "inv_freq", "classifier", "logit_scale")
BATCH_TEXTS = 32
TEXTS_AT_ONCE, PICTURES_AT_ONCE = 256, 32
_UNLOADABLE = (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, TypeError)
LEAST_SIDE = 768
"""Larger pictures are made smaller when they are read, but not below; models look at 224 to 336 pixels."""


@dataclass(frozen=True, kw_only=True)
class HubParams:
    """download: fetch the model where it is not on this disk."""

    download: bool = False


def hub_encoder(name: str, options: Mapping[str, Any]) -> "HubEncoder":
    """The encoder of a known name, a hub name ("org/name") or a folder.

    download: fetches a hub model that is not on this disk, the one thing here that uses the network.
    Raises BackendMissingError for a model that is not on this disk or can't be run here, DataError for one that can't
    be read safely, ParameterError for a download of a folder.
    """
    download = fill(HubParams, options, caller=name).download
    require("sentence_transformers", extra="hub", to=f"run {name}")
    repository = repository_of(name)
    files = find_folder(name) if name not in KNOWN else None
    if files is None and REPOSITORY.fullmatch(repository):
        if download:
            _download(name, repository)
        files = find_repository(repository)
    elif download:
        raise ParameterError(f"only a model of the hub can be downloaded (got the folder {name}); leave download out")
    if files is None:
        raise BackendMissingError(f"{name} must be on this machine to be used (it is not); {how_to_get(name)}")
    check_files(name, files)
    return HubEncoder(name, files)


class HubEncoder(TokenEncoder):
    """Vectors as the model makes them, by sentence-transformers: (n_items, n_dims) float32.

    Items are texts; a model of pictures and texts (CLIP) takes encoded pictures as well. Reimers and Gurevych 2019.
    """

    def __init__(self, name: str, files: ModelFiles) -> None:
        self._name, self._files = name, files
        self._lock = Lock()

    @cached_property
    def card(self) -> ModelCard:
        return card_of(self._name, self._files)

    @property
    def cache_key(self) -> str:
        short = re.sub(r"[^\w.-]+", "-", Path(self._name).name)[:60]
        prompt = self.card.document_prompt
        read_as = f"-{blake2b(prompt.encode(), digest_size=6).hexdigest()}" if prompt else ""
        return f"{short}-{self._files.revision[:20]}-float32{read_as}"

    def encode(self, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, n_dims) float32, texts as those of the data. Identical items are encoded once, short texts first.

        Raises DataError where an item is no text (and, for a model of pictures, no picture), ItemError, with the
        position, for a picture that is damaged or too large.
        """
        return self._encoded(items, self.card.document_prompt, on_progress)

    def encode_query(self, text: str) -> Vectors:
        return np.asarray(self._encoded([text], self.card.query_prompt, None)[0])

    def _encoded(self, items: Sequence[Any], prompt: str, on_progress: OnProgress | None) -> Vectors:
        items = checked_items(items, str, bytes) if self._files.is_clip else checked_texts(items)
        once, places = distinct(items)
        if not once:
            return np.empty((0, self.card.n_dims), dtype=np.float32)
        with self._lock:
            model = self._model
        options: dict[str, Any] = {"batch_size": BATCH_TEXTS, "show_progress_bar": False, "convert_to_numpy": True}
        if prompt:
            options["prompt"] = prompt
        if self._files.is_clip:  # its tokenizer may know of no limit, and a longer text would be an error
            options["processing_kwargs"] = {"text": {"max_length": self._files.max_tokens}}
        order: list[int] = []
        parts = []
        for kind, what, at_once in ((str, "texts", TEXTS_AT_ONCE), (bytes, "pictures", PICTURES_AT_ONCE)):
            of_kind = [place for place, item in enumerate(once) if isinstance(item, kind)]
            of_kind.sort(key=lambda place: len(once[place]))
            for start in range(0, len(of_kind), at_once):
                part = of_kind[start : start + at_once]
                inputs = [_input(once[place], items.index) for place in part]
                parts.append(np.asarray(model.encode(inputs, **options), np.float32))
                order += part
                if on_progress:
                    on_progress(len(order), len(once), f"embedding {what}")
        return np.concatenate(parts)[np.argsort(order)[places]]

    @property
    def max_tokens(self) -> int:
        return self._files.max_tokens

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        """The fast tokenizer of the model's folder, which neither cuts nor pads."""
        from tokenizers import Tokenizer

        path = self._files.transformer / "tokenizer.json"
        if not path.exists():
            path = self._files.folder / "tokenizer.json"
        if path.exists():
            tokenizer = Tokenizer.from_file(str(path))
        else:
            from transformers import AutoTokenizer

            loaded = AutoTokenizer.from_pretrained(str(self._files.transformer), local_files_only=True)
            tokenizer = loaded.backend_tokenizer
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        try:
            model = SentenceTransformer(
                str(self._files.folder),
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (SafetensorError, *_UNLOADABLE) as error:
            reason = " ".join(str(error).replace(str(self._files.folder), self._name).split())[:300]
            raise DataError(
                f"{self._name} must be a whole sentence-transformers model (it could not be loaded: {reason}); "
                "download it again"
            ) from error
        self._check_weights(model)
        return model

    def _check_weights(self, model: "SentenceTransformer") -> None:
        """Weights that the files lack would be random numbers. Raises DataError for the first of them."""
        from safetensors import safe_open

        stored: set[str] = set()
        for path in self._files.transformer.glob("*.safetensors"):
            with safe_open(str(path), framework="numpy") as file:
                stored |= {name.removeprefix(prefix) for name in list(file.keys()) for prefix in _PREFIXES}
        wanted = getattr(model[0], "auto_model", model[0]).state_dict()
        for name in wanted:
            short = {name.removeprefix(prefix) for prefix in _PREFIXES}
            if not short & stored and not any(part in name for part in _NEEDLESS):
                raise DataError(
                    f"{self._name} must have all its weights (got none for {name} in its .safetensors files); "
                    "download it again"
                )


def _input(item: str | bytes, place_of: Callable[[Any], int]) -> Any:
    """A text, or a picture in RGB, on white where it is transparent."""
    if isinstance(item, str):
        return readable(item)
    from embedcore.images import load_image, opaque

    try:
        picture = opaque(load_image(item, max_side=LEAST_SIDE))
    except DataError as error:
        raise ItemError(place_of(item), str(error)) from error
    factor = min(picture.size) // LEAST_SIDE
    return picture.reduce(factor) if factor > 1 else picture


def _download(name: str, repository: str) -> None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    try:
        snapshot_download(
            repository,
            allow_patterns=["*.json", "*.safetensors", "*.txt", "*.model", "README.md"],
            ignore_patterns=["onnx/*", "openvino/*"],
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise BackendMissingError(
            f"{name} must be on the Hugging Face hub and the network there to download it (got: {reason}); "
            "check the name and the network"
        ) from error
