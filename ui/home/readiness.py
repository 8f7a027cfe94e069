"""After the first page was sent: what the next click needs is loaded in a thread, so that nobody waits for it."""

from importlib import import_module
from threading import Lock, Thread

from embedcore import jobs
from ui import cache, samples

ENCODER_AFTER_S = 0.2
"""When what maps need has been loaded (ui/page_shell.py)."""
MODULES = ("ui.map", "ui.search", "ui.data", "ui.playground", "ui.recommend")
"""The pages that follow; by their names, since Home needs none of them."""
_once = Lock()


def begin() -> None:
    """Call it at the end of a page; it happens once a server."""
    if _once.acquire(blocking=False):
        Thread(target=_load, name="readiness", daemon=True).start()


def _load() -> None:
    for module in MODULES:
        import_module(module)
    for sample in samples.SAMPLES:
        cache.sample(sample.file)
    queue = cache.job_queue()
    jobs.warm(queue, jobs.RemoteEncoder(queue, jobs.DEFAULT_CHOICE), after_s=ENCODER_AFTER_S)
