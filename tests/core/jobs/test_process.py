"""Where a worker process keeps what is compiled for it."""

from pathlib import Path

import pytest

from embedcore.jobs import process


def test_compiled_code_lies_beside_the_code_or_in_the_cache_where_that_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path))
    assert "NUMBA_CACHE_DIR" not in process.environment()
    monkeypatch.setattr(process.os, "access", lambda path, how: False)
    assert process.environment()["NUMBA_CACHE_DIR"] == str(tmp_path / "compiled")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")
    assert process.environment()["NUMBA_CACHE_DIR"] == "elsewhere"
