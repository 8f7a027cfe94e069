"""Links that people copy from a page about a file, changed to the address of the file itself."""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit


class FileLink(NamedTuple):
    """The address to read, and what to say of the change; note is None where nothing was changed."""

    url: str
    note: str | None


def file_link(url: str) -> FileLink:
    """The address of the file behind a page of GitHub, Hugging Face, Google Sheets or Dropbox.

    Any other address comes back as it is.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # said in words where the address is checked
        return FileLink(url, None)
    host = (parts.hostname or "").removeprefix("www.")
    changed = _CHANGES[host](parts.path, parts.query, parts.fragment) if host in _CHANGES else None
    if changed is None:
        return FileLink(url.strip(), None)
    path, query, place = changed
    address = urlunsplit(("https", host if host != "dropbox.com" else "www.dropbox.com", path, query, ""))
    return FileLink(address, f"The link leads to a page about a file; {place} was read instead.")


_Change = tuple[str, str, str] | None


def _blob(raw: str, site: str) -> Callable[[str, str, str], _Change]:
    """/owner/repository/blob/branch/file, of a model, dataset or space too: the same with raw in place of blob."""

    def change(path: str, _query: str, _fragment: str) -> _Change:
        found = re.fullmatch(r"((?:/datasets|/spaces)?/[^/]+/[^/]+)/blob/(.+)", path)
        return (f"{found[1]}/{raw}/{found[2]}", "", f"the file itself on {site}") if found else None

    return change


def _google_sheets(path: str, query: str, fragment: str) -> _Change:
    """/spreadsheets/d/ID/edit#gid=7: sheet 7 as CSV (without a gid, the first one)."""
    found = re.fullmatch(r"/spreadsheets/(?:u/\d+/)?d/([\w-]{20,})(?:/(?:edit|view|htmlview|preview)?)?", path)
    if not found:
        return None
    given = parse_qs(fragment).get("gid") or parse_qs(query).get("gid") or []
    sheet = [("gid", given[0])] if given and given[0].isdigit() else []
    place = "this sheet as CSV" if sheet else "its first sheet as CSV"
    return f"/spreadsheets/d/{found[1]}/export", urlencode([("format", "csv"), *sheet]), f"{place} from Google Sheets"


def _dropbox(path: str, query: str, _fragment: str) -> _Change:
    """/scl/fi/… and /s/…: the same with dl=1; the other parts of the query are the key to the file."""
    given = parse_qsl(query, keep_blank_values=True)
    if not path.startswith(("/s/", "/scl/fi/")) or ("dl", "1") in given or ("raw", "1") in given:
        return None
    kept = [(name, value) for name, value in given if name != "dl"]
    return path, urlencode([*kept, ("dl", "1")]), "the file itself on Dropbox"


_CHANGES = {
    "github.com": _blob("raw", "GitHub"),
    "huggingface.co": _blob("resolve", "Hugging Face"),
    "docs.google.com": _google_sheets,
    "dropbox.com": _dropbox,
}
