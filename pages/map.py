"""Map: the picture of all texts, coloured by group; select, filter, click, download."""

import streamlit as st

from ui import controls, frame, map_views

frame.start("Map")
project, space = frame.require_space()
with frame.errors_explained():
    map_views.check_enough_rows(space)
    view = controls.map_view(project, space.n_rows)
    picture = map_views.picture(project, space, view)
    left, right = st.columns([7, 3], gap="medium")
    map_views.map_and_panel(project, space, picture, left, right)
