"""The way between pages: links in the sidebar, which closes after a choice on a phone.

Classic pages/ with links of our own: st.navigation breaks a deep link on a server that has just started.
"""

import streamlit as st

from ui.scatter import assets

PAGES = (
    ("app.py", "Home", ":material/home:"),
    ("pages/data.py", "Data", ":material/table:"),
    ("pages/map.py", "Map", ":material/scatter_plot:"),
    ("pages/search.py", "Search", ":material/search:"),
    ("pages/playground.py", "Playground", ":material/science:"),
    ("pages/recommend.py", "Recommend", ":material/recommend:"),
)

# Streamlit closes the sidebar on a phone only for its own navigation; ours has to do it itself. And the map's library,
# which takes a second to start, is on its way before the first map asks for it.
_BESIDE_THE_LINKS = """
export default function ({ data }) {
  loadPlotly(data.plotly_url).catch(() => {}); // the map itself says so where it fails
  const before = window.embeddingExplorerPage;
  window.embeddingExplorerPage = data.page;
  if (before === undefined || before === data.page || window.innerWidth > 768) return;
  const open = document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
  open?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}
"""
_beside = st.components.v2.component(
    "beside_the_links", js=assets.library_js() + _BESIDE_THE_LINKS, isolate_styles=False
)


def links(current: str) -> None:
    """All pages, as links; call inside the sidebar."""
    for path, label, icon in PAGES:
        st.page_link(path, label=label, icon=icon)
    _beside(key="navigation_beside", data={"page": current, "plotly_url": assets.plotly_url()})
