"""A space: vectors, metric, notes, its data and its encoder; of users and items, what was learned of both."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError
from embedcore.recommend import Factors, Interactions, InteractionSpace, Users
from embedcore.recommend.factorization import FactorSettings
from embedcore.saved.archive import Archive, Parts
from embedcore.saved.models import decode_encoder, encode_encoder
from embedcore.saved.tables import decode_dataset, encode_dataset
from embedcore.saved.values import decode, decode_fields, encode_fields, mapping
from embedcore.scores import ScoreScale, keep_calibration, known_calibration
from embedcore.space.given_vectors import checked_vectors
from embedcore.space.space import EmbeddingSpace
from embedcore.table import Dataset
from embedcore.trust import AdaptReport, adapt_report, keep_report

_OWN = ("item_column", "title_column", "random_state")


def encode_space(space: EmbeddingSpace, parts: Parts, path: str) -> dict[str, Any]:
    """A space as JSON and parts. Raises DataError for data that can't come back as it is."""
    dataset = space.dataset
    given = {"dataset": encode_dataset(dataset, parts, f"{path}/dataset")} if dataset is not None else {}
    return _encode_without_data(space, parts, path) | given


def encode_earlier(space: EmbeddingSpace, now: EmbeddingSpace, parts: Parts, path: str) -> dict[str, Any]:
    """A space that `now` was made of, without the data that they share. Raises DataError where they do not."""
    if space.dataset is not now.dataset:
        raise DataError(f"{path} must have the same dataset as the space that was made of it (got another)")
    if space.vectors is now.vectors:
        return {"metric": str(space.metric), "same": True}
    return _encode_without_data(space, parts, path)


def _encode_without_data(space: EmbeddingSpace, parts: Parts, path: str) -> dict[str, Any]:
    made: dict[str, Any] = {"metric": str(space.metric), "notes": list(space.notes)}
    if isinstance(space, InteractionSpace):
        made["interactions"] = _encode_interactions(space, parts, f"{path}/interactions")
        return made
    made["vectors"] = parts.add_array(f"{path}/vectors", space.vectors)
    if space.dataset is None and space.texts is not None:
        if odd := [type(text).__name__ for text in space.texts if not isinstance(text, str)]:
            raise DataError(f"texts must be str to be saved (got {odd[0]}); turn them into text")
        made["texts"] = list(map(str, space.texts))
    if space.encoder is not None:
        made["encoder"] = encode_encoder(space.encoder, parts, f"{path}/encoder")
    return made | _encode_known(space, parts, f"{path}/known")


def _encode_known(space: EmbeddingSpace, parts: Parts, path: str) -> dict[str, Any]:
    """What was measured of it and need not be again."""
    scale, report = known_calibration(space), adapt_report(space)
    made: dict[str, Any] = {}
    if scale is not None:
        made["calibration"] = encode_fields(scale, parts, f"{path}/calibration", leave=("metric",))
    if report is not None:
        made["adapt_report"] = encode_fields(report, parts, f"{path}/adapt_report")
    return {"known": made} if made else {}


def _with_known(space: EmbeddingSpace, value: object, archive: Archive, path: str) -> EmbeddingSpace:
    content = mapping(value, archive, path)
    if "calibration" in content:
        scale = decode_fields(ScoreScale, content["calibration"], archive, f"{path}/calibration", metric=space.metric)
        if scale.pairs.ndim != 1 or not len(scale.pairs) or not np.isfinite(scale.pairs).all():
            archive.refuse(f"{path}/calibration has no scores of pairs")
        keep_calibration(space, scale)
    if "adapt_report" in content:
        keep_report(space, decode_fields(AdaptReport, content["adapt_report"], archive, f"{path}/adapt_report"))
    return space


def decode_space(value: object, archive: Archive, path: str) -> EmbeddingSpace:
    """The space again. Raises DataError where its parts don't fit together."""
    content = mapping(value, archive, path)
    dataset = content.get("dataset")
    found = None if dataset is None else decode_dataset(dataset, archive, f"{path}/dataset")
    return _decode_with_data(content, found, archive, path)


def decode_earlier(value: object, now: EmbeddingSpace, archive: Archive, path: str) -> EmbeddingSpace:
    """The space that `now` was made of. Raises DataError where its parts don't fit together."""
    content = mapping(value, archive, path)
    if content.get("same") is True:
        return now.with_metric(decode(content.get("metric"), str, archive, f"{path}/metric"))
    return _decode_with_data(content, now.dataset, archive, path)


def _decode_with_data(content: dict[str, Any], found: Dataset | None, archive: Archive, path: str) -> EmbeddingSpace:
    metric = decode(content.get("metric"), str, archive, f"{path}/metric")
    notes = decode(content.get("notes"), tuple[str, ...], archive, f"{path}/notes")
    if "interactions" in content:
        if found is None:
            archive.refuse(f"{path} has no items")
        given = {"dataset": found, "metric": metric, "notes": notes}
        return _decode_interactions(content["interactions"], archive, f"{path}/interactions", given)
    vectors = archive.array(content.get("vectors"), np.float32, 2)
    texts = content.get("texts")
    if texts is not None:
        texts = list(decode(texts, tuple[str, ...], archive, f"{path}/texts"))
    space = EmbeddingSpace(vectors, metric=metric, dataset=found, texts=texts, notes=notes)
    if (encoder := content.get("encoder")) is not None:
        made, why_not = decode_encoder(encoder, archive, f"{path}/encoder")
        space = space.with_encoder(made) if made is not None else space.with_notes(*why_not)
    return _with_known(space, content.get("known", {}), archive, f"{path}/known")


def _encode_interactions(space: InteractionSpace, parts: Parts, path: str) -> dict[str, Any]:
    factors = space.factors
    weights = {name: getattr(factors.weights, name) for name in ("data", "indices", "indptr")}
    return {
        **{name: getattr(space, name) for name in _OWN},
        "table": encode_fields(space.interactions, parts, f"{path}/table"),
        "settings": encode_fields(factors.settings, parts, f"{path}/settings"),
        "arrays": {
            name: parts.add_array(f"{path}/{name}", getattr(factors, name)) for name in ("items", "users", "damping")
        },
        "weights": {name: parts.add_array(f"{path}/weights_{name}", array) for name, array in weights.items()},
    }


def _decode_interactions(value: object, archive: Archive, path: str, given: dict[str, Any]) -> InteractionSpace:
    content = mapping(value, archive, path)
    table = decode_fields(Interactions, content.get("table"), archive, f"{path}/table")
    _check_table(table, archive, f"{path}/table")
    settings = decode_fields(FactorSettings, content.get("settings"), archive, f"{path}/settings")
    arrays = mapping(content.get("arrays"), archive, f"{path}/arrays")
    items, users = (archive.array(arrays.get(name), np.float64, 2) for name in ("items", "users"))
    damping = archive.array(arrays.get("damping"), np.float64, 1)
    n_dims = items.shape[1]
    shapes = [(items, (table.n_items, n_dims)), (users, (table.n_users, n_dims)), (damping, (table.n_items,))]
    if any(array.shape != shape or not np.isfinite(array).all() for array, shape in shapes) or damping.min() <= 0:
        archive.refuse(f"{path} has vectors that do not fit its {table.n_users} users and {table.n_items} items")
    weights = _decode_weights(content.get("weights"), archive, f"{path}/weights", (table.n_users, table.n_items))
    factors = Factors(items, users, weights, damping, settings)
    item, title, seed = (
        decode(content.get(name), hint, archive, f"{path}/{name}")
        for name, hint in zip(_OWN, (str, str | None, int), strict=True)
    )
    if not {item, *([title] if title is not None else [])} <= set(given["dataset"].frame.columns):
        archive.refuse(f"{path} names columns that are not there")
    own = Users(table.user_ids, checked_vectors(users), table)
    return InteractionSpace(factors, own, item_column=item, title_column=title, random_state=seed, **given)


def _check_table(table: Interactions, archive: Archive, path: str) -> None:
    """Raises DataError unless the pairs are of the users and items that there are, and every number counts."""
    for ids in (table.user_ids, table.item_ids):
        if len(set(ids)) < len(ids) or not ids:
            archive.refuse(f"{path} has an id twice, or none")
    columns: list[NDArray[Any]] = [table.user_of, table.item_of, table.strengths, table.rows]
    columns += [column for column in (table.ratings, table.times) if column is not None]
    if any(column.shape != (table.n_pairs,) for column in columns) or not table.n_pairs:
        archive.refuse(f"{path} has columns of different lengths")
    for places, n in ((table.user_of, table.n_users), (table.item_of, table.n_items)):
        if places.min() < 0 or places.max() >= n:
            archive.refuse(f"{path} has pairs of others")
    if not (np.isfinite(table.strengths).all() and table.strengths.min() > 0):
        archive.refuse(f"{path} has pairs that do not count")
    if table.ratings is not None and not np.isfinite(table.ratings).all():
        archive.refuse(f"{path} has ratings that are no numbers")
    if table.times is not None and np.isnan(table.times).any():
        archive.refuse(f"{path} has times that are no numbers")


def _decode_weights(value: object, archive: Archive, path: str, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array

    parts = mapping(value, archive, path)
    data = archive.array(parts.get("data"), np.float64, 1)
    indices, indptr = (archive.array(parts.get(name), None, 1) for name in ("indices", "indptr"))
    if not np.isfinite(data).all() or indices.dtype.kind != "i" or indptr.dtype != indices.dtype:
        archive.refuse(f"{path} are no numbers")
    weights = csr_array((data, indices, indptr), shape=shape)
    weights.check_format(full_check=True)
    return weights
