"""Models behind OpenAI-compatible APIs: text-embedding-3-small and the like, or any model of one's own server."""

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Any

import numpy as np

from embedcore.encoders.api.answer import read_answer
from embedcore.encoders.api.params import PRICES_AS_OF, APIParams, api_card
from embedcore.encoders.api.request import Requests, TooManyTextsError
from embedcore.encoders.api.tokens import batch_length, cut, estimated_tokens, is_longer
from embedcore.encoders.base import Encoder, ModelCard, Usage
from embedcore.encoders.text_batches import checked_texts, distinct
from embedcore.encoders.tokenization import readable
from embedcore.encoders.vector_cache import VectorCache
from embedcore.net.address_guard import parse_url
from embedcore.parameters import fill
from embedcore.types import OnProgress, Vectors

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class CostEstimate:
    """What embedding some texts would cost, at most about.

    n_texts: the distinct texts to ask for, those that are cached already left out (n_cached). n_tokens: an
    estimate that errs upwards. usd: None where no price is known. prices_as_of: when prices were last seen.
    """

    n_texts: int
    n_cached: int
    n_tokens: int
    usd: float | None
    prices_as_of: date


def api_encoder(model: str, options: Mapping[str, Any]) -> "APIEncoder":
    """The encoder of that model with those options (APIParams). Nothing is sent until it is used."""
    return APIEncoder(fill(APIParams, options, caller=model, model=model))


class APIEncoder(Encoder):
    """Vectors of a model behind an API: (n_items, n_dims) float32, as the server sends them.

    Each distinct text is asked for once; encode_batches gives the vectors request by request, so that
    encode_cached can keep each at once. An empty text is sent as one space, since servers refuse it.
    wait is for tests: how to wait between two attempts.
    """

    def __init__(self, params: APIParams, *, wait: Callable[[float], None] = time.sleep) -> None:
        self.params = params
        self._requests = Requests(params, wait=wait)
        self._lock = Lock()
        self._learned_dims = 0
        self._usage = Usage()
        self._n_cut_short = 0
        self._limits = params.limits

    @property
    def card(self) -> ModelCard:
        """What is known of the model; n_dims is 0 until the server, now or in an earlier run, has answered once.

        It is available once the server has answered this encoder.
        """
        return replace(
            api_card(self.params.model, self.params.host, self._n_dims() or 0, self.params.reads_tokens),
            available=self._usage.n_requests > 0,
            query_prompt=self.params.query_prefix,
            document_prompt=self.params.document_prefix,
        )

    @property
    def cache_key(self) -> str:
        """Changes with host, port, path, model, dimensions, max_tokens and document_prefix; holds no key."""
        params = self.params
        place = parse_url(params.url)
        parts: tuple[Any, ...] = (place.host, place.port, place.target)
        parts += (params.model, params.dimensions, params.reads_tokens)
        parts += (params.document_prefix,) if params.document_prefix else ()
        name = re.sub(r"[^\w.-]", "-", params.model)[:80]
        return f"api-{name}-{sha256(repr(parts).encode()).hexdigest()[:16]}"

    @property
    def options(self) -> Mapping[str, Any]:
        return {
            field.name: getattr(self.params, field.name)
            for field in fields(self.params)
            if field.name not in ("model", "api_key")
        }

    @property
    def host(self) -> str:
        return self.params.host

    @property
    def is_usual_server(self) -> bool:
        return self.params.is_usual_server

    @property
    def usage(self) -> Usage:
        return self._usage

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said of the server's answers."""
        if not self._n_cut_short:
            return ()
        return (
            f"In {self._n_cut_short} of {self._usage.n_requests} requests {self.params.host} counted fewer tokens than "
            "the texts have words: it seems to read only the beginning of long texts. "
            "Set max_tokens to what the model reads, so that each text that is cut is named.",
        )

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, n_dims) float32; (0, card.n_dims) for no items.

        Raises DataError where an item is no text or the answer is wrong, ParameterError where key, model or
        address are refused, BackendMissingError where the server can't be reached or does not answer.
        """
        texts, places = distinct(checked_texts(items))
        if not texts:
            return np.empty((0, self._n_dims() or 0), dtype=np.float32)
        return np.concatenate([made for _, made in self.encode_batches(texts, on_progress=on_progress)])[places]

    def encode_batches(
        self, items: Sequence[str], *, on_progress: OnProgress | None = None
    ) -> Iterator[tuple[Sequence[int], Vectors]]:
        """Positions of items and their vectors, request by request in the items' order; errors as for encode."""
        return self._asked([self._sent(text) for text in checked_texts(items)], on_progress)

    def encode_query(self, text: str) -> Vectors:
        sent = cut(_sendable(self.params.query_prefix + text), self.params.reads_tokens)
        return np.asarray(next(self._asked([sent], None))[1][0])

    def _sent(self, text: str) -> str:
        """A text of the data as it is sent."""
        return cut(self._whole(text), self.params.reads_tokens)

    def _whole(self, text: str) -> str:
        return _sendable(self.params.document_prefix + text)

    def _asked(self, texts: Sequence[str], on_progress: OnProgress | None) -> Iterator[tuple[Sequence[int], Vectors]]:
        tokens = [estimated_tokens(text) for text in texts]
        done = 0

        def report(what: str) -> None:
            if on_progress:
                on_progress(done, len(texts), what)

        while done < len(texts):
            batch = texts[done : done + batch_length(tokens, done, self._limits)]
            try:
                content = self._requests.ask(batch, report)
            except TooManyTextsError:
                self._limits = replace(self._limits, items=max(1, len(batch) // 2))
                logger.info("%s refuses %d texts at once; asking for fewer", self.params.host, len(batch))
                continue
            vectors = self._read(content, batch)
            done += len(batch)
            yield range(done - len(batch), done), vectors
            report("embedding texts")

    def truncated(self, items: Sequence[str]) -> list[int]:
        """Positions of the texts that are cut before they are sent, by the estimate of their tokens."""
        return [
            position for position, text in enumerate(items) if is_longer(self._whole(text), self.params.reads_tokens)
        ]

    def estimate_cost(self, texts: Sequence[str]) -> CostEstimate:
        """What embedding these texts would cost, at most about; asks no server."""
        texts = distinct(checked_texts(texts))[0]
        with VectorCache(self.cache_key) as cache:
            known = cache.known(texts)
        missing = [text for text, cached in zip(texts, known, strict=True) if not cached]
        n_tokens = sum(estimated_tokens(self._sent(text)) for text in missing)
        return CostEstimate(
            n_texts=len(missing),
            n_cached=len(texts) - len(missing),
            n_tokens=n_tokens,
            usd=self._usd(n_tokens),
            prices_as_of=PRICES_AS_OF,
        )

    def _read(self, content: bytes, batch: Sequence[str]) -> Vectors:
        vectors, n_tokens = read_answer(content, len(batch), n_dims=self._n_dims(), host=self.params.host)
        n_words = sum(len(text.split()) for text in batch)
        with self._lock:
            self._learned_dims = int(vectors.shape[1])
            self._n_cut_short += n_tokens is not None and len(batch) < n_tokens < n_words
            total = self._usage.n_tokens + (n_tokens or 0)
            self._usage = Usage(
                n_requests=self._usage.n_requests + 1,
                n_texts=self._usage.n_texts + len(batch),
                n_tokens=total,
                n_uncounted=self._usage.n_uncounted + (n_tokens is None),
                usd=self._usd(total),
            )
        return vectors

    def _n_dims(self) -> int | None:
        """The length promised, or learned from an answer, or from the vectors that an earlier run left in the cache."""
        known = self.params.known
        promised = self.params.dimensions or (known.n_dims if known else None)
        if not promised and not self._learned_dims:
            with VectorCache(self.cache_key) as cache:
                self._learned_dims = cache.n_dims() or 0
        return promised or self._learned_dims or None

    def _usd(self, n_tokens: int) -> float | None:
        known = self.params.known
        return n_tokens * known.usd_per_million / 1e6 if known else None


def _sendable(text: str) -> str:
    """The text with "?" for halves of surrogate pairs, which no JSON can hold, and a space for nothing."""
    return readable(text) or " "
