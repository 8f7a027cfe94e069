"""What a project file holds: a space alone, or with maps, groups, edits, tags and settings."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from embedcore.duplicates import Decisions
from embedcore.errors import ParameterError
from embedcore.groups import Clustering, GroupEdits
from embedcore.projection import Projection
from embedcore.projection.base import METHODS
from embedcore.saved.archive import Archive, Parts
from embedcore.saved.columns import decode_table, encode_table
from embedcore.saved.project import Project
from embedcore.saved.spaces import decode_earlier, decode_space, encode_earlier, encode_space
from embedcore.saved.tables import decode_dataset, encode_dataset
from embedcore.saved.values import decode_fields, encode_fields, listing, mapping
from embedcore.space.space import EmbeddingSpace
from embedcore.trust.adapting import JudgedResults

_MAP_FIELDS = ("space", "params")
_STEPS = ("edits_past", "edits_future")


def encode_content(value: object, parts: Parts) -> dict[str, Any]:
    """What project.json says; the rest goes to parts. Raises ParameterError for anything else."""
    if isinstance(value, EmbeddingSpace):
        return {"holds": "space", "space": encode_space(value, parts, "space")}
    if not isinstance(value, Project):
        raise ParameterError(
            f"project_or_space must be a Project or an EmbeddingSpace (got {type(value).__name__}); "
            "put what belongs together in ec.Project(space=...)"
        )
    clustering = value.clustering
    return {
        "holds": "project",
        "space": encode_space(value.space, parts, "space"),
        "maps": [_encode_map(one, parts, f"maps/{place}") for place, one in enumerate(value.maps)],
        "clustering": None if clustering is None else encode_fields(clustering, parts, "clustering"),
        "edits": encode_fields(value.edits, parts, "edits"),
        **{
            name: [encode_fields(one, parts, f"{name}/{n}") for n, one in enumerate(getattr(value, name))]
            for name in _STEPS
        },
        "decisions": encode_fields(value.decisions, parts, "decisions"),
        "tags": [[tag, parts.add_array(f"tags/{place}", rows)] for place, (tag, rows) in enumerate(value.tags.items())],
        "source": None if value.source is None else encode_dataset(value.source, parts, "source"),
        "thumbnails": _encode_pictures(value.thumbnails, parts) if value.thumbnails else None,
        "judged": encode_fields(value.judged, parts, "judged"),
        "settings": dict(value.settings),
        "before": [encode_earlier(one, value.space, parts, f"before/{n}") for n, one in enumerate(value.before)],
    }


def decode_content(archive: Archive) -> Project | EmbeddingSpace:
    """What was saved. Raises DataError where it does not fit together."""
    head = archive.head
    space = decode_space(head.get("space"), archive, "space")
    if head.get("holds") == "space":
        return space
    if head.get("holds") != "project":
        archive.refuse(f"it holds {head.get('holds')!r:.60}")
    maps = tuple(
        _decode_map(one, space, archive, f"maps/{place}")
        for place, one in enumerate(listing(head.get("maps"), archive, "maps"))
    )
    clustering = None
    if head.get("clustering") is not None:
        clustering = decode_fields(Clustering, head["clustering"], archive, "clustering")
    edits = decode_fields(GroupEdits, head.get("edits"), archive, "edits")
    past, future = (
        tuple(
            decode_fields(GroupEdits, one, archive, f"{name}/{n}")
            for n, one in enumerate(listing(head.get(name), archive, name))
        )
        for name in _STEPS
    )
    decisions = decode_fields(Decisions, head.get("decisions"), archive, "decisions")
    judged = decode_fields(JudgedResults, head.get("judged"), archive, "judged")
    tags = {}
    for tag in listing(head.get("tags"), archive, "tags"):
        name, part = tag
        tags[name] = archive.array(part, np.int64, 1)
    if len(tags) < len(head["tags"]):
        archive.refuse("two tags have the same name")
    source = None if head.get("source") is None else decode_dataset(head["source"], archive, "source")
    pictures = () if head.get("thumbnails") is None else _decode_pictures(head["thumbnails"], space, archive)
    settings = mapping(head.get("settings"), archive, "settings")
    earlier = enumerate(listing(head.get("before"), archive, "before"))
    before = tuple(decode_earlier(one, space, archive, f"before/{n}") for n, one in earlier)
    return Project(
        space=space, maps=maps, clustering=clustering, edits=edits, decisions=decisions, tags=tags, source=source,
        thumbnails=pictures, settings=settings, before=before, judged=judged,
        edits_past=past, edits_future=future,
    )  # fmt: skip


def _encode_pictures(pictures: tuple[bytes, ...], parts: Parts) -> dict[str, Any]:
    return encode_table({"thumbnail": pd.Series(pictures, dtype=object)}, parts, "thumbnails")


def _decode_pictures(value: object, space: EmbeddingSpace, archive: Archive) -> tuple[bytes, ...]:
    columns = decode_table(value, archive, "thumbnails", space.n_rows)
    pictures = tuple(cell for column in columns.values() for cell in column.tolist())
    if not all(isinstance(picture, bytes) for picture in pictures):
        archive.refuse("thumbnails are no pictures")
    return pictures


def _encode_map(one: Projection, parts: Parts, path: str) -> dict[str, Any]:
    made = encode_fields(one, parts, path, leave=_MAP_FIELDS)
    return {**made, "params": asdict(one.params), "metric": str(one.space.metric)}


def _decode_map(value: object, space: EmbeddingSpace, archive: Archive, path: str) -> Projection:
    content = mapping(value, archive, path)
    params, metric = content.pop("params", None), content.pop("metric", None)
    method = content.get("method")
    if method not in METHODS:
        archive.refuse(f"{path} is made by {method!r:.60}")
    given = {
        "params": METHODS[method](**mapping(params, archive, f"{path}/params")),
        "space": space.with_metric(metric),  # which says what is wrong with another
    }
    made = decode_fields(Projection, content, archive, path, **given)
    shape, rows = made.coordinates.shape, made.fitted_rows
    if made.coordinates.ndim != 2 or shape[0] != space.n_rows or shape[1] not in (2, 3):
        archive.refuse(f"{path} has the shape {shape} for {space.n_rows} rows")
    if not np.isfinite(made.coordinates).all():
        archive.refuse(f"{path} has positions that are no numbers")
    if rows is not None and not _rise_within(rows, space.n_rows):
        archive.refuse(f"{path} was made from rows that are not there")
    return made


def _rise_within(rows: np.ndarray, n_rows: int) -> bool:
    in_order = rows.ndim == 1 and len(rows) > 0 and bool((rows[1:] > rows[:-1]).all())
    return in_order and rows[0] >= 0 and rows[-1] < n_rows
