"""The way between pages: links in the sidebar, which closes after a choice on a phone.

Classic pages/ with links of our own: st.navigation breaks a deep link on a server that has just started.
"""

import streamlit as st

PAGES = (
    ("app.py", "Home", ":material/home:"),
    ("pages/data.py", "Data", ":material/table:"),
    ("pages/map.py", "Map", ":material/scatter_plot:"),
    ("pages/search.py", "Search", ":material/search:"),
    ("pages/playground.py", "Playground", ":material/toys:"),
)

# Streamlit closes the sidebar on a phone only for its own navigation; ours has to do it itself.
_CLOSE_ON_PHONE = """
export default function ({ data }) {
  const before = window.embeddingExplorerPage;
  window.embeddingExplorerPage = data.page;
  if (before === undefined || before === data.page || window.innerWidth > 768) return;
  const open = document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
  open?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}
"""
_closer = st.components.v2.component("close_sidebar_on_phone", js=_CLOSE_ON_PHONE, isolate_styles=False)


def links(current: str) -> None:
    """All pages, as links; call inside the sidebar."""
    for path, label, icon in PAGES:
        st.page_link(path, label=label, icon=icon)
    _closer(key="navigation_closer", data={"page": current})
