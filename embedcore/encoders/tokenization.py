"""What the encoders that read tokens have in common: texts that tokenizers take, and what they made of one."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from embedcore.encoders.base import Encoder
from embedcore.types import Tokens

if TYPE_CHECKING:
    from tokenizers import Tokenizer


PER_TOKEN = 8
"""Characters a token, of which few texts have as many."""


class TokenEncoder(Encoder):
    """An Encoder that reads a text as the tokens of a tokenizer, which is all that is loaded to tell of them."""

    marks_ends = True
    """Whether a token for the beginning and one for the end are read as well."""

    @property
    @abstractmethod
    def tokenizer(self) -> "Tokenizer":
        """Neither cuts nor pads."""

    @property
    def max_tokens(self) -> int:
        """The most tokens that are read of a text; 0 for all."""
        return self.card.max_tokens

    def truncated(self, items: Sequence[Any]) -> list[int]:
        """Positions of the texts with more tokens than the model reads, what it puts in front included."""
        if not (most := self.max_tokens):
            return []
        if self.card.document_prompt:
            items = [self.card.document_prompt + item if isinstance(item, str) else item for item in items]
        long = [place for place, item in enumerate(items) if isinstance(item, str) and most_tokens(item) > most]
        return [place for place in long if self._is_longer(items[place], most)]

    def _is_longer(self, text: str, most: int) -> bool:
        """Whether a text has more tokens: of a very long one the beginning tells, up to the end of a word."""
        head = text[: PER_TOKEN * most]
        if len(head) < len(text) and (end := head.rfind(" ")) > 0 and self._is_longer(head[:end], most):
            return True
        return len(self.tokenizer.encode(readable(text)).ids) > most

    def tokens(self, text: str) -> Tokens:
        """What the model saw of a text."""
        text = readable(text)
        found = self.tokenizer.encode(text, add_special_tokens=self.marks_ends)
        # Each of these makes a list anew whenever it is asked for.
        tokens, offsets, word_ids = found.tokens, found.offsets, found.word_ids
        own = [place for place, added in enumerate(found.special_tokens_mask) if not added]
        n_tokens, most = len(tokens), self.max_tokens
        n_read = len(own) if not most or n_tokens <= most else max(most - (n_tokens - len(own)), 0)
        words: dict[int | None, list[int]] = {}
        for place in own[:n_read]:
            words.setdefault(word_ids[place], []).append(place)
        split = {
            text[offsets[places[0]][0] : offsets[places[-1]][1]]: tuple(tokens[p] for p in places)
            for places in words.values()
            if len(places) > 1
        }
        unknown = getattr(self.tokenizer.model, "unk_token", None)
        unread = [text[slice(*offsets[place])] for place in own[:n_read] if tokens[place] == unknown]
        return Tokens(
            pieces=tuple(tokens[place] for place in own[:n_read]),
            n_tokens=n_tokens,
            max_tokens=most,
            cut_off=text[offsets[own[n_read]][0] :] if n_read < len(own) else "",
            unknown=tuple(dict.fromkeys(unread)),
            split_words=tuple(split.items()),
        )


def most_tokens(text: str) -> int:
    """No text has more: a character gives one token if it is ASCII, at most three if not (a Korean syllable, taken
    apart); some models begin with an empty word, and two tokens mark the ends."""
    return len(text) * (1 if text.isascii() else 3) + 3


def readable(text: str) -> str:
    """The text with "?" for halves of surrogate pairs, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")
