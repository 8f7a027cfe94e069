"""Data: what was read, which columns it has, and the step from texts to vectors."""

import streamlit as st

from ui import controls, data_views, frame

frame.start("Data")
project = frame.require_dataset()
with st.expander("Use another file", icon=":material/upload_file:"):
    controls.upload(key="data_upload")
data_views.summary(project)
data_views.left_out(project.dataset)
with frame.errors_explained():
    project = data_views.columns(project)
with frame.errors_explained():
    data_views.embed(project)
data_views.preview(project)
