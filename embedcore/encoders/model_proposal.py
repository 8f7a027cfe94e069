"""Which model suits a dataset: by what it holds, the language of its texts, and its size; with the reason."""

from dataclasses import dataclass, replace

import numpy as np

from embedcore.encoders import DEFAULT_MODEL, ModelCard, list_models
from embedcore.encoders.minilm.encoder import bundled_tokenizer
from embedcore.encoders.tokenization import readable
from embedcore.errors import BackendMissingError
from embedcore.table.dataset import Dataset
from embedcore.words import plain_words

MANY_TEXTS = 100_000
"""From so many on, the whole model takes minutes to hours on a processor."""
LOOKED_AT = 500
WHOLE_WORDS = 0.75
"""The English samples have 0.92 to 0.98 of their words whole in the model's vocabulary, other languages 0 to 0.65."""
SMALL_PICTURE = 64
STATIC, MULTILINGUAL, LSA = "all-MiniLM-L6-v2-static", "paraphrase-multilingual-mpnet-base-v2", "lsa"
CLIP, PIXELS, HISTOGRAM, TABLE = "clip-ViT-B-32", "image-pixels", "image-histogram", "table-numbers"


@dataclass(frozen=True)
class ModelProposal:
    """A model's name, and why, as the end of a sentence.

    unusual: what is other than with most data, as the end of a sentence; empty where nothing is.
    """

    name: str
    reason: str
    unusual: str = ""


def propose_model(dataset: Dataset, kind: str | None = None) -> ModelProposal:
    """The model that suits the dataset as that kind (its likeliest by default), of those that work here now.

    The language is judged by up to 500 texts, evenly spread: by the share of their words that the default model
    has whole in its vocabulary.
    Raises BackendMissingError where no model for this kind works here.
    """
    kind = kind or dataset.kind.name
    usable = {card.name: card for card in list_models() if card.available}
    if kind == "images":
        return _of_images(dataset, usable)
    if kind == "texts":
        return _of_texts(dataset, usable)
    return _first(usable, (TABLE, "the columns of numbers and categories themselves become the coordinates"))


def whole_word_share(texts: list[str]) -> float:
    """The share (0 to 1) of the texts' words that the default model has whole in its vocabulary; 1 without words."""
    places = np.unique(np.linspace(0, len(texts) - 1, min(LOOKED_AT, len(texts))).astype(int))
    words = [word.normal for place in places.tolist() for word in plain_words(readable(texts[place]))]
    if not words:
        return 1.0
    found = bundled_tokenizer().encode_batch(words, add_special_tokens=False)
    return sum(len(one.ids) == 1 and "[UNK]" not in one.tokens for one in found) / len(words)


def _of_texts(dataset: Dataset, usable: dict[str, ModelCard]) -> ModelProposal:
    share = whole_word_share(dataset.texts) if DEFAULT_MODEL in usable else 1.0
    if share < WHOLE_WORDS:
        unusual = "the texts seem not to be English, which is what the bundled model reads"
        known = f"the bundled model reads English and knows only {share:.0%} of these words"
        found = _first(
            usable,
            (MULTILINGUAL, f"{known}; this one reads more than 50 languages"),
            (LSA, f"{known}; this one learns from your texts, whatever their language"),
            (DEFAULT_MODEL, f"{known}, but no model for other languages is on this machine"),
        )
        return replace(found, unusual=unusual)
    if dataset.n_rows >= MANY_TEXTS:
        many = f"for {dataset.n_rows:,} texts it is many times as fast as the whole model, and less exact"
        return _first(usable, (STATIC, many), (DEFAULT_MODEL, "it works without a network"))
    found = _first(
        usable,
        (DEFAULT_MODEL, f"the texts seem to be English ({share:.0%} of their words are known to it), and not too many"),
        (LSA, "it learns from your texts alone"),
    )
    return found if found.name == DEFAULT_MODEL else replace(found, unusual=f"{DEFAULT_MODEL} is not on this machine")


def _of_images(dataset: Dataset, usable: dict[str, ModelCard]) -> ModelProposal:
    sizes = [dataset.frame[name] for name in ("width", "height") if name in dataset.frame.columns]
    small = bool(sizes) and all(column.max() <= SMALL_PICTURE for column in sizes)
    simple = (PIXELS, f"the pictures are small (up to {SMALL_PICTURE} pixels), so their pixels say what they show")
    general = (HISTOGRAM, "it compares colours and shapes; a model that knows what is shown is not on this machine")
    clip = (CLIP, "it knows what pictures show, and a phrase finds them")
    return _first(usable, simple, clip, general) if small else _first(usable, clip, general, simple)


def _first(usable: dict[str, ModelCard], *choices: tuple[str, str]) -> ModelProposal:
    for name, reason in choices:
        if name in usable:
            return ModelProposal(name, reason)
    wanted = ", ".join(name for name, _ in choices)
    raise BackendMissingError(f"one of the models {wanted} must be on this machine (none is); see list_models()")
