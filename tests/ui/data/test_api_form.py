"""The Data page with a model behind an API: a real server on loopback that wants a key and misbehaves on demand."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from driving.page_words import WORD_ARITHMETIC
from embedcore.encoders import get_encoder
from embedcore.encoders.api.request import MAX_RETRIES
from embedcore.jobs.queue import JobQueue
from tests.core.embedding_server import MODEL, EmbeddingServer, embedding_server
from tests.ui.app_page import (
    healthy,
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
from ui import cache, session
from ui.data import model_picker

pytestmark = pytest.mark.usefixtures("queue_ends")

KEY = "sk-proj-S3cretK3yThatNobodyMaySee-0123456789"
OWN_SERVER = "a server of your own"
OPENAI_MODEL = "text-embedding-3-small"


@pytest.fixture(autouse=True)
def a_known_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key of the machine that runs the tests, and private use."""
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")


@pytest.fixture
def new_workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers that are started, and end, with the test: they see the environment that it sets."""
    queue = JobQueue(is_alive=session.is_alive)
    monkeypatch.setattr(cache, "job_queue", lambda: queue)
    yield
    queue.close()


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server(get_encoder(MODEL), keys=(KEY,)) as running:
        yield running


def with_model(name: str) -> AppTest:
    app = upload(start(), "small.csv", small_csv())
    box = next(box for box in app.selectbox if str(box.key).startswith("data_model"))
    return healthy(box.set_value(name).run())


def key_fields(app: AppTest) -> list[Any]:
    return [
        field for field in app.text_input if field.label in (model_picker.KEY_LABEL, model_picker.OPTIONAL_KEY_LABEL)
    ]


def with_key(app: AppTest, key: str) -> AppTest:
    (field,) = key_fields(app)
    return healthy(field.set_value(key).run())


def own_server(address: str, key: str = "", model: str = MODEL) -> AppTest:
    app = with_model(OWN_SERVER)
    app.text_input(key="data_api_url").set_value(address)
    app.text_input(key="data_api_model").set_value(model)
    return with_key(app, key)


def sent(app: AppTest) -> AppTest:
    return settle(healthy(app.button(key="data_embed").click().run()))


def again(app: AppTest) -> AppTest:
    return settle(healthy(app.button(key="data_job_again").click().run()))


def errors(app: AppTest) -> list[str]:
    return [plain(error.value) for error in app.error]


def holds_key(app: AppTest) -> bool:
    """Whether the key, or a long part of it, is anywhere but in the field that it was typed into."""
    fields = key_fields(app)
    shown = [repr(element) for element in [*app.main, *app.sidebar] if all(element is not field for field in fields)]
    state = repr(app.session_state._state.filtered_state)
    files = [*cache.job_queue().folder.rglob("*"), *Path(os.environ["EMBEDCORE_CACHE_DIR"]).rglob("*")]
    contents = [file.read_bytes().decode("latin-1") for file in files if file.is_file()]
    parts = {KEY[place : place + 10] for place in range(len(KEY) - 9)}
    return any(part in text for text in (*shown, said(app), state, *contents, *map(str, files)) for part in parts)


def test_a_server_of_ones_own_from_the_cost_to_the_search(server: EmbeddingServer) -> None:
    app = own_server(server.url)
    assert "9 different texts with at most about 82 tokens." in said(app)
    assert app.button(key="data_embed").label == "Send 9 texts to 127.0.0.1"
    assert server.requests == []  # nothing goes anywhere before the button
    app = with_key(app, KEY)
    assert not holds_key(app)
    app = sent(app)
    assert title(app) == "Map"
    used = "9 different texts were sent to 127.0.0.1 in 1 request: 55 tokens used."
    assert [plain(toast.value) for toast in app.toast] == [used]
    space = app.session_state["project"].space
    assert space.encoder.card.available
    assert len(server.requests) == 1  # it is not asked only to be ready
    np.testing.assert_allclose(space.vectors, get_encoder(MODEL).encode(space.dataset.texts), atol=1e-5)
    app = visit(app, "pages/data.py")
    assert not app.toast
    for line in (used, f"**Model**: {MODEL}", f"**Address**: {server.url}", "Texts are sent to 127.0.0.1."):
        assert line in said(app)
    app = searched(app, "password")
    assert "password" in table(app, "row_number")["text"].tolist()[0]
    # The query and nothing else: what a score means is measured without sending more.
    assert [len(request["input"]) for request in server.requests] == [9, 1]
    assert {headers["authorization"] for headers in server.headers} == {f"Bearer {KEY}"}
    assert not holds_key(app)
    assert KEY not in repr(app)


def test_what_was_read_before_is_neither_sent_nor_counted_again(server: EmbeddingServer) -> None:
    app = visit(sent(own_server(server.url, KEY)), "pages/data.py")
    app = healthy(app.button(key="data_again").click().run())
    more = small_csv().replace(b"parcel", b"package")
    app = upload(app, "more.csv", more, key="data_upload")
    box = next(box for box in app.selectbox if str(box.key).startswith("data_model"))
    app = healthy(box.set_value(OWN_SERVER).run())
    app.text_input(key="data_api_url").set_value(server.url)
    app.text_input(key="data_api_model").set_value(MODEL)
    app = with_key(app, KEY)
    assert "3 different texts with at most about" in said(app)
    assert "tokens; 6 were read before." in said(app)
    app = visit(sent(app), "pages/data.py")
    assert "3 different texts were sent to 127.0.0.1 in 1 request: " in said(app)
    assert [len(request["input"]) for request in server.requests] == [9, 3]


@pytest.mark.parametrize(
    ("how", "error"),
    [
        (["echo_key"], "api_key must be a key that 127.0.0.1 accepts (got 401: Incorrect API key provided: [key]."),
        (
            ["500_now"] * (MAX_RETRIES + 1),
            "127.0.0.1 must be able to answer (got 500: something broke); try again later",
        ),
        (["mixed_dimensions"], "127.0.0.1 must answer with vectors of one length (got lengths 1, 384); check base_url"),
        (["page"], "127.0.0.1 must answer with "),
    ],
)
def test_what_a_server_does_wrong_is_said_and_running_again_works(
    how: list[str], error: str, server: EmbeddingServer
) -> None:
    server.misbehave(*how)
    app = sent(own_server(server.url, KEY))
    assert title(app) == "Data"
    assert len(errors(app)) == 1
    assert errors(app)[0].startswith(error)
    assert not holds_key(app)
    assert title(again(app)) == "Map"


def test_a_wrong_key_is_said_and_the_right_one_works(server: EmbeddingServer) -> None:
    app = sent(own_server(server.url, "sk-wrong"))
    assert errors(app) == [
        "api_key must be a key that 127.0.0.1 accepts (got 401: Incorrect API key provided: sk-***); check it, or "
        "make a new one at the provider"
    ]
    app = with_key(app, KEY)
    assert errors(app) == []
    assert title(sent(app)) == "Map"


def test_a_key_that_expires_is_said_on_the_search_page(server: EmbeddingServer) -> None:
    app = sent(own_server(server.url, KEY))
    server.misbehave("echo_key", "echo_key")  # each run of the page asks again
    app = searched(app, "password")
    assert len(errors(app)) == 1
    assert "api_key must be a key that 127.0.0.1 accepts" in errors(app)[0]
    assert KEY not in repr(app)
    assert "password" in table(searched(app, "my password"), "row_number")["text"].tolist()[0]


@pytest.mark.parametrize(
    ("address", "key", "error"),
    [
        ("models.example.com/v1", "", "base_url must begin with https:// (got ''); write it out in full"),
        ("https://me:hidden@models.example.com/v1", "", "base_url must hold no user name or password"),
        ("http://127.0.0.1:1/v1", "two words", "api_key must be letters, digits and signs without spaces"),
    ],
)
def test_what_can_not_be_asked_is_said_before_anything_is_sent(address: str, key: str, error: str) -> None:
    app = own_server(address, key)
    assert len(errors(app)) == 1
    assert errors(app)[0].startswith(error)
    assert "hidden" not in errors(app)[0]
    assert "data_embed" not in [button.key for button in app.button]


def test_a_server_that_is_not_there(server: EmbeddingServer) -> None:
    app = sent(own_server("https://no-such-host.invalid/v1", KEY))
    assert len(errors(app)) == 1
    assert "no-such-host.invalid" in errors(app)[0]
    assert not holds_key(app)


@pytest.mark.usefixtures("new_workers")
def test_a_closed_app_asks_no_private_server(server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    app = sent(own_server(f"https://127.0.0.1:{server.port}/v1", KEY))
    assert len(errors(app)) == 1
    assert errors(app)[0].startswith("base_url must lead to a server on the internet (got 127.0.0.1, a loopback")
    assert title(app) == "Data"
    assert server.requests == []


def test_a_closed_app_spends_no_configured_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr(model_picker.st, "secrets", {"OPENAI_API_KEY": KEY})
    app = with_model(OPENAI_MODEL)
    assert [field.label for field in key_fields(app)] == [model_picker.KEY_LABEL]
    assert "is used." not in said(app)
    assert "The key in this app's settings is not used: this app keeps its own machine" in said(app)
    assert "data_embed" not in [button.key for button in app.button]
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")
    app = healthy(app.run())
    assert key_fields(app) == []
    assert "The key in this app's secrets is used." in said(app)


@pytest.mark.usefixtures("new_workers")
def test_a_key_in_the_environment_needs_no_field(server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.model = OPENAI_MODEL
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    app = with_model(OPENAI_MODEL)
    assert key_fields(app) == []
    assert "The key in the environment (OPENAI_API_KEY) is used." in said(app)
    assert "sent to 127.0.0.1" in said(app)
    assert "api.openai.com" not in said(app)
    app = sent(app)
    assert title(app) == "Map"
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(app)


def test_openai_without_a_key_offers_no_button() -> None:
    app = with_model(OPENAI_MODEL)
    assert [field.label for field in key_fields(app)] == [model_picker.KEY_LABEL]
    assert "sent to api.openai.com; $0.02 for a million tokens" in said(app)
    assert "data_embed" not in [button.key for button in app.button]
    app = with_key(app, KEY)
    assert app.button(key="data_embed").label == "Send 9 texts to api.openai.com"
    assert "at most about 82 tokens, at most about $0.0000 (prices of May 2026)." in said(app)
    box = next(box for box in app.selectbox if str(box.key).startswith("data_model"))
    app = healthy(box.set_value(OWN_SERVER).run())
    assert [field.value for field in key_fields(app)] == [""]  # a key for one server is not offered to another


def test_word_arithmetic_sends_nothing_before_it_may(server: EmbeddingServer) -> None:
    app = visit(sent(own_server(server.url, KEY)), "pages/playground.py")
    app.session_state["playground_tabs"] = WORD_ARITHMETIC
    app = settle(app)
    app = healthy(app.text_input(key="playground_arithmetic").set_value("king - man + woman").run())
    label = app.button(key="playground_send").label
    assert label.startswith("Send ")
    assert label.endswith(" words to 127.0.0.1")
    assert sum(len(request["input"]) for request in server.requests) < 30
