"""What every page has: title, navigation, the project's status, and the one place where errors are explained.

Classic pages/ with links of our own: st.navigation breaks a deep link on a server that has just started.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import streamlit as st
from streamlit import net_util

import embedcore as ec
from embedcore import jobs
from embedcore.memory import keep_little
from embedcore.phrases import sentence
from ui import cache, left_pages, navigation, session, wording
from ui.markup import literal

if TYPE_CHECKING:
    import plotly.graph_objects as go

ICON = "/app/static/icon.png"
"""A file of our own, since a named icon would be fetched from another host, and served as it is: what Streamlit keeps
in memory may be gone for a moment when another visitor leaves.
"""

# Streamlit would ask a host on the internet for this machine's address when a page of another site tries to connect;
# .streamlit/config.toml keeps it from asking at its start.
net_util.get_external_ip = lambda: None
keep_little()
MAPPER_AFTER_S = 6.0
_ASSETS = Path(__file__).parent / "assets"
_STYLE = f"<style>{(_ASSETS / 'page.css').read_text(encoding='utf-8')}</style>"
_LATER = session.Kept[tuple[tuple[str, str], ...]]("page_said_later", (), stays=session.whole)
"""What the next page says, each with its icon."""


def start(title: str, *, fills_window: bool = False) -> None:
    """Begins a page: call it first, with the page's name in navigation.PLACES.

    fills_window: whether what it shows of data takes the whole window: its title is there for screen readers alone.
    """
    name = "Embedding Explorer" if title == "Home" else f"{title} · Embedding Explorer"
    project = session.project()
    fills = fills_window and project is not None and project.space is not None and _has_a_map(project.space)
    left_pages.keep_away()
    st.set_page_config(page_title=name, page_icon=ICON, layout="wide")
    st.html(_STYLE)
    # Compiled and ready by the time a file is chosen.
    cache.job_queue().warm(jobs.COMPILE, after_s=MAPPER_AFTER_S)
    for message, icon in _LATER.now():
        st.toast(literal(message), icon=icon)
    _LATER.keep(())
    navigation.menu(title)
    if fills:
        with st.container(key="title_read_out"):
            st.title(title)
    elif title != "Home":
        st.title(title)


def _has_a_map(space: ec.EmbeddingSpace) -> bool:
    from embedcore.projection import MIN_ROWS  # which pages without a map do without

    return space.n_rows >= MIN_ROWS


def say_later(message: str, *, icon: str) -> None:
    """A toast on the next page: one that is shown right before a change of page can be lost with the page."""
    _LATER.keep((*_LATER.now(), (message, icon)))


@contextmanager
def errors_explained() -> Iterator[None]:
    """Shows an EmbedcoreError as a sentence instead of a traceback; nothing that was there is lost."""
    try:
        yield
    except ec.EmbedcoreError as error:
        show_error(str(error))


def chart(figure: "go.Figure", *, key: str) -> None:
    """A figure as wide as its place, without Plotly's buttons."""
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, width="stretch")


def show_error(message: str) -> None:
    """An error as a sentence: a word at its beginning gets a capital letter here, a name stays as it is."""
    begins_with_word = message.partition(" ")[0].isalpha()
    st.error(literal(sentence(message) if begins_with_word else message), icon=":material/error:")


def require_dataset() -> session.Project:
    """The project, or a page that leads to one."""
    project = session.project()
    if project is None:
        does_not_fit(
            "Nothing is loaded yet",
            "Open a sample with one click, or upload your own table.",
            ("app.py", "Choose data", ":material/arrow_forward:"),
        )
    return project


def require_space() -> tuple[session.Project, ec.EmbeddingSpace]:
    """The project and its embedded space, or a page that leads there."""
    project = require_dataset()
    if project.space is None:
        does_not_fit(
            f"{literal(project.name)} is loaded, but its {wording.rows()} have not been read yet",
            "One more step: see what was read, and let the model read all of it.",
            ("pages/data.py", "Go on with this data", ":material/arrow_forward:"),
        )
    return project, project.space


def require_users() -> tuple[session.Project, ec.InteractionSpace]:
    """The project and its space of items with users, or a page that leads there."""
    project, space = require_space()
    if not isinstance(space, ec.InteractionSpace):
        other = ("pages/data.py", "Take this table as users and items", ":material/table:")
        does_not_fit(
            f"{literal(project.name)} has no users and items",
            "This page recommends items to users. It needs a table in which each row says that a user had, clicked or "
            "rated an item.",
            ("app.py", "Open the cookery club, or another table", ":material/arrow_forward:"),
            *((other,) if project.kind != "images" else ()),
        )
    return project, space


def require_text_model(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """Goes on where a typed text can be embedded; else a page that says why not, and leads to one that works."""
    why = navigation.no_phrases(space)
    if not why:
        return
    does_not_fit(
        f"{literal(project.name)} can't be compared with what you type",
        f"The playground needs a model that reads texts: {why}. You can search with {wording.a_row()} instead.",
        ("pages/search.py", f"Search with {wording.a_row()}", ":material/search:"),
        ("pages/map.py", "Open the map", ":material/scatter_plot:"),
    )


def does_not_fit(title: str, text: str, *links: tuple[str, str, str]) -> NoReturn:
    """A page that makes no sense for the present data, or without any, says so, leads to one that does, and ends."""
    with st.container(border=True, key="empty_state"):
        st.header(title)
        st.write(text)
        with st.container(horizontal=True):
            for path, label, icon in links:
                st.page_link(path, label=label, icon=icon, width="content")
    st.stop()
