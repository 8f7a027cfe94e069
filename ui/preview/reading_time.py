"""How long a model takes to read a table, before it does."""

from embedcore import jobs
from embedcore.encoders import DEFAULT_MODEL, known_token_speed, rough_tokens
from ui import cache, session, wording

TOKENS_PER_SECOND = 8_000
"""Of the default model; assumed before it was measured on this machine."""
SPEEDS = {"all-MiniLM-L6-v2-static": 100.0, "lsa": 50.0, "word2vec": 10.0, "word-vectors": 50.0}
"""Against the default model, before a model was used on this machine; others by their dimensions."""
GUESSED = "this model was not used on this machine yet, so that is a guess"
LOADING_S = 2.0


def seconds_to_read(project: session.Project, choice: jobs.ModelChoice) -> float:
    """By the speed of the model as it was measured here, else by that of the default model, else by what is usual."""
    loading = 0.0 if cache.job_queue().is_warm(jobs.ENCODER) else LOADING_S
    card, n_rows = choice.card, project.dataset.n_rows
    if project.kind != "texts":
        return loading + n_rows / (card.speed or 500)
    texts = project.dataset.texts
    if (seconds := card.estimate_seconds(texts)) is not None:
        return loading + seconds
    speed = SPEEDS.get(card.name, 1.0 if card.n_dims <= 384 else 0.2)
    usual = known_token_speed(DEFAULT_MODEL) or TOKENS_PER_SECOND
    return loading + rough_tokens(set(texts), card.max_tokens) / (usual * speed)


def said_to_read(project: session.Project, choice: jobs.ModelChoice, seconds: float) -> str:
    """A sentence on how long it takes, and on what that is known from. seconds: of seconds_to_read."""
    takes = f"This takes {wording.duration(seconds)}, less if parts were read before"
    measured = choice.card.speed if project.kind != "texts" else known_token_speed(choice.name)
    return f"{takes}." if measured else f"{takes}; {GUESSED}."
