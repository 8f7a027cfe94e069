"""The groups in order, each in one line, and all their figures as a table."""

import numpy as np
import pandas as pd

from embedcore.groups import EditedClustering, GroupFacts
from ui import map as map_page
from ui import session, wording
from ui.groups.timing import Timing
from ui.markup import literal

GROWTH = "growth"
NEW = "what is new"
SORTS = ("size", GROWTH, NEW, "how alike its rows are", "name")


def sorts(timing: Timing | None) -> list[str]:
    """The orders that these groups can have: some need dates, growth more than one."""
    lacking = [NEW, GROWTH] if timing is None else [GROWTH] if timing.growth is None else []
    return [name for name in SORTS if name not in lacking]


def order(sort: str, shown: EditedClustering, facts: tuple[GroupFacts, ...], timing: Timing | None) -> list[int]:
    """The groups, best first; what is no issue comes last. What is new: those first that did not
    exist before, then those with the most new rows."""
    growth = timing.growth if timing is not None else None
    places = range(shown.n_clusters)
    if sort == GROWTH and growth is not None:
        change = np.nan_to_num(growth.change, nan=-np.inf, posinf=np.inf)
        ranked = sorted(places, key=lambda group: -change[group])
    elif sort == NEW and timing is not None:
        new = timing.new
        ranked = sorted(places, key=lambda group: (not new.began[group], -new.new[group]))
    elif sort == SORTS[3]:
        ranked = sorted(places, key=lambda group: -facts[group].cohesion)
    elif sort == "name":
        ranked = sorted(places, key=lambda group: shown.names[group].casefold())
    else:
        ranked = list(places)
    return sorted(ranked, key=lambda group: not facts[group].kind.is_issue)


def figures_line(shown: EditedClustering, facts: tuple[GroupFacts, ...], timing: Timing | None, group: int) -> str:
    """What a group is, how many rows it has, how it grew, how many are new, and what was decided; as Markdown."""
    growth = timing.growth if timing is not None else None
    n_rows = shown.sizes[group]
    parts = [f"{n_rows:,} {wording.rows(n_rows)}", f"{n_rows / len(shown.labels):.0%}"]
    if growth is not None and (said := map_page.growth_signs(growth)[group].text):
        parts.append(said if said == "new" else f"{said} in {growth.days:.0f} days")
    if timing is not None and timing.new.began[group]:
        parts.append("all of it new")
    elif timing is not None and timing.new.new[group]:
        parts.append(f"{timing.new.new[group]:,} new")
    kind = facts[group].kind
    if kind.label:
        parts.insert(0, f"**{literal(kind.label)}**")
    if kind.what != "aside" and (decided := shown.decided[group]) is not None:
        parts.append(f"named by {literal(decided.named_by)}" if decided.named_by else "changed by you")
    return " · ".join(parts)


def all_figures(
    project: session.Project, shown: EditedClustering, facts: tuple[GroupFacts, ...], timing: Timing | None
) -> pd.DataFrame:
    """A row for each group, with everything that is known of it."""
    table = pd.DataFrame(
        {
            "group": shown.names,
            "rows": shown.sizes,
            "share": [one.share for one in facts],
            "cohesion": [one.cohesion for one in facts],
            "closeness": [one.kind.closeness for one in facts],
            "stability": shown.stability,
            "border_share": [one.border_share for one in facts],
            "in_no_clear_group": [one.unclear_share for one in facts],
            "nearest_group": [shown.names[one.nearest] if one.nearest is not None else "" for one in facts],
            "similarity_to_it": [one.nearness for one in facts],
            "words": [", ".join(words) for words in shown.keywords],
            "most_typical": [project.dataset.labels[one.typical[0]] for one in facts],
            "is_an_issue": [one.kind.is_issue for one in facts],
            "what_it_is": [one.kind.label or "issue" for one in facts],
            "why": [one.kind.sentence for one in facts],
            "changed_by_hand": [one is not None for one in shown.decided],
        }
    )
    if timing is not None:
        new = timing.new
        table["first_seen"], table["last_seen"] = (
            days.astype("datetime64[D]").astype(str) for days in (new.first, new.last)
        )
        table["new_since"] = str(new.since.astype("datetime64[D]"))
        table["rows_new"], table["began_since"] = new.new, new.began
        if (growth := timing.growth) is not None:
            table["rows_recent"], table["rows_before"] = growth.recent, growth.before
            table["recent_days"] = growth.days
    return table
