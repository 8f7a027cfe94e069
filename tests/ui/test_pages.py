"""Every page in three states: nothing loaded, sample loaded, bad input; and what a person chooses on it."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import embedcore as ec
from driving.page_words import (
    BY_COSINE,
    CHOOSE_DATA,
    CLICKED_TEXT,
    GO_ON,
    HOME_TITLE,
    NOT_READ,
    RESULTS_RIGHT,
    STILL_LOADED,
    STRAIGHT,
    rows_kept,
)
from embedcore.phrases import in_ten
from embedcore.scores.calibration import known_calibration
from embedcore.scores.threshold_curve import threshold_curve
from tests.ui.app_page import (
    OTHER_PAGES,
    REVIEWS,
    TICKETS,
    TOPICS,
    component,
    embedded,
    encoded,
    focus,
    healthy,
    links,
    n_rows,
    of_data,
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
from ui import samples, score_meaning, wording

pytestmark = pytest.mark.usefixtures("queue_ends")


# Nothing loaded


def test_home_offers_samples_and_upload() -> None:
    app = start()
    assert title(app) == HOME_TITLE
    assert [button.label for button in app.button if str(button.key).startswith("home_")] == [
        *["Open the map"] * len(samples.SAMPLES),
        "Recommend",
        "Open the map",
    ]
    assert len(app.file_uploader) == 2
    assert "No data loaded" in said(app)


@pytest.mark.parametrize("page", OTHER_PAGES)
def test_an_empty_page_leads_on(page: str) -> None:
    app = visit(start(), page)
    assert "Nothing is loaded yet" in said(app)
    assert links(app) == [CHOOSE_DATA]
    assert not app.error


@pytest.mark.parametrize("page", ["pages/map.py", "pages/search.py"])
def test_data_that_is_not_read_yet_leads_to_the_next_step(page: str) -> None:
    app = visit(upload(start(), "small.csv", small_csv()), page)
    assert NOT_READ in said(app)
    assert links(app) == [GO_ON]


# A sample


def test_a_sample_opens_its_map() -> None:
    app = settle(open_sample())
    assert title(app) == "Map"
    n_texts = n_rows(app)
    assert points(app).n_rows == n_texts > 200
    assert f"Map of {n_texts} texts (map of neighbourhoods)" in component(app, "map-overlay")["description"]
    names = component(app, "map-colouring")["names"]
    assert f"{len(names)} groups" in said(app)
    assert len(set(names)) == len(names) >= 2
    assert all(len(text.split()) >= 2 for text in points(app).hover)
    app = visit(app, "pages/data.py")
    assert rows_kept(n_texts, n_texts) in said(app).replace("**", "")
    assert f"All {n_texts:,} texts are read (384 numbers each)." in said(app)
    assert links(app) == ["Open the map"]
    assert TICKETS.title in said(visit(app, "app.py"))


def expected(app: AppTest, text: str, metric: str = "cosine", **options: Any) -> ec.Neighbors:
    space = app.session_state["project"].space.with_metric(metric)
    return ec.search(space, encoded(text)[0], **options)


def best_said(app: AppTest, side: str) -> float:
    found = re.fullmatch(rf"No result {side} the threshold; the best is (.*)\.", app.warning[0].value)
    assert found is not None
    return float(found.group(1))


def test_another_phrase_starts_at_its_own_suggestion() -> None:
    app = searched(small_map(), "parcel")
    key = "search_threshold_cosine"
    suggested = app.slider(key=key).value
    app = healthy(app.slider(key=key).set_value(app.slider(key=key).max).run())
    app = visit(visit(app, "pages/map.py"), "pages/search.py")
    assert app.slider(key=key).value == app.slider(key=key).max > suggested
    app = searched(app, "forgot my password")
    assert app.slider(key=key).value < app.slider(key=key).max
    assert not app.warning
    app = searched(app, "parcel")
    assert app.slider(key=key).value == suggested


def test_what_gets_ready_while_the_page_is_drawn_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calibration ends after the page looked for it, and before the page waits for it."""
    prepare, asked = score_meaning.prepare, []

    def not_ready_at_first(*of: Any) -> Any:
        asked.append(of)
        return prepare(*of) if len(asked) > 1 else None

    app = settle(visit(small_map(), "pages/search.py"))
    monkeypatch.setattr(score_meaning, "prepare", not_ready_at_first)
    app = healthy(app.text_input(key="search_query").set_value("parcel").run())
    app = healthy(app.run())  # as the page does by itself in a browser
    assert len(asked) == 2
    assert app.slider(key="search_threshold_cosine")


def test_search_gives_the_scores_of_embedcore() -> None:
    app = visit(open_sample(), "pages/search.py")
    app = settle(healthy(app.button(key="search_example").click().run()))
    assert app.text_input(key="search_query").value == TICKETS.question
    right = expected(app, TICKETS.question, n_neighbors=5)
    shown = table(app, "row_number")
    assert shown["similarity"].tolist()[:5] == pytest.approx(right.scores.tolist(), abs=1e-6)
    assert shown["row_number"].tolist()[:5] == (right.indices + 1).tolist()
    space = app.session_state["project"].space
    whole = known_calibration(space)
    assert whole is not None
    assert shown["meaning"].tolist()[0] == whole.describe(right.scores[0])
    assert whole.rule is not None
    assert whole.rule.sentence in said(app)
    assert "does not fit this data: here 0.5 is already as close as the closest 0.1 % of pairs" in whole.rule.sentence
    assert f"Similarity {right.scores[0]:.2f}" in said(app)


@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
def test_the_page_says_what_scores_mean_as_embedcore_does(metric: str) -> None:
    app = visit(open_sample(REVIEWS), "pages/data.py")
    app = healthy(of_data(app, "radio", "data_metric").set_value(metric).run())
    app = searched(app, "broke after two weeks")
    project = app.session_state["project"]
    space = ec.EmbeddingSpace(
        project.space.vectors, metric=metric, dataset=project.dataset, encoder=ec.get_encoder(project.model)
    )
    right = ec.calibrate(space, "broke after two weeks")
    assert f"{right.floor.mean:.2f} on average" in said(app)
    assert f"{right.near_duplicate:.2f} ({right.n_compared}" in said(app)
    assert right.reason in said(app)
    assert app.slider(key=f"search_threshold_{metric}").value == pytest.approx(right.suggested_threshold, abs=0.011)


def test_words_in_common_are_marked_and_their_lack_is_said() -> None:
    app = searched(small_map(), "parcel never arrived")
    assert ":primary-background[parcel]" in said(app)
    app = searched(app, "a package got lost")
    assert "found by meaning" in said(app)
    assert ":primary-background[" not in said(app)


def test_the_threshold_moves_the_number_of_matches() -> None:
    app = searched(open_sample(), "my parcel never arrived")
    slider = app.slider(key="search_threshold_cosine")
    for threshold in (0.3, 0.4):
        app = healthy(app.slider(key="search_threshold_cosine").set_value(threshold).run())
        n_matches = len(expected(app, "my parcel never arrived", n_neighbors=None, threshold=threshold))
        assert 0 < n_matches < n_rows(app)
        assert f"**{n_matches:,}** of {n_rows(app):,} texts have a similarity of at least {threshold:.2f}" in said(app)
        assert focus(app, "search_map") is not None
        assert len(focus(app, "search_map") or []) == n_matches
    best = expected(app, "my parcel never arrived").scores[0]
    app = healthy(app.slider(key="search_threshold_cosine").set_value(slider.max).run())
    assert slider.max > best
    assert best_said(app, "above") == pytest.approx(best, abs=0.005)
    assert best_said(app, "above") < slider.max
    assert len(app.dataframe) == 0
    app = healthy(app.button(key="search_suggested").click().run())
    assert not app.warning


@pytest.mark.parametrize("metric", ["euclidean", "dot"])
def test_search_goes_the_way_of_the_metric(metric: str) -> None:
    app = visit(open_sample(REVIEWS), "pages/data.py")
    before = app.session_state["project"].space.vectors
    app = healthy(of_data(app, "radio", "data_metric").set_value(metric).run())
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
        assert best_said(app, "below") == pytest.approx(right.scores[0], abs=0.005)


# Bad input

BAD = {
    "empty.csv": b"",
    "header.csv": b"text,topic\n",
    "binary.csv": bytes(range(256)) * 40,
    "broken.json": b'{"text": ["a", ',
    "not.parquet": b"PAR1 but no table",
    "broken.xlsx": b"PK\x03\x04x",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_upload_is_explained_and_loses_nothing(name: str) -> None:
    app = visit(open_sample(), "pages/data.py")
    app = upload(app, name, BAD[name], key="data_upload")
    assert len(app.error) == 1
    assert name in plain(app.error[0].value)
    assert len(app.error[0].value) > 30
    assert f"{TICKETS.title} {STILL_LOADED}" in said(app)
    assert app.session_state["project"].sample == TICKETS.file
    assert title(visit(app, "pages/map.py")) == "Map"
    assert points(app).n_rows == n_rows(app) > 200


def test_a_step_to_the_next_page_that_was_lost_is_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A click that was on its way when the file was read runs Home again in place of the next page."""
    monkeypatch.setattr("ui.address.go_to", lambda path: None)
    app = upload(start(), "small.csv", small_csv())
    assert app.title[0].value == "What is in your data?"
    monkeypatch.undo()
    assert healthy(app.run()).title[0].value == "Data"


def test_a_bad_upload_at_home_is_explained() -> None:
    app = upload(start(), "empty.csv", b"")
    assert title(app) == HOME_TITLE
    assert "empty.csv" in plain(app.error[0].value)
    assert "No data loaded" in said(app)


@pytest.mark.parametrize("n_rows", [1, 2])
def test_too_few_rows_for_a_map_are_enough_for_search(n_rows: int) -> None:
    texts = ["where is my parcel", "the soup is cold"][:n_rows]
    app = embedded(upload(start(), "few.csv", ("text\n" + "\n".join(texts) + "\n").encode()))
    assert title(app) == "Map"
    assert not app.error
    assert f"A map needs at least 3 rows, and it has {n_rows} text" in said(app)
    app = searched(app, "delivery")
    assert not app.error
    assert table(app, "row_number")["text"].tolist()[0] == texts[0]
    assert "A map needs at least 3 rows." in said(app)


def test_three_rows_make_every_map() -> None:
    for method in ("pca", "tsne", "umap"):
        app = small_map(method, b"text\nwhere is my parcel\nthe soup is cold\nI forgot my password\n")
        assert not app.error, (method, app.error)
        assert points(app).n_rows == 3
        assert wording.map_name(method) in component(app, "map-overlay")["description"]


def test_a_table_without_text_is_asked_for_its_column() -> None:
    app = upload(start(), "numbers.csv", b"a,b\n1,2\n3,4\n5,6\n7,8\n")
    assert title(app) == "Data"
    app = with_kind(app, "texts")
    assert "Choose the column that holds the text above" in app.info[0].value
    assert "data_embed" not in [button.key for button in app.button]


# Data


def test_what_was_left_out_is_listed_with_its_row() -> None:
    app = upload(start(), "small.csv", small_csv())
    assert rows_kept(9, 10) in said(app).replace("**", "")
    assert app.warning[0].value == "1 of 10 rows was left out."
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


def test_another_role_keeps_the_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person chooses another role for one column of the table; AppTest itself can't edit tables."""

    def edited(roles: pd.DataFrame, **options: Any) -> pd.DataFrame:
        return roles.assign(**{"used as": roles["used as"].mask(roles["column"] == "amount", "category")})

    app = visit(small_map(), "pages/data.py")
    before = app.session_state["project"]
    monkeypatch.setattr(st, "data_editor", edited)
    healthy(app.run())
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
    right = encoded(*space.dataset.texts)
    assert (space.vectors * right).sum(axis=1) == pytest.approx(1, abs=1e-3)
    assert "All 9 texts are read" in said(visit(app, "pages/data.py"))


# Wording and what a person chose


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("pages/groups.py", "groups_page"),
        ("pages/data.py", "embed"),
        ("pages/map.py", "method_pca"),
        ("pages/search.py", "search"),
    ],
)
def test_the_switch_changes_the_words(page: str, key: str) -> None:
    app = small_map()
    app = visit(app, page) if page != "pages/map.py" else app
    for technical in (False, True):
        app = healthy(app.toggle(key=wording.TECHNICAL_KEY).set_value(technical).run())
        assert worded(key, technical=technical) in said(app)
        assert worded(key, technical=not technical) not in said(app)


def test_the_wording_stays_on_the_next_page() -> None:
    app = start()
    app = healthy(app.toggle(key="frame_technical").set_value(True).run())
    app = visit(visit(app, "pages/search.py"), "app.py")
    assert worded("tagline", technical=True) in said(app)


def test_a_click_stays_with_another_picture_of_the_same_rows_and_goes_with_them() -> None:
    app = seeded(small_map("pca"), clicked_row=4)
    app = settle(healthy(app.button_group(key="map_method").set_value("tsne").run()))
    assert CLICKED_TEXT in said(app)
    assert component(app, "map-overlay")["selected"] is not None
    other = "text\n" + "\n".join(f"another text about thing {n}" for n in range(9))
    app = embedded(upload(visit(app, "pages/data.py"), "other.csv", other.encode(), key="data_upload"))
    app = visit(app, "pages/map.py")
    assert len(points(app).coordinates) == 9
    assert CLICKED_TEXT not in said(app)


def test_a_click_and_a_page_change() -> None:
    app = seeded(small_map("pca"), clicked_row=4)
    app = visit(visit(app, "pages/search.py"), "pages/map.py")
    assert points(app).n_rows == 9


def test_choices_survive_a_page_change() -> None:
    app = small_map("pca")
    app = healthy(app.button_group(key="map_how_many").set_value("number").run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(4).run()))
    app = healthy(app.selectbox(key="map_color").set_value("day").run())
    app = healthy(app.button_group(key="map_dims").set_value(3).run())
    app = visit(visit(visit(app, "pages/search.py"), "app.py"), "pages/map.py")
    app = settle(app)
    assert app.button_group(key="map_method").value == "pca"
    assert app.button_group(key="map_dims").value == 3
    assert app.selectbox(key="map_color").value == "day"
    assert (app.button_group(key="map_how_many").value, app.slider(key="map_n_groups").value) == ("number", 4)


def test_choices_that_do_not_fit_the_next_data_give_way() -> None:
    app = settle(open_sample(REVIEWS))
    app = healthy(app.button_group(key="map_method").set_value("pca").run())
    app = healthy(app.button_group(key="map_how_many").set_value("number").run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(30).run()))
    app = healthy(app.selectbox(key="map_color").set_value("product").run())
    app = embedded(upload(visit(app, "pages/data.py"), "small.csv", small_csv(), key="data_upload"))
    app = settle(visit(app, "pages/map.py"))
    assert points(app).n_rows == 9
    assert not app.error, app.error
    assert app.selectbox(key="map_color").value != "product"
    assert app.button_group(key="map_how_many").value != "number"
    app = healthy(app.button_group(key="map_how_many").set_value("number").run())
    assert app.slider(key="map_n_groups").value <= 8


def test_a_failed_job_says_why_and_runs_again() -> None:
    content = b"text\n" + b"same words\n" * 5 + b"other words\n" * 5
    app = small_map(content=content)
    app = healthy(app.button_group(key="map_how_many").set_value("number").run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(5).run()))
    assert "there are 2 distinct rows" in plain(app.error[0].value)
    app = settle(healthy(app.slider(key="map_n_groups").set_value(2).run()))
    assert not app.error
    assert len(component(app, "map-colouring")["names"]) == 2


def test_a_search_by_words_beside_the_search_by_meaning() -> None:
    app = searched(small_map(), "password forgotten")
    app = healthy(app.toggle(key="search_keywords").set_value(True).run())
    assert "**3** texts contain one of these words: “password”, “forgotten” (small words don't count" in said(app)
    assert "**1 by keywords** · number" in said(app)
    app = searched(app, "zebra")
    assert "A keyword search would have found nothing." in said(app)
    app = searched(app, "where is it")
    assert "Your search has only small words" in said(app)


def test_the_threshold_against_a_label() -> None:
    app = searched(small_map(), "password")
    assert not [box for box in app.selectbox if box.key == "search_label_column"]
    app.session_state["search_labels"] = True
    app = healthy(app.run())
    assert app.selectbox(key="search_label_column").value == "kind"
    assert app.selectbox(key="search_label_kind_password").value == "kind of password"
    project = app.session_state["project"]
    right = (project.dataset.frame["kind"] == "kind of password").to_numpy(dtype=bool)
    ranking = expected(app, "password", n_neighbors=None)
    curve = threshold_curve(ranking, right)
    threshold = app.slider(key="search_threshold_cosine").value
    passing = ranking.scores >= threshold
    hits = int(right[ranking.indices[passing]].sum())
    assert f"{int(passing.sum())} texts pass and {hits} of them {RESULTS_RIGHT}, out of 2 that are." in said(app)
    best, place = curve.best_rounded(ranking.metric)
    better = f"of those that pass, {in_ten(curve.precision[place])} are right; of those that are right, it finds"
    assert f"**Better: {best:.2f}.** There the balance is best: {better}" in said(app)
    words = "precision", "recall", "F1"
    assert not any(word in said(app) for word in words)
    app = healthy(app.toggle(key="frame_technical").set_value(True).run())
    app.session_state["search_labels"] = True  # under its other name it is closed again
    app = healthy(app.run())
    assert all(word in said(app) for word in words)
    assert f"F1 {curve.f1[place]:.2f}, precision {curve.precision[place]:.0%}" in said(app)
    app = healthy(app.button(key="search_use_best").click().run())
    used = app.slider(key="search_threshold_cosine").value
    assert used == pytest.approx(best)
    hits = int(right[ranking.indices[ranking.scores >= used]].sum())
    assert f"At {used:.2f}: **{hits}** of" in said(app)
    assert "No other threshold has a better balance" in said(app)
    assert not [button for button in app.button if button.key == "search_use_best"]


def test_without_a_label_column_nothing_is_asked() -> None:
    content = "text\n" + "\n".join(text for texts in TOPICS.values() for text in texts) + "\n"
    app = searched(small_map(content=content.encode()), "password")
    assert not [box for box in app.selectbox if box.key == "search_label_column"]


def test_like_these_not_like_those() -> None:
    app = searched(small_map(), "password")
    app = healthy(app.text_area(key="search_like").set_value("my password\npassword").run())
    app = healthy(app.text_area(key="search_unlike").set_value("reset mail").run())
    first, second, minus = encoded("password", "my password", "reset mail")
    right = ec.search(app.session_state["project"].space, first + second - minus, n_neighbors=1)
    assert table(app, "row_number")["similarity"].tolist()[0] == pytest.approx(right.scores[0], abs=1e-6)
    assert "Searching for **password** + **my password** − **reset mail**" in said(app)
    app = healthy(app.text_area(key="search_like").set_value("").run())
    app = healthy(app.text_area(key="search_unlike").set_value("password").run())
    assert "they cancel each other out" in app.error[0].value


def test_other_metrics_keep_the_order_of_vectors_of_one_length() -> None:
    app = searched(small_map(), "password")
    app = healthy(app.toggle(key="search_metrics").set_value(True).run())
    assert "Here all ways order the texts in the same way" in said(app)
    assert "0 of the 9 best results have another rank" in said(app)
    assert table(app, BY_COSINE)[STRAIGHT].tolist() == list(range(1, 10))
