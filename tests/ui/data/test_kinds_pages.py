"""Map, Search and Playground with pictures, numbers, own vectors and items: what fits them, and what does not."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

import embedcore as ec
from driving.page_words import CLICKED_PICTURE, SEARCH_WITH_ROW, TYPICAL_WORDS, like_row
from tests.ui.app_page import (
    component,
    embedded,
    healthy,
    links,
    n_rows,
    open_sample,
    plain,
    points,
    said,
    searched,
    seeded,
    settle,
    small_csv,
    small_map,
    start,
    table,
    title,
    upload,
    visit,
    with_kind,
    worded,
)
from tests.ui.map_state import map_state
from ui import samples
from ui.scatter import Box, MapGroups, Outline

pytestmark = pytest.mark.usefixtures("queue_ends")
SEARCH, PLAYGROUND = "pages/search.py", "pages/playground.py"
DIGITS, CLUB = (samples.find(file) for file in ("handwritten_digits.zip", "cookery_club.csv"))


def numbers_csv() -> bytes:
    """Thirty houses of three sorts; the fifth has nothing in any cell."""
    rng = np.random.default_rng(1)
    rows = [
        f"{40 + 60 * sort + rng.normal(0, 3):.1f},{1 + 2 * sort},{['flat', 'house', 'villa'][sort]}"
        for sort in (0, 1, 2)
        for _ in range(10)
    ]
    return ("area,rooms,sort\n" + "\n".join([*rows[:4], ",,", *rows[4:]]) + "\n").encode()


def vectors_npy() -> bytes:
    """Twenty vectors on two sides of a circle."""
    rng = np.random.default_rng(2)
    stream = io.BytesIO()
    centres = np.repeat([[5.0] * 8 + [0.0] * 8, [0.0] * 8 + [5.0] * 8], 10, axis=0)
    np.save(stream, (centres + rng.normal(0, 0.5, centres.shape)).astype(np.float32))
    return stream.getvalue()


def digits() -> AppTest:
    return settle(open_sample(DIGITS))


def pictures(app: AppTest) -> int:
    """How many pictures the page shows, the map's aside."""
    return len(app.image)


def results(app: AppTest) -> list[int]:
    """The rows of the results, closest first, by their numbers in the table."""
    shown = table(app, "row_number")
    return [int(number) for number in shown["row_number"]]


# Pictures


def test_digits_open_their_map_with_pictures_in_its_points() -> None:
    app = digits()
    assert title(app) == "Map"
    project = app.session_state["project"]
    assert (project.kind, project.model, project.metric) == ("images", "image-pixels", "euclidean")
    shown = component(app, "map")
    assert f"Map of {n_rows(app)} pictures" in component(app, "map-overlay")["description"]
    sent = shown["points"]["picture"].to_pylist()
    for row in (0, 200, n_rows(app) - 1):
        small, whole = (Image.open(io.BytesIO(data)).convert("L") for data in (sent[row], project.dataset.images[row]))
        assert (np.asarray(small) == np.asarray(whole)).all()  # so small a picture is its own thumbnail
    hover = points(app).hover[200].splitlines()
    assert hover[0] == project.dataset.labels[200]
    assert not [line for line in hover[1:] if hover[0] in line]


def test_groups_of_pictures_are_told_by_pictures() -> None:
    app = digits()
    names = component(app, "map-colouring")["names"]
    assert f"{len(names)} groups" in said(app)
    assert pictures(app) == 0
    sent = component(app, "map-colouring")
    groups = MapGroups(np.array(sent["labels"]["label"].to_pylist()), names)
    app = seeded(app, hidden_groups=tuple(names[1:]), groups=groups)
    assert pictures(app) == 3  # the most typical of the one that is shown
    shown = said(app).replace("needs a model that reads texts", "")  # which the menu says of the Playground
    assert "no word" not in shown and "texts" not in shown


def test_a_clicked_picture_shows_those_like_it() -> None:
    app = seeded(digits(), clicked_row=240)
    assert CLICKED_PICTURE in said(app)
    assert "Most similar pictures" in said(app)
    near = ec.search(app.session_state["project"].space, 240, n_neighbors=8)
    assert re.findall(r"\*\*Distance (\d\.\d\d)\*\*", said(app)) == [f"{score:.2f}" for score in near.scores]
    assert pictures(app) == 15  # those, three that are alike and lie far, three that lie near and are less alike
    app = settle(healthy(app.button(key="card_more_like_240").click().run()))
    assert title(app) == "Search"
    assert like_row(241, "Pictures") in said(app)


def test_selected_pictures_are_listed_without_their_bytes() -> None:
    app = digits()
    shown = points(app)
    low, high = shown.coordinates.min(axis=0), shown.coordinates.max(axis=0)
    box = Box((float(low[0]), float(high[0])), (float(low[1]), float((low[1] + high[1]) / 2)))
    app.session_state["map"] = map_state(
        shown, outline=Outline((box,)), selection_id=component(app, "map-overlay")["selection_id"]
    )
    app = healthy(app.run())
    n_selected = int((shown.coordinates[:, 1] <= (low[1] + high[1]) / 2).sum())
    assert f"## {n_selected:,} selected" in said(app)
    assert pictures(app) == 3
    assert TYPICAL_WORDS not in said(app)
    assert list(table(app, "x").columns)[:3] == ["row_number", "file", "folder"]
    assert "image" not in table(app, "x").columns


def test_search_among_pictures_goes_by_a_picture() -> None:
    app = settle(visit(digits(), SEARCH))
    assert not [field for field in app.text_input if field.key == "search_query"]
    assert "There is no field for a phrase: image-pixels reads no texts." in said(app)
    assert worded("search_rows", rows="pictures", row="picture") in said(app)
    assert worded("search") not in said(app)
    app = settle(healthy(app.number_input(key="search_row_number").set_value(11).run()))
    assert pictures(app) == 1
    app = settle(healthy(app.button(key="search_this_row").click().run()))
    assert f"**{like_row(11, 'Pictures')}**: digit-0060.png" in said(app)
    near = ec.search(app.session_state["project"].space, 10, n_neighbors=10)
    assert results(app) == (near.indices + 1).tolist()
    assert pictures(app) == 1 + 1 + 10  # the one, the one in the popover, the results
    assert "How far every picture is" in said(app)
    assert ":primary-background[" not in said(app)  # a file's name is no reason
    assert "in common" not in said(app)
    app = settle(healthy(app.button(key=f"card_more_like_{near.indices[0]}").click().run()))
    assert like_row(near.indices[0] + 1, "Pictures") in said(app)
    assert results(app)[0] == ec.search(app.session_state["project"].space, int(near.indices[0])).indices[0] + 1


@pytest.mark.parametrize(("sample", "one"), [(DIGITS, "a picture"), (CLUB, "an item")], ids=["digits", "club"])
def test_the_playground_without_a_model_of_texts_leads_on(sample: samples.Sample, one: str) -> None:
    app = visit(open_sample(sample), PLAYGROUND)
    assert f"{sample.title} can't be compared with what you type" in said(app)
    assert links(app) == [f"Search with {one}", "Open the map"]
    assert not app.text_input and not app.error


def test_pictures_are_not_offered_as_users_and_items() -> None:
    app = visit(open_sample(DIGITS), "pages/recommend.py")
    assert "Handwritten digits has no users and items" in said(app)
    assert links(app) == ["Open the cookery club, or another table"]


# Numbers


def houses() -> AppTest:
    app = upload(start(), "houses.csv", numbers_csv())
    assert app.session_state["project"].kind == "numbers"
    return settle(embedded(app))


def test_a_table_of_numbers_becomes_a_map() -> None:
    app = houses()
    assert title(app) == "Map"
    assert "Map of 30 rows" in component(app, "map-overlay")["description"]
    hover = points(app).hover[0].splitlines()
    assert [line.split(":")[0] for line in hover] == ["area", "rooms", "sort"]
    app = seeded(app, clicked_row=12)
    assert "The row you clicked" in said(app)
    assert "sort: house" in said(app)
    assert not app.error


def test_a_row_of_numbers_finds_its_like() -> None:
    app = settle(visit(houses(), SEARCH))
    assert not [field for field in app.text_input if field.key == "search_query"]
    assert "table-numbers reads no texts" in said(app)
    app = healthy(app.number_input(key="search_row_number").set_value(5).run())
    assert "Row 5 was left out when the file was read; choose another." in said(app)
    assert "search_this_row" not in [button.key for button in app.button]
    app = healthy(app.number_input(key="search_row_number").set_value(31).run())
    app = settle(healthy(app.button(key="search_this_row").click().run()))
    project = app.session_state["project"]
    near = ec.search(project.space, 29, n_neighbors=9)
    assert results(app)[:9] == project.dataset.row_numbers[near.indices].tolist()
    assert set(table(app, "row_number")["sort"].tolist()[:9]) == {"villa"}
    assert ":primary-background[" not in said(app)
    assert not app.error


def test_numbers_do_not_fit_the_playground() -> None:
    app = visit(houses(), PLAYGROUND)
    assert "The playground needs a model that reads texts: table-numbers reads no texts." in said(app)
    assert links(app) == [SEARCH_WITH_ROW, "Open the map"]


# Vectors


def with_reader(app: AppTest, model: str) -> AppTest:
    """Names the model that made the vectors, on the Search page."""
    app = healthy(app.selectbox(key="search_model").set_value(model).run())
    return healthy(app.button(key="search_model_use").click().run())


def own_vectors() -> AppTest:
    app = upload(start(), "mine.npy", vectors_npy())
    assert app.session_state["project"].kind == "vectors"
    return settle(embedded(app))


def test_own_vectors_become_a_map_and_are_searched_by_a_row() -> None:
    app = own_vectors()
    assert "Map of 20 rows" in component(app, "map-overlay")["description"]
    app = settle(visit(app, SEARCH))
    assert "Only the model that made them can turn a phrase into numbers that can be compared" in said(app)
    app = settle(healthy(app.button(key="search_this_row").click().run()))
    near = ec.search(app.session_state["project"].space, 0, n_neighbors=9)
    assert results(app)[:9] == (near.indices + 1).tolist()
    assert max(results(app)[:9]) <= 10
    app = visit(app, PLAYGROUND)
    assert "the coordinates came without the model" in said(app)
    assert links(app) == [SEARCH_WITH_ROW, "Open the map"]


def test_own_vectors_beside_texts_mark_their_words() -> None:
    texts = ["where is my parcel", "the parcel is late", "I forgot my password", "a new password please"]
    vectors = [[1, 0, 0.1], [0.9, 0.1, 0], [0, 1, 0.1], [0.1, 0.9, 0]]
    rows = [f'"{text}",' + ",".join(map(str, vector)) for text, vector in zip(texts, vectors, strict=True)]
    app = upload(start(), "mine.csv", ("text,dim_0,dim_1,dim_2\n" + "\n".join(rows) + "\n").encode())
    app = with_kind(app, "vectors")
    app = settle(visit(embedded(app), SEARCH))
    app = settle(healthy(app.button(key="search_this_row").click().run()))
    assert f"**{like_row(1, 'Rows')}**: where is my parcel" in said(app)
    assert results(app)[0] == 2
    assert ":primary-background[parcel]" in said(app)


def test_the_model_that_made_the_vectors_lets_phrases_be_searched() -> None:
    texts = ["where is my parcel", "I forgot my password", "a recipe for lentil soup", "the soup is cold"]
    model = ec.get_encoder()
    rows = [{"text": text, "vector": vector.tolist()} for text, vector in zip(texts, model.encode(texts), strict=True)]
    app = upload(start(), "mine.json", json.dumps(rows).encode())
    app = settle(visit(embedded(app), SEARCH))
    assert "384 for each row" in said(app)
    app = settle(with_reader(app, "all-MiniLM-L6-v2"))
    app = settle(searched(app, "delivery of an order"))
    space = app.session_state["project"].space
    right = ec.search(ec.EmbeddingSpace(space.vectors, encoder=model), "delivery of an order")
    assert results(app)[0] == 1
    assert table(app, "row_number")["similarity"].tolist()[0] == pytest.approx(right.scores[0], abs=1e-6)
    assert app.session_state["project"].model == "your own vectors"
    assert title(visit(app, PLAYGROUND)) == "Playground"
    assert "needs a model that reads texts" not in said(app)


def test_a_model_of_another_length_is_refused_with_both_numbers() -> None:
    app = settle(visit(own_vectors(), SEARCH))
    app = with_reader(app, "all-MiniLM-L6-v2")
    n_dims = app.session_state["project"].space.n_dims
    assert f"got all-MiniLM-L6-v2, which gives 384 numbers, for vectors of {n_dims}" in plain(app.error[0].value)
    assert "only vectors of the same model can be compared" in app.error[0].value
    assert app.session_state["project"].space.encoder is None


# Users and items


def test_a_dish_is_chosen_by_its_name() -> None:
    app = settle(visit(open_sample(CLUB), SEARCH))
    box = app.selectbox(key="search_row_name")
    assert box.label == "Which item?"
    assert len(box.options) == 150 and "Minestrone" in box.options
    app = healthy(box.select("Minestrone").run())
    app = settle(healthy(app.button(key="search_this_row").click().run()))
    space = app.session_state["project"].space
    row = space.position("Minestrone")
    near = ec.search(space, row, n_neighbors=10)
    assert "**Items like Minestrone**" in said(app)
    assert table(app, "row_number")["dish"].tolist()[:10] == [space.item_ids[index] for index in near.indices]
    assert [marker["label"] for marker in component(app, "search_map-overlay")["markers"]] == ["Minestrone"]
    assert "found by meaning" not in said(app)  # but by who likes it
    assert "rule of thumb" not in said(app)  # which is one of texts
    assert re.search(r"kind: \w+ .*· users: \d+ · mean rating: \d", said(app))
    assert "search_keywords" not in [toggle.key for toggle in app.toggle]
    assert not re.search(r"\brow \d", said(app))  # an item stands in many rows of the file


def test_the_map_of_the_club_names_its_groups_by_the_dishes() -> None:
    app = settle(visit(open_sample(CLUB), "pages/map.py"))
    assert "Map of 150 items" in component(app, "map-overlay")["description"]
    sent = component(app, "map-colouring")
    groups = MapGroups(np.array(sent["labels"]["label"].to_pylist()), sent["names"])
    others = tuple(name for name in sent["names"] if "soup" not in name.casefold())
    assert len(others) < len(sent["names"])
    alone = seeded(app, hidden_groups=others, groups=groups)
    assert re.search(r"“soup” in \d+% of its items", said(alone))
    app = settle(visit(open_sample(CLUB), "pages/map.py"))
    assert [line.split(":")[0] for line in points(app).hover[3].splitlines()[1:]] == ["kind", "users", "mean rating"]
    app = seeded(settle(app), clicked_row=3)
    assert "The item you clicked" in said(app)
    assert "Most similar items" in said(app)


# Texts


def test_texts_keep_the_search_with_a_row_beside_the_phrase() -> None:
    app = settle(visit(small_map(), SEARCH))
    assert [field.key for field in app.text_input] == ["search_query"]
    assert SEARCH_WITH_ROW in [popover.proto.popover.label for popover in app.get("popover")]
    app = healthy(app.number_input(key="search_row_number").set_value(1).run())
    app = settle(healthy(app.button(key="search_this_row").click().run()))
    assert f"**{like_row(1)}**: my parcel never arrived" in said(app)
    assert results(app)[0] in (2, 3, 4)
    assert ":primary-background[parcel]" in said(app)
    app = settle(healthy(app.button(key="search_phrase_instead").click().run()))
    assert [field.key for field in app.text_input] == ["search_query"]


def test_a_phrase_longer_than_the_model_reads_is_said() -> None:
    app = searched(small_map(), "where is my parcel")
    assert "longer than the model reads" not in said(app)
    app = searched(app, "parcel " * 300)
    assert "parcel …” is longer than the model reads: only its beginning counts." in said(app)
    app = healthy(app.text_area(key="search_unlike").set_value("soup " * 300).run())
    assert "soup …” is longer than the model reads" in said(app)


def test_a_row_of_other_data_is_not_searched_with() -> None:
    app = settle(visit(houses(), SEARCH))
    app = settle(healthy(app.button(key="search_this_row").click().run()))
    assert like_row(1, "Rows") in said(app)
    app = embedded(upload(visit(app, "pages/data.py"), "small.csv", small_csv(), "data_upload"))
    app = settle(visit(app, SEARCH))
    assert "like row" not in said(app)
    assert [field.key for field in app.text_input] == ["search_query"]
