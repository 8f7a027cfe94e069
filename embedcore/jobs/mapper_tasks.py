"""Tasks for the worker that maps, groups and learns tastes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

from embedcore.groups import Clustering, cluster, typical_group_size
from embedcore.jobs.task import QUICK_S, Kept, Task
from embedcore.projection import Projection, project, warm_up
from embedcore.recommend import Interactions
from embedcore.space import EmbeddingSpace
from embedcore.types import OnProgress

ROWS_PER_S = {"pca": 100_000, "tsne": 250, "umap": 400}
GROUPED_PER_S, PAIRS_PER_S = 2_000, 50_000
"""Rough speeds on two cores, which tell short work from long work."""

COMPILING_LOOKS_S = 0.2


@dataclass(frozen=True)
class MapRequest:
    """What picture of a space is asked for; options left out adapt to the number of rows."""

    method: str = "umap"
    n_components: int = 2
    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class _SpaceTask(Task):
    space: EmbeddingSpace

    @property
    def n_rows(self) -> int:
        return self.space.n_rows


@dataclass(frozen=True, eq=False, kw_only=True)
class Project(_SpaceTask):
    """A map of the space."""

    request: MapRequest

    @property
    def seconds(self) -> float:
        compiling = QUICK_S if self.request.method == "umap" else 0.0
        return compiling + self.n_rows / ROWS_PER_S.get(self.request.method, 1)

    def run(self, kept: Kept, report: OnProgress) -> Projection:
        while self.request.method == "umap" and kept.compiling is not None and kept.compiling.is_alive():
            report(0, 0, "compiling")  # lets short work in meanwhile
            kept.compiling.join(COMPILING_LOOKS_S)
        return project(
            self.space,
            method=self.request.method,
            n_components=self.request.n_components,
            on_progress=report,
            **dict(self.request.options),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Cluster(_SpaceTask):
    """The groups of the space."""

    n_clusters: int | str

    @property
    def seconds(self) -> float:
        return self.n_rows / GROUPED_PER_S

    def run(self, kept: Kept, report: OnProgress) -> Clustering:
        return cluster(self.space, n_clusters=self.n_clusters, on_progress=report)


@dataclass(frozen=True, eq=False, kw_only=True)
class MeasureGroupSize(_SpaceTask):
    """The size of a typical group, for the meaning of scores; looks at a sample, so it is always short."""

    def run(self, kept: Kept, report: OnProgress) -> float:
        return typical_group_size(self.space)


@dataclass(frozen=True, eq=False, kw_only=True)
class LearnFrom(Task):
    """What is learned from users and items. interactions: as `without_ids` gives them. work: how it is learned."""

    interactions: Interactions
    n_dims: int
    random_state: int
    work: Callable[..., Any]

    @property
    def n_rows(self) -> int:
        return self.interactions.n_pairs

    @property
    def seconds(self) -> float:
        return self.interactions.n_pairs / PAIRS_PER_S

    def run(self, kept: Kept, report: OnProgress) -> Any:
        return self.work(self.interactions, self.n_dims, self.random_state, on_progress=report)


@dataclass(frozen=True, kw_only=True)
class Compile(Task):
    """Compiles what maps need, beside other work."""

    def run(self, kept: Kept, report: OnProgress) -> None:
        import sklearn.cluster  # noqa: F401

        kept.compiling = Thread(target=warm_up, daemon=True)
        kept.compiling.start()


def without_ids(table: Interactions) -> Interactions:
    """The same with positions for ids: a worker needs no more, and ids may be of any type."""
    return replace(
        table,
        user_ids=tuple(range(table.n_users)),
        item_ids=tuple(range(table.n_items)),
        left_out=(),
        notes=(),
    )
