"""Results as Plotly figures. Pure, no Streamlit."""

import numpy as np
import plotly.graph_objects as go

from embedcore.metrics import Metric, Scores

N_BINS = 60
PASSES, BELOW = "#0072B2", "#B8C0C8"


def score_histogram(scores: Scores, threshold: float, metric: Metric, axis_title: str) -> go.Figure:
    """How many rows have which score; those that pass the threshold in colour, the threshold as a line.

    The counts are drawn on a square-root scale, so that a few close rows are seen beside thousands of far ones.
    """
    low, high = score_range(scores)
    counts, edges = np.histogram(scores, bins=N_BINS, range=(low, high))
    middles = (edges[:-1] + edges[1:]) / 2
    inside = middles >= threshold if metric.greater_is_closer else middles <= threshold
    figure = go.Figure(
        go.Bar(
            x=middles,
            y=np.sqrt(counts),
            customdata=np.column_stack([edges[:-1], edges[1:], counts]),
            marker_color=np.where(inside, PASSES, BELOW).tolist(),
            hovertemplate="%{customdata[2]:,} texts from %{customdata[0]:.2f} to %{customdata[1]:.2f}<extra></extra>",
        )
    )
    figure.add_vline(x=threshold, line_width=2, line_color="#D55E00")
    figure.update_layout(
        height=150,
        margin={"l": 6, "r": 6, "t": 6, "b": 34},
        bargap=0.08,
        showlegend=False,
        dragmode=False,
        xaxis={
            "range": [low, high],
            "title": {"text": axis_title, "standoff": 6},
            "fixedrange": True,
            "zeroline": False,
        },
        yaxis={"visible": False, "fixedrange": True},
    )
    return figure


def score_range(scores: Scores) -> tuple[float, float]:
    """The ends of slider and histogram: rounded outwards to 0.01, never equal."""
    low, high = np.floor(scores.min() * 100) / 100, np.ceil(scores.max() * 100) / 100
    return (float(low), float(high)) if high > low else (float(low), float(low) + 0.01)
