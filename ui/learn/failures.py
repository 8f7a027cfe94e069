"""Four ways to go wrong: each is made to happen, looked at, explained by the Trust page's own findings, and mended."""

from dataclasses import dataclass

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import STATIC_MODEL
from embedcore.phrases import share
from embedcore.trust import HealthReport
from ui import cache, session, wording
from ui.learn import breaking, phrases, shown
from ui.learn.breaking import FAILURES, Failure
from ui.learn.material import Material, material, vectors_of, with_texts
from ui.markup import literal

STAGES = ("As it should be", "Broken", "Mended")
NEAREST = 4
MOST_ROWS = 2_000
"""Of more rows, so many of the first are broken: it is to be seen at once."""
SAID = {"ok": "Fine", "info": "Worth knowing", "warning": "Warning", "serious": "Serious"}


@dataclass(frozen=True, eq=False)
class Case:
    """whole, broken, mended: the same rows in each. mended is None while it is being made. labels: for people, where
    they differ between the three, of the mended ones."""

    whole: ec.EmbeddingSpace
    broken: ec.EmbeddingSpace
    mended: ec.EmbeddingSpace | None
    labels: list[str]
    labels_mended: list[str]


def body() -> None:
    by_name = {failure.name: failure for failure in FAILURES}
    name = st.segmented_control(
        "Which one", list(by_name), default=FAILURES[0].name, required=True, key="learn_failure",
        format_func=lambda one: f"{by_name[one].icon} {wording.say(f'learn_fail_{one}')}",
    )  # fmt: skip
    failure = by_name[str(name)]
    st.markdown(wording.say(f"learn_fail_{failure.name}_text"))
    case = _case(failure)
    if case is None:
        return
    stages = STAGES[1:] if failure.name == "words" else STAGES  # such notes were never well read
    stage = st.segmented_control("Look at it", stages, default=stages[0], required=True,
                                 key=f"learn_stage_{failure.name}")  # fmt: skip
    space = {"As it should be": case.whole, "Broken": case.broken, "Mended": case.mended}[str(stage)]
    if space is not None:
        _neighbours(case, space, mended=stage == "Mended")
        _what_trust_says(failure, space)


def _neighbours(case: Case, space: ec.EmbeddingSpace, *, mended: bool) -> None:
    labels = case.labels_mended if mended else case.labels
    n_near = min(NEAREST, space.n_rows - 1)
    row = int(st.number_input(f"Which of the {space.n_rows:,}", 1, space.n_rows, 1,
                              key=f"learn_failure_row_{space.n_rows}", width=200)) - 1  # fmt: skip
    found = ec.search(space, row, n_neighbors=n_near)
    st.markdown(f"**{literal(labels[row])}** is most like")
    pairs = zip(found.indices.tolist(), found.scores.tolist(), strict=True)
    st.markdown("\n".join(f"- **{score:.2f}** {literal(labels[other])}" for other, score in pairs))
    st.caption(shown.closer(space.metric))
    if space is not case.whole:
        kept = breaking.kept_ratio(case.whole, space, n_near)
        st.markdown(f"Of the {n_near} most similar ones as they should be, **{share(kept)}** are still there.")


def _what_trust_says(failure: Failure, space: ec.EmbeddingSpace) -> None:
    job = jobs.check_health(cache.job_queue(), space, session=session.id())
    report: HealthReport | None = shown.result(
        job, wording.say("checking_health"), key="learn_failure_job", seconds=1.0
    )
    if report is None:
        return
    found = next((one for one in report.findings if one.name == failure.finding), None)
    with st.container(border=True, key="learn_failure_found"):
        st.markdown("**What the Trust page says of it**")
        if found is None:
            st.markdown("\n".join(literal(note) for note in report.notes if failure.finding in note))
            return
        st.markdown(
            f"**{SAID[found.severity]}: {literal(found.title)}.** {literal(found.measured)} {literal(found.meaning)}"
        )
        st.markdown(f"What to do: {literal(found.advice)}")
        if wording.technical() and found.technical:
            st.caption(literal(found.technical))


def _case(failure: Failure) -> Case | None:
    """Of the data that is open where that can be broken, else of the phrases; None while the parts are being made."""
    if failure.name == "words":
        return _notes()
    data = material(with_texts if failure.name == "models" else _enough)
    rows = slice(0, MOST_ROWS)
    if data.space.n_rows > MOST_ROWS:
        st.caption(
            f":material/info: The first {MOST_ROWS:,} of {data.space.n_rows:,} rows, so that it is seen at once."
        )
    vectors, labels = data.space.vectors[rows], data.labels[rows]
    whole = ec.EmbeddingSpace(vectors, metric=data.space.metric)
    if failure.name == "models":
        return _two_models(data, whole, rows)
    make = breaking.with_wrong_metric if failure.name == "metric" else breaking.with_scaled_number
    broken = make(vectors)
    tried = shown.result(
        jobs.try_fix(cache.job_queue(), broken, failure.fix, session=session.id()), "Mending it", key="learn_mend_job"
    )
    if tried is None:
        return None
    mended = broken.with_metric("cosine") if failure.fix == "cosine" else tried.applied(broken)
    return Case(whole, broken, mended, labels, labels)


def _enough(space: ec.EmbeddingSpace) -> str:
    """Why a space can't be broken so that it is seen; empty where it can."""
    few = "has rows of so few numbers that nothing of this would be seen"
    return few if space.n_dims < 2 else ""


def _notes() -> Case | None:
    short, written_out = ([note[side] for note in phrases.NOTES] for side in (0, 1))
    vectors = vectors_of([*short, *written_out])
    if vectors is None:
        return None
    encoder = cache.phrases_space().encoder
    spaces = [
        ec.EmbeddingSpace(part, texts=texts, encoder=encoder)
        for part, texts in ((vectors[: len(short)], short), (vectors[len(short) :], written_out))
    ]
    return Case(spaces[1], spaces[0], spaces[1], short, written_out)


def _two_models(data: Material, whole: ec.EmbeddingSpace, rows: slice) -> Case | None:
    queue = cache.job_queue()
    job = jobs.embed(queue, data.project.dataset, jobs.ModelChoice(STATIC_MODEL), session=session.id())
    made = shown.result(job, "Reading it with a second model", key="learn_second_model")
    texts = data.space.texts
    if made is None or texts is None:
        return None
    broken = breaking.of_two_models(data.space.vectors[rows], made.vectors[rows], texts[rows])
    return Case(whole, broken, whole, data.labels[rows], data.labels[rows])
