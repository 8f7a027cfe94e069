"""How many tokens a text has at most, about: the tokenizers of remote models are not on this machine.

The rates were measured against cl100k_base, the vocabulary of OpenAI's embedding models: the estimate is
1.6 times the true count on English questions, 1.2 to 1.7 times on prose in German, French, Russian,
Chinese, Japanese, Korean, Hindi and Thai, about right (0.9 to 1.1 times) on Finnish, Polish, numbers,
emoji and base64. Meant to err upwards; where it errs downwards, OpenAI refuses the text and says so.
"""

import math
import re
import unicodedata
from collections.abc import Sequence

from embedcore.encoders.api.params import RequestLimits

# Letters and digits in runs; a space only before digits (elsewhere it belongs to the next token) and every
# other ASCII character; then by the length of the character in UTF-8.
_PIECES = re.compile(
    r"([A-Za-z0-9]{1,24})|( (?=[0-9])|[\x00-\x1f\x21-\x7f])|([\x80-\u07ff])|([\u0800-\uffff])|([\U00010000-\U0010ffff])"
)
_TOKENS_A_CHARACTER = (0.0, 0.0, 1.0, 1.0, 1.5, 3.0)
_LETTERS_A_TOKEN, _DIGITS_A_TOKEN, _MIXED_A_CHARACTER = 3, 3, 0.75
_BOUNDARY_SEARCHED = 200


def estimated_tokens(text: str) -> int:
    """About how many tokens the text has, erring upwards."""
    return math.ceil(sum(_tokens(piece) for piece in _PIECES.finditer(text)))


def is_longer(text: str, max_tokens: int) -> bool:
    """Whether a text has more tokens than that, by the estimate."""
    return 3 * len(text) > max_tokens and estimated_tokens(text) > max_tokens


def cut(text: str, max_tokens: int) -> str:
    """The beginning of the text that has at most max_tokens, by the estimate: whole words where it has words.

    Never ends between a letter and its accent, or within an emoji made of several.
    """
    if not is_longer(text, max_tokens):
        return text
    used, end = 0.0, len(text)
    for piece in _PIECES.finditer(text):
        used += _tokens(piece)
        if used > max_tokens:
            end = piece.start()
            break
    space = max((text.rfind(mark, max(1, end - _BOUNDARY_SEARCHED), end + 1) for mark in " \n\t"), default=-1)
    if space > 0:
        return text[:space].rstrip() or text[:end]
    while end > 1 and (_belongs_to_the_left(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[: max(end, 1)]


def batch_length(tokens: Sequence[int], start: int, limits: RequestLimits) -> int:
    """How many texts from start on fit into one request; at least one."""
    total = 0
    for n, cost in enumerate(tokens[start : start + limits.items]):
        total += cost
        if total > limits.tokens and n:
            return n
    return min(limits.items, len(tokens) - start)


def _tokens(piece: re.Match[str]) -> float:
    if piece.lastindex != 1:
        return _TOKENS_A_CHARACTER[piece.lastindex or 0]
    run = piece[0]
    if run.isdigit():
        return math.ceil(len(run) / _DIGITS_A_TOKEN)
    if run.isalpha() and (run.islower() or run[1:].islower() or len(run) == 1):
        return math.ceil(len(run) / _LETTERS_A_TOKEN)
    return math.ceil(len(run) * _MIXED_A_CHARACTER)  # code, capitals, keys


def _belongs_to_the_left(character: str) -> bool:
    return (
        unicodedata.category(character).startswith("M")
        or character in "\u200d\ufe0e\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
