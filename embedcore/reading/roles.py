"""What each column is for, and which one holds the text."""

from __future__ import annotations

import math
import re
import unicodedata
import warnings
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from embedcore.images import image_format
from embedcore.phrases import joined
from embedcore.reading import codes, column_names
from embedcore.reading.clocks import clock_between
from embedcore.reading.rating_columns import interaction_roles
from embedcore.reading.raw_table import RawTable
from embedcore.reading.text_cells import n_distinct
from embedcore.reading.vector_texts import GAP, NUMBER, are_vectors
from embedcore.words import n_unspaced

_SAMPLED_CELLS = 200_000
_MOST_SAMPLED, _LEAST_SAMPLED = 2_000, 50
_FEW_OBJECTS = 20  # cells of lists or bytes that tell what a column holds
_FEW = 0.5  # a category has at most this many distinct values per row
_LABEL_WORDS = 4  # and fewer words than this, on average

# At least three numbers without brackets.
_BARE_VECTOR = re.compile(rf"{NUMBER}(?:{GAP}{NUMBER}){{2,}}+", re.IGNORECASE)
_LEAST_WHOLE = 8  # so many whole numbers without brackets are a vector; fewer are a date, a telephone number
# What a program wrote for programs: {"id": 1, ...} and [{'name': ...}]; no text to read, whatever texts are in it.
_JSON = re.compile(
    r"""\s*+(\{\s*+(["'][^"']{0,200}["']\s*+:(?s:.*))?\}|\[\s*+(\{(?s:.*)\}|["'](?s:.*)["']|\[(?s:.*)\])?\s*+\])\s*+"""
)
_IMAGE = re.compile(r"(data:image/.*|.*\.(png|jpe?g|gif|webp|bmp|tiff?))", re.IGNORECASE)
_LINK = re.compile(r"(https?://|www\.)\S+|[^@\s]+@[^@\s]+\.[^@\s]+", re.IGNORECASE)
_CLOCK = (  # and nothing behind it: a text that begins with a time is a text
    r"([ T,]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?( ?[AaPp]\.?[Mm]\.?)?"
    r"( ?(Z|[A-Z]{2,5}|[+-]\d{1,2}(:?\d{2})?)){0,2}( ?\([^()]*\))?)?"
)
_SECONDS = re.compile(r"\d{9,13}(\.\d{1,9})?")
_DATE = re.compile(
    rf"(\d{{4}}[-/.]\d{{1,2}}([-/.]\d{{1,2}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}){_CLOCK}"
    rf"|(\w{{3,9}},? )?\d{{1,2}}\.? [^\W\d]{{3,9}},? \d{{2,4}}{_CLOCK}"
    rf"|[^\W\d]{{3,9}} \d{{1,2}},? \d{{4}}{_CLOCK}"
    r"|\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?"
)


@dataclass(frozen=True)
class ColumnFacts:
    """What was measured on a column of strings; shares are 0 to 1.

    n_words: mean number of words. distinct: distinct values per filled row. letters: the share of
    letters among characters that aren't spaces. filled: the share of rows that have a value.
    """

    name: str
    n_words: float
    distinct: float
    letters: float
    n_filled: int
    filled: float = 1.0

    @property
    def score(self) -> float:
        """How much this column reads like the text; the greatest wins."""
        named = 1.0
        if column_names.squashed(self.name) in column_names.TEXT_NAMES:
            named = 2.5
        elif column_names.is_named(self.name, column_names.TEXT_NAMES):
            named = 1.8
        elif column_names.is_named(self.name, column_names.WEAK_TEXT_NAMES):
            named = 1.2
        elif column_names.is_named(self.name, column_names.CATEGORY_NAMES):
            named = 0.4
        return named * math.log1p(self.n_words) * (0.3 + 0.7 * self.distinct) * self.letters * self.filled


def detect(table: RawTable) -> tuple[dict[str, str], str | None, str]:
    """The role of each column, the text column (or None), and one sentence saying why."""
    frame = table.frame
    n_sampled = _SAMPLED_CELLS // max(len(frame.columns), 1)
    n_sampled = min(max(n_sampled, _LEAST_SAMPLED), _MOST_SAMPLED, len(frame))
    # Evenly spread, so that a sorted file is not judged by its first label.
    places = np.unique(np.linspace(0, len(frame) - 1, n_sampled).astype(np.int64))
    sampled = frame.iloc[places]
    roles: dict[str, str] = {}
    texts: list[ColumnFacts] = []
    for name in frame.columns:
        if name in table.roles:
            roles[name] = table.roles[name]
            continue
        role, facts = _role(frame[name], sampled[name], alone=len(frame.columns) == 1)
        roles[name] = role
        if role == "text" and facts is not None:
            texts.append(facts)
    pictures = [
        name for name in frame.columns
        if roles[name] == "image" and isinstance(next(iter(frame[name].dropna().iloc[:1]), None), bytes)
    ]  # fmt: skip
    if pictures:  # then names of picture files say which picture it is
        named = [name for name in frame.columns if roles[name] == "image" and name not in pictures]
        roles.update(dict.fromkeys(named, "id"))
    roles.update(interaction_roles(frame, roles, has_text=bool(texts)))
    texts = [facts for facts in texts if roles[facts.name] == "text"]
    if not texts:
        return roles, None, "No column reads like text: there are no sentences or phrases in any."
    best = max(texts, key=lambda facts: facts.score)
    return roles, best.name, _why(best, n_columns=len(frame.columns), n_texts=len(texts))


def _why(facts: ColumnFacts, *, n_columns: int, n_texts: int) -> str:
    if n_columns == 1:
        return f'"{facts.name}" was taken as the text because it is the only column.'
    reasons = [f"its cells have {facts.n_words:.1f} words on average"]
    share = "all" if facts.distinct == 1 else f"{min(facts.distinct, 0.99):.0%}"
    reasons.append(f"{share} of them differ from each other")
    if column_names.is_named(facts.name, column_names.TEXT_NAMES):
        reasons.append("its name says so")
    if n_texts == 1:
        reasons.append("no other column reads like text")
    return f'"{facts.name}" was taken as the text because {joined(reasons)}.'


def _role(column: pd.Series, sampled: pd.Series, *, alone: bool) -> tuple[str, ColumnFacts | None]:
    name = str(column.name)
    if pd.api.types.is_bool_dtype(column):
        return "category", None
    if pd.api.types.is_datetime64_any_dtype(column):
        return "time", None
    if pd.api.types.is_numeric_dtype(column):
        return _number_role(name, column), None
    filled = sampled[sampled.notna()]
    first = filled.iloc[:_FEW_OBJECTS].tolist()
    if not first:
        return "category", None
    if isinstance(first[0], list):
        return "vector", None
    if isinstance(first[0], bytes):
        return ("image" if any(image_format(cell) for cell in first if isinstance(cell, bytes)) else "id"), None
    return _string_role(name, column, [str(cell).strip() for cell in filled.tolist()], alone=alone)


def _number_role(name: str, column: pd.Series) -> str:
    filled = column.dropna()
    if filled.empty:
        return "number"
    whole = bool((filled % 1 == 0).all())
    if column_names.is_named(name, column_names.TIME_NAMES):
        clock = clock_between(filled.min(), filled.max())
        if clock and (whole or clock in ("seconds", "milliseconds")):
            return "time"
    if whole and (column_names.is_id_name(name) or codes.is_number_of_a_thing(name)):
        return "id"
    if whole and column_names.is_named(name, column_names.CATEGORY_NAMES) and filled.nunique() <= _FEW * len(filled):
        return "category"
    unnamed = name.startswith(("column ", "Unnamed"))
    if unnamed and whole and len(filled) > 2 and (filled.diff().dropna() == 1).all():
        return "id"
    return "number"


def _string_role(name: str, column: pd.Series, cells: list[str], *, alone: bool) -> tuple[str, ColumnFacts | None]:
    if are_vectors(cells) or _are_bare_vectors(cells):
        return "vector", None
    if _share(cells, _JSON) >= 0.5:
        return "category", None
    if _share(cells, _IMAGE) >= 0.9:
        return "image", None
    if _are_dates(cells) or _are_clocks(name, cells):
        return "time", None
    facts = _measure(name, column, cells)
    if _share(cells, _LINK) >= 0.8:
        return ("id" if facts.distinct > _FEW else "category"), None
    if column_names.is_id_name(name) and facts.n_words < 2:
        return "id", None
    if _is_text(facts, cells, alone=alone):
        return "text", facts
    few_labels = column_names.is_named(name, column_names.CATEGORY_NAMES) and facts.n_filled < 10
    return ("id" if facts.distinct == 1 and facts.n_words < 2 and not few_labels else "category"), None


def _is_text(facts: ColumnFacts, cells: list[str], *, alone: bool) -> bool:
    if facts.letters < 0.4:  # lines of a log may hold more digits than letters
        return alone and facts.letters >= 0.15 and facts.n_words >= _LABEL_WORDS
    if column_names.squashed(facts.name) in column_names.TEXT_NAMES or alone:
        return True
    if column_names.is_named(facts.name, column_names.CATEGORY_NAMES) and facts.n_words < 2 * _LABEL_WORDS:
        return False
    if column_names.is_named(facts.name, column_names.TEXT_NAMES) and not column_names.is_id_name(facts.name):
        return facts.n_words >= 1.5 or facts.distinct > _FEW
    if column_names.is_named(facts.name, column_names.WEAK_TEXT_NAMES):
        return facts.n_words >= 1.5 and facts.distinct > _FEW
    spaced = sum(" " in cell or n_unspaced(cell) > 0 for cell in cells)
    if facts.n_words >= _LABEL_WORDS:
        return spaced >= 0.5 * len(cells)
    return facts.n_words >= 2.5 and facts.distinct > _FEW


def _measure(name: str, column: pd.Series, cells: list[str]) -> ColumnFacts:
    # Two characters of a script without spaces make about a word.
    n_words = sum(len(cell.split()) + n_unspaced(cell) // 2 for cell in cells)
    seen = "".join(cell[:500] for cell in cells).replace(" ", "")
    letters = sum(unicodedata.category(character)[0] in "LM" for character in seen)
    n_filled = int(column.notna().sum())
    different = n_distinct(column) if isinstance(column.dtype, pd.StringDtype) else int(column.nunique())
    return ColumnFacts(
        name=name,
        n_words=n_words / len(cells),
        distinct=different / max(n_filled, 1),
        letters=letters / max(len(seen), 1),
        n_filled=n_filled,
        filled=n_filled / max(len(column), 1),
    )


def _share(cells: list[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.fullmatch(cell)) for cell in cells) / len(cells)


def _are_bare_vectors(cells: list[str]) -> bool:
    """Whether the cells are numbers without brackets, as many in each: "0.1 0.2 0.3", "0.1;0.2;0.3"."""
    if not _BARE_VECTOR.fullmatch(cells[0]) or _share(cells, _BARE_VECTOR) < 0.95:
        return False
    counts = Counter(len(re.findall(r"[^\s,;]+", cell)) for cell in cells)
    length, n_cells = counts.most_common(1)[0]
    decimals = sum("." in cell for cell in cells) >= 0.5 * len(cells)
    return n_cells >= 0.9 * len(cells) and (decimals or length >= _LEAST_WHOLE)


def _are_clocks(name: str, cells: list[str]) -> bool:
    """Whether texts count seconds since 1970, as "1709280000.000200", and the column's name says so."""
    if not column_names.is_named(name, column_names.TIME_NAMES) or _share(cells, _SECONDS) < 1:
        return False
    numbers = list(map(float, cells))
    return clock_between(min(numbers), max(numbers)) in ("seconds", "milliseconds")


def _are_dates(cells: list[str]) -> bool:
    """Written as dates or times of day, and real ones: 2024-13-45 is a code."""
    if _share(cells, _DATE) < 0.9:
        return False
    few = cells[:200]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas remarks on day-first dates, which are fine here
        parsed = pd.to_datetime(pd.Series(few), errors="coerce", format="mixed", utc=True)
    # Month names in other languages aren't known to pandas, but their shape is clear enough.
    lettered = sum(any(c.isalpha() and c != "T" for c in cell) for cell in few)
    return bool(parsed.notna().mean() >= 0.9) or lettered >= 0.9 * len(few)
