"""summarize(): the sections of a summary, in the order in which a meeting asks for them."""

from numpy.typing import ArrayLike

from embedcore.duplicates import DuplicateReport, find_duplicates
from embedcore.errors import ParameterError
from embedcore.groups import Clustering
from embedcore.groups.answers import Answers, find_answer_column, read_answers
from embedcore.parameters import one_of
from embedcore.phrases import shortened
from embedcore.space.space import EmbeddingSpace
from embedcore.summary import changes, contents, repeats, solved, trust
from embedcore.summary.basis import Basis, Scope, basis
from embedcore.summary.result import Summary
from embedcore.trust import HealthReport

MOST_COMPARED = 20_000
"""Rows up to which repeats are looked for where nobody did before: a few seconds (benchmarks/run.py duplicates)."""
DAYS = 30.0
LONGEST_NAME = 120


def summarize(
    space: EmbeddingSpace,
    clustering: Clustering,
    *,
    rows: ArrayLike | None = None,
    time_column: str | None = None,
    days: float = DAYS,
    scope: Scope | None = None,
    duplicates: DuplicateReport | str | None = "auto",
    answers: Answers | str | None = "auto",
    health: HealthReport | None = None,
    noun: tuple[str, str] = ("row", "rows"),
) -> Summary:
    """What the data is, its issues, what is new, grew, repeats, is unusual, and how far it can be trusted, in words.

    rows: the row indices (or a mask) it speaks of, all by default. time_column: the dates for trends; by default the
    first column of role time with two different dates. days: what is compared with as many days before. scope: how the
    rows were chosen and what was decided of them, in place of `rows`. duplicates: what repeats in this space; "auto"
    looks for it in up to 20,000 rows, None not at all, and both say so. answers: how rows were solved; "auto" reads
    the column that `find_answer_column` finds. health: what `check_health` found in this space; its verdict begins
    what is said of trust. noun: what a row is called, one and many.
    Groups of an EditedClustering are spoken of under the names they were given, and those set aside apart.

    Raises ParameterError for a clustering or duplicates of other rows, rows that do not exist, no row at all, rows
    beside a scope, days that are not above 0, or a column that is not there or holds no date.
    """
    chosen = _scope(rows, scope)
    if isinstance(duplicates, str):
        one_of("duplicates", duplicates, ["auto"])
        duplicates = find_duplicates(space) if space.n_rows <= MOST_COMPARED else None
    if isinstance(answers, str):
        one_of("answers", answers, ["auto"])
        answers = _answers(space)
    made = basis(
        space,
        clustering,
        chosen,
        time_column=time_column,
        days=days,
        duplicates=duplicates,
        answers=answers,
        health=health,
        noun=noun,
    )
    sections = (
        contents.about(made),
        contents.main_issues(made),
        contents.set_aside(made),
        changes.what_is_new(made),
        changes.what_changed(made),
        repeats.what_repeats(made),
        solved.what_solved_it(made),
        contents.unusual(made),
        trust.how_far(made),
    )
    return Summary(
        title=_title(made),
        sections=tuple(section for section in sections if section.sentences),
        issues=tuple(contents.issue(made, group) for group in made.order),
        basis=made,
    )


def _scope(rows: ArrayLike | None, scope: Scope | None) -> Scope:
    if scope is None:
        return Scope(rows=rows)
    if rows is not None:
        raise ParameterError("rows stand in the scope where there is one (got both); leave one of them out")
    return scope


def _answers(space: EmbeddingSpace) -> Answers | None:
    """Those of the column that holds how rows were solved, where one does."""
    column = find_answer_column(space.dataset) if space.dataset is not None else None
    return read_answers(space.dataset, column.name) if column is not None and space.dataset is not None else None


def _title(made: Basis) -> str:
    what = shortened(made.name, LONGEST_NAME) or f"these {made.noun[1]}"
    return f"What is in {what}" + (f": {shortened(made.said, LONGEST_NAME)}" if made.is_part and made.said else "")
