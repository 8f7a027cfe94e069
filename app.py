"""Home: what this is, samples, upload."""

import streamlit as st

from ui import page_shell, samples, wording
from ui.home import loading

page_shell.start("Home")
st.title("What is in your data?")
st.markdown(wording.say("tagline"))

st.subheader("Try it with a sample")
shown = (*samples.SAMPLES, *samples.OTHER_SAMPLES)
for column, sample in zip(st.columns(len(shown)), shown, strict=True):
    with column, st.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.markdown(f"#### {sample.icon} {sample.title}")
            st.write(sample.description)
        button, icon = (
            ("Recommend", ":material/recommend:")
            if sample.kind == "ratings"
            else ("Open the map", ":material/scatter_plot:")
        )
        if st.button(button, key=f"home_open_{sample.file}", type="primary", icon=icon):
            with page_shell.errors_explained():
                st.switch_page(loading.open_sample(sample))

st.subheader("Or use your own data")
loading.upload(key="home_upload")
st.caption(
    "Your file is read into this server's memory and stays there: the models run here, without a network. Only where "
    "you choose a model of another server are your texts sent to it, and the page says so before."
)
