"""The versions of the format, and how what an older file says becomes what is said now.

Version 1: the first. While it was the newest, decisions, judged results and earlier spaces were added to projects, so
a file of it may lack them. Version 2: steps that can be undone, and what was measured of the space.
"""

from collections.abc import Callable, Mapping
from typing import Any

VERSION = 2

_Head = dict[str, Any]


def _from_1(head: Mapping[str, Any]) -> _Head:
    usual: _Head = {"decisions": {"steps": []}, "judged": {}, "before": [], "source": None, "thumbnails": None}
    added: _Head = {"edits_past": [], "edits_future": []}
    return {**usual, **head, **added} if head.get("holds") == "project" else dict(head)


_STEPS: Mapping[int, Callable[[Mapping[str, Any]], _Head]] = {1: _from_1}
"""By the version that a step starts from: project.json as the next version would have it."""


def migrated(head: Mapping[str, Any], version: int) -> _Head:
    """What project.json would say if it were of today. version: what it is of, 1 to VERSION."""
    made = dict(head)
    for step in range(version, VERSION):
        made = _STEPS[step](made)
    return made
