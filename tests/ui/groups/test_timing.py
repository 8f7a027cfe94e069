"""When the rows of groups are from, on the Groups page."""

import json
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from embedcore.facets import growth, new_since
from tests.ui.app_page import TOPICS, component, healthy, open_sample, plain, said, settle, small_map, visit

PAGE = "pages/groups.py"
pytestmark = pytest.mark.usefixtures("queue_ends")


@pytest.fixture
def app() -> AppTest:
    return visit(settle(open_sample()), PAGE)


def times_and_labels(app: AppTest) -> tuple[np.ndarray, np.ndarray]:
    labels = component(visit(app, "pages/map.py"), "map-colouring")["labels"]["label"].to_numpy().astype(np.int64)
    written = app.session_state["project"].dataset.frame["created_at"]
    return pd.to_datetime(written).to_numpy(dtype="datetime64[ms]"), labels


def since(app: AppTest, value: int) -> AppTest:
    return healthy(app.selectbox(key="groups_since").set_value(value).run())


def captions(app: AppTest) -> list[str]:
    return [str(caption) for caption in app.radio(key="groups_radio").proto.captions]


def test_the_last_days_are_those_of_growth_for_all_groups(app: AppTest) -> None:
    times, labels = times_and_labels(app)
    for days in (30, 7):
        app = since(visit(app, PAGE), days)
        expected = growth(times, labels, labels.max() + 1, days=days)
        assert f"**{expected.n_recent} new texts** since" in said(app)
        told = [int(n) for caption in captions(app) for n in re.findall(r"· (\d+) new", caption)]
        older = expected.recent < np.bincount(labels)  # of the others, all is new
        assert sorted(told) == sorted(int(n) for n in expected.recent[older] if n)
        assert f"**{expected.recent[0]}** of its {(labels == 0).sum()} are from" in said(app)


def test_a_date_is_chosen_and_kept_on_the_way_back(app: AppTest) -> None:
    times, labels = times_and_labels(app)
    app = since(visit(app, PAGE), 0)
    app = healthy(app.date_input[0].set_value(date(2026, 4, 3)).run())
    expected = new_since(times, labels, labels.max() + 1, np.datetime64("2026-04-03"))
    began = int(expected.began.sum())
    assert began > 0
    assert f"**{expected.n_new:,} new texts** since 3 Apr 2026." in said(app)
    assert f"{began} group{'s' if began > 1 else ''} did not exist before: **" in said(app)
    assert sum("all of it new" in caption for caption in captions(app)) == began
    app = healthy(app.selectbox(key="groups_sort").set_value("what is new").run())
    issues = ["all of it new" in caption for caption in captions(app) if not caption.startswith("**")]
    assert issues == sorted(issues, reverse=True)
    app = visit(visit(app, "pages/map.py"), PAGE)
    assert "since 3 Apr 2026." in said(app)
    assert app.selectbox(key="groups_sort").value == "what is new"


def test_a_group_has_its_time_line(app: AppTest) -> None:
    (chart,) = (one for one in app.get("plotly_chart") if one.key == "groups_when")
    bars, expected = json.loads(chart.proto.spec)["data"]
    assert (bars["type"], expected["type"]) == ("bar", "scatter")
    assert len(bars["customdata"]) == len(set(bars["customdata"])) > 20  # weeks
    assert "in the last 30 days of the data" in said(app)
    assert "By “created_at”" in plain(said(app))


def test_where_several_columns_hold_dates_one_is_chosen() -> None:
    rows = [text for texts in TOPICS.values() for text in texts]
    content = "text,opened,closed\n" + "\n".join(
        f"{text},2026-01-{i + 1:02d},2026-0{i % 9 + 1}-15" for i, text in enumerate(rows)
    )
    app = visit(small_map(content=content.encode()), PAGE)
    (box,) = [one for one in app.selectbox if str(one.key).startswith("groups_time_")]
    assert box.options == ["opened", "closed"]
    assert "By “opened”" in plain(said(app))
    app = healthy(box.set_value("closed").run())
    assert "By “closed”" in plain(said(app))


def test_data_without_dates_has_nothing_new() -> None:
    content = "text\n" + "\n".join(text for texts in TOPICS.values() for text in texts) + "\n"
    app = visit(small_map(content=content.encode()), PAGE)
    assert not [box for box in app.selectbox if box.key == "groups_since"]
    assert "### When" not in [str(one.value) for one in app.markdown]
    assert not [one for one in app.get("plotly_chart") if one.key == "groups_when"]
