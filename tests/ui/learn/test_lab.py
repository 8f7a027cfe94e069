"""The lab's notebooks: made of one source, with checks that say what is wrong; the code at their end."""

import json
from pathlib import Path
from typing import Any

import pytest

from docs.lab import make
from ui.learn.lab_code import code_of


def code_cells(text: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize(("path", "solutions"), [(make.TASKS, False), (make.SOLUTIONS, True)])
def test_the_kept_files_are_what_the_command_makes(path: Path, solutions: bool) -> None:
    assert path.read_text(encoding="utf-8") == make.notebook(solutions=solutions), "run: python -m docs.lab.make"


def test_tasks_are_empty_and_else_both_are_the_same() -> None:
    tasks, solved = code_cells(make.notebook(solutions=False)), code_cells(make.notebook(solutions=True))
    kinds = [cell.kind for cell in make.cells() if cell.kind != "markdown"]
    assert kinds.count("task") >= 12 and kinds.count("check") == kinds.count("task")
    for kind, task, solution in zip(kinds, tasks, solved, strict=True):
        if kind == "task":
            assert solution.startswith(task.rstrip()) and len(solution) > len(task)
            assert all(line.startswith("#") for line in task.splitlines() if line)
        else:
            assert task == solution


def test_a_check_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(make.FOLDER)
    names: dict[str, Any] = {}
    setup, task, check, *_ = code_cells(make.notebook(solutions=False))
    exec(setup, names)
    exec(task, names)
    with pytest.raises(AssertionError, match=r"not there yet: tickets\. Fill in the cell above"):
        exec(check, names)
    exec('tickets = ec.read_table(b"text\\none\\ntwo\\n", filename="t.csv")', names)
    with pytest.raises(AssertionError, match=r"read the whole file \(got 2 rows\)"):
        exec(check, names)


def test_its_first_cell_finds_the_data_from_any_folder_or_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setup = code_cells(make.notebook(solutions=False))[0]
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(setup, names)
    assert names["SAMPLES"] == make.ROOT / "sample_data"
    first, _, rest = setup.partition("\n")
    assert first.startswith('PROJECT = ""')
    exec(f"PROJECT = {str(make.ROOT)!r}\n{rest}", names)
    assert names["SAMPLES"] == make.ROOT / "sample_data"
    with pytest.raises(AssertionError, match=r"no folder sample_data in nowhere: write the project's folder"):
        exec(f"PROJECT = 'nowhere'\n{rest}", names)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(AssertionError, match=r"embedcore is not installed .* pip install -e"):
        exec(setup, names)


def test_the_code_is_that_of_what_was_found_and_the_notebook_makes_the_same() -> None:
    found = {"rows": 3, "near": [1, True], "ä": "é"}
    assert code_of(found) == code_of(dict(reversed(found.items()))) != code_of({**found, "rows": 4})
    last = code_cells(make.notebook(solutions=False))[-1].removesuffix(make.LAST)
    names: dict[str, Any] = {}
    exec(last, names)
    assert names["code_of"](found) == code_of(found)
