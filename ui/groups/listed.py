"""The groups in order, each in one line, and all their figures as a table."""

import numpy as np
import pandas as pd

from embedcore.facets import Growth
from embedcore.groups import EditedClustering, GroupFacts
from ui import map as map_page
from ui import session, wording

GROWTH = "growth"
SORTS = ("size", GROWTH, "how alike its rows are", "name")


def order(sort: str, shown: EditedClustering, facts: tuple[GroupFacts, ...], growth: Growth | None) -> list[int]:
    """The groups, best first; those that were set aside as no issue come last."""
    places = range(shown.n_clusters)
    if sort == GROWTH and growth is not None:
        change = np.nan_to_num(growth.change, nan=-np.inf, posinf=np.inf)
        ranked = sorted(places, key=lambda group: -change[group])
    elif sort == SORTS[2]:
        ranked = sorted(places, key=lambda group: -facts[group].cohesion)
    elif sort == "name":
        ranked = sorted(places, key=lambda group: shown.names[group].casefold())
    else:
        ranked = list(places)
    return sorted(ranked, key=lambda group: not shown.is_issue[group])


def figures_line(shown: EditedClustering, growth: Growth | None, group: int) -> str:
    """How many rows a group has, how it grew, and what was decided of it."""
    n_rows = shown.sizes[group]
    parts = [f"{n_rows:,} {wording.rows(n_rows)}", f"{n_rows / len(shown.labels):.0%}"]
    if growth is not None and (said := map_page.growth_signs(growth)[group].text):
        parts.append(said if said == "new" else f"{said} in {growth.days:.0f} days")
    if not shown.is_issue[group]:
        parts.append("no issue")
    elif shown.decided[group] is not None:
        parts.append("changed by you")
    return " · ".join(parts)


def all_figures(
    project: session.Project, shown: EditedClustering, facts: tuple[GroupFacts, ...], growth: Growth | None
) -> pd.DataFrame:
    """A row for each group, with everything that is known of it."""
    table = pd.DataFrame(
        {
            "group": shown.names,
            "rows": shown.sizes,
            "share": [one.share for one in facts],
            "cohesion": [one.cohesion for one in facts],
            "stability": shown.stability,
            "border_share": [one.border_share for one in facts],
            "nearest_group": [shown.names[one.nearest] if one.nearest is not None else "" for one in facts],
            "similarity_to_it": [one.nearness for one in facts],
            "words": [", ".join(words) for words in shown.keywords],
            "most_typical": [project.dataset.labels[one.typical[0]] for one in facts],
            "is_an_issue": shown.is_issue,
            "changed_by_hand": [one is not None for one in shown.decided],
        }
    )
    if growth is not None:
        table["rows_recent"], table["rows_before"] = growth.recent, growth.before
        table["recent_days"] = growth.days
    return table
