"""What the Map page lets one take along, without a browser: said before, and read back by the library it is for."""

import io

import numpy as np
import plotly.io
import pytest

import embedcore as ec
from embedcore.exports import FORMATS
from tests.ui.app_page import healthy, said, small_csv, small_map
from ui import session, wording
from ui.take_away.plotly_file import NO_GROUP, map_figure

pytestmark = pytest.mark.usefixtures("queue_ends")


def test_each_format_says_what_is_in_it_before() -> None:
    app = small_map()
    select = app.selectbox(key="map_export")
    assert len(select.options) == len(FORMATS) + 1
    for name in (*FORMATS, "plotly"):
        app = healthy(app.selectbox(key="map_export").set_value(name).run())
        shown = said(app)
        assert not app.error and wording.say(f"holds_{name.replace('-', '_')}") in shown
        assert "9 rows" in shown
        if name != "plotly":
            assert "MB" in shown and f'format="{name}"' in "".join(str(code.value) for code in app.code)


def test_the_figure_is_read_by_plotly_with_groups_rows_and_texts_as_they_are() -> None:
    dataset = ec.read_table(small_csv(), filename="small.csv")
    space = ec.embed(dataset, model="lsa")
    clustering = ec.cluster(space, n_clusters=3)
    names = ("<b>first</b>", "second", "third")
    labels = clustering.labels.copy()
    labels[0] = -1
    shown = ec.Clustering(labels, names, clustering.keywords, clustering.sizes, clustering.representatives, None)
    project = session.Project("My <i>tickets</i>", dataset, space=space)
    for n_components in (2, 3):
        projection = ec.project(space, method="pca", n_components=n_components)
        made = map_figure(project, projection, shown, ["#111111", "#222222", "#333333"])
        again = plotly.io.read_json(io.StringIO(made.to_json()))
        assert [trace.name for trace in again.data] == [NO_GROUP, "&lt;b&gt;first&lt;/b&gt;", "second", "third"]
        assert again.layout.title.text == "My &lt;i&gt;tickets&lt;/i&gt;"
        rows = np.concatenate([np.asarray(trace.customdata)[:, 0] for trace in again.data])
        assert sorted(rows.tolist()) == dataset.row_numbers.tolist()
        x = np.concatenate([np.asarray(trace.x) for trace in again.data])
        assert x[np.argsort(rows)] == pytest.approx(projection.coordinates[:, 0])
        assert [trace.marker.color for trace in again.data][1:] == ["#111111", "#222222", "#333333"]
