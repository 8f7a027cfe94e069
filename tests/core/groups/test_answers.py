"""Which column holds the answers, what they say was done, and the ways of some rows."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.groups.answers import (
    Answers,
    answer_columns,
    answer_texts,
    find_acts,
    find_answer_column,
    read_answers,
    ways,
)

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data" / "support_tickets.csv"
THINGS = ["kettle", "parcel", "lamp", "invoice", "sofa", "phone", "chair", "rug", "clock", "router"]


def table(**columns: Sequence[str | None]) -> ec.Dataset:
    return ec.read_table(pd.DataFrame(columns).to_csv(index=False).encode(), filename="cases.csv")


def asked(n: int) -> list[str]:
    """Questions of different words."""
    return [
        f"My {THINGS[i % 10]} from order {i} is not what I wanted, {THINGS[(i * 3 + 1) % 10]} please" for i in range(n)
    ]


def planted(n: int = 60) -> tuple[ec.Dataset, list[str]]:
    """A third refunded, a third sent a replacement (of these, the first ten also apologised), a third in no way."""
    answers = []
    for i in range(n):
        thing = THINGS[i % 10]
        if i < n // 3:
            answers.append(f"Refunded the {thing}, amount {i}.")
        elif i < 2 * n // 3:
            also = " and apologised" if i < n // 3 + 10 else ""
            answers.append(f"The {thing} was damaged. Sent another {thing} by post {i}{also}.")
        else:
            answers.append(f"My {thing} order {i} {THINGS[(i * 7) % 10]} {THINGS[(i * 3 + 2) % 10]}.")
    return table(text=asked(n), resolution=answers), answers


def test_the_planted_ways_are_found_and_counted() -> None:
    dataset, answers = planted()
    found = ways(dataset, np.arange(60))
    by_name = {way.name: way for way in found}
    assert [way.name for way in found[:2]] == ["refunded, amount", "sent"]
    np.testing.assert_array_equal(by_name["refunded, amount"].rows, np.arange(20))
    np.testing.assert_array_equal(by_name["sent"].rows, np.arange(20, 40))
    np.testing.assert_array_equal(by_name["apologised"].rows, np.arange(20, 30))  # one answer, two ways
    assert by_name["apologised"].share == pytest.approx(10 / 60)
    for way in found:
        assert way.example_row in way.rows
        assert way.example == answers[way.example_row]
        assert way.n_rows == len(way.rows)
    assert by_name["sent"].example_row >= 30  # what says nothing else stands for it


def test_nothing_is_dropped() -> None:
    dataset, _ = planted()
    solved = read_answers(dataset).solved(np.arange(10, 60))
    assert (solved.n_rows, solved.n_answered, solved.n_unanswered) == (50, 50, 0)
    in_ways = np.unique(np.concatenate([way.rows for way in solved.ways]))
    np.testing.assert_array_equal(np.sort(np.concatenate([in_ways, solved.otherwise])), np.arange(10, 60))
    np.testing.assert_array_equal(solved.rest(len(solved.ways)), solved.otherwise)
    first = solved.ways[0].rows
    np.testing.assert_array_equal(np.sort(np.concatenate([first, solved.rest(1)])), np.arange(10, 60))


def test_rows_without_an_answer_are_counted_and_are_in_no_way() -> None:
    _, answers = planted()
    some: list[str | None] = [None if i % 2 else answer for i, answer in enumerate(answers)]
    dataset = table(text=asked(60), resolution=some)
    solved = read_answers(dataset).solved(np.arange(60))
    assert (solved.n_answered, solved.n_unanswered) == (30, 30)
    assert not any((way.rows % 2).any() for way in solved.ways)
    assert solved.ways[0].n_rows == 10
    assert solved.ways[0].share == pytest.approx(10 / 30)
    nothing = read_answers(dataset).solved(np.array([1, 3]))
    assert nothing.ways == ()
    assert (nothing.n_answered, nothing.n_unanswered, len(nothing.otherwise)) == (0, 2, 0)


def test_answers_that_say_what_questions_say_have_no_ways() -> None:
    rng = np.random.default_rng(0)
    words = [f"{a}{b}" for a in ("ba", "do", "ki", "lu", "me", "no") for b in ("rta", "sil", "mon", "pek", "vun")]

    def texts() -> list[str]:
        return [" ".join(rng.choice(words, 9)) for _ in range(300)]

    assert find_acts(texts(), texts()).n_acts == 0


def test_words_at_the_end_of_a_part_in_another_language() -> None:
    things = ["Kessel", "Lampe", "Rechnung", "Sofa", "Telefon", "Stuhl", "Teppich", "Uhr"]
    questions = [
        f"Ich habe Probleme mit {things[i % 8]} aus Bestellung {i}, {things[(i * 3) % 8]} fehlt" for i in range(60)
    ]
    answers = [
        f"Betrag für {things[i % 8]} {i} erstattet." if i < 30 else f"Neues Teil {things[i % 8]} {i} verschickt."
        for i in range(60)
    ]
    found = ways(table(Nachricht=questions, Lösung=answers), np.arange(60))
    assert [way.name for way in found[:2]] == ["erstattet", "verschickt"]
    assert [way.n_rows for way in found[:2]] == [30, 30]


def test_answers_in_a_script_without_spaces() -> None:
    things = ["水壶", "灯泡", "发票", "沙发", "电话", "椅子"]
    questions = [f"我的{things[i % 6]}有问题{i}号" for i in range(40)]
    answers = [f"退款完成，{things[i % 6]}{i}" if i < 25 else f"寄出新品，{things[i % 6]}{i}" for i in range(40)]
    found = ways(table(question=questions, answer=answers), np.arange(40))
    assert [way.n_rows for way in found[:2]] == [25, 15]
    assert set(found[0].name.split(", ")) <= {"退款", "款完", "完成"}
    assert set(found[1].name.split(", ")) <= {"寄出", "出新", "新品"}


def test_answers_that_repeat_are_ways_as_they_are_written() -> None:
    answers = ["Refund", "refund.", "Refund", "Replacement sent", "Replacement sent", "Called back once"]
    dataset = table(text=asked(12), action_taken=answers * 2)
    solved = read_answers(dataset).solved(np.arange(6))
    assert [(way.name, way.n_rows) for way in solved.ways] == [
        ("Refund", 3),
        ("Replacement sent", 2),
        ("Called back once", 1),
    ]
    assert solved.ways[0].example == "Refund"


def test_what_nearly_every_answer_says_is_no_way() -> None:
    _, answers = planted()
    signed = [f"Greetings from support. {answer} Regards, support" for answer in answers]
    found = ways(table(text=asked(60), resolution=signed), np.arange(60))
    assert [way.name for way in found[:2]] == ["refunded, amount", "sent"]


def test_words_of_the_same_meaning_are_one_way() -> None:
    verbs = ["Suggested", "Recommended", "Advised"]
    answers = [f"{verbs[i % 3]} the {THINGS[i % 10]} with {THINGS[(i * 3) % 10]} {i}." for i in range(60)]
    found = ways(table(text=asked(60), resolution=answers), np.arange(60))
    assert found[0].n_rows == 60
    assert set(found[0].name.split(", ")) == {"suggested", "recommended", "advised"}


def test_many_answers_are_learned_from_a_sample_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embedcore.groups.answers.acts.LEARNED_ROWS", 40)
    dataset, _ = planted()
    solved = read_answers(dataset).solved(np.arange(60))
    assert solved.ways[0].n_rows == 20  # all rows are counted
    assert solved.notes == ("the words for what was done were learned from 40 of 60 answers",)


@pytest.mark.parametrize(
    "name", ["resolution", "Solution", "answer", "agent_reply", "Action taken", "Lösung", "Antwort", "réponse", "ответ"]
)
def test_the_column_is_found_by_its_name(name: str) -> None:
    _, answers = planted()
    found = find_answer_column(table(**{"text": asked(60), name: answers}))
    assert found is not None
    assert found.name == name
    assert found.filled == 1
    assert name in found.reason


def test_columns_that_hold_no_answers() -> None:
    _, answers = planted()
    dates = [f"2026-01-{i % 28 + 1:02d}" for i in range(60)]
    states = ["open", "closed", "open"] * 20
    one_value = ["done"] * 60
    copy = asked(60)
    others = {"resolved_at": dates, "resolution_status": states, "outcome": one_value, "answer": copy, "title": answers}
    assert find_answer_column(table(text=asked(60), **others)) is None


def test_the_share_of_rows_with_an_answer_is_said_and_a_few_are_not_enough() -> None:
    _, answers = planted()
    half: list[str | None] = [answer if i % 2 else None for i, answer in enumerate(answers)]
    found = find_answer_column(table(text=asked(60), resolution=half))
    assert found is not None
    assert (found.filled, "50% of the rows" in found.reason) == (0.5, True)
    few: list[str | None] = [answer if i < 2 else None for i, answer in enumerate(answers)]
    assert find_answer_column(table(text=asked(60), resolution=few)) is None


def test_another_column_can_be_chosen() -> None:
    dataset, answers = planted()
    other = table(text=asked(60), comment=answers, kind=["a", "b", "c"] * 20, day=["2026-01-01"] * 60)
    assert find_answer_column(other) is None
    assert answer_columns(other) == ("comment", "kind")
    assert [way.n_rows for way in ways(other, np.arange(60), column="comment")[:2]] == [20, 20]
    assert [way.name for way in ways(other, np.arange(60), column="kind")] == ["a", "b", "c"]
    assert answer_texts(dataset, "resolution") == answers
    with pytest.raises(ec.DataError, match="holds how rows were solved"):
        ways(other, np.arange(60))
    with pytest.raises(ec.ParameterError, match='column of words \\(got "day" of role time'):
        ways(other, np.arange(60), column="day")
    with pytest.raises(ec.ParameterError, match=r"rows must be in 0\.\.59"):
        ways(dataset, np.array([60]))


def test_answers_are_read_once() -> None:
    dataset, _ = planted()
    first = read_answers(dataset)
    assert isinstance(first, Answers)
    assert read_answers(dataset, "resolution") is first


def test_without_questions_and_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    _, answers = planted()
    dataset = table(text=asked(60), resolution=answers).with_text_column(None)
    monkeypatch.setattr("embedcore.groups.answers.solved.quick_encoder", lambda: None)
    names = [way.name for way in ways(dataset, np.arange(60))]
    assert {"refunded, amount", "sent"} <= set(names[:4])


def test_the_ways_of_the_ticket_sample_read_as_sensible() -> None:
    dataset = ec.read_table(SAMPLE)
    answers = read_answers(dataset)
    assert len(np.unique(answers.acts.answer)) > 0.6 * dataset.n_rows
    topics = np.array(dataset.frame["topic"].tolist())

    def first(topic: str, n: int) -> list[str]:
        return [way.name for way in answers.solved(np.flatnonzero(topics == topic)).ways[:n]]

    assert first("Damaged or wrong item", 2) == ["sent", "refunded"]
    assert first("Payment and double charges", 3) == ["sent", "refunded", "confirmed"]
    assert set(first("Product questions", 1)[0].split(", ")) == {"recommended", "suggested", "advised"}
    assert first("Invoices and tax", 2) == ["sent", "corrected"]
