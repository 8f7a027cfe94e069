"""Two arrows to drag or to move by keys, and what three ways to compare them say: a component of our own."""

from pathlib import Path

import streamlit as st

from ui import wording

_FOLDER = Path(__file__).parent
_arrows = st.components.v2.component(
    "lesson_arrows",
    html='<div class="learn-arrows"><svg viewBox="-5.4 -5.4 10.8 10.8" role="group" aria-label="Two arrows"></svg>'
    '<div class="learn-arrows-side"><dl class="learn-arrows-values"></dl><div class="learn-arrows-angle"></div>'
    '<div class="learn-arrows-presets"></div></div></div>',
    css=(_FOLDER / "arrows.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "arrows.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
START = ([3.0, 1.0], [1.0, 3.0])
PRESETS = (
    ("Same direction, twice as long", [1.5, 1.0], [3.0, 2.0]),
    ("At a right angle", [3.0, 1.0], [-1.0, 3.0]),
    ("Opposite", [2.0, 1.5], [-2.0, -1.5]),
    ("Nearly the same", [3.0, 2.0], [3.0, 2.5]),
)


def show() -> None:
    """Draws them; nothing that is done with them needs the server."""
    a, b = START
    names = {name: wording.say(f"learn_arrow_{name}") for name in ("cosine", "distance", "dot")}
    presets = [{"words": words, "a": first, "b": second} for words, first, second in PRESETS]
    said = {
        "names": names,
        "presets": presets,
        "arrow": "Arrow {side}: move it with the arrow keys",
        "angle": "Angle {degrees}°, length of A {a}, of B {b}",
        "none": wording.say("learn_arrow_none"),
        "flat": [
            "No angle: {one} has no length, and so no direction. Length of A {a}, of B {b}",
            "No angle: both have no length, and so no direction",
        ],
    }
    _arrows(key="learn_arrows", data={"a": a, "b": b, **said}, height="content")
