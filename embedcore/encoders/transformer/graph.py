"""The forward pass of a model as an OpenVINO graph, built from its config.json and safetensors; no conversion."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import openvino
from openvino import opset13 as op
from safetensors import safe_open

from embedcore.encoders.transformer import bert, mpnet
from embedcore.encoders.transformer.layers import Layers, numbers, parameter, pooled
from embedcore.errors import DataError

# What the graphs are written for, and what transformers takes where config.json names none.
_IMPLEMENTED = {"hidden_act": ("gelu",), "position_embedding_type": ("absolute",)}
_KINDS = ("bert", "mpnet")
UNSEEN = 1e4
"""What is taken from the score of a token of another text."""


def sentence_graph(folder: Path) -> "openvino.Model":
    """Token ids, places and numbers of texts (int32, (n_rows, n_tokens) each) to sentence vectors (n_texts, n_dims),
    and below them rows of no text.

    In float32 the numbers of transformers' BertModel and MPNetModel with mean pooling, to rounding (tested).
    Raises DataError for a model of another kind.
    """
    config = _config(folder)
    with safe_open(folder / "model.safetensors", framework="numpy") as weights:
        return _graph(Layers(config, weights.get_tensor), config["model_type"])


def _graph(layers: Layers, kind: str) -> "openvino.Model":
    ids, places, texts = (parameter(name) for name in ("ids", "places", "texts"))
    own = op.equal(op.unsqueeze(texts, numbers(1)), op.unsqueeze(texts, numbers(2)))
    bias = op.unsqueeze(op.select(own, op.constant(np.float32(0)), op.constant(np.float32(-UNSEEN))), numbers(1))
    if kind == "bert":
        names, positions = bert.NAMES, bert.positions(layers, places)
    else:
        names, positions = mpnet.NAMES, mpnet.positions(layers, ids, places)
        bias = op.add(mpnet.distance_bias(layers, ids), bias)
    x = layers.normal(op.add(layers.words(ids), positions), "embeddings.LayerNorm")
    vectors = pooled(layers.encoded(x, bias, names), texts, layers.config["hidden_size"])
    return openvino.Model([vectors], [ids, places, texts], kind)


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for name, implemented in {"model_type": _KINDS, **_IMPLEMENTED}.items():
        if config.get(name, implemented[0]) not in implemented:
            must = " or ".join(implemented)
            raise DataError(f"{name} of the model must be {must} (got {config[name]!r}); get its files again")
    return {"model_type": _KINDS[0], **config}
