"""The preview of a long reading: a first map by a quick model, marked, and replaced when the chosen one has read."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from embedcore import jobs
from tests.ui.app_page import healthy, said, searched, settle, start, title, upload, visit
from ui.preview import preview

pytestmark = pytest.mark.usefixtures("queue_ends")
WORDS = [["parcel", "courier", "late", "street"], ["password", "login", "screen", "mail"], ["soup", "carrot", "pot"]]


@pytest.fixture(autouse=True)
def any_reading_is_long() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preview, "FROM_S", 0.0)
        yield


def texts(seed: int) -> bytes:
    """A hundred and twenty texts that no other test has read."""
    rng = np.random.default_rng(seed)
    lines = [f"{' '.join(rng.choice(WORDS[n % 3], 3))} number {seed * 1_000 + n},kind {n % 3}" for n in range(120)]
    return ("text,kind\n" + "\n".join(lines) + "\n").encode()


def asked(seed: int, *, wanted: bool = True) -> AppTest:
    app = upload(start(), f"preview{seed}.csv", texts(seed))
    app = healthy(app.checkbox(key="data_preview").set_value(wanted).run())
    return healthy(app.button(key="data_embed").click().run())


@pytest.fixture
def still_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chosen model never ends, as far as the preview knows."""
    known = {name: getattr(jobs, name) for name in jobs.__all__}

    def embed(queue: jobs.JobQueue, dataset: object, choice: jobs.ModelChoice, *, session: str) -> jobs.Job:
        job = jobs.embed(queue, dataset, choice, session=session)  # type: ignore[arg-type]
        return job if choice == preview.QUICK else jobs.Job(job.key, job.task, state="running", done=30, total=120)

    monkeypatch.setattr(preview, "jobs", SimpleNamespace(**{**known, "embed": embed}))


@pytest.mark.usefixtures("still_reading")
def test_the_preview_is_marked_on_every_page_and_everything_works_on_it() -> None:
    app = asked(1)
    project = app.session_state["project"]
    assert title(app) == "Map"
    assert (project.model, project.space.n_dims) == ("all-MiniLM-L6-v2-static", 256)
    assert project.pending is not None and project.pending.name == "all-MiniLM-L6-v2"
    for page in ("pages/map.py", "pages/search.py", "pages/data.py", "pages/playground.py"):
        app = visit(app, page)
        assert "**Preview** by a quicker model. all-MiniLM-L6-v2 is reading all texts" in said(app)
    assert "These are the vectors of the preview (256 numbers each)." in said(visit(app, "pages/data.py"))
    app = searched(app, "the courier was late")
    assert "texts have a similarity of at least" in said(app)


def test_a_first_map_is_there_at_once_and_the_exact_one_takes_over() -> None:
    app = settle(settle(asked(2)))
    project = app.session_state["project"]
    assert title(app) == "Map"
    assert project.pending is None
    assert (project.model, project.space.n_dims) == ("all-MiniLM-L6-v2", 384)
    assert project.space.dataset is project.dataset
    assert "**Preview**" not in said(app)


def test_what_changed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(preview.page_shell, "say_later", lambda message, icon: told.append(message))
    settle(settle(asked(3)))
    assert len(told) == 1
    assert re.match(
        r"The preview is replaced: all-MiniLM-L6-v2 has read everything\. "
        r"Of the 10 closest texts of one, \d+\.\d on average are those of the preview\.$",
        told[0],
    )


def test_without_a_preview_the_data_page_waits() -> None:
    app = asked(4, wanted=False)
    assert title(app) == "Data"
    app = settle(app)
    assert title(app) == "Map"
    assert app.session_state["project"].pending is None


def test_no_preview_where_it_helps_nobody() -> None:
    preview.FROM_S = 1e9
    app = upload(start(), "preview6.csv", texts(6))
    assert not [box for box in app.checkbox if box.key == "data_preview"]
