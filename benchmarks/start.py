"""From the start of the server's process to its first page, with an empty Streamlit app as the peer in turn."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser
from websockets.sync.client import connect

from benchmarks import report
from benchmarks.report import Report, Table, seconds, verdict
from driving.running import APP, App, running_browser, start_app

ROUNDS = 5
LIMIT_S = 2.5
WAIT_S = 60
EMPTY = "import streamlit as st\n\nst.title('Nothing')\n"

Times = dict[str, list[float]]
"""Seconds, by what was waited for."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"starts of each app (default {ROUNDS})")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("streamlit", "numpy", "playwright"),
        rows="none",
        data="none: the home page, before anything is opened",
    )
    found: dict[str, Times] = {"ours": {"sent": [], "shown": []}, "an empty app": {"sent": [], "shown": []}}
    with TemporaryDirectory() as temporary, running_browser() as browser:
        empty = Path(temporary) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds} ...", flush=True)
            for name, script in (("ours", APP), ("an empty app", empty)):
                log = Path(temporary) / "server.log"
                found[name]["sent"].append(_until(script, log, lambda app: _sent(app)))
                found[name]["shown"].append(_until(script, log, lambda app: _shown(app, browser)))
    ratios = {what: [a / b for a, b in zip(*(times[what] for times in found.values()), strict=True)] for what in WHAT}
    return Report(
        name="start",
        title="From the start of the server to its first page",
        conditions=conditions,
        tables=[_table(found, ratios)],
        figures={"seconds": found, "ratios": ratios},
        notes=[
            "From the start of the process. Sent: the server has sent the whole page to its first visitor, who comes "
            "without a browser. Shown: in a new tab of a browser that runs already, which loads Streamlit's own pages "
            "meanwhile; browser and server share the cores.",
            f"Median (fastest to slowest) of {options.rounds} starts each, in turn; the ratio is that of neighbours.",
        ],
    )


WHAT = {"sent": "the page is sent", "shown": "the page is shown in the browser"}


def _until(script: Path, log: Path, happened: Callable[[App], None]) -> float:
    """Seconds from the start of the process."""
    start = time.perf_counter()
    app = start_app(script, log, env={"EMBEDCORE_PRIVATE_USE": "1"})
    try:
        happened(app)
        return time.perf_counter() - start
    finally:
        app.stop()


def _sent(app: App) -> None:
    """As a visitor's page does: asks the server to run its script, and reads until it has ended."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    asked, told = BackMsg(), ForwardMsg()
    asked.rerun_script.query_string = ""
    address = f"{app.url.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        socket.send(asked.SerializeToString())
        while told.WhichOneof("type") != "script_finished":
            told.ParseFromString(socket.recv(timeout=WAIT_S))  # type: ignore[arg-type]


def _shown(app: App, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(app.url)
        page.get_by_role("heading", level=1).wait_for(timeout=WAIT_S * 1e3)
        page.wait_for_selector("[data-test-script-state=notRunning]", timeout=WAIT_S * 1e3)


def _table(found: dict[str, Times], ratios: Times) -> Table:
    rows = []
    for what, title in WHAT.items():
        limit = verdict(median(found["ours"][what]), LIMIT_S) if what == "sent" else ""
        spread = f"{median(ratios[what]):.2f} ({min(ratios[what]):.2f} to {max(ratios[what]):.2f})"
        rows.append([title, *(_spread(times[what]) for times in found.values()), spread, limit])
    return Table("", ["seconds until", *found, "ratio", f"at most {LIMIT_S} s"], rows)


def _spread(values: list[float]) -> str:
    return f"{seconds(median(values))} ({seconds(min(values))} to {seconds(max(values))})"
