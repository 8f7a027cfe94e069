"""The browser of this session, known again by a cookie with a key that only it has.

The key is no part of an address, which people copy and send to others. The cookie goes to this server alone, and not
with requests that other sites cause (SameSite=Strict).
"""

from pathlib import Path

import streamlit as st

from ui import cache, session
from ui.shelf import is_of, new_key

_KEY = session.Kept("visitor_key", "", stays=session.whole)
_cookie = st.components.v2.component(
    "visitor_cookie", js=(Path(__file__).parent / "cookie.js").read_text(encoding="utf-8"), isolate_styles=False
)


def key() -> str:
    """This browser's key: of its cookie where this server made it, or a new one."""
    if not _KEY.now():
        known = st.context.cookies.get(_name())
        _KEY.keep(known if known is not None and is_of(known) else new_key())
    return _KEY.now()


def show_cookie() -> None:
    """Has the browser keep the key, as long as anything is kept under it."""
    disk = cache.disk().limits
    data = {
        "name": _name(),
        "value": key(),
        "seconds": int(max(cache.shelf().limits.age_s, disk.age_s if disk.is_on else 0)),
    }
    _cookie(key="visitor_cookie", data=data)


def remember(what: str) -> None:
    """Has the browser itself remember that it has seen something, for a year; the server keeps nothing of it."""
    _cookie(key=f"remember_{what}", data={"name": f"{_name()}_{what}", "value": "1", "seconds": 365 * 24 * 3_600})


def is_remembered(what: str) -> bool:
    return st.context.cookies.get(f"{_name()}_{what}") == "1"


def _name() -> str:
    """Cookies of one host are shared by all its ports."""
    return f"embedding_explorer_{st.get_option('server.port')}"
