"""For each page its call, with the settings that it has now, in an expander at its end."""

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embedcore import jobs
from ui import samples, session
from ui.same_in_python.space import space_lines
from ui.same_in_python.written import MOST_LISTED, call, quoted

EACH_ROW = [
    "for row, score in zip(found.indices, found.scores):",
    '    print(f"{score:.3f}  {space.dataset.labels[row]}")',
]
OF_SAMPLE = (
    "# A sample's vectors come with it, equal to these in six digits, and its first map was drawn before, elsewhere:\n"
    "# t-SNE and UMAP then keep the same rows together and lay them out otherwise. “Save project” keeps this very map."
)
NOT_EDITS = "# Names, merges and splits that you decided are kept by “Save project”; ec.load() has them."


_WITH_VECTORS = {sample.file for sample in samples.SAMPLES}


def _show(page: str, project: session.Project, lines: Sequence[str], *, keep_before: bool = False) -> None:
    with st.expander("The same in Python", icon=":material/code:", key=f"python_{page}"):
        written = [*space_lines(project, keep_before=keep_before), *lines]
        st.code("\n".join(written), language="python", wrap_lines=True)


def _clustered(n_clusters: int | str) -> str:
    if n_clusters == "hdbscan":
        return f"groups = {call('ec.cluster', 'space', method='hdbscan')}"
    return f"groups = {call('ec.cluster', 'space', n_clusters=n_clusters)}"


def map_and_groups(project: session.Project, request: jobs.MapRequest, n_clusters: int | str, words: str) -> None:
    """The map and its groups. words: those of the filter."""
    given = {"method": request.method, "n_components": request.n_components, **dict(request.options)}
    lines = [OF_SAMPLE] if project.sample in _WITH_VECTORS and request.method != "pca" else []
    lines += [f"shown = {call('ec.project', 'space', **given)}", _clustered(n_clusters)]
    if project.edits.now.groups:
        lines.append(NOT_EDITS)
    if words:
        lines += ["", "from embedcore.table import rows_containing", ""]
        lines.append(f"rows = {call('rows_containing', 'space.dataset', quoted(words))}")
    else:
        lines.append("rows = range(space.n_rows)")
    lines += ["for row in rows:", "    print(shown.coordinates[row], groups.names[groups.labels[row]])"]
    if n_clusters == "hdbscan":  # the label -1 is no group
        lines[-1] = "    print(shown.coordinates[row], groups.labels[row])"
    _show("map", project, lines)


def groups(project: session.Project, n_clusters: int | str) -> None:
    lines = [_clustered(n_clusters), *([NOT_EDITS] if project.edits.now.groups else [])]
    lines += ["for name, size in zip(groups.names, groups.sizes):", '    print(f"{size:,}  {name}")']
    _show("groups", project, lines)


def search(
    project: session.Project, like: Sequence[str], unlike: Sequence[str], row: int | None, threshold: float
) -> None:
    """like, unlike: the phrases, where no row is searched with."""
    wanted = {"n_neighbors": None, "threshold": threshold}
    if row is not None:
        lines = [f"found = {call('ec.search', 'space', quoted(row), **wanted)}"]
    elif len(like) == 1 and not unlike:
        lines = [f"found = {call('ec.search', 'space', quoted(like[0]), **wanted)}"]
    else:
        lines = [
            "from embedcore.space import combine, query_vector",
            "",
            f"like = [query_vector(space, text) for text in {quoted(list(like))}]",
            f"unlike = [query_vector(space, text) for text in {quoted(list(unlike))}]",
            f"found = {call('ec.search', 'space', call('combine', 'like', 'unlike', written='sum'), **wanted)}",
        ]
    _show("search", project, [*lines, *EACH_ROW])


def playground(project: session.Project, texts: Sequence[str], n_neighbors: int) -> None:
    lines = [
        "from embedcore.metrics import pair_scores",
        "from embedcore.space import query_vector",
        "",
        f"texts = {quoted(list(texts))}",
        "vectors = [query_vector(space, text, as_row=True) for text in texts]",
        "for text, vector in zip(texts, vectors):",
        "    print(text, [float(pair_scores(space.metric, vector, other)[0]) for other in vectors])",
        f"    found = {call('ec.search', 'space', 'vector', n_neighbors=n_neighbors)}",
        *(f"    {line}" for line in EACH_ROW),
    ]
    _show("playground", project, lines)


def duplicates(project: session.Project, threshold: float, linkage: str) -> None:
    lines = [
        f"report = {call('ec.find_duplicates', 'space', threshold=threshold, linkage=linkage)}",
        'print(f"{len(report.groups):,} groups; {report.n_redundant:,} rows repeat others")',
        "for group in report.groups:",
        "    print([space.dataset.labels[row] for row in group])",
    ]
    _show("duplicates", project, lines)


def recommend(project: session.Project, user: object, items: Sequence[object], n_items: int, n_users: int) -> None:
    """user: None where items are what is known. n_users: similar ones that are shown."""
    who: Mapping[str, object] = {"user": user} if user is not None else {"items": list(items)}
    lines = [
        f"found = {call('ec.recommend', 'space', **who, n_items=n_items)}",
        "for place, item in enumerate(found.items):",
        "    print(found.titles[item], found.scores[place], found.explain(place))",
    ]
    if user is not None and n_users:
        lines += [
            f"similar = {call('ec.similar_users', 'space', quoted(user), n_users=n_users)}",
            "print(similar.users, similar.scores)",
        ]
    _show("recommend", project, lines)


def trust(project: session.Project) -> None:
    lines = [
        "report = ec.check_health(space)",
        "for finding in report.findings:",
        "    print(finding.severity, finding.title, finding.measured)",
    ]
    _show("trust", project, lines)


def compare(project: session.Project, other: str, label: str | None) -> None:
    """other: what makes the other side of `space`; "before" is as it was before its last change.

    label: the column that both are checked against.
    """
    checked = {} if label is None else {"labels": label}
    lines = [
        f"other = {other}",
        f"found = {call('ec.compare', 'space', 'other', **checked)}",
        'print("\\n".join(found.sentences))',
    ]
    _show("compare", project, lines, keep_before=other == "before")


def summary(
    project: session.Project,
    n_clusters: int | str,
    rows: NDArray[np.int64] | None,
    threshold: float | None,
    noun: tuple[str, str],
) -> None:
    """rows: those that it speaks of, None for all. threshold: of what repeats, where one is set."""
    given = ["space", "groups"]
    lines = [_clustered(n_clusters)]
    if rows is not None and len(rows) > MOST_LISTED:
        lines.append(f"# The {len(rows):,} chosen rows are too many to be listed here: this speaks of all.")
    elif rows is not None:
        given.append("rows=rows")
        lines.append(f"rows = {quoted(rows.tolist())}")
    if threshold is not None:
        given.append("duplicates=repeats")
        lines.append(f"repeats = {call('ec.find_duplicates', 'space', threshold=threshold)}")
    given.append("health=ec.check_health(space)")
    lines += [f"made = {call('ec.summarize', *given, noun=noun)}", "print(made.to_text())"]
    _show("summary", project, lines)
