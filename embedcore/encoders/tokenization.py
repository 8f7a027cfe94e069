"""What tokenizers have in common: texts that they take, and what they made of one."""

from typing import TYPE_CHECKING

from embedcore.types import Tokens

if TYPE_CHECKING:
    from tokenizers import Encoding


def readable(text: str) -> str:
    """The text with "?" for halves of surrogate pairs, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


def tokens_of(text: str, found: "Encoding", *, max_tokens: int, unknown: str | None) -> Tokens:
    """What a tokenizer made of a (readable) text, not cut. max_tokens: those read, added ones included; 0 for all."""
    own = [place for place, added in enumerate(found.special_tokens_mask) if not added]
    n_tokens = len(found.ids)
    n_read = len(own) if not max_tokens or n_tokens <= max_tokens else max(max_tokens - (n_tokens - len(own)), 0)
    read = own[:n_read]
    words: dict[int | None, list[int]] = {}
    for place in read:
        words.setdefault(found.word_ids[place], []).append(place)
    split = {
        text[found.offsets[places[0]][0] : found.offsets[places[-1]][1]]: tuple(found.tokens[p] for p in places)
        for places in words.values()
        if len(places) > 1
    }
    unread = [text[slice(*found.offsets[place])] for place in read if found.tokens[place] == unknown]
    return Tokens(
        pieces=tuple(found.tokens[place] for place in read),
        n_tokens=n_tokens,
        max_tokens=max_tokens,
        cut_off=text[found.offsets[own[n_read]][0] :] if n_read < len(own) else "",
        unknown=tuple(dict.fromkeys(unread)),
        split_words=tuple(split.items()),
    )
