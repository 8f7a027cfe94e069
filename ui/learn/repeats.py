"""What repeats: a bar that is moved, and what it gets right and wrong on pairs that a person has judged."""

from dataclasses import dataclass

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import counted, share
from ui import cache, session, wording
from ui.learn import phrases, shown
from ui.learn.material import vectors_of
from ui.markup import literal

LOWEST_OWN = 0.7
"""Pairs of one's own data are looked for from here on: below, there are too many to be called repeats."""


@dataclass(frozen=True)
class Counted:
    """Judged pairs at a threshold. right: called the same, and so it is. wrong: called the same, and it is not.
    missed: the same, and not called so."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> str:
        """Of what is called the same: "60% (3 of 5)"; of nothing there is no share."""
        return _part(self.right, self.right + self.wrong)

    @property
    def recall(self) -> str:
        """Of what is the same."""
        return _part(self.right, self.right + self.missed)


def _part(n: int, of: int) -> str:
    return f"{share(n / of)} ({n} of {of})" if of else "it calls none so"


def count(scores: list[float], same: list[bool], threshold: float) -> Counted:
    """scores, same: of each pair; at least one is the same."""
    called = [score >= threshold for score in scores]
    both = list(zip(called, same, strict=True))
    return Counted(both.count((True, True)), both.count((True, False)), both.count((False, True)))


def body() -> None:
    vectors = vectors_of([text for first, second, _ in phrases.PAIRS for text in (first, second)])
    if vectors is None:
        return
    scores = [shown.cosine(first, second) for first, second in zip(vectors[::2], vectors[1::2], strict=True)]
    same = [is_same for _, _, is_same in phrases.PAIRS]
    threshold = st.slider("The bar", 0.0, 1.0, 0.6, 0.01, key="learn_repeats_bar")
    found = count(scores, same, threshold)
    for column, name, said in zip(st.columns(2), ("right", "found"), (found.precision, found.recall), strict=True):
        column.metric(wording.say(f"learn_{name}"), said, border=True)
    _listed(scores, threshold)
    _own(threshold)


def _listed(scores: list[float], threshold: float) -> None:
    """All pairs, the most alike first, and what the bar makes of each."""
    lines = []
    for score, (first, second, is_same) in sorted(zip(scores, phrases.PAIRS, strict=True), reverse=True):
        called = score >= threshold
        verdict = {(True, True): ":green[found]", (True, False): ":red[wrong]", (False, True): ":orange[missed]"}
        said = verdict.get((called, is_same), "rightly left out")
        both = f"{literal(first)} · {literal(second)}"
        lines.append((f"**{score:.2f}**", both, "yes" if is_same else "no", said))
    shown.table(("similarity", "two texts", "the same?", "at this bar"), lines)


def _own(threshold: float) -> None:
    """How many pairs of the data that is open pass, where similarity is what its rows are compared by."""
    project = session.project()
    space = project.space if project is not None else None
    if project is None or space is None or space.metric is not ec.Metric.COSINE:
        return
    if threshold < LOWEST_OWN:
        st.caption(f"In {literal(project.name)} it is counted from {LOWEST_OWN} on: move the bar there.")
        return
    job = jobs.find_duplicates(cache.job_queue(), space, LOWEST_OWN, session=session.id())
    report = shown.result(job, wording.say("finding_duplicates"), key="learn_repeats_job")
    if report is None:
        return
    if threshold < report.threshold:
        st.caption(f"In {literal(project.name)} there are too many pairs to count below {report.threshold:.2f}.")
        return
    n_pairs = len(report.rethreshold(threshold).pairs)
    st.markdown(f"In **{literal(project.name)}**: {counted(n_pairs, 'pair')} at this bar.")
