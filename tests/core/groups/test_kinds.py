"""Groups that are no issue are recognised, and issues are not taken for something else."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.groups import DecidedGroup, as_decided, describe_groups, unclear_share
from tests.core.groups.planted import N_DIMS, N_EACH, N_TOPICS, Rows, text, topics, vector

ISSUES = ["issue"] * N_TOPICS


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def with_channel(rng: np.random.Generator, *, outside: int) -> Rows:
    """Phone notes of all topics in a group of their own, and so many more of them in the group of each topic."""
    rows = topics(rng)
    for number in range(40):
        topic = number % N_TOPICS
        rows.add(vector(rng, topic, strength=0.5, style=1), f"Caller says {text(rng, topic, number)}", 6, "phone")
    for topic in range(N_TOPICS):
        for number in range(outside):
            rows.add(vector(rng, topic, style=0.4), f"Caller says {text(rng, topic, number)}", topic, "phone")
    return rows


@pytest.mark.parametrize("outside", [0, 5])
def test_a_channel_is_found(rng: np.random.Generator, outside: int) -> None:
    *issues, found = (one.kind for one in with_channel(rng, outside=outside).facts())
    assert [one.what for one in issues] == ISSUES
    assert (found.what, found.column, found.name, found.share) == ("channel", "channel", "phone", 1.0)
    assert found.share_elsewhere == pytest.approx(outside / (outside + N_EACH))
    assert found.label == "channel: phone"
    assert "channel is “phone” in 100% of its rows" in found.sentence


def test_a_column_that_is_the_topic_makes_no_channel(rng: np.random.Generator) -> None:
    rows = topics(rng)
    rows.values = [f"topic {label if rng.random() < 0.85 else rng.integers(N_TOPICS)}" for label in rows.labels]
    assert rows.kinds("topic") == ISSUES


def test_an_issue_that_comes_by_one_channel_stays_an_issue(rng: np.random.Generator) -> None:
    rows = topics(rng, ("email", "chat", "phone"))
    rows.values = [
        "email" if label == 2 and rng.random() < 0.9 else value
        for label, value in zip(rows.labels, rows.values, strict=True)
    ]
    assert rows.kinds() == ISSUES


def test_a_mark_that_one_issue_has_makes_no_channel(rng: np.random.Generator) -> None:
    rows = topics(rng)
    rows.values = ["yes" if label == 2 else "no" for label in rows.labels]
    assert rows.kinds("is_login") == ISSUES


def test_a_channel_of_no_column_is_not_guessed(rng: np.random.Generator) -> None:
    rows = with_channel(rng, outside=3)
    rows.values = [str(rng.choice(["a", "b"])) for _ in rows.values]
    assert rows.kinds() == [*ISSUES, "issue"]


GERMAN = (
    "Ich habe das {} noch nicht und möchte wissen, wo es ist", "Wo ist mein {}? Das ist nicht das erste Mal",
    "Warum kann ich das {} nicht mehr ändern, und wie geht es jetzt weiter", "Das {} war bei uns schon immer zu klein",
)  # fmt: skip
FRENCH = "Je n'ai pas encore reçu le {} et je voudrais savoir où il est"


def test_a_language_is_found(rng: np.random.Generator) -> None:
    rows = topics(rng)
    for number in range(40):
        said = (*GERMAN[1:], FRENCH)[number % 4].format(f"Ding{number}")
        rows.add(vector(rng, number % N_TOPICS, strength=0.3, style=1), said, 6, "email")
    *issues, found = (one.kind for one in rows.facts())
    assert [one.what for one in issues] == ISSUES
    assert (found.what, found.name, found.share, found.share_elsewhere) == ("language", "German and French", 1, 0)
    assert "most others in English" in found.sentence


def test_in_two_languages_with_issues_each_no_group_is_a_language(rng: np.random.Generator) -> None:
    rows = topics(rng)
    for place, label in enumerate(rows.labels):
        if label < 3:
            rows.texts[place] = GERMAN[place % 4].format(f"Ding{label}")
    assert rows.kinds() == ISSUES


NAMES = ("Ada", "Bo", "Cy", "Di", "Eve", "Flo", "Gus", "Hal", "Ida", "Jo")
FORM = "Contact form of the shop. Number of the customer 17, name {}. Your message {} Please do not answer this mail."


def test_a_template_is_found(rng: np.random.Generator) -> None:
    rows = topics(rng)
    for number in range(30):
        said = FORM.format(NAMES[number % 10], text(rng, number % N_TOPICS, number))
        rows.add(vector(rng, number % N_TOPICS, strength=0.4, style=1), said, 6, "email")
    *issues, found = (one.kind for one in rows.facts())
    assert [one.what for one in issues] == ISSUES
    assert (found.what, found.share, found.share_elsewhere, found.label) == ("template", 1.0, 0.0, "template")
    assert found.text.startswith("Contact form of the shop. Number of the customer … name …")
    assert found.text.endswith("Please do not answer this mail")


def test_one_message_again_and_again_is_called_that(rng: np.random.Generator) -> None:
    rows = topics(rng)
    for number in range(30):
        said = f"Your export of {number} rows is READY" if number % 5 else text(rng, 0, number)
        rows.add(vector(rng, 0, strength=0.4, style=1), said, 6, "email")
    found = rows.facts()[6].kind
    assert (found.what, found.label, found.share) == ("template", "repeated message", 0.8)
    assert found.text == "Your export of 1 rows is READY"


def test_a_form_that_every_row_has_is_no_template_of_a_group(rng: np.random.Generator) -> None:
    rows = topics(rng)
    rows.texts = [FORM.format(NAMES[place % 10], said) for place, said in enumerate(rows.texts)]
    assert rows.kinds() == ISSUES


def with_leftovers(rng: np.random.Generator) -> Rows:
    rows = topics(rng)
    for number in range(60):
        said = " ".join(f"word{word}" for word in rng.integers(10_000, size=8))
        made = rng.normal(scale=0.2, size=N_DIMS)
        made[0] += 0.5
        made[1 + number % N_TOPICS] += 0.4
        rows.add(made, said, 6, "email")
    return rows


def test_leftovers_are_found_and_are_in_no_clear_group(rng: np.random.Generator) -> None:
    facts = with_leftovers(rng).facts()
    found = facts[6]
    assert [one.kind.what for one in facts[:6]] == ISSUES
    assert found.kind.what == found.kind.label == "leftovers"
    assert found.unclear_share == 1 and found.kind.share == pytest.approx(found.border_share)
    assert unclear_share(facts) == pytest.approx(found.share, abs=0.05)
    on_borders = sum(one.share * one.border_share for one in facts[:6])
    assert unclear_share(facts) == pytest.approx(found.share + on_borders)
    assert unclear_share(facts[:6]) == pytest.approx(found.share + on_borders)  # rows in none of them count, too


def test_what_a_person_decided_wins(rng: np.random.Generator) -> None:
    facts = with_leftovers(rng).facts()
    rows = np.arange(3)
    groups = [None] * N_TOPICS + [DecidedGroup(rows)]
    assert as_decided(facts, groups) == facts
    issue = as_decided(facts, [*groups[:-1], DecidedGroup(rows, is_issue=True)])
    assert issue[6].kind.is_issue and issue[6].unclear_share == issue[6].border_share
    aside = as_decided(facts, [DecidedGroup(rows, is_issue=False), *groups[1:]])
    assert (aside[0].kind.what, aside[0].kind.label) == ("aside", "no issue")
    recognised = as_decided(facts, [*groups[:-1], DecidedGroup(rows, is_issue=False)])
    assert recognised[6].kind.what == "leftovers"  # which says more


def test_without_texts_or_columns_and_with_one_group(rng: np.random.Generator) -> None:
    rows = topics(rng)
    bare = ec.EmbeddingSpace(np.array(rows.vectors, dtype=np.float32))
    assert [one.kind.what for one in describe_groups(bare, np.array(rows.labels), N_TOPICS)] == ISSUES
    (one,) = describe_groups(rows.space(), np.zeros(len(rows.labels), dtype=int), 1)
    assert one.kind.is_issue and one.kind.label == one.kind.sentence == ""


def test_closeness_by_hand() -> None:
    """Seen from their mean, four rows point up, right, down and left, each twice."""
    corners = np.array([[0, 1], [1, 0], [0, -1], [-1, 0]], dtype=np.float32)
    vectors = np.hstack([np.repeat(corners, 2, axis=0), np.full((8, 1), 3, dtype=np.float32)])
    facts = describe_groups(ec.EmbeddingSpace(vectors), np.repeat([0, 1, 2, 3], 2), 4)
    assert [one.kind.closeness for one in facts] == pytest.approx([1] * 4, abs=1e-5)
    (all_rows,) = describe_groups(ec.EmbeddingSpace(vectors), np.zeros(8, dtype=int), 1)
    chance = 1 / np.sqrt(8)
    assert all_rows.kind.closeness == pytest.approx((0 - chance) / (1 - chance), abs=1e-5)
