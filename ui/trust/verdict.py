"""The answer in three sentences: what was looked at, what it means, what to do. Plain texts, no Streamlit."""

from embedcore.phrases import by_number, counted, joined
from embedcore.trust import SEVERITIES, Finding, HealthReport

MOST_NAMED = 3
SAID = {"ok": "Fine", "info": "Worth knowing", "warning": "Warning", "serious": "Serious"}
ICONS = {
    "ok": ":material/check_circle:",
    "info": ":material/info:",
    "warning": ":material/warning:",
    "serious": ":material/error:",
}


TITLES = {
    "mixed_models": "one model or several",
    "other_query_model": "the model that reads searches",
    "wrong_metric": "how rows are compared",
    "out_of_domain": "words that the model does not know",
    "dominant_dimensions": "numbers that outweigh the others",
    "constant_dimensions": "numbers that never change",
    "anisotropy": "how alike everything is",
    "hubs": "rows that are near to everything",
    "empty_texts": "empty texts",
    "placeholder_texts": "texts that stand for none",
    "near_copies": "near-copies",
    "exact_copies": "exact copies",
    "cut_texts": "texts that are cut off",
    "short_texts": "very short texts",
    "markup": "signs that are not language",
}
"""Of what could not be looked at, of which there is no finding that has its own."""
_UNSEEN = " was not looked at: "


def note_said(note: str) -> str:
    """A note of the report with a title in place of a name."""
    name, said, why = note.partition(_UNSEEN)
    return f"not looked at: {TITLES.get(name, name.replace('_', ' '))} ({why})" if said else note


def sentences(report: HealthReport, rows: str) -> tuple[str, str, str]:
    """What was measured, what it means, what to do. rows: how many of what, such as "300 texts"."""
    return _measured(report, rows), _meaning(report.faults), _advice(report)


def _measured(report: HealthReport, rows: str) -> str:
    n_of = {severity: sum(one.severity == severity for one in report.findings) for severity in SEVERITIES}
    said = [
        counted(n_of["serious"], "is serious", "are serious"),
        counted(n_of["warning"], "is a warning", "are warnings"),
        counted(n_of["info"], "is worth knowing", "are worth knowing"),
        counted(n_of["ok"], "is fine", "are fine"),
    ]
    there = [one for one in said if not one.startswith("0 ")]
    looked = f"{len(report.findings)} things that can mislead were looked for in {rows}"
    return f"{looked}: {joined(there)}." if there else f"{looked}."


def _meaning(faults: tuple[Finding, ...]) -> str:
    if not faults:
        return "Nothing was found that would mislead you: what is shown as alike can be taken as such."
    named = [f"“{one.title}”" for one in faults[:MOST_NAMED]]
    more = [f"{len(faults) - MOST_NAMED} more"] if len(faults) > MOST_NAMED else []
    return (
        f"Do not rely on it yet: {joined([*named, *more])} {by_number(len(faults), 'changes', 'change')} what looks "
        "alike, or hide what matters."
        if any(one.severity == "serious" for one in faults)
        else f"It can be used with care: look at {joined([*named, *more])} before you decide by it."
    )


def _advice(report: HealthReport) -> str:
    if report.faults:
        return report.faults[0].advice
    worth = [one for one in report.findings if one.severity == "info"]
    if worth:
        return f"Go on; and keep in mind: {worth[0].measured}"
    return "Nothing; go on with the map, the search or the groups."
