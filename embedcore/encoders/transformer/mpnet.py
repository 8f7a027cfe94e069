"""What MPNet has of its own (Song et al. 2020): positions counted from 2, and scores that know the distance of tokens.

The distance falls into one of 32 buckets (Raffel et al. 2020, T5), each with a number for every head of attention.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openvino import opset13 as op

from embedcore.encoders.transformer.layers import AttentionNames, Layers, constant, number, numbered, numbers

NAMES = AttentionNames(
    query="attention.attn.q",
    key="attention.attn.k",
    value="attention.attn.v",
    out="attention.attn.o",
    normal="attention.LayerNorm",
)
FILLER = 1
"""The token that fills up; tokens are counted from the number after it, and written into a text it is not counted."""
FARTHEST = 128
"""Tokens this far apart and farther share a bucket."""


def positions(layers: Layers, ids: Any, places: Any) -> Any:
    """What is added to the vectors of tokens."""
    counts = op.convert(op.not_equal(ids, op.constant(np.int32(FILLER))), "i64")
    before = op.cum_sum(counts, number(1), exclusive=True)
    starts = op.subtract(op.unsqueeze(numbered(ids), numbers(0)), op.convert(places, "i64"))
    before_text = op.gather_elements(before, starts, 1)
    counted = op.multiply(op.add(op.subtract(before, before_text), counts), counts)
    return op.gather(layers.weight("embeddings.position_embeddings.weight"), op.add(counted, number(FILLER)), number(0))


def distance_bias(layers: Layers, ids: Any) -> Any:
    """What each pair of tokens adds to the scores of attention: (1, n_heads, n_tokens, n_tokens)."""
    longest = layers.config["max_position_embeddings"]
    table = layers.array("encoder.relative_attention_bias.weight")
    by_distance = table[buckets(np.arange(-longest, longest + 1), len(table))]
    places = numbered(ids)
    distances = op.subtract(op.unsqueeze(places, numbers(0)), op.unsqueeze(places, numbers(1)))
    bias = op.gather(constant(by_distance.T), op.add(distances, number(longest)), number(1))
    return op.unsqueeze(bias, numbers(0))


def buckets(distances: NDArray[np.int64], n_buckets: int) -> NDArray[np.int64]:
    """The bucket of each distance (positive: the other token stands behind), 0 to n_buckets - 1.

    Half are for each direction; of these, half are for one distance each, and the rest grow like a logarithm.
    """
    each = n_buckets // 2
    single = each // 2
    far = np.maximum(np.abs(distances), 1).astype(np.float32)
    # In float32, as the model was taught: in float64 some distances fall on the other side of an edge.
    grown = np.log(far / np.float32(single)) / np.float32(math.log(FARTHEST / single)) * np.float32(each - single)
    behind = np.where(distances > 0, each, 0)
    large = np.minimum(single + np.trunc(grown).astype(np.int64), each - 1)
    return behind + np.where(np.abs(distances) < single, np.abs(distances), large)
