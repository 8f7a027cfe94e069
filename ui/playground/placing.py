"""Vectors of typed texts, and the rows closest to them."""

import embedcore as ec
from embedcore import jobs
from embedcore.types import Vectors
from ui import cache, session
from ui.playground import phrases
from ui.playground.state import Placed, Slot

N_NEIGHBORS = 5


def vector_of(project: session.Project, space: ec.EmbeddingSpace, text: str) -> Vectors | None:
    """The vector of a text, (n_dims,): precomputed for the everyday phrases, else by the model.

    None while the model is starting, so that the page is there at once; it runs again when the model is ready.
    """
    if project.origin == jobs.DEFAULT_CHOICE and (known := phrases.known_vectors().get(text)) is not None:
        return known
    known = cache.known_query_vector(text, space)
    if known is None and cache.job_queue().is_warm(jobs.ENCODER):
        known = cache.query_vector(text, space)
    return known


def place(project: session.Project, space: ec.EmbeddingSpace, slot: Slot) -> Placed | None:
    vector = vector_of(project, space, slot.text)
    if vector is None:
        return None
    return Placed(slot, vector, ec.search(space, vector, n_neighbors=min(N_NEIGHBORS, space.n_rows)))
