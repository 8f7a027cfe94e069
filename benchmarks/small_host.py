"""The dashboard as on a small host, and a visitor's whole way through the sample; see demo.py."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from compileall import compile_dir
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.dashboard import Visitor
from benchmarks.memory import Reading, Sampler, read, total
from driving.confined import Confined, confined
from driving.image import build
from driving.person import LONG
from driving.running import ROOT, App, start_app

PHRASES = ("my parcel never arrived", "the app shows an empty page")
STILL_S = 1.0
"""A page is done when it has shown no work for so long."""


@dataclass
class Way:
    """What was seen. steps: by what was done: seconds, the memory then, and at its peak since the step before."""

    steps: dict[str, tuple[float, Reading, Reading]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    confined_peak: float = 0.0
    n_killed: int = 0


@dataclass(frozen=True)
class Server:
    """How the dashboard is started, and where alone it may write. health: a command that says whether it is well."""

    home: Path
    environment: dict[str, str]
    writable: list[Path]
    command: tuple[str, ...] = ()
    health: tuple[str, ...] = ()


def from_checkout(writable: Path) -> Server:
    """This checkout, closed, with empty caches."""
    for package in ("embedcore", "ui", "pages"):  # as a first start leaves it; later nothing can be written there
        compile_dir(ROOT / package, quiet=2)
    (writable / "tmp").mkdir(parents=True)
    environment = {
        "EMBEDCORE_PRIVATE_USE": "",
        "EMBEDCORE_CACHE_DIR": str(writable / "cache"),
        "EMBEDCORE_DATA_DIR": str(writable / "data"),
        "TMPDIR": str(writable / "tmp"),
    }
    return Server(ROOT, environment, [writable])


def from_image(folder: Path, python: str, arguments: list[str]) -> Server:
    """What the Dockerfile makes below a folder."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    given = dict(one.split("=", 1) for one in arguments)
    made = build(ROOT, folder, python=python, arguments=given)
    environment = {**made.environment, "EMBEDCORE_PRIVATE_USE": "", "PYTHONPATH": ""}
    return Server(made.home, environment, made.writable, tuple(made.command), tuple(made.health))


@contextmanager
def limited(limit_mb: int, writable: list[Path], problem: str) -> Iterator[Confined | None]:
    """Where the server runs; None where nothing can be confined."""
    if problem:
        yield None
    else:
        with confined(limit_mb * 10**6, writable) as place:
            yield place


def walk(browser: Browser, log: Path, server: Server, place: Confined | None) -> Way:
    """The sample's whole way through a server that is started for it."""
    way, began, since = Way(), time.perf_counter(), time.time()
    before = place.before if place is not None else ()
    app = start_app(
        server.home / "app.py",
        log,
        cwd=server.home,
        env=server.environment,
        before=before,
        command=server.command,
    )
    try:
        _steps_of(way, app, browser, began)
        way.written = [line for folder in server.writable for line in _written(folder, since)]
        if server.health:
            _look_at_health(server, app.url)
    except BaseException:
        print(log.read_text(errors="replace")[-3_000:], flush=True)
        raise
    finally:
        app.stop()
    if place is not None:
        way.confined_peak, way.n_killed = place.peak / 1e6, place.n_killed
    return way


def _look_at_health(server: Server, url: str) -> None:
    """Raises CalledProcessError where the health check fails; it is asked at the port that is free here."""
    address = url.removeprefix("http://")
    command = [re.sub(r"127\.0\.0\.1:\d+", address, word) for word in server.health]
    subprocess.run(command, env={**os.environ, **server.environment}, check=True)


def _steps_of(way: Way, app: App, browser: Browser, began: float) -> None:
    def done(what: str, since: float, sampler: Sampler) -> None:
        took = time.perf_counter() - since
        now = read(app.pid)
        way.steps[what] = took, now, max(sampler.peak, now, key=lambda reading: total(reading).pss)
        each = ", ".join(f"{role} {memory.pss:.0f}" for role, memory in way.steps[what][2].items())
        print(f"{what}: {took:.1f} s, {total(way.steps[what][2]).pss:.0f} MB ({each})", flush=True)

    with Sampler(app.pid) as sampler:
        visitor = Visitor(browser, app.url)
        done("first page drawn", began, sampler)
    for what, do in WAY.items():
        with Sampler(app.pid) as sampler:
            since = time.perf_counter()
            do(visitor)
            _calm(visitor)
            done(what, since, sampler)
    visitor.close()


def _calm(visitor: Visitor) -> None:
    """Waits until the page works no longer, here and in a worker."""
    still_since = None
    while still_since is None or time.monotonic() - still_since < STILL_S:
        busy = visitor.page.locator("[data-testid=stApp]").get_attribute("data-test-script-state") != "notRunning"
        still_since = None if busy or visitor.cancel_button.count() else still_since or time.monotonic()
        visitor.page.wait_for_timeout(100)


def _open_sample(visitor: Visitor) -> None:
    visitor.open_first_sample()


def _search(phrase: str) -> Callable[[Visitor], None]:
    def search(visitor: Visitor) -> None:
        visitor.go("Search")
        visitor.search(phrase)

    return search


def _other_map(name: str) -> Callable[[Visitor], None]:
    def draw(visitor: Visitor) -> None:
        if not visitor.on_map_page:
            visitor.go("Map")
        visitor.method(name)
        visitor.wait_for_map()

    return draw


def _page(name: str) -> Callable[[Visitor], None]:
    return lambda visitor: visitor.go(name)


def _summary(visitor: Visitor) -> None:
    visitor.go("Home")
    visitor.keyed("home_summary_files").wait_for(timeout=LONG)


def _upload(visitor: Visitor) -> None:
    visitor.go("Home")
    visitor.upload_table(ROOT / "sample_data" / "product_reviews.csv")
    visitor.embed()
    visitor.until(lambda: visitor.on_map_page, "the Map page")
    visitor.wait_for_map()


WAY: dict[str, Callable[[Visitor], None]] = {
    "sample's map drawn": _open_sample,
    "phrase searched": _search(PHRASES[0]),
    "UMAP map drawn": _other_map("UMAP"),
    "t-SNE map drawn": _other_map("t-SNE"),
    "Groups": _page("Groups"),
    "Duplicates": _page("Duplicates"),
    "Trust": _page("Trust"),
    "Playground": _page("Playground"),
    "Compare": _page("Compare"),
    "Learn": _page("Learn"),
    "Summary": _summary,
    "another phrase searched": _search(PHRASES[1]),
    "a file of 640 rows uploaded, embedded and mapped": _upload,
}


def _written(folder: Path, since: float) -> list[str]:
    """What was written below the folder since that time, a line for each part."""
    parts: dict[str, tuple[int, int]] = {}
    for file in folder.rglob("*"):
        if file.is_file() and file.stat().st_mtime >= since:
            name = "/".join(file.relative_to(folder).parts[:2])
            n, size = parts.get(name, (0, 0))
            parts[name] = n + 1, size + file.stat().st_size
    return [f"{name} ({n} {'file' if n == 1 else 'files'}, {size / 1e6:.1f} MB)" for name, (n, size) in parts.items()]
