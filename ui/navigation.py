"""The way between pages: links in the sidebar, which closes after a choice on a phone.

Classic pages/ with links of our own: st.navigation breaks a deep link on a server that has just started.
"""

from pathlib import Path

import streamlit as st

from ui.scatter import library_js, plotly_url

PAGES = (
    ("app.py", "Home", ":material/home:"),
    ("pages/data.py", "Data", ":material/table:"),
    ("pages/map.py", "Map", ":material/scatter_plot:"),
    ("pages/search.py", "Search", ":material/search:"),
    ("pages/playground.py", "Playground", ":material/science:"),
    ("pages/recommend.py", "Recommend", ":material/recommend:"),
)

_SCRIPT = Path(__file__).parent / "assets" / "navigation.js"
_beside = st.components.v2.component(
    "beside_the_links", js=library_js() + _SCRIPT.read_text(encoding="utf-8"), isolate_styles=False
)


def links(current: str) -> None:
    """All pages, as links; call inside the sidebar."""
    for path, label, icon in PAGES:
        st.page_link(path, label=label, icon=icon)
    _beside(key="navigation_beside", data={"page": current, "plotly_url": plotly_url()})
