"""Results as Plotly figures. Pure, no Streamlit."""

import html
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

import embedcore as ec
from embedcore.groups import HowMany
from embedcore.phrases import share, shortened
from embedcore.scores import ScoreScale, ThresholdCurve
from embedcore.trust import DimensionComparison
from embedcore.types import Scores, Vectors

N_BINS = 60
FEW_BARS = 12
"""Of so few numbers each is named below its bar; Plotly would also name halves."""
TICKS_AT = (1 / 6, 1 / 2, 5 / 6)
"""Of a time line: so few, and so far from the ends, that their names fit on a phone."""
OLD, EXPECTED = "#9CC6E4", "#6B7480"
PASSES, BELOW, MARK = "#1F83C4", "rgba(125, 135, 147, 0.55)", "#D55E00"


def score_histogram(
    scores: Scores,
    threshold: float,
    metric: ec.Metric,
    axis_title: str,
    *,
    suggested: float | None = None,
    calibration: ScoreScale | None = None,
    ends: tuple[float, float] | None = None,
) -> go.Figure:
    """How many rows have which score; those that pass the threshold in colour, the threshold as a line.

    calibration: marks where random pairs of rows lie, their mean, and where near-duplicates begin, as far as in range.
    suggested: marks the suggested threshold. ends: of the axis; by default those of the scores.

    The counts are drawn on a square-root scale, so that a few close rows are seen beside thousands of far ones.
    """
    decimals = calibration.decimals if calibration is not None else 2
    low, high = ends if ends is not None else score_range(scores, decimals)
    counts, edges = np.histogram(scores, bins=N_BINS, range=(low, high))
    middles = (edges[:-1] + edges[1:]) / 2
    figure = go.Figure(
        go.Bar(
            x=middles,
            y=np.sqrt(counts),
            customdata=np.column_stack([edges[:-1], edges[1:], counts]),
            marker_color=np.where(metric.passes(middles, threshold), PASSES, BELOW).tolist(),
            hovertemplate=f"%{{customdata[2]:,}} from %{{customdata[0]:.{decimals}f}} to "
            f"%{{customdata[1]:.{decimals}f}}<extra></extra>",
        )
    )
    if calibration is not None:
        _mark_references(figure, calibration, low, high)
    if suggested is not None and abs(suggested - threshold) > 0.4 / 10**decimals:
        figure.add_vline(x=suggested, line_width=2, line_dash="dash", line_color=MARK, opacity=0.6)
    figure.add_vline(x=threshold, line_width=2, line_color=MARK)
    figure.update_layout(
        **_plain(height=170, top=20, bottom=34), bargap=0.08, showlegend=False,
        xaxis={"range": [low, high], **_axis(axis_title)}, yaxis={"visible": False, "fixedrange": True},
    )  # fmt: skip
    return figure


def _mark_references(figure: go.Figure, calibration: ScoreScale, low: float, high: float) -> None:
    text = {"font_size": 11, "yref": "paper", "y": 1, "yanchor": "bottom"}
    far = low if calibration.metric.greater_is_closer else high
    floor = float(np.clip(calibration.floor.p95, low, high))
    figure.add_vrect(
        x0=min(far, floor), x1=max(far, floor), fillcolor="#9AA3AD", opacity=0.16, line_width=0, layer="below",
        annotation={"text": "random rows", "x": (far + floor) / 2, "xanchor": "center", **text},
    )  # fmt: skip
    near = "near-duplicates" if calibration.from_changed_texts else "closest neighbours"
    for x, name in ((calibration.floor.mean, ""), (calibration.near_duplicate, near)):
        if low <= x <= high:
            side = "right" if x > (low + high) / 2 else "left"  # a name grows towards the middle, so that it fits
            figure.add_vline(
                x=x, line_width=1, line_dash="dot", line_color="#6B7480",
                annotation={"text": name, "x": x, "xanchor": side, **text},
            )  # fmt: skip


def label_curve(
    curve: ThresholdCurve, threshold: float, axis_title: str, *, names: tuple[str, str, str], decimals: int = 2
) -> go.Figure:
    """Precision and recall over the threshold, the best F1 and the current threshold marked.

    names: what the three are called.
    """
    figure = go.Figure()
    right, found, best = names
    for name, values, color in ((right, curve.precision, "#0072B2"), (found, curve.recall, "#E69F00")):
        figure.add_scatter(
            x=curve.thresholds, y=values, name=name, line={"color": color, "width": 2},
            hovertemplate=f"{name} %{{y:.0%}} at %{{x:.{decimals}f}}<extra></extra>",
        )  # fmt: skip
    figure.add_scatter(
        x=[curve.thresholds[curve.best]], y=[curve.f1[curve.best]], name=best, mode="markers",
        marker={"symbol": "star", "size": 13, "color": "#009E73"},
        hovertemplate=f"{best} %{{y:.2f}} at %{{x:.{decimals}f}}<extra></extra>",
    )  # fmt: skip
    figure.add_vline(x=threshold, line_width=2, line_color=MARK)
    figure.update_layout(
        **_plain(height=230, top=6, bottom=34), legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis=_axis(axis_title), yaxis={"range": [0, 1.03], "tickformat": ".0%", "fixedrange": True},
    )  # fmt: skip
    return figure


def score_matrix(
    scores: NDArray[np.float64], names: Sequence[str], metric: ec.Metric, title: str, *, numbered: bool = False
) -> go.Figure:
    """Each text against each as a heat map, the scores written in it.

    scores: (n, n), the one of each with itself in the diagonal. numbered: writes a number before each name, and the
    number alone above its column, without a bar of colours: so eight have room on a phone.
    """
    texts = [f"{place} · " * numbered + to_the_letter(name) for place, name in enumerate(names, start=1)]
    closer = "Cividis" if metric.greater_is_closer else "Cividis_r"
    limits = {"zmin": 0.0, "zmax": 1.0} if metric is ec.Metric.COSINE else {}
    numbers = list(range(1, len(texts) + 1))
    columns = {"tickvals": texts, "ticktext": numbers, "tickangle": 0, "side": "top"} if numbered else {}
    figure = go.Figure(
        go.Heatmap(
            z=scores, x=texts, y=texts, colorscale=closer, **limits,
            texttemplate="%{z:.2f}", hovertemplate="%{y}<br>%{x}<br>" + title + " %{z:.3f}<extra></extra>",
            textfont={"size": 11} if numbered else {},
            xgap=2, ygap=2, colorbar={"title": {"text": title}, "thickness": 12}, showscale=not numbered,
        )
    )  # fmt: skip
    figure.update_layout(
        **_plain(height=150 + 44 * len(names), top=10, bottom=6),
        xaxis={"fixedrange": True, "showgrid": False, "type": "category", **({"tickangle": -35} | columns)},
        yaxis={"fixedrange": True, "showgrid": False, "autorange": "reversed", "type": "category"},
    )  # fmt: skip
    return figure


def numbers_of_groups(found: HowMany) -> go.Figure:
    """How well each number of groups fits, the choice marked: neighbours kept together, and alike in repeated runs."""
    numbers = [one.n_clusters for one in found.tried]
    figure = go.Figure()
    for name, values, color in (
        ("neighbours in one group, beyond chance", [one.agreement for one in found.tried], "#0072B2"),
        ("the same in repeated runs", [one.stability for one in found.tried], "#E69F00"),
    ):
        figure.add_scatter(
            x=numbers, y=values, name=name, line={"color": color, "width": 2},
            hovertemplate=f"%{{x}} groups: %{{y:.2f}} {name}<extra></extra>",
        )  # fmt: skip
    if found.as_good[0] < found.as_good[-1]:
        figure.add_vrect(
            x0=found.as_good[0], x1=found.as_good[-1], fillcolor="#9AA3AD", opacity=0.16, line_width=0, layer="below"
        )
    figure.add_vline(x=found.n_clusters, line_width=2, line_color=MARK)
    ticks = [n for n in (2, 3, 5, 8, 12, 20, 36, 70, 110, 200) if n <= numbers[-1]]
    figure.update_layout(
        **_plain(height=230, top=6, bottom=34), legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={**_axis("number of groups"), "type": "log", "tickvals": ticks},
        yaxis={"range": [0, 1.03], "fixedrange": True},
    )  # fmt: skip
    return figure


def dimension_curve(
    found: DimensionComparison,
    *,
    names: tuple[str, str] = ("what tells most (PCA)", "the first ones"),
    mark: str = "enough",
) -> go.Figure:
    """What fewer dimensions keep, by way, and how often labels are right where there are any; the knee marked.

    names: of the ways, the best directions and the first numbers. mark: what stands beside the knee.

    Below each number of dimensions stands its memory. Where directions were learned by heart, a dotted line shows what
    they keep of the rows that they were learned from.
    """
    numbers = [one.n_dims for one in found.by(found.ways[0])]
    memory = [f"{one.n_dims:,}<br>{memory_said(one.megabytes)}" for one in found.by(found.ways[0])]
    places = np.arange(len(numbers))
    figure = go.Figure()

    def line(name: str, way: str, values: Sequence[float], color: str, dash: str = "solid") -> None:
        figure.add_scatter(
            x=places, y=values, name=name, mode="lines+markers", line={"color": color, "width": 2, "dash": dash},
            customdata=[[one.n_dims, memory_said(one.megabytes), one.query_ms] for one in found.by(way)],
            hovertemplate="%{fullData.name}: %{y:.0%}<br>%{customdata[0]:,} dimensions, %{customdata[1]}, "
            "%{customdata[2]:.1f} ms a search<extra></extra>",
        )  # fmt: skip

    for way, said, color, lighter in (
        ("pca", names[0], "#1F83C4", "#56B4E9"),
        ("truncate", names[1], "#CC79A7", "#E69F00"),
    ):
        tried = found.by(way)
        if not tried:
            continue
        line(f"neighbours kept, {said}", way, [one.kept for one in tried], color)
        if way == "pca" and found.overfits:
            line("the same, of rows learned from", way, [one.kept_seen for one in tried], color, "dot")
        if found.label:
            right = [one.accuracy.ratio if one.accuracy is not None else np.nan for one in tried]
            line(f"{to_the_letter(found.label)} right, {said}", way, right, lighter, "dash")
    enough = numbers.index(found.best.n_dims)
    figure.add_vline(
        x=enough, line_width=2, line_color=MARK, line_dash="dash",
        annotation={"text": mark, "x": enough, "xanchor": "right" if enough else "left", "yref": "paper",
                    "xshift": -6 if enough else 6, "y": 0.02, "yanchor": "bottom", "font_size": 13},
    )  # fmt: skip
    figure.update_layout(
        **_plain(height=360, top=6, bottom=48), legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={"fixedrange": True, "zeroline": False, "tickangle": 0, "tickvals": places, "ticktext": memory,
               "range": [-0.2, len(numbers) - 0.8]},
        yaxis={"range": [0, 1.03], "tickformat": ".0%", "fixedrange": True},
    )  # fmt: skip
    return figure


def memory_said(megabytes: float) -> str:
    """How much memory, in words; what is little is not 0."""
    return f"{megabytes:,.1f} MB" if megabytes >= 0.95 else f"{megabytes * 1000:,.0f} kB"


def vector_bars(values: Vectors, axis_title: str) -> go.Figure:
    """The first numbers of a vector as bars, positive and negative in two colours."""
    figure = go.Figure(
        go.Bar(
            x=np.arange(1, len(values) + 1), y=values, marker_color=np.where(values >= 0, PASSES, MARK).tolist(),
            hovertemplate="number %{x}: %{y:.4f}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_layout(
        **_plain(height=210, top=6, bottom=30), bargap=0.25, showlegend=False,
        xaxis={"fixedrange": True, "title": {"text": axis_title, "standoff": 4},
               **({"dtick": 1} if len(values) <= FEW_BARS else {})},
        yaxis={"fixedrange": True},
    )  # fmt: skip
    return figure


def time_line(
    names: Sequence[str],
    counts: Sequence[int] | NDArray[np.int64],
    expected: NDArray[np.float64],
    *,
    new_from: float | None,
    noun: str,
) -> go.Figure:
    """How many rows are in each step of time, and as a line how many were expected. All: (n_steps,).

    new_from: where what is new begins, in steps from the beginning of the first; None marks nothing. noun: for many.
    """
    places = np.arange(len(names))
    new = PASSES if new_from is None else np.where(places + 1 > new_from, PASSES, OLD).tolist()
    figure = go.Figure()
    figure.add_bar(
        x=places, y=counts, marker_color=new, customdata=[to_the_letter(name) for name in names], name=noun,
        hovertemplate=f"%{{customdata}}: %{{y:,}} {noun}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=places, y=expected, mode="lines", line={"color": EXPECTED, "width": 1.5, "dash": "dot"}, hoverinfo="skip"
    )
    if new_from is not None:
        figure.add_vline(x=new_from - 0.5, line_width=2, line_color=MARK, line_dash="dash")
    told = sorted({int(len(names) * at) for at in TICKS_AT})
    figure.update_layout(
        **_plain(height=190, top=8, bottom=34), bargap=0.15, showlegend=False,
        xaxis={"fixedrange": True, "tickvals": told, "tickangle": 0,
               "ticktext": [to_the_letter(names[place].removeprefix("week of ")) for place in told]},
        yaxis={"fixedrange": True, "rangemode": "tozero", "nticks": 4, "tickformat": ",d"},
    )  # fmt: skip
    return figure


def shares(names: Sequence[str], parts: Sequence[float]) -> go.Figure:
    """Names with their shares (0 to 1) as bars, the first on top."""
    texts = [to_the_letter(name) for name in names]
    figure = go.Figure(
        go.Bar(
            x=parts, y=list(range(len(names))), orientation="h", marker_color=PASSES, customdata=texts,
            text=[share(part) for part in parts], textposition="outside", cliponaxis=False,
            hovertemplate="%{customdata}: %{x:.1%}<extra></extra>",
        )
    )  # fmt: skip
    ticks = {"tickvals": list(range(len(names))), "ticktext": texts, "autorange": "reversed"}
    figure.update_layout(
        **_plain(height=40 + 24 * len(names), top=4, bottom=8), bargap=0.3, showlegend=False,
        xaxis={"visible": False, "fixedrange": True, "range": [0, max([*parts, 0.01]) * 1.15]},
        yaxis={"fixedrange": True, "showgrid": False, **ticks},
    )  # fmt: skip
    return figure


def small_map(
    coordinates: NDArray[np.floating],
    colors: Sequence[str] | NDArray[np.str_],
    *,
    hover: Sequence[str] = (),
    height: int = 240,
) -> go.Figure:
    """Points without axes. coordinates: (n, 2). colors: (n,) "#RRGGBB". hover: (n,) what each is; none says nothing."""
    told: dict[str, Any] = {"hoverinfo": "skip"}
    if hover:
        texts = ["<br>".join(map(to_the_letter, textwrap.wrap(shortened(text), 40))) for text in hover]
        told = {"customdata": texts, "hovertemplate": "%{customdata}<extra></extra>"}
    figure = go.Figure(
        go.Scatter(
            x=coordinates[:, 0], y=coordinates[:, 1], mode="markers", **told,
            marker={"size": 4, "opacity": 0.75, "color": list(colors)},
        )
    )  # fmt: skip
    hidden = {"visible": False, "fixedrange": True}
    figure.update_layout(
        **_plain(height=height, top=4, bottom=4), showlegend=False, xaxis=hidden, yaxis={**hidden, "scaleanchor": "x"}
    )
    return figure


def to_the_letter(text: object) -> str:
    """A text of the data as Plotly shows it to the letter: by itself it takes <a>, <b> and <br> for markup."""
    return html.escape(str(text), quote=False)


def score_range(scores: Scores, decimals: int = 2) -> tuple[float, float]:
    """The ends of slider and histogram: rounded outwards to so many decimal places, never equal."""
    steps = 10**decimals
    low, high = np.floor(scores.min() * steps) / steps, np.ceil(scores.max() * steps) / steps
    return (float(low), float(high)) if high > low else (float(low), float(low) + 1 / steps)


def _plain(*, height: int, top: int, bottom: int) -> dict[str, Any]:
    """The layout of a figure that nobody zooms: narrow margins, in pixels."""
    return {"height": height, "margin": {"l": 6, "r": 6, "t": top, "b": bottom}, "dragmode": False}


def _axis(title: str) -> dict[str, Any]:
    return {"title": {"text": title, "standoff": 6}, "fixedrange": True, "zeroline": False}
