"""Every page in three states: nothing loaded, sample loaded, bad input; and what a person chooses on it."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

import embedcore as ec
from ui import cache, navigation, samples, wording
from ui.map import Box, MapGroups, MapPoints, Outline, map_state

TICKETS, REVIEWS = samples.SAMPLES
APP = Path(__file__).resolve().parents[2] / "app.py"
OTHER_PAGES = ["pages/data.py", "pages/map.py", "pages/search.py"]
DEADLINE_S = 280.0
TOPICS = {
    "parcel": ["my parcel never arrived", "the parcel is late again", "where is the parcel I ordered"],
    "password": ["I forgot my password", "the password reset mail is missing", "my password is refused"],
    "soup": ["how long does lentil soup cook", "a recipe for tomato soup", "soup with carrots and leek"],
}


@pytest.fixture(scope="module", autouse=True)
def queue_ends() -> Iterator[None]:
    cache.job_queue.clear()
    yield
    cache.job_queue().close()
    cache.job_queue.clear()


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
    while any(job.active for job in list(cache.job_queue()._jobs.values())):
        assert time.monotonic() < end, "the work did not end in time"
        time.sleep(0.05)
    return healthy(app.run())


def open_sample(sample: samples.Sample = TICKETS) -> AppTest:
    return healthy(start().button(key=f"home_open_{sample.file}").click().run())


def upload(app: AppTest, name: str, content: bytes, key: str = "home_upload") -> AppTest:
    return healthy(app.file_uploader(key=key).upload(name, content).run())


def embedded(app: AppTest) -> AppTest:
    """The uploaded data read by the model; the app goes on to the map."""
    return settle(healthy(app.button(key="data_embed").click().run()))


def small_map(method: str = "pca", content: bytes | None = None) -> AppTest:
    app = embedded(upload(start(), "small.csv", content or small_csv()))
    return settle(healthy(app.button_group(key="map_method").set_value(method).run()))


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


def links(app: AppTest) -> list[str]:
    return [str(element.proto.label) for element in app.main.get("page_link")]


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The one table on the page that has such a column."""
    found = [element.value for element in app.dataframe if column in element.value.columns]
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


# Nothing loaded


def test_home_offers_samples_and_upload() -> None:
    app = start()
    assert title(app) == "What are your texts about?"
    assert [button.label for button in app.button] == ["Open the map"] * len(samples.SAMPLES)
    assert len(app.file_uploader) == 1
    assert "No data loaded" in said(app)


@pytest.mark.parametrize("page", OTHER_PAGES)
def test_an_empty_page_leads_on(page: str) -> None:
    app = visit(start(), page)
    assert "Nothing is loaded yet" in said(app)
    assert links(app) == ["Choose data"]
    assert not app.error


@pytest.mark.parametrize("page", ["pages/map.py", "pages/search.py"])
def test_data_that_is_not_read_yet_leads_to_the_next_step(page: str) -> None:
    app = visit(upload(start(), "small.csv", small_csv()), page)
    assert "its texts have not been read yet" in said(app)
    assert links(app) == ["Go on with this data"]


def test_the_sidebar_links_every_page() -> None:
    labels = [element.proto.label for element in start().sidebar.get("page_link")]
    assert labels == [label for _, label, _ in navigation.PAGES]


# A sample


def test_a_sample_opens_its_map() -> None:
    app = settle(open_sample())
    assert title(app) == "Map"
    assert points(app).n_rows == 1_694
    assert "t-SNE map of 1694 texts" in component(app, "map")["description"]
    names = component(app, "map-colouring")["names"]
    assert f"{len(names)} groups" in said(app)
    assert len(set(names)) == len(names) >= 5
    assert all(len(text.split()) >= 2 for text in points(app).hover)
    app = visit(app, "pages/data.py")
    assert "1,694 of 1,694 rows kept" in said(app).replace("**", "")
    assert "All 1,694 texts are read (384 numbers each)." in said(app)
    assert links(app) == ["Open the map"]
    assert TICKETS.title in said(visit(app, "app.py"))


def searched(app: AppTest, text: str) -> AppTest:
    app = visit(app, "pages/search.py") if title(app) != "Search" else app
    return healthy(app.text_input(key="search_query").set_value(text).run())


def expected(app: AppTest, text: str, metric: str = "cosine", **options: Any) -> ec.Neighbors:
    space = app.session_state["project"].space.with_metric(metric)
    return ec.search(space, cache.job_queue().encode("all-MiniLM-L6-v2", [text])[0], **options)


def test_search_gives_the_scores_of_embedcore() -> None:
    app = visit(open_sample(), "pages/search.py")
    app = healthy(app.button(key="search_example").click().run())
    assert app.text_input(key="search_query").value == TICKETS.question
    right = expected(app, TICKETS.question, n_neighbors=5)
    shown = table(app, "row_number")
    assert shown["similarity"].tolist()[:5] == pytest.approx(right.scores.tolist(), abs=1e-6)
    assert shown["row_number"].tolist()[:5] == (right.indices + 1).tolist()
    assert shown["meaning"].tolist()[0] == wording.score_meaning(right.metric, float(right.scores[0]))
    assert f"Similarity {right.scores[0]:.2f}" in said(app)


def test_the_threshold_moves_the_number_of_matches() -> None:
    app = searched(open_sample(), "cancel my subscription")
    slider = app.slider(key="search_threshold_cosine")
    for threshold in (0.3, 0.5):
        app = healthy(app.slider(key="search_threshold_cosine").set_value(threshold).run())
        n_matches = len(expected(app, "cancel my subscription", n_neighbors=None, threshold=threshold))
        assert 0 < n_matches < 1_694
        assert f"**{n_matches:,}** of 1,694 texts have a similarity of at least {threshold:.2f}" in said(app)
        assert focus(app, "search_map") is not None
        assert len(focus(app, "search_map") or []) == n_matches
    best = expected(app, "cancel my subscription").scores[0]
    app = healthy(app.slider(key="search_threshold_cosine").set_value(slider.max).run())
    assert slider.max > best
    assert app.warning[0].value == f"No result above the threshold; the best is {best:.2f}."
    assert len(app.dataframe) == 0
    app = healthy(app.button(key="search_suggested").click().run())
    assert not app.warning


@pytest.mark.parametrize("metric", ["euclidean", "dot"])
def test_search_goes_the_way_of_the_metric(metric: str) -> None:
    app = visit(open_sample(REVIEWS), "pages/data.py")
    before = app.session_state["project"].space.vectors
    app = healthy(app.radio(key="data_metric").set_value(metric).run())
    assert app.session_state["project"].space.vectors is before  # nothing is computed again
    assert app.session_state["project"].space.metric == metric
    app = searched(app, "broke after two weeks")
    right = expected(app, "broke after two weeks", metric, n_neighbors=3)
    shown = table(app, "row_number")
    name = "distance" if metric == "euclidean" else "similarity"
    assert shown[name].tolist()[:3] == pytest.approx(right.scores.tolist(), abs=1e-6)
    assert shown[name].is_monotonic_increasing == (metric == "euclidean")
    if metric == "euclidean":
        app = healthy(app.slider(key="search_threshold_euclidean").set_value(0.5).run())
        assert app.warning[0].value == f"No result below the threshold; the best is {right.scores[0]:.2f}."


# Bad input

BAD = {
    "empty.csv": b"",
    "header.csv": b"text,topic\n",
    "binary.csv": bytes(range(256)) * 40,
    "broken.json": b'{"text": ["a", ',
    "not.parquet": b"PAR1 but no table",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_upload_is_explained_and_loses_nothing(name: str) -> None:
    app = visit(open_sample(), "pages/data.py")
    app = upload(app, name, BAD[name], key="data_upload")
    assert len(app.error) == 1
    assert name in plain(app.error[0].value)
    assert len(app.error[0].value) > 30
    assert f"{TICKETS.title} is still loaded." in said(app)
    assert app.session_state["project"].sample == TICKETS.file
    assert title(visit(app, "pages/map.py")) == "Map"
    assert points(app).n_rows == 1_694


def test_a_bad_upload_at_home_is_explained() -> None:
    app = upload(start(), "empty.csv", b"")
    assert title(app) == "What are your texts about?"
    assert "empty.csv" in plain(app.error[0].value)
    assert "No data loaded" in said(app)


@pytest.mark.parametrize("n_rows", [1, 2])
def test_too_few_rows_for_a_map_are_enough_for_search(n_rows: int) -> None:
    texts = ["where is my parcel", "the soup is cold"][:n_rows]
    app = embedded(upload(start(), "few.csv", ("text\n" + "\n".join(texts) + "\n").encode()))
    assert title(app) == "Map"
    assert f"a map needs at least 3 rows (got {n_rows})" in plain(app.error[0].value)
    app = searched(app, "delivery")
    assert not app.error
    assert table(app, "row_number")["text"].tolist()[0] == texts[0]
    assert "A map needs at least 3 rows." in said(app)


def test_three_rows_make_every_map() -> None:
    for method in ("pca", "tsne", "umap"):
        app = small_map(method, b"text\nwhere is my parcel\nthe soup is cold\nI forgot my password\n")
        assert not app.error, (method, app.error)
        assert points(app).n_rows == 3
        assert {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}[method] in component(app, "map")["description"]


def test_a_table_without_text_is_asked_for_its_column() -> None:
    app = upload(start(), "numbers.csv", b"a,b\n1,2\n3,4\n5,6\n7,8\n")
    assert title(app) == "Data"
    assert "Choose the column that holds the text above" in app.info[0].value
    assert "data_embed" not in [button.key for button in app.button]


# Data


def test_what_was_left_out_is_listed_with_its_row() -> None:
    app = upload(start(), "small.csv", small_csv())
    assert "9 of 10 rows kept" in said(app).replace("**", "")
    assert app.warning[0].value == "1 of 10 rows were left out."
    listed = table(app, "why")
    assert listed["row in the file"].tolist() == [4]
    assert "empty" in listed["why"].tolist()[0]


def test_another_text_column_means_other_texts() -> None:
    app = small_map()
    app = visit(app, "pages/data.py")
    box = next(box for box in app.selectbox if str(box.key).startswith("data_text_column"))
    assert box.value == "text"
    app = healthy(box.set_value("reverse").run())
    project = app.session_state["project"]
    assert project.dataset.text_column == "reverse"
    assert project.space is None
    assert project.dataset.texts[0] == TOPICS["parcel"][0][::-1]
    assert "data_embed" in [button.key for button in app.button]


def test_another_role_keeps_the_vectors() -> None:
    app = visit(small_map(), "pages/data.py")
    before = app.session_state["project"]
    roles = next(e for e in app.dataframe if "data_roles" in e.proto.id)
    row = roles.value["column"].tolist().index("amount")
    states: WidgetStates = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = roles.proto.id
    edited = {"edited_rows": {str(row): {"used as": "category"}}, "added_rows": [], "deleted_rows": []}
    state.string_value = json.dumps(edited)
    healthy(app._run(states))
    after = app.session_state["project"]
    assert before.dataset.column_roles["amount"] != after.dataset.column_roles["amount"] == "category"
    assert after.space is not None
    assert np.array_equal(after.space.vectors, before.space.vectors)
    assert after.space.dataset is after.dataset


def test_texts_are_read_by_the_model() -> None:
    app = upload(start(), "small.csv", small_csv())
    assert title(app) == "Data"
    assert "This takes" in said(app)
    app = embedded(app)
    assert title(app) == "Map"
    space = app.session_state["project"].space
    right = cache.job_queue().encode("all-MiniLM-L6-v2", space.dataset.texts)
    assert (space.vectors * right).sum(axis=1) == pytest.approx(1, abs=1e-3)
    assert "All 9 texts are read" in said(visit(app, "pages/data.py"))


# Map


def test_kinds_of_map_and_dimensions() -> None:
    app = small_map("pca")
    flat = points(app).coordinates
    assert "This flat view shows" in said(app)
    app = healthy(app.button_group(key="map_dims").set_value(3).run())
    assert points(app).coordinates.shape == (9, 3)
    app = settle(healthy(app.button_group(key="map_method").set_value("tsne").run()))
    assert points(app).coordinates.shape == (9, 3)
    app = settle(healthy(app.button_group(key="map_dims").set_value(2).run()))
    assert "t-SNE map" in component(app, "map")["description"]
    assert not np.allclose(points(app).coordinates, flat)


def test_number_of_groups_and_their_names() -> None:
    app = small_map()
    app = healthy(app.toggle(key="map_auto_groups").set_value(False).run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(3).run()))
    colouring = component(app, "map-colouring")
    assert len(colouring["names"]) == 3
    labels = colouring["labels"]["label"].to_pylist()
    assert len({tuple(labels[at : at + 3]) for at in (0, 3, 6)}) == 3
    assert all(len(set(labels[at : at + 3])) == 1 for at in (0, 3, 6))
    assert sorted(text["group"] for text in colouring["texts"]) == [0, 1, 2]
    app = healthy(app.toggle(key="map_names").set_value(False).run())
    assert component(app, "map-colouring")["texts"] == []


@pytest.mark.parametrize(("role", "column"), [("category", "kind"), ("number", "amount"), ("time", "day")])
def test_colour_by_a_column(role: str, column: str) -> None:
    rows = [f"text about thing {n},{'xy'[n % 2]},{n * 1.5},2026-01-{n + 1:02d}" for n in range(28)]
    app = small_map(content=("text,kind,amount,day\n" + "\n".join(rows) + "\n").encode())
    assert app.session_state["project"].dataset.column_roles[column] == role
    app = healthy(app.selectbox(key="map_color").set_value(column).run())
    sent = component(app, "map-colouring")
    if role == "category":
        assert sorted(sent["names"]) == ["x", "y"]
    else:
        assert sent["title"] == column
        assert ("2026-01" in sent["ticks"][0][1]) == (role == "time")


def test_the_filter_greys_the_others() -> None:
    app = small_map()
    app = healthy(app.text_input(key="map_filter").set_value("PARCEL").run())
    assert focus(app) == [0, 1, 2]
    assert "3 of 9 texts contain “PARCEL”; the others are grey." in said(app)
    app = healthy(app.text_input(key="map_filter").set_value("zebra").run())
    assert focus(app) == []
    app = healthy(app.text_input(key="map_filter").set_value("").run())
    assert focus(app) is None


def seeded(app: AppTest, **events: Any) -> AppTest:
    app.session_state["map"] = map_state(
        points(app), selection_id=component(app, "map-overlay")["selection_id"], **events
    )
    return healthy(app.run())


def around(app: AppTest, rows: list[int]) -> Outline:
    """Small boxes around those rows."""
    shapes = [Box((x - 1e-4, x + 1e-4), (y - 1e-4, y + 1e-4)) for x, y in points(app).coordinates[rows].tolist()]
    return Outline(tuple(shapes))


def test_a_selection_shows_its_rows_and_words_until_it_is_cleared() -> None:
    app = small_map()
    app = seeded(app, outline=around(app, [3, 4, 5]))
    assert "3 selected" in said(app)
    shown = table(app, "row_number")
    assert shown["text"].tolist() == TOPICS["password"]
    assert shown["row_number"].tolist() == [5, 6, 7]  # places in the file, where row 4 was left out
    assert "password" in said(app).split("Typical words:")[1].split("\n")[0]
    app = healthy(app.button(key="map_clear").click().run())
    assert "selected" not in said(app)
    assert "map_clear" not in [button.key for button in app.button]


def test_filter_and_outline_together() -> None:
    app = small_map()
    app = healthy(app.text_input(key="map_filter").set_value("soup with").run())
    app = seeded(app, outline=around(app, [0, 7, 8]))
    assert "1 selected" in said(app)
    assert table(app, "row_number")["text"].tolist() == [TOPICS["soup"][2]]


def test_an_empty_outline_says_so() -> None:
    app = small_map()
    app = seeded(app, outline=Outline((Box((900, 901), (900, 901)),)))
    assert "There is no point inside this outline." in said(app)


def test_a_click_shows_the_text_and_its_neighbours() -> None:
    app = small_map()
    app = seeded(app, clicked_row=4)
    assert "The text you clicked" in said(app)
    near = ec.search(app.session_state["project"].space, 4)
    assert f"Similarity {near.scores[0]:.2f}" in said(app)
    ringed = component(app, "map-overlay")["selected"]["row"].to_pylist()
    assert ringed == [4, *near.indices[:8].tolist()]
    app = healthy(app.button(key="map_clear").click().run())
    assert "The text you clicked" not in said(app)


def test_a_group_hidden_in_the_legend_is_not_selected() -> None:
    app = small_map()
    app = healthy(app.toggle(key="map_auto_groups").set_value(False).run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(3).run()))
    sent = component(app, "map-colouring")
    groups = MapGroups(np.array(sent["labels"]["label"].to_pylist()), sent["names"])
    hidden = sent["names"][groups.labels[0]]
    app = seeded(app, outline=around(app, [0, 3, 6]), hidden_groups=(hidden,), groups=groups)
    assert table(app, "row_number")["text"].tolist() == [TOPICS["password"][0], TOPICS["soup"][0]]


def test_the_hover_shows_this_upload_s_fields() -> None:
    """Another upload with the same texts shares the work, never the other columns."""
    first = small_map(content=small_csv("old"))
    second = small_map(content=small_csv("new"))
    assert "kind: old of parcel" in points(first).hover[0]
    assert "kind: new of parcel" in points(second).hover[0]
    assert "kind" not in points(second).hover[4]  # nothing is said where the cell is empty
    assert points(first).revision != points(second).revision


def test_columns_named_like_ours_are_kept() -> None:
    content = b"text,similarity,meaning,score,query\n" + b"".join(
        f"{text},a{n},b{n},c{n},d{n}\n".encode() for n, text in enumerate(TOPICS["soup"])
    )
    app = searched(small_map(content=content), "tomato")
    shown = table(app, "row_number")
    assert {"similarity", "similarity_", "meaning", "meaning_"} <= set(shown.columns)
    assert shown["similarity"].str.startswith("a").all()
    assert shown["similarity_"].is_monotonic_decreasing


# Wording and what a person chose


@pytest.mark.parametrize(
    ("page", "plain_words", "exact_words"),
    [
        ("app.py", "similar phrases get similar coordinates", "k-means clusters"),
        ("pages/data.py", "Read the meaning of all texts", "Compute embeddings"),
        ("pages/map.py", "**Overview**", "**PCA**"),
        ("pages/search.py", "even if they say it in other words", "Nearest-neighbour search"),
    ],
)
def test_the_switch_changes_the_words(page: str, plain_words: str, exact_words: str) -> None:
    app = small_map()
    app = visit(app, page) if page != "pages/map.py" else app
    assert plain_words in said(app)
    assert exact_words not in said(app)
    app = healthy(app.toggle(key="frame_technical").set_value(True).run())
    assert exact_words in said(app)
    assert plain_words not in said(app)


def test_the_wording_stays_on_the_next_page() -> None:
    app = start()
    app = healthy(app.toggle(key="frame_technical").set_value(True).run())
    app = visit(visit(app, "pages/search.py"), "app.py")
    assert wording._WORDS["tagline"][1] in said(app)


def test_a_click_is_forgotten_with_its_picture() -> None:
    app = seeded(small_map("pca"), clicked_row=4)
    app = settle(healthy(app.button_group(key="map_method").set_value("tsne").run()))
    assert "The text you clicked" not in said(app)
    assert component(app, "map-overlay").get("selected") is None


def test_a_click_and_a_page_change() -> None:
    app = seeded(small_map("pca"), clicked_row=4)
    app = visit(visit(app, "pages/search.py"), "pages/map.py")
    assert points(app).n_rows == 9


def test_choices_survive_a_page_change() -> None:
    app = small_map("pca")
    app = healthy(app.toggle(key="map_auto_groups").set_value(False).run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(4).run()))
    app = healthy(app.selectbox(key="map_color").set_value("day").run())
    app = healthy(app.button_group(key="map_dims").set_value(3).run())
    app = visit(visit(visit(app, "pages/search.py"), "app.py"), "pages/map.py")
    app = settle(app)
    assert app.button_group(key="map_method").value == "pca"
    assert app.button_group(key="map_dims").value == 3
    assert app.selectbox(key="map_color").value == "day"
    assert (app.toggle(key="map_auto_groups").value, app.slider(key="map_n_groups").value) == (False, 4)


def test_choices_that_do_not_fit_the_next_data_give_way() -> None:
    app = settle(open_sample(REVIEWS))
    app = healthy(app.button_group(key="map_method").set_value("pca").run())
    app = healthy(app.toggle(key="map_auto_groups").set_value(False).run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(30).run()))
    app = healthy(app.selectbox(key="map_color").set_value("product").run())
    app = embedded(upload(visit(app, "pages/data.py"), "small.csv", small_csv(), key="data_upload"))
    app = settle(visit(app, "pages/map.py"))
    assert points(app).n_rows == 9
    assert not app.error, app.error
    assert app.slider(key="map_n_groups").value <= 8
    assert app.selectbox(key="map_color").value != "product"


def test_a_failed_job_says_why_and_runs_again() -> None:
    content = b"text\n" + b"same words\n" * 5 + b"other words\n" * 5
    app = small_map(content=content)
    app = healthy(app.toggle(key="map_auto_groups").set_value(False).run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(5).run()))
    assert "there are 2 distinct rows" in plain(app.error[0].value)
    app = settle(healthy(app.slider(key="map_n_groups").set_value(2).run()))
    assert not app.error
    assert len(component(app, "map-colouring")["names"]) == 2
