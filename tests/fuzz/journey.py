"""The way of a file: read, embedded, searched, grouped and drawn, as a page would."""

import numpy as np

import embedcore as ec
from embedcore.recommend import find_interactions

N_GROUPS = 3
STEPS = ("reading", "embedding", "search", "groups", "map")


def travel(data: bytes, name: str) -> tuple[str, str]:
    """The step at which it was refused ("" where it went all the way), and why. Any error but ours leaves."""
    step = STEPS[0]
    try:
        dataset = ec.read_table(data, filename=name)
        _look(dataset)
        step = STEPS[1]
        space = _space(dataset)
        if space.n_rows < 2:
            return "", ""
        step = STEPS[2]
        ec.search(space, 0, n_neighbors=min(3, space.n_rows - 1))
        if dataset.kind.name == "texts":
            ec.search(space, "where is the refund", n_neighbors=1)
        step = STEPS[3]
        clustering = ec.cluster(space, n_clusters=min(N_GROUPS, space.n_rows))
        assert len(clustering.names) == clustering.n_clusters
        step = STEPS[4]
        if space.n_rows > 2:
            drawn = ec.project(space, method="pca")
            assert np.isfinite(drawn.coordinates).all()
    except ec.EmbedcoreError as error:
        return step, str(error)
    return "", ""


def _look(dataset: ec.Dataset) -> None:
    """What the Data page shows of it, and what must be so for every dataset."""
    assert dataset.n_rows == len(dataset.row_numbers) == len(dataset.labels) > 0
    assert dataset.report.n_rows_read == dataset.n_rows + len(dataset.report.left_out)
    assert set(dataset.column_roles) <= set(map(str, dataset.frame.columns))
    dataset.report.python(dataset.name)
    if dataset.text_column is not None:
        assert all(text.strip() for text in dataset.texts)


def _space(dataset: ec.Dataset) -> ec.EmbeddingSpace:
    kind = dataset.kind.name
    if kind == "ratings" and (found := find_interactions(dataset)) is not None:
        return ec.embed_interactions(
            dataset, user=found.user, item=found.item, rating=found.rating, time=found.time, n_dims=4
        )
    if kind == "vectors":
        return ec.with_vectors(dataset).space()
    models = {"texts": "lsa", "images": "image-histogram"}
    return ec.embed(dataset, model=models.get(kind, "table-numbers"))
