"""The forward pass of BERT in PyTorch, from a folder of safetensors: half the memory of the libraries around it."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from embedcore.errors import DataError

# What the forward pass below is written for, and what transformers takes where config.json names none.
_KIND = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
# The parts of PyTorch's layer, as BERT's files name them.
_PARTS = {
    "self_attn.out_proj": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm2": "output.LayerNorm",
}


class Bert:
    """A BERT encoder with mean pooling, for batches without padding.

    Devlin et al. 2019 (BERT); the same numbers as transformers' BertModel to rounding (tested), with
    query, key and value in one product. Raises DataError for a model of another kind.
    """

    def __init__(self, folder: Path) -> None:
        config = _config(folder)
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        weights = load_file(folder / "model.safetensors", device=str(self._device))
        self._words = weights["embeddings.word_embeddings.weight"]
        # Every text is a first sentence, so its type is added to all positions.
        types = weights["embeddings.token_type_embeddings.weight"]
        self._positions = weights["embeddings.position_embeddings.weight"] + types[0]
        norm = [weights[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias")]
        self._norm = (self._words.shape[1:], *norm, config["layer_norm_eps"])
        self._layers = _layers(config, weights)

    def sentence_vectors(self, token_ids: list[list[int]]) -> Tensor:
        """(n_texts, n_dims) of unit length. token_ids: texts with the same number of tokens."""
        with torch.inference_mode():
            ids = torch.tensor(token_ids, device=self._device)
            x = functional.layer_norm(self._words[ids] + self._positions[: ids.shape[1]], *self._norm)
            return functional.normalize(self._layers(x).mean(dim=1), dim=1)


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    for name, implemented in _KIND.items():
        if config.get(name, implemented) != implemented:
            raise DataError(f"{name} of the model must be {implemented} (got {config[name]!r}); get its files again")
    return config


def _layers(config: dict[str, Any], weights: dict[str, Tensor]) -> nn.Module:
    """The layers, whose weights are those of the file: none is made before they are put in."""
    layer = nn.TransformerEncoderLayer(
        config["hidden_size"],
        config["num_attention_heads"],
        config["intermediate_size"],
        dropout=0.0,
        activation="gelu",
        layer_norm_eps=config["layer_norm_eps"],
        batch_first=True,
        device="meta",
    )
    layers = nn.TransformerEncoder(layer, config["num_hidden_layers"], enable_nested_tensor=False)
    state: dict[str, Tensor] = {}
    for n in range(config["num_hidden_layers"]):
        ours, theirs = f"layers.{n}", f"encoder.layer.{n}"
        for end in ("weight", "bias"):
            state |= {f"{ours}.{part}.{end}": weights[f"{theirs}.{name}.{end}"] for part, name in _PARTS.items()}
            parts = [weights[f"{theirs}.attention.self.{part}.{end}"] for part in ("query", "key", "value")]
            state[f"{ours}.self_attn.in_proj_{end}"] = torch.cat(parts)
    layers.load_state_dict(state, assign=True)
    return layers.eval()
