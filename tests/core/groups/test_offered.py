"""Names that a language model offers: what it is asked, what is taken of its answer, and that it can be undone."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

import embedcore as ec
from embedcore.encoders.api.chat import ask_chat
from embedcore.encoders.api.params import APIParams
from embedcore.groups import EditedClustering, GroupEdits, History, edited, question, read_names
from tests.core.groups.test_group_names import GROUPS, space

MADE, _ = space(GROUPS)


@pytest.fixture(scope="module")
def shown() -> EditedClustering:
    return edited(MADE, ec.cluster(MADE, n_clusters=3))


def test_the_question_holds_words_and_typical_texts_of_each_group_and_no_more(shown: EditedClustering) -> None:
    asked = question(MADE, shown)
    assert MADE.texts is not None
    for group in range(3):
        assert f"Group {group + 1}. Words: {shown.keywords[group][0]}" in asked
        assert all(MADE.texts[row] in asked for row in shown.representatives[group])
    assert asked.count("\n- ") == 15


@pytest.mark.parametrize(
    "answer",
    [
        '{"1": "Lost password", "3": "Double charges"}',
        'Here you are:\n```json\n{"1": " Lost  password.", "3": "“Double charges”"}\n```',
        '{"1": "Lost password", "3": "Double charges", "4": "none", "x": "y", "2": 7, "0": "zero"}',
    ],
)
def test_names_in_an_answer(answer: str, shown: EditedClustering) -> None:
    assert read_names(answer, shown) == {0: "Lost password", 2: "Double charges"}


def test_names_that_another_group_has_are_left_out(shown: EditedClustering) -> None:
    answer = json.dumps({"1": "Same", "2": "same", "3": shown.names[0].upper(), "4": "far"})
    assert read_names(answer, shown) == {0: "Same"}
    assert read_names(json.dumps({"1": "x" * 41, "2": "Short"}), shown) == {1: "Short"}


@pytest.mark.parametrize("answer", ["", "no", "[1]", "{}", '{"1": ""}', "{" * 5000, '{"1": {"a": 1}}'])
def test_an_answer_without_names_is_explained(answer: str, shown: EditedClustering) -> None:
    with pytest.raises(ec.DataError, match="the model must answer with a JSON object of names by group"):
        read_names(answer, shown)


def test_offered_names_are_marked_and_undone_in_one_step(shown: EditedClustering) -> None:
    history = History(GroupEdits())
    history = history.with_step(history.now.named(shown, {0: "Lost password", 1: "Lost parcels"}, "some-model"))
    now = edited(MADE, ec.cluster(MADE, n_clusters=3), history.now)
    assert set(now.names) == {"Lost password", "Lost parcels", shown.names[2]}
    assert sorted(one.named_by for one in now.decided if one is not None) == ["some-model", "some-model"]
    mine = history.now.renamed(now, now.names.index("Lost password"), "Passwords")
    assert sorted(one.named_by for one in mine.groups) == ["", "some-model"]
    assert history.undone().now.groups == ()
    with pytest.raises(ec.ParameterError, match="no two groups can have the same name"):
        history.now.named(shown, {0: "One", 1: "one"}, "some-model")


class _Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str, dict[str, Any]]]] = []
    answer: Any = None

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, self.headers.get("Authorization", ""), body))
        content = json.dumps(self.answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    found = HTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=found.serve_forever, daemon=True).start()
    _Handler.asked.clear()
    yield f"http://127.0.0.1:{found.server_port}/v1"
    found.shutdown()
    found.server_close()


def test_the_question_goes_to_the_server_that_is_named(server: str) -> None:
    _Handler.answer = {"choices": [{"message": {"content": '{"1": "a"}'}}]}
    params = APIParams(model="some-model", base_url=server, api_key="sk-test")
    assert ask_chat(params, "Name these") == '{"1": "a"}'
    sent = {"model": "some-model", "messages": [{"role": "user", "content": "Name these"}]}
    assert _Handler.asked == [("/v1/chat/completions", "Bearer sk-test", sent)]


@pytest.mark.parametrize("answer", [{}, [], {"choices": []}, {"choices": [{"message": {"content": None}}]}, "text"])
def test_an_answer_in_another_form_is_explained(answer: Any, server: str) -> None:
    _Handler.answer = answer
    with pytest.raises(ec.DataError, match="must answer with a message as OpenAI's chat does"):
        ask_chat(APIParams(model="some-model", base_url=server), "Name these")
