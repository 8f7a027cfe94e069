"""What is known of sentence-transformers models: of some before they are downloaded, of others from their files."""

import logging
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from embedcore.encoders.base import ModelCard
from embedcore.encoders.hub.model_files import ModelFiles, find_repository, repositories
from embedcore.encoders.hub.prompts import prompts_of
from embedcore.errors import DataError, how_to_install, is_installed

logger = logging.getLogger(__name__)

KNOWN = {
    card.name: card
    for card in (
        ModelCard(
            name="all-mpnet-base-v2",
            n_dims=768,
            provider="sentence-transformers",
            description="Larger and more exact than all-MiniLM-L6-v2, about five times as slow.",
            max_tokens=384,
            languages="English",
            licence="Apache-2.0",
            size_mb=438,
            download_mb=404,
        ),
        ModelCard(
            name="paraphrase-multilingual-mpnet-base-v2",
            n_dims=768,
            provider="sentence-transformers",
            description="The same meaning in another language gets nearly the same vector.",
            max_tokens=128,
            languages="more than 50",
            licence="Apache-2.0",
            size_mb=1112,
        ),
        ModelCard(
            name="clip-ViT-B-32",
            n_dims=512,
            modality="image",
            provider="sentence-transformers",
            description="Pictures and texts in one space, so that a phrase finds pictures.",
            max_tokens=77,
            languages="English",
            licence="MIT",
            size_mb=605,
        ),
    )
}
"""What is known of models before they are downloaded."""


def repository_of(name: str) -> str:
    """The hub name ("org/name") of a known model; any other name as it is."""
    return f"sentence-transformers/{name}" if name in KNOWN else name


def hub_cards(*, leave_out: Container[str] = ()) -> list[ModelCard]:
    """The known models, whether they are on this disk or not, and every other one that was downloaded.

    leave_out: known ones whose cards are made elsewhere.
    """
    cards = [card_of(name, find_repository(repository_of(name))) for name in KNOWN if name not in leave_out]
    for name, files in repositories():
        if name not in map(repository_of, KNOWN):
            try:
                cards.append(card_of(name, files))
            except DataError as error:
                logger.warning("the model %s on this disk is left out: %s", name, error)
    return cards


def how_to_get(name: str) -> str:
    if not is_installed("sentence_transformers"):
        return how_to_install("hub")
    call = f"import embedcore as ec; ec.get_encoder('{name}', download=True)"
    return f'where there is a network, run: python -c "{call}"'


def card_of(name: str, files: ModelFiles | None) -> ModelCard:
    """files: where it is on this disk; None for a known model that is not."""
    available = files is not None and is_installed("sentence_transformers")
    if files is None or name in KNOWN:
        return replace(KNOWN[name], available=available, how_to_get=how_to_get(name))
    prompts = prompts_of(name, files.settings)
    return ModelCard(
        name=name,
        n_dims=files.n_dims,
        modality="image" if files.is_clip else "text",
        provider="a folder of this machine" if Path(name).is_absolute() else "Hugging Face",
        available=available,
        description="A sentence-transformers model that is on this machine.",
        max_tokens=files.max_tokens,
        languages="as the model",
        licence="as the model",
        size_mb=files.size_mb,
        how_to_get=how_to_install("hub"),
        query_prompt=prompts.query,
        document_prompt=prompts.document,
    )
