"""The verdict in words before any figure; then what is the same in both, what each knows, and what each costs."""

import streamlit as st

from embedcore.phrases import sentence, share
from embedcore.trust import Comparison, Side
from ui import wording
from ui.markup import literal


def show(found: Comparison) -> None:
    """What was measured, what it means, what to do; then the figures of both sides."""
    measured, means, to_do = found.sentences
    with st.container(border=True, key="compare_verdict", gap="small"):
        st.header(literal(to_do))
        st.markdown(f"{literal(measured)} {literal(means)}")
        for note in found.notes:
            st.caption(f":material/info: {literal(sentence(note))}.")
    with st.container(horizontal=True, key="compare_figures", gap="large"):
        k = found.n_neighbors
        st.metric(
            wording.say("kept_neighbors"),
            f"{found.overlap * k:.1f} of {k}",
            help=f"By chance it would be {found.chance * k:.2g} of {k}.",
            width="content",
        )
        one = found.groups
        if one.n_groups > 1:
            st.metric(
                wording.say("same_groups"),
                f"{one.score:.2f}" if wording.technical() else share(max(0.0, one.score)),
                help=f"Parted into {one.n_groups} groups. Nothing in common would be 0; "
                f"looking again at the same one reaches {share(max(0.0, one.of_one))}.",
                width="content",
            )
    st.markdown(_table(found))
    if wording.technical() and found.labels is not None and not found.learned:
        low, high = found.labels.interval
        st.caption(
            f"Exact McNemar test {_p(found.labels.p_value)} ({found.labels.only_a:,} and {found.labels.only_b:,} "
            f"discordant rows); difference {found.labels.difference:+.3f}, 95 % interval {low:+.3f} to {high:+.3f}."
        )


def _table(found: Comparison) -> str:
    """Both sides in two columns, as Markdown."""
    lines = [("Measured", f"**{literal(found.a.name)}**", f"**{literal(found.b.name)}**")]
    if found.labels is not None:
        a, b = (f"{one.ratio:.1%} ({one.low:.1%} to {one.high:.1%})" for one in (found.labels.a, found.labels.b))
        chance = f"{found.labels.chance:.1%}"
        a, b = (
            f"{said} (too good: learned from these)" if side in found.learned else said
            for said, side in ((a, found.a), (b, found.b))
        )
        lines.append((f"{wording.say('right_labels')} ({literal(found.labels.name)})", a, b))
        lines.append(("Always saying the most frequent", chance, chance))
    for title, cell in (
        ("Numbers for each row", lambda side: f"{side.n_dims:,}"),
        ("Memory", lambda side: f"{side.megabytes:,.1f} MB"),
        ("A search among all rows", lambda side: f"{side.query_ms:.1f} ms"),
        ("Reading all rows", _reading),
    ):
        a, b = cell(found.a), cell(found.b)
        if a or b:
            lines.append((title, a or "not known", b or "not known"))
    rows = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([rows[0], "|---|---|---|", *rows[1:]])


def _p(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.2g}"


def _reading(side: Side) -> str:
    return "" if side.embed_seconds is None else wording.duration(side.embed_seconds)
