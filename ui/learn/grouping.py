"""Groups of what lies together, for a number that a person chooses."""

import streamlit as st

import embedcore as ec
from embedcore import jobs
from ui import cache, session, wording
from ui.learn import shown
from ui.learn.material import Material, material
from ui.markup import literal

MOST = 24


def body() -> None:
    data = material()
    most = min(MOST, data.space.n_rows - 1)
    n_clusters = st.slider("How many groups", 2, most, min(8, most), key=f"learn_groups_k_{most}")
    job = jobs.cluster(cache.job_queue(), data.space, n_clusters, session=session.id())
    found = shown.result(job, "Finding the groups", key="learn_groups_job", seconds=1.0)
    if found is not None:
        _listed(data, found)


def _listed(data: Material, found: ec.Clustering) -> None:
    lines = [
        (f"**{literal(name)}**", f"{size:,}", shown.text(data, own[0]))
        for name, size, own in zip(found.names, found.sizes, found.representatives, strict=True)
    ]
    shown.table(("group", "how many", "the most typical one"), lines)
    st.caption(wording.quality_explained(found.quality))
