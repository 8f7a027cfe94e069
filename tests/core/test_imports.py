"""embedcore is light to import, knows nothing of the pages, and has one public door."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import embedcore

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "embedcore").rglob("*.py"))
HEAVY = [
    "torch", "openvino", "sklearn", "umap", "numba", "scipy", "streamlit", "plotly", "openTSNE",
    "sentence_transformers", "transformers", "tokenizers", "pynndescent", "faiss", "pandas", "pyarrow", "httpx2",
    "gensim",
]  # fmt: skip


def imported_names(path: Path) -> set[str]:
    """The top-level packages that a file imports anywhere, functions included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(str(node.module).split(".")[0])
    return names


def test_importing_the_engine_of_the_models_tells_nobody_and_writes_nothing(tmp_path: Path) -> None:
    code = "import embedcore.encoders.transformer.layers as made, sys; print(sys.modules['openvino_telemetry'])"
    environment = {**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "CI": ""}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.stdout == "None\n", ran.stderr[-2_000:]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("module", ["embedcore", "embedcore.jobs.worker"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import {module}, json, sys; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = json.loads(ran.stdout)
    assert module in loaded
    assert not set(HEAVY) & set(loaded)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_never_imports_the_pages_or_their_libraries(path: Path) -> None:
    assert not imported_names(path) & {"streamlit", "plotly", "ui", "pages", "app", "tests"}


def test_the_walk_sees_imports_inside_functions(tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text("def show():\n    import plotly.express as px\n    from streamlit import write\n")
    assert imported_names(file) == {"plotly", "streamlit"}


def test_the_public_door_names_what_it_promises() -> None:
    promised = {
        "BackendMissingError", "Cancelled", "DataError", "EmbedcoreError", "EmbeddingSpace", "ParameterError",
        "cluster", "embed", "get_encoder", "list_models", "neighbor_graph", "project", "read_table", "search",
    }  # fmt: skip
    assert promised <= set(embedcore.__all__)
    assert all(hasattr(embedcore, name) for name in embedcore.__all__)


def test_errors_are_one_small_family() -> None:
    for error in (embedcore.DataError, embedcore.ParameterError, embedcore.BackendMissingError):
        assert issubclass(error, embedcore.EmbedcoreError)
    assert issubclass(embedcore.EmbedcoreError, ValueError)
    assert not issubclass(embedcore.Cancelled, embedcore.EmbedcoreError)
