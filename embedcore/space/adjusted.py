"""A space whose vectors, and those of what is searched for, are all changed alike."""

from embedcore.encoders.adjusted import AdjustedEncoder, Adjustment
from embedcore.encoders.base import as_encoder
from embedcore.space.space import EmbeddingSpace


def adjusted(space: EmbeddingSpace, adjustment: Adjustment, *, metric: str | None = None) -> EmbeddingSpace:
    """The same rows with changed vectors, under the same metric or another; the model's vectors are changed alike.

    Its notes say what was changed. Raises ParameterError for an adjustment of vectors of another length.
    """
    encoder = AdjustedEncoder(as_encoder(space.encoder), adjustment) if space.encoder is not None else None
    texts = space.texts if space.dataset is None else None
    return EmbeddingSpace(
        adjustment.applied(space.vectors),
        metric=metric if metric is not None else str(space.metric),
        dataset=space.dataset,
        texts=texts,
        encoder=encoder,
        notes=(*space.notes, note_of(adjustment.name)),
    )


def note_of(name: str) -> str:
    """What the notes of a space say of an adjustment with that name."""
    return f"the vectors are {name}"
