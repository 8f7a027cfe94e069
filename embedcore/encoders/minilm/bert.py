"""The forward pass of BERT on OpenVINO: a graph built from the folder's safetensors; no PyTorch, no conversion."""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as op
from safetensors.numpy import load_file

from embedcore.errors import DataError
from embedcore.memory import n_threads
from embedcore.types import Vectors

# What the graph below is written for, and what transformers takes where config.json names none.
_KIND = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
_PRECISIONS = {"float32": ("f32", "FP32"), "bfloat16": ("bf16", "BF16"), "float16": ("f16", "FP16")}
"""As OpenVINO names them, in what is asked for and in what a processor can."""
MOST_STREAMS = 4
SHAPES_KEPT = 64
"""Of so many shapes of input the compiled code is kept; without a bound it grows by a megabyte for each."""
UNSEEN = 1e4
"""What is taken from the score of a token that is only filler."""


class Bert:
    """A BERT encoder with mean pooling.

    Devlin et al. 2019 (BERT); in float32 the same numbers as transformers' BertModel to rounding (tested). precision:
    in which the products are computed; what comes out is float32. Raises DataError for a model of another kind.
    """

    def __init__(self, folder: Path, precision: str) -> None:
        threads = n_threads()
        self._n_streams = min(threads, MOST_STREAMS)
        self._compiled = openvino.Core().compile_model(
            _graph(_config(folder), load_file(folder / "model.safetensors")),
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": _PRECISIONS[precision][0],
                "PERFORMANCE_HINT": "THROUGHPUT",
                "NUM_STREAMS": self._n_streams,
                "INFERENCE_NUM_THREADS": threads,
                "CPU_RUNTIME_CACHE_CAPACITY": SHAPES_KEPT,
            },
        )
        self._idle: deque[openvino.InferRequest] = deque()

    def sentence_vectors(self, batches: Iterable[Sequence[Sequence[int]]]) -> Iterator[Vectors]:
        """(n_texts, n_dims) of unit length for each batch of texts, given by their token ids, in the order of batches.

        Several are under way at once. A text may be longer than others of its batch, which costs their filling up.
        """
        running: deque[openvino.InferRequest] = deque()
        try:
            for batch in batches:
                request = self._request()
                request.start_async(_filled(batch))
                running.append(request)
                if len(running) == self._n_streams:
                    yield self._result(running)
            while running:
                yield self._result(running)
        finally:
            for request in running:
                request.wait()

    def _request(self) -> "openvino.InferRequest":
        try:
            return self._idle.pop()
        except IndexError:
            return self._compiled.create_infer_request()

    def _result(self, running: "deque[openvino.InferRequest]") -> Vectors:
        request = running.popleft()
        request.wait()
        vectors: Vectors = request.get_output_tensor(0).data.copy()
        self._idle.append(request)
        return vectors


def processor_precisions() -> list[str]:
    """float32, and of the formats half as long the one in which this processor computes by itself, if there is any."""
    known = set(openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
    return ["float32", *[name for name, (_, ability) in _PRECISIONS.items() if ability in known - {"FP32"}][:1]]


def _filled(batch: Sequence[Sequence[int]]) -> list[NDArray[Any]]:
    """Ids (n_texts, n_tokens) int32, filled up with 0, and which of them are tokens, float32."""
    lengths = np.array([len(ids) for ids in batch])
    there = np.arange(lengths.max()) < lengths[:, None]
    ids = np.zeros(there.shape, dtype=np.int32)
    ids[there] = np.concatenate([np.asarray(one, dtype=np.int32) for one in batch])
    return [ids, there.astype(np.float32)]


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for name, implemented in _KIND.items():
        if config.get(name, implemented) != implemented:
            raise DataError(f"{name} of the model must be {implemented} (got {config[name]!r}); get its files again")
    return config


def _graph(config: dict[str, Any], weights: dict[str, NDArray[Any]]) -> "openvino.Model":
    """Token ids and mask, (n_texts, n_tokens) each, to sentence vectors (n_texts, n_dims)."""
    n_heads, n_dims = config["num_attention_heads"], config["hidden_size"]

    def numbers(*values: int) -> Any:
        return op.constant(np.array(values, dtype=np.int64))

    def weight(name: str) -> Any:
        return op.constant(weights[name].astype(np.float32))

    def linear(x: Any, name: str) -> Any:
        return op.add(op.matmul(x, weight(f"{name}.weight"), False, True), weight(f"{name}.bias"))

    def normal(x: Any, name: str) -> Any:
        scaled = op.mvn(x, numbers(-1), True, config["layer_norm_eps"], "inside_sqrt")
        return op.add(op.multiply(scaled, weight(f"{name}.weight")), weight(f"{name}.bias"))

    def heads(x: Any) -> Any:
        return op.transpose(op.reshape(x, numbers(0, 0, n_heads, n_dims // n_heads), True), numbers(0, 2, 1, 3))

    ids = op.parameter([-1, -1], openvino.Type.i32, name="ids")
    mask = op.parameter([-1, -1], openvino.Type.f32, name="mask")
    # Every text is a first sentence, so its type is added to all positions.
    types = weights["embeddings.token_type_embeddings.weight"][0]
    positions = op.constant((weights["embeddings.position_embeddings.weight"] + types).astype(np.float32))
    n_tokens = op.gather(op.shape_of(ids, "i64"), op.constant(np.int64(1)), op.constant(np.int64(0)))
    places = op.range(op.constant(np.int64(0)), n_tokens, op.constant(np.int64(1)), "i64")
    words = op.gather(weight("embeddings.word_embeddings.weight"), ids, op.constant(np.int64(0)))
    x = op.add(words, op.gather(positions, places, op.constant(np.int64(0))))
    x = normal(x, "embeddings.LayerNorm")
    one, unseen = (op.constant(np.float32(value)) for value in (1, UNSEEN))
    hidden = op.multiply(op.subtract(op.unsqueeze(mask, numbers(1, 2)), one), unseen)
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}"
        query, key, value = (heads(linear(x, f"{name}.attention.self.{part}")) for part in ("query", "key", "value"))
        seen = op.scaled_dot_product_attention(query, key, value, hidden, causal=False)
        seen = op.reshape(op.transpose(seen, numbers(0, 2, 1, 3)), numbers(0, 0, n_dims), True)
        x = normal(op.add(x, linear(seen, f"{name}.attention.output.dense")), f"{name}.attention.output.LayerNorm")
        inner = op.gelu(linear(x, f"{name}.intermediate.dense"), "erf")
        x = normal(op.add(x, linear(inner, f"{name}.output.dense")), f"{name}.output.LayerNorm")
    share = op.unsqueeze(mask, numbers(2))
    total = op.reduce_sum(op.multiply(x, share), numbers(1), False)
    mean = op.divide(total, op.reduce_sum(share, numbers(1), False))
    length = op.sqrt(op.reduce_sum(op.multiply(mean, mean), numbers(1), True))
    return openvino.Model([op.divide(mean, length)], [ids, mask], "bert")
