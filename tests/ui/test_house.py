"""House rules of ui/ and pages/, read from the source: who may import, cache, keep state and catch what."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

import embedcore.jobs
from ui import navigation

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]
UI = sorted((ROOT / "ui").rglob("*.py"))
KINDS = ("cache_data", "cache_resource")
DOORS = {"ec": embedcore, "jobs": embedcore.jobs}
"""By the name that the pages give them."""

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


def imported(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Every import of a file: the module, and the names taken from it (none for `import module`)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, [alias.name for alias in node.names]


def promised(module: str) -> set[str]:
    """What a door promises; a module of the ground floor, such as embedcore.metrics, all that it does not hide."""
    found = importlib.import_module(module)
    return set(getattr(found, "__all__", [name for name in vars(found) if not name.startswith("_")]))


@pytest.mark.parametrize("path", [*PAGES, *UI], ids=name_of)
def test_the_core_is_entered_by_its_doors(path: Path) -> None:
    folders = {folder.name for folder in (ROOT / "embedcore").iterdir() if folder.is_dir()}
    for module, names in imported(path):
        if module.split(".")[0] != "embedcore":
            continue
        assert module.count(".") <= 1, f"{module} is not a door"
        assert set(names) <= promised(module) | (folders if module == "embedcore" else set()), module
    for node in ast.walk(tree(path)):  # ec.EmbeddingSpace, jobs.embed
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in DOORS:
            assert node.attr in DOORS[node.value.id].__all__


@pytest.mark.parametrize("path", [*PAGES, *UI], ids=name_of)
def test_a_page_is_entered_by_its_door(path: Path) -> None:
    """From outside its folder, only what the folder's door names."""
    own = ".".join(path.relative_to(ROOT).parts[:-1][:2])
    doors = {f"ui.{folder.name}" for folder in (ROOT / "ui").iterdir() if (folder / "__init__.py").exists()}
    for module, names in imported(path):
        door = ".".join(module.split(".")[:2])
        if door in doors and door != own:
            assert module == door, f"{module} is behind the door {door}"
            assert set(names) <= promised(door), module


def test_no_circles_between_the_folders_of_ui() -> None:
    graph = grimp.build_graph("ui", cache_dir=None)
    rooms = {name: ".".join(name.split(".")[:2]) for name in graph.modules}
    leads_to: dict[str, set[str]] = {room: set() for room in rooms.values()}
    for importer in graph.modules:
        for target in graph.find_modules_directly_imported_by(importer):
            leads_to[rooms[importer]] |= {rooms[target]} - {rooms[importer], "ui"}
    leads_to.pop("ui", None)
    assert len(leads_to) > 15
    left = dict(leads_to)
    while free := [room for room, targets in left.items() if not targets & left.keys()]:
        for room in free:
            del left[room]
    assert not left, "these import each other in a circle"


def test_few_modules_beside_the_folders() -> None:
    loose = [path.stem for path in UI if path.parent == ROOT / "ui" and path.stem != "__init__"]
    assert len(loose) <= 12, loose


def test_only_session_touches_session_state() -> None:
    assert {name_of(path) for path in [*PAGES, *UI, *CORE] if attributes(path, "session_state")} == {
        "ui/session/state.py"
    }


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
    assert sorted(place.path for place in navigation.PLACES) == sorted(map(name_of, PAGES))


@pytest.mark.parametrize(("path", "label"), [(place.path, place.label) for place in navigation.PLACES])
def test_a_page_starts_with_its_name_in_the_navigation(path: str, label: str) -> None:
    calls = [node for node in ast.walk(tree(ROOT / path)) if isinstance(node, ast.Call)]
    started = [call.args[0].value for call in calls if ast.unparse(call.func) == "page_shell.start"]  # type: ignore[attr-defined]
    assert started == [label]
