"""A session's groups have the colours of the first map of the data, and keep them."""

import numpy as np
import pandas as pd
import pytest
import streamlit as st

import embedcore as ec
from ui import session
from ui.scatter.group_shades import shades_by_position
from ui.scatter.palette import written

N = 40


@pytest.fixture(autouse=True)
def new_session() -> None:
    st.session_state.clear()


def table() -> ec.Dataset:
    frame = pd.DataFrame({"text": [f"this is the text of number {row}" for row in range(N)]})
    return ec.read_table(frame.to_csv(index=False).encode(), filename="t.csv", text_column="text")


def drawn(seed: int, method: str = "tsne") -> ec.Projection:
    random = np.random.default_rng(seed)
    space = ec.EmbeddingSpace(random.normal(size=(N, 5)).astype(np.float32))
    found = ec.project(space, method="pca")
    return ec.Projection(found.coordinates, method, found.params, space)


LABELS = np.arange(N) % 4


def test_the_first_map_decides_and_the_next_ones_change_nothing() -> None:
    project, first, second = session.Project("t", table()), drawn(0), drawn(1)
    before = session.group_shades(project, "group", LABELS, first, stand_in=False)
    assert before == written(shades_by_position(first.coordinates, LABELS))
    assert before != written(shades_by_position(second.coordinates, LABELS))
    for labels in (LABELS, LABELS.copy()):
        assert session.group_shades(project, "group", labels, second, stand_in=False) == before
    assert session.group_shades(project, "group", LABELS, second, stand_in=True) == before


def test_a_map_that_stands_in_decides_only_until_the_other_is_there() -> None:
    project, stand_in, real = session.Project("t", table()), drawn(0, "pca"), drawn(1)
    session.group_shades(project, "group", LABELS, stand_in, stand_in=True)
    after = session.group_shades(project, "group", LABELS, real, stand_in=False)
    assert after == written(shades_by_position(real.coordinates, LABELS))
    assert session.group_shades(project, "group", LABELS, drawn(2), stand_in=False) == after


def test_groups_that_mostly_stay_keep_their_colours_when_the_number_changes() -> None:
    project, first = session.Project("t", table()), drawn(0)
    before = session.group_shades(project, "group", LABELS, first, stand_in=False)
    finer = LABELS.copy()
    finer[:8][LABELS[:8] == 0] = 4  # two of the ten rows of the first group
    after = session.group_shades(project, "group", finer, first, stand_in=False)
    assert after[:4] == before
    assert len(set(after)) == 5
    assert session.group_shades(project, "group", LABELS, drawn(3), stand_in=False) == before


def test_other_data_and_another_column_have_their_own() -> None:
    first, second = drawn(0), drawn(1)
    project = session.Project("t", table())
    session.group_shades(project, "group", LABELS, first, stand_in=False)
    expected = written(shades_by_position(second.coordinates, LABELS))
    assert session.group_shades(project, "kind", LABELS, second, stand_in=False) == expected
    other = session.Project("t", table())
    assert session.group_shades(other, "group", LABELS, second, stand_in=False) == expected
