"""How good the threshold is: pairs drawn on both sides of it, one at a time, and precision and recall from them."""

from dataclasses import dataclass, field, replace

import streamlit as st

from embedcore.duplicates import ENOUGH_JUDGED, PairSample, ThresholdCheck, check_threshold, sample_pairs
from embedcore.phrases import counted, in_ten, sentence
from ui import session, wording
from ui.duplicates.desk import pair
from ui.duplicates.found import Found


@dataclass(frozen=True, eq=False)
class Answers:
    """What was said of the pairs drawn for data and a threshold: place in the sample -> whether they are the same."""

    drawn_for: str = ""
    sample: PairSample | None = None
    said: dict[int, bool] = field(default_factory=dict)


ANSWERS = session.Kept("duplicates_answers", Answers())


def check(project: session.Project, found: Found) -> None:
    """The next pair, and what the answers say so far."""
    now = _drawn(found)
    assert now.sample is not None
    if not len(now.sample):
        st.info("All that repeats are exact copies: there is nothing to judge.", icon=":material/info:")
        return
    needed = min(ENOUGH_JUDGED, len(now.sample))
    n_said = len(now.said)
    st.progress(min(n_said / needed, 1.0), text=f"**{n_said:,} of {counted(needed, 'pair')} judged**")
    if n_said >= needed:
        _result(check_threshold(now.sample, now.said, found.report.threshold), found)
    if n_said < len(now.sample):
        place = next(place for place in range(len(now.sample)) if place not in now.said)
        _ask(project, now, place)


def _drawn(found: Found) -> Answers:
    """The sample for this data: drawn around the threshold at which one began, and kept when that is moved."""
    data = f"{found.base.threshold} {len(found.base.scores)} {found.base.metric} {found.base.n_rows}"
    now = ANSWERS.now()
    if now.drawn_for != data or now.sample is None:
        now = Answers(data, sample_pairs(found.base, found.report.threshold))
        ANSWERS.keep(now)
    return now


def _ask(project: session.Project, now: Answers, place: int) -> None:
    assert now.sample is not None
    st.markdown("**Do these two say the same?** Their score is not shown, so that it does not lead you.")
    with st.container(horizontal=True, gap="small"):
        for label, key, icon, shortcut, same in (
            ("The same", "same", ":material/check:", "Y", True),
            ("Different", "differ", ":material/difference:", "X", False),
        ):
            st.button(
                label, key=f"duplicates_{key}", icon=icon, shortcut=shortcut, on_click=_say, args=(now, place, same)
            )
        st.button(
            "Undo",
            key="duplicates_check_undo",
            icon=":material/undo:",
            shortcut="U",
            on_click=_unsay,
            args=(now,),
            disabled=not now.said,
        )
    pair(project, int(now.sample.first[place]), int(now.sample.second[place]))


def _say(now: Answers, place: int, same: bool) -> None:
    ANSWERS.keep(replace(now, said={**now.said, place: same}))


def _unsay(now: Answers) -> None:
    ANSWERS.keep(replace(now, said={place: same for place, same in now.said.items() if place != max(now.said)}))


ADVICE = {
    "keep": "Keep this threshold.",
    "stricter": "Move the slider to a stricter value: too much is shown that does not repeat.",
    "laxer": "Move the slider to a laxer value: too much of what repeats is missed.",
    "unknown": "Judge more pairs to know.",
}


def _in_words(made: ThresholdCheck, found: Found) -> str:
    at = found.scale.shown(found.report.threshold)
    means = []
    if made.precision is not None:
        means.append(f"of what is shown as repeated, {in_ten(made.precision[0])} really is")
    if made.recall is not None:
        means.append(f"of what really repeats, {in_ten(made.recall[0])} is shown")
    meaning = f" {sentence('; '.join(means))}." if means else ""
    return f"You judged {counted(made.n_judged, 'pair')} around the threshold {at}.{meaning} **{ADVICE[made.advice]}**"


def _result(made: ThresholdCheck, found: Found) -> None:
    """What was judged, what it means and what to do; then both shares with how sure they are."""
    st.markdown(_in_words(made, found))
    with st.container(horizontal=True, gap="large", key="duplicates_check_result"):
        for name, share in (("precision", made.precision), ("recall", made.recall)):
            if share is None:
                st.markdown(f"**—** {wording.say(name)}: none of the judged pairs tells it")
                continue
            value, low, high = share
            st.markdown(f"**{value:.0%}** {wording.say(name)}  \n:small[likely between {low:.0%} and {high:.0%}]")
    lax = found.scale.shown(found.base.threshold)
    st.caption(
        f"From {counted(made.n_judged, 'pair')} that you judged, each weighed by how many pairs of about its score it "
        f"stands for. Exact copies are not among them. What really repeats is known from {lax} on: pairs that are less "
        "close were not looked at. Move the slider and both follow."
    )
