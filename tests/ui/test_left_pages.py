"""Requests that a slow browser sends for parts of a page that was left."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from tests.ui.app_page import start
from ui.left_pages import without_left_pages


@pytest.mark.parametrize(
    ("asked", "runs"),
    [
        (RerunData(page_script_hash="home", fragment_id_queue=["part"]), False),
        (RerunData(page_script_hash="map", fragment_id_queue=["part"]), True),
        (RerunData(page_script_hash="home"), True),  # the whole page: somebody goes there
        (RerunData(fragment_id_queue=["part"]), True),  # asked for by the page itself
    ],
)
def test_a_part_of_a_page_that_was_left_is_not_run(asked: RerunData, runs: bool) -> None:
    ran: list[RerunData] = []
    runner: Any = SimpleNamespace(_get_script_run_ctx=lambda: SimpleNamespace(page_script_hash="map"))
    without_left_pages(lambda _, data: ran.append(data))(runner, asked)
    assert ran == [asked] * runs


def test_it_is_in_force_in_every_session() -> None:
    start()
    assert hasattr(ScriptRunner._run_script, "__wrapped__")
