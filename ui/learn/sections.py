"""The sections of the lesson, in their order."""

from collections.abc import Callable
from dataclasses import dataclass

from ui.learn import (
    audience,
    capture,
    dimensions,
    failures,
    grouping,
    likes,
    made,
    maps,
    metrics,
    neighbours,
    reference,
    repeats,
    ways,
    why,
)


@dataclass(frozen=True)
class Section:
    """name: in the address, and of its words, learn_<name> (title), learn_<name>_text, learn_<name>_try.

    minutes: about what it takes to read and to try. body: shows the experiment. path, leads_to: the page where one goes
    on, and what for. to_try: what to find out, by the words' key, where it depends on what is chosen in the experiment.
    """

    name: str
    minutes: float
    body: Callable[[], None]
    path: str
    leads_to: str
    to_try: Callable[[], str] | None = None

    @property
    def try_key(self) -> str:
        """Of the words that say what to find out."""
        return self.to_try() if self.to_try is not None else f"learn_{self.name}_try"


SECTIONS = (
    Section("why", 2, why.body, "pages/playground.py", "Type your own texts in the Playground", why.to_try),
    Section("ways", 3, ways.body, "pages/map.py", "See the whole map"),
    Section("capture", 2, capture.texts, "pages/playground.py", "Try negation, typing errors and other languages"),
    Section("people", 3, capture.people, "pages/recommend.py", "See who likes what"),
    Section("made", 3, made.body, "pages/data.py", "Choose a model for your data"),
    Section("dimensions", 2, dimensions.body, "pages/compare.py", "Compare models and sizes"),
    Section("metrics", 3, metrics.body, "pages/compare.py", "Compare ways to measure on your data"),
    Section("neighbours", 2, neighbours.nearest, "pages/map.py", "Click a point, and see its neighbours"),
    Section("search", 2, neighbours.search, "pages/search.py", "Search your data"),
    Section("likes", 2, likes.body, "pages/recommend.py", "Get recommendations"),
    Section("grouping", 2, grouping.body, "pages/groups.py", "See the groups in full"),
    Section("repeats", 3, repeats.body, "pages/duplicates.py", "Find what repeats"),
    Section("maps", 3, maps.body, "pages/map.py", "Draw each map large"),
    Section("failures", 4, failures.body, "pages/trust.py", "See what is wrong with your data"),
    Section("audience", 1, audience.body, "app.py", "Read the summary of your data"),
    Section("reference", 1, reference.body, "pages/data.py", "See what was read, and by which model"),
)
