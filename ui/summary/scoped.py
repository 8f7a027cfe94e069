"""Which rows the summary speaks of: all, those chosen on the map, or those of the last days."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.duplicates import kept_rows
from embedcore.facets import Facet
from embedcore.groups import EditedClustering
from embedcore.phrases import sentence
from embedcore.summary import Scope
from embedcore.types import Indices
from ui import address, cache, session, wording
from ui import map as map_page

LAST_DAYS = (7, 30, 90)
KEY = "home_scope"


@dataclass(frozen=True, eq=False)
class Choice:
    """label: as the list shows it. rows: None for all. whenever: those that are compared for trends, where others."""

    label: str
    said: str = ""
    rows: Indices | None = None
    whenever: Indices | None = None


def choose(project: session.Project, space: ec.EmbeddingSpace, shown: EditedClustering) -> Scope:
    """A list of what there is to choose, where there is more than one thing."""
    choices = _choices(project, space, shown)
    chosen = session.SUMMED_UP.now() if session.SUMMED_UP.now() in choices else session.ALL
    if len(choices) > 1:
        session.keep(KEY, chosen)
        chosen = st.selectbox(
            "The summary speaks of",
            list(choices),
            format_func=lambda name: choices[name].label,
            key=KEY,
            on_change=lambda: session.SUMMED_UP.keep(session.value(KEY)),
        )
    address.changed(summed_up=chosen)
    one = choices[chosen]
    numbers = space.dataset.row_numbers if space.dataset is not None else np.arange(space.n_rows)
    every = np.arange(space.n_rows)
    return Scope(
        rows=one.rows,
        said=one.said,
        trend_rows=one.whenever,
        dropped=np.setdiff1d(every, kept_rows(project.decisions, numbers)),
        tags={tag.name: np.flatnonzero(np.isin(numbers, tag.row_numbers)) for tag in project.tags},
    )


def _choices(project: session.Project, space: ec.EmbeddingSpace, shown: EditedClustering) -> dict[str, Choice]:
    choices = {session.ALL: Choice(f"All {space.n_rows:,} {wording.rows()}")}
    clock = map_page.clock(cache.map_facets(project.dataset).facets)
    chosen = map_page.chosen_before(project, space, shown)
    if chosen is not None and 0 < len(chosen.rows) < space.n_rows:
        said = " · ".join(chosen.how)
        label = f"Chosen on the map, {len(chosen.rows):,}: {said}"
        choices[session.CHOSEN] = Choice(label, said, chosen.rows, chosen.whenever)
    if clock is not None:
        choices |= _by_days(clock, space.n_rows)
    return choices


def _by_days(clock: Facet, n_rows: int) -> dict[str, Choice]:
    """The last days of the data, those that are some of the rows."""
    times = np.asarray(clock.values).astype("datetime64[ms]")
    found = {}
    for days in LAST_DAYS:
        rows = np.flatnonzero(times > np.nanmax(times) - np.timedelta64(days, "D"))
        if 0 < len(rows) < n_rows:
            said = f"the last {days} days"
            label = f"{sentence(said)}, {len(rows):,} {wording.rows()}"
            found[str(days)] = Choice(label, said, rows, np.arange(n_rows))
    return found
