"""Data: what was read, what kind of data it is, and the step from it to vectors."""

import streamlit as st

from ui import data, home, page_shell, preview, visit

visit.begin("Data")
page_shell.start("Data")
preview.follow()
project = page_shell.require_dataset()
with st.expander("Use another file", icon=":material/upload_file:"):
    home.upload(key="data_upload")
    visit.switch("data")
data.summary(project)
data.ask(project)
with page_shell.errors_explained():
    data.how_read(project)
with page_shell.errors_explained():
    data.choose_kind(project)
    data.text_column(project)
with page_shell.errors_explained():
    data.form(project)
data.left_out(project.table)
with page_shell.errors_explained():
    data.columns(project)
with page_shell.errors_explained():
    data.first_rows(project)
visit.end("Data")
