"""When rows are from: which column of dates, since when rows count as new, and the time line of one group."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import streamlit as st

from embedcore.facets import Facet, Growth, NewSince, last_days, new_since
from embedcore.groups import EditedClustering
from embedcore.phrases import by_number, counted, listed
from ui import cache, figures, page_shell, session, wording
from ui import map as map_page
from ui.markup import literal

LAST_DAYS, A_DATE = (7, 30), 0
"""What can be taken as new: the last days of the data, or what is from a date on."""
SHORT_DAYS = 1
MOST_NAMED = 5


@dataclass(frozen=True, eq=False)
class Timing:
    """When rows are from, of all groups that are shown.

    facet: the time line, of which values is set. growth: None where all rows have one date. new: what is new since the
    moment that was chosen.
    """

    facet: Facet
    growth: Growth | None
    new: NewSince


def choose(project: session.Project, shown: EditedClustering) -> Timing | None:
    """Lets a person choose the dates and since when; None for data without dates."""
    facets = [one for one in cache.map_facets(project.dataset).facets if one.kind == "time"]
    if not facets:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", key="groups_time"):
        facet = facets[0]
        if len(facets) > 1:
            column = st.selectbox(
                "Dates", [one.column for one in facets], key=f"groups_time_{project.id}", persist_state="session"
            )
            facet = next(one for one in facets if one.column == column)
        assert facet.values is not None
        times = facet.values.astype("datetime64[ms]")
        since = _since(times, project.id)
    growth = map_page.growth_of(facet, shown.labels, shown.n_clusters)
    return Timing(facet, growth, new_since(times, shown.labels, shown.n_clusters, since))


def _since(times: np.ndarray, project_id: str) -> np.datetime64:
    dated = times[~np.isnat(times)]
    oldest, newest = dated.min(), dated.max()
    span = (newest - oldest) / np.timedelta64(1, "D")
    choices = [days for days in LAST_DAYS if days < span] or [SHORT_DAYS]
    chosen = st.selectbox(
        "New is what is from",
        [*choices, A_DATE],
        index=len(choices) - 1,
        format_func=lambda days: f"the last {counted(days, 'day')}" if days else "a date on …",
        key="groups_since",
        persist_state="session",
        help=f"The last days are counted back from the newest of your {wording.rows()}.",
    )
    if chosen != A_DATE:
        return last_days(times, chosen)
    first, last = _day(oldest), _day(newest)
    start = _day(last_days(times, choices[-1]))
    day = st.date_input(
        "From",
        max(first, start),
        min_value=first,
        max_value=last,
        key=f"groups_since_{project_id}",
        persist_state="session",
    )
    return np.datetime64(day if isinstance(day, date) else start, "ms")


def news(shown: EditedClustering, new: NewSince) -> str:
    """How many rows are new, and which groups did not exist before, as Markdown."""
    said = [f"**{counted(new.n_new, f'new {wording.rows(1)}', f'new {wording.rows()}')}** since {moment(new.since)}."]
    began = [shown.names[group] for group in np.flatnonzero(new.began).tolist()]
    if began:
        what = wording.say("group" if len(began) == 1 else "groups").lower()
        names = listed((f"**{literal(name)}**" for name in began), most=MOST_NAMED)
        said.append(f"{len(began)} {what} did not exist before: {names}.")
    else:
        said.append(f"No {wording.say('group').lower()} began since then.")
    if new.n_undated:
        said.append(f"{counted(new.n_undated, wording.rows(1), wording.rows())} without a date.")
    return " ".join(said)


def section(timing: Timing, shown: EditedClustering, group: int) -> None:
    """That group over time, how it grew, and what of it is new."""
    st.markdown("### When")
    said = map_page.growth_sentence(timing.growth, group) if timing.growth is not None else ""
    if said:
        st.markdown(said)
    st.markdown(_new_of(timing.new, shown, group))
    facet = timing.facet
    rows = shown.rows_of(group)
    counts, every = facet.count(rows), facet.counts
    expected = every * (counts.sum() / max(int(every.sum()), 1))
    place = _place(facet, timing.new.since)
    figure = figures.time_line(facet.names, counts, expected, new_from=place, noun=wording.rows())
    page_shell.chart(figure, key="groups_when")
    st.caption(_explained(facet, timing.new, len(rows) - int(counts.sum())))


def _new_of(new: NewSince, shown: EditedClustering, group: int) -> str:
    n_new, size = int(new.new[group]), shown.sizes[group]
    if np.isnat(new.first[group]):
        return f"None of its {wording.rows()} has a date."
    if new.began[group]:
        return f":material/fiber_new: **It did not exist before {moment(new.since)}**: all {size:,} are from then on."
    was = by_number(n_new, "is", "are")
    return (
        f"**{n_new:,}** of its {size:,} {was} from {moment(new.since)} on. First {written(new.first[group])}, last "
        f"{written(new.last[group])}."
    )


def _place(facet: Facet, since: np.datetime64) -> float | None:
    """Where that moment is on the time line, in steps from its beginning; None where all of it is new."""
    edges = facet.edges
    if edges is None or since <= edges[0]:
        return None
    step = int(np.searchsorted(edges, since, side="right")) - 1
    if step >= facet.n_parts:
        return float(facet.n_parts)
    return step + float((since - edges[step]) / (edges[step + 1] - edges[step]))


def _explained(facet: Facet, new: NewSince, n_undated: int) -> str:
    said = [f"By “{literal(facet.column)}”. Pale: older than what is new. Line: if it came and went as all do."]
    if facet.edges is not None and facet.edges[-1] - new.until > (facet.edges[-1] - facet.edges[-2]) / 4:
        said.append(f"The last bar ends early, on {written(new.until)}.")
    if n_undated:
        said.append(f"{counted(n_undated, wording.rows(1), wording.rows())} without a date.")
    return " ".join(said)


def moment(since: np.datetime64) -> str:
    """When something begins, to the minute: "18 Sep 2026, 12:20"; the day alone where it begins with it.

    A moment just after midnight is one that leaves the rows dated with that day out, and is the next day for them.
    """
    at = since.astype("datetime64[ms]")
    if at - at.astype("datetime64[D]") <= np.timedelta64(1, "ms"):
        whole = at == at.astype("datetime64[D]")
        return written(at if whole else at + np.timedelta64(1, "D"))
    time = at.astype("datetime64[m]").item()
    return f"{written(at)}, {time:%H:%M}"


def written(moment: np.datetime64) -> str:
    """The day of a moment: 7 Sep 2026."""
    day = _day(moment)
    return f"{day.day} {day:%b} {day.year}"


def _day(moment: np.datetime64) -> date:
    day: date = moment.astype("datetime64[D]").item()
    return day
