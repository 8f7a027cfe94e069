"""Questions that are answered by doing something in the explorer; pages note what was done (`ui/deeds`)."""

from ui import deeds
from ui.deeds import Progress
from ui.learn.quiz.question import Task

ALIKE = 0.7


def _pair_yet(now: Progress) -> str:
    best = now.done.get(deeds.SIMILAR_PAIR)
    if best is None:
        return "You have not typed two different texts of your own there yet."
    return f"The two most alike that you have typed so far have {best:.2f}."


def _maps_yet(now: Progress) -> str:
    seen = [name for deed, name in ((deeds.TSNE, "{tsne}"), (deeds.UMAP, "{umap}")) if deed in now.done]
    return f"You have seen the {seen[0]}; the other is missing." if seen else "You have seen neither yet."


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
        lambda _: "So far the first result always had one of your words, or you have not searched yet.",
    ),
    Task(
        "task_threshold",
        "Move the threshold of a search, and see how results come and go.",
        "pages/search.py",
        "Open the search",
        lambda now: deeds.THRESHOLD_MOVED in now.done,
        "It is yours to choose: few and right, or many and nearly all.",
        lambda _: "You have not moved it yet: search first, then drag the slider beside the results.",
    ),
    Task(
        "task_maps",
        "Look at the same data as a {tsne} and as a {umap} (in the map's settings).",
        "pages/map.py",
        "Open the map",
        lambda now: {deeds.TSNE, deeds.UMAP} <= set(now.done),
        "Two pictures of the same rows: what both show can be trusted more than what one shows.",
        _maps_yet,
    ),
    Task(
        "task_neighbours",
        "Find what is most like one row: click a point on the map, or search.",
        "pages/map.py",
        "Open the map",
        lambda now: deeds.NEIGHBOURS in now.done,
        "The list comes from all {numbers}, not from the flat map; so a near row may lie far away on it.",
        lambda _: "You have not looked at the nearest rows yet (compared by direction, as texts are by default).",
    ),
    Task(
        "task_trust",
        "See what the Trust page says of your data.",
        "pages/trust.py",
        "Open Trust",
        lambda now: deeds.TRUST in now.done,
        "Look there first whenever something looks too good, or odd.",
        lambda _: "Its findings have not been shown to you yet; they need data that is open.",
    ),
)
