"""What one comes back to, without a browser: addresses open what they name, the shelf is its visitor's alone."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import VectorCache
from embedcore.table import rows_containing
from tests.ui import app_page
from tests.ui.app_page import (
    TICKETS,
    around,
    healthy,
    open_sample,
    seeded,
    settle,
    small_csv,
    small_map,
    start,
    visit,
)
from ui import cache, session
from ui.address import View, packed
from ui.shelf import Disk, OnDisk
from ui.visit.opened import opened

pytestmark = pytest.mark.usefixtures("queue_ends")


def at(page: str, **params: str) -> AppTest:
    """A new session that enters the page with that address."""
    app = AppTest.from_file(app_page.APP, default_timeout=120)
    for name, value in params.items():
        app.query_params[name] = value
    return healthy(app.switch_page(page).run())


def toasts(app: AppTest) -> str:
    return app_page.plain("\n".join(str(toast.value) for toast in app.toast))


def again(app: AppTest, page: str = "pages/map.py", *, same_browser: bool = True, **params: str) -> AppTest:
    """The page reloaded: a new session, with the cookie of the one before where it is the same browser."""
    new = AppTest.from_file(app_page.APP, default_timeout=120)
    if same_browser:
        new.session_state["visitor_key"] = app.session_state["visitor_key"]
    for name, value in params.items():
        new.query_params[name] = value
    return healthy(new.switch_page(page).run())


def test_an_address_of_a_sample_opens_it_as_it_was() -> None:
    rows = rows_containing(cache.sample(TICKETS.file)[0], "parcel")[:3]
    app = at(
        "pages/map.py", sample=TICKETS.file, map="pca", color="channel", filter="parcel", groups="4", rows=packed(rows)
    )
    assert app.session_state["project"].sample == TICKETS.file
    assert app.selectbox(key="map_color").value == "channel"
    assert app.text_input(key="map_filter").value == "parcel"
    assert app.slider(key="map_n_groups").value == 4
    assert app.button_group(key="map_method").value == "pca"
    assert "3 selected" in app_page.said(app)
    assert app.session_state["map_settings"].selected.tolist() == rows
    written = app_page.component(app, "map_address")["params"]
    assert written == {
        "sample": TICKETS.file, "map": "pca", "color": "channel", "filter": "parcel", "groups": "4",
        "rows": packed(rows),
    }  # fmt: skip


def test_groups_of_an_address_are_shown_alone_once_they_are_there() -> None:
    app = settle(at("pages/map.py", sample=TICKETS.file, groups="4"))
    sent = app_page.component(app, "map-colouring")
    labels, names = sent["labels"]["label"].to_pylist(), sent["names"]
    hidden = ".".join([sent["labels_digest"], "0", "1", "3"])
    for job in cache.job_queue().jobs():  # the groups have to be found again
        cache.job_queue().forget(job.key)
    new = at("pages/map.py", sample=TICKETS.file, groups="4", hide=hidden)
    assert app_page.component(new, "map_address")["params"]["hide"] == hidden  # not lost by a second reload meanwhile
    new = settle(new)
    assert f"{labels.count(2):,} selected" in app_page.said(new)
    assert names[2] in app_page.said(new)
    assert app_page.component(new, "map-overlay")["state"]["hidden"] == {
        "labels": sent["labels_digest"], "groups": [0, 1, 3],
    }  # fmt: skip
    assert app_page.component(new, "map_address")["params"]["hide"] == hidden
    by_column = healthy(new.selectbox(key="map_color").set_value("channel").run())
    assert "selected" not in app_page.said(by_column)
    assert "hide" not in app_page.component(by_column, "map_address")["params"]


def test_groups_that_are_others_now_are_all_shown_and_that_is_said() -> None:
    app = settle(at("pages/map.py", sample=TICKETS.file, hide="0" * 24 + ".0.1"))
    assert "groups are others than those that this address shows" in toasts(app)
    assert "selected" not in app_page.said(app)
    assert "hide" not in app_page.component(app, "map_address")["params"]


def test_an_address_of_a_search_asks_it() -> None:
    app = at("pages/search.py", sample=TICKETS.file, row="7")
    assert "Texts like row" in app_page.said(app)
    assert app_page.component(app, "address")["params"] == {"sample": TICKETS.file, "row": "7"}


def test_what_this_data_does_not_have_is_said_and_the_rest_counts() -> None:
    app = at("pages/map.py", sample=TICKETS.file, color="no such", rows=packed([9_000]), point="8888", filter="parcel")
    assert "left out: the colour, the selection, the clicked point" in toasts(app)
    assert "no such" not in toasts(app)
    assert app.text_input(key="map_filter").value == "parcel"


@pytest.mark.parametrize("params", [{"sample": "none.csv"}, {"file": "abcdefgh12"}, {"sample": "<b>", "file": "/etc"}])
def test_an_address_of_nothing_says_so(params: dict[str, str]) -> None:
    app = at("pages/map.py", **params)
    assert "Nothing is loaded yet" in app_page.said(app)
    assert re.search(
        "no sample of the name|not kept for this browser|left out: the sample, the file", app_page.said(app)
    )


def test_who_goes_on_by_a_link_takes_no_view_from_the_address_before() -> None:
    app = at("app.py", sample=TICKETS.file)
    app = healthy(app.button(key="home_open_product_reviews.csv").click().run())
    assert app.session_state["project"].sample == "product_reviews.csv"


def test_an_upload_comes_back_with_its_map_to_its_browser_alone() -> None:
    app = small_map("umap")
    project, drawn = app.session_state["project"], app_page.component(app, "map")
    params = app_page.component(app, "map_address")["params"]
    assert params == {"file": project.id, "map": "umap"}
    for job in cache.job_queue().jobs():  # as after a while without anybody
        cache.job_queue().forget(job.key)
    app = again(app, **params)
    assert app.session_state["project"].space is project.space
    assert app_page.component(app, "map")["revision"] == drawn["revision"]  # at once, without a job of its own
    home = again(app, "app.py")
    assert "small.csv · 9 rows, all-MiniLM-L6-v2" in app_page.said(home)
    opened_again = healthy(home.button(key=f"kept_open_{project.id}").click().run())
    assert app_page.component(opened_again, "map")["revision"] == drawn["revision"]

    stranger = again(app, file=project.id, same_browser=False)
    assert "not kept for this browser" in app_page.said(stranger)
    assert "small.csv" not in app_page.said(visit(stranger, "app.py"))


def test_one_button_deletes_what_nobody_else_has() -> None:
    mine, others = small_map(), small_map()  # two visitors with the same file
    content = small_csv().replace(b"soup", b"stew")
    only_mine = visit(app_page.upload(visit(mine, "app.py"), "mine.csv", content), "pages/data.py")
    only_mine = app_page.embedded(only_mine)
    space = only_mine.session_state["project"].space
    assert isinstance(space.encoder, jobs.RemoteEncoder)
    with VectorCache(space.encoder.cache_key) as vectors:
        assert vectors.known(space.texts).all()
    tab = again(only_mine, file=only_mine.session_state["project"].id)
    app = visit(only_mine, "app.py")
    app = healthy(app.button(key="kept_delete").click().run())
    assert "can't be brought back" in app_page.said(app)
    app = healthy(app.button(key="kept_delete_no").click().run())
    assert "small.csv" in app_page.said(app)
    app = healthy(healthy(app.button(key="kept_delete").click().run()).button(key="kept_delete_yes").click().run())
    assert (
        "Deleted: 2 files with what was made of them, what you did and learned, 3 vectors on the disk and"
        in app_page.said(app)
    )
    with VectorCache(space.encoder.cache_key) as vectors:
        assert vectors.known(space.texts).tolist() == ["stew" not in text for text in space.texts]
    assert "project" not in app.session_state
    assert "Kept for this browser" not in app_page.said(app)
    tab = visit(tab, "pages/search.py")
    assert "Nothing is loaded yet" in app_page.said(tab)
    assert "deleted, in another tab" in toasts(tab)
    assert "Nothing is loaded yet" not in app_page.said(settle(visit(others, "pages/search.py")))


def test_the_key_of_an_api_is_not_kept() -> None:
    dataset = ec.read_table(small_csv(), filename="small.csv")
    space = ec.EmbeddingSpace(np.eye(dataset.n_rows, 8, dtype=np.float32) + 0.1, dataset=dataset)
    choice = jobs.ModelChoice("text-embedding-3-small", secret="sk-hidden")
    project = session.Project("small.csv", dataset, origin=choice, space=space)
    kept = opened(project, View(), None)
    assert kept.project.space is None
    assert "sk-hidden" not in repr(dataclasses.asdict(kept.project.origin))


def named(app: AppTest, rows: list[int], name: str) -> AppTest:
    """Outlines rows on the map and keeps them under a name."""
    app = seeded(app, outline=around(app, rows))
    app.text_input(key="map_tag_name").set_value(name)
    return healthy(app.button(key="map_tag_keep").click().run())


def kept_tags(app: AppTest) -> dict[str, list[int]]:
    return {tag.name: tag.row_numbers.tolist() for tag in app.session_state["project"].tags}


def test_what_was_named_in_a_sample_comes_back_to_its_browser_alone() -> None:
    app = named(settle(open_sample()), [7], "late parcels")
    tags = kept_tags(app)
    assert list(tags) == ["late parcels"]
    assert kept_tags(again(app, sample=TICKETS.file)) == tags
    home = again(app, "app.py")
    assert re.search(r"Support tickets · [\d,]+ rows, .* · 1 selection that you named", app_page.said(home))
    assert kept_tags(healthy(home.button(key=f"kept_open_{TICKETS.file}").click().run())) == tags
    assert kept_tags(again(app, sample=TICKETS.file, same_browser=False)) == {}

    other_tab = again(app, sample=TICKETS.file)
    app = named(app, [9], "others")
    assert list(kept_tags(healthy(other_tab.run()))) == ["late parcels", "others"]
    app = healthy(app.button(key="map_untag_0").click().run())
    assert list(kept_tags(again(app, sample=TICKETS.file))) == ["others"]

    home = again(app, "app.py")
    home = healthy(healthy(home.button(key="kept_delete").click().run()).button(key="kept_delete_yes").click().run())
    assert "Deleted: 0 files with what was made of them, 1 selection that you named, " in app_page.said(home)
    assert kept_tags(again(app, sample=TICKETS.file)) == {}


def test_saved_decisions_that_are_damaged_are_said_once_and_begin_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.embx"
    damaged.write_bytes(b"PK cut off")
    found = OnDisk("any", "Support tickets", damaged, 0.0, 10, {"sample": TICKETS.file, "kind": "texts"})
    monkeypatch.setattr(Disk, "take", lambda *asked: found if asked[-1].startswith(TICKETS.file) else None)
    app = at("pages/map.py", sample=TICKETS.file)
    assert "What you decided in Support tickets is damaged on this computer's disk, and begins anew" in toasts(app)
    assert kept_tags(app) == {}
    assert "damaged" not in toasts(settle(again(app, sample=TICKETS.file)))


def decided_groups(app: AppTest) -> list[tuple[str, int]]:
    return [(one.name, len(one.row_numbers)) for one in app.session_state["project"].edits.now.groups]


def test_groups_that_were_changed_come_back_to_their_browser_alone() -> None:
    app = app_page.visit(settle(open_sample()), "pages/groups.py")
    app = healthy(app.button(key="groups_merge_do").click().run())
    decided = decided_groups(app)
    assert len(decided) == 1
    assert decided_groups(again(app, sample=TICKETS.file)) == decided
    assert re.search(r"Support tickets · .* · 1 group that you changed", app_page.said(again(app, "app.py")))
    assert decided_groups(again(app, sample=TICKETS.file, same_browser=False)) == []
    app = healthy(app.button(key="groups_undo").click().run())
    assert decided_groups(again(app, sample=TICKETS.file)) == []


def test_a_sample_that_is_everybodys_takes_no_room_on_the_shelf() -> None:
    app = open_sample()
    kept = [one for one in cache.shelf().items(app.session_state["visitor_key"]) if one.id != "learned"]
    assert [(one.id, one.small) for one in kept] == [(TICKETS.file, True)]
    assert kept[0].n_bytes < 8 * kept[0].content.project.space.vectors.shape[0] * 4  # a map and groups at most
    assert start().session_state["visitor_key"] != app.session_state["visitor_key"]
