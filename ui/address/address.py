"""The address of this session's page: read where a page is entered, written where it was drawn. Alone reads it."""

from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from ui import session
from ui.address.view import PARTS, View, read, written

VIEW = session.Kept("address_view", View())
"""What stands in the address, whichever page is open."""
_PAGE = session.Kept("address_page", "", stays=session.whole)
_BY_LINK = session.Kept("address_by_link", False, stays=session.whole)
"""Whether the page that comes was asked for by this program, so that the address is still that of the page before."""
_address = st.components.v2.component(
    "address_of_the_view",
    js=(Path(__file__).parent / "address.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def entered(page: str) -> tuple[View, tuple[str, ...]] | None:
    """What the address says where this run enters the page: by a reload, a second tab, Back; what it can't mean, too.

    None while one stays on a page. Who came by a link brings a view of nothing.
    """
    by_link = _BY_LINK.now()
    _BY_LINK.keep(False)
    if _PAGE.now() == page:
        return None
    _PAGE.keep(page)
    return read({} if by_link else _params())


def _params() -> dict[str, str]:
    return {name: values[-1] for name in st.query_params if (values := st.query_params.get_all(name))}


def changed(**fields: Any) -> None:
    """Other values for fields of the view."""
    VIEW.keep(replace(VIEW.now(), **fields))


def go_to(path: str) -> NoReturn:
    """Goes on with another page, by the path of its file, as by a link: with one step for Back, and no view of its own.

    By Streamlit's way alone the address that is left would lose its view, and have a step more.
    """
    _BY_LINK.keep(True)
    st.switch_page(path, query_params=_params())


def is_at(path: str) -> bool:
    """Whether this run is of the page of that file."""
    return Path(path).stem == _PAGE.now().lower()


def show(page: str, *, key: str = "address") -> None:
    """Writes the view into the address, in place of what stood there: each visit of a page is one step for Back."""
    _address(
        key=key,
        data={"page": "" if page == "Home" else page.lower(), "params": written(VIEW.now())[0], "ours": list(PARTS)},
    )


def note() -> str:
    """A sentence on what a reload will not bring back since it is too long for an address; often nothing."""
    too_long = written(VIEW.now())[1]
    return f"Too long for the address, so a reload loses it: {', '.join(too_long)}." if too_long else ""
