"""A small app around one map (two with ?two=1), for the browser tests and for looking at it.

?n= points, ?k= groups, ?dims=, ?mode=groups|values|dates, ?rich=1 for labels and a query with its neighbours, ?hostile=1
for texts that try to be more than texts.
"""

import time

import numpy as np
import streamlit as st

from ui.scatter import (
    MapAbout,
    MapCircle,
    MapGroups,
    MapLabel,
    MapLines,
    MapMarker,
    MapOverlay,
    MapPoints,
    MapValues,
    rows_in_outline,
    show_map,
)

st.set_page_config(layout="wide")
WORDS = ["refund", "card", "payment", "transfer", "account", "login", "delivery", "parcel", "invoice", "address"]
WORDS += ["password", "app", "order", "return"]


@st.cache_resource
def make_points(n: int, k: int, dims: int, seed: int) -> tuple[MapPoints, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    centers = random.uniform(-10, 10, (k, dims))
    labels = random.integers(0, k, n)
    coordinates = (centers[labels] + random.normal(0, 0.9, (n, dims))).astype(np.float32)
    texts = [f"Ticket #{row:06d}: the {WORDS[row % 14]} for my {WORDS[row % 11]} did not\narrive" for row in range(n)]
    texts[0] = "Ticket #000012 <b>x</b><img src=x onerror=alert(1)> & more"
    return MapPoints(coordinates, texts, f"{n}-{k}-{dims}-{seed}"), labels, centers


query = st.query_params
n, k, dims = (int(query.get(name, default)) for name, default in (("n", "2000"), ("k", "8"), ("dims", "2")))
mode = query.get("mode", "groups")
seed = st.session_state.setdefault("seed", 0)
points, labels, centers = make_points(n, k, dims, seed)

names = [
    f"{WORDS[g % 14].capitalize()} & {WORDS[(g * 5 + 3) % 14]}" + (f" {g // 14 + 1}" if g >= 14 else "")
    for g in range(k)
]
names[0] = "<i>Refund</i> #000012"
ABOUT = MapAbout("Tickets", ("Source: demo",))
if query.get("hostile"):
    names[:2] = ["]]> --> <script>alert(1)</script> &amp; \x0b", "\"onload='alert(1)'"]
    ABOUT = MapAbout("<svg onload=alert(1)> & ]]>", ("Source: <b>demo</b> ]]> \ud800",))
step = st.session_state.setdefault("step", 0)
if mode == "values":
    colouring = MapValues(np.where(labels == 0, np.nan, points.coordinates[:, 0].astype(float)), "Rating")
elif mode == "dates":
    days = (np.datetime64("2024-01-01") + (points.coordinates[:, 0] * 20).astype(int)).astype("datetime64[ns]")
    colouring = MapValues(days, "Created")
else:
    shown = labels if not st.session_state.get("recolour") else (labels + 1) % k
    on_map = [
        MapLabel(name, tuple(center), group) for group, (name, center) in enumerate(zip(names, centers, strict=True))
    ]
    colouring = MapGroups(shown, names, labels_on_map=on_map if query.get("rich") else ())

overlay = MapOverlay(selection_id=st.session_state.setdefault("cleared", 0))
if step:
    at = tuple(float(value) for value in points.coordinates[step])
    near = np.argsort(((points.coordinates - points.coordinates[step]) ** 2).sum(1))[:10]
    overlay = MapOverlay(
        focus=np.flatnonzero(labels == step % k),
        selected=near,
        markers=(MapMarker(at, label="your question"),),
        lines=(MapLines(at, near.tolist()),),
        circles=(MapCircle(at, 1.2),),
        selection_id=st.session_state["cleared"],
    )

buttons = st.container(horizontal=True)
buttons.button("Rerun")
buttons.button("Highlight", on_click=lambda: st.session_state.update(step=step + 1))
buttons.button("All", on_click=lambda: st.session_state.update(step=0))
buttons.button("Recolour", on_click=lambda: st.session_state.update(recolour=not st.session_state.get("recolour")))
buttons.button("Clear", on_click=lambda: st.session_state.update(cleared=st.session_state["cleared"] + 1))
buttons.button("Other picture", on_click=lambda: st.session_state.update(seed=seed + 1))
show = buttons.toggle("Show", value=True)

started = time.perf_counter()
if show:
    height, said = int(query.get("height", "620")), f"Map of all rows, {step} times highlighted."
    events = show_map(points, colouring, overlay, key="map", height=height, description=said, about=ABOUT)
    spent = time.perf_counter() - started
    rows = rows_in_outline(points.coordinates, events.outline)
    st.text(
        f"ROWS {len(rows)} SUM {rows.sum()} HIDDEN {list(events.hidden_groups)} CLICK {events.clicked_row} COUNT {events.n_clicks}"
    )
    st.text(f"CALL {spent * 1000:.0f} ms")
if query.get("two"):
    other, other_labels, _ = make_points(500, 3, 2, 99)
    second = show_map(other, MapGroups(other_labels, ["a", "b", "c"]), key="second", height=300)
    st.text(f"SECOND {second.clicked_row}")
runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.text(f"RUN {runs}")
