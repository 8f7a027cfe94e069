// The one owner of the way between data, the plane one looks at, and pixels of the frame. Without perspective: a map in
// space is turned and laid flat, so that an outline means the same rows whatever their depth.
const FLAT = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const MARGIN = 1.03; // of a flat map, around all of its points
const ZOOM_LIMITS = [0.3, 5000];

const dot = (row, turn, at) => turn[3 * row] * at[0] + turn[3 * row + 1] * at[1] + turn[3 * row + 2] * (at[2] ?? 0);

// Lowest and highest value of each axis.
function boundsOf(axes) {
  return axes.map((values) => {
    let [low, high] = [Infinity, -Infinity];
    for (let row = 0; row < values.length; row++) {
      if (values[row] < low) low = values[row];
      if (values[row] > high) high = values[row];
    }
    return low <= high ? [low, high] : [0, 0];
  });
}

// A rotation (three rows) turned further by a hand's move to the right and down, in radians; its rows stay of length 1.
function turnedBy(turn, right, down) {
  const [cx, sx, cy, sy] = [Math.cos(right), Math.sin(right), Math.cos(down), Math.sin(down)];
  const column = (i) => {
    const [x, y, z] = [turn[i], turn[3 + i], turn[6 + i]];
    const [x1, z1] = [cx * x + sx * z, cx * z - sx * x];
    return [x1, cy * y - sy * z1, cy * z1 + sy * y];
  };
  const columns = [0, 1, 2].map(column);
  const rows = [0, 1].map((row) => columns.map((values) => values[row]));
  const scaled = (v, by) => v.map((value) => value * by);
  const first = scaled(rows[0], 1 / Math.hypot(...rows[0]));
  const along = rows[1].reduce((sum, value, i) => sum + value * first[i], 0);
  const upright = rows[1].map((value, i) => value - along * first[i]);
  const second = scaled(upright, 1 / Math.hypot(...upright));
  const third = [first[1] * second[2] - first[2] * second[1], first[2] * second[0] - first[0] * second[2], first[0] * second[1] - first[1] * second[0]];
  return [...first, ...second, ...third];
}

class Camera {
  // bounds: of each axis, two or three of them
  constructor(bounds) {
    Object.assign(this, { bounds, width: 1, height: 1, top: 0 });
    this.middle = [0, 1, 2].map((axis) => (bounds[axis] ? (bounds[axis][0] + bounds[axis][1]) / 2 : 0));
    this.lengths = bounds.map(([low, high]) => high - low || 2);
    this.radius = Math.hypot(...this.lengths) / 2;
    this.reset();
  }

  get inSpace() {
    return this.bounds.length === 3;
  }

  // All of the data, with a margin.
  reset() {
    Object.assign(this, { target: [...this.middle], zoom: 1, turn: this.inSpace ? turnedBy(FLAT, -0.5, 0.4) : FLAT });
  }

  // top: pixels at the upper edge that are left free.
  resize(width, height, top) {
    Object.assign(this, { width: Math.max(1, width), height: Math.max(1, height), top });
  }

  // Pixels of a unit of the data.
  get scale() {
    const [width, height] = [this.width, Math.max(1, this.height - this.top)];
    const all = this.inSpace ? Math.min(width, height) / (1.8 * this.radius) : Math.min(width / this.lengths[0], height / this.lengths[1]) / MARGIN;
    return all * this.zoom;
  }

  get center() {
    return [this.width / 2, (this.height + this.top) / 2];
  }

  // From data to pixels.
  project(at) {
    const [x, y] = this.center;
    const from = at.map((value, axis) => value - this.target[axis]);
    return [x + this.scale * dot(0, this.turn, from), y - this.scale * dot(1, this.turn, from)];
  }

  // From pixels to the plane: the data's own units on a flat map, those of the two axes one looks along in space.
  toPlane([left, top]) {
    const [x, y] = this.center;
    return [(left - x) / this.scale + dot(0, this.turn, this.target), (y - top) / this.scale + dot(1, this.turn, this.target)];
  }

  // The plane's two directions in space; null on a flat map.
  get plane() {
    return this.inSpace ? [this.turn.slice(0, 3), this.turn.slice(3, 6)] : null;
  }

  panBy(right, down) {
    const [u, v] = [-right / this.scale, down / this.scale];
    this.target = this.target.map((value, axis) => value + u * this.turn[axis] + v * this.turn[3 + axis]);
  }

  // What is at that place stays there.
  zoomAt([left, top], factor) {
    const [x, y] = this.center;
    const before = this.scale;
    this.zoom = Math.min(ZOOM_LIMITS[1], Math.max(ZOOM_LIMITS[0], this.zoom * factor));
    const by = this.scale / before;
    this.panBy((x - left) * (by - 1), (y - top) * (by - 1));
  }

  turnBy(right, down) {
    const whole = Math.PI / Math.min(this.width, this.height);
    this.turn = turnedBy(this.turn, right * whole, down * whole);
  }

  // What is in sight: left, right, bottom, top in units of the plane.
  get range() {
    const [left, bottom] = this.toPlane([0, this.height]);
    const [right, top] = this.toPlane([this.width, 0]);
    return [left, right, bottom, top];
  }

  // All that a painter needs, as it is now.
  shot() {
    const { target, turn, zoom, scale, center, width, height, middle, radius, inSpace } = this;
    return { target, turn, zoom, scale, center, width, height, middle, radius, inSpace };
  }

  // How a picture taken before lies now: { scale, left, top } of its pixels, or null where it was seen from elsewhere.
  since(shot) {
    if (shot.turn.some((value, i) => value !== this.turn[i])) return null;
    const [x, y] = this.project(shot.target);
    const scale = this.scale / shot.scale;
    return { scale, left: x - scale * shot.center[0], top: y - scale * shot.center[1] };
  }
}
