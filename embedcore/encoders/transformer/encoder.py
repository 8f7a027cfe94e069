"""Sentence vectors of a published model: its weights checked, texts batched by length, no network."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from hashlib import file_digest
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from embedcore.encoders.base import ModelCard
from embedcore.encoders.text_batches import checked_texts, distinct
from embedcore.encoders.tokenization import TokenEncoder, readable
from embedcore.encoders.transformer.batches import Rows, packed
from embedcore.encoders.transformer.precision import fastest_precision, known_precision
from embedcore.errors import BackendMissingError, DataError, is_installed, require
from embedcore.parameters import fill, one_of
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from embedcore.encoders.transformer.compiled import CompiledModel

EXTRA = "minilm"
"""Of this project, which brings what these models run on."""
PRECISIONS = ("float32", "bfloat16", "float16")
TOKENIZED_AT_ONCE = 2_048
"""Tokens of a text take about 5 KB until it is encoded."""


@dataclass(frozen=True, kw_only=True)
class PublishedModel:
    """A model whose published weights are known.

    about: its card, but for what depends on this machine. weights_sha256: of model.safetensors. folder: where its files
    are here; None where they are not. how_to_get: what to do then. how_to_mend: what to do where the weights are not
    the published ones.
    """

    about: ModelCard
    weights_sha256: str
    folder: Callable[[], Path | None]
    how_to_get: Callable[[], str]
    how_to_mend: str

    def card(self) -> ModelCard:
        available = self.folder() is not None and is_installed("openvino")
        precision = known_precision(self.weights_sha256) if available else ""
        return replace(self.about, available=available, how_to_get=self.how_to_get(), precision=precision)

    def present_folder(self) -> Path:
        """Raises BackendMissingError where its files are not here."""
        folder = self.folder()
        if folder is None:
            raise BackendMissingError(
                f"{self.about.name} must be installed to be used (it is not on this machine); {self.how_to_get()}"
            )
        return folder

    def tokenizer(self) -> "Tokenizer":
        """It neither cuts nor pads, and is shared. Raises BackendMissingError without the model or the package."""
        folder = self.present_folder()
        require("tokenizers", extra=EXTRA, to=f"read texts as {self.about.name} does")
        return _tokenizer_in(folder)

    def check_weights(self, path: Path) -> None:
        """Raises DataError unless the file is, byte for byte, the published weights."""
        with path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
        if found != self.weights_sha256:
            raise DataError(
                f"the weights of {self.about.name} must have sha256 {self.weights_sha256} (got {found}); "
                f"{self.how_to_mend}"
            )


@lru_cache(maxsize=2)
def _tokenizer_in(folder: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@dataclass(frozen=True, kw_only=True)
class TransformerParams:
    """precision: in which number format it computes: "float32", "bfloat16", "float16", or "auto" for the fastest on
    this processor whose vectors agree with those of float32 to a mean cosine of at least 0.9999. Vectors are float32.
    """

    precision: str = "auto"

    def __post_init__(self) -> None:
        one_of("precision", self.precision, ("auto", *PRECISIONS))


class TransformerEncoder(TokenEncoder):
    """Mean-pooled, unit-length sentence vectors: (n_items, n_dims) float32.

    Reimers and Gurevych 2019 (Sentence-BERT). Of longer texts the first card.max_tokens tokens are read.
    Short texts share rows, so hardly anything is padded; what is read at the same time changes a vector by no more than
    rounding.
    """

    def __init__(self, model: PublishedModel, options: Mapping[str, Any]) -> None:
        self._params = fill(TransformerParams, options, caller=model.about.name)
        require("openvino", extra=EXTRA, to=f"run {model.about.name}")
        self.published, self._folder = model, model.present_folder()
        self._lock = Lock()

    @property
    def card(self) -> ModelCard:
        card = self.published.card()
        return card if self._params.precision == "auto" else replace(card, precision=self.precision)

    @property
    def options(self) -> Mapping[str, Any]:
        return asdict(self._params)

    @property
    def max_tokens(self) -> int:
        return self.published.about.max_tokens

    @property
    def cache_key(self) -> str:
        return f"{self.published.about.name}-{self.published.weights_sha256[:16]}-{self.precision}"

    @cached_property
    def precision(self) -> str:
        """In which it computes; with "auto", the first use on a machine measures that (a few seconds)."""
        asked = self._params.precision
        return self._chosen[0] if asked == "auto" else asked

    @cached_property
    def _chosen(self) -> "tuple[str, CompiledModel | None]":
        """The precision, and the model where it was compiled to measure that."""
        return fastest_precision(self._folder, self.published.weights_sha256)

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, n_dims) float32 of unit length. Identical texts are encoded once.

        Raises DataError where an item is no text.
        """
        texts, places = distinct(checked_texts(items))
        vectors = np.empty((len(texts), self.published.about.n_dims), dtype=np.float32)
        for positions, made in self.encode_batches(texts, on_progress=on_progress):
            vectors[positions] = made
        return vectors[places]

    def encode_batches(
        self, items: Sequence[str], *, on_progress: OnProgress | None = None
    ) -> Iterator[tuple[list[int], Vectors]]:
        """Positions of texts and their vectors, batch by batch."""
        done = 0
        for start in range(0, len(items), TOKENIZED_AT_ONCE):
            for positions, vectors in self._read(self._tokenize(items[start : start + TOKENIZED_AT_ONCE])):
                yield [start + position for position in positions], vectors
                done += len(vectors)
                if on_progress:
                    on_progress(done, len(items), "embedding texts")

    def _read(self, tokens: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Vectors]]:
        batches = list(packed(tokens))
        made = self._forward([[tokens[text] for text in row] for row in rows] for rows in batches)
        for rows, vectors in zip(batches, made, strict=True):
            yield [text for row in rows for text in row], vectors

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, cut to what the model reads with the closing token kept."""
        most = self.max_tokens
        encoded = self.tokenizer.encode_batch([readable(text) for text in texts])
        return [found.ids if len(found.ids) <= most else found.ids[: most - 1] + found.ids[-1:] for found in encoded]

    def _forward(self, batches: Iterable[Rows]) -> Iterator[Vectors]:
        with self._lock:
            model = self._model
        return model.sentence_vectors(batches)

    def encode_tokens_alone(self, numbers: Sequence[int]) -> Vectors:
        """Vectors of texts of one token each, given by its number in the vocabulary."""
        begin, end = self.tokenizer.encode("").ids
        vectors = np.empty((len(numbers), self.published.about.n_dims), dtype=np.float32)
        for positions, made in self._read([[begin, number, end] for number in numbers]):
            vectors[positions] = made
        return vectors

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        return self.published.tokenizer()

    @cached_property
    def _model(self) -> "CompiledModel":
        self.published.check_weights(self._folder / "model.safetensors")
        from embedcore.encoders.transformer.compiled import CompiledModel

        measured = self._chosen[1] if self._params.precision == "auto" else None
        return measured or CompiledModel(self._folder, self.precision)
