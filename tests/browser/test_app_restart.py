"""What one works on outlasts the server: it is killed and started anew, and the same browser finds everything there."""

import os
import re
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

import embedcore as ec
from driving.person import LONG, SOON, visitor
from driving.running import APP, App, start_app
from tests import prepared
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.timeout(600)
OURS = "Ours, by hand"


def saved(folder: Path) -> ec.Project:
    """Waits until all that was decided lies on the disk."""
    until = time.monotonic() + LONG / 1000
    while time.monotonic() < until:
        for file in (folder / "saved").glob("*/*.embx"):
            found = ec.load(file)
            if isinstance(found, ec.Project) and found.tags and any(one.name == OURS for one in found.edits.groups):
                return found
        time.sleep(0.1)
    raise AssertionError("nothing was saved")


def test_a_killed_server_loses_nothing(browser: "Browser", tmp_path: Path) -> None:
    cache, table = tmp_path / "cache", tmp_path / "bank questions.csv"
    prepared.copy_prepared(cache)
    tables.bank_questions(table, every=24)
    env = {"EMBEDCORE_CACHE_DIR": str(cache), "EMBEDCORE_PRIVATE_USE": "1"}
    app = start_app(APP, tmp_path / "first.txt", env=env)
    again: App | None = None
    try:
        with visitor(browser, app) as person:
            person.visit()
            person.upload_and_read(table)
            person.map.drawn(method="tsne", timeout=LONG)
            person.grouped()
            person.map.lasso_around(person.map.free_row(), width=260, height=200)
            n_selected = person.n_selected()
            name = person.keyed("map_tag_name").locator("input")
            name.fill("later")
            name.press("Enter")
            person.says(f"later · {n_selected}")
            person.go("Groups")
            person.page.get_by_label("Name", exact=True).fill(OURS)
            person.press("groups_rename_do")
            person.says(OURS)
            person.go("Map")
            person.map.drawn(method="tsne", timeout=LONG)
            names, address = sorted(person.map.names().all_inner_texts()), person.page.url
            before = saved(cache)
            assert before.space.dataset is not None and before.clustering is not None and len(before.maps) == 1

            os.killpg(app.pid, signal.SIGKILL)
            app.process.wait()
            again = start_app(APP, tmp_path / "again.txt", env=env, port=urlsplit(app.url).port)
            person.page.goto(address)
            person.map.drawn(method="tsne", timeout=LONG)
            assert sorted(person.map.names().all_inner_texts()) == names and OURS in " ".join(names)
            person.says(f"later · {n_selected}")
            assert person.map.attribute("points") == str(before.space.n_rows)

            person.page.goto(app.url)  # from its first page, too; nothing of it was computed again
            line = person.says(re.compile(r"bank questions\.csv.*saved"))
            line.wait_for(timeout=SOON)
            person.press("kept_delete")
            person.press("kept_delete_yes")
            person.says(re.compile("Deleted: 1 file with what was made of it, 1 file on the disk"))
            assert not list((cache / "saved").glob("*/*"))
            person.errors.clear()  # the server was gone for a while
    finally:
        app.stop()
        if again is not None:
            again.stop()
