"""The parts that BERT and MPNet are made of, as nodes of an OpenVINO graph over the weights of one model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as op

AT_ONCE = 32
"""Vectors that leave the model at once, or a multiple of it."""


@dataclass(frozen=True, kw_only=True)
class AttentionNames:
    """What a kind of model calls the weights of one layer's attention."""

    query: str
    key: str
    value: str
    out: str
    normal: str


def numbers(*values: int) -> Any:
    """A constant vector of whole numbers."""
    return op.constant(np.array(values, dtype=np.int64))


def number(value: int) -> Any:
    """A constant whole number."""
    return op.constant(np.int64(value))


def constant(array: NDArray[np.float32]) -> Any:
    """The array itself, not a copy: all weights of a model are hundreds of megabytes."""
    return op.constant(np.ascontiguousarray(array), shared_memory=True)


def numbered(ids: Any) -> Any:
    """0, 1, 2, ... for the tokens of ids (n_texts, n_tokens): (n_tokens,)."""
    n_tokens = op.gather(op.shape_of(ids, "i64"), number(1), number(0))
    return op.range(number(0), n_tokens, number(1), "i64")


class Layers:
    """Parts with the weights of one model. config: as in its config.json. read: the weight of that name."""

    def __init__(self, config: dict[str, Any], read: Callable[[str], NDArray[Any]]) -> None:
        self.config, self._read = config, read

    def array(self, name: str) -> NDArray[np.float32]:
        return self._read(name).astype(np.float32, copy=False)

    def weight(self, name: str) -> Any:
        return constant(self.array(name))

    def linear(self, x: Any, name: str) -> Any:
        return op.add(op.matmul(x, self.weight(f"{name}.weight"), False, True), self.weight(f"{name}.bias"))

    def normal(self, x: Any, name: str) -> Any:
        scaled = op.mvn(x, numbers(-1), True, self.config["layer_norm_eps"], "inside_sqrt")
        return op.add(op.multiply(scaled, self.weight(f"{name}.weight")), self.weight(f"{name}.bias"))

    def words(self, ids: Any) -> Any:
        """The vectors of tokens: (n_texts, n_tokens, n_dims)."""
        return op.gather(self.weight("embeddings.word_embeddings.weight"), ids, number(0))

    def encoded(self, x: Any, bias: Any, names: AttentionNames) -> Any:
        """x after all layers. bias: what is added to the scores of attention."""
        for layer in range(self.config["num_hidden_layers"]):
            name = f"encoder.layer.{layer}"
            query, key, value = (
                self._heads(self.linear(x, f"{name}.{part}")) for part in (names.query, names.key, names.value)
            )
            seen = op.scaled_dot_product_attention(query, key, value, bias, causal=False)
            seen = op.reshape(op.transpose(seen, numbers(0, 2, 1, 3)), numbers(0, 0, self.config["hidden_size"]), True)
            x = self.normal(op.add(x, self.linear(seen, f"{name}.{names.out}")), f"{name}.{names.normal}")
            inner = op.gelu(self.linear(x, f"{name}.intermediate.dense"), "erf")
            x = self.normal(op.add(x, self.linear(inner, f"{name}.output.dense")), f"{name}.output.LayerNorm")
        return x

    def _heads(self, x: Any) -> Any:
        n_heads, n_dims = self.config["num_attention_heads"], self.config["hidden_size"]
        return op.transpose(op.reshape(x, numbers(0, 0, n_heads, n_dims // n_heads), True), numbers(0, 2, 1, 3))


def pooled(x: Any, texts: Any, n_dims: int) -> Any:
    """The mean of the tokens of each text, of unit length. texts: the text of each token, or -1.

    (n_texts or more, n_dims): filled up to a multiple of AT_ONCE rows, so there are few shapes; rows of no text are
    nan.
    """
    numbers_of = op.reshape(texts, numbers(1, -1), False)
    step = op.constant(np.int32(AT_ONCE))
    groups = op.divide(op.add(op.reduce_max(numbers_of, numbers(0, 1), False), step), step)
    each = op.range(op.constant(np.int32(0)), op.multiply(groups, step), op.constant(np.int32(1)), "i32")
    share = op.convert(op.equal(op.unsqueeze(each, numbers(1)), numbers_of), "f32")
    # The sum points where the mean points.
    total = op.matmul(share, op.reshape(x, numbers(-1, n_dims), False), False, False)
    return op.divide(total, op.sqrt(op.reduce_sum(op.multiply(total, total), numbers(1), True)))


def parameter(name: str) -> Any:
    """An input of the graph: (n_rows, n_tokens) int32."""
    return op.parameter([-1, -1], openvino.Type.i32, name=name)
