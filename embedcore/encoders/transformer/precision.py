"""In which number format a model computes on this processor: the fastest that changes nothing that a person would see.

Measured at the first use and remembered in the cache folder, never guessed from the processor's name.
"""

import logging
import platform
import time
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embedcore.encoders.remembered import recall, remember
from embedcore.types import Vectors

if TYPE_CHECKING:
    from embedcore.encoders.transformer.compiled import CompiledModel

logger = logging.getLogger(__name__)

FILE = "precisions.json"
MEAN_COSINE, LEAST_COSINE = 0.9999, 0.999
"""How near its vectors must be to those of float32, on average and at the least."""
WORTH = 1.1
"""Another format than float32 must be so many times as fast."""
ROUNDS, N_TEXTS, N_TOKENS = 3, 8, 32
"""What is measured. One shape, since the first reading of each compiles for it, which takes longer than the rounds."""
_COMMON_WORDS = (1_996, 6_000)
"""Between these numbers in the vocabularies of BERT and MPNet lie common English words."""
_chosen: dict[str, str] = {}
"""By this process, per digest of the weights: the disk may refuse to keep it."""


def known_precision(weights: str) -> str:
    """The one that was chosen on this processor for the model with that digest; empty where it was not used yet."""
    return recall(FILE, _key(weights)) or _chosen.get(weights, "")


def fastest_precision(folder: Path, weights: str) -> "tuple[str, CompiledModel | None]":
    """The one that was chosen on this processor, or is now by a measurement (a second or two); after that, the model
    as it was compiled for it, so that its first use need not do so again."""
    if known := known_precision(weights):
        return known, None
    chosen, model = _measured(folder)
    _chosen[weights] = chosen
    remember(FILE, _key(weights), chosen)
    return chosen, model


def _measured(folder: Path) -> "tuple[str, CompiledModel | None]":
    from embedcore.encoders.transformer.compiled import CompiledModel, processor_precisions

    exact, *others = processor_precisions()
    if not others:
        return exact, None
    best, model = exact, CompiledModel(folder, exact)
    reference, speed = _trial(model)
    speed *= WORTH
    for precision in others:
        tried = CompiledModel(folder, precision)
        vectors, texts_per_s = _trial(tried)
        cosines = np.einsum("ij,ij->i", vectors, reference)
        near = cosines.mean() >= MEAN_COSINE and cosines.min() >= LEAST_COSINE
        logger.info("%s: %.0f texts/s, cosine %.6f", precision, texts_per_s, cosines.mean())
        if near and texts_per_s > speed:
            best, model, speed = precision, tried, texts_per_s
    return best, model


def _trial(model: "CompiledModel") -> tuple[Vectors, float]:
    """Vectors of made-up texts, (n_texts, n_dims), and texts a second of processor time in the best round.

    Processor time, since other work on the machine must not decide.
    """
    rng = np.random.default_rng(0)
    batches = [rng.integers(*_COMMON_WORDS, (N_TEXTS, 1, N_TOKENS)).tolist()]
    vectors = np.vstack(list(model.sentence_vectors(batches)))  # compiles for this shape
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _vectors in model.sentence_vectors(batches):
            pass
        best = min(best, time.process_time() - start)
    return vectors, len(vectors) / best


@cache
def _key(weights: str) -> str:
    """Model, processor and library: with another of them it is measured again."""
    processor = platform.processor()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").split("\n\n")[0].splitlines()
        processor = "".join(line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part")))
    return f"{weights[:16]} {blake2b(processor.encode(), digest_size=8).hexdigest()} openvino {version('openvino')}"
