"""The lines that make this session's vectors from its file."""

import re
from itertools import pairwise

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import TABLE, innermost
from embedcore.trust import FIXES, change_between
from ui import session
from ui.same_in_python.reading import python_line
from ui.same_in_python.written import call, options, quoted

OPENED = 'space = ec.load("project.embx").space'


def space_lines(project: session.Project, *, keep_before: bool = False) -> list[str]:
    """From the file to the space that the pages show; `import embedcore as ec` is the first.

    keep_before: whether `before` is the space before its last change.
    """
    lines = ["import embedcore as ec", "", f"data = {python_line(project)}"]
    if project.space is None:
        return lines
    first, *_ = spaces = [*project.before, project.space]
    lines += _made(project, first)
    for before, after in pairwise(spaces):
        if keep_before and after is project.space:
            lines.append("before = space")
        lines += _changed(before, after)
    return lines


def _made(project: session.Project, space: ec.EmbeddingSpace) -> list[str]:
    origin, metric = project.origin, str(space.metric)
    used = dict(options(origin.options))
    if origin.name == session.OWN_VECTORS:
        return _own_vectors(project, str(used.get("origin", "")), metric)
    if origin.name == jobs.INTERACTIONS_MODEL:
        return [f"space = {call('ec.embed_interactions', 'data', **used, metric=metric)}"]
    if origin.name == TABLE and space.encoder is not None:
        params = getattr(innermost(space.encoder), "params", None)
        used = {name: value for name in ("columns", "scaling") if (value := getattr(params, name, None)) is not None}
    lines = [f"space = {call('ec.embed', 'data', model=origin.name, metric=metric, **used)}"]
    return ["# The key of the API is read from the variable OPENAI_API_KEY.", *lines] if origin.secret else lines


def _own_vectors(project: session.Project, origin: str, metric: str) -> list[str]:
    """origin: as with_vectors says it."""
    table = project.table
    leave_out = {"leave_out": True} if project.dataset.n_rows < table.n_rows else {}
    columns = _columns([str(name) for name in table.frame.columns], origin)
    if columns is None:
        vectors = call("ec.read_vectors", quoted("vectors.npy"))
        lines = [f"own = {call('ec.with_vectors', 'data', vectors, **leave_out)}  # the file with the vectors"]
    elif len(columns) == 1:
        lines = [f"own = {call('ec.with_vectors', 'data', column=columns[0], **leave_out)}"]
    else:
        lines = [f"own = {call('ec.with_vectors', 'data', columns=columns, **leave_out)}"]
    return [*lines, f"space = {call('own.space', metric=metric)}"]


def _columns(names: list[str], origin: str) -> list[str] | None:
    """Those that with_vectors says; None where they are none of the table's."""
    if found := re.fullmatch(r'the column "(.*)"', origin, re.DOTALL):
        return [found[1]] if found[1] in names else None
    found = re.fullmatch(r'the ([\d,]+) columns from "(.*)" to "(.*)"', origin, re.DOTALL)
    if found is None or found[2] not in names or found[3] not in names:
        return None
    columns = names[names.index(found[2]) : names.index(found[3]) + 1]
    return columns if len(columns) == int(found[1].replace(",", "")) else None


def _changed(before: ec.EmbeddingSpace, after: ec.EmbeddingSpace) -> list[str]:
    change = change_between(before, after)
    if change in list(ec.Metric):
        return [f"space = {call('space.with_metric', quoted(change))}"]
    if change in FIXES:
        return ["from embedcore.trust import apply_fix", "", f"space = {call('apply_fix', 'space', quoted(change))}"]
    return [
        "# It was changed here by what was learned or tried on these rows. “Save project” keeps that; then:",
        OPENED,
    ]
