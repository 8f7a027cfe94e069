"""What solved the issues, where a column of the table holds it."""

from embedcore.groups.answers import Answers, Solved
from embedcore.phrases import listed, share, shortened
from embedcore.summary.basis import MOST_ISSUES, QUOTED, Basis
from embedcore.summary.result import Section, Sentence

N_WAYS = 3


def what_solved_it(basis: Basis) -> Section:
    """Of each of the main issues, the most frequent ways with an example, and how many rows have no answer."""
    heading = "What solved it"
    if basis.answers is None:
        return Section("solved", heading, ())
    groups = [group for group in basis.order if basis.is_issue[group]][:MOST_ISSUES]
    said = [one for group in groups if (one := _of_group(basis, basis.answers, group)) is not None]
    if not said:
        return Section("solved", heading, ())
    how = f"By what “{basis.answers.column}” says was done; what says two things counts for both."
    return Section("solved", heading, (Sentence(how, basis.rows[basis.answers.answered[basis.rows]]), *said))


def _of_group(basis: Basis, answers: Answers, group: int) -> Sentence | None:
    """None where no row of it has an answer."""
    rows = basis.rows_of(group)
    found = answers.solved(rows)
    answered = rows[answers.answered[rows]]
    if not len(answered):
        return None
    lead = basis.clustering.names[group]
    if not found.ways:
        text = f": {basis.counted(len(answered))} with an answer, each another way."
        return Sentence(text, answered, lead=lead, group=group)
    return Sentence(
        f": {_ways(found)}{_others(basis, found)}.",
        answered,
        lead=lead,
        example=f"“{shortened(found.ways[0].example, QUOTED)}”",
        group=group,
    )


def _ways(found: Solved) -> str:
    return listed(f"“{way.name}” {way.n_rows:,} times ({share(way.share)})" for way in found.ways[:N_WAYS])


def _others(basis: Basis, found: Solved) -> str:
    """What is in none of these ways."""
    rest, without = len(found.rest(N_WAYS)), found.n_unanswered
    said = f"; otherwise {rest:,} of {basis.counted(found.n_answered)} with an answer" if rest else ""
    return said + (f"; {without:,} without one" if without else "")
