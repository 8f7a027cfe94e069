"""A table of one row: every page says what it can do with it, and what needs more rows, without an error."""

import pytest

from tests.ui.app_page import embedded, plain, said, settle, start, upload, visit

pytestmark = pytest.mark.usefixtures("queue_ends")
SAID = {
    "app.py": "1 text of one.csv.",
    "pages/data.py": "**1** of 1 row kept",
    "pages/map.py": "A map needs at least 3 rows, and it has 1 text.",
    "pages/groups.py": "There is only one group.",
    "pages/search.py": "Type what you look for",
    "pages/playground.py": "A map needs at least 3 rows.",
    "pages/recommend.py": "has no users and items",
    "pages/duplicates.py": "There is only one row, so nothing can repeat.",
    "pages/trust.py": "There is 1 row. With so few, groups, maps and thresholds are mostly chance.",
    "pages/compare.py": "To compare, there must be at least 4 rows.",
}


def test_every_page_says_what_one_row_is_enough_for() -> None:
    app = embedded(upload(start(), "one.csv", b"text,kind\nwhere is my parcel,post\n"))
    for page, sentence in SAID.items():
        app = settle(visit(app, page))
        assert not app.error, (page, app.error)
        assert sentence in plain(said(app)), page
        assert "1 rows" not in plain(said(app)), page
