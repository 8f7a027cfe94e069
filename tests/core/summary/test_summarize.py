"""Summaries of planted data: every figure counted by hand, trends found where there are some and not where not."""

import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest

import embedcore as ec
from embedcore.duplicates import find_duplicates
from embedcore.groups import GroupEdits, edited, sureness_in_words
from embedcore.summary import Scope, Section, Sentence, Summary
from embedcore.trust.health import Severity

START = date(2026, 1, 1)
SIZES = {"late parcels": 60, "broken lamps": 40, "new invoices": 30, "old passwords": 30}
N_ROWS = sum(SIZES.values())
COPIES = 0.99999
WORDS = ["".join(letters) for letters in product("bdfgk", "aeiou", "lmnr", "aeiou")]


def days_of(topic: str, n: int, rng: np.random.Generator) -> list[int]:
    """Days after the start of a quarter of a year: invoices only in the last month, passwords hardly in it."""
    if topic == "new invoices":
        return sorted(rng.integers(62, 90, n).tolist())
    if topic == "old passwords":
        return sorted(rng.integers(0, 58, n).tolist())
    return np.linspace(0, 89, n).astype(int).tolist()


def planted(*, by_time: bool = True) -> tuple[ec.EmbeddingSpace, ec.Clustering]:
    """Four topics far from each other; with by_time=False the days are drawn at random."""
    rng = np.random.default_rng(3)
    lines, vectors = ["text,when,amount,note"], []
    for topic, (name, n) in enumerate(SIZES.items()):
        middle = np.eye(16)[topic]
        for number, day in enumerate(days_of(name, n, rng)):
            when = START + timedelta(days=day if by_time else int(rng.integers(0, 90)))
            others = " ".join(rng.choice(WORDS, 8))
            lines.append(f"{name} {others},{when},{number * 1.5},n{number}")
            vectors.append(middle + rng.normal(size=16) * 0.08)
    vectors[1] = vectors[0]
    lines[2] = lines[1]  # word for word
    dataset = ec.read_table("\n".join(lines).encode(), filename="cases.csv", text_column="text")
    space = ec.EmbeddingSpace(np.array(vectors, dtype=np.float32), dataset=dataset)
    return space, ec.cluster(space, n_clusters=4)


@pytest.fixture(scope="module")
def found() -> Summary:
    space, clustering = planted()
    return ec.summarize(space, clustering, duplicates=find_duplicates(space, threshold=COPIES))


def section(summary: Summary, key: str) -> Section:
    return next(one for one in summary.sections if one.key == key)


def told(summary: Summary, key: str) -> list[str]:
    return [str(sentence) for sentence in section(summary, key).sentences]


def group_of(clustering: ec.Clustering, row: int) -> int:
    return int(clustering.labels[row])


def test_it_says_how_many_rows_of_when(found: Summary) -> None:
    assert told(found, "about")[0] == "160 rows of cases.csv, from 1 January 2026 to 31 March 2026."
    assert "what “text” says" in told(found, "about")[1]
    assert found.title == "What is in cases.csv"


def test_every_issue_has_its_rows_its_share_and_a_typical_text(found: Summary) -> None:
    issues = section(found, "issues").sentences
    assert [len(sentence.rows) for sentence in issues] == [60, 40, 30, 30]
    assert "60 rows (38%)" in issues[0]
    assert issues[0].lead == found.basis.clustering.names[0]
    assert issues[0].example.startswith("“late parcels ")
    assert np.array_equal(issues[0].rows, np.arange(60))
    for issue in found.issues:
        assert sum(issue.by_time) == len(issue.rows)
        assert issue.typical in issue.rows


def test_every_row_is_in_one_issue(found: Summary) -> None:
    rows = np.concatenate([issue.rows for issue in found.issues])
    assert np.array_equal(np.sort(rows), np.arange(N_ROWS))
    assert sum(issue.share for issue in found.issues) == pytest.approx(1)


def test_what_is_new_is_found(found: Summary) -> None:
    (new,) = section(found, "new").sentences
    assert new.group == group_of(found.basis.clustering, 100)
    assert "all 30 rows are from the last 30 days" in new
    assert np.array_equal(new.rows, np.arange(100, 130))


def test_what_fell_is_found_and_nothing_else(found: Summary) -> None:
    fell, every = section(found, "changed").sentences
    assert fell.group == group_of(found.basis.clustering, 130)
    assert " fell by " in fell
    assert "more than the others" in fell
    assert every.startswith("All together: ")


def test_no_trend_is_found_where_there_is_none() -> None:
    summary = ec.summarize(*planted(by_time=False))
    assert told(summary, "new")[0].startswith("No group is new")
    assert told(summary, "changed")[0].startswith("No group grew or fell more than the others did, beyond chance.")


def test_counts_of_a_trend_are_the_rows_of_these_days(found: Summary) -> None:
    dates = found.basis.times
    assert dates is not None
    recent = dates > dates.max() - np.timedelta64(30, "D")
    before = (dates > dates.max() - np.timedelta64(60, "D")) & ~recent
    passwords = np.arange(130, 160)
    assert (
        f"{recent[passwords].sum()} in the last 30 days, {before[passwords].sum()} in the 30 days before"
        in (section(found, "changed").sentences[0])
    )


def test_without_dates_nothing_is_said_of_trends() -> None:
    space, clustering = planted()
    assert space.dataset is not None
    bare = ec.EmbeddingSpace(space.vectors, dataset=ec.Dataset.from_texts(space.dataset.texts))
    summary = ec.summarize(bare, clustering)
    assert {one.key for one in summary.sections} == {"about", "issues", "repeats", "unusual", "trust"}
    assert all(issue.by_time == () and issue.trend == "" for issue in summary.issues)


def test_vectors_alone_have_a_summary_too() -> None:
    space, clustering = planted()
    summary = ec.summarize(ec.EmbeddingSpace(space.vectors), clustering)
    assert told(summary, "about")[0] == "160 rows."
    assert summary.title == "What is in these rows"
    assert "<h1>" in summary.to_html()
    assert len(summary.to_workbook()) > 1_000


def test_what_repeats_is_counted(found: Summary) -> None:
    first, twice = section(found, "repeats").sentences
    assert first.startswith("1 row (under 1%) repeats another one")
    assert "all of them word for word. With those that they repeat they are 2, in 1 set." in first
    assert found.basis.space.texts is not None
    assert twice == f"2 times, word for word: “{found.basis.space.texts[0]}”"
    assert twice.rows.tolist() == [0, 1]


def test_repeats_that_nobody_looked_for_are_not_said_to_be_none() -> None:
    summary = ec.summarize(*planted(), duplicates=None)
    assert told(summary, "repeats") == ["Repeats were not looked for among 160 rows."]


def test_the_report_that_is_given_is_the_one_that_is_told() -> None:
    space, clustering = planted()
    report = find_duplicates(space, threshold=0.9)
    summary = ec.summarize(space, clustering, duplicates=report)
    assert f"{report.n_redundant} rows" in told(summary, "repeats")[0]
    assert "0.900" in told(summary, "repeats")[0]


def test_only_the_rows_of_the_scope_are_spoken_of() -> None:
    space, clustering = planted()
    rows = np.concatenate([np.arange(0, 20), np.arange(60, 70)])
    summary = ec.summarize(space, clustering, scope=Scope(rows=rows, said="amount: low"))
    assert told(summary, "about")[0].startswith("30 of the 160 rows of cases.csv, chosen by amount: low, from")
    assert summary.title == "What is in cases.csv: amount: low"
    assert [len(issue.rows) for issue in summary.issues] == [20, 10]
    assert all(np.isin(sentence.rows, rows).all() for sentence in summary.sentences)
    same = ec.summarize(space, clustering, rows=np.isin(np.arange(N_ROWS), rows))
    assert [str(one) for one in same.sentences][1:] == [str(one) for one in summary.sentences][1:]


def test_a_choice_by_time_is_compared_with_the_time_before() -> None:
    space, clustering = planted()
    whole = ec.summarize(space, clustering)
    dates = whole.basis.times
    assert dates is not None
    last = np.flatnonzero(dates > dates.max() - np.timedelta64(30, "D"))
    summary = ec.summarize(space, clustering, scope=Scope(rows=last, trend_rows=np.arange(N_ROWS)))
    trends = {issue.group: issue.trend for issue in whole.issues}
    assert all(issue.trend == trends[issue.group] for issue in summary.issues)
    assert told(summary, "new")[0] == told(whole, "new")[0]


def test_what_was_decided_is_respected() -> None:
    space, clustering = planted()
    shown = edited(space, clustering)
    edits = GroupEdits().renamed(shown, 0, "Parcels that come late")
    shown = edited(space, clustering, edits)
    edits = edits.as_issue(shown, group_of(shown, 60), False)
    shown = edited(space, clustering, edits)
    scope = Scope(dropped=[1], tags={"for Monday": [5, 6, 1]})
    summary = ec.summarize(space, shown, scope=scope, duplicates=find_duplicates(space, threshold=COPIES))
    assert section(summary, "issues").sentences[0].startswith("Parcels that come late: 59 rows (37%)")
    first, aside = section(summary, "aside").sentences
    assert first == "Whatever issues 40 rows (25%) in these groups are about is not counted above."
    assert aside.group == group_of(shown, 60)
    assert len(section(summary, "issues").sentences) == 3
    assert "1 row repeats another and was dropped: not counted here." in told(summary, "about")
    assert "“for Monday”: 2 rows (1%)." in told(summary, "about")
    assert told(summary, "repeats") == ["Nothing repeats: no two rows are as close as 1.000 (similarity)."]


def test_many_groups_are_not_all_told_but_all_are_counted() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(15), 6)
    space = ec.EmbeddingSpace((np.eye(20)[labels] + rng.normal(size=(90, 20)) * 0.02).astype(np.float32))
    summary = ec.summarize(space, ec.cluster(space, n_clusters=15))
    sentences = section(summary, "issues").sentences
    assert sentences[-1] == "3 smaller groups hold 18 rows (20%)."
    assert sum(len(sentence.rows) for sentence in sentences) == 90
    assert len(summary.issues) == 15


def test_the_least_usual_rows_are_those_far_from_every_middle(found: Summary) -> None:
    vectors = found.basis.space.vectors / np.linalg.norm(found.basis.space.vectors, axis=1, keepdims=True)
    middles = np.array([vectors[issue.rows].mean(axis=0) for issue in found.issues])
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    least = np.argsort((vectors @ middles.T).max(axis=1))[:3]
    assert [int(sentence.rows[0]) for sentence in section(found, "unusual").sentences] == least.tolist()
    usual = np.setdiff1d(np.arange(40), least)
    said = told(ec.summarize(found.basis.space, found.basis.clustering, rows=usual), "unusual")
    assert said == ["No row is far from all groups."]


def test_copies_of_an_unusual_row_are_one_sentence() -> None:
    space, clustering = planted()
    vectors = space.vectors.copy()
    vectors[:2] = np.eye(16)[9]  # rows 0 and 1 say the same, far from all
    made = ec.EmbeddingSpace(vectors, dataset=space.dataset)
    first = section(ec.summarize(made, clustering), "unusual").sentences[0]
    assert first.rows.tolist() == [0, 1]


def test_trust_says_what_the_groups_page_says() -> None:
    space, _ = planted()
    clustering = ec.cluster(space)
    said = told(ec.summarize(space, clustering), "trust")
    assert clustering.how_many is not None
    assert said[1] == sureness_in_words(clustering.how_many.stability)
    assert min(clustering.stability) >= 0.9 and "least sure" not in " ".join(said)
    assert said[2] == "Every row is clearly in one group."
    shaky = replace(clustering, stability=(0.89, *clustering.stability[1:]))
    said = told(ec.summarize(space, shaky), "trust")
    assert said[2].startswith(f"{shaky.names[0]} is the least sure of the issues")


def test_near_copies_are_not_quoted_as_the_same_words() -> None:
    space, clustering = planted()
    said = told(ec.summarize(space, clustering, duplicates=find_duplicates(space, threshold=0.9)), "repeats")
    assert "in nearly these words: “" in said[1]


def test_all_windows_of_time_end_with_the_data() -> None:
    space, clustering = planted()
    summary = ec.summarize(space, clustering, rows=np.arange(0, 60))
    dates = summary.basis.times
    assert dates is not None
    recent = int((dates[:60] > dates.max() - np.timedelta64(30, "D")).sum())
    assert f"the {recent} rows of the last 30 days" in told(summary, "new")[0]
    assert f"{recent} in the last 30 days" in told(summary, "changed")[-1]


def test_a_sentence_is_a_text_that_knows_its_rows(found: Summary) -> None:
    for sentence in found.sentences:
        assert isinstance(sentence, str)
        assert isinstance(sentence, Sentence)
        assert sentence == f"{sentence.lead}{sentence.told}{sentence.example and f' {sentence.example}'}"
        assert len(sentence.rows)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"rows": []}, r"rows must hold at least one row \(got none\)"),
        ({"rows": [0, 160]}, r"rows must be in 0\.\.159 \(got 160\)"),
        ({"rows": [-1]}, r"rows must be in 0\.\.159 \(got -1\)"),
        ({"rows": [0.5]}, r"rows must be a list of row indices \(got float64"),
        ({"rows": np.ones(3, dtype=bool)}, r"rows as a mask must have 160 entries"),
        ({"rows": [0], "scope": Scope()}, r"rows stand in the scope"),
        ({"scope": Scope(rows=[3], dropped=[3])}, r"at least one row that was not dropped"),
        ({"time_column": "note"}, r'time_column must hold dates \(got "note"'),
        ({"time_column": "nothing"}, "nothing"),
        ({"days": 0}, r"days must be above 0 \(got 0\)"),
        ({"duplicates": "all"}, "duplicates"),
    ],
)
def test_what_can_not_be_summed_up_is_refused(options: dict[str, object], why: str) -> None:
    with pytest.raises(ec.ParameterError, match=why):
        ec.summarize(*planted(), **options)  # type: ignore[arg-type]


def test_groups_and_repeats_of_other_rows_are_refused() -> None:
    space, clustering = planted()
    part = ec.EmbeddingSpace(space.vectors[:50])
    with pytest.raises(ec.ParameterError, match=r"a label per row \(got 160 for 50 rows\)"):
        ec.summarize(part, clustering)
    with pytest.raises(ec.ParameterError, match=r"same rows \(got 50 for 160\)"):
        ec.summarize(space, clustering, duplicates=find_duplicates(part, threshold=0.9))


def test_the_text_has_every_sentence(found: Summary) -> None:
    text = found.to_text()
    assert text.startswith("What is in cases.csv\n====================\n")
    assert [line[2:] for line in text.splitlines() if line.startswith("- ")] == list(map(str, found.sentences))
    assert io.StringIO(text).readline() == "What is in cases.csv\n"


def test_rows_in_no_group_are_counted_as_such() -> None:
    space, clustering = planted()
    labels = clustering.labels.copy()
    labels[[3, 70, 110]] = -1
    sizes = tuple(np.bincount(labels[labels >= 0]).tolist())
    summary = ec.summarize(space, replace(clustering, labels=labels, sizes=sizes))
    assert sum(len(issue.rows) for issue in summary.issues) == N_ROWS - 3
    (said,) = (sentence for sentence in section(summary, "trust").sentences if "in no clear group" in sentence)
    assert said == "3 rows (2%) are in no clear group, 3 of them in none at all: they could as well be another group's."
    assert said.rows.tolist() == [3, 70, 110]
    assert len(summary.to_workbook()) > 1_000


def finding(severity: Severity) -> ec.Finding:
    return ec.Finding(
        name="exact_copies", title="Copies", severity=severity, measured="12 rows are copies.", meaning="", advice=""
    )


@pytest.mark.parametrize(
    ("severity", "begins"),
    [
        ("ok", "Yes: nothing is wrong"),
        ("info", "Yes: "),
        ("warning", "With care: 1 fault"),
        ("serious", "Not as it is:"),
    ],
)
def test_trust_begins_with_the_verdict_of_the_check(severity: Severity, begins: str) -> None:
    space, clustering = planted()
    checked = ec.HealthReport((finding(severity),))
    first = section(ec.summarize(space, clustering, health=checked), "trust").sentences[0]
    assert first.startswith(begins)
    assert first.rows.tolist() == list(range(space.n_rows))
    without = section(ec.summarize(space, clustering), "trust").sentences
    assert not any(sentence.startswith(("Yes:", "With care:", "Not as it is:")) for sentence in without)
