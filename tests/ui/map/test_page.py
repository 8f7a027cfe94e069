"""The Map page: kinds of map, colours, filter, selection, clicks."""

import numpy as np
import pytest

import embedcore as ec
from driving.page_words import CLICKED_TEXT, TYPICAL_WORDS
from embedcore.groups import SIDES
from tests.ui.app_page import (
    REVIEWS,
    TICKETS,
    TOPICS,
    around,
    component,
    focus,
    healthy,
    open_sample,
    points,
    said,
    searched,
    seeded,
    settle,
    small_csv,
    small_map,
    table,
    visit,
)
from ui.scatter import Box, MapGroups, Outline

pytestmark = pytest.mark.usefixtures("queue_ends")


def test_kinds_of_map_and_dimensions() -> None:
    app = small_map("pca")
    flat = points(app).coordinates
    assert "This flat view shows" in said(app)
    app = healthy(app.button_group(key="map_dims").set_value(3).run())
    assert points(app).coordinates.shape == (9, 3)
    assert "This view in space shows" in said(app)
    app = settle(healthy(app.button_group(key="map_method").set_value("tsne").run()))
    assert points(app).coordinates.shape == (9, 3)
    app = settle(healthy(app.button_group(key="map_dims").set_value(2).run()))
    assert "map of neighbourhoods" in component(app, "map-overlay")["description"]
    assert not np.allclose(points(app).coordinates, flat)


def test_number_of_groups_and_their_names() -> None:
    app = small_map()
    app = healthy(app.button_group(key="map_how_many").set_value("number").run())
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
    assert "3 of 9 texts have “PARCEL” in some column; the others are grey." in said(app)
    app = healthy(app.text_input(key="map_filter").set_value("zebra").run())
    assert focus(app) == []
    app = healthy(app.text_input(key="map_filter").set_value("").run())
    assert focus(app) is None


def test_a_selection_shows_its_rows_and_words_until_it_is_cleared() -> None:
    app = small_map()
    app = seeded(app, outline=around(app, [3, 4, 5]))
    assert "3 selected" in said(app)
    shown = table(app, "row_number")
    assert shown["text"].tolist() == TOPICS["password"]
    assert shown["row_number"].tolist() == [5, 6, 7]  # places in the file, where row 4 was left out
    assert "password" in said(app).split(f"{TYPICAL_WORDS}:")[1].split("\n")[0]
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
    assert "There is no point inside this outline" in said(app)


def test_a_click_shows_the_text_and_its_neighbours() -> None:
    app = small_map()
    app = seeded(app, clicked_row=4)
    assert CLICKED_TEXT in said(app)
    near = ec.search(app.session_state["project"].space, 4)
    assert f"Similarity {near.scores[0]:.2f}" in said(app)
    ringed = component(app, "map-overlay")["selected"]["row"].to_pylist()
    assert ringed == [4, *near.indices[:8].tolist()]
    app = healthy(app.button(key="map_clear").click().run())
    assert CLICKED_TEXT not in said(app)


def test_a_group_hidden_in_the_legend_is_not_selected() -> None:
    app = small_map()
    app = healthy(app.button_group(key="map_how_many").set_value("number").run())
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


def test_filters_choose_rows_and_say_what_stands_out() -> None:
    """28 rows, every other one of kind x; the rows of January's second half are all of kind y but one."""
    rows = [f"text about thing {n},{'xy'[n % 2]},{n * 1.5},2026-01-{n + 1:02d}" for n in range(28)]
    app = small_map(content=("text,kind,amount,day\n" + "\n".join(rows) + "\n").encode())
    sent = component(app, "map-facets")
    columns = [facet["column"] for facet in sent["facets"]]
    assert columns == ["kind", "amount", "day"]
    chosen = sent["facets"][0]["names"].index("y")
    app.session_state["map"] = {"filters": {"digest": sent["digest"], "parts": {"0": [chosen]}}}
    app = healthy(app.run())
    assert "14 selected" in said(app)
    assert "kind: y" in said(app)
    assert table(app, "row_number")["kind"].unique().tolist() == ["y"]
    app = healthy(app.text_input(key="map_filter").set_value("thing 1").run())
    assert table(app, "row_number")["text"].tolist() == [f"text about thing {n}" for n in (1, 11, 13, 15, 17, 19)]


def test_filters_of_one_table_are_none_of_another() -> None:
    app = settle(open_sample(TICKETS))
    sent = component(app, "map-facets")
    app.session_state["map"] = {"filters": {"digest": sent["digest"], "parts": {"0": [0]}}}
    app = healthy(app.run())
    assert "selected" in said(app)
    app = visit(app, "pages/search.py")
    assert "selected" in said(visit(app, "pages/map.py"))  # of the same table they stay
    app = healthy(visit(app, "app.py").button(key=f"home_open_{REVIEWS.file}").click().run())
    app = settle(visit(app, "pages/map.py"))
    assert component(app, "map-overlay")["state"]["filters"]["parts"] == {}
    assert "selected" not in said(app)


def test_a_table_without_columns_to_filter_by_has_no_filters() -> None:
    app = small_map(content=("text\n" + "\n".join(f"text about thing {n}" for n in range(12)) + "\n").encode())
    assert component(app, "map")["facets"] is None


def test_rows_with_the_same_text_are_one_point_and_are_selected_together() -> None:
    content = small_csv() + b"my parcel never arrived,another kind,9.5,2026-03-01,backwards\n"
    app = small_map("tsne", content=content)
    sent = component(app, "map")["points"]
    firsts = sent["first"].to_pylist()
    assert firsts == [*range(9), 0]
    shown = points(app).coordinates
    assert shown[9].tolist() == shown[0].tolist()
    app = seeded(app, outline=around(app, [0]))
    assert "2 selected" in said(app)


def test_lines_of_density_can_be_taken_away() -> None:
    app = small_map()
    assert component(app, "map-overlay")["contours"]
    app = healthy(app.toggle(key="map_contours").set_value(False).run())
    assert not component(app, "map-overlay")["contours"]


def test_words_of_places_are_sent_when_a_browser_asks_for_them() -> None:
    app = small_map()
    assert component(app, "map")["offers_words"]
    shown = points(app)
    for revision, there in (("another picture", False), (shown.revision, True)):
        app.session_state["map"] = {"words": {"revision": revision}}
        app = healthy(app.run())
        assert any(part.proto.id.endswith("-map-words") for part in app.get("bidi_component")) == there
    sent = component(app, "map-words")
    assert sent["revision"] == shown.revision
    assert sent["words"].column_names == ["text", "other", "x", "y", "level"]
    assert sent["sides"] == list(SIDES)
    app = healthy(app.toggle(key="map_names").set_value(False).run())
    assert not component(app, "map")["offers_words"]


def test_groups_have_one_colour_each_for_light_and_dark() -> None:
    sent = component(small_map(), "map-colouring")
    for version in range(2):
        assert len({pair[version] for pair in sent["colors"]}) == len(sent["names"]) > 1
    assert all(pair[0] != pair[1] for pair in sent["colors"])


def test_a_selection_is_named_kept_shown_again_and_a_column_of_what_is_taken_away() -> None:
    app = small_map()
    app = seeded(app, outline=around(app, [3, 4, 5]))
    app = healthy(app.button(key="map_tag_keep").click().run())
    assert [error.value for error in app.error] == ["Type a name first: under it these rows are kept, and found again."]
    app.text_input(key="map_tag_name").set_value("  late   parcels ")
    app = healthy(app.button(key="map_tag_keep").click().run())
    assert table(app, "row_number")["tags"].tolist() == ["late parcels"] * 3
    app = healthy(app.button(key="map_clear").click().run())
    assert "selected" not in said(app)
    app = healthy(app.button(key="map_tag_0").click().run())
    assert "3 selected" in said(app) and "kept as “late parcels”" in said(app) and "the outline" not in said(app)
    assert table(app, "row_number")["text"].tolist() == TOPICS["password"]
    assert focus(app) == [3, 4, 5]
    app = healthy(app.button(key="map_invert").click().run())
    assert "not kept as “late parcels”" in said(app)
    assert "All 9 texts, not only the 6 chosen on the map now." in said(app)
    app = healthy(app.button(key="map_share").click().run())
    assert "All 9 texts go in, not only the 6 texts chosen on the map now" in said(app).replace("**", "")
    app = healthy(app.button(key="map_clear").click().run())
    app = healthy(app.button(key="map_untag_0").click().run())
    assert "Kept selections" not in said(app)
    app = healthy(app.button(key="map_kept_undo").click().run())
    assert [tag.name for tag in app.session_state["project"].tags] == ["late parcels"]
    app = healthy(app.button(key="map_kept_redo").click().run())
    assert not app.session_state["project"].tags
    app = seeded(app, outline=around(app, [3]))
    assert "tags" not in table(app, "row_number")


def test_a_selection_is_inverted() -> None:
    app = small_map()
    app = seeded(app, outline=around(app, [3, 4, 5]))
    app = healthy(app.button(key="map_invert").click().run())
    assert "6 selected" in said(app)
    assert focus(app) == [0, 1, 2, 6, 7, 8]
    app = healthy(app.button(key="map_invert").click().run())
    assert table(app, "row_number")["text"].tolist() == TOPICS["password"]
