"""What every page has: title, navigation, the project's status, and the one place where errors are explained."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from embedcore.errors import EmbedcoreError
from embedcore.space import EmbeddingSpace
from ui import cache, navigation, session, wording
from ui.jobs import MAPPER
from ui.markup import literal

ICON = Path(__file__).resolve().parent.parent / "static" / "icon.png"
"""A file of our own: a named icon would be fetched from another host."""

MAPPER_AFTER_S = 4.0
# The map needs the height that the empty band above the title would take.
_STYLE = """<style>
.stMainBlockContainer { padding-top: 3rem; padding-bottom: 3rem; }
.embedding-swatch {
  display: inline-flex; align-items: center; justify-content: center; width: 22px; height: 22px; border-radius: 50%;
  background: var(--swatch); color: #fff; font: 700 12px sans-serif; text-shadow: 0 0 2px #000, 0 0 2px #000;
}
</style>"""


def start(title: str) -> None:
    """Begins a page: call it first, with the page's name in navigation.PAGES."""
    name = "Embedding Explorer" if title == "Home" else f"{title} · Embedding Explorer"
    st.set_page_config(page_title=name, page_icon=str(ICON), layout="wide")
    st.html(_STYLE)
    # Compiled and ready by the time a file is chosen.
    cache.job_queue().warm(MAPPER, after_s=MAPPER_AFTER_S)
    with st.sidebar:
        st.markdown("### :material/hub: Embedding Explorer")
        navigation.links(title)
        _status()
        st.toggle(
            "Technical wording",
            key=wording.TECHNICAL_KEY,
            persist_state="session",
            help="Says the same with the terms of the field: cosine, k-means, UMAP.",
        )
    if title != "Home":
        st.title(title)


@contextmanager
def errors_explained() -> Iterator[None]:
    """Shows an EmbedcoreError as a sentence instead of a traceback; nothing that was there is lost."""
    try:
        yield
    except EmbedcoreError as error:
        show_error(str(error))


def show_error(message: str) -> None:
    st.error(literal(message), icon=":material/error:")


def require_dataset() -> session.Project:
    """The project, or a page that leads to one."""
    project = session.project()
    if project is None:
        _nothing_here(
            "Nothing is loaded yet",
            "Open a sample with one click, or upload your own table.",
            ("app.py", "Choose data", ":material/arrow_forward:"),
        )
        st.stop()
    return project


def require_space() -> tuple[session.Project, EmbeddingSpace]:
    """The project and its embedded space, or a page that leads there."""
    project = require_dataset()
    if project.space is None:
        _nothing_here(
            f"{literal(project.name)} is loaded, but its texts have not been read yet",
            "One more step: choose the text column and let the model read all texts.",
            ("pages/data.py", "Go on with this data", ":material/arrow_forward:"),
        )
        st.stop()
    return project, project.space


def _nothing_here(title: str, text: str, link: tuple[str, str, str]) -> None:
    with st.container(border=True, key="empty_state"):
        st.subheader(title)
        st.write(text)
        path, label, icon = link
        st.page_link(path, label=label, icon=icon)


def _status() -> None:
    project = session.project()
    with st.container(border=True):
        if project is None:
            st.caption("No data loaded")
            return
        st.markdown(f"**{literal(project.name)}**")
        rows = f"{project.dataset.n_rows:,} rows"
        if project.space is None:
            st.caption(f"{rows}, not read yet")
        else:
            st.caption(f"{rows} · {literal(project.model)} · {project.metric}")
