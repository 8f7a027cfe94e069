"""What was chosen for the map; it holds on every page that shows one."""

from dataclasses import dataclass, field

from embedcore import jobs
from ui import session

Options = tuple[tuple[str, float | int], ...]

TSNE_ROWS = 5_000
"""t-SNE keeps more true neighbours (see benchmarks/results); beyond so many rows it takes too long to wait for."""


@dataclass(frozen=True)
class MapSettings:
    """method: empty until one is chosen. options: of each method, without those left where they stand.

    clicked: the row that was clicked last. n_cleared: how often the selection was cleared. job: the key of the map
    that was asked for last.
    """

    method: str = ""
    options: dict[str, Options] = field(default_factory=dict)
    n_clusters: int | str = "auto"
    clicked: int | None = None
    n_cleared: int = 0
    job: str = ""

    def method_for(self, n_rows: int) -> str:
        """The kind of map that was chosen; until then the one that suits the number of rows."""
        return self.method or ("tsne" if n_rows <= TSNE_ROWS else "umap")

    def request(self, n_rows: int) -> jobs.MapRequest:
        """The map that the Map page shows, in 2D, with the options as set there."""
        method = self.method_for(n_rows)
        return jobs.MapRequest(method, 2, self.options.get(method, ()))


SETTINGS = session.Kept("map_settings", MapSettings())
