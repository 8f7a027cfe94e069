"""Home: what this is, samples, upload."""

import streamlit as st

from ui import home, page_shell, visit, wording

visit.begin("Home")
page_shell.start("Home")
st.title("What is in your data?")
st.markdown(wording.say("tagline"))
st.header("Try it with a sample")
home.sample_cards()
st.header("Or use your own data")
home.upload(key="home_upload")
st.caption(wording.say("privacy"))
visit.kept_files()
visit.end("Home")
home.get_ready()
