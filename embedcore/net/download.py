"""A table's bytes from a web address: bounded in size and time, each redirect checked anew."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from html import unescape
from typing import NoReturn
from urllib.parse import unquote, urljoin, urlsplit

from embedcore.errors import DataError
from embedcore.files import base_name, suffix
from embedcore.net.address_guard import Destination, check_url
from embedcore.net.http import FAILURES, Answer, Patience, TooLargeError, exchange, failure_reason
from embedcore.net.share_links import file_link
from embedcore.types import OnProgress

MAX_BYTES = 200 * 2**20
"""As for uploads (.streamlit/config.toml)."""
MAX_REDIRECTS = 5

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_REDIRECTS = (301, 302, 303, 307, 308)
_WHAT = "the address of the table"


@dataclass(frozen=True, kw_only=True)
class FetchLimits:
    """What one download may cost: bytes, redirects, and seconds."""

    max_bytes: int = MAX_BYTES
    max_redirects: int = MAX_REDIRECTS
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True)
class Fetched:
    """What an address led to: the bytes, the file's name, and what a person must know about the way."""

    data: bytes = field(repr=False)
    name: str
    notes: tuple[str, ...] = ()


def fetch(url: str, *, limits: FetchLimits | None = None, on_progress: OnProgress | None = None) -> Fetched:
    """The file behind an https address; http is for this machine alone, in private use.

    Links to pages of GitHub, Hugging Face, Google Sheets and Dropbox lead to the file itself, and the
    notes say so. on_progress(bytes so far, bytes announced or so far, what) may raise Cancelled.
    Raises DataError for an address that is not allowed or can't be reached, an error or a web page in
    place of a file, and for more than limits.max_bytes.
    """
    limits = limits or FetchLimits()
    link = file_link(url)
    here = _checked(link.url, before=None)
    for _ in range(limits.max_redirects + 1):
        try:
            with exchange(here, headers=_HEADERS, patience=limits.patience) as answer:
                if answer.status not in _REDIRECTS:
                    data = _body(answer, here, limits, on_progress)
                    name = _file_name(answer, here, link.url)
                    notes = (link.note,) if link.note else ()
                    return Fetched(data, name, (*notes, f"Read from {here.shown} ({len(data):,} bytes)."))
                there = answer.headers.get("Location", "")
        except FAILURES as problem:
            _explain(problem, here, limits)
        here = _checked(_joined(here, there), before=here)
    raise DataError(
        f"{_WHAT} must lead to a file (got {limits.max_redirects} redirects and then another one); "
        "open it in a browser and copy the address it ends at"
    )


_HEADERS = {"User-Agent": "embedding-explorer", "Accept": "text/csv, application/json, */*;q=0.8"}


def _checked(url: str, before: Destination | None) -> Destination:
    """The destination, if it is allowed; a server on the internet must not lead into this house."""
    what = _WHAT if before is None else f"the address that {before.authority} redirects to"
    here = check_url(url, what=what, plain_http=("loopback",))
    if before is not None and before.kind == "global" and here.kind != "global":
        raise DataError(
            f"{what} must lead to a server on the internet (got {here.authority}, a {here.kind} address); "
            "if you know it, open that address itself"
        )
    return here


def _joined(here: Destination, there: str) -> str:
    """The address that a redirect names, which may be relative."""
    try:
        return urljoin(f"{here.scheme}://{here.authority}{here.target}", there)
    except ValueError:  # said in words where the address is checked
        return there


def _body(answer: Answer, here: Destination, limits: FetchLimits, on_progress: OnProgress | None) -> bytes:
    _refuse_status(answer.status, here)

    def report(n_bytes: int) -> None:
        if on_progress:
            on_progress(n_bytes, max(answer.announced, n_bytes), "reading the address")

    try:
        if answer.announced > limits.max_bytes:
            raise TooLargeError
        data = answer.read(limits.max_bytes, report)
    except TooLargeError:
        came = f"{answer.announced:,} bytes" if answer.announced > limits.max_bytes else "more"
        raise DataError(
            f"a table must have at most {limits.max_bytes:,} bytes (got {came} from {here.shown}); load a part of it"
        ) from None
    _refuse_page(data, answer.headers.get_content_type(), here)
    return data


def _refuse_status(status: int, here: Destination) -> None:
    do = "open it in a browser, and download the file there"
    if status in (401, 403, 407):
        do = "the server wants a login: share the file, or download it and upload it here"
    elif status in (404, 410):
        do = "there is nothing at this address: check it in a browser"
    elif status == 429 or status >= 500:
        do = "the server can't answer now: try again in some minutes"
    if status != 200:
        raise DataError(f"{_WHAT} must lead to a file that everybody may read (got {status} from {here.shown}); {do}")


def _refuse_page(data: bytes, content_type: str, here: Destination) -> None:
    """A page in place of the file is mostly a login, so it is worth words of its own."""
    start = data[:8_192].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    begins = start.startswith((b"<!doctype html", b"<html", b"<head", b"<script"))
    if not begins and not (content_type in ("text/html", "application/xhtml+xml") and start.startswith(b"<")):
        return
    found = re.search(rb"<title[^>]*>(.{0,200}?)</title", data[:100_000], re.DOTALL | re.IGNORECASE)
    title = unescape(" ".join(found[1].decode("utf-8", "replace").split()))[:100] if found else ""
    named = f'the web page "{title}"' if title else "a web page"
    raise DataError(
        f"{_WHAT} must lead to the file itself (got {named} at {here.shown}, perhaps a login); "
        "share the file so that everybody may read it and copy its download link, or upload it here"
    )


def _explain(problem: Exception, here: Destination, limits: FetchLimits) -> NoReturn:
    """What failed between us and the server, in words."""
    patience = limits.patience
    must = (
        f"send the whole file (got: {failure_reason(problem)}); check the address and the network (a proxy is not "
        "used), or download the file and upload it here"
    )
    if isinstance(problem, ssl.SSLCertVerificationError):
        must = (
            f"have a certificate that can be trusted ({problem.verify_message}); "
            "if it is your own, name its authority's file in SSL_CERT_FILE"
        )
    elif isinstance(problem, ssl.SSLError):
        must = f"speak TLS (got {problem.reason or type(problem).__name__}); check the address and its port"
    elif isinstance(problem, TimeoutError):
        must = (
            f"answer in time (waited at most {patience.connect:g} s for a connection, {patience.idle:g} s for the "
            f"next bytes, {patience.total:g} s for all); try again later, or download the file and upload it here"
        )
    raise DataError(f"{here.authority} must {must}") from problem


def _file_name(answer: Answer, here: Destination, asked: str) -> str:
    """What the server calls the file, else the end of the address that has an ending, else the server's name."""
    named = _CONTROLS.sub("", answer.headers.get_filename() or "")  # of Content-Disposition, filename* too
    if named:
        return base_name(named)[-200:]
    ends = [base_name(unquote(urlsplit(address).path.rstrip("/")) or None) for address in (here.target, asked)]
    chosen = next((end for end in ends if suffix(end)), ends[0])
    return chosen if chosen != "table" else here.host
