"""Beside a map that is coloured by trust: what was measured, what it means, and which map keeps this data best."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.groups import EditedClustering
from embedcore.phrases import joined, sentence
from ui import cache, progress, session, wording
from ui.map import controls
from ui.map.current import select_rows
from ui.map.trust.measuring import is_long, job_of, map_there, measured, request_of
from ui.map.trust.words import distortion_lines, kept_sentence, meaning, method_line

N_SHOWN = 6
BETTER = 0.02
"""A difference in neighbours kept that is worth another map."""
_ASKED = session.Kept("map_trust_asked", "")
"""The space of which all kinds of map are wanted, by its fingerprint."""


def explain_map(projection: ec.Projection, request: jobs.MapRequest, clustering: EditedClustering | None) -> None:
    """request: what map is asked for. Nothing of groups until they are found."""
    trust = measured(projection, request)
    if trust is None:
        _waiting(projection, request)
        return
    st.markdown(f"**{kept_sentence(trust)}.**")
    st.caption(" ".join([meaning(trust), *(f"{sentence(note)}." for note in trust.notes)]))
    if clustering is not None and clustering.n_clusters > 1:
        _groups(projection, trust, clustering)
    _best(projection.space, request.method, trust)


def _waiting(projection: ec.Projection, request: jobs.MapRequest) -> None:
    if request.method != projection.method:
        st.caption("It is measured once the map is drawn.")
    elif is_long(projection.space):
        progress.show_next((job_of(projection, request), "Measuring how far this map can be trusted", "map_trust_job"))
    else:
        st.caption("Too few rows to say how far this map can be trusted.")


def _groups(projection: ec.Projection, trust: ec.MapTrust, clustering: EditedClustering) -> None:
    """What the map does to groups; a click selects their rows."""
    st.markdown(f"**What this map does to {wording.say('groups').lower()}**")
    said = distortion_lines(
        cache.distortion(projection, trust, np.asarray(clustering.labels, np.int64)), list(clustering.names)
    )
    if not said:
        st.caption("None is torn apart or mixed with others, and no two are pushed together.")
    for number, (text, groups) in enumerate(said[:N_SHOWN]):
        rows = np.flatnonzero(np.isin(clustering.labels, groups))
        st.button(
            text,
            key=f"map_torn_{number}",
            type="tertiary",
            on_click=select_rows,
            args=(projection.space, rows, f"of {joined(f'“{clustering.names[group]}”' for group in groups)}"),
            help="Selects them",
        )
    if len(said) > N_SHOWN:
        st.caption(f"and {len(said) - N_SHOWN} more")


def _best(space: ec.EmbeddingSpace, shown: str, trust: ec.MapTrust) -> None:
    """Which kind of map keeps this data best, of those that are there, and the way to the others.

    shown: the kind of map that is shown. trust: in it.
    """
    found, work = {shown: trust}, list[tuple[jobs.Job, str, str]]()
    for method in controls.METHODS:
        if method != shown:
            known = _known_or_asked(space, method, work)
            found |= {method: known} if known is not None else {}
    st.markdown(f"**Which map keeps these {wording.rows()} best**")
    order = sorted(found, key=lambda method: -found[method].overall)
    st.caption("\n".join(f"{place}. {method_line(method, found[method])}" for place, method in enumerate(order, 1)))
    if not progress.show_next(*work):
        _offer(space, shown, found, order[0])


def _known_or_asked(space: ec.EmbeddingSpace, method: str, work: list[tuple[jobs.Job, str, str]]) -> ec.MapTrust | None:
    """The trust in the map of that kind. What is still to be done for it, where it is wanted, is put on the list."""
    request, name = request_of(method), wording.method_name(method)
    there = map_there(space, request)
    if there is None:
        if _ASKED.now() == space.fingerprint:
            job = jobs.project(cache.job_queue(), space, request, session=session.id())
            work.append((job, f"Drawing the {name} map", f"map_trust_draw_{method}"))
        return None
    known = measured(there, request)
    if known is None and is_long(space):
        work.append((job_of(there, request), f"Measuring the {name} map", f"map_trust_measure_{method}"))
    return known


def _offer(space: ec.EmbeddingSpace, shown: str, found: Mapping[str, ec.MapTrust], best: str) -> None:
    """Buttons to measure the kinds that are left, and to show the best one where it is better."""
    left = [method for method in controls.METHODS if method not in found]
    if left:
        names = " and ".join(map(wording.method_name, left))
        st.button(f"Draw and measure {names}", key="map_trust_others", on_click=_ASKED.keep, args=(space.fingerprint,))
    if best == shown:
        return
    if found[best].overall - found[shown].overall < BETTER:
        st.caption("The map that is shown keeps about as much as the best one.")
        return
    st.button(
        f"Show the {wording.method_name(best)} map, which keeps most",
        key="map_trust_best",
        type="primary",
        on_click=controls.show_method,
        args=(best,),
    )
