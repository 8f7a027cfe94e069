"""What the quality of groups says, in words."""

_QUALITY = (
    (0.5, "The groups stand clearly apart."),
    (0.25, "The groups stand apart, and overlap a little at their borders."),
    (0.1, "The groups overlap a little, as is usual."),
    (0.02, "The groups flow into each other, as is usual for everyday data: read their borders with care."),
    (-1, "There are hardly any groups in this data: the borders are arbitrary."),
)
"""What is said from that mean silhouette on."""


def quality_in_words(quality: float) -> str:
    """A sentence. quality: the mean silhouette, -1 to 1; nan for a single group."""
    if quality != quality:
        return "There is only one group."
    return next(said for least, said in _QUALITY if quality >= least)
