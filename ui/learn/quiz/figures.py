"""The figures in the questions, computed from the bundled phrases, the models' cards and the data that is open."""

from collections.abc import Mapping
from functools import cache as once
from random import Random

import numpy as np

import embedcore as ec
from embedcore.encoders import DEFAULT_MODEL
from embedcore.metrics import pair_scores
from embedcore.phrases import shortened
from ui import cache, deeds, samples, session
from ui.learn.quiz.question import Answer, Choice
from ui.playground import EXPERIMENTS, known_vectors

FOX, NEAR, RELATED, FAR = (
    "The quick brown fox", "A fast dark fox", "The rapid russet canine", "Stock market predictions"
)  # fmt: skip
LOW, HIGH = 0.3, 0.5
LONGEST = 160
TRIED, SAME = 6, 0.999
LEAST_TEXTS = 8


@once
def _of_phrases() -> Mapping[str, str]:
    """The same for everybody, as long as the server runs."""
    space = cache.phrases_space()
    texts = list(space.texts or ())
    fox = space.vectors[texts.index(FOX)]

    def like_fox(text: str) -> str:
        return f"{float(pair_scores(ec.Metric.COSINE, fox, space.vectors[texts.index(text)])[0]):.2f}"

    first, second = np.triu_indices(space.n_rows, 1)
    scores = pair_scores(ec.Metric.COSINE, space.vectors[first], space.vectors[second])
    trust = ec.map_trust(space, cache.pca(space.fingerprint, 2, space))
    kept = float(np.mean(trust.row_kept_ratios)) * trust.n_neighbors
    return {
        **_of_experiment("sense", "bank", "bank_too", "bank_score"),
        **_of_experiment("negation", "yes", "no", "yes_score"),
        "fox": FOX,
        "fox_near": NEAR,
        "fox_related": RELATED,
        "fox_far": FAR,
        "fox_near_score": like_fox(NEAR),
        "fox_related_score": like_fox(RELATED),
        "fox_far_score": like_fox(FAR),
        "low": f"{LOW}",
        "high": f"{HIGH}",
        "pairs_low": f"{int((scores >= LOW).sum()):,}",
        "pairs_high": f"{int((scores >= HIGH).sum()):,}",
        "n_phrases": f"{space.n_rows:,}",
        "k": f"{trust.n_neighbors}",
        "kept": f"{kept:.0f}",
        "kept_exact": f"{kept:.1f} of {trust.n_neighbors}",
    }


def _of_experiment(name: str, *places: str) -> dict[str, str]:
    """Both texts of an experiment of the playground, and how alike they are."""
    one, known = next(one for one in EXPERIMENTS if one.name == name), known_vectors()
    score = float(pair_scores(ec.Metric.COSINE, known[one.before], known[one.after])[0])
    return dict(zip(places, (one.before, one.after, f"{score:.2f}"), strict=True))


@once
def _of_model() -> Mapping[str, str]:
    card = next(one for one in ec.list_models() if one.name == DEFAULT_MODEL)
    n_dims = int(card.n_dims or 0)
    mb = 10_000 * n_dims * 4 / 1e6
    a, b = np.array([3.0, 4.0]), np.array([6.0, 8.0])
    cosine, distance, dot = (float(pair_scores(metric, a, b)[0]) for metric in ec.Metric)
    return {
        "n_dims": f"{n_dims:,}",
        "n_dims_small": f"{n_dims / 10:.0f}",
        "mb": f"{mb:.0f}",
        "mb_small": f"{mb / 10:.1f}",
        "mb_large": f"{mb * 10:.0f}",
        "arrow_cosine": f"{cosine:.2f}",
        "arrow_distance": f"{distance:.0f}",
        "arrow_dot": f"{dot:.0f}",
    }


def figures() -> dict[str, str]:
    """All of them, by the places where they stand; also what the data that is open is called."""
    pair, project = deeds.value(deeds.SIMILAR_PAIR), session.project()
    return {
        **_of_phrases(),
        **_of_model(),
        "similar_pair": f"{pair:.2f}" if pair is not None else "?",
        "open": project.name if project is not None else "?",
    }


def of_data(number: int) -> Choice:
    """Which row is most like another one, in the data that is open, else in the everyday phrases.

    number: of the try, which decides the row.
    """
    space, name = _texts()
    texts = list(space.texts or ())
    random = Random(number)
    # A row that has one clear neighbour makes a fair question.
    best = max(random.sample(range(space.n_rows), TRIED), key=lambda row: _lead(space, row))
    ranking = ec.search(space, best, n_neighbors=space.n_rows - 1)
    far = ranking.indices[len(ranking) // 2 :].tolist()
    others = random.sample(far, min(3, len(far)))
    score = dict(zip(ranking.indices.tolist(), ranking.scores.tolist(), strict=True))
    nearest = int(ranking.indices[0])
    values = {"asked": shortened(texts[best], LONGEST), "data": name, "near": shortened(texts[nearest], LONGEST)}
    values |= {f"far_{place}": shortened(texts[row], LONGEST) for place, row in enumerate(others)}
    values |= {"near_score": f"{score[nearest]:.2f}"}
    values |= {f"far_score_{place}": f"{score[row]:.2f}" for place, row in enumerate(others)}
    return Choice(
        "nearest",
        "In {data}: which of these does the model find most like “{asked}”?",
        Answer("“{near}”", "Its similarity is {near_score}, the highest of all rows."),
        tuple(
            Answer(f"“{{far_{place}}}”", f"Its similarity is {{far_score_{place}}}; most rows are as far as that.")
            for place in range(len(others))
        ),
        values=values,
    )


def _lead(space: ec.EmbeddingSpace, row: int) -> float:
    """By how much the nearest row is nearer than the next; nothing where it says the very same."""
    first, second = ec.search(space, row, n_neighbors=2).scores.tolist()
    return first - second if first < SAME else -1.0


def _texts() -> tuple[ec.EmbeddingSpace, str]:
    """Texts that can be told apart, compared by direction, and what they are called."""
    project = session.project()
    space = project.space if project is not None and project.has_meanings else None
    if space is not None and space.texts is not None and len(set(space.texts)) >= LEAST_TEXTS:
        assert project is not None
        return space.with_metric("cosine"), project.name
    return cache.phrases_space(), samples.PHRASES.title.lower()
