"""Home: what is in the data that is open; samples and upload."""

import streamlit as st

from ui import home, page_shell, summary, tour, visit, wording

visit.begin("Home")
page_shell.start("Home")
st.title("What is in your data?")
with st.container(key="home_save_row"):
    visit.save_button(key="home_save")
tour.show("Home")
if not summary.show():
    st.markdown(wording.say("tagline"))
tour.offer()
visit.kept_files()
st.header("Try it with a sample")
home.sample_cards()
st.header("Or use your own data")
home.upload(key="home_upload")
home.open_button(key="home_project")
st.caption(wording.say("privacy"))
visit.end("Home")
home.get_ready()
