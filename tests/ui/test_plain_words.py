"""With technical wording off, no page says a term of the field: text, labels, help, axes and what components get."""

import json
import re
from collections.abc import Iterator

import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from tests.ui.app_page import TICKETS, embedded, healthy, open_sample, searched, settle, start, upload, visit
from tests.ui.duplicates.test_page import table as repeats
from ui import samples, wording
from ui.learn.audience import NOT_TO_SAY

pytestmark = pytest.mark.usefixtures("queue_ends")
TERMS = re.compile(
    r"(?<![\w-])(precision|recall|F1|vectors?|t-?SNE|UMAP|PCA|HDBSCAN|cosine|euclidean|k-means|embeddings?|silhouette|"
    r"centroids?|clusters?|clustering|perplexity|trustworthiness|BM25|latent|Rand index)(?![\w-])",
    re.IGNORECASE,
)
_CODE = {"jsContent", "cssContent", "htmlContent", "revision", "plotly_url", "codeText"}
NOT_READ = _CODE | {"id", "key", "formId", "url", "elementId", "userKey"}
"""Names of fields whose strings no person reads."""
ALLOWED = (
    "Embedding Explorer",
    "(cosine)",  # beside the plain name, where the Data page offers a choice
    "(euclidean)",
    *NOT_TO_SAY,  # the lesson's own examples of what not to say
)
ROLE = "vector"
"""One of the roles that a column of the Data page can have."""


def strings(value: object, name: str = "") -> Iterator[str]:
    """Every string in a message, those aside that no person reads; JSON within it as what it holds."""
    if isinstance(value, str):
        if name in NOT_READ:
            return
        if name != "body" and value[:1] == "{" and value[-1:] == "}":
            yield from strings(json.loads(value))
        else:
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, name)


def shown(node: object) -> Iterator[str]:
    """Every string of an element and of what it holds."""
    proto = getattr(node, "proto", None)
    if proto is not None and hasattr(proto, "DESCRIPTOR"):
        yield from strings(MessageToDict(proto))
    for child in getattr(node, "children", {}).values():
        yield from shown(child)


def terms(app: AppTest) -> list[str]:
    """Where a page says a term of the field, with some words around it; what the data says is not the page's."""
    cells = set()
    if "project" in app.session_state and app.session_state["project"] is not None:
        frame = app.session_state["project"].dataset.frame
        cells = {str(cell) for column in frame.columns for cell in frame[column]}
    found = set()
    for text in shown(app._tree):
        if text in cells or text == ROLE:
            continue
        for allowed in ALLOWED:
            text = text.replace(allowed, "")
        found |= {text[max(0, match.start() - 60) : match.end() + 60] for match in TERMS.finditer(text)}
    return sorted(found)


def plain(app: AppTest) -> AppTest:
    assert terms(app) == []
    return app


def visited(app: AppTest, *pages: str) -> AppTest:
    for page in pages:
        app = plain(settle(visit(app, f"pages/{page}.py")))
    return app


def test_the_pages_of_texts() -> None:
    plain(start())
    app = plain(settle(open_sample()))
    app = visited(app, "data", "groups", "playground", "recommend", "duplicates", "learn")
    app = plain(settle(visit(app, "app.py")))
    app = searched(app, TICKETS.question)
    app.session_state["search_labels"] = True
    app.toggle(key="search_metrics").set_value(True)
    app.toggle(key="search_keywords").set_value(True)
    app = plain(healthy(app.run()))
    app = plain(searched(app, "lattice quantum chromodynamics at finite temperature"))
    app = healthy(app.toggle(key=wording.TECHNICAL_KEY).set_value(True).run())
    assert terms(app)  # the same page says them when it is asked to


def test_the_tools_of_the_playground() -> None:
    app = settle(visit(start(), "pages/playground.py"))
    for tab in ("Compare", "Word arithmetic", "The numbers"):
        app.session_state["playground_tabs"] = tab
        app = plain(settle(healthy(app.run())))


def test_the_check_of_repeats() -> None:
    app = plain(settle(visit(embedded(upload(start(), "repeats.csv", repeats())), "pages/duplicates.py")))
    app = healthy(app.button_group(key="duplicates_view").set_value("How good is this threshold?").run())
    while asked := [button for button in app.button if button.key == "duplicates_same"]:
        app = healthy(asked[0].click().run())
    plain(app)


@pytest.mark.parametrize("sample", ["cookery_club.csv", "handwritten_digits.zip"])
def test_the_pages_of_other_kinds(sample: str) -> None:
    app = plain(settle(open_sample(samples.find(sample))))
    app = visited(app, "data", "groups", "search", "playground", "duplicates", "learn", "recommend")
    measure = [button for button in app.button if button.key == "recommend_measure"]
    for button in measure:
        app = plain(settle(healthy(button.click().run())))
    plain(settle(visit(app, "app.py")))
