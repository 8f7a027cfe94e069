"""How many groups there are, and how sure that is."""

import math

import streamlit as st

from embedcore.groups import EditedClustering, advice_in_words
from embedcore.phrases import share
from ui import figures, page_shell, wording


def sureness(shown: EditedClustering) -> None:
    """What the number was chosen by, to be opened; how sure the groups are where it was given."""
    found = shown.how_many
    with st.expander("How many, and how sure", icon=":material/tune:", key="groups_sureness"):
        if shown.method == "hdbscan":
            st.markdown(wording.say("dense_groups"))
        elif found is None:
            st.markdown(f"You asked for this number of groups. {_stays(shown)}".strip())
        elif not found.tried:
            st.markdown(f"There are too few different {wording.rows()} to compare numbers of groups.")
        else:
            _chosen(shown)


def _chosen(shown: EditedClustering) -> None:
    found = shown.how_many
    assert found is not None
    low, high = found.as_good[0], found.as_good[-1]
    said = [f"**{found.n_clusters} groups fit best.**"]
    if low < high:
        said.append(f"{low} to {high} would do nearly as well.")
    said.append(wording.sureness_explained(found.stability))
    said.append(f"**{advice_in_words(found.stability)}**")
    others = {"fewer": found.coarse, "more": found.fine}
    there = [f"{number} for {what}" for what, number in others.items() if number != found.n_clusters]
    if there:
        said.append(f"The next best numbers: {' and '.join(there)}, under Settings on the Map page.")
    st.markdown(" ".join(said))
    page_shell.chart(figures.numbers_of_groups(found), key="groups_how_many")
    st.caption(wording.say("how_many_curve"))


def _stays(shown: EditedClustering) -> str:
    known = [(part, size) for part, size in zip(shown.stability, shown.sizes, strict=True) if not math.isnan(part)]
    if not known:
        return ""
    mean = sum(part * size for part, size in known) / sum(size for _, size in known)
    return f"Two {wording.rows()} of a group are in one again in {share(mean)} of repeated runs."


def stays_together(shown: EditedClustering, group: int) -> str:
    """How often the rows of that group stay together, in a sentence; nothing where it was not measured."""
    part = shown.stability[group]
    if math.isnan(part):
        return ""
    return f"Two of its {wording.rows()} are in one group again in {share(part)} of repeated runs."
