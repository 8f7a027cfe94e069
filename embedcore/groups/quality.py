"""What the quality of groups says, and how alike they are in repeated runs, in words."""

_QUALITY = (
    (0.5, "The groups stand clearly apart."),
    (0.25, "The groups stand apart, and overlap a little at their borders."),
    (0.1, "The groups overlap a little, as is usual."),
    (0.02, "The groups flow into each other, as is usual for everyday data: read their borders with care."),
    (-1, "There are hardly any groups in this data: the borders are arbitrary."),
)
"""What is said from that mean silhouette on."""
_SURENESS = (
    (0.8, "Repeated runs find nearly the same groups: they are there."),
    (0.6, "Repeated runs agree on most groups; some borders are drawn elsewhere."),
    (0.4, "Repeated runs agree on part of the groups only: other divisions are as right."),
    (-1.0, "Repeated runs find other groups each time: take them as one view of many."),
)
"""What is said from that adjusted Rand index on."""
_ADVICE = (
    (0.6, "Go on with these groups."),
    (0.4, "Put together or split what you would divide in another way."),
    (-1.0, "Use them to look around, and count on none before you have read some of it."),
)
"""What to do from that adjusted Rand index on."""


def quality_in_words(quality: float) -> str:
    """A sentence. quality: the mean silhouette, -1 to 1; nan for a single group."""
    if quality != quality:
        return "There is only one group."
    return next(said for least, said in _QUALITY if quality >= least)


def sureness_in_words(stability: float) -> str:
    """A sentence. stability: how alike the groups of repeated runs are (adjusted Rand index, 1: the same)."""
    return next(said for least, said in _SURENESS if stability >= least)


def advice_in_words(stability: float) -> str:
    """What to do with such groups, in a sentence. stability: as for `sureness_in_words`."""
    return next(said for least, said in _ADVICE if stability >= least)
