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
"""What is taken from the score of a token that is only filler."""


def sentence_graph(folder: Path) -> "openvino.Model":
    """Token ids (int32) and mask (float32), (n_texts, n_tokens) each, to sentence vectors (n_texts, n_dims).

    In float32 the numbers of transformers' BertModel and MPNetModel with mean pooling, to rounding (tested).
    Raises DataError for a model of another kind.
    """
    config = _config(folder)
    with safe_open(folder / "model.safetensors", framework="numpy") as weights:
        return _graph(Layers(config, weights.get_tensor), config["model_type"])


def _graph(layers: Layers, kind: str) -> "openvino.Model":
    ids, mask = parameter("ids", openvino.Type.i32), parameter("mask", openvino.Type.f32)
    one, unseen = (op.constant(np.float32(value)) for value in (1, UNSEEN))
    bias = op.multiply(op.subtract(op.unsqueeze(mask, numbers(1, 2)), one), unseen)
    if kind == "bert":
        names, places = bert.NAMES, bert.positions(layers, ids)
    else:
        names, places = mpnet.NAMES, mpnet.positions(layers, ids)
        bias = op.add(mpnet.distance_bias(layers, ids), bias)
    x = layers.normal(op.add(layers.words(ids), places), "embeddings.LayerNorm")
    return openvino.Model([pooled(layers.encoded(x, bias, names), mask)], [ids, mask], kind)


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for name, implemented in {"model_type": _KINDS, **_IMPLEMENTED}.items():
        if config.get(name, implemented[0]) not in implemented:
            must = " or ".join(implemented)
            raise DataError(f"{name} of the model must be {must} (got {config[name]!r}); get its files again")
    return {"model_type": _KINDS[0], **config}
