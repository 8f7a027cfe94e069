"""Home: what this is, samples, upload."""

import streamlit as st

from ui import controls, frame, samples, wording

frame.start("Home")
st.title("What are your texts about?")
st.markdown(wording.say("tagline"))

st.subheader("Try it with a sample")
for column, sample in zip(st.columns(len(samples.SAMPLES)), samples.SAMPLES, strict=True):
    with column, st.container(border=True, height="stretch"):
        st.markdown(f"#### {sample.icon} {sample.title}")
        st.write(sample.description)
        if st.button("Open the map", key=f"home_open_{sample.file}", type="primary", icon=":material/scatter_plot:"):
            with frame.errors_explained():
                controls.open_sample(sample)
                st.switch_page("pages/map.py")

st.subheader("Or use your own data")
controls.upload(key="home_upload", label="A table with a column of texts: CSV, TSV, JSON, JSONL, Parquet, Excel")
st.caption(
    "Your file is read into this server's memory and never sent elsewhere. The language model runs here too, "
    "without a network."
)
