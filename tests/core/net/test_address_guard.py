"""Which addresses are allowed, in every spelling, and when a process is closed to its own machine."""

import socket
import subprocess
import sys
from ipaddress import ip_address
from typing import Any

import pytest

import embedcore as ec
from embedcore.net.address_guard import Destination, address_kind, check_url, parse_url, private_use
from tests.core.conftest import ROOT

GLOBAL = [
    "8.8.8.8",
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.0",
    "172.32.0.1",
    "2606:4700::1111",
    "2001:4860:4860::8888",
]
LOOPBACK = ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"]
PRIVATE = ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd12::1", "::ffff:10.0.0.1"]
NEVER = {
    "169.254.169.254": "metadata",
    "fd00:ec2::254": "metadata",
    "fd20:ce::254": "metadata",
    "100.100.100.200": "metadata",
    "168.63.129.16": "metadata",
    "192.0.0.192": "metadata",
    "169.254.1.1": "link-local",
    "fe80::1": "link-local",
    "fe80::1%1": "link-local",
    "0.0.0.0": "unspecified",
    "0.1.2.3": "unspecified",
    "::": "unspecified",
    "224.0.0.1": "multicast",
    "ff02::1": "multicast",
    "255.255.255.255": "reserved",
    "240.0.0.1": "reserved",
    "198.18.0.1": "reserved",
    "192.0.2.1": "reserved",
    "2001:db8::1": "reserved",
    "2002:7f00:1::": "reserved",  # 6to4 around 127.0.0.1
    "2001:0:4136:e378:8000:63bf:80ff:fffe": "reserved",  # Teredo around 127.0.0.1
    "64:ff9b::7f00:1": "reserved",  # NAT64 around 127.0.0.1
    "64:ff9b::a9fe:a9fe": "reserved",  # NAT64 around 169.254.169.254
    "64:ff9b:1::1": "reserved",
    "::ffff:169.254.169.254": "reserved",
    "::ffff:8.8.8.8": "reserved",
    "::127.0.0.1": "reserved",
    "fec0::1": "reserved",
    "100::1": "reserved",
    "5f00::1": "reserved",
}


def check_as(private: bool, url: str, **options: Any) -> Destination:
    """The address as a process in private use reads it, or a closed one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDCORE_PRIVATE_USE", str(int(private)))
        return check_url(url, **options)


@pytest.fixture(autouse=True)
def a_known_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a script, whatever the tests of the dashboard have set."""
    monkeypatch.delenv("EMBEDCORE_PRIVATE_USE", raising=False)


def names(monkeypatch: pytest.MonkeyPatch, **known: list[str]) -> list[str]:
    """Stands in for the name server, which tests have none of; returns the names that were asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **options: object) -> list[tuple]:
        asked.append(host)
        numbers = known[host.replace(".", "_")]
        return [(socket.AF_INET6 if ":" in n else socket.AF_INET, 1, 6, "", (n, port)) for n in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [(GLOBAL, "global"), (LOOPBACK, "loopback"), (PRIVATE, "private")],
    ids=lambda given: str(given),
)
def test_the_kind_of_an_address(numbers: list[str], kind: str) -> None:
    assert {number: address_kind(ip_address(number)) for number in numbers} == dict.fromkeys(numbers, kind)


def test_what_is_never_connected_to() -> None:
    assert {number: address_kind(ip_address(number)) for number in NEVER} == NEVER
    assert address_kind(ip_address("64:ff9b::808:808")) == "global"  # how IPv6-only networks reach 8.8.8.8


@pytest.mark.parametrize("number", [*LOOPBACK, *PRIVATE, *NEVER])
def test_a_closed_app_reaches_the_internet_alone(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, inside_example=["8.8.8.8", number])
    with pytest.raises(ec.DataError, match=r"the address must .*\(got inside\.example, .*\); "):
        check_as(False, "https://inside.example/")


@pytest.mark.parametrize("number", NEVER)
def test_some_addresses_are_refused_everywhere(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, odd_example=[number])
    with pytest.raises(ec.DataError, match=r"must .*\(got odd\.example, .*\); name"):
        check_as(True, "https://odd.example/")


@pytest.mark.parametrize("number", [*LOOPBACK, *PRIVATE])
def test_an_own_app_reaches_the_own_house_without_encryption_too(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, server_house=[number])
    for scheme in ("http", "https"):
        found = check_as(True, f"{scheme}://server.house/a")
        assert (found.addresses, found.kind, found.target) == ((number,), address_kind(ip_address(number)), "/a")
    if number in PRIVATE:
        with pytest.raises(ec.DataError, match=r"must begin with https:// .*http is for loopback addresses alone"):
            check_as(True, "http://server.house/a", plain_http=("loopback",))


@pytest.mark.parametrize("number", GLOBAL)
def test_the_internet_is_reached_with_encryption_alone(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, out_example=[number])
    for private in (True, False):
        assert check_as(private, "https://out.example:8443/x?y=1").kind == "global"
        with pytest.raises(ec.DataError, match=r"must begin with https:// \(got http://out\.example\)"):
            check_as(private, "http://out.example/")


def test_one_private_number_among_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, mixed_example=["8.8.8.8", "10.0.0.1"])
    assert check_as(True, "https://mixed.example/").kind == "private"
    with pytest.raises(ec.DataError, match="http is for loopback addresses alone"):
        check_as(True, "http://mixed.example/", plain_http=("loopback",))
    with pytest.raises(ec.DataError, match=r"must begin with https"):  # 8.8.8.8 would be asked without encryption
        check_as(True, "http://mixed.example/")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "LOCALHOST",
     "127。0。0。1", "①②⑦.⓪.⓪.①", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"],
)  # fmt: skip
def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    """By the system's own resolver, which reads decimal, octal and hexadecimal numbers."""
    with pytest.raises(ec.DataError, match=r"a loopback address\); this app keeps its own machine and network closed"):
        check_as(False, f"https://{host}/")
    assert check_as(True, f"http://{host}/").kind == "loopback"


@pytest.mark.parametrize("host", ["2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.16689662"])
def test_every_spelling_of_the_metadata_service_is_refused(host: str) -> None:
    for private in (True, False):
        with pytest.raises(ec.DataError, match="a cloud's metadata service"):
            check_as(private, f"https://{host}/latest/")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (None, r"must be a web address \(got None\)"),
        (" ", r"must be a web address \(got ' '\)"),
        ("example.org/a.csv", r"must begin with https:// \(got ''\)"),
        ("file:///etc/passwd", r"must begin with https:// \(got 'file'\)"),
        ("ftp://example.org/a", r"must begin with https:// \(got 'ftp'\)"),
        ("https:///a", r"must name a server"),
        ("https://example.org:0/", r"must name a server"),
        ("https://example.org:99999/", r"valid web address \(Port out of range"),
        ("https://[::1/", r"valid web address"),
        ("https://" + "a" * 64 + ".org/", r"valid web address"),
        ("https://example.org\\@127.0.0.1/", r"no spaces, control characters or backslashes \(got '\\\\'\)"),
        ("https://exam\tple.org/", r"no spaces, control"),
        ("https://example.org/a b", r"no spaces, control"),
        ("https://user:secret@example.org/", r"no user name or password \(got one before 'example\.org'\)"),
        ("https://user@127.0.0.1/", r"no user name or password"),
    ],
)
def test_what_is_no_address(url: object, message: str) -> None:
    with pytest.raises(ec.DataError, match=message) as caught:
        parse_url(url)
    assert "secret" not in str(caught.value)


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*asked: object, **options: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(ec.DataError, match=r"server that can be found \(got nowhere\.example: Name or service"):
        check_url("https://nowhere.example/")


def test_the_parts_of_an_address() -> None:
    place = parse_url("HTTPS://Bücher.Example:8443/a/ü b?x=ö#part".replace(" ", "%20"))
    assert vars(place) == {
        "scheme": "https", "host": "xn--bcher-kva.example", "port": 8443, "target": "/a/%C3%BC%20b?x=%C3%B6",
    }  # fmt: skip
    assert parse_url("http://[::1]").target == "/"
    found = check_as(True, "https://[::1]:8443/a?key=secret")
    assert (found.authority, found.shown) == ("[::1]:8443", "https://[::1]:8443/a")
    assert check_as(True, "https://127.0.0.1:443/").authority == "127.0.0.1"


def test_a_script_is_in_private_use_and_nothing_but_the_variable_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("SPACE_ID", "K_SERVICE", "DYNO", "KUBERNETES_SERVICE_HOST", "EMBEDCORE_PUBLIC"):
        monkeypatch.setenv(variable, "1")  # of hosts, and of earlier versions
    assert private_use()
    for given, meant in {"1": True, " 1 ": True, "0": False, "": False, "true": False, "yes": False}.items():
        monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", given)
        assert private_use() is meant
    with pytest.raises(ec.DataError, match=r"start it with EMBEDCORE_PRIVATE_USE=1$"):
        check_url("https://127.0.0.1/")
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")
    assert check_url("https://127.0.0.1/").kind == "loopback"


SERVER = """
import subprocess, sys
import {module}
worker = "from embedcore.net.address_guard import private_use; print(private_use())"
exec(worker)
print(subprocess.run([sys.executable, "-c", worker], capture_output=True, text=True).stdout.strip())
"""


@pytest.mark.parametrize(
    ("module", "given", "private"),
    [("embedcore", None, True), ("ui.samples", None, False), ("ui.samples", "1", True), ("ui.cache", "", False)],
)
def test_the_dashboard_closes_itself_and_its_workers_by_being_imported(
    module: str, given: str | None, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if given is not None:
        monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", given)
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVER.format(module=module)], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.stdout.split() == [str(private)] * 2, ran.stderr
