"""Rows with more fields than the header: whose delimiters were written without quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

from embedcore.reading.column_names import CATEGORY_NAMES, TEXT_NAMES, is_named
from embedcore.reading.first_row import value_kind
from embedcore.reading.sniff import Dialect

_FEW_LABELS = 20
_FITTING = 0.9


def rest_place(names: Sequence[str], filled: Sequence[list[str]], dialect: Dialect) -> int | None:
    """The place of the column to which the fields too many of a row belong; None where that is unsure.

    filled: the first rows below the names, blank ones left away.
    """
    width = len(names)
    if dialect.delimiter in (None, "\t") or width < 2:
        return None
    longer = [row for row in filled if len(row) > width and any(cell.strip() for cell in row[width:])]
    if longer and (before := _text_before_labels(filled, longer, width)) is not None:
        return before
    return width - 1 if _takes_rest(names, filled, longer) else None


def _takes_rest(names: Sequence[str], filled: Sequence[list[str]], longer: Sequence[list[str]]) -> bool:
    """Whether the last column is a text whose commas are not quoted: the rest of a longer row is that text."""
    width = len(names)
    if is_named(names[-1], TEXT_NAMES):
        return True
    if len(longer) < 0.05 * len(filled) or not longer or is_named(names[-1], CATEGORY_NAMES):
        return False
    spaced = sum(all(cell.startswith(" ") for cell in row[width:] if cell) for row in longer)
    return spaced >= 0.9 * len(longer) and sum(len(row[width - 1].split()) for row in longer) >= 2 * len(longer)


def _text_before_labels(filled: Sequence[list[str]], longer: Sequence[list[str]], width: int) -> int | None:
    """The place of the only column of sentences, where the columns around it hold values that longer rows have too."""
    usual = [row for row in filled if len(row) == width]
    if len(usual) < 3:
        return None
    n_words = [sum(len(row[at].split()) for row in usual) / len(usual) for at in range(width)]
    place = max(range(width), key=n_words.__getitem__)
    if place == width - 1 or n_words[place] < 3 or any(n >= 2 for at, n in enumerate(n_words) if at != place):
        return None
    fitting = sum(_fits(row, usual, place, width) for row in longer)
    return place if fitting >= _FITTING * len(longer) else None


def _fits(row: list[str], usual: Sequence[list[str]], place: int, width: int) -> bool:
    around = [*((at, row[at]) for at in range(place)), *((at, row[at - width]) for at in range(place + 1, width))]
    return all(_is_like(cell.strip(), [other[at].strip() for other in usual]) for at, cell in around)


def _is_like(cell: str, others: Sequence[str]) -> bool:
    known = set(others)
    if cell in known:
        return True
    kind = value_kind(cell)
    return (
        bool(kind)
        and all(value_kind(other) in (kind, "") for other in known if other)
        and any(value_kind(other) == kind for other in known)
    ) or (len(known) > _FEW_LABELS and " " not in cell)
