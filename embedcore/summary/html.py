"""A summary as one HTML file: no script, nothing from outside, for the screen, an e-mail and A4."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from embedcore.summary.result import Issue, Section, Sentence, Summary

if TYPE_CHECKING:
    from embedcore.summary.basis import Basis

MOST_ROWS = 10
"""Rows shown below for a sentence; the workbook has all."""
LINE_WIDTH, LINE_HEIGHT = 120, 22
STYLE = """
:root { color-scheme: light; --ink: #1b1f24; --soft: #5b6570; --line: #d9dee3; --mark: #2f6fb0; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Arial, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 .4rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
p { margin: 0 0 .5rem; overflow-wrap: anywhere; }
.issue { margin: 0 0 .9rem; break-inside: avoid; }
.issue p { margin: 0; }
.bar { display: block; height: 6px; border-radius: 3px; background: #e9edf1; margin: .15rem 0 .2rem; }
.bar i { display: block; height: 100%; border-radius: 3px; background: var(--mark); }
svg { float: right; margin-left: 1rem; }
polyline { fill: none; stroke: var(--mark); stroke-width: 1.5; }
a { color: var(--mark); text-decoration: none; white-space: nowrap; font-size: .85em; }
a:hover { text-decoration: underline; }
ol, ul { margin: .2rem 0 0; padding-left: 0; list-style: none; }
li { padding: .15rem 0; border-bottom: 1px solid var(--line); font-size: .875rem; overflow-wrap: anywhere; }
li b, .soft { color: var(--soft); font-weight: 400; }
footer { margin-top: 2rem; color: var(--soft); font-size: .85rem; }
@media print {
  @page { size: A4; margin: 16mm 15mm; }
  body { font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  .rows, a { display: none; }
}
"""


def page_of(summary: Summary) -> str:
    """The whole page; every text of the data is escaped."""
    sentences = summary.sentences
    number = {id(sentence): place for place, sentence in enumerate(sentences, start=1)}
    body = "\n".join(_section(summary, section, number) for section in summary.sections)
    rows = "\n".join(_rows(summary.basis, sentence, place) for place, sentence in enumerate(sentences, start=1))
    title, noun = escape(summary.title), escape(summary.basis.noun[1])
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Nothing can be fetched or run, whatever a text of the data holds.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n"
        f'<section class="rows">\n<h2>The {noun} behind each sentence</h2>\n{rows}\n</section>\n'
        "</main>\n</body>\n</html>\n"
    )


def _section(summary: Summary, section: Section, number: dict[int, int]) -> str:
    issues = {issue.group: issue for issue in summary.issues}
    largest = max((len(issue.rows) for issue in summary.issues), default=1)
    shown = []
    for sentence in section.sentences:
        said = f"<strong>{escape(sentence.lead)}</strong>{escape(sentence.told)} {_link(summary, sentence, number)}"
        example = f'<p class="soft">{escape(sentence.example)}</p>' if sentence.example else ""
        if section.key in ("issues", "aside") and sentence.group is not None:
            shown.append(_issue(issues[sentence.group], said, example, largest))
        else:
            shown.append(f"<p>{said}</p>{example}")
    return f"<section>\n<h2>{escape(section.heading)}</h2>\n" + "\n".join(shown) + "\n</section>"


def _issue(issue: Issue, said: str, example: str, largest: int) -> str:
    width = 100 * len(issue.rows) / largest
    return (
        f'<div class="issue">{_time_line(issue)}<p>{said}</p>'
        f'<span class="bar"><i style="width: {width:.1f}%"></i></span>{example}</div>'
    )


def _link(summary: Summary, sentence: Sentence, number: dict[int, int]) -> str:
    return f'<a href="#r{number[id(sentence)]}">{escape(summary.basis.counted(len(sentence.rows)))} ↓</a>'


def _time_line(issue: Issue) -> str:
    """The rows over time as a small line; empty with fewer than two parts."""
    if len(issue.by_time) < 2:
        return ""
    values = np.asarray(issue.by_time, dtype=float)
    across = np.linspace(1, LINE_WIDTH - 1, len(values))
    down = LINE_HEIGHT - 1 - (LINE_HEIGHT - 2) * values / max(values.max(), 1)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
    return (
        f'<svg width="{LINE_WIDTH}" height="{LINE_HEIGHT}" role="img" aria-label="rows over time">'
        f'<polyline points="{points}"/></svg>'
    )


def _rows(basis: Basis, sentence: Sentence, place: int) -> str:
    """The rows of a sentence, the first ones where there are many, and how many more there are."""
    rows = sentence.rows
    lines = "\n".join(_lines(basis, rows[:MOST_ROWS]))
    more = len(rows) - MOST_ROWS
    note = f'<p class="soft">and {more:,} more; the workbook has all of them</p>' if more > 0 else ""
    return f'<h3 id="r{place}">{place}. {escape(sentence.lead or str(sentence))}</h3>\n<ul>\n{lines}\n</ul>\n{note}'


def _lines(basis: Basis, rows: np.ndarray) -> Iterator[str]:
    for row, number in zip(rows.tolist(), basis.numbers(rows).tolist(), strict=True):
        yield f"<li><b>{number}</b> {escape(basis.text(row))}</li>"
