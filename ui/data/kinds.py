"""What kind of data the table is: proposed with its reason, changed by a click, and the form that fits it."""

import streamlit as st

from embedcore.phrases import sentence
from embedcore.table import KINDS, propose_kinds
from ui import session, wording
from ui.data import numbers, ratings, texts, vectors
from ui.data.how_read import decide
from ui.markup import literal

NAMES = {  # the icon, and what it is called where there is no wording of its own
    "texts": (":material/notes:", "Texts"),
    "images": (":material/image:", "Pictures"),
    "vectors": (":material/scatter_plot:", ""),
    "numbers": (":material/table_chart:", "Numbers"),
    "ratings": (":material/star:", "Users and items"),
}
_ALWAYS = ("texts", "vectors", "numbers", "ratings")
"""Any table may be taken as these, by choosing columns; pictures must be there."""


def choose_kind(project: session.Project) -> None:
    """Lets a person choose the kind; the likeliest one until then."""
    proposed = propose_kinds(project.table)
    reasons = {kind.name: kind.reason for kind in proposed}
    offered = [name for name in KINDS if name in _ALWAYS or name in reasons or name == project.kind]
    key = f"data_kind_{project.id}_{project.kind}"
    st.segmented_control(
        "What is this data?",
        offered,
        default=project.kind,
        required=True,
        format_func=lambda name: f"{NAMES[name][0]} {_called(name)}",
        key=key,
        on_change=_take_as_chosen,
        args=(key,),
    )
    best = proposed[0]
    if project.kind == best.name:
        st.caption(f":material/lightbulb: {literal(sentence(best.reason))}.")
    else:
        st.caption(f":material/lightbulb: Proposed is {_called(best.name).lower()}: {literal(best.reason)}.")


def _take_as_chosen(key: str) -> None:
    project, chosen = session.project(), session.value(key)
    if project is not None and chosen is not None and chosen != project.kind:
        session.set_project(session.with_kind(project, chosen))


def _called(name: str) -> str:
    return NAMES[name][1] or wording.say("own_vectors")


def form(project: session.Project) -> None:
    """Model, options and metric, the estimate and the button; then progress; then the way on."""
    if decide(project):
        return
    titles = {"texts": "embed", "ratings": "learn_ratings", "vectors": "use_own_vectors"}
    st.markdown(f"## {wording.say(titles.get(project.kind, 'embed_rows'))}")
    forms = {"texts": texts, "images": texts, "vectors": vectors, "numbers": numbers, "ratings": ratings}
    forms[project.kind].form(project)
