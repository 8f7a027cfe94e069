"""Ready word vectors from a file (GloVe, word2vec); a text is the mean of its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import file_digest
from pathlib import Path
from threading import RLock
from typing import Any

from embedcore.encoders.base import Encoder, ModelCard
from embedcore.encoders.learned.word_files import WordVectors, read_word_vectors
from embedcore.encoders.weighted_mean import MeanTable, rarity_weights, text_means, zipf_shares
from embedcore.errors import ParameterError
from embedcore.parameters import fill, whole_number
from embedcore.phrases import counted
from embedcore.types import OnProgress, Tokens, Vectors
from embedcore.words import word_tokens

NAME = "word-vectors"
SMOOTHING = 1e-3
HOW_TO_GET = (
    "get a file of vectors, such as glove.6B.100d.txt (nlp.stanford.edu/projects/glove) or GoogleNews-vectors-"
    'negative300.bin.gz, and name it: get_encoder("word-vectors", path="glove.6B.100d.txt")'
)


@dataclass(frozen=True, kw_only=True)
class WordVectorsParams:
    """path: the file. n_words: only its first so many words, the most frequent in the usual files; None: all."""

    path: str | Path = ""
    n_words: int | None = None

    def __post_init__(self) -> None:
        if not self.path or not isinstance(self.path, (str, Path)) or not Path(self.path).is_file():
            raise ParameterError(f"path must name a file of word vectors (got {str(self.path)!r}); {HOW_TO_GET}")
        if self.n_words is not None:
            whole_number("n_words", self.n_words, low=1)


def word_vectors_card() -> ModelCard:
    """The card without a file: not available. The encoder's own card knows its file."""
    return ModelCard(
        name=NAME,
        n_dims=0,
        provider="a file of yours",
        available=False,
        description="Word vectors from a GloVe or word2vec file: a text is the mean of its words, whatever their "
        "order. Quick, for texts of any length.",
        languages="those of the file; scripts without spaces are read as characters",
        licence="that of the file",
        how_to_get=HOW_TO_GET,
        own_words=True,
    )


class WordVectorsEncoder(Encoder):
    """Means of the file's vectors, frequent words counting less; (n_texts, n_dims) float32 of unit length.

    Arora et al. 2017; how frequent a word is follows from its rank in the file (Zipf 1949). Words are looked up as
    written, then without upper case. A text without any known word is a zero vector. The file is read when first
    used. Raises ParameterError where there is none.
    """

    worth_caching = False  # encoding is as quick as reading the cache

    def __init__(self, **options: Any) -> None:
        self.params = fill(WordVectorsParams, options, caller=NAME)
        self._path = Path(self.params.path)
        self._lock = RLock()
        self._read: WordVectors | None = None

    @property
    def card(self) -> ModelCard:
        """n_dims is 0 until the file has been read."""
        n_dims = int(self._read.vectors.shape[1]) if self._read is not None else 0
        return replace(word_vectors_card(), n_dims=n_dims, available=True, how_to_get="")

    @property
    def options(self) -> Mapping[str, Any]:
        return {"path": str(self._path.resolve()), "n_words": self.params.n_words}

    @cached_property
    def cache_key(self) -> str:
        """Changes with the file's content and n_words; reads the whole file once."""
        with self._path.open("rb") as file:
            return f"{NAME}-{file_digest(file, 'sha256').hexdigest()[:32]}-{self.params.n_words or 'all'}"

    @property
    def notes(self) -> tuple[str, ...]:
        found = self._found()
        notes = []
        if found.n_left != 0:
            beyond = f"; {found.n_left:,} rarer ones are left out" if found.n_left else "; rarer ones are left out"
            notes.append(f"only the first {len(found.words):,} words of {self._path.name} are read{beyond}")
        if found.n_repeated:
            stand = counted(found.n_repeated, "word stands", "words stand")
            notes.append(f"{stand} in {self._path.name} again; what stands there first counts")
        return tuple(notes)

    @property
    def words(self) -> tuple[str, ...]:
        """The words it knows, in the file's order."""
        return self._found().words

    @property
    def word_vectors(self) -> Vectors:
        """(n_words, n_dims) float32: the vectors of `words`."""
        return self._found().vectors

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """Raises DataError where an item is no text, or the file is broken."""
        self._found(on_progress)
        return text_means(self._table, self._numbers, items, on_progress)

    def tokens(self, text: str) -> Tokens:
        """Which words of the text the file holds."""
        return word_tokens(text, self._numbers)

    def _found(self, on_progress: OnProgress | None = None) -> WordVectors:
        with self._lock:
            if self._read is None:
                self._read = read_word_vectors(self._path, n_words=self.params.n_words, on_progress=on_progress)
            return self._read

    @cached_property
    def _table(self) -> MeanTable:
        found = self._found()
        return MeanTable(found.vectors, rarity_weights(zipf_shares(len(found.words)), SMOOTHING))

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {word: number for number, word in enumerate(self._found().words)}
