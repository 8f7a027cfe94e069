"""The preview of a long reading: a first map by a quick model, marked, and replaced when the chosen one has read."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore import jobs
from tests.ui.app_page import (
    around,
    focus,
    healthy,
    links,
    said,
    searched,
    seeded,
    settle,
    start,
    title,
    upload,
    visit,
)
from ui import cache
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
        assert "**Preview**: you can already look, search and click. A more exact version, by" in said(app)
        assert re.search(
            r"all-MiniLM-L6-v2, replaces it in a few seconds( once the work before it is done)?\.", said(app)
        )
    assert "This is the preview's reading (256 numbers each)." in said(visit(app, "pages/data.py"))
    app = searched(app, "the courier was late")
    assert "texts have a similarity of at least" in said(app)


def replaced(app: AppTest) -> AppTest:
    """Waits for the preview's map, the chosen model, its map, and until that takes over."""
    for _ in range(6):
        if app.session_state["project"].pending is None:
            return app
        app = settle(app)
    raise AssertionError("the preview was not replaced")


def test_a_first_map_is_there_at_once_and_the_exact_one_takes_over() -> None:
    app = replaced(asked(2))
    project = app.session_state["project"]
    assert title(app) == "Map"
    assert project.pending is None
    assert (project.model, project.space.n_dims) == ("all-MiniLM-L6-v2", 384)
    assert project.space.dataset is project.dataset
    assert "**Preview**" not in said(app)


def test_what_changed_is_said_on_every_page_until_it_is_closed() -> None:
    app = replaced(asked(3))
    said_so = (
        r"all-MiniLM-L6-v2 has replaced the preview: (\d+ groups in place of \d+; )?of the 10 texts closest to any "
        r"one, \d+\.\d on average are the same\. Your selection and your search stay\."
    )
    assert re.search(said_so, said(app))
    app = visit(app, "pages/search.py")
    assert re.search(said_so, said(app))
    app = healthy(app.button(key="preview_close").click().run())
    assert not re.search(said_so, said(visit(app, "pages/map.py")))


def test_how_long_it_takes_is_the_reading_and_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = settle(asked(14))
    project = app.session_state["project"]
    job = jobs.Job("key", jobs.COMPILE, state="running", done=30, total=120)
    monkeypatch.setattr(preview.READING_S, "now", lambda: 160.0)
    monkeypatch.setattr(preview.map_page, "chosen_request", lambda n_rows: jobs.MapRequest("umap"))
    choice = jobs.DEFAULT_CHOICE
    assert "in about 3 minutes" in preview._gained(project, choice, preview.FIRST, job)
    assert "in about 2 minutes" in preview._gained(project, choice, "Reading the meaning of the texts", job)
    assert "in a few seconds" in preview._gained(project, choice, "Drawing the map", job)


def drawn(app: AppTest) -> ec.Projection:
    """The map that the Map page shows."""
    found = jobs.find_map(cache.job_queue(), app.session_state["project"].space, jobs.MapRequest("tsne"))
    assert found is not None
    return found


def test_the_exact_map_begins_where_the_preview_lies() -> None:
    app = settle(asked(7))
    first = drawn(app)
    app = replaced(app)
    exact = drawn(app)
    begun_there = ec.project(app.session_state["project"].space, method="tsne", init=first.coordinates)
    assert exact.space.n_dims == 384
    assert np.array_equal(exact.coordinates, begun_there.coordinates)


def test_what_is_selected_or_clicked_stays_until_something_else_is() -> None:
    app = settle(asked(8))
    app = seeded(app, outline=around(app, [3, 4, 5]))
    assert "3 selected" in said(app)
    app = replaced(app)
    assert "3 selected" in said(app)
    assert focus(app) == [3, 4, 5]
    app = seeded(app, outline=around(app, [7, 8]))
    assert "2 selected" in said(app)
    assert focus(app) == [7, 8]
    app = healthy(app.button(key="map_clear").click().run())
    assert "selected" not in said(app)

    app = settle(asked(9))
    app = replaced(seeded(app, clicked_row=12))
    assert "The text you clicked" in said(app)
    app = healthy(app.button(key="map_clear").click().run())
    assert "The text you clicked" not in said(app)


@pytest.mark.usefixtures("still_reading")
def test_a_preview_can_be_left_for_another_model() -> None:
    app = visit(settle(asked(10)), "pages/data.py")
    app = healthy(app.button(key="data_again").click().run())
    project = app.session_state["project"]
    assert (project.pending, project.space) == (None, None)
    assert app.button(key="data_embed")
    assert "**Preview**" not in said(app)


def test_a_file_without_doubt_goes_straight_to_its_map() -> None:
    preview.FROM_S = 1e9
    app = upload(start(), "straight.csv", texts(11), straight=True)
    assert title(app) == "Map"
    assert app.session_state["project"].model == "all-MiniLM-L6-v2"
    assert "120 texts from the column “text”, all rows kept · CSV · all-MiniLM-L6-v2 · By meaning" in said(app)
    assert "Change" in links(app)


def test_how_the_file_was_read_is_said_where_the_data_page_came_first() -> None:
    preview.FROM_S = 1e9
    lines = "".join(f"{line} again\n" for line in LINES)
    app = upload(start(), "asked.csv", f"TEXT\n{lines}".encode())
    assert not [box for box in app.selectbox if str(box.key).startswith("data_text_column")]  # there is one column
    app = settle(healthy(app.button(key="data_embed").click().run()))
    assert title(app) == "Map"
    assert "40 texts, all rows kept · one text per line · all-MiniLM-L6-v2 · By meaning" in said(app)
    assert "TEXT" not in said(app)
    assert "Change" in links(app)


def test_it_shows_the_preview_first_where_the_model_takes_long() -> None:
    app = upload(start(), "straight.csv", texts(12), straight=True)
    assert title(app) == "Map"
    assert "**Preview**: you can already look" in said(app)
    assert "· CSV · preview, then all-MiniLM-L6-v2 · By" in said(app)
    app = replaced(app)
    assert "· CSV · all-MiniLM-L6-v2 · By" in said(app)


LINES = [f"the courier lost parcel number {n} on the way to the village" for n in range(40)]
DOUBTS = {
    "two columns": (
        "subject,message\n" + "".join(f"about parcel {n} from the courier,{line}\n" for n, line in enumerate(LINES)),
        'each of "subject", "message" could be the text',
    ),
    "a row lost": ("text,kind\n,b\n" + "".join(f"{line},a\n" for line in LINES), "1 of 41 rows was left out"),
    "few rows": ("text\n" + "".join(f"{line}\n" for line in LINES[:5]), "it has only 5 rows"),
    "German": (
        "text\n" + "".join(f"das Paket {n} wurde leider wieder nicht zugestellt\n" for n in range(40)),
        "the texts seem not to be English",
    ),
    "users": (
        "user,item,rating,text\n" + "".join(f"u{n % 9},i{n % 7},{n % 5},{line}\n" for n, line in enumerate(LINES)),
        "it could also be taken as users and items",
    ),
    "ratings": (
        "user,item,rating\n" + "".join(f"u{n % 9},i{n % 7},{n % 5}\n" for n in range(60)),
        "which columns are the users, the items and the ratings is yours to say",
    ),
    "numbers": (
        "width,height\n" + "".join(f"{n * 1.5},{n % 7}\n" for n in range(40)),
        "which columns the rows are compared by is yours to say",
    ),
    "vectors and texts": (
        "text,vector\n" + "".join(f'{line},"{[n + k for k in range(9)]}"\n' for n, line in enumerate(LINES)),
        "it could also be taken as texts",
    ),
    "few vectors": (
        "n,vector\n" + "".join(f'{n},"{[n + k for k in range(9)]}"\n' for n in range(5)),
        "it has only 5 rows",
    ),
}


@pytest.mark.parametrize("what", DOUBTS)
def test_where_there_is_doubt_the_data_page_asks_first(what: str) -> None:
    content, why = DOUBTS[what]
    app = upload(start(), "doubtful.csv", content.encode(), straight=True)
    assert title(app) == "Data"
    assert app.session_state["project"].space is None
    assert "**Please look here before the map is made**: " in said(app)
    assert why in said(app)


def test_vectors_without_doubt_go_straight_to_their_map() -> None:
    content = "n,vector\n" + "".join(f'{n},"{[(n * k) % 11 + 1 for k in range(9)]}"\n' for n in range(40))
    app = upload(start(), "vectors.csv", content.encode(), straight=True)
    assert title(app) == "Map"
    assert "40 rows, all rows kept · CSV · your own vectors · By direction" in said(app)
    broken = content.replace("]", ", NaN]", 1)
    app = upload(start(), "broken.csv", broken.encode(), straight=True)
    assert title(app) == "Data"


def test_remarks_stop_nobody_and_are_counted_on_the_map() -> None:
    """Nor does a second column of texts that says the same in nearly every row."""
    content = ",text,note\n" + "".join(
        f"x{n % 3},{line},{'ok' if n else 'see above'}\n" for n, line in enumerate(LINES)
    )
    app = upload(start(), "remarks.csv", content.encode(), straight=True)
    assert title(app) == "Map"
    assert len(app.session_state["project"].table.report.notes) == 1
    assert " · 1 note on how it was read" in said(app)
    line = next(one for one in app.caption if "note on how it was read" in one.value)
    assert app.session_state["project"].table.report.notes[0].split()[0] in line.help


def test_who_wants_to_look_first_does() -> None:
    app = upload(start(), "straight.csv", texts(13), straight=False)
    assert title(app) == "Data"
    assert "Please look" not in said(app)


def test_without_a_preview_only_the_chosen_model_reads() -> None:
    app = asked(4, wanted=False)
    assert app.session_state["project"].model != "all-MiniLM-L6-v2-static"
    app = settle(app)
    assert title(app) == "Map"
    assert app.session_state["project"].pending is None


def test_no_preview_where_it_helps_nobody() -> None:
    preview.FROM_S = 1e9
    app = upload(start(), "preview6.csv", texts(6))
    assert not [box for box in app.checkbox if box.key == "data_preview"]
