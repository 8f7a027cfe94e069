"""Whether the model that reads what is searched for is the one that made the vectors."""

import numpy as np

from embedcore.encoders.base import Encoder
from embedcore.metrics import Metric, pair_scores
from embedcore.phrases import counted, share
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen

N_ROWS = 20
SAME = 0.99
"""The cosine from which on two vectors are of one model: rounding to 8 bits gives 0.999."""
RELATED = 0.9
FEW_DIFFER = 0.1
N_SHOWN = 5


def other_query_model(seen: Inspected) -> Finding | Unseen:
    """Up to 20 rows' own texts, read again by the model that reads what is searched for, beside their vectors."""
    model = seen.query_model if seen.query_model is not None else seen.encoder
    why = _why_not(seen, model)
    if why is not None or model is None:
        return Unseen(why or "")
    if model.card.n_dims not in (0, seen.space.n_dims):
        return _other_length(seen, model)
    assert seen.texts is not None
    rows = np.array([row for row in np.flatnonzero(seen.lengths > 0).tolist() if seen.texts[row].strip()], np.int64)
    if not len(rows):
        return Unseen("no row has both a text and coordinates")
    rows = np.sort(seen.rng().choice(rows, min(N_ROWS, len(rows)), replace=False))
    made = model.encode([seen.texts[row] for row in rows.tolist()])
    if made.shape[1] != seen.space.n_dims:
        return _other_length(seen, model)
    scores = pair_scores(Metric.COSINE, made, seen.space.vectors[rows])
    differ = scores < SAME
    n_differ, middle = int(differ.sum()), float(np.median(scores))
    level: Severity = "ok"
    if n_differ > FEW_DIFFER * len(rows):
        level = "serious" if middle < RELATED else "warning"
    elif n_differ:
        level = "info"
    order = np.argsort(scores, kind="stable")
    lines = tuple((seen.shown(int(rows[one])), float(scores[one])) for one in order[:N_SHOWN] if differ[one])
    meaning = {
        "ok": "What is searched for and the data are read by the same model.",
        "info": "A few rows hold another text than the one that was read, or were read otherwise.",
        "warning": "Most texts get other coordinates than their row has: searches find the wrong rows. The model, its "
        "version or the order of the rows is another.",
    }
    return Finding(
        name="other_query_model",
        title="The model that reads searches",
        severity=level,
        measured=f"Of {counted(len(rows), 'row')} whose text {model.card.name} has read again, {len(rows) - n_differ} "
        f"({share(1 - n_differ / len(rows))}) got the coordinates that the data has.",
        meaning=meaning["warning" if level == "serious" else level],
        advice="Name the model that made the coordinates, or read the rows anew with this one."
        if level in ("warning", "serious")
        else "Nothing.",
        technical=f"cosine of rows with their texts encoded again: median {middle:.4f}, least {scores.min():.4f}",
        rows=rows[order][: n_differ],
        figures={"same": 1 - n_differ / len(rows), "median_cosine": middle},
        evidence=(Evidence("Texts that get other coordinates", ("text", "likeness"), lines),) if lines else (),
    )  # fmt: skip


def _why_not(seen: Inspected, model: Encoder | None) -> str | None:
    if model is None:
        return "no model reads what is searched for"
    card = model.card
    if not card.reads_text:
        return f"{card.name} reads no texts"
    if seen.texts is None or not seen.is_of_texts:
        return "there are no texts that can be read again"
    if card.remote:
        return f"{card.name} is on a server, which is not asked for a check"
    return None if card.available else f"{card.name} is not on this machine"


def _other_length(seen: Inspected, model: Encoder) -> Finding:
    return Finding(
        name="other_query_model",
        title="The model that reads searches",
        severity="serious",
        measured=f"{model.card.name} gives {model.card.n_dims:,} numbers for a text; a row has {seen.space.n_dims:,}.",
        meaning="The coordinates are another model's: nothing that is typed can be compared with them.",
        advice="Name the model that made the coordinates, or read the rows anew with this one.",
        technical=f"{model.card.n_dims} dimensions for {seen.space.n_dims}",
        figures={"same": 0.0},
    )
