"""The key of an API: from Streamlit's secrets or a password field; it goes to the worker and nowhere else."""

import os

import streamlit as st

from embedcore.net import CLOSED, private_use
from ui.markup import literal

NAME = "OPENAI_API_KEY"
LABEL, OPTIONAL_LABEL = "Key", "Key, where the server wants one"


def api_key_field(*, needed: bool) -> str:
    """The key; empty where there is none to send along.

    In private use, one in the secrets of the app is used without being shown, and one in the environment is found by
    the encoder; otherwise every visitor would spend it, so they give their own.
    """
    if needed and private_use() and (known := _in_secrets()):
        st.caption(":material/key: The key in this app's secrets is used.")
        return known
    if needed and in_environment():
        st.caption(f":material/key: The key in the environment ({NAME}) is used.")
        return ""
    if needed and (_in_secrets() or os.environ.get(NAME)):
        st.caption(f":material/key_off: The key in this app's settings is not used: {literal(CLOSED)}.")
    # Without a key= of its own: then the state of the session, which shows in traces, does not hold it, and what was
    # typed for one server is not in the field for another.
    return st.text_input(
        LABEL if needed else OPTIONAL_LABEL,
        type="password",
        help="It is sent to this server alone, and never stored or shown.",
        autocomplete="off",
    ).strip()


def in_environment() -> bool:
    """Whether there is a key in the environment that may be used."""
    return private_use() and bool(os.environ.get(NAME, "").strip())


def _in_secrets() -> str:
    try:
        return str(st.secrets.get(NAME, ""))
    except FileNotFoundError:  # no secrets file
        return ""
