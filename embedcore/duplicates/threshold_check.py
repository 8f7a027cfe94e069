"""How good a threshold is: pairs drawn on both sides of it, judged by a person, and weighed by what they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from embedcore.duplicates.report import DuplicateReport
from embedcore.facets.chance import wilson_interval
from embedcore.metrics import Metric
from embedcore.parameters import whole_number
from embedcore.types import Indices, Scores

ENOUGH_JUDGED = 20
_STRATA_EACH_SIDE = 4
GOOD = 0.9
"""A share from which on a threshold needs no other place."""


@dataclass(frozen=True, eq=False)
class PairSample:
    """Pairs of rows to be judged, in an order in which every few are spread over all scores.

    first, second, scores: (n_pairs,). stratum: (n_pairs,) which slice of the scores each was drawn from.
    stratum_sizes: (n_strata,) how many pairs there are in each. Exact copies are not among them: they are the same.
    """

    first: Indices
    second: Indices
    scores: Scores
    stratum: Indices
    stratum_sizes: Indices
    metric: Metric

    def __len__(self) -> int:
        return len(self.scores)


@dataclass(frozen=True)
class ThresholdCheck:
    """precision: the share of pairs that pass and are duplicates, recall: the share of the duplicates that pass, each
    0 to 1 with its lowest and highest likely value (95 %, Wilson 1927, of the effective number of judgements, Kish
    1965). None where nothing was judged that tells it. Duplicates less close than the sample's last pair are unknown,
    so recall is of those from there on.
    """

    precision: tuple[float, float, float] | None
    recall: tuple[float, float, float] | None
    n_judged: int

    @property
    def advice(self) -> Literal["keep", "stricter", "laxer", "unknown"]:
        """Where the threshold should go: away from the lower of both shares, where that is below GOOD."""
        if self.precision is None or self.recall is None:
            return "unknown"
        right, found = self.precision[0], self.recall[0]
        if min(right, found) >= GOOD:
            return "keep"
        return "stricter" if right < found else "laxer"


def sample_pairs(report: DuplicateReport, threshold: float, *, n_pairs: int = 40, random_state: int = 42) -> PairSample:
    """Pairs on both sides of the threshold, from slices of the scores of about as many pairs each.

    report: with pairs on the lax side of the threshold, too.
    """
    n_pairs = whole_number("n_pairs", n_pairs, low=1)
    rng = np.random.default_rng(whole_number("random_state", random_state, low=0))
    apart = np.flatnonzero(report.first != report.second)
    passes = report.metric.passes(report.scores[apart], threshold)
    slices = [part for side in (apart[passes], apart[~passes]) for part in np.array_split(side, _STRATA_EACH_SIDE)]
    slices = [part for part in slices if len(part)]
    drawn = [rng.permutation(part)[: -(-n_pairs // len(slices))] for part in slices]
    rounds = [(place, number) for number, part in enumerate(drawn) for place in range(len(part))]
    order = sorted(rounds, key=lambda one: (one[0], rng.random()))[:n_pairs]
    chosen = np.array([drawn[number][place] for place, number in order], dtype=np.int64)
    copies = report.copies
    first, second = copies.rows[copies.starts[report.first[chosen]]], copies.rows[copies.starts[report.second[chosen]]]
    return PairSample(
        np.minimum(first, second),
        np.maximum(first, second),
        report.scores[chosen],
        np.array([number for _, number in order], dtype=np.int64),
        np.array([len(part) for part in slices], dtype=np.int64),
        report.metric,
    )


def check_threshold(sample: PairSample, judged: Mapping[int, bool], threshold: float) -> ThresholdCheck:
    """judged: whether the sample's pair at that place is a duplicate; pairs that are not judged are left out."""
    places = np.array(sorted(judged), dtype=np.int64)
    same = np.array([judged[place] for place in places.tolist()], dtype=bool)
    strata = sample.stratum[places]
    n_judged = np.bincount(strata, minlength=len(sample.stratum_sizes))
    weights = (sample.stratum_sizes / np.maximum(n_judged, 1))[strata]
    passes = sample.metric.passes(sample.scores[places], threshold)
    return ThresholdCheck(_share(weights[passes], same[passes]), _share(weights[same], passes[same]), len(places))


def _share(weights: Scores, right: np.ndarray) -> tuple[float, float, float] | None:
    """The weighed share of what is right, and its Wilson interval."""
    if not len(weights):
        return None
    share = float(weights[right].sum() / weights.sum())
    n = float(weights.sum() ** 2 / (weights**2).sum())
    return (share, *wilson_interval(share * n, n))
