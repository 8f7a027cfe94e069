"""Pictures as vectors without a model: their pixels, or histograms of their edges and colours. numpy and Pillow."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np

from embedcore.encoders.base import Encoder, ModelCard
from embedcore.encoders.images import arrays
from embedcore.encoders.images.arrays import Squares
from embedcore.encoders.text_batches import checked_items, in_batches
from embedcore.errors import ParameterError, how_to_install, is_installed
from embedcore.parameters import fill, given_options, real_number, whole_number
from embedcore.types import OnProgress, Vectors

PIXELS, HISTOGRAM = "image-pixels", "image-histogram"
PICTURES_AT_ONCE = 64
HISTOGRAM_SIDE = 32
_BLUENESS, _REDNESS = 0.564, 0.713


@dataclass(frozen=True, kw_only=True)
class ImagePixelsParams:
    """side: the picture becomes a square of so many pixels; even. color: whether colours count beside brightness."""

    side: int = 16
    color: bool = True

    def __post_init__(self) -> None:
        if whole_number("side", self.side, low=2, high=64) % 2:
            raise ParameterError(f"side must be even (got {self.side}); take {self.side + 1}")
        if not isinstance(self.color, bool):
            raise ParameterError(f"color must be True or False (got {self.color!r})")

    @property
    def n_dims(self) -> int:
        return self.side**2 * (3 if self.color else 2) // 2


@dataclass(frozen=True, kw_only=True)
class ImageHistogramParams:
    """color_weight: how much of the similarity comes from the colours, 0 to 1; the rest comes from the edges."""

    color_weight: float = 0.5

    def __post_init__(self) -> None:
        object.__setattr__(self, "color_weight", real_number("color_weight", self.color_weight, low=0, high=1))


def pixels_card() -> ModelCard:
    return _card(
        PIXELS,
        ImagePixelsParams().n_dims,
        "Pictures of the same things at the same place, as scans, signs, icons: compares small copies of the pictures "
        "pixel by pixel. Of scikit-learn's handwritten digits, 98.5 % are the digit that most of their 10 nearest "
        "neighbours are.",
        default_metric="euclidean",
    )


def histogram_card() -> ModelCard:
    return _card(
        HISTOGRAM,
        arrays.N_CELLS * arrays.N_CELLS * arrays.N_DIRECTIONS + arrays.N_GREYS + arrays.N_HUES * arrays.N_BRIGHTNESSES,
        "Pictures with similar colours and edges, wherever exactly they are, as photos: compares which colours there "
        "are and where edges run in which direction, not what is shown. Of scikit-learn's handwritten digits, 98.7 % "
        "are the digit that most of their 10 nearest neighbours are.",
    )


def _card(name: str, n_dims: int, description: str, default_metric: str = "cosine") -> ModelCard:
    return ModelCard(
        name=name,
        n_dims=n_dims,
        modality="image",
        provider="computed here",
        available=is_installed("PIL"),
        description=description,
        languages="no words",
        licence="as this project",
        how_to_get=how_to_install("images"),
        reads_text=False,
        default_metric=default_metric,
    )


class _PictureEncoder(Encoder):
    """What both have in common: pictures in, blocks of them through _vectors, progress."""

    def __init__(self, card: ModelCard, side: int) -> None:
        self._card, self._side = card, side

    @property
    def card(self) -> ModelCard:
        return self._card

    @abstractmethod
    def _vectors(self, pictures: Squares) -> Vectors: ...

    def encode(self, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> Vectors:
        """(n_items, n_dims) float32. items: encoded pictures (PNG, JPEG, ...).

        Raises ItemError, a DataError, with the position of a picture that is damaged, too large or none.
        """

        def read(part: Sequence[bytes]) -> Vectors:
            return self._vectors(arrays.squares(part, self._side))

        items, n_dims = checked_items(items, bytes), self.card.n_dims
        return in_batches(items, n_dims, read, on_progress, at_once=PICTURES_AT_ONCE, what="reading pictures")


class ImagePixelsEncoder(_PictureEncoder):
    """A small copy of each picture, pixel by pixel: (n_items, 384) float32 by default.

    The picture is fitted into a square of `side` pixels, proportions kept, what is left filled with the mean colour of
    its border. First the brightness of each pixel (side x side, from 0 to 1), then blueness and redness (-0.5 to 0.5)
    of blocks of 2 x 2 pixels, all scaled so that the euclidean distance of two pictures is the root of the mean square
    difference of their pixels: 0 for equal ones, 1 between black and white.
    """

    def __init__(self, **options: Any) -> None:
        self.params = fill(ImagePixelsParams, options, caller=PIXELS)
        super().__init__(replace(pixels_card(), n_dims=self.params.n_dims), self.params.side)

    @property
    def options(self) -> Mapping[str, Any]:
        return given_options(self.params)

    @property
    def cache_key(self) -> str:
        return f"{PIXELS}-1-{self.params.side}-{'color' if self.params.color else 'grey'}"

    def _vectors(self, pictures: Squares) -> Vectors:
        greys = pictures.greys
        parts = [greys.reshape(len(greys), -1)]
        if self.params.color:
            blueness = _BLUENESS * (pictures.colors[..., 2] - greys)
            redness = _REDNESS * (pictures.colors[..., 0] - greys)
            # Each of these stands for four pixels, so its square counts four times.
            parts += [2 * arrays.shrunk(part, 2).reshape(len(greys), -1) for part in (blueness, redness)]
        return np.concatenate(parts, axis=1) / np.float32(self.params.side)


class ImageHistogramEncoder(_PictureEncoder):
    """Which edges a picture has where, and which colours: (n_items, 172) float32, of length 1 where it has edges.

    Edges: the picture is fitted into 32 x 32 pixels; in each of 4 x 4 cells, how strongly brightness changes in each of
    8 directions (HOG, Dalal and Triggs 2005). Colours: a histogram of 8 greys and 12 hues in 3 brightnesses. Of both
    the root is taken (Arandjelovic and Zisserman 2012), so that the cosine similarity of two pictures is the weighted
    mean of how much the two histograms overlap (their Bhattacharyya coefficients, 0 to 1). A picture of one colour has
    no edges: its similarity to others comes from the colours alone.
    """

    def __init__(self, **options: Any) -> None:
        self.params = fill(ImageHistogramParams, options, caller=HISTOGRAM)
        super().__init__(histogram_card(), HISTOGRAM_SIDE)

    @property
    def options(self) -> Mapping[str, Any]:
        return given_options(self.params)

    @property
    def cache_key(self) -> str:
        return f"{HISTOGRAM}-1-{self.params.color_weight!r}"

    def _vectors(self, pictures: Squares) -> Vectors:
        weight = self.params.color_weight
        edges, colors = np.sqrt(arrays.direction_histograms(pictures)), np.sqrt(arrays.color_histograms(pictures))
        return np.concatenate([edges * sqrt(1 - weight), colors * sqrt(weight)], axis=1).astype(np.float32)
