"""What BERT has of its own (Devlin et al. 2019): a learned vector for each position."""

from typing import Any

from openvino import opset13 as op

from embedcore.encoders.transformer.layers import AttentionNames, Layers, constant, number

NAMES = AttentionNames(
    query="attention.self.query",
    key="attention.self.key",
    value="attention.self.value",
    out="attention.output.dense",
    normal="attention.output.LayerNorm",
)


def positions(layers: Layers, places: Any) -> Any:
    """What is added to the vectors of tokens. Every text is a first sentence, so its type is added to all positions."""
    first_sentence = layers.array("embeddings.token_type_embeddings.weight")[0]
    table = constant(layers.array("embeddings.position_embeddings.weight") + first_sentence)
    return op.gather(table, places, number(0))
