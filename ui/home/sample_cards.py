"""The samples on Home: what each is, and one button that opens it."""

import streamlit as st

from ui import page_shell, samples
from ui.home import loading


def sample_cards() -> None:
    """All samples side by side."""
    shown = (*samples.SAMPLES, *samples.OTHER_SAMPLES)
    for column, sample in zip(st.columns(len(shown)), shown, strict=True):
        with column, st.container(border=True, height="stretch", vertical_alignment="distribute"):
            with st.container():
                st.markdown(f"#### {sample.icon} {sample.title}")
                st.write(sample.description)
            _open_button(sample)


def _open_button(sample: samples.Sample) -> None:
    label, icon = "Open the map", ":material/scatter_plot:"
    if sample.kind == "ratings":
        label, icon = "Recommend", ":material/recommend:"
    if st.button(label, key=f"home_open_{sample.file}", type="primary", icon=icon):
        with page_shell.errors_explained():
            st.switch_page(loading.open_sample(sample))
