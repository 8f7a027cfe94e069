"""What a person should look at before a table goes to its map."""

import embedcore as ec
from embedcore.encoders import DEFAULT_MODEL, STATIC_MODEL, ModelProposal
from embedcore.phrases import by_number, counted, joined, quoted
from embedcore.table import propose_kinds

FEWEST, MOST = 10, 200_000
"""Rows of an ordinary table: fewer make no map worth the name, more take minutes."""
_OTHERS = {"images": "pictures", "vectors": "vectors of its own", "ratings": "users and items"}


def doubt(dataset: ec.Dataset, proposal: ModelProposal) -> str:
    """Why a person should look first, as the end of a sentence; empty where nothing is unclear.

    proposal: the model for its texts.
    """
    texts = [name for name, role in dataset.column_roles.items() if role == "text"]
    others = [_OTHERS[kind.name] for kind in propose_kinds(dataset) if kind.name in _OTHERS]
    report = dataset.report
    were = by_number(len(report.left_out), "was", "were")
    found = {
        f"each of {quoted(texts)} could be the text": len(texts) > 1,
        f"it could also be taken as {joined(others)}": bool(others),
        f"{len(report.left_out):,} of {counted(report.n_rows_read, 'row')} {were} left out": bool(report.left_out),
        "there are remarks on how the file was read": bool(report.notes),
        f"it has only {counted(dataset.n_rows, 'row')}": dataset.n_rows < FEWEST,
        f"it has {dataset.n_rows:,} rows": dataset.n_rows > MOST,
        proposal.reason: proposal.name not in (DEFAULT_MODEL, STATIC_MODEL),
    }
    return joined(why for why, holds in found.items() if holds)
