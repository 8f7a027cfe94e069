"""What a fix would change, side by side: figures, maps in the same colours, and who is most like whom."""

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.phrases import share, shortened
from embedcore.projection import MIN_ROWS
from embedcore.trust import Effect, Finding, HealthReport, aligned
from ui import cache, figures, page_shell, session, wording
from ui import map as map_page
from ui.markup import literal
from ui.scatter import palette
from ui.trust.health import report_of
from ui.trust.verdict import ICONS, SAID

NEAREST_SHOWN = 3
TEXT_LENGTH = 140
HEADS = ("Before", "After")
NO_GROUP = "#9AA3AD"
MOST_DRAWN = 2_000
"""Points of a small map; of more rows, every so many-th is drawn."""


def effect_in_words(effect: Effect) -> None:
    k, n_looked = effect.n_neighbors, len(effect.rows)
    some = f", measured on {n_looked:,} of {effect.n_rows:,}" if n_looked < effect.n_rows else ""
    st.markdown(
        f"**{share(effect.changed_ratio)}** of the {k} {wording.rows(k)} most like each one become other ones{some}."
    )


def figures_of(finding: Finding, report: HealthReport, after: ec.EmbeddingSpace) -> None:
    """What was measured of that finding, before and after, and which others change."""
    found = report_of(after, key="trust_trial_health")
    if found is None:
        return
    then = {one.name: one for one in found.findings}
    sides = (finding, then.get(finding.name))
    for column, head, one in zip(st.columns(2, gap="medium"), HEADS, sides, strict=True):
        with column, st.container(gap=None):
            st.caption(head)
            if one is not None:
                st.markdown(f"{ICONS[one.severity]} **{SAID[one.severity]}.** {literal(one.measured)}")
    others = [
        f"- {literal(one.title)}: {SAID[one.severity].lower()} → **{SAID[then[one.name].severity].lower()}**"
        for one in report.findings
        if one.name != finding.name and one.name in then and then[one.name].severity != one.severity
    ]
    st.markdown("\n".join(["Also changes:", *others]) if others else "Nothing else changes.")


def maps(project: session.Project, before: ec.EmbeddingSpace, after: ec.EmbeddingSpace) -> None:
    """Two small maps, each row in the colour of its group before."""
    if not MIN_ROWS <= before.n_rows <= cache.QUICK_ROWS:
        return
    first, second = (cache.pca(space.fingerprint, 2, space) for space in (before, after))
    laid = aligned(first.coordinates, second.coordinates).coordinates
    drawn = np.arange(0, before.n_rows, -(-before.n_rows // MOST_DRAWN))
    colors = _colors(project, before, first)[drawn]
    for column, coordinates, head in zip(
        st.columns(2, gap="medium"), (first.coordinates, laid), HEADS,
        strict=True,
    ):  # fmt: skip
        with column:
            page_shell.chart(figures.small_map(coordinates[drawn], colors), key=f"trust_map_{head.lower()}")
    st.caption(
        f"The {wording.rows()} before and after, drawn the quick way, each in the colour of its present group. Where "
        "colours mix afterwards, it was what is mended that told the present groups apart."
    )


def _colors(project: session.Project, space: ec.EmbeddingSpace, projection: ec.Projection) -> np.ndarray:
    """(n_rows,) the colour of each row's group on the map; one for all until the groups are found."""
    found = map_page.clustering(space)
    version = 1 if st.context.theme.type == "dark" else 0
    if found is None:
        return np.full(space.n_rows, palette.ONE_COLOR[version])
    shades = map_page.shades_of(project, map_page.BY_GROUP, found.labels, projection)
    table = np.array([shade[version] for shade in shades] + [NO_GROUP])
    return table[found.labels]  # -1, no group, is the last


def examples(project: session.Project, effect: Effect) -> None:
    """Rows whose neighbours change most, with those before and after."""
    if not effect.examples:
        return
    st.markdown(f"**{wording.rows().capitalize()} that change most**")
    for place in effect.examples:
        row = int(effect.rows[place])
        st.markdown(f"“{_text(project, row)}” is most like")
        lists = effect.before[place].tolist(), effect.after[place].tolist()
        for column, head, near in zip(st.columns(2, gap="medium"), HEADS, lists, strict=True):
            with column, st.container(gap=None):
                st.caption(head)
                st.markdown("\n".join(f"- {_text(project, int(other))}" for other in near[:NEAREST_SHOWN]))


def _text(project: session.Project, row: int) -> str:
    """The text, or what stands for it, with the number of the row where that alone says nothing."""
    return literal(shortened(project.dataset.labels[row], TEXT_LENGTH))
