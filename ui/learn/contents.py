"""The lesson's list of sections keeps the one that is open in view: a component of our own."""

from pathlib import Path

import streamlit as st

_contents = st.components.v2.component(
    "lesson_contents",
    html="<span hidden></span>",
    js=(Path(__file__).parent / "contents.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def keep_in_view(name: str) -> None:
    """Call it within the list, after its last button. name: of the section."""
    _contents(key="learn_contents_view", data={"open": name}, height="content")
