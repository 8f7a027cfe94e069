"""Puts DataMapPlot's static picture of a map and ours side by side: python -m docs.side_by_side

Both show the same rows at the same places in the same groups under the same names: banking77 (see benchmarks/data.py)
as the app draws it and as its "Table" hands it out. Needs requirements-dev.txt and
`pip install datamapplot`. Writes map-by-datamapplot.png, map-by-us.png and side-by-side.md beside itself.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from xml.etree import ElementTree

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.data import csv_path
from driving.person import LONG, Person
from driving.running import running_app, running_browser

FOLDER = Path(__file__).resolve().parent
SIZE = (1920, 1080)
TITLE = "10,003 questions to a bank"
SVG = "{http://www.w3.org/2000/svg}"
LINE = 1.15
"""The height of a line of our names, in letters' heights."""
MARGIN = 1.03
"""Of a flat map around all of its points, as ui/scatter/camera.js has it."""
MEASURED = """svg => {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml");
  const context = document.createElement("canvas").getContext("2d");
  return [...root.querySelectorAll("g text:not([aria-hidden])")].map((text) => {
    const [x, y, size] = ["x", "y", "font-size"].map((name) => Number(text.getAttribute(name)));
    context.font = `${text.getAttribute("font-weight")} ${size}px ${text.getAttribute("font-family")}`;
    return [text.textContent, x, y, size, context.measureText(text.textContent).width];
  });
}"""


@dataclass(frozen=True, eq=False)
class Names:
    """The names on a picture of a map.

    boxes: (n_names, 4) left, top, right, bottom in pixels of the picture. points: (n_rows, 2) in the same pixels.
    """

    texts: Sequence[str]
    boxes: NDArray[np.float64]
    points: NDArray[np.float64]
    size: tuple[float, float]

    @property
    def n_cut(self) -> int:
        """Names that the edge of the picture cuts."""
        left, top, right, bottom = self.boxes.T
        return int(((left < 0) | (top < 0) | (right > self.size[0]) | (bottom > self.size[1])).sum())

    @property
    def n_overlapping(self) -> int:
        """Pairs of names that lie over one another."""
        left, top, right, bottom = self.boxes.T
        across = (left[:, None] < right) & (left < right[:, None])
        down = (top[:, None] < bottom) & (top < bottom[:, None])
        return int(np.triu(across & down, 1).sum())

    @property
    def covered_ratio(self) -> float:
        """The share of the points that lie under a name."""
        x, y = self.points.T
        under = np.zeros(len(self.points), dtype=bool)
        for left, top, right, bottom in self.boxes:
            under |= (x > left) & (x < right) & (y > top) & (y < bottom)
        return float(under.mean())

    @property
    def n_shortened(self) -> int:
        return sum(text.endswith("…") for text in self.texts)

    def away(self, groups: NDArray[np.object_]) -> float:
        """How far names are from the middle of their group, in the median, as a share of the picture's width.

        groups: (n_rows,) the group's name of each row.
        """
        found = []
        for own, (left, top, right, bottom) in zip(self._owners(groups), self.boxes, strict=True):
            middle = np.median(self.points[groups == own], axis=0)
            found.append(np.hypot(*(middle - [(left + right) / 2, (top + bottom) / 2])))
        return float(np.median(found)) / self.size[0]

    def n_beside_own(self, groups: NDArray[np.object_]) -> int:
        """Names whose nearest point is one of their group."""
        x, y = self.points.T
        count = 0
        for own, (left, top, right, bottom) in zip(self._owners(groups), self.boxes, strict=True):
            away = np.hypot(
                np.maximum(0, np.maximum(left - x, x - right)), np.maximum(0, np.maximum(top - y, y - bottom))
            )
            count += own in set(groups[away == away.min()])
        return count

    def _owners(self, groups: NDArray[np.object_]) -> list[str]:
        """The whole name of the group of each name, which may be shortened."""
        found = []
        for text in self.texts:
            (own,) = [name for name in set(groups) if name == text] or [
                name for name in set(groups) if text.endswith("…") and name.startswith(text.rstrip(" …"))
            ]
            found.append(own)
        return found

    @property
    def cloud_ratio(self) -> float:
        """The share of the picture that the box around all points takes."""
        return float(np.prod(np.ptp(self.points, axis=0)) / np.prod(self.size))


def main() -> None:
    table, ours = _our_picture(Path(mkdtemp()))
    theirs = _their_picture(table)
    groups = table["cluster_name"].to_numpy(dtype=object)
    n_groups = len(set(groups))
    rows = [
        ("", f"DataMapPlot {version('datamapplot')}", "ours"),
        ("groups named on the map", f"{len(theirs.texts)} of {n_groups}", f"{len(ours.texts)} of {n_groups}"),
        ("names cut by the picture's edge", theirs.n_cut, ours.n_cut),
        ("pairs of names over one another", theirs.n_overlapping, ours.n_overlapping),
        ("names shortened on the map", theirs.n_shortened, f"{ours.n_shortened} (whole in the legend)"),
        ("from a name to its group's middle, of the width", f"{theirs.away(groups):.1%}", f"{ours.away(groups):.1%}"),
        ("names whose nearest point is of their group", theirs.n_beside_own(groups), ours.n_beside_own(groups)),
        ("points under a name", f"{theirs.covered_ratio:.1%}", f"{ours.covered_ratio:.1%}"),
        ("the cloud's box in the picture", f"{theirs.cloud_ratio:.0%}", f"{ours.cloud_ratio:.0%}"),
        ("groups with their number of rows", 0, f"{n_groups} (legend)"),
    ]
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    said = "\n".join([lines[0], "|---|---|---|", *lines[1:]])
    made = f"{len(table):,} rows, {n_groups} groups, {SIZE[0]} x {SIZE[1]} pixels (`python -m docs.side_by_side`)"
    text = f"{made}.\n\n{said}\n"
    (FOLDER / "side-by-side.md").write_text(_PAGE.format(figures=text), encoding="utf-8")
    print(text)


_PAGE = """# A picture of a map, by DataMapPlot and by us

The same rows at the same places, in the same groups, under the same names, each as it comes out by default. Without a
connection DataMapPlot takes another font than its own, which it fetches.

{figures}
DataMapPlot:

![The map by DataMapPlot](map-by-datamapplot.png)

Ours, "Download a picture" on the Map page:

![The map by us](map-by-us.png)
"""


def _our_picture(folder: Path) -> tuple[pd.DataFrame, Names]:
    """Downloads our picture and the table that it shows; its names are read from the same picture as SVG."""
    with running_app(folder / "log.txt") as app, running_browser() as browser:
        person = Person(browser.new_page(viewport={"width": 1920, "height": 1080}), app.url)
        person.page.set_default_timeout(LONG)
        person.visit()
        person.upload_and_read(csv_path())
        person.grouped()
        person.map.drawn(method="umap", timeout=LONG)
        person.settled()
        for kind, file in (("png", FOLDER / "map-by-us.png"), ("svg", folder / "map.svg")):
            person.map.download_picture(kind, size="slide", title=TITLE).save_as(file)
        table = person.download_rows()
        svg = (folder / "map.svg").read_text(encoding="utf-8")
        return table, _our_names(table[["x", "y"]].astype(float), svg, person.page.evaluate(MEASURED, svg))


def _our_names(places: pd.DataFrame, svg: str, measured: list[tuple[str, float, float, float, float]]) -> Names:
    """Where names and points lie on our picture.

    measured: of each line its text, x, y of the line that the letters stand on, size and width.
    """
    root = ElementTree.fromstring(svg.encode())
    group = root.find(f"{SVG}g")
    path = root.find(f".//{SVG}clipPath/{SVG}path")
    assert group is not None and path is not None
    corner = np.array(re.findall(r"-?[\d.]+", group.attrib["transform"]), dtype=float)
    width, height = map(float, re.findall(r"[hv]([\d.]+)", path.attrib["d"])[:2])
    names: list[tuple[list[str], float, float, float, float]] = []
    for text, x, y, size, wide in measured:
        lines, left, first, letters, widest = names[-1] if names else ([], 0.0, 0.0, 0.0, 0.0)
        if lines and (left, letters) == (x, size) and abs(y - first - len(lines) * LINE * size) < 1:
            names[-1] = ([*lines, text], x, first, size, max(wide, widest))
        else:
            names.append(([text], x, y, size, wide))
    tops = [first - 0.85 * size for _, _, first, size, _ in names]
    boxes = np.array(
        [
            (x - wide / 2, top, x + wide / 2, top + len(lines) * LINE * size)
            for (lines, x, _, size, wide), top in zip(names, tops, strict=True)
        ]
    )
    lengths, middle = places.max() - places.min(), (places.max() + places.min()) / 2
    of_unit = min(width / lengths["x"], height / lengths["y"]) / MARGIN
    points = (places - middle).to_numpy() * [of_unit, -of_unit] + [width / 2, height / 2]
    scale = SIZE[0] / float(root.attrib["viewBox"].split()[2])
    texts = [" ".join(lines) for lines, *_ in names]
    return Names(texts, (boxes + np.tile(corner, 2)) * scale, (points + corner) * scale, SIZE)


def _their_picture(table: pd.DataFrame) -> Names:
    """Draws DataMapPlot's picture, and reads its texts."""
    import matplotlib as mpl

    mpl.use("Agg")
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it complains of each letter
    import datamapplot

    places = table[["x", "y"]].to_numpy(dtype=np.float32)
    figure, axes = datamapplot.create_plot(
        places,
        table["cluster_name"].to_numpy(dtype=object),
        title=TITLE,
        figsize=(SIZE[0] / 100, SIZE[1] / 100),
        dpi=100,
    )
    figure.savefig(FOLDER / "map-by-datamapplot.png", dpi=100, bbox_inches="tight")  # as its documentation does
    wide, high = figure.canvas.get_width_height()
    # Each name is drawn twice, the second time with its line.
    drawn = list({text.get_text(): text for text in axes.texts if text.get_text().strip()}.values())
    extents = [
        mpl.text.Text.get_window_extent(text, figure.canvas.get_renderer()) for text in drawn
    ]  # without its arrow
    boxes = np.array([(box.x0, high - box.y1, box.x1, high - box.y0) for box in extents])
    points = axes.transData.transform(places) * [1, -1] + [0, high]
    return Names([" ".join(text.get_text().split()) for text in drawn], boxes, points, (wide, high))


if __name__ == "__main__":
    main()
