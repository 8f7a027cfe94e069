"""A person at the pages, without a browser: opens data, chooses, and reads what the page says."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest

from embedcore import jobs
from tests.ui.map_state import map_state
from ui import cache, navigation, samples
from ui.scatter import Box, MapPoints, Outline
from ui.wording.words import WORDS

TICKETS, REVIEWS = samples.SAMPLES
APP = Path(__file__).resolve().parents[2] / "app.py"
OTHER_PAGES = [
    "pages/data.py",
    "pages/map.py",
    "pages/search.py",
    "pages/recommend.py",
    "pages/duplicates.py",
    "pages/compare.py",
]
DEADLINE_S = 280.0
TOPICS = {
    "parcel": ["my parcel never arrived", "the parcel is late again", "where is the parcel I ordered"],
    "password": ["I forgot my password", "the password reset mail is missing", "my password is refused"],
    "soup": ["how long does lentil soup cook", "a recipe for tomato soup", "soup with carrots and leek"],
}


def small_csv(category: str = "kind", gap: bool = True) -> bytes:
    """Nine texts with a category, a number and a date; one text and one category are missing."""
    rows = []
    for kind, texts in TOPICS.items():
        for text in texts:
            number = len(rows)
            rows.append(f"{text},{category} of {kind},{number * 1.5},2026-01-{number + 1:02d},{text[::-1]}")
    if gap:
        rows[4] = rows[4].replace(f"{category} of password", "")
        rows.insert(3, f",{category} of nothing,7.5,2026-02-01,")
    return ("text,kind,amount,day,reverse\n" + "\n".join(rows) + "\n").encode()


def start() -> AppTest:
    return healthy(AppTest.from_file(APP, default_timeout=120).run())


def healthy(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def visit(app: AppTest, page: str) -> AppTest:
    return healthy(app.switch_page(page).run())


def settle(app: AppTest) -> AppTest:
    """Waits for all work and shows the page anew."""
    end = time.monotonic() + DEADLINE_S
    while active := [job for job in cache.job_queue().jobs() if job.active]:
        assert time.monotonic() < end, [
            (job.task.work.__name__, job.lane, job.state, job.what, job.done, job.total) for job in active
        ]
        time.sleep(0.05)
    return healthy(app.run())


def encoded(*texts: str) -> np.ndarray:
    """The vectors of texts, by the default model as the pages ask it."""
    return jobs.RemoteEncoder(cache.job_queue(), jobs.DEFAULT_CHOICE).encode(texts)


def open_sample(sample: samples.Sample = TICKETS) -> AppTest:
    return healthy(start().button(key=f"home_open_{sample.file}").click().run())


def upload(app: AppTest, name: str, content: bytes, key: str = "home_upload", *, straight: bool = False) -> AppTest:
    """straight: whether the map may come before the Data page."""
    for switch in app.toggle:
        if switch.key == "straight_to_map":
            switch.set_value(straight)
    return healthy(of_data(app, "file_uploader", key).upload(name, content).run())


def of_data(app: AppTest, what: str, key: str) -> Any:
    """The one of these widgets whose key begins so; on the Data page a key ends with the id of the data."""
    return next(one for one in getattr(app, what) if str(one.key).startswith(key))


def with_kind(app: AppTest, kind: str) -> AppTest:
    """On the Data page: takes the table as that kind of data, whatever was proposed."""
    return healthy(of_data(app, "segmented_control", "data_kind_").set_value(kind).run())


def with_model(app: AppTest, name: str) -> AppTest:
    """On the Data page: chooses the model of that name."""
    return healthy(of_data(app, "selectbox", "data_model_").set_value(name).run())


def embedded(app: AppTest) -> AppTest:
    """The uploaded data read by the model; the app goes on to the map."""
    return settle(healthy(app.button(key="data_embed").click().run()))


def small_map(method: str = "pca", content: bytes | None = None) -> AppTest:
    app = embedded(upload(start(), "small.csv", content or small_csv()))
    return settle(healthy(app.button_group(key="map_method").set_value(method).run()))


def n_rows(app: AppTest) -> int:
    """How many rows the loaded data has."""
    return int(app.session_state["project"].dataset.n_rows)


def title(app: AppTest) -> str:
    return str(app.title[0].value)


def plain(text: str) -> str:
    """A text as a person sees it, without the escapes."""
    return text.replace("\\", "")


def said(app: AppTest) -> str:
    """Everything that is written on the page."""
    elements = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    elements += [*app.error, *app.warning, *app.info, *app.success]
    return plain("\n".join(str(element.value) for element in elements))


def worded(key: str, *, technical: bool = False, rows: str = "texts", row: str = "text") -> str:
    """The wording of that key, as a page of such rows shows it under the switch."""
    return WORDS[key][technical].replace("{rows}", rows).replace("{row}", row)


def menu(app: AppTest) -> list[str]:
    """The pages in the menu, from top to bottom; every page is there, and the menu stands before all else."""
    return [str(element.proto.label) for element in app.main.get("page_link")[: len(navigation.PLACES)]]


def links(app: AppTest) -> list[str]:
    """Those of the page itself."""
    return [str(element.proto.label) for element in app.main.get("page_link")[len(navigation.PLACES) :]]


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The one table on the page that has such a column; one with its first rows alone may stand before it."""
    found = [element.value for element in app.dataframe if column in element.value.columns]
    found = [one for one in found if one is found[-1] or not one.equals(found[-1].head(len(one)))]
    assert len(found) == 1, [list(element.value.columns) for element in app.dataframe]
    return found[0]


def component(app: AppTest, key: str) -> dict[str, Any]:
    """What a component of the map was sent, its tables read."""
    proto = next(e.proto for e in app.get("bidi_component") if e.proto.id.endswith(f"-{key}"))
    if proto.WhichOneof("data") == "json":
        return dict(json.loads(proto.json))
    blobs = {name: pa.ipc.open_stream(blob.data).read_all() for name, blob in proto.mixed.arrow_blobs.items()}

    def read(value: Any) -> Any:
        if isinstance(value, dict):
            name = value.get("__streamlit_arrow_ref__")
            return blobs[name] if name is not None else {key: read(inner) for key, inner in value.items()}
        return [read(inner) for inner in value] if isinstance(value, list) else value

    return dict(read(json.loads(proto.mixed.json)))


def points(app: AppTest, key: str = "map") -> MapPoints:
    sent = component(app, key)
    columns = [np.asarray(sent["points"][axis]) for axis in "xyz"[: sent["n_dims"]]]
    return MapPoints(np.column_stack(columns), sent["points"]["hover"].to_pylist(), sent["revision"])


def focus(app: AppTest, key: str = "map") -> list[int] | None:
    sent = component(app, f"{key}-overlay").get("focus")
    return None if sent is None else list(sent["row"].to_pylist())


def searched(app: AppTest, text: str) -> AppTest:
    app = visit(app, "pages/search.py") if title(app) != "Search" else app
    return settle(healthy(app.text_input(key="search_query").set_value(text).run()))


def seeded(app: AppTest, **events: Any) -> AppTest:
    app.session_state["map"] = map_state(
        points(app), selection_id=component(app, "map-overlay")["selection_id"], **events
    )
    return healthy(app.run())


def around(app: AppTest, rows: list[int]) -> Outline:
    """Small boxes around those rows."""
    shapes = [Box((x - 1e-4, x + 1e-4), (y - 1e-4, y + 1e-4)) for x, y in points(app).coordinates[rows].tolist()]
    return Outline(tuple(shapes))


def map_job(app: AppTest) -> jobs.Job | None:
    """The job of the map that the Map page shows."""
    return cache.job_queue().find(app.session_state["map_settings"].job)
