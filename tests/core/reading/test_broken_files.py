"""A small part of `make fuzz`: broken files of every format are refused with our errors, or go all the way."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import breaking, journey, whole

_EACH = 4


@pytest.mark.parametrize("kind", whole.FORMATS)
def test_whole_files_go_all_the_way(kind: str) -> None:
    for name, data in whole.files(kind):
        assert journey.travel(data, name) == ("", ""), name


@pytest.mark.parametrize("kind", whole.FORMATS)
def test_a_number_names_the_same_variant_always(kind: str) -> None:
    variants = [breaking.broken(kind, number, 0) for number in range(20)]
    assert variants == [breaking.broken(kind, number, 0) for number in range(20)]
    assert len(set(variants)) > 10
    assert set(variants) - set(whole.files(kind))


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_broken_files_leave_only_our_errors_within_time_and_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--each", str(_EACH), "--first", "100000", "--keep", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-3_000:] + run.stderr[-2_000:]
    table = {line.split()[0]: line.split() for line in run.stdout.splitlines()}
    assert int(table["all"][1]) == _EACH * len(whole.FORMATS)
    refused, through = int(table["all"][2]), int(table["all"][4])
    assert min(refused, through) > 10, "some are broken, and some are not"
