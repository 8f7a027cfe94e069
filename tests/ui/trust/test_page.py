"""The Trust page: three sentences, the findings with their rows, and a fix that is tried, used, undone."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore import jobs
from embedcore.trust import Evidence, Finding, HealthReport, apply_fix
from tests.ui.app_page import (
    embedded,
    healthy,
    links,
    menu,
    of_data,
    plain,
    said,
    searched,
    settle,
    small_csv,
    start,
    table,
    title,
    upload,
    visit,
)
from ui import wording
from ui.trust import verdict

pytestmark = pytest.mark.usefixtures("queue_ends")
PAGE = "pages/trust.py"


def finding(name: str, severity: str, **fields: Any) -> Finding:
    made = {
        "title": f"About {name}", "measured": f"{name} was measured.", "meaning": f"{name} means something.",
        "advice": f"Do something about {name}.", "technical": f"{name} in terms",
    }  # fmt: skip
    return Finding(name=name, severity=severity, **{**made, **fields})  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Done:
    result: HealthReport
    state: str = "done"
    active: bool = False


def by_metric(space: ec.EmbeddingSpace) -> HealthReport:
    """Lengths count under any metric but cosine; a text repeats whatever is done."""
    wrong = str(space.metric) != "cosine"
    return HealthReport(
        (
            finding("wrong_metric", "serious" if wrong else "ok", fix="cosine",
                    measured=f"{'62%' if wrong else '0%'} of the most alike are others.",
                    evidence=(Evidence("Where it shows", ("text", "like"), (("a *b*", "=c"),)),)),
            finding("exact_copies", "warning", rows=np.array([3, 1])),
            finding("dominant_dimensions", "warning", fix="standardise",
                    evidence=(Evidence("Shares", ("dimension", "share"), ((0, 0.9), (1, 0.1))),)),
            finding("languages", "info", rows=np.array([2]), evidence=(Evidence("Some", ("text",), (("hola",),)),)),
            finding("hubs", "ok"),
        ),
        ("Looked at 30 of 40 rows.",),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def hand_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "check_health", lambda queue, space, *, session: Done(by_metric(space)))


@pytest.fixture
def app() -> AppTest:
    """Nine texts, compared by straight lines."""
    app = embedded(upload(start(), "small.csv", small_csv()))
    app = visit(app, "pages/data.py")
    app = healthy(of_data(app, "radio", "data_metric").set_value("euclidean").run())
    return visit(app, PAGE)


def press(app: AppTest, key: str) -> AppTest:
    return settle(healthy(app.button(key=f"trust_{key}").click().run()))


def _titles(app: AppTest) -> list[str]:
    return [plain(one.value) for one in app.markdown if one.value.startswith("### ")]


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def test_without_data_it_says_what_it_will_tell() -> None:
    app = visit(start(), PAGE)
    assert title(app) == "Trust"
    assert "what may mislead you" in said(app)
    assert "Open a sample, or your own data" in links(app)


def test_without_vectors_it_leads_on() -> None:
    app = visit(upload(start(), "small.csv", small_csv()), PAGE)
    assert "have not been read yet" in said(app)


def test_three_sentences_come_first_then_findings_by_severity(app: AppTest) -> None:
    text = said(app)
    assert (
        "5 things that can mislead were looked for in 9 texts: 1 is serious, 2 are warnings, 1 is worth knowing "
        in text
    )
    assert (
        "Do not rely on it yet: “About wrong_metric”, “About exact_copies” and “About dominant_dimensions” change"
        in text
    )
    assert "What to do: Do something about exact_copies." in text.replace("*", "")
    assert [one.partition("error: ")[2] or one.partition("warning: ")[2] for one in _titles(app)] == [
        "Serious: About wrong_metric", "Warning: About exact_copies", "Warning: About dominant_dimensions",
    ]  # fmt: skip
    assert "Worth knowing: About languages. languages was measured." in [plain(one.label) for one in app.expander]
    assert [one.label for one in app.expander if "fine" in one.label] == [r"1 thing is fine: About hubs"]
    assert "Looked at 30 of 40 rows." in text
    assert "ec.check_health(space)" in "".join(code.value for code in app.code)
    assert "in terms" not in text


def test_technical_wording_adds_the_terms(app: AppTest) -> None:
    app = healthy(app.toggle(key=wording.TECHNICAL_KEY).set_value(True).run())
    assert "wrong_metric in terms" in said(app)
    assert app.button(key="trust_wrong_metric_fix").label == "Use cosine similarity"


def test_what_comes_from_data_is_shown_to_the_letter(app: AppTest) -> None:
    cells = app.table[0].value
    assert cells.iloc[0].tolist() == [r"a \*b\*", r"\=c"]


def test_its_rows_are_a_table_once_opened_and_go_to_the_map(app: AppTest) -> None:
    assert not app.dataframe
    label = app.button(key="trust_exact_copies_map").label
    assert label == "Show 2 texts on the map"
    app = healthy(app.button(key="trust_exact_copies_map").click().run())
    assert title(app) == "Map"
    assert "2 selected" in said(app)


def test_what_does_no_harm_is_a_line_that_opens(app: AppTest) -> None:
    assert "trust_languages_map" not in keys(app)
    app.session_state["trust_languages"] = True
    app = healthy(app.run())
    assert "trust_languages_map" in keys(app)
    assert app.dataframe[0].value["row_number"].tolist() == [3]


def test_copies_are_decided_on_the_page_of_their_own(app: AppTest) -> None:
    assert "Decide which ones stay" in links(app)


def test_a_fix_is_tried_used_on_every_page_and_undone(app: AppTest) -> None:
    first = app.session_state["project"]
    assert "compared by straight-line distance" in said(app)
    app = press(app, "wrong_metric_fix")
    text = said(app)
    assert app.session_state["project"] is first
    assert "Before and after: Compare by direction, not by size" in text
    assert "Serious. 62% of the most alike are others." in text.replace("*", "")
    assert "Fine. 0% of the most alike are others." in text.replace("*", "")
    assert app.button(key="trust_wrong_metric_fix").disabled

    app = press(app, "use")
    project = app.session_state["project"]
    assert project.metric == "cosine" and project.space.metric == "cosine"
    assert "trust_wrong_metric_fix" not in keys(app)
    assert "Do not rely on it yet" not in said(app)
    assert project.decisions is first.decisions and project.edits is first.edits
    assert "· by " in said(visit(app, "pages/map.py"))

    app = press(visit(app, PAGE), "undo")
    assert app.session_state["project"].space is first.space
    assert "trust_wrong_metric_fix" in keys(app)


def test_changed_vectors_are_on_every_page_and_said_in_the_menu(app: AppTest) -> None:
    app = press(press(app, "dominant_dimensions_fix"), "use")
    space = app.session_state["project"].space
    np.testing.assert_allclose(space.vectors.mean(axis=0), 0, atol=1e-5)
    assert "every number counts the same" in said(app)
    for page in ("pages/map.py", "pages/groups.py", "pages/duplicates.py", "app.py", "pages/data.py"):
        app = settle(visit(app, page))
        assert "· straight-line distance · every number counts the same" in said(app)
    app = searched(app, "my parcel never arrived")
    found = table(app, "row_number")
    assert found["row_number"].iloc[0] == 1 and found["distance"].iloc[0] == pytest.approx(0, abs=1e-3)
    assert title(settle(visit(app, "pages/playground.py"))) == "Playground"
    app = press(visit(app, PAGE), "undo")
    assert "every number counts the same" not in said(app)


def test_it_is_left_as_it_is(app: AppTest) -> None:
    app = press(press(app, "wrong_metric_fix"), "leave")
    assert "Before and after" not in said(app)
    assert app.session_state["project"].metric == "euclidean"


def test_the_metric_has_one_owner(app: AppTest) -> None:
    """Chosen on the Data page, undone here, and chosen back there: nothing is left to undo."""
    assert len(app.session_state["project"].before) == 1
    app = visit(app, "pages/data.py")
    app = healthy(of_data(app, "radio", "data_metric").set_value("cosine").run())
    assert app.session_state["project"].before == ()
    app = visit(app, PAGE)
    assert "trust_undo" not in keys(app)
    app = visit(app, "pages/data.py")
    assert of_data(app, "radio", "data_metric").value == "cosine"


def test_a_model_that_is_named_after_a_fix_reads_phrases_as_the_rows_were_changed() -> None:
    texts = ["where is my parcel", "I forgot my password", "a recipe for lentil soup", "the soup is cold"]
    model = ec.get_encoder()
    rows = [{"text": text, "vector": vector.tolist()} for text, vector in zip(texts, model.encode(texts), strict=True)]
    app = visit(embedded(upload(start(), "mine.json", json.dumps(rows).encode())), PAGE)
    app = press(press(app, "dominant_dimensions_fix"), "use")
    assert app.session_state["project"].space.encoder is None
    app = settle(visit(app, "pages/search.py"))
    app = healthy(app.selectbox(key="search_model").set_value("all-MiniLM-L6-v2").run())
    app = settle(healthy(app.button(key="search_model_use").click().run()))
    app = settle(searched(app, "delivery of an order"))
    project = app.session_state["project"]
    known = ec.EmbeddingSpace(project.before[0].vectors, encoder=model)
    right = ec.search(apply_fix(known, "standardise"), "delivery of an order")
    found = ec.search(project.space, "delivery of an order")
    np.testing.assert_allclose(found.scores, right.scores, atol=1e-5)
    assert project.before[0].encoder is not None and "every number counts the same" in said(app)


def test_it_is_in_the_menu_under_its_own_purpose() -> None:
    assert "Trust" in menu(start())


@pytest.mark.parametrize(
    ("severities", "meaning", "advice"),
    [
        ((), "Nothing was found", "Nothing; go on"),
        (("info",), "Nothing was found", "keep in mind: f0 was measured."),
        (("warning",), "It can be used with care: look at “About f0” before", "Do something about f0."),
        (("serious", "warning"), "Do not rely on it yet: “About f0” and “About f1” change", "Do something about f0."),
        (("serious",), "“About f0” changes what looks alike", "Do something about f0."),
        (("warning",) * 5, "“About f2” and 2 more", "Do something about f0."),
    ],
)
def test_the_answer(severities: tuple[str, ...], meaning: str, advice: str) -> None:
    found = HealthReport(tuple(finding(f"f{place}", one) for place, one in enumerate(severities)))
    _, means, to_do = verdict.sentences(found, "9 texts")
    assert meaning in means
    assert advice in to_do
