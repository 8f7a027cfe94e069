"""Where the network may lead: the one check of addresses, and what is closed where others may use this process.

Whoever can name an address to a server can make it ask its own neighbours (server-side request
forgery): a cloud's metadata service, a database without a password, a router. So every address is
resolved once, all that it resolves to is checked, and the connection goes to those very numbers
(embedcore.net.http), whatever the name means a moment later.
"""

import os
import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from embedcore.errors import DataError, EmbedcoreError

Address = IPv4Address | IPv6Address

PRIVATE_VARIABLE = "EMBEDCORE_PRIVATE_USE"
CLOSED = (
    "this app keeps its own machine and network closed, since others may reach it; "
    f"if nobody else does, start it with {PRIVATE_VARIABLE}=1"
)

# Addresses that serve credentials to whoever asks from inside a cloud (AWS and others, AWS on IPv6, Google on
# IPv6, Azure, Alibaba, Oracle).
_METADATA = frozenset(
    map(ip_address, "169.254.169.254 fd00:ec2::254 fd20:ce::254 168.63.129.16 100.100.100.200 192.0.0.192".split())
)

# IANA's registries of special-purpose addresses, by what they mean to a reader of an error.
# 100.64.0.0/10 is behind a provider's router, and private meshes; 2001::/23 (Teredo) and 2002::/16 (6to4) wrap
# IPv4 addresses.
_SPECIAL = [
    (ip_network(network), kind)
    for kind, networks in {
        "unspecified": "0.0.0.0/8 ::/128",
        "loopback": "127.0.0.0/8 ::1/128",
        "private": "10.0.0.0/8 100.64.0.0/10 172.16.0.0/12 192.168.0.0/16 fc00::/7",
        "link-local": "169.254.0.0/16 fe80::/10",
        "multicast": "224.0.0.0/4 ff00::/8",
        "reserved": "192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 "
        "2001::/23 2001:db8::/32 2002::/16 3fff::/20",
    }.items()
    for network in networks.split()
]
_GLOBAL = ip_network("0.0.0.0/0"), ip_network("2000::/3")
_MAPPED, _NAT64 = ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96")

_OWN = ("loopback", "private")
"""Reached from this machine or its house alone; refused where the process is not in private use."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ODD_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")


class UnknownHostError(DataError):
    """A server's name leads nowhere, now: a wrong name, or no network. reason: in the system's words."""

    def __init__(self, what: str, host: str, reason: str) -> None:
        super().__init__(
            f"{what} must name a server that can be found (got {host}: {reason}); "
            "check the spelling, and that there is a network"
        )
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Location:
    """An address taken apart, nothing resolved or checked yet. target: path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """host:port, the port left out where it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def shown(self) -> str:
        """The address for messages: without the query, which may hold a password."""
        path = self.target.partition("?")[0]
        return f"{self.scheme}://{self.authority}{path}"[:300]


@dataclass(frozen=True, kw_only=True)
class Destination(Location):
    """A checked address. addresses: what the host resolved to, each allowed.

    kind: "global", or "private" or "loopback" where any of the addresses is so.
    """

    addresses: tuple[str, ...]
    kind: str


def private_use() -> bool:
    """Whether who uses this process owns its machine: private addresses, folders as models, the configured API key.

    True in a script, whose author could open them anyway, and where EMBEDCORE_PRIVATE_USE is 1. The dashboard's
    server has other people's hands at its pages, so it closes itself and the workers that it starts (ui/__init__.py)
    unless the variable is set. Nothing else decides: no host, header or address.
    """
    return os.environ.get(PRIVATE_VARIABLE, "1").strip() == "1"


def close_unless_private() -> None:
    """Closes this process and those that it starts, unless EMBEDCORE_PRIVATE_USE is 1."""
    os.environ.setdefault(PRIVATE_VARIABLE, "0")


def address_kind(address: Address) -> str:
    """What an address is: "global", "private", "loopback", or a word for what is never connected to."""
    if isinstance(address, IPv6Address):
        address = IPv6Address(int(address))  # without a scope such as %eth0
    if address in _METADATA:
        return "metadata"
    if isinstance(address, IPv6Address):
        wrapped = address_kind(IPv4Address(int(address) & 0xFFFFFFFF))
        if address in _NAT64:  # how an IPv6-only network reaches the internet
            return "global" if wrapped == "global" else "reserved"
        if address in _MAPPED:
            return wrapped if wrapped in _OWN else "reserved"
    known = next((kind for network, kind in _SPECIAL if address in network), None)
    return known or ("global" if any(address in network for network in _GLOBAL) else "reserved")


def parse_url(url: object, *, what: str = "the address", error: type[EmbedcoreError] = DataError) -> Location:
    """Scheme, host, port and target of an http or https address; nothing is resolved.

    Raises error for anything else, and for user names and passwords in the address.
    """
    if not isinstance(url, str) or not url.strip():
        raise error(f"{what} must be a web address (got {_short(url)}); write https://, the server and the path")
    text = url.strip()
    odd = _ODD_CHARACTERS.search(text)
    if odd:
        raise error(f"{what} must hold no spaces, control characters or backslashes (got {odd[0]!r}); copy it again")
    try:
        parts = urlsplit(text)
        port = parts.port
        host = parts.hostname or ""
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as problem:  # brackets that don't match, port 99999, a label of 64 letters
        raise error(f"{what} must be a valid web address ({problem}); check it") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise error(f"{what} must begin with https:// (got {_short(parts.scheme)}); write it out in full")
    if "@" in parts.netloc:
        raise error(f"{what} must hold no user name or password (got one before {host!r}); take it out")
    if not host or port == 0:
        raise error(f"{what} must name a server (got {_short(parts.netloc)}); write https://, the server and the path")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
        "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?") if parts.query else ""
    )
    return Location(scheme=parts.scheme, host=host.lower(), port=port or _DEFAULT_PORTS[parts.scheme], target=target)


def check_url(
    url: object,
    *,
    what: str = "the address",
    plain_http: tuple[str, ...] = _OWN,
    error: type[EmbedcoreError] = DataError,
) -> Destination:
    """The address resolved, and every number that it resolves to found allowed.

    In private use: loopback and private addresses too, and plain http to those kinds that plain_http names. Otherwise
    https to the internet alone.
    Raises error, with what must hold, for an address that can't be read or is not allowed, UnknownHostError
    where it can't be found.
    """
    location = parse_url(url, what=what, error=error)
    private = private_use()
    if not private and location.scheme == "http":
        raise error(f"{what} must begin with https:// (got http://{location.host}); {CLOSED}")
    found = _resolve(location, what)
    kinds = {address_kind(ip_address(number)) for number in found}
    refused = [kind for kind in kinds if kind != "global" and (not private or kind not in _OWN)]
    if refused:
        raise error(_refusal(what, location.host, refused[0], private))
    if location.scheme == "http" and not kinds <= set(plain_http):
        raise error(
            f"{what} must begin with https:// (got http://{location.host}); "
            f"unencrypted http is for {' and '.join(plain_http)} addresses alone"
        )
    kind = next((kind for kind in _OWN if kind in kinds), "global")
    return Destination(**vars(location), addresses=found, kind=kind)


def _resolve(location: Location, what: str) -> tuple[str, ...]:
    """The numbers of a host, in the system's order of preference."""
    try:
        found = socket.getaddrinfo(location.host, location.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise UnknownHostError(what, location.host, reason) from None
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _refusal(what: str, host: str, kind: str, private: bool) -> str:
    if kind == "unspecified":
        return f"{what} must name one server (got {host}, which stands for none); name it"
    article = "an" if kind[0] in "aeiou" else "a"
    named = "a cloud's metadata service" if kind == "metadata" else f"{article} {kind} address"
    if not private and kind in _OWN:
        return f"{what} must lead to a server on the internet (got {host}, {named}); {CLOSED}"
    return f"{what} must lead to a server on the internet or of your own (got {host}, {named}); name another"


def _short(value: object) -> str:
    return repr(value)[:100]
