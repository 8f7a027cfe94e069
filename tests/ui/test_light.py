"""The server's process: what it never imports, and what is made once and kept for all sessions."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embedcore import jobs
from tests.ui.app_page import REVIEWS, TICKETS, healthy, map_job, open_sample, points, settle, small_csv, upload, visit
from ui import cache, samples
from ui.home import readiness

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"torch", "openvino", "umap", "numba", "llvmlite", "scipy", "sklearn", "transformers", "openTSNE", "gensim"}
DEMO = """
import json, sys
from tests.ui.app_page import healthy, open_sample, settle, visit
from ui import cache, samples

app = settle(open_sample())
app = settle(healthy(app.button_group(key="map_method").set_value("umap").run()))
app = visit(app, "pages/search.py")
app = settle(healthy(app.text_input(key="search_query").set_value("my parcel never arrived").run()))
assert "search_n_results" in app.session_state, "no results"
cache.job_queue().close()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.usefixtures("queue_of_the_session")
def test_the_demo_loads_nothing_heavy_in_the_server() -> None:
    """In a process of its own: a sample, its UMAP map, a phrase."""
    ran = subprocess.run([sys.executable, "-c", DEMO], cwd=ROOT, capture_output=True, text=True, env={**os.environ})
    assert ran.returncode == 0, ran.stderr[-3_000:]
    loaded = set(json.loads(ran.stdout.splitlines()[-1]))
    assert {"streamlit", "ui.search", "pandas"} <= loaded
    assert not HEAVY & loaded


def test_home_needs_no_tables() -> None:
    code = "import json, sys, ui.home, ui.page_shell; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not (HEAVY | {"pandas", "tokenizers"}) & set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.mark.usefixtures("queue_ends")
def test_sessions_share_what_belongs_to_a_sample() -> None:
    first, second = (open_sample(TICKETS).session_state["project"].space for _ in range(2))
    assert first is second
    assert first.scorer is second.scorer


@pytest.mark.usefixtures("queue_ends")
def test_what_was_drawn_is_there_at_once_also_after_another_file() -> None:
    app = settle(open_sample(REVIEWS))
    app = settle(healthy(app.button_group(key="map_method").set_value("umap").run()))
    drawn = map_job(app)
    app = settle(healthy(app.button_group(key="map_method").set_value("tsne").run()))
    other = map_job(app)
    app = healthy(app.button_group(key="map_method").set_value("umap").run())
    assert map_job(app) is drawn
    app = upload(visit(app, "app.py"), "small.csv", small_csv())
    app = settle(healthy(visit(app, "pages/data.py").button(key="data_embed").click().run()))
    assert app.session_state["project"].dataset.n_rows == 9
    app = settle(visit(app, "pages/map.py"))
    assert map_job(app) not in (drawn, other)
    app = settle(visit(app, "app.py"))
    app = healthy(app.button(key=f"home_open_{REVIEWS.file}").click().run())
    assert map_job(app) is drawn
    assert not any(job.active for job in cache.job_queue().jobs())
    app = visit(app, "pages/map.py")
    app = healthy(app.button_group(key="map_method").set_value("tsne").run())
    assert map_job(app) is other


@pytest.mark.usefixtures("queue_ends")
def test_a_map_that_is_there_needs_no_other_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    settle(open_sample(REVIEWS))
    monkeypatch.setattr(cache, "pca", None)
    app = healthy(open_sample(REVIEWS))
    job = map_job(app)
    assert job is not None
    np.testing.assert_array_equal(points(app).coordinates, job.result.coordinates)


@pytest.mark.usefixtures("queue_ends")
def test_the_next_pages_and_the_model_are_loaded_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    read, warmed = list[str](), list[str]()
    monkeypatch.setattr(cache, "sample", read.append)
    monkeypatch.setattr(jobs, "warm", lambda queue, encoder, after_s: warmed.append(encoder.choice.name))
    readiness._load()
    assert read == [sample.file for sample in samples.SAMPLES]
    assert warmed == [jobs.DEFAULT_CHOICE.name]
    assert "ui.search" in sys.modules
