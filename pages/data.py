"""Data: what was read, what kind of data it is, and the step from it to vectors."""

import streamlit as st

from ui import page_shell
from ui.data import forms, sections
from ui.home import loading

page_shell.start("Data")
project = page_shell.require_dataset()
with st.expander("Use another file", icon=":material/upload_file:"):
    loading.upload(key="data_upload")
sections.summary(project)
sections.left_out(project.table)
with page_shell.errors_explained():
    project = forms.choose_kind(project)
    project = sections.columns(project)
with page_shell.errors_explained():
    forms.form(project)
sections.preview(project)
