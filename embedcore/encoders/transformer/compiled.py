"""A model's graph, compiled for this processor, with several batches under way at once."""

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import openvino

from embedcore.encoders.transformer.batches import Rows, filled
from embedcore.encoders.transformer.graph import sentence_graph
from embedcore.memory import n_threads
from embedcore.types import Vectors

_PRECISIONS = {"float32": ("f32", "FP32"), "bfloat16": ("bf16", "BF16"), "float16": ("f16", "FP16")}
"""As OpenVINO names them, in what is asked for and in what a processor can."""
MOST_STREAMS = 4
SHAPES_KEPT = 64
"""Of so many shapes of input the compiled code is kept; without a bound it grows by a megabyte for each."""


class CompiledModel:
    """The model in a folder, with mean pooling.

    precision: in which the products are computed; what comes out is float32. Raises DataError for a model of a kind
    that has no graph here.
    """

    def __init__(self, folder: Path, precision: str) -> None:
        threads = n_threads()
        self._n_streams = min(threads, MOST_STREAMS)
        self._compiled = openvino.Core().compile_model(
            sentence_graph(folder),
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
        self._n_made = 0

    def sentence_vectors(self, batches: Iterable[Rows]) -> Iterator[Vectors]:
        """(n_texts, n_dims) of unit length for each batch, its texts row by row; several batches are read at once."""
        running: deque[tuple[openvino.InferRequest, int]] = deque()
        n_batches = 0
        try:
            for batch in batches:
                n_batches += 1
                request = self._request()
                request.start_async(filled(batch))
                running.append((request, sum(map(len, batch))))
                if len(running) == self._n_streams:
                    yield self._result(running)
            while running:
                yield self._result(running)
        finally:
            for request, _ in running:
                request.wait()
                self._idle.append(request)
            if n_batches > self._n_streams and len(self._idle) == self._n_made:
                self._compiled.release_memory()  # of many texts; a single one asks for little

    def _request(self) -> "openvino.InferRequest":
        try:
            return self._idle.pop()
        except IndexError:
            self._n_made += 1
            return self._compiled.create_infer_request()

    def _result(self, running: "deque[tuple[openvino.InferRequest, int]]") -> Vectors:
        request, n_texts = running.popleft()
        request.wait()
        vectors: Vectors = request.get_output_tensor(0).data[:n_texts].copy()
        self._idle.append(request)
        return vectors


def processor_precisions() -> list[str]:
    """float32, and of the formats half as long the one in which this processor computes by itself, if there is any."""
    known = set(openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
    return ["float32", *[name for name, (_, ability) in _PRECISIONS.items() if ability in known - {"FP32"}][:1]]
