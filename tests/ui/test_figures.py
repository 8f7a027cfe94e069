"""The histogram of scores, by hand."""

from dataclasses import replace

import numpy as np
import pytest

import embedcore as ec
from embedcore.metrics import Metric
from embedcore.trust import compare_dimensions
from ui import figures


@pytest.mark.parametrize(
    ("scores", "low", "high"),
    [
        ([0.123, 0.987], 0.12, 0.99),
        ([-0.051, 0.5], -0.06, 0.5),
        ([0.5, 0.5], 0.5, 0.51),
        ([2.0], 2.0, 2.01),
    ],
)
def test_the_range_is_rounded_outwards_and_never_empty(scores: list[float], low: float, high: float) -> None:
    assert figures.score_range(np.array(scores)) == pytest.approx((low, high))


def bar(metric: Metric, threshold: float) -> tuple[list[float], list[str], np.ndarray]:
    scores = np.array([0.95, 0.9, 0.5, 0.1, 0.05, 0.0])
    figure = figures.score_histogram(scores, threshold, metric, "Similarity")
    trace = figure.data[0]
    return list(trace.x), list(trace.marker.color), np.array(trace.customdata)


def test_every_row_is_counted_once() -> None:
    _, _, bins = bar(Metric.COSINE, 0.5)
    assert bins[:, 2].sum() == 6
    assert len(bins) == figures.N_BINS
    assert bins[0, 0] == 0.0
    assert bins[-1, 1] == pytest.approx(0.95)
    assert bins[-1, 2] == 1
    assert bins[0, 2] == 1


def test_what_passes_has_the_colour_on_the_side_of_the_metric() -> None:
    middles, colors, _ = bar(Metric.COSINE, 0.5)
    assert [color == figures.PASSES for color in colors] == [middle >= 0.5 for middle in middles]
    middles, colors, _ = bar(Metric.EUCLIDEAN, 0.5)
    assert [color == figures.PASSES for color in colors] == [middle <= 0.5 for middle in middles]
    assert {figures.PASSES, figures.BELOW} == set(colors)


def test_heights_are_square_roots_and_hover_says_counts() -> None:
    figure = figures.score_histogram(np.array([0.0] * 16 + [1.0]), 0.5, Metric.DOT, "Similarity")
    assert figure.data[0].y[0] == 4
    assert figure.data[0].customdata[0][2] == 16
    assert "customdata[2]" in figure.data[0].hovertemplate


def test_threshold_line_and_axis() -> None:
    figure = figures.score_histogram(np.array([0.2, 0.8]), 0.4, Metric.EUCLIDEAN, "Distance")
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 0.4
    assert figure.layout.xaxis.title.text == "Distance"
    assert tuple(figure.layout.xaxis.range) == (0.2, 0.8)


def test_a_time_line_has_all_steps_and_tells_what_is_new() -> None:
    names = [f"week of {day} Jun 2026" for day in range(1, 7)]
    figure = figures.time_line(names, [1, 0, 2, 3, 1, 4], np.full(6, 1.5), new_from=3.5, noun="texts")
    bars, expected = figure.data
    assert list(bars.y) == [1, 0, 2, 3, 1, 4]
    assert list(bars.customdata) == names
    new = [color == figures.PASSES for color in bars.marker.color]
    assert new == [False, False, False, True, True, True]  # the step in which it begins counts
    assert list(expected.y) == [1.5] * 6
    assert list(figure.layout.xaxis.ticktext) == ["2 Jun 2026", "4 Jun 2026", "6 Jun 2026"]
    assert figure.layout.shapes[0].x0 == 3.0  # between the third and the fourth bar's middle
    unmarked = figures.time_line(names[:1], [3], np.ones(1), new_from=None, noun="texts")
    assert not unmarked.layout.shapes
    assert unmarked.data[0].marker.color == figures.PASSES


def test_fewer_dimensions_are_drawn_with_the_knee_and_what_was_learned_by_heart() -> None:
    rng = np.random.default_rng(2)
    found = ec.compare_dimensions(ec.EmbeddingSpace(rng.normal(size=(40, 200)).astype(np.float32)))
    figure = figures.dimension_curve(found)
    assert [trace.name for trace in figure.data] == [
        "neighbours kept, what tells most (PCA)", "the same, of rows learned from", "neighbours kept, the first ones"
    ]  # fmt: skip
    assert list(figure.data[0].y) == [one.kept for one in found.by("pca")]
    numbers = [one.n_dims for one in found.by("pca")]
    assert figure.layout.shapes[0].x0 == numbers.index(found.best.n_dims)
    assert figure.layout.xaxis.ticktext[0].startswith("32<br>")


def test_few_bars_are_numbered_one_by_one_and_little_memory_is_not_nothing() -> None:
    assert figures.vector_bars(np.ones(3, dtype=np.float32), "which number").layout.xaxis.dtick == 1
    assert figures.vector_bars(np.ones(40, dtype=np.float32), "which number").layout.xaxis.dtick is None
    assert [figures.memory_said(mb) for mb in (0.02, 0.24, 1.25)] == ["20 kB", "240 kB", "1.2 MB"]


LINK = '<a href="https://example.com">see & <b>sign in</b></a><br>'
AS_TEXT = '&lt;a href="https://example.com"&gt;see &amp; &lt;b&gt;sign in&lt;/b&gt;&lt;/a&gt;&lt;br&gt;'


def test_markup_in_data_is_shown_to_the_letter() -> None:
    bars = figures.shares([LINK, "two"], [0.6, 0.4])
    matrix = figures.score_matrix(np.eye(2), [LINK, "two"], Metric.COSINE, "Similarity")
    numbered = figures.score_matrix(np.eye(2), [LINK, "two"], Metric.COSINE, "Similarity", numbered=True)
    line = figures.time_line([LINK, "two"], [3, 4], np.ones(2), new_from=None, noun="texts")
    assert bars.layout.yaxis.ticktext[0] == bars.data[0].customdata[0] == AS_TEXT
    assert matrix.data[0].x[0] == matrix.data[0].y[0] == AS_TEXT
    assert numbered.data[0].y == (f"1 · {AS_TEXT}", "2 · two")
    assert numbered.layout.xaxis.ticktext == (1, 2)
    assert line.data[0].customdata[0] == line.layout.xaxis.ticktext[0] == AS_TEXT
    for figure in (bars, matrix, numbered, line):
        assert "<a " not in figure.to_json() and "\\u003ca " not in figure.to_json()


def test_the_name_of_a_column_is_shown_to_the_letter() -> None:
    rng = np.random.default_rng(0)
    found = compare_dimensions(ec.EmbeddingSpace(rng.normal(size=(40, 8))), labels=np.arange(40) % 2)
    figure = figures.dimension_curve(replace(found, label=f"{LINK}%{{x}}"))
    assert any(trace.name.startswith(AS_TEXT) for trace in figure.data)
    assert not any("example.com" in trace.hovertemplate for trace in figure.data)
