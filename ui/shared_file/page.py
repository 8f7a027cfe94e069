"""The page around the blocks: the map's own script and style, and a policy that lets nothing else run or load."""

import base64
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit as st

from ui.scatter import library_js, stylesheet
from ui.shared_file.packing import Blocks

_FOLDER = Path(__file__).parent
_SCRIPTS = ("blocks", "tokens", "meaning", "outline", "rows", "host", "cards", "panel", "page")
"""After the map's; later ones use earlier ones."""
_ENDS_SCRIPT = re.compile(r"<(?=/script|script|!--)", re.IGNORECASE)
_OPENING = "Opening … This file needs a browser that may run its script."
_THEME = {
    "--st-text-color": "textColor",
    "--st-background-color": "backgroundColor",
    "--st-secondary-background-color": "secondaryBackgroundColor",
    "--st-primary-color": "primaryColor",
}


def page(blocks: Blocks) -> bytes:
    """One HTML file. Nothing of the data is HTML, script or style in it: it is in the blocks alone."""
    script, style = shared_js(), shared_css()
    held = "\n".join(
        f'<script type="application/octet-stream" id="block-{name}">{letters}</script>'
        for name, letters in blocks.items()
    )
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data: blob:; "
        "worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>Map</title>\n<style>{style}</style>\n</head>\n<body>\n<p class="shared-opening">{_OPENING}</p>\n'
        f"{held}\n<script>{script}</script>\n</body>\n</html>\n"
    ).encode()


@cache
def shared_js() -> str:
    """The map's functions and classes as the dashboard has them, and what stands in for its server."""
    own = "\n".join((_FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    return _ENDS_SCRIPT.sub(r"\\x3c", f"{library_js()}\n{own}")


def shared_css() -> str:
    """The map's style and the page's, in the dashboard's colours."""
    light, dark = _colours("light"), _colours("dark")
    charts = ", ".join(st.get_option("theme.chartCategoricalColors") or ())
    theme = (
        f":root {{ {light} --st-chart-categorical-colors: {charts}; color-scheme: light; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark} color-scheme: dark; }} }}\n"
        f":root[data-theme=dark] {{ {dark} color-scheme: dark; }}\n"
    )
    return f"{theme}{stylesheet()}\n{(_FOLDER / 'page.css').read_text(encoding='utf-8')}"


def _colours(side: str) -> str:
    """What is chosen for that side of the theme, and else for both."""
    found = {
        name: st.get_option(f"theme.{side}.{key}") or st.get_option(f"theme.{key}") for name, key in _THEME.items()
    }
    return " ".join(f"{name}: {colour};" for name, colour in found.items() if colour)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"
