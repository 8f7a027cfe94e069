"""Ratings or clicks: items and users become vectors, learned from the table alone."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.parameters import Default
from embedcore.recommend import InteractionParams, Prepared, interaction_space, prepare_interactions, with_item_columns
from ui import address, cache, session, wording
from ui.data import shared
from ui.markup import literal

NONE = "(none)"
N_DIMS = 50
"""Of the tastes, unless the table has fewer users or items."""


def form(project: session.Project) -> None:
    if (begun := shared.begin(project)) is None:
        return
    left, metric = begun
    with left:
        chosen = _columns(project)
        named = _item_names(project, chosen["item"])
        most = st.select_slider(
            wording.say("rating_dims"), [10, 20, 50, 100, 200], N_DIMS, key=f"data_rating_dims_{project.id}",
            help="More keep finer tastes, and need more ratings.",
        )  # fmt: skip
        options = {name: value for name, value in chosen.items() if value is not None}
        params = InteractionParams(metric=metric, n_dims=Default(most), **options)  # type: ignore[arg-type]
        prepared = prepare_interactions(named, params)
        table = prepared.interactions
        if prepared.n_dims < most:
            st.caption(
                f":material/info: {prepared.n_dims:,} instead of {most:,}: no more can be told apart with "
                f"{table.n_users:,} users and {table.n_items:,} items."
            )
    shared.run(
        jobs.interactions_key(prepared),
        lambda: jobs.learn_interactions(cache.job_queue(), prepared, session=session.id()),
        button=wording.say("learn_ratings"),
        note=f"{table.n_pairs:,} {'clicks' if table.ratings is None else 'ratings'} of {table.n_users:,} users and "
        f"{table.n_items:,} items; "
        f"this takes {wording.duration(table.n_pairs / 50_000)}.",
        title=wording.say("learning_ratings"),
        done=lambda job: _done(project, prepared, job),
    )


def _done(project: session.Project, prepared: Prepared, job: jobs.Job) -> None:
    space = interaction_space(prepared, *job.result)
    used = session.origin(jobs.INTERACTIONS_MODEL, **prepared.params.columns, n_dims=prepared.n_dims)
    session.set_project(session.with_space(project, space, used))
    address.go_to("pages/recommend.py")


def _columns(project: session.Project) -> dict[str, str | None]:
    table = project.table
    names = [str(name) for name in table.frame.columns]
    found = ec.find_interactions(table)
    used = dict(project.origin.options) if project.model == jobs.INTERACTIONS_MODEL else {}

    def pick(label: str, known: str | None, *, optional: bool) -> str | None:
        offered = [NONE, *names] if optional else names
        known = str(used.get(label.split()[0].lower(), NONE)) if used else known  # as it was learned before
        index = offered.index(known) if known in offered else 0
        chosen = st.selectbox(label, offered, index, key=f"data_{label.split()[0].lower()}_{project.id}")
        return None if chosen == NONE else chosen

    first, second = st.columns(2)
    with first:
        user = pick("User", found.user if found else None, optional=False)
        rating = pick("Rating (none: every row is a click)", found.rating if found else None, optional=True)
    with second:
        item = pick("Item", found.item if found else (names[1] if len(names) > 1 else None), optional=False)
        time = pick("Time", found.time if found else None, optional=True)
    return {"user": user, "item": item, "rating": rating, "time": time}


def _item_names(project: session.Project, item: str | None) -> ec.Dataset:
    """The table with the columns of a second one that describes the items, where one is given."""
    with st.expander("A table with the items' names (optional)", icon=":material/badge:"):
        file = st.file_uploader(
            f"It must have the column “{literal(item)}” too",
            type=["csv", "tsv", "xlsx", "xls", "ods", "json", "parquet"],
            key=f"data_item_names_{project.id}",
        )
    table = project.table
    if file is None or item is None:
        return table
    names = jobs.read_apart(file, filename=file.name).frame
    if item not in names.columns:
        listed = ", ".join(map(str, names.columns))
        raise ec.DataError(
            f"the items' table must have a column {item!r}, as the ratings have (it has {listed}); rename it"
        )
    return with_item_columns(table, names, item)
