"""A project as a file, without a browser: what was saved is there again, and nothing is computed for it."""

import io
import zipfile
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

import embedcore as ec
from driving.page_words import WORD_ARITHMETIC
from embedcore import jobs
from embedcore.encoders import STATIC_MODEL
from embedcore.groups import DecidedGroup, GroupEdits, History
from embedcore.images import thumbnail
from embedcore.trust import apply_fix
from tests.ui.app_page import (
    component,
    healthy,
    points,
    said,
    searched,
    settle,
    small_csv,
    start,
    table,
    title,
    upload,
    visit,
)
from ui import address, cache, session
from ui.project_file import saving

pytestmark = pytest.mark.usefixtures("queue_ends")


PERPLEXITY = jobs.MapRequest("tsne", 2, (("perplexity", 3),))
SLIDERS = {"map_names": False, "map_perplexity_8": 3}


def file_of(project: session.Project, widgets: dict[str, Any], **view: Any) -> bytes:
    """What "Save project" gives, with names of groups that nobody computes. Made without a queue."""
    space = project.space
    assert space is not None
    projection = ec.project(space, method="tsne", perplexity=3)
    clustering = ec.cluster(space, n_clusters=3)
    clustering = replace(clustering, names=("first as saved", "second as saved", "third as saved"))
    settings = saving.settings(project, address.View(**view), widgets, PERPLEXITY, 3)
    return saving.content(project, space, maps=(projection,), clustering=clustering, settings=settings)


def project_of(model: str = "lsa") -> session.Project:
    dataset = ec.read_table(small_csv(), filename="small.csv")
    tags = (session.Tag("to be answered", np.array([2, 5])),)
    space = ec.embed(dataset, model=model)
    edits = GroupEdits((DecidedGroup(np.array([7, 9]), "Soup, as I call it"),))
    origin = jobs.ModelChoice(model)
    return session.Project("My tickets", dataset, space=space, origin=origin, tags=tags, edits=History(edits))


def test_a_saved_project_opens_as_it_was_and_nothing_is_computed() -> None:
    project = project_of()
    content = file_of(project, SLIDERS, n_groups=3, method="tsne", words="parcel")
    before = set(cache.job_queue().jobs())
    app = upload(start(), "mine.embx", content)
    opened, saved = app.session_state["project"], ec.load(content)
    assert isinstance(saved, ec.Project) and project.space is not None
    assert (opened.name, opened.kind, opened.metric, opened.sample) == ("My tickets", "texts", "cosine", None)
    assert (opened.space.vectors == project.space.vectors).all() and opened.dataset.texts == project.dataset.texts
    assert opened.table.report == project.table.report
    assert [(tag.name, tag.row_numbers.tolist()) for tag in opened.tags] == [("to be answered", [2, 5])]
    assert title(app) == "Map" and "My tickets" in said(app) and "9 rows · lsa · by meaning" in said(app)
    assert app.text_input(key="map_filter").value == "parcel"
    assert (app.slider(key="map_n_groups").value, app.slider(key="map_perplexity_8").value) == (3, 3)
    assert app.toggle(key="map_names").value is False
    assert (points(app).coordinates == saved.maps[0].coordinates).all()
    assert {"first as saved", "Soup, as I call it"} <= set(component(app, "map-colouring")["names"])
    assert opened.edits.now.digest == project.edits.now.digest
    groups = jobs.cluster(cache.job_queue(), opened.space, 3, session="anybody")
    assert groups.result.names[0] == "first as saved"
    asked = [job.key for job in cache.job_queue().jobs() if job not in before and (job.active or job.starts)]
    assert asked == []


def test_what_a_file_says_of_data_does_not_reach_others_who_have_the_same() -> None:
    content = file_of(project_of(), SLIDERS, n_groups=3, method="tsne")
    mine, theirs = (upload(start(), "mine.embx", content) for _ in range(2))
    honest = ec.load(content)
    assert isinstance(honest, ec.Project)
    made = replace(honest.maps[0], coordinates=-honest.maps[0].coordinates)
    assert honest.clustering is not None
    clustering = replace(honest.clustering, names=("a lie", "another", "a third"))
    file = io.BytesIO()
    ec.save(replace(honest, maps=(made,), clustering=clustering), file)
    lying = upload(start(), "mine.embx", file.getvalue())
    for app, names, positions in (
        (lying, "a lie", made.coordinates),
        (mine, "first as saved", honest.maps[0].coordinates),
        (theirs, "first as saved", honest.maps[0].coordinates),
    ):
        app = settle(app)
        assert names in component(app, "map-colouring")["names"]
        assert (points(app).coordinates == positions).all()


def test_the_model_that_came_along_reads_a_phrase_in_the_worker() -> None:
    project = project_of()
    assert project.space is not None and project.space.encoder is not None
    app = upload(start(), "mine.embx", file_of(project, SLIDERS))
    encoder = app.session_state["project"].space.encoder
    assert isinstance(encoder, jobs.RemoteEncoder) and encoder.card == project.space.encoder.card
    assert (encoder.encode(["the parcel"]) == project.space.encoder.encode(["the parcel"])).all()
    app = searched(app, "parcel")
    assert not app.error and "parcel" in said(app)


def test_changed_vectors_open_with_what_they_started_from_and_every_page_reads_phrases() -> None:
    project = project_of(STATIC_MODEL)
    assert project.space is not None
    changed = session.with_changed_space(project, apply_fix(project.space, "standardise"))
    app = upload(start(), "mine.embx", file_of(changed, SLIDERS))
    opened = app.session_state["project"]
    assert opened.origin.name == STATIC_MODEL and changed.space is not None and changed.space.encoder is not None
    assert jobs.remote_of(opened.space.encoder) is not None
    assert (opened.space.encoder.encode(["the parcel"]) == changed.space.encoder.encode(["the parcel"])).all()
    app = searched(app, "parcel")
    assert not app.error and "parcel" in said(app)
    app = visit(app, "pages/playground.py")
    app = settle(healthy(app.text_input(key="playground_text_1").set_value("my parcel").run()))
    app.session_state["playground_tabs"] = WORD_ARITHMETIC
    app = settle(app)
    app = settle(healthy(app.text_input(key="playground_arithmetic").set_value("king - man + woman").run()))
    assert not app.error and len(table(app, "word")) == 10
    assert "standardised" in said(visit(app, "pages/data.py"))
    back = session.with_change_undone(opened)
    assert back.space is not None and (back.space.vectors == project.space.vectors).all() and not back.before


def test_what_can_not_be_meant_in_a_file_is_left_out() -> None:
    project = project_of()
    assert project.space is not None
    for odd in ({"map_names": "yes"}, {"map_perplexity_8": 900}, {"map_perplexity_x": 2}, {"project": 1}):
        settings = {"name": 3, "kind": "dreams", "model": "x", "view": {"map": "<b>", "dims": "9"}, "widgets": odd}
        settings |= {"map": [1, 2, {"a": []}], "n_clusters": "many"}
        content = saving.content(project, project.space, maps=(), clustering=None, settings=settings)
        app = upload(start(), "mine.embx", content)
        opened = app.session_state["project"]
        assert (opened.name, opened.kind) == ("small.csv", "texts")
        assert title(app) == "Map" and not app.error


def test_a_space_alone_opens_too_and_vectors_without_data_say_what_to_do() -> None:
    space = project_of().space
    assert space is not None
    file = io.BytesIO()
    ec.save(space, file)
    assert upload(start(), "space.embx", file.getvalue()).session_state["project"].space.n_rows == 9
    file = io.BytesIO()
    ec.save(ec.EmbeddingSpace(space.vectors), file)
    app = upload(start(), "space.embx", file.getvalue())
    assert "a project must hold its data to be shown" in said(app)


def test_a_file_that_is_no_whole_project_is_said_in_the_words_of_the_pages() -> None:
    """No names of Python, and the same way as an empty table; one with another ending opens all the same."""
    content = file_of(project_of(), {})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "no project")
    odd = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(odd, "w") as other:
        for name in archive.namelist():
            part = archive.read(name)
            other.writestr(name, part[:-8] if name.endswith("labels.npy") else part)
    home = start()
    for wrong, got in (
        (b"", "an empty file"),
        (b"PK no project", "something else, or one that is cut off or damaged"),
        (content[:-100], "something else, or one that is cut off or damaged"),
        (packed.getvalue(), "a ZIP archive of something else"),
        (odd.getvalue(), "one that is cut off or damaged"),
    ):
        home = healthy(home.file_uploader(key="home_project").upload("mine.embx", wrong).run())
        (error,) = (str(one.value).replace("\\", "") for one in home.error)
        assert error.startswith("mine.embx must be a project that was saved with “Save project” on Home")
        assert f"(got {got}); choose another file" in error
        assert not [word for word in ("ec.", "Error", "embedcore", "npy", "json") if word in error]
    assert upload(start(), "mine.zip", content).session_state["project"].name == "My tickets"


def test_ratings_come_back_with_their_table() -> None:
    rows = "".join(f"u{n % 7},i{n % 5},{n % 3 + 1}\n" for n in range(60))
    table = ec.read_table(f"user,item,rating\n{rows}".encode(), filename="ratings.csv")
    space = ec.embed_interactions(table, user="user", item="item", rating="rating", n_dims=3)
    project = session.with_space(session.Project("Ratings", table, kind="ratings"), space)
    settings = saving.settings(project, address.View(), {}, jobs.MapRequest("pca"), "auto")
    content = saving.content(project, space, maps=(), clustering=None, settings=settings)
    app = upload(start(), "ratings.embx", content)
    opened = app.session_state["project"]
    assert title(app) == "Recommend" and opened.kind == "ratings" and opened.table.n_rows == table.n_rows
    assert opened.space.users.ids == space.users.ids


def test_pictures_come_back_and_what_is_none_is_made_anew() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(6):
            picture = io.BytesIO()
            Image.new("RGB", (9, 9), (40 * number, 0, 99)).save(picture, "png")
            archive.writestr(f"{number}.png", picture.getvalue())
    dataset = ec.read_table(packed.getvalue(), filename="colours.zip")
    space = ec.embed(dataset, model="image-histogram")
    own = tuple(thumbnail(one) for one in dataset.images)
    settings = {"name": "Colours", "kind": "images"}
    for thumbnails in (own, (b"no picture",) * 6):
        project = session.Project("Colours", dataset, space=space, kind="images", thumbnails=thumbnails)
        content = saving.content(project, space, maps=(), clustering=None, settings=settings)
        app = upload(start(), "colours.embx", content)
        assert title(app) == "Map" and app.session_state["project"].thumbnails == own


def test_the_map_page_and_home_save_and_home_opens() -> None:
    home = start()
    assert not [one for one in home.get("download_button") if "home_save" in one.proto.id]
    wrong = healthy(home.file_uploader(key="home_project").upload("mine.embx", b"PK no project").run())
    assert "must be a project that was saved" in "".join(str(one.value) for one in wrong.error)
    app = settle(healthy(home.file_uploader(key="home_project").upload("mine.embx", file_of(project_of(), {})).run()))
    assert title(app) == "Map" and app.session_state["project"].name == "My tickets"
    for page, key, label in (("pages/map.py", "map_save", "Save"), ("app.py", "home_save", "Save project")):
        (button,) = [one for one in visit(app, page).get("download_button") if key in one.proto.id]
        assert button.proto.label == label
