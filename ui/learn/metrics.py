"""Ways to measure: two arrows, the range of each way and when to use it, and the same pair of rows by all three."""

import streamlit as st

import embedcore as ec
from embedcore.metrics import pair_scores
from ui import wording
from ui.learn import arrows, shown
from ui.learn.material import material

_RANGES = {
    ec.Metric.COSINE: "From -1 to 1",
    ec.Metric.EUCLIDEAN: "From 0 up, without a limit",
    ec.Metric.DOT: "Any number, without limits",
}


def body() -> None:
    arrows.show()
    st.markdown("**Range, and when to use which**")
    for column, metric in zip(st.columns(3, gap="medium"), ec.Metric, strict=True):
        with column.container(border=True):
            closer = "greater" if metric.greater_is_closer else "smaller"
            st.markdown(f"**{wording.metric_choice(metric)}**")
            st.caption(f"{_RANGES[metric]}; {closer} is closer.")
            st.markdown(wording.metric_explained(metric))
    st.markdown("**The same two rows by all three**")
    data = material()
    first = shown.chosen_row(data, key="learn_metrics_a")
    second = shown.chosen_row(data, key="learn_metrics_b", start=1)
    vectors = data.space.vectors
    for column, metric in zip(st.columns(3, gap="medium"), ec.Metric, strict=True):
        score = float(pair_scores(metric, vectors[first], vectors[second])[0])
        column.metric(wording.metric_name(metric), f"{score:.3f}", border=True)
