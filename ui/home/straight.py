"""Whether a file may go to its map before anybody has looked at the Data page."""

import streamlit as st

from ui import session

_KEY = "straight_to_map"


def switch() -> None:
    """Lets a person have the Data page first, whatever they upload."""
    st.toggle(
        "Show the map at once where nothing is unclear",
        value=True,
        key=_KEY,
        persist_state="session",
        help="The proposed model and metric are taken, and can be changed afterwards; where the model takes more than "
        "a few seconds, a quicker one shows a preview first. Otherwise the Data page asks before anything is read.",
    )


def goes_straight() -> bool:
    return bool(session.value(_KEY, True))
