"""Texts without the markup of web pages: HTML's tags taken away, its entities as the characters they stand for."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

_INLINE = (
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt "
    "u var wbr"
)
_BLOCKS = (
    "address article aside blockquote body br button canvas caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe img input legend li link main meta nav noscript "
    "object ol option p picture pre section select source summary svg table tbody td textarea tfoot th thead title tr "
    "ul video audio"
)
_UNSEEN = re.compile(
    r"<(script|style|template)\b[^<>]{0,2000}>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<!doctype[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTES = r"""(?:\s(?:[^<>"']++|"[^"<>]{0,2000}"|'[^'<>]{0,2000}'){0,200}+)?"""
_BLOCK = re.compile(rf"</?(?:{'|'.join(_BLOCKS.split())}){_ATTRIBUTES}/?>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{'|'.join((*_INLINE.split(), *_BLOCKS.split()))}){_ATTRIBUTES}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACES = re.compile(r"[ \t\u00a0]{2,}|[ \t\u00a0]*\n[ \t\u00a0]*")
_LINES = re.compile(r"\n{3,}")


def has_markup(text: str) -> bool:
    """Whether a text holds tags or entities of HTML; "a < b", "<3" and "AT&T" are none."""
    if "<" in text and (_TAG.search(text) or _UNSEEN.search(text)):
        return True
    return "&" in text and any(_is_known(found[0]) for found in _ENTITY.finditer(text))


def plain_text(text: str) -> str:
    """The text without HTML's tags, its entities as characters; a text without either comes back as it is.

    What isn't shown on a page (scripts, styles, comments) goes with the tags; paragraphs and breaks are line ends. Tags
    that were themselves written with entities go as well where whole paragraphs were.
    """
    if not has_markup(text):
        return text
    plain = _unescaped(_without_tags(text))
    if not _TAG.search(text) and _BLOCK.search(plain):
        plain = _unescaped(_without_tags(plain))
    return _LINES.sub("\n\n", _SPACES.sub(_gap, plain.replace("\xa0", " "))).strip()


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    return _TAG.sub("", _BLOCK.sub("\n", _UNSEEN.sub(" ", text)))


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]) if _is_known(found[0]) else found[0], text)


def _is_known(entity: str) -> bool:
    return entity[1] == "#" or entity[1:] in html5


def _gap(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "
