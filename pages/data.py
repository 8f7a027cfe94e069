"""Data: what was read, what kind of data it is, and the step from it to vectors."""

import streamlit as st

from ui import controls, data_views, embedding, frame

frame.start("Data")
project = frame.require_dataset()
with st.expander("Use another file", icon=":material/upload_file:"):
    controls.upload(key="data_upload")
data_views.summary(project)
data_views.left_out(project.table)
with frame.errors_explained():
    project = embedding.choose_kind(project)
    project = data_views.columns(project)
with frame.errors_explained():
    embedding.form(project)
data_views.preview(project)
