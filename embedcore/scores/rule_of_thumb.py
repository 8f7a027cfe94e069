"""The rule of thumb for cosine similarities of texts, and whether it holds in a space: measured, never assumed."""

from dataclasses import dataclass

from embedcore.metrics import Metric
from embedcore.space.space import EmbeddingSpace

CUTS = (0.5, 0.7, 0.9)
"""From the first on two texts are somewhat related, from the second related, above the third near-duplicates."""
PAIRS_AT_FIRST = (0.01, 0.1)
"""Of random pairs so many reach the first cut where it parts what is different from what is related: where chance ends
(the closest 5 %), and not far beyond."""
NEAR_AT_LAST = 0.05
"""The measured level of near-duplicates may lie so far from the last cut: half of what is above that."""


@dataclass(frozen=True)
class RuleOfThumb:
    """Whether the rule holds in a space. why_not: as a clause, "here 0.5 is already ..."; empty where it fits."""

    why_not: str = ""

    @property
    def fits(self) -> bool:
        return not self.why_not

    @property
    def sentence(self) -> str:
        """For a person: what the rule is, and whether it holds here."""
        somewhat, related, near = CUTS
        rule = f"{near} near-duplicate, {related} related, {somewhat} somewhat related"
        if self.fits:
            return f"The usual rule of thumb ({rule}) fits this data."
        return f"The usual rule of thumb ({rule}) does not fit this data: {self.why_not}."


def has_rule(space: EmbeddingSpace) -> bool:
    """Whether there is a rule for its scores: cosine similarities of texts, by a sentence model or one that nobody
    named."""
    card = space.encoder.card if space.encoder is not None else None
    by_sentences = card is None or (card.modality == "text" and card.provider == "sentence-transformers")
    return space.metric is Metric.COSINE and space.texts is not None and space.from_items and by_sentences


def rule_here(share_at_first: float, at_first: str, near_duplicate: float, near: str) -> RuleOfThumb:
    """Whether the rule holds: both of its outer cuts must lie where they are measured.

    share_at_first: of random pairs that reach the first cut, 0 to 1; at_first: what reaching it means here, "as close
    as the closest 0.1 % of pairs". near_duplicate: the measured level; near: as it is written.
    """
    least, most = PAIRS_AT_FIRST
    reasons = []
    if share_at_first < least:
        reasons.append(f"{CUTS[0]} is already {at_first}")
    elif share_at_first > most:
        reasons.append(f"{100 * share_at_first:.0f} % of random pairs reach {CUTS[0]}")
    if abs(near_duplicate - CUTS[-1]) > NEAR_AT_LAST + 1e-9:
        reasons.append(f"near-duplicates begin at {near}")
    return RuleOfThumb(f"here {' and '.join(reasons)}" if reasons else "")


def verdict(score: float, near_duplicate: float) -> str:
    """The rule's word for a score, near-duplicates from where they were measured to begin."""
    if score >= near_duplicate:
        return "near-duplicate"
    if score >= CUTS[1]:
        return "related"
    return "somewhat related" if score >= CUTS[0] else "different"
