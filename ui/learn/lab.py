"""The lab: both notebooks to take away, and the field for the code that the last cell prints."""

import hmac
from functools import cache as once
from hashlib import sha256
from pathlib import Path

import streamlit as st

from ui import deeds, session, wording

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "lab"
NOTEBOOK = "application/x-ipynb+json"
CODE = "lab_code"
STEPS = """1. Have the project's folder on your computer: the one with `README.md` and `sample_data`.
2. In that folder, with Python 3.11 to 3.13: `pip install -e ".[all]" jupyterlab`
3. Start `jupyter lab` in any folder, open the notebook there, and run its cells from the top. It finds the project's \
folder by itself; where it can't, its first cell says where to write it.
"""
"""How the notebook is run, as its first lines have it, too."""
_REFUSED = session.Kept("lab_refused", "")


def is_accepted(code: str) -> bool:
    """Whether it is the code of the finished lab. Only its digest is kept, and anybody could still make it up."""
    wanted = (FOLDER / "accepted.txt").read_text(encoding="ascii").strip()
    given = sha256("".join(code.split()).upper().encode()).hexdigest()
    return hmac.compare_digest(wanted, given)


def board() -> None:
    st.caption(wording.say("lab_explained"))
    st.markdown(STEPS)
    with st.container(horizontal=True, key="lab_files"):
        _download("lab.ipynb", "The notebook", type="primary")
        _download("lab_solutions.ipynb", "The notebook with solutions")
    if deeds.value(deeds.LAB) is not None:
        st.success("The lab is done.", icon=":material/check_circle:")
        return
    st.text_input(
        "The code that its last cell prints",
        key=CODE,
        placeholder="LAB-XXXXX-XXXXX",
        on_change=_check,
        max_chars=40,
        width=320,
    )
    if refused := _REFUSED.now():
        st.warning(refused, icon=":material/key_off:")
    st.caption("It is no exam: the code says that the cells ran and gave what they should.")


def _download(name: str, label: str, *, type: str = "secondary") -> None:
    st.download_button(
        label,
        _content(name),
        name,
        NOTEBOOK,
        key=f"lab_{name.partition('.')[0]}",
        icon=":material/download:",
        type="primary" if type == "primary" else "secondary",
        on_click="ignore",
    )


@once
def _content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def _check() -> None:
    code = str(session.value(CODE) or "")
    _REFUSED.keep("")
    if is_accepted(code):
        deeds.note(deeds.LAB)
    elif code.strip():
        _REFUSED.keep(
            "This is not the code of the finished lab. Run all cells in their order, with the sample as it came, and "
            "copy what the last one prints."
        )
