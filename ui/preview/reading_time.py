"""How long a model takes to read a table, before it does."""

from embedcore import jobs
from ui import cache, session

TOKENS_PER_SECOND = 8_000
"""Of the default model; assumed before a model was used on this machine, then its own speed is used."""
SPEEDS = {"all-MiniLM-L6-v2-static": 100.0, "lsa": 50.0, "word2vec": 10.0, "word-vectors": 50.0}
"""Against the default model, before a model was used on this machine; others by their dimensions."""
LOADING_S = 2.0


def seconds_to_read(project: session.Project, choice: jobs.ModelChoice) -> float:
    """By the speed of the model's last run here, else by the number of tokens (4.5 characters each)."""
    loading = 0.0 if cache.job_queue().is_warm(jobs.ENCODER) else LOADING_S
    card = choice.card
    if card.speed is not None:
        return loading + project.dataset.n_rows / card.speed
    if project.kind != "texts":
        return loading + project.dataset.n_rows / 500
    distinct = set(project.dataset.texts)
    tokens = sum(min(len(text) / 4.5, card.max_tokens or 1e9) + 2 for text in distinct)
    speed = SPEEDS.get(card.name, 1.0 if card.n_dims <= 384 else 0.2)
    return loading + tokens / (TOKENS_PER_SECOND * speed)
