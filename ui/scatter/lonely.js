// Points far from all others, which are drawn pale.
const FAR_OUT = 6; // times the usual distance from a point to the nearest other place
const N_ASKED = 1000; // points, evenly through the data, from which that distance is taken
const PALE = 0.45; // of their strength

const MOST_CELLS = { 2: 2048, 3: 160 }; // a side

// The rows of cells of a grid over the points, in two or three dimensions.
class CellRows {
  // side: cells along each axis
  constructor(axes, side) {
    const n = axes[0].length;
    const bounds = boundsOf(axes);
    Object.assign(this, { axes, side, lows: bounds.map(([low]) => low), wide: bounds.map(([low, high]) => (high - low) / side || 1) });
    const cells = new Int32Array(n);
    this.starts = new Int32Array(side ** axes.length + 1);
    for (let row = 0; row < n; row++) {
      for (let axis = 0; axis < axes.length; axis++) cells[row] = cells[row] * side + this.step(axis, axes[axis][row]);
      this.starts[cells[row] + 1]++;
    }
    for (let cell = 1; cell < this.starts.length; cell++) this.starts[cell] += this.starts[cell - 1];
    this.rows = new Int32Array(n);
    const next = this.starts.slice();
    for (let row = 0; row < n; row++) this.rows[next[cells[row]]++] = row;
  }

  step(axis, value) {
    return Math.max(0, Math.min(this.side - 1, Math.floor((value - this.lows[axis]) / this.wide[axis])));
  }

  // The distance from a row to the nearest other place, or most where none is nearer; where one is nearer than enough,
  // any that is.
  nearest(row, most, enough = 0) {
    const { axes, side, starts, rows } = this;
    const [x, y, z] = [axes[0][row], axes[1][row], axes[2]?.[row] ?? 0];
    const range = axes.map((values, axis) => [this.step(axis, values[row] - most), this.step(axis, values[row] + most)]);
    const [[left, right], [bottom, top], [back, front]] = [...range, [0, 0]];
    let best = most * most;
    const look = (cell) => {
      for (let k = starts[cell]; k < starts[cell + 1]; k++) {
        const other = rows[k];
        const square = (axes[0][other] - x) ** 2 + (axes[1][other] - y) ** 2 + ((axes[2]?.[other] ?? 0) - z) ** 2;
        if (square > 0 && square < best) best = square;
      }
      return best < enough * enough;
    };
    const own = axes.reduce((cell, values, axis) => cell * side + this.step(axis, values[row]), 0);
    if (look(own)) return Math.sqrt(best);
    for (let i = left; i <= right; i++)
      for (let j = bottom; j <= top; j++)
        for (let k = back; k <= front; k++) if (look(axes.length === 3 ? (i * side + j) * side + k : i * side + j)) return Math.sqrt(best);
    return Math.sqrt(best);
  }
}

// Marks the rows of a cell that have no other place within reach. Those of one place are looked at once.
function markFarOut(cells, cell, reach, found) {
  const { axes, rows, starts, wide } = cells;
  const [begin, end] = [starts[cell], starts[cell + 1]];
  const differ = (k) => axes.some((values) => values[rows[k]] !== values[rows[begin]]);
  if (Math.hypot(...wide) < reach) for (let k = begin + 1; k < end; k++) if (differ(k)) return; // all have one in their cell
  const known = new Map();
  for (let k = begin; k < end; k++) {
    const place = end - begin > 1 ? axes.map((values) => values[rows[k]]).join(" ") : "";
    if (!known.has(place)) known.set(place, cells.nearest(rows[k], reach, reach) >= reach ? 1 : 0);
    found[rows[k]] = known.get(place);
  }
}

// One byte a row: 1 where no other place is within FAR_OUT times the usual distance (the median) to the nearest one.
function farOut(axes) {
  const n = axes[0].length;
  const found = new Uint8Array(n);
  const most = MOST_CELLS[axes.length];
  const cells = new CellRows(axes, Math.max(1, Math.min(most / 4, Math.ceil(Math.pow(n / 4, 1 / axes.length)))));
  const whole = Math.hypot(...boundsOf(axes).map(([low, high]) => high - low));
  if (!(whole > 0)) return found;
  const asked = Array.from({ length: Math.min(n, N_ASKED) }, (_, i) => Math.floor((i * n) / Math.min(n, N_ASKED)));
  const distances = asked.map((row) => {
    let [within, nearest] = [Math.min(...cells.wide), 0];
    while ((nearest = cells.nearest(row, within)) >= within && within < 2 * whole) within *= 2;
    return nearest;
  });
  const usual = distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)];
  // Cells so small that two places in one are near each other: most rows need no more.
  const reach = FAR_OUT * usual;
  const small = new CellRows(axes, Math.max(1, Math.min(most, Math.ceil((1.01 * whole) / reach))));
  const { starts, rows, wide } = small;
  const suffices = Math.hypot(...wide) < reach;
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    const [begin, count] = [starts[cell], starts[cell + 1] - starts[cell]];
    if (count === 0 || (count > 1 && suffices && axes[0][rows[begin]] !== axes[0][rows[begin + 1]])) continue;
    markFarOut(small, cell, reach, found);
  }
  return found;
}
