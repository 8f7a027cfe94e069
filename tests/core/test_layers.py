"""The floors of the house: within embedcore a folder imports only those below it; no folders import each other."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "words", "net", "reading", "spreadsheets", "table", "facets", "encoders", "space", "precomputed", "projection",
    "groups", "scores", "duplicates", "trust", "recommend", "summary", "saved", "exports", "jobs",
)  # fmt: skip
"""In the order of the floors: each may import those before it. Some may not be built yet."""
MOST_MODULES = {"embedcore": 8, "ui": 12}
"""Beside the folders and the doors; what has no folder of its own is on the ground floor."""
DOORS = ("__init__", "__main__")


def imports_of(package: str) -> list[tuple[str, str]]:
    """Every import of one module of the package by another, inside functions and for types alone included."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=False, cache_dir=None)
    return [
        (importer, imported)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
    ]


def folders_of(package: str) -> set[str]:
    return {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}


def folder(module: str, folders: Iterable[str]) -> str:
    """The folder that a module is in; the package's own name for its doors, "ground floor" for what is beside them."""
    package, _, rest = module.partition(".")
    first = rest.partition(".")[0]
    return package if not rest or rest in DOORS else first if first in folders else "ground floor"


def climbs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The imports that go up: from the ground floor to a folder, from a folder to a later one, from any to the door."""
    floors = {"ground floor": -1, **{name: floor for floor, name in enumerate(FOLDERS)}}
    for importer, imported in pairs:
        low, high = folder(importer, FOLDERS), folder(imported, FOLDERS)
        if low in floors and (high not in floors or floors[high] > floors[low]):
            yield f"{importer} imports {imported}"


def cycle(pairs: Iterable[tuple[str, str]], folders: Iterable[str]) -> list[str]:
    """Folders each of which imports the next, and the last the first; empty where there are none."""
    folders = set(folders)
    below: dict[str, set[str]] = {name: set() for name in folders}
    for importer, imported in pairs:
        low, high = folder(importer, folders), folder(imported, folders)
        if low != high and low in folders and high in folders:
            below[low].add(high)
    while free := {name for name in below if not below[name] & below.keys()}:
        below = {name: others for name, others in below.items() if name not in free}
    if not below:
        return []
    way = [min(below)]
    while way.count(way[-1]) < 2:
        way.append(min(below[way[-1]] & below.keys()))
    return way[way.index(way[-1]) :]


def test_within_embedcore_imports_go_down() -> None:
    pairs = imports_of("embedcore")
    assert len(pairs) > 100
    assert list(climbs(pairs)) == []


@pytest.mark.parametrize("package", ["embedcore", "ui"])
def test_no_two_folders_import_each_other(package: str) -> None:
    assert cycle(imports_of(package), folders_of(package)) == []


def test_every_folder_has_its_floor() -> None:
    assert folders_of("embedcore") <= set(FOLDERS)


@pytest.mark.parametrize("package", ["embedcore", "ui"])
def test_few_modules_stand_beside_the_folders(package: str) -> None:
    loose = {path.stem for path in (ROOT / package).glob("*.py")} - set(DOORS)
    assert len(loose) <= MOST_MODULES[package], sorted(loose)


def test_an_import_that_goes_up_is_seen() -> None:
    assert list(climbs([("embedcore.space.space", "embedcore.groups.naming")])) == [
        "embedcore.space.space imports embedcore.groups.naming"
    ]
    assert list(climbs([("embedcore.metrics", "embedcore.space")])) == ["embedcore.metrics imports embedcore.space"]
    assert list(climbs([("embedcore.jobs.queue", "embedcore")])) == ["embedcore.jobs.queue imports embedcore"]
    down = [
        ("embedcore.jobs.queue", "embedcore.space"),
        ("embedcore", "embedcore.jobs"),
        ("embedcore.a", "embedcore.b"),
    ]
    assert list(climbs(down)) == []


def test_a_cycle_of_folders_is_seen() -> None:
    chain = [("ui.map.views", "ui.search.query"), ("ui.search.query", "ui.data.forms"), ("ui.cache", "ui.map.views")]
    assert cycle(chain, ["map", "search", "data"]) == []
    assert cycle([*chain, ("ui.data.forms", "ui.map")], ["map", "search", "data"]) == ["data", "map", "search", "data"]


def test_imports_inside_functions_and_for_types_alone_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "planted_house"
    made.mkdir()
    (made / "__init__.py").write_text("")
    (made / "low.py").write_text("def use():\n    from planted_house import high\n    return high\n")
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from planted_house.low import use\n"
    (made / "high.py").write_text(typed)
    monkeypatch.syspath_prepend(tmp_path)
    assert imports_of("planted_house") == [
        ("planted_house.high", "planted_house.low"),
        ("planted_house.low", "planted_house.high"),
    ]
