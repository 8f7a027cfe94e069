"""What of the map goes into the file for others: nothing that tells of columns that stay out."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.ui.app_page import TICKETS, healthy, open_sample, settle, visit
from ui.map import sharing
from ui.scatter import MapGroups
from ui.shared_file import SharedMap

pytestmark = pytest.mark.usefixtures("queue_ends")


def test_signs_beside_groups_are_of_the_columns_that_go_in(monkeypatch: pytest.MonkeyPatch) -> None:
    makes: list[Callable[[Sequence[str]], SharedMap]] = []
    monkeypatch.setattr(sharing, "share_form", lambda columns, make, graph, **given: makes.append(make))
    app = settle(visit(open_sample(TICKETS), "pages/map.py"))
    healthy(app.button(key="map_share").click().run())

    def groups(*columns: str) -> Any:
        coloured = makes[-1](columns).colourings[0]
        assert isinstance(coloured, MapGroups)
        return coloured

    whole, alone = groups("text", "channel", "created_at"), groups("text")
    assert whole.trends and any(kind.startswith("channel: ") for kind in whole.kinds)
    assert not alone.trends and not alone.trends_explained
    assert set(alone.kinds) == {"" if kind.startswith("channel: ") else kind for kind in whole.kinds}
    assert list(groups("channel").kinds) == list(whole.kinds)
