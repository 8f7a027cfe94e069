"""The code at the end of each page runs as it stands beside the file, and gives what the page shows."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore.encoders import TABLE
from embedcore.trust import apply_fix
from tests.ui.app_page import (
    component,
    embedded,
    healthy,
    of_data,
    open_sample,
    points,
    said,
    searched,
    settle,
    small_csv,
    start,
    table,
    upload,
    visit,
    with_model,
)
from ui import samples, session
from ui.same_in_python.pages import OF_SAMPLE
from ui.same_in_python.space import space_lines

whole = pytest.mark.usefixtures("queue_ends")
TEXTS = small_csv() + b"my parcel never arrived,kind of parcel,3,2026-02-02,again\n"
RATINGS = "user,film,stars\n" + "\n".join(
    f"{user},{film},{stars}"
    for user, films in {"Ann": "ABCD", "Bob": "ABE", "Cy": "CDF", "Di": "AE"}.items()
    for stars, film in enumerate(films, start=2)
)


def run(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the code leaves, run in that folder."""
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(compile(code, "page", "exec"), names)
    return names


def code_of(app: AppTest) -> str:
    return next(str(element.value) for element in app.code if str(element.value).startswith("import embedcore as ec"))


@pytest.fixture(scope="module")
def app() -> AppTest:
    made = with_model(upload(start(), "small.csv", TEXTS), "lsa")
    return settle(healthy(embedded(made).button_group(key="map_method").set_value("pca").run()))


@whole
def test_pages_of_texts(app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.csv").write_bytes(TEXTS)

    def there(app: AppTest) -> dict[str, Any]:
        return run(code_of(app), tmp_path, monkeypatch)

    made = there(app)
    assert made["space"].encoder.card.name == "lsa"
    assert np.allclose(made["shown"].coordinates, points(app).coordinates, atol=1e-5)
    labels = component(app, "map-colouring")["labels"]["label"].to_pylist()
    assert labels == made["groups"].labels.tolist()

    app = searched(app, "where is my parcel")
    shown = table(app, "similarity")
    found = there(app)["found"]
    assert np.allclose(found.scores[: len(shown)], shown["similarity"], atol=1e-6)
    assert len(found) and f"**{len(found)}** of 10 texts" in said(app)

    app = settle(visit(app, "pages/groups.py"))
    assert set(there(app)["groups"].names) == set(app.radio(key="groups_radio").options)

    app = settle(visit(app, "pages/duplicates.py"))
    slider = of_data(app, "select_slider", "duplicates_set_")
    app = settle(healthy(slider.set_value(float(slider.options[-2])).run()))
    report = there(app)["report"]
    assert len(report.groups) and f"in {len(report.groups)} group" in said(app)
    assert f"**{report.n_redundant} of 10 texts go**" in said(app)

    app = settle(visit(app, "pages/trust.py"))
    report = there(app)["report"]
    assert f"{len(report.findings)} things that can mislead" in said(app)
    assert report.faults and all(one.title in said(app) for one in report.faults)

    app = settle(visit(app, "pages/compare.py"))
    kinds = next(one for one in app.pills if str(one.key).startswith("compare_kind_"))
    app = settle(settle(settle(healthy(kinds.set_value("dimensions").run()))))
    assert there(app)["found"].sentences[2] in said(app)

    app = settle(settle(visit(app, "app.py")))
    told = [one for section in there(app)["made"].sections for one in section.sentences]
    assert told and [one.told for one in told if one.told.strip() not in said(app)] == []

    app = settle(visit(app, "pages/playground.py"))
    app = settle(healthy(app.text_input(key="playground_text_1").set_value("the parcel is lost").run()))
    app = settle(healthy(app.text_input(key="playground_text_2").set_value("soup without leek").run()))
    made = there(app)
    assert made["texts"] == ["the parcel is lost", "soup without leek"]
    assert f"{made['found'].scores[0]:.3f}" in said(app) or f"{made['found'].scores[0]:.2f}" in said(app)


@whole
def test_recommendations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "films.csv").write_text(RATINGS)
    app = embedded(upload(start(), "films.csv", RATINGS.encode()))
    app = settle(healthy(app.selectbox(key="recommend_user").set_value("Bob").run()))
    found = run(code_of(app), tmp_path, monkeypatch)
    assert list(found["found"].items) == re.findall(r"^\*\*\d+\. (.*)\*\*", said(app), flags=re.M)
    assert found["similar"].users[0] in said(app)


def read(folder: Path, content: str) -> ec.Dataset:
    (folder / "t.csv").write_text(content)
    return ec.read_table(folder / "t.csv")


NUMBERS = "a,b,c,kind\n1,20,3.5,x\n2,10,1.5,y\n3,35,2.5,x\n5,1,9.5,y\n"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda project: project, id="as it is"),
        pytest.param(lambda project: session.with_metric(project, "cosine"), id="metric"),
        pytest.param(
            lambda project: session.with_changed_space(
                session.with_metric(project, "dot"), apply_fix(project.space.with_metric("dot"), "standardise")
            ),
            id="metric and fix",
        ),
    ],
)
def test_numbers_and_changes(change: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = read(tmp_path, NUMBERS)
    space = ec.embed(table, model=TABLE, metric="euclidean", columns=["a", "b"], scaling="robust")
    base = session.Project("t.csv", table, reading=session.Reading(roles=dict(table.column_roles)))
    project = change(session.with_space(base, space, session.origin(TABLE, columns="a, b", scaling="Robust")))
    made = run("\n".join(space_lines(project)), tmp_path, monkeypatch)["space"]
    assert np.array_equal(made.vectors, project.space.vectors)
    assert made.metric == project.space.metric


@pytest.mark.parametrize("columns", [["a", "b"], ["a", "b", "c"]])
def test_own_vectors(columns: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {name: f"dim_{number}" for number, name in enumerate("abc")}
    content = NUMBERS.replace("a,b,c", "dim_0,dim_1,dim_2")
    table = read(tmp_path, content)
    own = ec.with_vectors(table, columns=[names[name] for name in columns])
    base = session.Project("t.csv", table, reading=session.Reading(roles=dict(table.column_roles)))
    used = session.origin(session.OWN_VECTORS, origin=own.origin)
    project = session.with_space(base, own.space(metric="dot"), used)
    made = run("\n".join(space_lines(project)), tmp_path, monkeypatch)["space"]
    assert np.array_equal(made.vectors, own.vectors)


def test_what_no_line_repeats_is_said(tmp_path: Path) -> None:
    table = read(tmp_path, NUMBERS)
    space = ec.embed(table, model=TABLE, metric="euclidean")
    changed = ec.EmbeddingSpace(space.vectors * 2, metric="euclidean", dataset=table)
    project = replace(session.Project("t.csv", table, space=changed, before=(space,)), origin=session.origin(TABLE))
    assert space_lines(project)[-1] == 'space = ec.load("project.embx").space'
    assert "Save project" in space_lines(project)[-2]


def test_a_samples_map_says_that_it_came_with_it() -> None:
    app = settle(open_sample(samples.SAMPLES[1]))
    assert OF_SAMPLE in code_of(app)
    app = settle(healthy(app.button_group(key="map_method").set_value("pca").run()))
    assert OF_SAMPLE not in code_of(app)
