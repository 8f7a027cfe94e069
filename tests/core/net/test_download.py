"""Tables from web addresses: a real server on loopback, with and without TLS, that behaves and misbehaves."""

import gzip
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest

import embedcore as ec
from embedcore.net import download as reading
from embedcore.net import http
from embedcore.net.address_guard import check_url
from embedcore.net.download import FetchLimits, fetch
from embedcore.net.http import Patience
from tests.core.web import Web, authority, certificate, page, redirect, status, web

CSV = b"text,label\nhello to you,a\nbye to you,b\n"
QUICK = FetchLimits(max_bytes=1_000, max_redirects=2, patience=Patience(connect=5, idle=0.3, total=1.0))


@pytest.fixture(autouse=True)
def private_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as running:
        running.pages["/data/table.csv"] = page(CSV)
        yield running


@pytest.fixture
def secure_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """The same with TLS, its authority named in SSL_CERT_FILE."""
    ca, file = authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with web(certificate(ca, "localhost", "127.0.0.1")) as running:
        running.pages["/data/table.csv"] = page(CSV)
        yield running


def test_a_table_over_https(secure_site: Web) -> None:
    dataset = ec.read_table(f"  {secure_site.url}/data/table.csv?key=secret ")
    assert dataset.texts == ["hello to you", "bye to you"]
    assert dataset.name == "table.csv"
    assert dataset.report.notes[0] == f"Read from {secure_site.url}/data/table.csv (39 bytes)."
    assert secure_site.asked == ["/data/table.csv?key=secret"]


def test_a_table_over_http_from_this_machine(site: Web) -> None:
    assert ec.read_table(f"{site.url}/data/table.csv", filename="mine.csv", text_column="label").texts == ["a", "b"]
    assert ec.read_table(f"{site.url}/data/table.csv", filename="mine.csv").name == "mine.csv"


def test_a_closed_app_reads_nothing_from_its_own_machine(secure_site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    for host in ("localhost", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"):
        with pytest.raises(ec.DataError, match=r"must lead to a server on the internet \(got .*, a loopback address\)"):
            ec.read_table(f"https://{host}:{secure_site.port}/data/table.csv")
    assert secure_site.asked == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/a.csv", r"the address of the table must begin with https:// \(got 'ftp'\)"),
        ("file:///etc/passwd", r"must begin with https:// \(got 'file'\)"),
        ("http://user:secret@localhost/a.csv", r"must hold no user name or password"),
        ("http://10.0.0.1/a.csv", r"must begin with https:// \(got http://10\.0\.0\.1\)"),
        ("https://169.254.169.254/latest/meta-data/", r"a cloud's metadata service"),
    ],
)
def test_addresses_that_are_not_read(url: str, message: str) -> None:
    with pytest.raises(ec.DataError, match=message):
        ec.read_table(url)


def test_the_name_is_the_servers_or_the_addresses(site: Web) -> None:
    def named(path: str, **headers: str) -> str:
        site.pages[path] = page(CSV, **headers)
        return fetch(site.url + path).name

    assert named("/export", content_disposition='attachment; filename="My table.csv"') == "My table.csv"
    assert named("/utf8", content_disposition="attachment; filename*=UTF-8''na%C3%AFve.csv") == "naïve.csv"
    assert named("/evil", content_disposition='attachment; filename="../../etc/pass\x01wd"') == "passwd"
    assert named("/a%20b.csv") == "a b.csv"
    assert named("/no-ending/") == "no-ending"
    assert named("/") == "localhost"
    site.pages["/data/old.csv"] = redirect("/by-id/17")
    site.pages["/by-id/17"] = page(CSV)
    assert fetch(f"{site.url}/data/old.csv").name == "old.csv"


def test_redirects_are_followed_within_bounds(site: Web) -> None:
    for n, code in enumerate((301, 302, 303, 307, 308)):
        site.pages[f"/{n}"] = redirect(f"/{n + 1}" if n < 4 else "data/table.csv", code)
    assert fetch(f"{site.url}/0").data == CSV
    with pytest.raises(ec.DataError, match=r"must lead to a file \(got 2 redirects and then another one\)"):
        fetch(f"{site.url}/0", limits=QUICK)
    site.pages["/loop"] = redirect("/loop")
    with pytest.raises(ec.DataError, match=r"got 5 redirects"):
        fetch(f"{site.url}/loop")


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("http://169.254.169.254/latest/", r"that localhost:\d+ redirects to must lead .*metadata service"),
        ("http://8.8.8.8/a.csv", r"redirects to must begin with https://"),
        ("http://10.0.0.1/a.csv", r"redirects to must begin with https://"),
        ("file:///etc/passwd", r"redirects to must begin with https:// \(got 'file'\)"),
        ("https://user:secret@localhost/", r"redirects to must hold no user name"),
        ("https://[::1", r"redirects to must be a valid web address"),
    ],
)
def test_a_redirect_is_checked_like_an_address(site: Web, to: str, message: str) -> None:
    site.pages["/away"] = redirect(to)
    with pytest.raises(ec.DataError, match=message):
        fetch(f"{site.url}/away")


def test_the_internet_does_not_lead_into_the_house(site: Web) -> None:
    """Checked on the destinations: a test reaches no server on the internet."""
    outside = reading._checked("https://8.8.8.8/", before=None)
    assert outside.kind == "global"
    with pytest.raises(ec.DataError, match=r"that 8\.8\.8\.8 redirects to must lead to a server on the internet"):
        reading._checked(f"{site.url}/data/table.csv", before=outside)


def test_the_connection_goes_to_the_number_that_was_checked(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers differently the second time (DNS rebinding) is not asked a second time."""
    answers = iter(["127.0.0.1", "169.254.169.254"])

    def getaddrinfo(host: str, port: int, *args: object, **options: object) -> list[tuple]:
        number = next(answers) if host == "rebinding.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert fetch(f"http://rebinding.example:{site.port}/data/table.csv").data == CSV
    with pytest.raises(ec.DataError, match="metadata"):
        fetch(f"http://rebinding.example:{site.port}/data/table.csv")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (401, r"everybody may read \(got 401 from .*\); the server wants a login"),
        (403, r"got 403 .*wants a login"),
        (404, r"got 404 from http://localhost:\d+/bad\.csv\); there is nothing at this address"),
        (410, r"nothing at this address"),
        (418, r"got 418 .*open it in a browser"),
        (429, r"got 429 .*try again"),
        (503, r"got 503 .*try again"),
        (206, r"got 206"),
    ],
)
def test_a_refusal_says_what_can_be_done(site: Web, code: int, message: str) -> None:
    site.pages["/bad.csv"] = status(code)
    with pytest.raises(ec.DataError, match=message) as caught:
        fetch(f"{site.url}/bad.csv?token=secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><head><title>Sign in &amp;\n go on</title></head></html>",
        b"\n <html><title>Sign in &amp; go on</title>",
        b"<!-- page --><p><title>Sign in &amp; go on</title>",
    ],
)
def test_a_login_page_is_no_table(site: Web, body: bytes) -> None:
    site.pages["/t.csv"] = page(body, content_type="text/html; charset=utf-8")
    with pytest.raises(ec.DataError, match=r'the file itself \(got the web page "Sign in & go on" at .*login'):
        ec.read_table(f"{site.url}/t.csv")
    site.pages["/t.csv"] = page(b"<html>", content_type="text/csv")
    with pytest.raises(ec.DataError, match=r"got a web page at"):
        ec.read_table(f"{site.url}/t.csv")
    site.pages["/t.csv"] = page(CSV, content_type="text/html")  # a table under a wrong label is a table
    assert ec.read_table(f"{site.url}/t.csv").n_rows == 2


def test_too_much_is_not_read_to_its_end(site: Web) -> None:
    gave_up = Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(10_000):
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            gave_up.set()

    site.pages["/endless"] = endless
    with pytest.raises(ec.DataError, match=r"at most 1,000 bytes \(got more from http://localhost:\d+/endless\)"):
        fetch(f"{site.url}/endless", limits=QUICK)
    assert gave_up.wait(10)
    site.pages["/big"] = page(b"x" * 1_001)
    with pytest.raises(ec.DataError, match=r"at most 1,000 bytes \(got 1,001 bytes from"):
        fetch(f"{site.url}/big", limits=QUICK)
    site.pages["/fits"] = page(b"x" * 1_000)
    assert len(fetch(f"{site.url}/fits", limits=QUICK).data) == 1_000


def test_a_lie_about_the_length_is_noticed(site: Web) -> None:
    site.pages["/short"] = page(CSV, content_length="500")  # and then closes the connection
    with pytest.raises(ec.DataError, match=r"must send the whole file \(got: .*(missing|IncompleteRead).*\); check"):
        fetch(f"{site.url}/short", limits=QUICK)
    site.pages["/long"] = page(CSV * 100, content_length="39")  # what is beyond the announced length is no part of it
    assert fetch(f"{site.url}/long", limits=QUICK).data == CSV
    site.pages["/chunks"] = page(b"27\r\n" + CSV + b"\r\n4\r\nxx", content_length="", transfer_encoding="chunked")
    with pytest.raises(ec.DataError, match="must send the whole file"):
        fetch(f"{site.url}/chunks", limits=QUICK)
    site.pages["/chunks"] = page(b"27\r\n" + CSV + b"\r\n0\r\n\r\n", content_length="", transfer_encoding="chunked")
    assert fetch(f"{site.url}/chunks", limits=QUICK).data == CSV


def test_a_packed_answer_is_unpacked_within_the_limit(site: Web) -> None:
    def given(body: bytes, packing: str = "gzip") -> bytes:
        site.pages["/packed"] = page(body, content_encoding=packing)
        return fetch(f"{site.url}/packed", limits=QUICK).data

    assert given(gzip.compress(CSV)) == CSV
    assert given(gzip.compress(CSV) + gzip.compress(b"more\n")) == CSV + b"more\n"
    assert given(gzip.compress(b"x" * 1_000)) == b"x" * 1_000
    with pytest.raises(ec.DataError, match=r"at most 1,000 bytes \(got more"):
        given(gzip.compress(b"x" * 500_000))
    with pytest.raises(ec.DataError, match="the packed answer ends too early"):
        given(gzip.compress(CSV)[:-9])
    with pytest.raises(ec.DataError, match="can't be unpacked"):
        given(CSV)
    for packing in ("br", "deflate"):
        with pytest.raises(ec.DataError, match=rf"packed as '{packing}', which was not asked for"):
            given(CSV, packing)


@pytest.mark.parametrize("total", [131_072, 65_536 * 3 + 1])
def test_unpacking_loses_nothing_at_the_edges_of_its_parts(site: Web, total: int) -> None:
    body = bytes(range(256)) * (total // 256) + b"end"
    site.pages["/packed"] = page(gzip.compress(body), content_encoding="gzip")
    assert fetch(f"{site.url}/packed").data == body


def test_nothing_hangs(site: Web) -> None:
    let_go = Event()

    def silent(handler: BaseHTTPRequestHandler) -> None:
        let_go.wait(30)

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        """Never idle for long, never done: in the headers, then in the body."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if handler.path == "/body" else b""))
        while not let_go.wait(0.1):
            handler.wfile.write(b"x" if handler.path == "/body" else b"X-More: 1\r\n")

    site.pages.update({"/silent": silent, "/headers": dripping, "/body": dripping})
    for path in ("/silent", "/headers", "/body"):
        begun = time.monotonic()
        with pytest.raises(ec.DataError, match=r"must answer in time \(waited at most 5 s .* 0\.3 s .* 1 s for all"):
            fetch(site.url + path, limits=QUICK)
        assert time.monotonic() - begun < 20
    hasty = FetchLimits(patience=Patience(connect=5, idle=60, total=0.4))
    with pytest.raises(ec.DataError, match=r"60 s for the next bytes, 0\.4 s for all"):
        fetch(f"{site.url}/silent", limits=hasty)
    assert time.monotonic() - begun < 25
    let_go.set()


def test_a_server_that_is_not_there(site: Web) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ec.DataError, match=rf"localhost:{port} must send the whole file \(got: Connection refused\)"):
        fetch(f"http://localhost:{port}/")


def test_what_is_no_http_is_said_without_what_came(site: Web) -> None:
    site.pages["/odd"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")  # type: ignore[assignment,return-value]
    with pytest.raises(ec.DataError, match=r"must send the whole file \(got: an answer that is not HTTP\)") as caught:
        fetch(f"{site.url}/odd")
    assert "SSH" not in str(caught.value)


def test_tls_that_can_not_be_trusted(site: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca, file = authority(tmp_path)
    with web(certificate(ca, "localhost")) as unknown:
        with pytest.raises(ec.DataError, match=r"certificate that can be trusted \(.*\); if it is your own.*SSL_CERT_"):
            fetch(f"{unknown.url}/")
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        with pytest.raises(ec.DataError, match=r"there is nothing"):
            fetch(f"{unknown.url}/")
        with pytest.raises(ec.DataError, match=r"certificate that can be trusted \(.*127\.0\.0\.1"):
            fetch(f"https://127.0.0.1:{unknown.port}/")  # a certificate for another name
    with pytest.raises(ec.DataError, match=rf"localhost:{site.port} must speak TLS"):
        fetch(f"https://localhost:{site.port}/")


def test_progress_and_cancelling(site: Web) -> None:
    site.pages["/big"] = page(b"x" * (3 * http.PIECE_BYTES))
    reports: list[tuple[int, int, str]] = []
    fetch(f"{site.url}/big", on_progress=lambda *report: reports.append(report))
    assert reports[-1][:2] == (3 * http.PIECE_BYTES, 3 * http.PIECE_BYTES)
    assert [report[0] for report in reports] == sorted({report[0] for report in reports})

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        fetch(f"{site.url}/big", on_progress=stop)


def test_a_share_link_is_changed_and_said(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which links are changed is tested in test_share_links; here that fetch asks for the changed address."""
    asked: list[str] = []

    def checked(url: str, before: object) -> object:
        asked.append(url)
        return check_url(f"{site.url}/data/table.csv")

    monkeypatch.setattr(reading, "_checked", checked)
    dataset = ec.read_table("https://github.com/owner/data/blob/main/a.csv")
    assert asked == ["https://github.com/owner/data/raw/main/a.csv"]
    assert dataset.report.notes[0] == (
        "The link leads to a page about a file; the file itself on GitHub was read instead."
    )
