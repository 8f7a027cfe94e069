"""Vectors of two models in one space: clouds that share no neighbours although they speak of the same."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.phrases import counted, share
from embedcore.trust.health.finding import SEVERITIES, Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.trust.health.two_clouds import LEAST_SHARE, SharedWords, Split, shared_words, splits, spreads_agree
from embedcore.types import Indices

APART = 0.05
"""Neighbours across two clouds, as a share of those by chance, below which the clouds share none to speak of. Halves of
the samples and banking77 by two models each: at most 0.02."""
SHARED, GAIN, SPREADS = 0.35, 0.25, 0.035
"""What makes clouds of two models instead of two topics: they share words (halves by two models 0.6 to 1.0, languages
and topics up to 0.05, categories of banking77 up to 0.29), which do not bring them together (-0.05 to 0.03; topics 0.5
to 0.7), or spread in directions that have nothing in common (0 to 0.03 either way; topics 0.07 to 0.28). Measured on
the samples and banking77."""
COVERED, SOME_COVERED = 0.5, 0.2
"""And what is spoken of in one of two models' parts is spoken of in the other: so large a share of places (halves by
two models 0.64 to 1.0, parts made of whole topics up to 0.4); in between it can't be told."""
OTHER_CUT, AS_CLEAR = 0.15, 0.02
"""A cut that sorts so many rows otherwise, and crosses hardly more neighbours, shows that there are more than two
parts: where texts can't tell, those may be topics."""
PADDED = 0.05
"""Such a share of numbers that are zero in all of one cloud only were filled up to the length of the other's."""
TWICE = 1.2
"""Lengths fall into two where a gap of so many times parts them, and each side is four times as narrow."""
LEAST_ROWS = 40
N_SHOWN = 4
SAID = {
    "ok": ("All rows seem to be read by one model.", "Nothing."),
    "info": (
        "These may be topics, or rows that were read by two models: it can't be told from what is there.",
        "If some rows were read by another model, or another version of it, read all anew with one.",
    ),
    "serious": (
        "The rows were read by two models, or two versions of one. No row of one part can be compared with one of the "
        "other.",
        "Read all rows anew with one model.",
    ),
}
"""What a severity means, and what to do."""


def mixed_models(seen: Inspected) -> Finding | Unseen:
    """Two clouds without common neighbours, in which the same words, or the same directions, mean different things;
    and lengths that fall into two."""
    space = seen.space
    if space.n_rows < LEAST_ROWS:
        return Unseen(f"it takes at least {LEAST_ROWS} rows")
    found = _two_models(seen)
    level: Severity = found.level if found is not None else "ok"
    if level != "serious" and (long := _long(seen)) is not None:
        return _two_lengths(seen, long)
    second = found.split.is_second if found is not None else np.zeros(space.n_rows, bool)
    smaller = np.flatnonzero(second == (second.mean() <= 0.5))
    parts = f"({share(1 - len(smaller) / space.n_rows)} and {share(len(smaller) / space.n_rows)})"
    if found is None:
        said = "Rows are alike across the whole data."
    else:
        said = {
            "serious": f"The rows fall into two parts {parts} that are never alike, although both speak of the same.",
            "info": f"The rows fall into parts {parts} that are never alike.",
        }.get(level, "The rows fall into two parts that have little in common, and differ in what they speak of.")
    meaning, advice = SAID["ok" if level == "warning" else level]
    return Finding(
        name="mixed_models",
        title="One model or several",
        severity=level,
        measured=said,
        meaning=meaning,
        advice=advice,
        technical=found.technical if found is not None else "no two clouds in the neighbour graph",
        rows=smaller if level != "ok" else np.empty(0, np.int64),
        figures=found.figures if found is not None else {},
        evidence=_examples(seen, second) if level != "ok" else (),
    )


@dataclass(frozen=True, eq=False)
class _Judged:
    """A split into two clouds. spreads: None where they could not be compared. padded: 0 to 1. is_one_of_many: there
    are other cuts as clear."""

    split: Split
    words: SharedWords
    spreads: float | None
    padded: float
    is_one_of_many: bool

    @property
    def level(self) -> Severity:
        """ "serious" for two models, "info" where it can't be told from topics."""
        words = self.words
        if self.padded >= PADDED:
            return "serious"
        if words.shared is not None and words.shared < SHARED:
            return "ok"
        if words.gain is not None and words.gain >= GAIN:
            return "ok"
        if words.gain is None and (self.spreads is None or abs(self.spreads) >= SPREADS):
            return "ok"
        if words.covered is None:
            return "info" if self.is_one_of_many else "serious"
        return "serious" if words.covered >= COVERED else "info" if words.covered >= SOME_COVERED else "ok"

    @property
    def figures(self) -> dict[str, float]:
        found = {
            "crossing": self.split.crossing,
            "shared_words": self.words.shared,
            "gain_of_words": self.words.gain,
            "covered": self.words.covered,
            "spreads_agree": self.spreads,
            "empty_in_one": self.padded,
        }
        return {name: value for name, value in found.items() if value is not None}

    @property
    def technical(self) -> str:
        said = {
            "crossing": "edges between the clouds as a share of chance",
            "shared_words": "pairs with shared words across by within",
            "gain_of_words": "gain of similarity by shared words across by within",
            "covered": "places whose subject occurs in both clouds",
            "spreads_agree": "agreement of covariances",
            "empty_in_one": "dimensions empty in one cloud",
        }
        return "; ".join(f"{said[name]} {value:.4f}" for name, value in self.figures.items())


def _two_models(seen: Inspected) -> _Judged | None:
    """The first of the splits that two models explain; else one that they may explain, else the clearest, None where
    there is none."""
    space = seen.space
    judged: list[_Judged] = []
    found = splits(space.vectors, seen.graph, seen.rng(), most=APART)
    for split in found:
        words = SharedWords()
        if seen.texts is not None:
            words = shared_words(space.vectors, seen.texts, split.is_second, seen.rng())
        spreads = spreads_agree(space.vectors, split.is_second, seen.rng()) if words.gain is None else None
        many = any(_is_other(split, one) for one in found)
        judged.append(_Judged(split, words, spreads, _padded(seen, split.is_second), many))
        if judged[-1].level == "serious":
            break
    return max(judged, key=lambda one: SEVERITIES.index(one.level), default=None)


def _is_other(split: Split, other: Split) -> bool:
    """Whether another cut is about as clear, and sorts many rows otherwise."""
    differ = float((split.is_second != other.is_second).mean())
    return min(differ, 1 - differ) >= OTHER_CUT and other.crossing <= split.crossing + AS_CLEAR


def _padded(seen: Inspected, is_second: NDArray[np.bool_]) -> float:
    """The share of dimensions that are zero in all of one cloud and not in the other; counts have that by nature."""
    vectors = seen.space.vectors
    if float(vectors.min()) >= 0:
        return 0.0
    used = [np.abs(vectors[is_second == side]).max(axis=0) > 0 for side in (False, True)]
    return float((used[0] != used[1]).mean())


def _long(seen: Inspected) -> NDArray[np.bool_] | None:
    """(n_rows,) which rows are on the longer side, where lengths fall into two clearly separate values."""
    lengths = seen.lengths
    there = np.flatnonzero(lengths > 0)
    values = np.sort(np.log(lengths[there]))
    least = max(2, int(np.ceil(LEAST_SHARE * len(values))))
    if len(values) < 2 * least or not seen.is_of_texts:
        return None
    gaps = np.diff(values)
    place = least - 1 + int(gaps[least - 1 : len(gaps) - least + 1].argmax())
    low, high = values[: place + 1], values[place + 1 :]
    if gaps[place] < np.log(TWICE) or max(np.ptp(low), np.ptp(high)) > gaps[place] / 4:
        return None
    return np.asarray(lengths > np.exp(values[place] + gaps[place] / 2))


def _two_lengths(seen: Inspected, is_long: NDArray[np.bool_]) -> Finding:
    lengths = seen.lengths
    n_long = int(is_long.sum())
    short, long = float(np.median(lengths[~is_long & (lengths > 0)])), float(np.median(lengths[is_long]))
    rows: Indices = np.flatnonzero(is_long if n_long <= len(is_long) / 2 else ~is_long)
    return Finding(
        name="mixed_models",
        title="One model or several",
        severity="warning",
        measured=f"{counted(n_long, 'row')} of {len(is_long):,} have coordinates about {long / short:.3g} times as "
        "long as those of the others, with none in between.",
        meaning="Some were brought to one length and others not, or they come from two versions of a model.",
        advice="Bring all to the same length, and ask where they come from.",
        technical=f"two separate lengths: median {short:.4g} and {long:.4g}",
        rows=rows,
        figures={"ratio_of_lengths": long / short},
        fix="normalise",
    )


def _examples(seen: Inspected, is_second: NDArray[np.bool_]) -> tuple[Evidence, ...]:
    one, other = (np.flatnonzero(is_second == side)[:N_SHOWN].tolist() for side in (False, True))
    lines = tuple((seen.shown(a), seen.shown(b)) for a, b in zip(one, other, strict=False))
    return (Evidence("Rows of both parts", ("one part", "the other"), lines),)
