"""Questions that are answered by doing something in the explorer; pages note what was done (`ui/deeds`)."""

from collections.abc import Callable

import embedcore as ec
from ui import deeds, navigation, session
from ui.deeds import Progress
from ui.learn.quiz.question import Task

ALIKE = 0.7
Yet = Callable[[Progress], str]


def _of_data(yet: Yet, *, with_phrase: bool = False) -> Yet:
    """What is missing, of which data comes first. with_phrase: whether it needs data that a phrase is looked for in."""

    def said(now: Progress) -> str:
        project = session.project()
        if project is None:
            return "Nothing is open yet: open a sample or your own data first."
        if project.space is None:
            return "{open} is open, but not read by a model yet: do that on the page Data first."
        if with_phrase and navigation.no_phrases(project.space):
            return "{open} is open, and can't be searched with a phrase: open texts for this, such as the first sample."
        return yet(now)

    return said


def _pair_yet(now: Progress) -> str:
    best = now.done.get(deeds.SIMILAR_PAIR)
    if best is None:
        return "You have not typed two different texts of your own there yet."
    return f"The two most alike that you have typed so far have {best:.2f}."


def _maps_yet(now: Progress) -> str:
    seen = [name for deed, name in ((deeds.TSNE, "{tsne}"), (deeds.UMAP, "{umap}")) if deed in now.done]
    return f"You have seen the {seen[0]}; the other is missing." if seen else "You have seen neither yet."


def _neighbours_yet(_: Progress) -> str:
    project = session.project()
    if project is not None and project.space is not None and project.space.metric is not ec.Metric.COSINE:
        return (
            "{open} is compared in another way than by direction, which texts are by default: open a sample for this."
        )
    return "You have not looked at the nearest rows of {open} yet: click a point on its map, or search in it."


TASKS = (
    Task(
        "task_pair",
        f"Type two different texts of your own in the playground that are more than {ALIKE} alike.",
        "pages/playground.py",
        "Open the playground",
        lambda now: now.done.get(deeds.SIMILAR_PAIR, -1.0) > ALIKE,
        "Yours reached {similar_pair}. They need not share a word: what they are about counts.",
        _pair_yet,
    ),
    Task(
        "task_other_words",
        "Search with a phrase so that the first result has none of its words.",
        "pages/search.py",
        "Open the search",
        lambda now: deeds.OTHER_WORDS in now.done,
        "That is what a search by words would have missed.",
        _of_data(
            lambda _: "You have not searched in {open} yet, or the first result always had one of your words.",
            with_phrase=True,
        ),
    ),
    Task(
        "task_threshold",
        "Move the threshold of a search, and see how results come and go.",
        "pages/search.py",
        "Open the search",
        lambda now: deeds.THRESHOLD_MOVED in now.done,
        "It is yours to choose: few and right, or many and nearly all.",
        _of_data(
            lambda _: "You have not moved it yet: search in {open} first, then drag the slider beside the results."
        ),
    ),
    Task(
        "task_maps",
        "Look at the same data as a {tsne} and as a {umap} (in the map's settings).",
        "pages/map.py",
        "Open the map",
        lambda now: {deeds.TSNE, deeds.UMAP} <= set(now.done),
        "Two pictures of the same rows: what both show can be trusted more than what one shows.",
        _of_data(_maps_yet),
    ),
    Task(
        "task_neighbours",
        "Find what is most like one row: click a point on the map, or search.",
        "pages/map.py",
        "Open the map",
        lambda now: deeds.NEIGHBOURS in now.done,
        "The list comes from all {numbers}, not from the flat map; so a near row may lie far away on it.",
        _of_data(_neighbours_yet),
    ),
    Task(
        "task_trust",
        "See what the Trust page says of your data.",
        "pages/trust.py",
        "Open Trust",
        lambda now: deeds.TRUST in now.done,
        "Look there first whenever something looks too good, or odd.",
        _of_data(lambda _: "{open} is open; the page Trust has not shown you its findings on it yet."),
    ),
)
