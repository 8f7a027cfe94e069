"""Texts from data, made safe to show: to the letter, never as markup."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Sequence

import embedcore as ec
from embedcore.phrases import shortened
from embedcore.reading import TABLE_ENDINGS
from embedcore.saved import ENDING
from embedcore.table import has_names

HOVER_WIDTH = 58
HOVER_LINES = 6
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")
_REPLACED = re.compile(r"(?<=:)(?=material[/_]|streamlit:)|(?<=(?<!\S)[-<>~])(?=(?:->|>|-|=)(?!\S))")
"""Where Streamlit turns plain text into icons and typographic signs, escaped or not; a word joiner keeps it off."""
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
_ENDINGS = (*TABLE_ENDINGS, ".zip", ".html", ".htm", ENDING)
_FIELD_NAMES = {"n_users": "users", "mean_rating": "mean rating"}


def literal(text: object) -> str:
    """A text as Markdown that shows it to the letter."""
    lines = [line.strip() for line in str(text).splitlines()]  # an indented line would be code
    return _MARKDOWN.sub(r"\\\1", _REPLACED.sub("\u2060", "\n".join(lines))).replace("\n", "  \n")


def file_name(name: str, ending: str) -> str:
    """A name of a file, made of a project's, which is mostly that of the file that was read: its ending goes."""
    own = name.rpartition("/")[2]
    while own.lower().endswith(_ENDINGS):  # also "table.csv.gz"
        own = own.rpartition(".")[0]
    return (_NOT_IN_A_NAME.sub("-", own).strip("-.")[:80] or "project") + ending


def field_name(column: str) -> str:
    """What a column is called beside its value: in words, where it was counted from ratings."""
    return _FIELD_NAMES.get(column, column)


def hover_texts(dataset: ec.Dataset, columns: Sequence[str]) -> list[str]:
    """One text a row: the text itself, wrapped, then the fields. Long texts end with an ellipsis."""
    table = dataset.frame
    fields = [(field_name(column), table[column].tolist(), table[column].isna().tolist()) for column in columns]
    shown = []
    named = has_names(dataset)
    for row, text in enumerate(dataset.labels if named else [""] * dataset.n_rows):
        line = " ".join(text.split())[:800]
        lines = [line] if 0 < len(line) <= HOVER_WIDTH else _wrapped(line)
        lines += [f"{name}: {shortened(str(values[row]), HOVER_WIDTH)}" for name, values, gap in fields if not gap[row]]
        shown.append("\n".join(lines))
    return shown


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, HOVER_WIDTH, max_lines=HOVER_LINES, placeholder=" …")


def swatch(color: str, sign: str) -> str:
    """A round sign in that colour, as HTML; both come from the program, never from data."""
    return f'<span class="embedding-swatch" style="--swatch: {color}">{html.escape(sign)}</span>'
