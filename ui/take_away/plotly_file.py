"""The map as a Plotly figure in a JSON file, which plotly.io.read_json reads."""

import html

import numpy as np
import plotly.graph_objects as go

import embedcore as ec
from embedcore.groups import Clustering
from embedcore.table import has_names
from ui import session

LONGEST = 300
NO_GROUP = "in no group"


def map_figure(
    project: session.Project, projection: ec.Projection, clustering: Clustering | None, shades: list[str]
) -> go.Figure:
    """One trace a group, named as the group; customdata: the row's number in the file. shades: a colour a group."""
    labels = clustering.labels if clustering is not None else np.zeros(len(projection.coordinates), dtype=np.int64)
    names = list(clustering.names) if clustering is not None else [project.name]
    dataset = project.dataset
    texts = [html.escape(text[:LONGEST]) for text in dataset.labels] if has_names(dataset) else [""] * dataset.n_rows
    hover = np.array(texts, dtype=object)
    solid = projection.coordinates.shape[1] == 3
    figure = go.Figure()
    for label in sorted(set(labels.tolist())):
        rows = np.flatnonzero(labels == label)
        axes = dict(zip("xyz", projection.coordinates[rows].T.tolist(), strict=False))
        figure.add_trace(
            (go.Scatter3d if solid else go.Scattergl)(
                **axes,
                mode="markers",
                name=html.escape(names[label]) if label >= 0 else NO_GROUP,
                text=hover[rows].tolist(),
                customdata=dataset.row_numbers[rows].reshape(-1, 1).tolist(),
                hovertemplate="%{text}<br>row %{customdata[0]}<extra>%{fullData.name}</extra>",
                marker={"size": 3 if solid else 5, "color": shades[label] if 0 <= label < len(shades) else "#9AA3AD"},
            )
        )
    figure.update_layout(title=html.escape(project.name), legend={"itemsizing": "constant"})
    if not solid:
        figure.update_yaxes(scaleanchor="x")
    return figure
