"""The documents follow the tree: every folder has its place in docs/architecture.md, every file named exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from embedcore import __version__
from tests.core.test_layers import DOORS, FOLDERS

ROOT = Path(__file__).resolve().parents[2]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DOCUMENTS = [
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/deployment.md", "docs/adapting.md",
    "sample_data/README.md", "benchmarks/README.md",
]  # fmt: skip


def folders(package: str) -> set[str]:
    """The folders of a package that hold files of their own, as paths from the root."""
    files = [path for path in (ROOT / package).rglob("*") if path.is_file() and path.parent.name != "__pycache__"]
    holding = {path.parent for path in files} - {ROOT / package}
    return {folder.relative_to(ROOT).as_posix() for folder in holding}


@pytest.mark.parametrize("package", ["embedcore", "ui"])
def test_the_architecture_has_a_row_for_each_folder_and_no_other(package: str) -> None:
    rows = re.findall(rf"^\| `({package}/[\w/]+)/` \|", ARCHITECTURE, re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) == folders(package)


def test_the_folders_of_embedcore_stand_in_the_order_of_the_floors() -> None:
    rows = re.findall(r"^\| `embedcore/(\w+)/` \|", ARCHITECTURE, re.MULTILINE)
    assert rows == [name for name in FOLDERS if name in rows]


def test_the_architecture_names_the_modules_beside_the_folders() -> None:
    ground = {path.stem for path in (ROOT / "embedcore").glob("*.py")} - set(DOORS)
    (paragraph,) = re.findall(r"^The ground floor.*?\n\n", ARCHITECTURE, re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", paragraph)) == ground


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_links_to_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if not link.startswith("http")]
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_a_document_names_exist(name: str) -> None:
    """Paths from the root that start with one of its folders; names with a placeholder in capitals are examples."""
    text = (ROOT / name).read_text(encoding="utf-8")
    starts = "embedcore|ui|tests|docs|benchmarks|sample_data|pages|static"
    paths = set(re.findall(rf"(?<![\w/.])((?:{starts})/[\w/.-]*\w\.(?:py|md|txt|toml|json))\b", text))
    assert sorted(path for path in paths if "NAME" not in path and not (ROOT / path).exists()) == []


def test_the_changelog_begins_with_the_version_in_work() -> None:
    versions = re.findall(r"^## (\S+) \((.+)\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(versions) == len(re.findall("^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE))
    number, said = versions[0]
    assert (said == "unreleased") == (".dev" in __version__)
    assert __version__.split(".dev")[0] == number
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for _, date in versions[1:])


def test_the_example_of_adapting_runs() -> None:
    text = (ROOT / "docs" / "adapting.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    run = subprocess.run([sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "more than chance would bring" in run.stdout
