"""House rules of ui/ and pages/, read from the source: who may import, cache, keep state and catch what."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui import navigation

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
UI = sorted((ROOT / "ui").rglob("*.py"))
KINDS = ("cache_data", "cache_resource")
CORE = sorted((ROOT / "embedcore").rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def attributes(path: Path, prefix: str) -> list[str]:
    """Attributes, and names imported, that start like that."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr.startswith(prefix):
            found.append(node.attr)
        if isinstance(node, ast.ImportFrom):
            found += [alias.name for alias in node.names if alias.name.startswith(prefix)]
    return found


def imports(path: Path) -> Iterator[str]:
    """The top-level package of every import, wherever in the file it stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def test_only_session_touches_session_state() -> None:
    assert {name_of(path) for path in [*PAGES, *UI, *CORE] if attributes(path, "session_state")} == {"ui/session.py"}


def test_only_cache_caches() -> None:
    cached = {name_of(path) for path in [*PAGES, *UI, *CORE] for kind in KINDS if attributes(path, kind)}
    assert cached == {"ui/cache.py"}


def test_every_cache_is_bounded() -> None:
    """The queue is the one thing that is shared on purpose and never thrown away."""
    unbounded = []
    for function in ast.walk(tree(ROOT / "ui" / "cache.py")):
        if not isinstance(function, ast.FunctionDef):
            continue
        for decorator in function.decorator_list:
            kept = {word.arg for word in decorator.keywords} if isinstance(decorator, ast.Call) else set()
            if "cache_resource" in ast.unparse(decorator) and "max_entries" not in kept:
                unbounded.append(function.name)
    assert unbounded == ["job_queue"]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_is_short_and_only_composes(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80
    assert set(imports(path)) <= {"streamlit", "ui"}
    defined = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert defined == []


@pytest.mark.parametrize("path", [*PAGES, *UI], ids=name_of)
def test_no_broad_except(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"bare except in line {node.lineno}"
            caught = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)}
            assert not caught & {"Exception", "BaseException"}, f"broad except in line {node.lineno}"


def test_imports_go_one_way() -> None:
    for path in CORE:
        assert not set(imports(path)) & {"ui", "app", "pages", "streamlit"}, name_of(path)
    for path in UI:
        assert not set(imports(path)) & {"app", "pages", "tests", "torch", "umap", "openTSNE"}, name_of(path)


@pytest.mark.parametrize(
    "name", ["figures", "markup", "map/colours", "scatter/palette", "scatter/layers", "scatter/geometry"]
)
def test_these_know_nothing_of_streamlit(name: str) -> None:
    assert "streamlit" not in set(imports(ROOT / "ui" / f"{name}.py"))


def test_every_page_is_in_the_navigation() -> None:
    assert sorted(path for path, _, _ in navigation.PAGES) == sorted(map(name_of, PAGES))


@pytest.mark.parametrize(("path", "label"), [(path, label) for path, label, _ in navigation.PAGES])
def test_a_page_starts_with_its_name_in_the_navigation(path: str, label: str) -> None:
    calls = [node for node in ast.walk(tree(ROOT / path)) if isinstance(node, ast.Call)]
    started = [call.args[0].value for call in calls if ast.unparse(call.func) == "page_shell.start"]  # type: ignore[attr-defined]
    assert started == [label]
