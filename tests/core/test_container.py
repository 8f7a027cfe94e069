"""The Dockerfile, .dockerignore and compose.yaml: what they name is there, and they say the same.

`python benchmarks/run.py demo --image FOLDER` follows the Dockerfile to the running dashboard.
"""

import re
import tomllib
from pathlib import Path, PurePosixPath

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from driving.image import build, left_in, steps

ROOT = Path(__file__).resolve().parents[2]
STEPS = steps((ROOT / "Dockerfile").read_text(encoding="utf-8"))
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8")
SERVICE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["explorer"]


def values(name: str) -> list[str]:
    return [step.value for step in STEPS if step.name == name]


def words(name: str) -> list[str]:
    return next(step.words for step in STEPS if step.name == name)


def test_what_is_copied_is_all_that_the_dashboard_runs_on_and_no_more() -> None:
    copied = left_in(ROOT, IGNORED)
    files = [ROOT / name for name in ("app.py", "requirements.txt", "LICENSE", ".streamlit/config.toml")]
    for folder in ("embedcore", "ui", "pages", "sample_data", "static"):
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.parent.name != "__pycache__"]
    expected = {PurePosixPath(path.relative_to(ROOT).as_posix()) for path in files}
    assert set(copied) == expected - {PurePosixPath("static/plotly.min.js")}


def test_rules_of_dockerignore(tmp_path: Path) -> None:
    for name in ("a/b/c.txt", "a/b/d.md", "a/e.txt", "f.txt", "deep/x/__pycache__/g.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def left(*rules: str) -> list[str]:
        return [str(path) for path in left_in(tmp_path, "# a comment\n" + "\n".join(rules))]

    assert left("*", "!a/b", "**/*.md") == ["a/b/c.txt"]
    assert left("a/*", "**/__pycache__") == ["f.txt"]
    assert left("?.txt", "deep") == ["a/b/c.txt", "a/b/d.md", "a/e.txt"]


def test_steps_name_what_is_there() -> None:
    copied = {str(path) for path in left_in(ROOT, IGNORED)}
    for value in values("COPY"):
        *sources, _ = value.split()
        assert all(source == "." or source in copied for source in sources), value
    modules = re.findall(r"from ([\w.]+) import (\w+)", " ".join(values("RUN")))
    assert modules
    for module, name in modules:
        assert name in vars(__import__(module, fromlist=[name]))
    compiled = next(value for value in values("RUN") if "compileall" in value).split("-q")[1].split()
    assert all(any(path == part or path.startswith(f"{part}/") for path in copied) for part in compiled)
    assert words("CMD")[:5] == ["python", "-m", "streamlit", "run", "app.py"]
    with pytest.raises(ValueError, match=r"a step must be one of FROM, .* \(got ADD\)"):
        steps("ADD x y")


def test_the_python_is_one_that_the_project_takes_and_nothing_private_is_asked() -> None:
    (image,) = values("FROM")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.fullmatch(r"python:3\.\d+-slim", image)
    assert image.split(":")[1].split("-")[0] in SpecifierSet(project["requires-python"])
    assert set(re.findall(r"https?://[\w.]+", " ".join(step.value for step in STEPS))) == {
        "https://download.pytorch.org",
        "http://127.0.0.1",
    }


def test_it_runs_without_rights_and_writes_to_one_place() -> None:
    before = [step.name for step in STEPS]
    assert values("USER") == ["10001:10001"] == [SERVICE["user"]]
    assert before.index("USER") < before.index("CMD")
    (volume,) = values("VOLUME")
    assert SERVICE["volumes"] == [f"cache:{volume}"]
    paths = dict(word.split("=") for step in STEPS if step.name == "ENV" for word in step.words)
    written = ("HOME", "TMPDIR", "EMBEDCORE_CACHE_DIR", "EMBEDCORE_DATA_DIR", "HF_HOME", "NUMBA_CACHE_DIR")
    assert all(PurePosixPath(paths[name]).is_relative_to(volume) for name in written)
    assert "EMBEDCORE_PRIVATE_USE" not in paths  # strangers come
    assert (SERVICE["read_only"], SERVICE["cap_drop"], SERVICE["mem_limit"]) == (True, ["ALL"], "1g")
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert SERVICE["healthcheck"]["test"] == ["CMD", *words("HEALTHCHECK")]
    port = next(word.split("=")[1] for word in words("CMD") if word.startswith("--server.port="))
    assert values("EXPOSE") == [port]
    assert f":{port}/_stcore/health" in words("HEALTHCHECK")[-1]
    assert SERVICE["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_steps_are_followed_in_a_folder(tmp_path: Path) -> None:
    root, folder = tmp_path / "root", tmp_path / "folder"
    root.mkdir()
    (root / ".dockerignore").write_text("no.txt\n")
    (root / "no.txt").touch()
    (root / "yes.txt").write_text("yes")
    (root / "Dockerfile").write_text(
        "FROM python\nARG WHICH=one\nENV KEPT=/kept/here \\\n    B=2\nWORKDIR /app\nCOPY . ./\n"
        'RUN mkdir -p /kept && echo "$WHICH $KEPT" > /kept/said\nVOLUME /kept\nHEALTHCHECK CMD ["true"]\n'
        'CMD ["cat", "yes.txt"]\n'
    )
    (folder / "venv" / "bin").mkdir(parents=True)  # not made anew
    made = build(root, folder, python="python", arguments={"WHICH": "another"})
    assert (made.command, made.health, made.writable) == (["cat", "yes.txt"], ["true"], [folder / "kept"])
    assert sorted(path.name for path in made.home.iterdir()) == [".dockerignore", "Dockerfile", "yes.txt"]
    assert (folder / "kept" / "said").read_text() == f"another {folder}/kept/here\n"
    assert made.environment["B"] == "2"


def test_every_setting_that_is_read_is_in_the_table_and_no_other() -> None:
    name = re.compile(r"\b(?:EMBEDCORE|EMBEDDING_EXPLORER)_[A-Z_]+\b")
    sources = [path for folder in ("embedcore", "ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    read = {found for path in sources for found in name.findall(path.read_text(encoding="utf-8"))}
    document = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    listed = {found for line in document.splitlines() if line.startswith("| `") for found in name.findall(line)}
    assert listed == read
    (secrets,) = re.findall(r"```toml\n(.*?)```", document, re.DOTALL)
    assert set(tomllib.loads(secrets)) <= listed
