"""Whether all vectors point one way, and rows that everything is near to."""

import numpy as np

from embedcore.phrases import share
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.trust.health.unknown_words import ordinary_pairs

ALIKE, VERY_ALIKE = 0.6, 0.9
"""Mean cosine of random pairs. On the samples and banking77 up to 0.25 (all-MiniLM-L6-v2), 0.44 (static)."""
AS_ORDINARY = 0.1
"""So much above that of ordinary sentences is what the model always shows."""
HUB_LISTS, MOST_PLACES = 0.5, 0.3
"""A row that is among the 10 nearest of half of all rows; or 1 % of rows that hold so large a share of all places."""
SKEWED, SKEWED_LISTS = 4.0, 0.15
"""Or so skewed numbers of lists, with a row in so large a share. On the samples and banking77 the skewness is up to 1.6
(all-MiniLM-L6-v2) and 1.3 (lsa); by the static model 1.4 to 2.6 on short texts, 4.8 (a row in 34 % of lists) and 8.2
(26 %) on the reviews and the tickets, which it reads worse."""
LEAST_ROWS = 100
N_SHOWN = 5


def anisotropy(seen: Inspected) -> Finding | Unseen:
    """The mean cosine of random pairs (Ethayarajh 2019): 0 where vectors point all ways, 1 where all point one way."""
    if seen.space.n_rows < 3:
        return Unseen("it takes at least 3 rows")
    pairs = seen.cosine_pairs
    mean, spread = float(pairs.mean()), float(pairs.std())
    natural = not seen.is_of_texts or float(seen.space.vectors.min()) >= 0
    reader = seen.reader
    ordinary = None if isinstance(reader, Unseen) or mean < ALIKE else ordinary_pairs(seen, reader)
    usual = ordinary is not None and mean <= ordinary[0] + AS_ORDINARY
    is_few = seen.space.n_rows < LEAST_ROWS / 2  # all of one subject, by chance
    level: Severity = "ok" if mean < ALIKE else "info" if natural or usual or is_few else "warning"
    if level == "warning" and mean >= VERY_ALIKE:
        level = "serious"
    meaning = {
        "ok": "Scores use their whole range: alike and unlike rows are told apart.",
        "info": "Scores here all lie close together by nature; what counts is which is higher, not how high it is.",
        "warning": "All rows share one large part, which hides what differs: every pair looks alike, and thresholds "
        "that hold elsewhere let everything pass.",
    }
    return Finding(
        name="anisotropy",
        title="How alike everything is",
        severity=level,
        measured=f"Two rows taken at random have a likeness of {mean:.2f} on average, where 1 is the same.",
        meaning=meaning["warning" if level == "serious" else level],
        advice="Take away what all rows share." if level in ("warning", "serious") else "Nothing.",
        technical=f"cosine of {len(pairs):,} random pairs: mean {mean:.3f}, deviation {spread:.3f}",
        figures={"mean_cosine": mean, "deviation": spread},
        fix="all_but_the_top" if level in ("warning", "serious") else "",
    )


def hubs(seen: Inspected) -> Finding | Unseen:
    """Rows that are among the nearest of very many others (Radovanovic, Nanopoulos and Ivanovic 2010)."""
    n_rows = seen.space.n_rows
    if n_rows < LEAST_ROWS:
        return Unseen(f"it takes at least {LEAST_ROWS} rows")
    graph = seen.graph
    times = np.bincount(graph.indices.ravel(), minlength=n_rows)
    spread = times.std()
    skew = float((((times - times.mean()) / spread) ** 3).mean()) if spread else 0.0
    order = np.argsort(-times, kind="stable")
    greatest = int(times[order[0]]) / n_rows
    first = times[order[: max(1, n_rows // 100)]].sum() / times.sum()
    never = float((times == 0).mean())
    is_hub = greatest >= HUB_LISTS or first >= MOST_PLACES or (skew >= SKEWED and greatest >= SKEWED_LISTS)
    rows = order[times[order] >= max(0.1 * n_rows, 3 * graph.n_neighbors)] if is_hub else order[:0]
    lines = tuple((seen.shown(int(row)), int(times[row])) for row in order[:N_SHOWN])
    return Finding(
        name="hubs",
        title="Rows that are near to everything",
        severity="warning" if is_hub else "ok",
        measured=f"The row in most lists is among the {graph.n_neighbors} nearest of {share(greatest)} of all rows.",
        meaning="The same few rows turn up in very many searches, whatever is looked for, and crowd out rows that fit "
        "better."
        if is_hub
        else "No row turns up in every search.",
        advice="Try another model, which often has no such rows (Compare shows how each does); or look at these rows "
        "and leave out those that say nothing, or take away what all rows share."
        if is_hub
        else "Nothing.",
        technical=f"{graph.n_neighbors}-occurrence: skewness {skew:.2f}, greatest {int(times[order[0]]):,} lists; "
        f"the first 1 % of rows hold {first:.3f} of all places, {never:.3f} of rows are in none",
        rows=rows,
        figures={"skewness": skew, "greatest_share": greatest, "first_percent": float(first), "in_no_list": never},
        evidence=(Evidence("Rows in most lists", ("row", "lists"), lines),),
        fix="all_but_the_top" if is_hub else "",
    )
