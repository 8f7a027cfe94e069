"""The lesson: each section with nothing loaded, with a sample, with a file of numbers; its figures are worked out."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore.metrics import pair_scores
from tests.ui.app_page import (
    TICKETS,
    component,
    embedded,
    encoded,
    healthy,
    links,
    open_sample,
    said,
    settle,
    start,
    upload,
    visit,
)
from tests.ui.test_plain_words import plain
from ui import cache, samples, wording
from ui.learn import SECTIONS, breaking, phrases, ratings, repeats, ways
from ui.wording.words import WORDS

pytestmark = pytest.mark.usefixtures("queue_ends")
PAGE = "pages/learn.py"
NUMBERS = "\n".join(["a,b,c,d", *(f"{n},{(n * 7) % 5},{(n * 3) % 11},{n % 3}" for n in range(12))]).encode()


def opened(app: AppTest, name: str) -> AppTest:
    """That section, with all its work done."""
    app.session_state["learn_section"] = name
    app = settle(healthy(app.run()))
    while any(job.active for job in cache.job_queue().jobs()):  # what follows from the first
        app = settle(app)
    return app


def of_numbers() -> AppTest:
    return embedded(upload(start(), "numbers.csv", NUMBERS))


def similarity(text: str, other: str, vectors: dict[str, np.ndarray] | None = None) -> str:
    known = vectors or phrases.known_vectors()
    return f"{pair_scores(ec.Metric.COSINE, known[text], known[other])[0]:.2f}"


@pytest.mark.parametrize("state", ["nothing", "a sample", "numbers"])
def test_every_section_in_each_state(state: str) -> None:
    app = {"nothing": start, "a sample": lambda: open_sample(TICKETS), "numbers": of_numbers}[state]()
    app = visit(app, PAGE)
    for section in SECTIONS:
        app = opened(app, section.name)
        text = said(app)
        assert not app.error, section.name
        assert WORDS[f"learn_{section.name}"][0] in app.header[0].value
        assert WORDS[f"learn_{section.name}_try"][0] in text
        assert section.leads_to in links(app)
        plain(app)
    if state == "a sample":
        assert f"Measured in {TICKETS.title}:" in said(app)  # what a similarity means there


def test_a_section_is_read_once_it_is_marked_and_the_address_leads_back() -> None:
    app = visit(start(), PAGE)
    assert f"0 of {len(SECTIONS)} read" in app.get("progress")[0].proto.text
    app = healthy(app.button(key="learn_got_it").click().run())
    assert WORDS["learn_ways"][0] in app.header[0].value
    assert f"1 of {len(SECTIONS)} read" in app.get("progress")[0].proto.text
    assert component(app, "address")["params"] == {"lesson": "ways"}
    app = healthy(app.button(key="learn_back").click().run())
    assert WORDS["learn_why"][0] in app.header[0].value
    app = visit(visit(app, "app.py"), PAGE)
    assert f"1 of {len(SECTIONS)} read" in app.get("progress")[0].proto.text
    app.session_state["learn_section"] = "nowhere"
    assert "has no section “nowhere”" in app.run().info[0].value


def test_with_technical_wording_the_terms_stand_there() -> None:
    app = visit(start(), PAGE)
    app = healthy(app.toggle(key=wording.TECHNICAL_KEY).set_value(True).run())
    assert WORDS["learn_why_text"][1] in said(app)


def test_the_similarity_of_two_messages_is_worked_out() -> None:
    app = opened(visit(start(), PAGE), "why")
    first, second = phrases.TICKETS[:2]
    assert app.metric[0].value == similarity(first, second)
    app = healthy(app.text_input(key="learn_why_tickets_b").set_value(phrases.TICKETS[3]).run())
    assert app.metric[0].value == similarity(first, phrases.TICKETS[3]) != similarity(first, second)
    app = healthy(app.text_input(key="learn_why_tickets_b").set_value("").run())
    assert "Type a text into each field" in said(app) and not app.metric
    assert WORDS["learn_why_try"][0] in said(app)
    app = opened(healthy(app.button_group(key="learn_why_kind").set_value("customers").run()), "why")
    assert WORDS["learn_why_try_customers"][0] in said(app)  # there is no text to change
    assert WORDS["learn_why_try"][0] not in said(app)
    space = ec.embed_interactions(
        ratings.frame(ratings.STARS), user="reader", item="book", rating="stars", n_dims=ratings.N_DIMS
    )
    two = space.users.vectors[[space.users.position("Ana"), space.users.position("Chloe")]]
    assert app.metric[0].value == f"{pair_scores(ec.Metric.COSINE, *two)[0]:.2f}"


def test_a_text_that_nobody_knew_is_read_by_the_model() -> None:
    app = opened(visit(start(), PAGE), "capture")
    new, fox = "A quick and very dark fox", phrases.FOUR[1]
    vectors = dict(zip((new, fox), encoded(new, fox), strict=True))
    app = settle(healthy(app.text_input(key="learn_capture_1").set_value(new).run()))
    assert f"Most alike: “{new}” and “{fox}”, **{similarity(new, fox, vectors)}**" in said(app)


def test_the_nearest_and_the_found_are_those_of_embedcore() -> None:
    dataset, vectors = samples.read(samples.PHRASES)
    space = ec.EmbeddingSpace(vectors, dataset=dataset)
    app = opened(visit(start(), PAGE), "neighbours")
    app = healthy(next(one for one in app.number_input).set_value(13).run())
    near = ec.search(space, 12, n_neighbors=5)
    for row, score in zip(near.indices.tolist(), near.scores.tolist(), strict=True):
        assert f"- **{score:.2f}** {dataset.texts[row]}" in said(app)
    app = opened(app, "search")
    found = ec.search(space, phrases.known_vectors()[phrases.QUESTION], n_neighbors=5)
    assert [f"**{score:.2f}**" in said(app) for score in found.scores.tolist()] == [True] * 5
    assert f"5 of these 5 share no word with “{phrases.QUESTION}”" in said(app)
    app = healthy(app.text_input(key="learn_search_query").set_value("").run())
    assert "Type what you are looking for." in said(app)


def test_what_nothing_speaks_for_gets_no_reason() -> None:
    app = opened(visit(start(), PAGE), "likes")
    space = ec.embed_interactions(
        ratings.frame(ratings.STARS), user="reader", item="book", rating="stars", n_dims=ratings.N_DIMS
    )
    found = ec.recommend(space, user="Ana", n_items=3)
    assert (found.scores[0] > 0 > found.scores[1:]).all()
    for score, title in zip(found.scores.tolist(), found.items, strict=True):
        reason = "because of" if score > 0 else "more speaks against it than for it"
        assert f"- **{score:.2f}** {title}, {reason}" in said(app)


def test_how_the_lesson_says_whether_numbers_are_distances() -> None:
    app = opened(visit(start(), PAGE), "failures")
    stage = "learn_stage_metric"
    closer = {}
    for name in ("As it should be", "Broken", "Mended"):
        app = settle(healthy(app.button_group(key=stage).set_value(name).run()))
        closer[name] = re.findall(r"These numbers are (\w+): (\w+) is closer", said(app))
    near, far = [("similarities", "greater")], [("distances", "smaller")]
    assert closer == {"As it should be": near, "Broken": far, "Mended": near}


def test_the_bar_counts_right_wrong_and_missed() -> None:
    app = opened(visit(start(), PAGE), "repeats")
    known = phrases.known_vectors()
    scores = [float(pair_scores(ec.Metric.COSINE, known[a], known[b])[0]) for a, b, _ in phrases.PAIRS]
    same = [is_same for *_, is_same in phrases.PAIRS]
    for bar in (0.3, 0.8):
        app = healthy(app.slider(key="learn_repeats_bar").set_value(bar).run())
        called = [score >= bar for score in scores]
        right = sum(a and b for a, b in zip(called, same, strict=True))
        assert f"({right} of {sum(called)})" in app.metric[0].value
        assert f"({right} of {sum(same)})" in app.metric[1].value


def test_what_is_known_is_what_the_model_makes_of_it() -> None:
    made, known = encoded(*phrases.texts()), phrases.known_vectors()
    assert min(pair_scores(ec.Metric.COSINE, made, np.array([known[text] for text in phrases.texts()]))) > 0.999


def test_counts_by_hand() -> None:
    found = repeats.count([0.9, 0.8, 0.4, 0.3], [True, False, True, False], 0.5)
    assert (found.right, found.wrong, found.missed) == (1, 1, 1)
    assert (found.precision, found.recall) == ("50% (1 of 2)", "50% (1 of 2)")
    none = repeats.count([0.1], [True], 0.5)
    assert (none.precision, none.recall) == ("it calls none so", "0% (0 of 1)")


def test_what_is_counted_of_a_text() -> None:
    features = ways.surface_features(["Ab 1?", "abcd efgh", "Ab 1?"])
    np.testing.assert_allclose(features.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_array_equal(features[0], features[2])
    assert features[1, 0] > features[0, 0] and features[1, 5] < features[0, 5]  # longer, without a question


@pytest.mark.parametrize("failure", breaking.FAILURES, ids=lambda failure: failure.name)
def test_a_failure_is_broken_found_and_mended(failure: breaking.Failure) -> None:
    app = opened(visit(start(), PAGE), "failures")
    app = settle(healthy(app.button_group(key="learn_failure").set_value(failure.name).run()))
    stage = f"learn_stage_{failure.name}"
    found = {}
    for name in ("Broken", "Mended"):
        app = settle(healthy(app.button_group(key=stage).set_value(name).run()))
        app = settle(app)
        found[name] = next(part for part in re.findall(r"\*\*(Fine|Worth knowing|Warning|Serious): ", said(app)))
        kept = re.search(r"\*\*(?:under )?(\d+)%\*\* are still there", said(app))
        if name == "Broken":
            assert kept is not None and int(kept.group(1)) < 75
        plain(app)
    assert found["Broken"] in ("Warning", "Serious")
    assert found["Mended"] in ("Fine", "Worth knowing")


def test_fewer_numbers_are_tried_when_it_is_asked_for() -> None:
    app = opened(visit(start(), PAGE), "dimensions")
    app = settle(settle(healthy(app.button(key="learn_dimensions_try").click().run())))
    space = cache.phrases_space()
    found = ec.compare_dimensions(space)
    best, full = found.best, found.full
    assert f"**{best.n_dims}** of 384 numbers keep {best.kept:.0%} of the 10" in said(app)
    assert f"in {best.megabytes * 1000:.0f} kB instead of {full.megabytes * 1000:.0f} kB" in said(app)
    assert "0.0 MB" not in str(app.get("plotly_chart")[0].proto.spec)
    plain(app)


def test_halves_of_two_models_lie_in_one_space() -> None:
    first, second = np.eye(4, dtype=np.float32), np.ones((4, 2), dtype=np.float32)
    mixed = breaking.of_two_models(first, second, list("abcd")).vectors
    of_second = [row for row in range(4) if mixed[row].tolist() == [1, 1, 0, 0]]
    assert len(of_second) == 2 and all((mixed[row] == first[row]).all() for row in set(range(4)) - set(of_second))
    space = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(9, 4)).astype(np.float32))
    assert breaking.kept_ratio(space, space, 3) == 1.0
