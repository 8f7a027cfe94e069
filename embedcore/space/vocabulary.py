"""The words that word arithmetic chooses from: common English ones, and those of the data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from embedcore.encoders.minilm.encoder import bundled_tokenizer
from embedcore.parameters import whole_number
from embedcore.words import naming_runs, segments_of

N_COMMON = 8_000
N_FROM_TEXTS = 4_000


@dataclass(frozen=True)
class Vocabulary:
    """Words to choose from, each once: the common ones, then those that only the texts have.

    n_common: how many of them are common English words. n_left_out: words of the texts, or of the model,
    that were left out because they are rarer than those taken.
    """

    words: tuple[str, ...]
    n_common: int
    n_left_out: int

    @property
    def n_from_texts(self) -> int:
        return len(self.words) - self.n_common


def common_words(n_words: int = N_COMMON) -> tuple[str, ...]:
    """The first n_words whole words of the bundled model's tokenizer, of two letters and more.

    Its vocabulary is that of BERT (uncased), which stands roughly in the order of frequency in English books
    and Wikipedia (Devlin et al. 2019): nothing is picked by hand.
    Raises ParameterError for a number outside 1..21,719 (there are no more), BackendMissingError where the
    model is not on this machine.
    """
    numbers = bundled_tokenizer().get_vocab()
    ordered = sorted(numbers, key=numbers.__getitem__)
    whole = [word for word in ordered if len(word) > 1 and word.isascii() and word.isalpha()]
    return tuple(whole[: whole_number("n_words", n_words, low=1, high=len(whole))])


def vocabulary(
    texts: Sequence[str] | None = None, *, n_common: int = N_COMMON, n_from_texts: int = N_FROM_TEXTS
) -> Vocabulary:
    """The common words, and the words of the texts, those in most texts first.

    texts: their words without those that say nothing ("the"); from 20 texts on, words that stand in at least
    two. n_from_texts: at most so many of them.
    Raises ParameterError for numbers that can't be.
    """
    n_from_texts = whole_number("n_from_texts", n_from_texts, low=0)
    common = common_words(n_common)
    known = set(common)
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    segments = segments_of(texts or ())
    for text in texts or ():
        found = {word.normal: word.shown for run in naming_runs(text, segments) for word in run}
        counts.update(found.keys())
        shown.update(found)
    least = 2 if len(texts or ()) >= 20 else 1
    own = [shown[word] for word, count in counts.most_common() if count >= least and word not in known]
    return Vocabulary(common + tuple(own[:n_from_texts]), len(common), max(len(own) - n_from_texts, 0))
