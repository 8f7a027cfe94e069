"""Which words of a text count, and in which pieces, for each purpose; all from the spans of `tokenizer.words`.

Each function looks at one word after another, whatever stands beside it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from embedcore.types import Tokens
from embedcore.words.segments import Segments, tells
from embedcore.words.stop_words import STOP_WORDS
from embedcore.words.tokenizer import APOSTROPHES, Word, characters, pairs, parts, words, written_words


def naming_words(text: str) -> list[Word]:
    """The words that a group can be named by, and a vocabulary made of, in their order.

    Left out are small words ("the"), numbers and single letters: alone they name nothing. Of a word with an
    apostrophe only what tells something stays: "hôtel" of "l'hôtel", nothing of "don't". Scripts without spaces are
    cut into overlapping pairs of characters, which are about words there.
    """
    return _pieces_of(text, _pairs_or_character, _named)


def naming_runs(text: str, segments: Segments) -> Iterator[list[Word]]:
    """The same with scripts without spaces cut by `segments`, which knows the other texts: in each list neighbours.

    start counts from each word's own, as in `without_places`.
    """
    found = list[Word]()
    for written in written_words(text):
        if not written.isascii() and (told := _told_once(written, segments)) is not None:
            yield found
            found = []
            yield from told
        else:
            found.extend(_pieces(naming_words, written))
    yield found


def _told_once(written: str, segments: Segments) -> list[list[Word]] | None:
    """Neighbouring words that tell something, of one run; None for a word of another script."""
    if written not in segments.told:
        run = words(written)[0]
        segments.told[written] = list(_told(segments(run))) if run.unspaced else None
    return segments.told[written]


def _told(cut: list[Word]) -> Iterator[list[Word]]:
    for told, some in groupby(cut, key=names_alone):
        if told:
            yield list(some)


def names_alone(word: Word) -> bool:
    """Whether a word of a script without spaces can be a name: two characters and no small word."""
    return len(characters(word)) > 1 and tells(word)


def searched_words(query: str) -> list[Word]:
    """The words that a search by words looks for, and that are marked where they stand.

    As for names, but numbers count ("size 42"), and a joined word is looked for by its parts too: who types "top-up"
    also means "top up".
    """
    return _pieces_of(query, _pairs_or_character, _with_parts)


def indexed_words(text: str) -> list[Word]:
    """The words by which a search by words finds a text: those of `searched_words`, for every query.

    They differ in scripts without spaces alone, where a single character can be looked for too (猫 in 黒猫). A longer
    query is not looked for by its single characters, which stand in too many other words.
    """
    return _pieces_of(text, _characters_and_pairs, _with_parts)


def running_words(text: str) -> list[Word]:
    """The words that a model learns from: all of them, each place of the text once, in order.

    Joined words by their parts, which stand in more texts ("top-up" beside "top up"; 10 nearest neighbours by lsa on
    banking77 are right for 79.2 % of the questions, 78.4 % with joined words whole and 77.6 % with both). Single
    characters in scripts without spaces.
    """
    return _pieces_of(text, characters, parts)


def learned_words(text: str) -> list[Word]:
    """The words that a model without regard to their order learns from: also pairs in scripts without spaces."""
    return _pieces_of(text, _characters_and_pairs, parts)


def plain_words(text: str) -> list[Word]:
    """The words as a dictionary has them, by which a language is told: the parts of joined words, without digits."""
    return [part for word in words(text) for part in parts(word) if not part.has_digits]


def without_places(purpose: Callable[[str], list[Word]], text: str) -> list[Word]:
    """purpose(text) where the places are not asked for (start counts from each word's own): several times as fast."""
    return [piece for written in written_words(text) for piece in _pieces(purpose, written)]


@lru_cache(maxsize=50_000)
def _pieces(purpose: Callable[[str], list[Word]], written: str) -> tuple[Word, ...]:
    """Of one word. Most words of a table stand there many times."""
    return tuple(purpose(written))


def _pieces_of(text: str, of_unspaced: Callable[[Word], list[Word]], of: Callable[[Word], list[Word]]) -> list[Word]:
    """The pieces of all words of a text; of_unspaced: of those in scripts without spaces."""
    return [piece for word in words(text) for piece in (of_unspaced if word.unspaced else of)(word)]


def _pairs_or_character(word: Word) -> list[Word]:
    return pairs(word) or characters(word)


def _characters_and_pairs(word: Word) -> list[Word]:
    return [*characters(word), *pairs(word)]


def _named(word: Word) -> list[Word]:
    told = _telling(word)
    return [told] if told and len(told.normal) > 1 and told.has_letters else []


def _with_parts(word: Word) -> list[Word]:
    """What a word is searched by: what it tells and, where it was joined, its parts; small words don't count."""
    told = _telling(word)
    if told is None or (len(told.normal) < 2 and told.has_letters):
        return []
    found = parts(told)
    if len(found) == 1:
        return [told]
    counts = (part for part in found if len(part.normal) > 1 or not part.has_letters)
    return [told, *(part for part in counts if part.normal not in STOP_WORDS)]


def _telling(word: Word) -> Word | None:
    """What a word tells without an article or ending at its apostrophe; None for a small word.

    "don't" and "I'm" are judged by what stands before the apostrophe, "l'hôtel" by what follows.
    """
    places = [place for place, character in enumerate(word.written) if character in APOSTROPHES]
    if places and word.normal.endswith("'s"):
        word = word.cut(0, places.pop())
    if not places:
        return None if word.normal in STOP_WORDS else word
    stem, _, rest = word.normal.partition("'")
    if len(stem) > 1 and stem not in STOP_WORDS:
        return word
    return word.cut(places[0] + 1) if len(rest) > 1 and rest not in STOP_WORDS else None


def word_tokens(text: str, numbers: Mapping[str, int]) -> Tokens:
    """The known words of a text as tokens, and the words that are not known. numbers: of each known word."""
    found = [(word.written, _known(word, numbers)) for word in _whole_words(text)]
    return Tokens(
        pieces=tuple(form for _, forms in found for form in forms),
        n_tokens=len(found),
        max_tokens=0,
        cut_off="",
        unknown=tuple(dict.fromkeys(written for written, forms in found if not forms)),
        split_words=tuple({written: tuple(forms) for written, forms in found if len(forms) > 1}.items()),
    )


def numbers_of(text: str, numbers: Mapping[str, int]) -> list[int]:
    """The numbers of the known words of a text, in their order."""
    return [numbers[form] for word in _whole_words(text) for form in _known(word, numbers)]


def _whole_words(text: str) -> list[Word]:
    """The words, joined ones whole, since a file of vectors may know them; characters of scripts without spaces."""
    return _pieces_of(text, characters, lambda word: [word])


def _known(word: Word, numbers: Mapping[str, int]) -> list[str]:
    """The forms of a word, as written or without upper case, that are known: its own, else those of its parts."""
    for pieces in ([word], parts(word)):
        forms = [next((form for form in (p.written, p.normal) if form in numbers), "") for p in pieces]
        if any(forms):
            return [form for form in forms if form]
    return []
