"""What stands at the end of a table and is none of it: totals, footnotes, who made it and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from embedcore.reading.layout import Row, is_blank, kind_of, n_filled, typed_columns, width_of

MOST_BELOW = 12
"""Rows at the end that are looked at."""
_MOST_CELLS, _LEAST_ROWS = 2_000, 6  # the kinds of the columns of a wide table are told by a few rows
_TOTAL = re.compile(
    r"(grand |sub|report |overall )?-?(total|totals|sum|sums|average|mean)s?\b.{0,20}"
    r"|(gesamt|summe|insgesamt|durchschnitt)\w*\b.{0,20}"
    r"|total(e|es|i)?( général| generale)?\b.{0,20}|som(me|a)\b.{0,15}|totaal"
    r"|łącznie|razem|suma|итого|всего"
    r"|celkem|összesen|toplam|yhteensä|summa|合計|总计|總計|合计|합계|小計",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(\(?\d[\d,.]* (rows?|records?|results?|zeilen|lignes|filas)( (selected|affected|returned|found))?\)?\.?)"
    r"|(report |data )?(generated|exported|created|printed|retrieved|downloaded|produced|as of|last updated?)\b.*"
    r"|(erstellt|exportiert|erzeugt|stand|gedruckt)\b.*|généré\b.*|exporté\b.*|generado\b.*|создано\b.*"
    r"|(end|ende|fin) (of|des|du|del) .*|-+ ?end.*"
    r"|(source|quelle|fuente|notes?|footnote|hinweis|disclaimer|copyright)s?\s*:.*"
    r"|(©|\(c\)|\* ?|\*\*|†).*|(page|seite) \d+.*|confidential.*|vertraulich.*"
    r"|number of (rows|records).*|eof|#.*|rows? count.*"
    r"|record count.*|applied filters.*|filters?( applied)?\s*:.*",
    re.IGNORECASE,
)


def n_below(tail: Sequence[Row], body: Sequence[Row], *, after_blank: Sequence[bool]) -> int:
    """How many of the last rows are totals or remarks and no rows of the table.

    tail: the last rows, blank ones left away. body: rows of the table from before them. after_blank: for each row of
    the tail whether a blank line stands before it.
    """
    if len(body) < 2 or not tail:
        return 0
    width = Counter(map(width_of, body)).most_common(1)[0][0]
    if width < 2:
        return _n_closing_lines(tail, after_blank)
    longest = max(map(len, body))
    typed = typed_columns(body[-max(_LEAST_ROWS, _MOST_CELLS // longest) :], longest)
    known = {str(row[0]).strip().casefold() for row in body if row and not is_blank(row[0])}
    usual = sum(map(n_filled, body)) / len(body)
    n = 0
    for back, row in enumerate(reversed(tail), start=1):
        if not _is_closing(row, width, usual, typed, known, alone=after_blank[-back]):
            # A blank line sets all that follows it apart, be it of several lines.
            break
        n = back
    return n if any(map(n_filled, tail[len(tail) - n :])) else 0


def _n_closing_lines(tail: Sequence[Row], after_blank: Sequence[bool]) -> int:
    n = 0
    for back, row in enumerate(reversed(tail), start=1):
        text = str(row[0]).strip() if row else ""
        if not (_CLOSING.fullmatch(text) and text[:1] not in "*#") or not (after_blank[-back] or text[:1] == "("):
            break
        n = back
    return n


def _is_closing(row: Row, width: int, usual: float, typed: dict[int, str], known: set[str], *, alone: bool) -> bool:
    cells = [str(cell).strip() for cell in row if not is_blank(cell)]
    if not cells:
        return True
    first = next(cell for cell in row if not is_blank(cell))
    text = str(first).strip()
    if isinstance(first, str) and _TOTAL.fullmatch(text) and text.casefold() not in known:
        later = [cell for cell in row if not is_blank(cell)][1:]
        if not later:  # a formula in a workbook may have no computed value
            return width > 2 and not is_blank(row[0]) and 2 * len(cells) <= usual
        return (
            all(kind_of(cell) in ("number", "time") or len(str(cell)) < 30 for cell in later)
            and (len(cells) < usual or (not is_blank(row[0]) and (0 in typed or width > 2)) or alone)
            and any(kind_of(cell) == "number" for cell in later)
        )
    if len(cells) > max(1, 0.5 * usual) and not (len(cells) == 2 and width >= 4):
        return False
    if _CLOSING.fullmatch(text):
        return True
    odd = not is_blank(row[0]) and 0 in typed and kind_of(row[0]) != typed[0]
    return len(cells) <= 2 and width >= 3 and (alone or odd) and len(cells) <= 0.5 * usual
