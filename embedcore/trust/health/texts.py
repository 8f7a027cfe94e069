"""Texts that say too little, or more than the model reads."""

import numpy as np
from numpy.typing import NDArray

from embedcore.phrases import by_number, counted, share, shortened
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.types import Indices
from embedcore.words import n_unspaced
from embedcore.words.tokenizer import written_words

SOME_EMPTY, MANY_EMPTY = 0.01, 0.3
"""Shares of rows that were left out as empty; one that is still there is a fault in any case."""
SHORT_WORDS, SHORT_LETTERS = 2, 12
"""A text of so many words at most, and fewer letters, is short ("ok thanks")."""
WHOLE_WORDS = 4
"""Short texts are odd where at least a quarter of texts have so many words; names and single words are data, too."""
SOME_SHORT, MANY_SHORT = 0.05, 0.5
ALL_THE_SAME = 0.5
"""Where all texts are short: fewer different ones than this share of rows say too little to tell rows apart."""
SOME_CUT, MANY_CUT = 0.005, 0.3
MEASURED_CUT = 60
"""Of more cut texts, so many are read again to see how much was cut."""
N_SHOWN = 5
NO_TEXTS = Unseen("there are no texts")


def empty_texts(seen: Inspected) -> Finding | Unseen:
    """Texts without a letter or digit, and rows that were left out when the file was read because theirs is empty."""
    if seen.texts is None:
        return NO_TEXTS
    texts = seen.texts
    rows = np.array([row for row, text in enumerate(texts) if not any(map(str.isalnum, text))], dtype=np.int64)
    n_left = sum("text is empty" in reason for reason in seen.left_out)
    found = (len(rows) + n_left) / (len(texts) + n_left)
    level = _level(found, some=SOME_EMPTY if not len(rows) else 0.0, many=MANY_EMPTY)
    also = f", and {counted(n_left, 'row was', 'rows were')} left out because theirs is empty" if n_left else ""
    meaning = {
        "ok": "Every text says something.",
        "info": "So few rows without a text change no figure.",
        "warning": "Where there is nothing to read, nothing can be compared: shares and counts miss these rows.",
    }
    return Finding(
        name="empty_texts",
        title="Empty texts",
        severity=level,
        measured=f"{counted(len(rows), 'text')} of {len(texts):,} {by_number(len(rows), 'has', 'have')} no word{also}.",
        meaning=meaning["warning" if level == "serious" else level],
        advice="Look why they are empty, or choose the column that holds the texts."
        if level in ("warning", "serious")
        else "Nothing.",
        technical="texts without a letter or digit, and rows left out as empty",
        rows=rows,
        figures={"rows": float(len(rows)), "left_out": float(n_left), "share": found},
    )


def short_texts(seen: Inspected) -> Finding | Unseen:
    """Texts of a word or two among longer ones."""
    if seen.texts is None:
        return NO_TEXTS
    texts = seen.texts
    sizes = np.array([_size(text) for text in texts])
    n_words, n_letters = sizes[:, 0], sizes[:, 1]
    rows = np.flatnonzero((n_words > 0) & (n_words <= SHORT_WORDS) & (n_letters < SHORT_LETTERS))
    rows = rows[np.argsort(n_letters[rows], kind="stable")]
    found = len(rows) / len(texts)
    longer = np.percentile(n_words, 75) >= WHOLE_WORDS
    same = len(set(texts)) < ALL_THE_SAME * len(texts)
    level: Severity = "ok"
    if len(rows):
        level = _level(found, some=SOME_SHORT, many=MANY_SHORT) if longer or (same and found >= MANY_SHORT) else "ok"
    meaning = {
        "ok": "Most say enough to be compared."
        if longer
        else "They are names or single words, and are compared as such.",
        "info": "A word or two without what they answer say little; these few do no harm.",
        "warning": "A word or two without what they answer say little: such rows gather in a group of their own.",
    }
    return Finding(
        name="short_texts",
        title="Very short texts",
        severity=level,
        measured=f"{counted(len(rows), 'text')} of {len(texts):,} ({share(found)}) "
        f"{by_number(len(rows), 'has', 'have')} only a word or two; the usual text has {np.median(n_words):.0f}.",
        meaning=meaning["warning" if level == "serious" else level],
        advice="Leave them out, or put the question in front that they answer."
        if level in ("warning", "serious")
        else "Nothing.",
        technical=f"at most {SHORT_WORDS} words and fewer than {SHORT_LETTERS} letters",
        rows=rows,
        figures={"rows": float(len(rows)), "share": found, "median_words": float(np.median(n_words))},
        evidence=_shown("Some of them", seen, rows),
    )


def cut_texts(seen: Inspected) -> Finding | Unseen:
    """Texts that the model does not read to their end, and how much it leaves away."""
    reader = seen.reader
    if isinstance(reader, Unseen):
        return reader
    texts = seen.texts
    assert texts is not None
    rows = np.array(reader.truncated(texts), dtype=np.int64)
    lost, looked_at = _lost(seen, rows)
    order = np.argsort(-lost, kind="stable")
    found = len(rows) / len(texts)
    level = _level(found, some=SOME_CUT, many=MANY_CUT)
    limit, name = reader.card.max_tokens, reader.card.name
    about = f", on average {share(float(lost.mean()))} of each" if len(lost) else ""
    return Finding(
        name="cut_texts",
        title="Texts that are cut off",
        severity=level,
        measured=f"{counted(len(rows), 'text')} of {len(texts):,} ({share(found)}) "
        f"{by_number(len(rows), 'is', 'are')} longer than {name} reads{about}."
        if limit
        else f"{name} reads texts of any length.",
        meaning=f"What stands behind about the {limit * 3 // 4:,}th word is not seen, as if it were not there."
        if len(rows)
        else "Every text is read to its end.",
        advice="Choose a model that reads longer texts, or split them into parts." if len(rows) else "Nothing.",
        technical=f"more than {limit} tokens" if limit else "no limit of tokens",
        rows=np.concatenate([looked_at[order], np.setdiff1d(rows, looked_at)]),
        figures={"rows": float(len(rows)), "share": found, "cut_share": float(lost.mean()) if len(lost) else 0.0},
        evidence=_shown("Those that are cut most", seen, looked_at[order]),
    )


def _level(found: float, *, some: float, many: float) -> Severity:
    if not found:
        return "ok"
    return "serious" if found >= many else "warning" if found >= some else "info"


def _size(text: str) -> tuple[int, int]:
    """How many words a text has, and letters; of scripts without spaces each two letters count as a word."""
    unspaced = n_unspaced(text)
    found = list(written_words(text))
    spaced = [word for word in found if not n_unspaced(word)] if unspaced else found
    return len(spaced) + (unspaced + 1) // 2, sum(map(len, found)) + 2 * unspaced


def _lost(seen: Inspected, rows: Indices) -> tuple[NDArray[np.float64], Indices]:
    """(n,) the part of each text that is not read, and the rows that this was measured for."""
    reader, texts = seen.reader, seen.texts
    assert not isinstance(reader, Unseen) and texts is not None
    if len(rows) > MEASURED_CUT:
        seen.note(f"how much is cut off was measured for {MEASURED_CUT} of {len(rows):,} texts, drawn at random")
        rows = np.sort(seen.rng().choice(rows, MEASURED_CUT, replace=False))
    lost = []
    for done, row in enumerate(rows.tolist()):
        if seen.on_progress:
            seen.on_progress(done, len(rows), "measuring how much of long texts is read")
        tokens = reader.tokens(texts[row])
        lost.append(len(tokens.cut_off) / max(len(texts[row]), 1) if tokens is not None else 0.0)
    return np.array(lost), rows


def _shown(title: str, seen: Inspected, rows: Indices) -> tuple[Evidence, ...]:
    if not len(rows) or seen.texts is None:
        return ()
    return (Evidence(title, ("text",), tuple((shortened(seen.texts[row]),) for row in rows[:N_SHOWN].tolist())),)
