"""What the playground's page says of typed texts."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from driving.page_words import BETWEEN_TWO, BY_COSINE, NUMBERS, STRAIGHT, WORD_ARITHMETIC
from tests.ui.app_page import (
    component,
    embedded,
    encoded,
    healthy,
    links,
    n_rows,
    open_sample,
    plain,
    points,
    said,
    settle,
    small_csv,
    small_map,
    start,
    table,
    title,
    upload,
    visit,
    with_model,
)
from ui.playground import phrases
from ui.scatter import palette

pytestmark = pytest.mark.usefixtures("queue_ends")
PAGE = "pages/playground.py"


def typed(app: AppTest, number: int, text: str) -> AppTest:
    return settle(healthy(app.text_input(key=f"playground_text_{number}").set_value(text).run()))


def overlay(app: AppTest) -> dict[str, object]:
    return component(app, "playground_map-overlay")


def test_with_nothing_loaded_everyday_phrases_are_there_without_a_model() -> None:
    app = visit(start(), PAGE)
    assert "Nothing is loaded, so the points are 156 everyday phrases." in said(app)
    assert "Use your own data" in links(app)
    # In the first run, before the model or any work is ready.
    assert [marker["text"] for marker in overlay(app)["markers"]] == ["1", "2", "3", "4"]
    assert [app.text_input(key=f"playground_text_{n}").value for n in range(1, 6)] == [*phrases.PRESET, ""]
    assert points(app, "playground_map").n_rows == 156
    assert not app.error and not app.warning


def test_a_file_that_is_not_read_yet_is_said() -> None:
    app = visit(upload(start(), "small.csv", small_csv()), PAGE)
    assert "small.csv is not read yet; meanwhile the points are 156 everyday phrases." in said(app)
    assert "Go on with it" in links(app)


def test_a_typed_text_lands_where_its_neighbours_are() -> None:
    app = typed(visit(settle(open_sample()), PAGE), 1, "our parcel never arrived")
    assert title(app) == "Playground"
    space = app.session_state["project"].space
    vector = encoded("our parcel never arrived")[0]
    sent, near = overlay(app), ec.search(space, vector, n_neighbors=10)
    shown = points(app, "playground_map")
    spot = ec.Projection(shown.coordinates, "tsne", None, space).place(vector)  # type: ignore[arg-type]
    marker, lines, ring = sent["markers"][0], sent["lines"][0], sent["circles"][0]
    assert marker["at"] == pytest.approx(spot.coordinates[0].tolist(), abs=1e-4)
    assert (marker["text"], marker["color"]) == ("1", palette.MARKERS[0])
    assert lines["rows"] == near.indices[:5].tolist()
    assert ring["radius"] == pytest.approx(float(spot.radius[0]), rel=1e-4)
    assert sent["trails"] == []
    for row, score in zip(near.indices[:5].tolist(), near.scores[:5].tolist(), strict=True):
        first_word = space.texts[row].split()[0]
        assert f"**{score:.2f}**" in said(app)
        assert first_word in said(app)
    assert "unlike anything" not in said(app)


def test_a_text_that_is_unlike_everything_is_said() -> None:
    app = typed(visit(settle(open_sample()), PAGE), 1, "lattice quantum chromodynamics at finite temperature")
    warning = next(w.value for w in app.warning)
    found = re.search(
        rf"best result \((0\.\d\d)\) is no closer than the best of {n_rows(app):,} .* \((0\.\d\d)\)", warning
    )
    assert warning.startswith("This is unlike anything in this data")
    assert found is not None and float(found.group(1)) <= float(found.group(2))


def test_a_changed_word_leaves_a_trail_and_both_lists() -> None:
    app = typed(
        typed(visit(settle(open_sample()), PAGE), 1, "our parcel never arrived"), 1, "our password never arrived"
    )
    sent = overlay(app)
    space = app.session_state["project"].space
    before, after = encoded("our parcel never arrived", "our password never arrived")
    shown = points(app, "playground_map")
    start_at = ec.Projection(shown.coordinates, "tsne", None, space).place(before)  # type: ignore[arg-type]
    assert sent["trails"][0]["from"] == pytest.approx(start_at.coordinates[0].tolist(), abs=1e-4)
    assert sent["trails"][0]["to"] == sent["markers"][0]["at"]
    assert f"{BETWEEN_TWO}: **{float(before @ after):.2f}**" in said(app)
    old, new = (set(ec.search(space, v, n_neighbors=5).indices.tolist()) for v in (before, after))
    assert f"**{len(old & new)} of the 5** closest texts stayed" in said(app)
    app = healthy(app.button(key="playground_undo").click().run())
    assert app.text_input(key="playground_text_1").value == "our parcel never arrived"
    app = healthy(app.button(key="playground_dismiss").click().run())
    assert overlay(app)["trails"] == []
    assert BETWEEN_TWO not in said(app)


@pytest.mark.parametrize("experiment", phrases.EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_each_experiment_says_what_to_observe_and_shows_its_score(experiment: phrases.Experiment) -> None:
    app = healthy(visit(start(), PAGE).button(key=f"playground_try_{experiment.name}").click().run())
    assert app.text_input(key="playground_text_5").value == experiment.after
    before, after = (phrases.known_vectors()[text] for text in (experiment.before, experiment.after))
    score = float(before @ after / np.linalg.norm(before) / np.linalg.norm(after))
    assert experiment.observe in said(app)
    assert f"{BETWEEN_TWO}: **{score:.2f}**" in said(app)
    assert len(overlay(app)["trails"]) == 1


def test_what_is_typed_stays_on_other_pages_and_with_other_data() -> None:
    app = typed(small_map_playground(), 1, "where is my parcel")
    app = visit(visit(app, "pages/map.py"), PAGE)
    assert app.text_input(key="playground_text_1").value == "where is my parcel"
    app = visit(visit(app, "app.py"), PAGE)
    assert app.text_input(key="playground_text_1").value == "where is my parcel"
    assert len(overlay(app)["markers"]) == 1


def small_map_playground() -> AppTest:
    return settle(visit(small_map(), PAGE))


def test_the_preset_texts_go_when_data_is_loaded_unless_they_were_changed() -> None:
    app = visit(
        settle(visit(visit(start(), PAGE), "app.py").button(key="home_open_support_tickets.csv").click().run()), PAGE
    )
    assert app.text_input(key="playground_text_1").value == ""
    touched = typed(visit(start(), PAGE), 4, "Weather forecasts")
    touched = visit(settle(visit(touched, "app.py").button(key="home_open_support_tickets.csv").click().run()), PAGE)
    assert touched.text_input(key="playground_text_4").value == "Weather forecasts"


def test_texts_are_taken_away_and_cleared() -> None:
    app = healthy(visit(start(), PAGE).button(key="playground_remove_2").click().run())
    assert [marker["text"] for marker in overlay(app)["markers"]] == ["1", "3", "4"]
    app = healthy(app.button(key="playground_clear").click().run())
    assert overlay(app)["markers"] == []
    assert "Type a text above to see what is closest to it." in said(app)


def opened(app: AppTest, tab: str) -> AppTest:
    app.session_state["playground_tabs"] = tab
    return settle(app)


def test_two_texts_are_compared_in_every_metric_and_all_in_a_matrix() -> None:
    app = opened(visit(start(), PAGE), "Compare")
    fox, dark = (phrases.known_vectors()[text] for text in phrases.PRESET[:2])
    dot = float(fox.astype(np.float64) @ dark)
    cosine = dot / float(np.linalg.norm(fox.astype(np.float64)) * np.linalg.norm(dark.astype(np.float64)))
    for name, value in (
        (BY_COSINE, cosine),
        (STRAIGHT, float(np.linalg.norm(fox.astype(np.float64) - dark))),
        ("Meaning and strength", dot),
    ):
        assert f"**{name}: {value:.3f}**" in said(app)
    assert len(app.get("plotly_chart")) == 1
    app = healthy(app.selectbox(key="playground_compare_b").set_value(4).run())
    stock = phrases.known_vectors()["Stock market predictions"]
    assert f"**{BY_COSINE}: {float(fox @ stock):.3f}**" in said(app)


def test_word_arithmetic_shows_success_and_failure() -> None:
    app = opened(visit(start(), PAGE), WORD_ARITHMETIC)
    assert "8,000 common English words" in said(app)
    app = settle(healthy(app.button(key="playground_example_king").click().run()))
    assert "As expected: **queen** comes first." in said(app)
    assert table(app, "word")["word"].iloc[0] == "queen"
    assert len(table(app, "word")) == 10
    assert "The words you wrote are left out of the answers" in said(app)
    assert "Without that rule, “king” (0.63)" in said(app)
    app = settle(healthy(app.button(key="playground_example_paris").click().run()))
    assert "As expected: **berlin** comes first." in said(app)
    app = settle(healthy(app.button(key="playground_example_tokyo").click().run()))
    assert re.search(r"One expects \*\*rome\*\*, which is number \d", said(app))
    app = settle(healthy(app.text_input(key="playground_arithmetic").set_value("king -").run()))
    assert "and − must be followed by a word" in app.error[0].value
    app = settle(healthy(app.text_input(key="playground_arithmetic").set_value("king-man+royal woman").run()))
    assert "“king-man”, “royal woman”: not one of the words" in said(app).replace("\\", "")
    app = settle(healthy(app.text_input(key="playground_arithmetic").set_value("king-man+woman").run()))
    assert "## king − man + woman ≈ queen" in said(app).replace("\\", "")


def test_word_arithmetic_knows_the_words_of_the_data() -> None:
    rows = "\n".join(f"zorblax number {n},a" for n in range(30))
    app = settle(visit(small_map(content=f"text,kind\n{rows}\n".encode()), PAGE))
    assert "1 more words of your data" in said(opened(app, WORD_ARITHMETIC)).replace("word of", "words of")


def test_word_arithmetic_over_the_words_of_a_model_that_has_its_own() -> None:
    app = upload(start(), "small.csv", small_csv())
    app = embedded(with_model(app, "word2vec"))
    app = settle(opened(visit(app, PAGE), WORD_ARITHMETIC))
    app = settle(healthy(app.text_input(key="playground_arithmetic").set_value("parcel + soup").run()))
    model = ec.get_encoder("word2vec").fit(app.session_state["project"].dataset.texts)
    assert f"Answers come from the {len(model.words)} words that the model knows" in said(app)
    assert not [button for button in app.button if str(button.key).startswith("playground_example")]
    right = ec.word_arithmetic(ec.EmbeddingSpace(model.word_vectors, texts=model.words), "parcel + soup")
    assert table(app, "word")["word"].tolist() == list(right.words)
    assert table(app, "word")["similarity"].tolist() == pytest.approx(right.scores.tolist(), abs=1e-6)
    app = settle(healthy(app.text_input(key="playground_arithmetic").set_value("parcel + zebra").run()))
    assert 'Every word must be one that the model knows (got "zebra"' in plain(app.error[0].value)


def test_the_numbers_show_tokens_unknown_parts_and_the_vector() -> None:
    app = typed(opened(visit(settle(open_sample()), PAGE), NUMBERS), 1, "I forgto my pasword ☃")
    text = said(app)
    assert "**What the model made of it:** 384 numbers, length 1.000" in text
    assert "**What the model saw:** 10 tokens" in text
    assert "forgto = for + ##gt + ##o" in text
    assert "Unknown to the model, read as “[UNK]”: “☃”" in text
    app = typed(app, 1, "parcel " * 260 + "the very end")
    assert "Cut off, not read: 9 tokens, “parcel parcel parcel parcel parcel parcel the very end”" in said(app)
