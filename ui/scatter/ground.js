// How crowded the picture is, place by place, for what has to keep off the points.
const GROUND_CELL = 4; // pixels

// Counts of points on a grid of pixels, added up so that any rectangle is read off.
class Ground {
  // region: left, right, top, bottom of what it covers
  constructor({ left, right, top, bottom }) {
    const [wide, high] = [Math.ceil((right - left) / GROUND_CELL), Math.ceil((bottom - top) / GROUND_CELL)];
    Object.assign(this, { left, top, wide, high, total: 0, sums: new Int32Array((wide + 1) * (high + 1)) });
  }

  add(x, y) {
    const [column, line] = [Math.floor((x - this.left) / GROUND_CELL), Math.floor((y - this.top) / GROUND_CELL)];
    if (column < 0 || line < 0 || column >= this.wide || line >= this.high) return;
    this.sums[(line + 1) * (this.wide + 1) + column + 1]++;
    this.total++;
  }

  // Once all are added.
  addUp() {
    const { sums, wide, high } = this;
    for (let line = 1; line <= high; line++)
      for (let column = 1, run = 0, at = line * (wide + 1) + 1; column <= wide; column++, at++) sums[at] = (run += sums[at]) + sums[at - wide - 1];
    return this;
  }

  // Points left of and above a place, as if they lay evenly in a cell.
  before(x, y) {
    const u = Math.max(0, Math.min(this.wide, (x - this.left) / GROUND_CELL));
    const v = Math.max(0, Math.min(this.high, (y - this.top) / GROUND_CELL));
    const i = Math.min(this.wide - 1, Math.floor(u));
    const j = Math.min(this.high - 1, Math.floor(v));
    const at = j * (this.wide + 1) + i;
    const below = at + this.wide + 1;
    const { sums } = this;
    const above = sums[at] + (u - i) * (sums[at + 1] - sums[at]);
    return above + (v - j) * (sums[below] + (u - i) * (sums[below + 1] - sums[below]) - above);
  }

  // Points in a box of pixels.
  count({ left, right, top, bottom }) {
    return this.before(right, bottom) - this.before(left, bottom) - this.before(right, top) + this.before(left, top);
  }
}

// The ground of the rows in colour, as a camera sees them; rows that are grey or not shown are free ground.
function groundOf(axes, inks, camera, region) {
  const ground = new Ground(region);
  const { target, turn, scale, center } = camera;
  const along = [0, 1].map((row) => [0, 1, 2].map((axis) => (row ? -scale : scale) * turn[3 * row + axis]));
  const [x0, y0] = along.map((by, row) => center[row] - by.reduce((sum, value, axis) => sum + value * (target[axis] ?? 0), 0));
  const [[xx, xy, xz], [yx, yy, yz]] = along;
  const [xs, ys, zs] = axes;
  for (let row = 0; row < inks.length; row++) {
    if (inks[row] <= INK_GREY) continue;
    const [x, y, z] = [xs[row], ys[row], zs ? zs[row] : 0];
    ground.add(x0 + xx * x + xy * y + xz * z, y0 + yx * x + yy * y + yz * z);
  }
  return ground.addUp();
}
