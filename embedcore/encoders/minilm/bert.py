"""The forward pass of BERT in PyTorch, from a folder of safetensors: half the memory of the libraries around it."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from embedcore.errors import DataError

# What the forward pass below is written for, and what transformers takes where config.json names none.
_KIND = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}


class Affine(NamedTuple):
    """Weight and bias of a linear map, or of a norm."""

    weight: Tensor
    bias: Tensor


class Layer(NamedTuple):
    """Self-attention and feed-forward of one layer, each with its residual and its norm."""

    query_key_value: Affine
    attention_out: Affine
    attention_norm: Affine
    up: Affine
    down: Affine
    norm: Affine


class Bert:
    """A BERT encoder with mean pooling, for batches without padding.

    Devlin et al. 2019 (BERT); the same numbers as transformers' BertModel to rounding (tested), with
    query, key and value in one product. Raises DataError for a model of another kind.
    """

    def __init__(self, folder: Path) -> None:
        config = _config(folder)
        self._n_heads: int = config["num_attention_heads"]
        self._epsilon: float = config["layer_norm_eps"]
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        weights = load_file(folder / "model.safetensors", device=str(self._device))
        self._words = weights["embeddings.word_embeddings.weight"]
        # Every text is a first sentence, so its type is added to all positions.
        types = weights["embeddings.token_type_embeddings.weight"]
        self._positions = weights["embeddings.position_embeddings.weight"] + types[0]
        self._norm = _affine(weights, "embeddings.LayerNorm")
        self._layers = [_layer(weights, f"encoder.layer.{n}") for n in range(config["num_hidden_layers"])]

    def sentence_vectors(self, token_ids: list[list[int]]) -> Tensor:
        """(n_texts, n_dims) of unit length. token_ids: texts with the same number of tokens."""
        with torch.inference_mode():
            ids = torch.tensor(token_ids, device=self._device)
            x = self._normed(self._words[ids] + self._positions[: ids.shape[1]], self._norm)
            for layer in self._layers:
                attended = functional.linear(self._attention(x, layer), *layer.attention_out)
                x = self._normed(x + attended, layer.attention_norm)
                wide = functional.gelu(functional.linear(x, *layer.up))
                x = self._normed(x + functional.linear(wide, *layer.down), layer.norm)
            return functional.normalize(x.mean(dim=1), dim=1)

    def _attention(self, x: Tensor, layer: Layer) -> Tensor:
        n_texts, n_tokens, n_dims = x.shape
        joined = functional.linear(x, *layer.query_key_value)
        heads = joined.view(n_texts, n_tokens, 3, self._n_heads, n_dims // self._n_heads)
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value)
        return mixed.transpose(1, 2).reshape(n_texts, n_tokens, n_dims)

    def _normed(self, x: Tensor, norm: Affine) -> Tensor:
        return functional.layer_norm(x, x.shape[-1:], *norm, self._epsilon)


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for name, implemented in _KIND.items():
        if config.get(name, implemented) != implemented:
            raise DataError(f"{name} of the model must be {implemented} (got {config[name]!r}); get its files again")
    return config


def _layer(weights: dict[str, Tensor], name: str) -> Layer:
    parts = [_affine(weights, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
    return Layer(
        query_key_value=Affine(torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts])),
        attention_out=_affine(weights, f"{name}.attention.output.dense"),
        attention_norm=_affine(weights, f"{name}.attention.output.LayerNorm"),
        up=_affine(weights, f"{name}.intermediate.dense"),
        down=_affine(weights, f"{name}.output.dense"),
        norm=_affine(weights, f"{name}.output.LayerNorm"),
    )


def _affine(weights: dict[str, Tensor], name: str) -> Affine:
    return Affine(weights[f"{name}.weight"], weights[f"{name}.bias"])
