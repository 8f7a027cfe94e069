"""Trust in the map on its page: the corner, the colouring, a clicked point, groups and kinds of map."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from driving.page_words import MAPS
from embedcore.trust import Distortion, MixedGroup, PushedTogether, TornGroup
from tests.ui.app_page import component, healthy, open_sample, points, said, seeded, settle, small_map
from ui import cache, session
from ui.map.current import MapSettings
from ui.map.trust import colouring, lines
from ui.map.trust.words import distortion_lines, kept_sentence, meaning, verdict
from ui.scatter import MapPoints


def trust_of_line() -> tuple[ec.MapTrust, MapPoints]:
    """Five rows on a line; on the map the last one lies beside the first."""
    space = ec.EmbeddingSpace(np.array([[0.0], [1.0], [2.1], [3.3], [4.6]], dtype=np.float32), metric="euclidean")
    at = np.array([[0, 0], [1, 0], [2.1, 0], [3.3, 0], [0.4, 0]], np.float32)
    projection = replace(ec.project(space, method="pca"), coordinates=at)
    return ec.map_trust(space, projection, n_neighbors=1), MapPoints(at, list("abcde"), "r")


@pytest.fixture(autouse=True)
def plain_wording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "value", lambda key, default=None: default)
    monkeypatch.setattr(session, "project", lambda: None)


@pytest.mark.parametrize(
    ("overall", "word"),
    [(0.67, "very good"), (0.66, "fair"), (0.3, "fair"), (0.29, "weak"), (0.11, "weak"), (0.05, "poor"), (-1, "poor")],
)
def test_the_word_for_a_map_is_that_of_its_points(overall: float, word: str) -> None:
    trust = replace(trust_of_line()[0], row_scores=np.full(60, overall), rows=np.arange(60))
    assert verdict(trust).startswith(word)
    place = ("very good", "fair", "weak", "poor").index(word)
    assert set(colouring(trust).labels.tolist()) == {place}


def test_of_few_rows_no_verdict_is_given() -> None:
    trust = replace(trust_of_line()[0], row_scores=np.ones(49), rows=np.arange(49))
    assert verdict(trust) == "few texts, so that says little"


def test_the_sentence_names_the_share_and_no_technical_word() -> None:
    trust, _ = trust_of_line()
    assert kept_sentence(trust) == "Of the 1 most alike texts, 40% are near on this map: few texts, so that says little"
    for word in ("trustworthiness", "continuity", "neighbourhood", "t-SNE"):
        assert word not in kept_sentence(trust) + meaning(trust)


def test_points_are_coloured_from_most_to_least() -> None:
    trust, _ = trust_of_line()
    scores = np.array([1.0, 0.67, 0.3, 0.1, 0.09])
    found = colouring(replace(trust, row_scores=scores))
    assert found.labels.tolist() == [0, 0, 1, 2, 3]
    assert found.ordered and len(found.names) == len(found.colors) == 4
    assert colouring(replace(trust, row_scores=np.append(scores[:4], np.nan))).labels.tolist() == [0, 0, 1, 2, -1]


def test_lines_to_missing_and_false_neighbours() -> None:
    trust, shown = trust_of_line()
    missing, false = lines(shown, trust, 0)
    assert (list(missing.rows), missing.dashed) == ([1], False)
    assert (list(false.rows), false.dashed) == ([4], True)
    assert missing.color != false.color
    assert lines(shown, None, 0) == ()
    assert lines(shown, replace(trust, row_scores=np.full(5, np.nan)), 0) == ()


def test_what_a_map_does_to_groups_is_named() -> None:
    found = Distortion(
        (TornGroup(0, (np.arange(81), np.arange(81, 115)), 0.4),),
        (PushedTogether(1, 2, 0.45, 0.03),),
        (MixedGroup(2, 0.2, 0.7),),
    )
    assert distortion_lines(found, ["lost card", "a*b", "fees"]) == [
        ("**Torn apart:** lost card (81 and 34 texts)", (0,)),
        (r"**Pushed together:** a\*b and fees (45% of what lies near the first, in truth 3%)", (1, 2)),
        ("**Mixed with others:** fees (20% of what lies near is its own, in truth 70%)", (2,)),
    ]


@pytest.mark.usefixtures("queue_ends")
class TestPage:
    @pytest.fixture(autouse=True)
    def plain_wording(self) -> None:
        """The page's own."""

    def test_the_corner_leads_to_the_colouring_and_back(self) -> None:
        app = small_map("tsne")
        button = app.button(key="map_trust")
        assert button.label.startswith("Of the 4 most alike texts, ")
        app = healthy(button.click().run())
        assert app.selectbox(key="map_color").value == ":trust"
        sent = component(app, "map-colouring")
        assert sent["names"] == ["Mostly right", "About half right", "Few right", "Hardly any right"]
        assert sent["ordered"] is True
        assert "Which map keeps these texts best" in said(app)
        assert f"**{MAPS['t-SNE']}**" in said(app) and f"**{MAPS['PCA']}**" in said(app)
        app = healthy(app.button(key="map_trust").click().run())
        assert app.selectbox(key="map_color").value == "group"

    def test_a_clicked_point_shows_its_false_and_missing_neighbours(self) -> None:
        app = small_map("pca")
        space = app.session_state["project"].space
        picture = replace(ec.project(space, method="pca"), coordinates=points(app).coordinates)
        trust = ec.map_trust(space, picture)
        row = int(np.argmin(trust.row_scores))
        app = seeded(app, clicked_row=row)
        near, missing, false = component(app, "map-overlay")["lines"]
        assert missing["rows"] == trust.missing_neighbors(row).tolist() != []
        assert (false["rows"], false["dashed"]) == (trust.false_neighbors(row).tolist(), True)
        assert not set(near["rows"]) & set(missing["rows"])
        assert "Can you trust this spot?" in said(app)
        kept = 4 - len(missing["rows"])
        assert f"{kept} of the 4 texts most like it are among the 4 nearest to it on this map." in said(app)

    def test_other_kinds_of_map_are_drawn_measured_and_offered(self) -> None:
        for job in cache.job_queue().jobs():  # maps that other tests had drawn
            cache.job_queue().forget(job.key)
        cache.sample.clear()
        app = open_sample()
        app = settle(healthy(app.button_group(key="map_method").set_value("pca").run()))
        app = healthy(app.button(key="map_trust").click().run())
        assert f"**{MAPS['UMAP']}**" not in said(app)
        app = settle(healthy(app.button(key="map_trust_others").click().run()))
        best = app.button(key="map_trust_best")
        method = {MAPS["UMAP"]: "umap", MAPS["t-SNE"]: "tsne"}[best.label.split()[2]]
        app = settle(healthy(best.click().run()))
        assert app.button_group(key="map_method").value == method
        assert "map_trust_best" not in [button.key for button in app.button]

    def test_many_rows_are_measured_by_a_job(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ui.map.trust.measuring.AT_ONCE", 5)
        app = small_map("tsne")
        for _ in range(100):
            if "map_trust" in [button.key for button in app.button]:
                break
            app = settle(healthy(app.run()))
        assert app.button(key="map_trust").label.startswith("Of the 4 most alike texts, ")

    def test_other_pages_have_the_sentence_once_the_map_is_there(self) -> None:
        def page() -> None:
            import streamlit as st

            from ui import map as map_page
            from ui import session

            found = session.project()
            assert found is not None
            st.write(repr(map_page.overall_sentence(found)))

        made = small_map("pca").session_state["project"]
        app = AppTest.from_function(page, default_timeout=60)
        app.session_state["project"] = made
        app.session_state["map_settings"] = MapSettings(method="umap", options={"umap": (("min_dist", 0.37),)})
        assert "None" in said(healthy(app.run()))  # that one is not drawn
        app.session_state["map_settings"] = MapSettings(method="pca")
        assert "Of the 4 most alike texts" in said(healthy(app.run()))
