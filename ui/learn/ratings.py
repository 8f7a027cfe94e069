"""A small reading circle: who gave how many stars to which book, and what is learned from it."""

from collections.abc import Mapping

import pandas as pd

import embedcore as ec
from embedcore import jobs
from embedcore.recommend import InteractionParams, interaction_space, prepare_interactions
from ui import cache, session, wording
from ui.learn import shown

N_DIMS = 3
"""Of a table so small, more would learn it by heart."""
BOOKS = (
    "The Silver Dragon",
    "Queen of the Elves",
    "Wizards at Sea",
    "Murder in Lisbon",
    "The Silent Witness",
    "A Poisoned Letter",
    "Bread and Salt",
    "Soups for Winter",
)
_NOT_READ = None
_STARS = {
    "Ana": (5, 4, 5, 1, _NOT_READ, 2, _NOT_READ, _NOT_READ),
    "Ben": (4, 5, _NOT_READ, _NOT_READ, 1, 1, 2, _NOT_READ),
    "Chloe": (5, _NOT_READ, 4, 2, 1, _NOT_READ, _NOT_READ, 1),
    "David": (1, _NOT_READ, 2, 5, 4, 5, _NOT_READ, _NOT_READ),
    "Emma": (_NOT_READ, 1, 1, 4, 5, _NOT_READ, _NOT_READ, 2),
    "Farid": (2, 1, _NOT_READ, 5, _NOT_READ, 4, 3, _NOT_READ),
    "Greta": (_NOT_READ, _NOT_READ, 1, _NOT_READ, 2, _NOT_READ, 5, 5),
    "Hugo": (1, 2, _NOT_READ, _NOT_READ, _NOT_READ, 1, 4, 5),
}
Stars = Mapping[str, tuple[float | None, ...]]
STARS: Stars = _STARS
"""1 to 5 by reader, in the order of BOOKS; None: not read. Made up."""


def frame(stars: Stars) -> pd.DataFrame:
    """A row for each reader and book: reader, book, stars."""
    rows = [
        (reader, book, float(given))
        for reader, own in stars.items()
        for book, given in zip(BOOKS, own, strict=True)
        if given is not None
    ]
    return pd.DataFrame(rows, columns=["reader", "book", "stars"])


def learned(stars: Stars) -> ec.InteractionSpace | None:
    """Books and readers as vectors; None while the worker learns them, which is shown.

    Raises DataError for fewer than two readers or books, ParameterError for too few to learn N_DIMS numbers.
    """
    params = InteractionParams(user="reader", item="book", rating="stars", n_dims=N_DIMS)
    prepared = prepare_interactions(frame(stars), params)
    job = jobs.learn_interactions(cache.job_queue(), prepared, session=session.id())
    made = shown.result(job, wording.say("learning_ratings"), key="learn_ratings_job", seconds=2.0)
    return None if made is None else interaction_space(prepared, *made)
