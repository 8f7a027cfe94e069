"""What in texts is not language: tags, entities, web addresses, markdown, records of a program."""

import re

import numpy as np

from embedcore.phrases import counted, joined, share, shortened
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.trust.health.texts import N_SHOWN, NO_TEXTS

SOME, MANY = 0.02, 0.3
"""Shares of texts with markup. On the samples and banking77 under 0.1 %."""
_HINT = re.compile(r"[<&{}*#`\[|]|://|www\.|__|\\[nrtu]")
_KINDS = {
    "tags": re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,500})?/?>|<!--|<!DOCTYPE", re.IGNORECASE),
    "entities": re.compile(r"&(?:#\d{2,7}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d?);"),
    "web addresses": re.compile(r"\b[a-zA-Z][a-zA-Z+.-]{1,15}://\S+|\bwww\.[^\s.]++\.\S+"),
    "markdown": re.compile(
        r"(?m)^#{1,6} \S|\*\*[^*\n]{1,200}\*\*|(?<!\w)__[^_\n]{1,200}__(?!\w)|```|\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)"
        r"|^\s{0,3}[*-] \[[ x]\] |^\|.{1,500}\|\s*$"
    ),
    "records of a program": re.compile(
        r'^\s*[\[{].*"[^"\n]{1,100}"\s*:.*[\]}]\s*$|[{,]\s*["\'][\w -]{1,60}["\']\s*:\s*["\'\d\[{tfn]', re.DOTALL
    ),
    "signs of line breaks": re.compile(r"\\[nrt](?![a-z])|\\u[0-9a-fA-F]{4}"),
}
"""In order; a text may have several. Reading a file takes none of it away."""
MOST_READ = 20_000
"""Letters of a text; markup of a text stands at its beginning as well."""


def markup(seen: Inspected) -> Finding | Unseen:
    """The share of texts with tags, entities, web addresses, markdown or JSON."""
    texts = seen.texts
    if texts is None:
        return NO_TEXTS
    counts = dict.fromkeys(_KINDS, 0)
    parts = np.zeros(len(texts))
    for row, text in enumerate(texts):
        if not _HINT.search(text):
            continue
        kinds, parts[row] = _markup_of(text[:MOST_READ])
        for kind in kinds:
            counts[kind] += 1
    rows = np.flatnonzero(parts)
    rows = rows[np.argsort(-parts[rows], kind="stable")]
    found = len(rows) / len(texts)
    level: Severity = "ok" if not len(rows) else "warning" if found >= SOME and len(rows) > 1 else "info"
    if found >= MANY and len(rows) > 1:
        level = "serious"
    named = [f"{kind} in {n:,}" for kind, n in sorted(counts.items(), key=lambda one: -one[1]) if n]
    lines = tuple((shortened(texts[row]), float(parts[row])) for row in rows[:N_SHOWN].tolist())
    return Finding(
        name="markup",
        title="Signs that are not language",
        severity=level,
        measured=f"{counted(len(rows), 'text')} of {len(texts):,} ({share(found)}) hold signs that people do not read"
        + (f": {joined(named)}." if named else "."),
        meaning="Rows become alike by their signs instead of by what they say." if level in ("warning", "serious")
        else "So few do no harm." if level == "info" else "The texts are plain.",
        advice="Take tags, addresses and signs out of the texts and load them again." if level in ("warning", "serious")
        else "Nothing.",
        technical="tags, entities, URLs, markdown, JSON and escapes by pattern",
        rows=rows,
        figures={"rows": float(len(rows)), "share": found, **{kind: float(n) for kind, n in counts.items() if n}},
        evidence=(Evidence("Those with most of it", ("text", "part"), lines),) if lines else (),
    )  # fmt: skip


def _markup_of(text: str) -> tuple[list[str], float]:
    """The kinds in a text, and the part of its letters that they take."""
    kinds, n_letters = [], 0
    for kind, pattern in _KINDS.items():
        n = sum(len(found[0]) for found in pattern.finditer(text))
        if n:
            kinds.append(kind)
            n_letters += n
    return kinds, min(n_letters / max(len(text), 1), 1.0)
