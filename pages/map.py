"""Map: all texts as points, coloured by group; select, filter, click, download."""

import streamlit as st

from ui import map as map_page
from ui import page_shell, preview, tour, visit

visit.begin("Map")
page_shell.start("Map", fills_window=True)
over_the_map = st.container(key="map_said", gap="xsmall")
with over_the_map:
    preview.follow(on_map=True)
project, space = page_shell.require_space()
preview.how_read(project)
with page_shell.errors_explained():
    shown = map_page.shown_map(project, space)
    with over_the_map:
        map_page.progress(shown)
    tour.show("Map")
    map_page.map_and_panel(shown, keep=visit.keep)
visit.end("Map")
