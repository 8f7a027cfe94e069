"""How many rows there are, and those without a direction."""

import numpy as np

from embedcore.phrases import by_number, counted, share
from embedcore.trust.health.finding import Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen

TOO_FEW, FEW = 20, 100
MANY_ZERO = 0.1


def few_rows(seen: Inspected) -> Finding | Unseen:
    n_rows = seen.space.n_rows
    level: Severity = "warning" if n_rows < TOO_FEW else "info" if n_rows < FEW else "ok"
    meaning = {
        "ok": "Enough for groups and maps.",
        "info": "Enough to search and compare; groups and shares of so few can be chance.",
        "warning": "With so few, groups, maps and thresholds are mostly chance.",
    }
    return Finding(
        name="few_rows",
        title="Number of rows",
        severity=level,
        measured=f"There {by_number(n_rows, 'is', 'are')} {counted(n_rows, 'row')}.",
        meaning=meaning[level],
        advice="Load more rows, or read the rows themselves." if level == "warning" else "Nothing.",
        technical=f"{n_rows} rows of {seen.space.n_dims} dimensions",
        figures={"rows": float(n_rows)},
    )


def zero_vectors(seen: Inspected) -> Finding | Unseen:
    rows = np.flatnonzero(seen.lengths == 0)
    n_rows = seen.space.n_rows
    level: Severity = "ok" if not len(rows) else "serious" if len(rows) >= MANY_ZERO * n_rows else "warning"
    return Finding(
        name="zero_vectors",
        title="Rows that nothing was read of",
        severity=level,
        measured=f"{len(rows):,} of {counted(n_rows, 'row')} ({share(len(rows) / n_rows)}) have zeros alone.",
        meaning="They are similar to nothing, and found by no search." if len(rows) else "Every row can be compared.",
        advice="Look at these rows: they are empty, hold no word that the model knows, or were never embedded."
        if len(rows)
        else "Nothing.",
        technical=f"{len(rows):,} zero vectors",
        rows=rows,
        figures={"zero_rows": float(len(rows))},
    )
