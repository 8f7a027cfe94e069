// Which rows lie inside what was drawn, as ui/scatter/geometry.py finds them.

// A byte a row. axes: the coordinates, one array each; shapes: as the map tells them
function rowsInside(axes, shapes) {
  const inside = new Uint8Array(axes[0].length);
  for (const { kind, x, y, plane, away } of shapes) {
    const [across, up] = plane ? plane.map((direction) => Float64Array.from(axes[0], (_, row) => axes.reduce((sum, axis, i) => sum + axis[row] * direction[i], 0))) : axes;
    const [left, right, bottom, top] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
    for (let row = 0; row < inside.length; row++) {
      if (!(across[row] >= left && across[row] <= right && up[row] >= bottom && up[row] <= top)) continue;
      if (kind === "box" || isInPolygon(across[row], up[row], x, y)) inside[row] = away ? 0 : 1;
    }
  }
  return inside;
}

// By the even-odd rule: crossing strokes leave a hole.
function isInPolygon(x, y, xs, ys) {
  let odd = false;
  for (let i = 0, before = xs.length - 1; i < xs.length; before = i++) {
    const [x0, y0, x1, y1] = [xs[before], ys[before], xs[i], ys[i]];
    if (y < Math.min(y0, y1) || y >= Math.max(y0, y1)) continue;
    const side = (x - x0) * (y1 - y0) - (y - y0) * (x1 - x0);
    if (y1 > y0 ? side < 0 : side > 0) odd = !odd;
  }
  return odd;
}
