"""The same facts in plain words and in technical ones; a switch on every page chooses."""

from itertools import pairwise

import embedcore as ec
from embedcore.groups import quality_in_words, sureness_in_words
from embedcore.phrases import time_span
from embedcore.trust import change_between
from ui import session
from ui.wording.words import NOUNS, WORDS

TECHNICAL_KEY = "frame_technical"


def technical() -> bool:
    return bool(session.value(TECHNICAL_KEY, False))


def say(key: str) -> str:
    """The wording of that key under the switch; {rows} is what the rows of the project are, {row} one of them."""
    plain, exact = WORDS[key]
    return (
        (exact if technical() else plain)
        .replace("{rows}", rows())
        .replace("{row}", rows(1))
        .replace("{Rows}", rows().capitalize())
    )


def rows(n: int | None = None) -> str:
    """What the rows of this session's project are: texts, pictures, items, rows; the singular for n = 1."""
    one, many = NOUNS[_kind()]
    return one if n == 1 else many


def a_row() -> str:
    """One that is searched with: a row, a picture, an item. A text would be taken for a phrase."""
    one = "row" if _kind() == "texts" else rows(1)
    return f"an {one}" if one.startswith("i") else f"a {one}"


def _kind() -> str:
    project = session.project()
    return project.kind if project is not None else "texts"


def method_name(method: str) -> str:
    """What a kind of map is called where one is chosen."""
    plain = {"pca": "Overview", "tsne": "Neighbourhoods", "umap": "Islands"}
    return {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}[method] if technical() else plain[method]


def map_name(method: str) -> str:
    """The same within a sentence: "map of neighbourhoods", "t-SNE map"."""
    plain = {"pca": "overview map", "tsne": "map of neighbourhoods", "umap": "map of islands"}
    return f"{method_name(method)} map" if technical() else plain[method]


def metric_name(metric: str) -> str:
    if technical():
        return {"cosine": "Cosine similarity", "euclidean": "Euclidean distance", "dot": "Dot product"}[metric]
    direction = "meaning" if _kind() == "texts" else "direction"
    return {
        "cosine": f"By {direction}",
        "euclidean": "Straight-line distance",
        "dot": f"{direction.capitalize()} and strength",
    }[metric]


def metric_choice(metric: str) -> str:
    """Its name where one is chosen: there those who know the term find it beside the plain name."""
    term = {"cosine": "cosine", "euclidean": "euclidean", "dot": "dot product"}[metric]
    return metric_name(metric) if technical() else f"{metric_name(metric)} ({term})"


def metric_explained(metric: str) -> str:
    """When to use it, and what its values say."""
    return say("metric_cosine_rows" if metric == "cosine" and _kind() != "texts" else f"metric_{metric}")


def changes(project: session.Project) -> list[str]:
    """What was changed of the vectors or the metric, one after the other: "every number counts the same"."""
    spaces = [*project.before, project.space]
    return [_change(change_between(before, after)) for before, after in pairwise(spaces) if before and after]


def _change(change: str) -> str:
    if change in list(ec.Metric):
        name = metric_name(change).removeprefix("By ")
        return f"compared by {name[:1].lower()}{name[1:]}"
    return say(f"change_{change or 'other'}")


def score_name(metric: ec.Metric) -> str:
    return metric.unit.capitalize()


def closest(metric: ec.Metric) -> str:
    """How "closest first" is said for that metric."""
    return "highest similarity first" if metric.greater_is_closer else "smallest distance first"


def quality_explained(quality: float) -> str:
    """What a mean silhouette says about groups."""
    plain = quality_in_words(quality)
    exact = technical() and quality == quality
    return f"{plain} Mean silhouette {quality:.3f}, of squared distances." if exact else plain


def sureness_explained(stability: float) -> str:
    """What it says about groups how alike they are in repeated runs (adjusted Rand index)."""
    plain = sureness_in_words(stability)
    return f"{plain} Adjusted Rand index of two runs {stability:.2f}." if technical() else plain


def time_left(seconds: float) -> str:
    """About how long something goes on, in so few steps that it does not change with each look."""
    if seconds <= 10:
        return "a few seconds"
    for step in (20, 30, 45):
        if seconds <= step:
            return f"about {step} seconds"
    minutes = round(seconds / 60)
    if minutes <= 1:
        return "about a minute"
    return f"about {minutes} minutes" if minutes < 90 else duration(seconds)


def duration(seconds: float) -> str:
    """About how long: "a few seconds", "about 40 seconds", "about 3 minutes"."""
    if seconds < 8:
        return "a few seconds"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5} seconds"
    if seconds < 5400:
        return f"about {round(seconds / 60)} minutes"
    hours = seconds / 3600
    return f"about {time_span(hours)}" if hours >= 48 else f"about {hours:.1f} hours"
