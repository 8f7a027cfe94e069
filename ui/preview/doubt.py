"""What a person should look at before a table goes to its map."""

from embedcore.encoders import propose_model
from embedcore.phrases import by_number, counted, joined, quoted
from embedcore.table import find_vectors, propose_kinds, text_rivals
from ui import session

FEWEST, MOST = 10, 200_000
"""Rows of an ordinary table: fewer make no map worth the name, more take minutes."""
_OTHERS = {"texts": "texts", "images": "pictures", "vectors": "numbers of its own", "ratings": "users and items"}
_TO_CHOOSE = {
    "images": "there is more than one way to compare pictures",
    "numbers": "which columns the rows are compared by is yours to say",
    "ratings": "which columns are the users, the items and the ratings is yours to say",
}


def doubt(project: session.Project) -> str:
    """Why a person should look before its map is made, as the end of a sentence; empty where nothing is unclear.

    Raises BackendMissingError where no model for its texts works here.
    """
    dataset, report, kind = project.table, project.table.report, project.kind
    if kind in _TO_CHOOSE:
        return _TO_CHOOSE[kind]
    texts = text_rivals(dataset) if kind == "texts" else []
    others = [_OTHERS[one.name] for one in propose_kinds(dataset) if one.name in _OTHERS and one.name != kind]
    places = [place.describe() for place in find_vectors(dataset.frame, dataset.column_roles)]
    were = by_number(len(report.left_out), "was", "were")
    found = {
        f"each of {quoted(texts)} could be the text": len(texts) > 1,
        f"it could also be taken as {joined(others)}": bool(others),
        f"{len(report.left_out):,} of {counted(report.n_rows_read, 'row')} {were} left out": bool(report.left_out),
        "it could be read in another way as well": bool(report.unsure),
        f"it has only {counted(dataset.n_rows, 'row')}": dataset.n_rows < FEWEST,
        f"it has {dataset.n_rows:,} rows, and the map of more than {MOST:,} takes minutes": dataset.n_rows > MOST,
        f"any of these could be its coordinates: {joined(places)}": kind == "vectors" and len(places) > 1,
    }
    why = [reason for reason, holds in found.items() if holds]
    if kind == "texts" and (unusual := propose_model(dataset, "texts").unusual):
        why.append(unusual)
    return joined(why)
