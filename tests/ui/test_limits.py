"""Whatever a limit of the server keeps from a visitor is said on the page."""

from dataclasses import replace

import pytest

from embedcore.jobs import Limits, kept_files
from tests.ui import app_page
from tests.ui.app_page import healthy, small_csv, upload, visit
from ui import cache
from ui.shelf import ShelfLimits

pytestmark = pytest.mark.usefixtures("queue_ends")


def test_what_is_too_much_for_one_visitor_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    queue, shelf = cache.job_queue(), cache.shelf()
    monkeypatch.setattr(queue._jobs, "_limits", Limits(rows=5))
    monkeypatch.setattr(shelf, "limits", replace(ShelfLimits(), visitor_memory=10))
    monkeypatch.setattr(kept_files, "MOST_BYTES", 10)
    monkeypatch.setattr(kept_files, "private_use", lambda: False)
    app, toasts = upload(app_page.start(), "nine.csv", small_csv("of limits").replace(b"parcel", b"letter")), []
    for _ in range(2):
        toasts += [app_page.plain(str(toast.value)) for toast in app.toast]
        app = visit(app, "pages/data.py")
    assert any("nine.csv is too large to be kept for a reload" in toast for toast in toasts), toasts
    assert "the server had no room to keep the file" in app_page.said(app)
    app = healthy(app.button(key="data_embed").click().run())
    assert [app_page.plain(str(error.value)).partition(";")[0] for error in app.error] == [
        "At most 5 rows can be worked on for one visitor (got 9)"
    ]
