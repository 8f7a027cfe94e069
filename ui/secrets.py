"""The key of an API: from Streamlit's secrets or a password field; it goes to the worker and nowhere else."""

import os

import streamlit as st

NAME = "OPENAI_API_KEY"


def api_key_field(*, needed: bool) -> str:
    """The key; empty where there is none to send along.

    One in the secrets of the app is used without being shown; one in the environment is found by the encoder.
    """
    if needed and (known := _in_secrets()):
        st.caption(":material/key: The key in this app's secrets is used.")
        return known
    if needed and in_environment():
        st.caption(f":material/key: The key in the environment ({NAME}) is used.")
        return ""
    return st.text_input(
        "Key" if needed else "Key, where the server wants one",
        type="password",
        key="data_api_key",
        help="It is sent to this server alone, and never stored or shown.",
        autocomplete="off",
    ).strip()


def in_environment() -> bool:
    return bool(os.environ.get(NAME))


def _in_secrets() -> str:
    try:
        return str(st.secrets.get(NAME, ""))
    except FileNotFoundError:  # no secrets file
        return ""
