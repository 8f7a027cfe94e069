// Paints all points as seen by a camera. The same in a worker and in the page; knows no document.
const AT_ONCE = 50_000; // points: of more, the first picture does not wait for the second look
const DENSE_BELOW = 2.2; // pixels: smaller points are shaded by density

// A fixed order of all rows, tile by tile of the data, so that neighbours on the canvas are painted one after the other
// (three times as fast), and mixed within a tile, so that no group lies over the others by its place in the data.
function paintingOrder(axes) {
  const n = axes[0].length;
  const side = axes.length === 3 ? 16 : 64;
  const tiles = new Uint16Array(n);
  boundsOf(axes).forEach(([low, high], axis) => {
    const [values, wide] = [axes[axis], (high - low) / side || 1];
    for (let row = 0; row < n; row++) tiles[row] = tiles[row] * side + Math.min(side - 1, Math.floor((values[row] - low) / wide));
  });
  const next = new Int32Array(side ** axes.length + 1);
  for (let row = 0; row < n; row++) next[tiles[row] + 1]++;
  for (let tile = 1; tile < next.length; tile++) next[tile] += next[tile - 1];
  const order = new Int32Array(n);
  const step = coprime(n);
  for (let i = 0, row = 0; i < n; i++, row = (row + step) % n) order[next[tiles[row]]++] = row;
  return order;
}

// A step that leads through all of n numbers, far at a time.
function coprime(n) {
  const common = (a, b) => (b ? common(b, a % b) : a);
  let step = Math.max(1, Math.floor(n * 0.618));
  while (n > 1 && common(step, n) !== 1) step++;
  return step;
}

// The values in another order of their rows, written into what is there.
function reordered(values, order, into) {
  for (let i = 0; i < order.length; i++) into[i] = values[order[i]];
  return into;
}

// Points per square unit where it is crowded: what nine of ten points have at most, on a grid over all of them.
function crowding([xs, ys]) {
  const n = xs.length;
  const [[left, right], [bottom, top]] = boundsOf([xs, ys]);
  const side = Math.max(4, Math.min(256, Math.floor(Math.sqrt(n) / 4)));
  const [wide, high] = [(right - left) / side || 1, (top - bottom) / side || 1];
  const counts = new Uint32Array(side * side);
  for (let i = 0; i < n; i++) {
    const column = Math.min(side - 1, Math.floor((xs[i] - left) / wide));
    counts[Math.min(side - 1, Math.floor((ys[i] - bottom) / high)) * side + column]++;
  }
  counts.sort();
  let [seen, at] = [0, counts.length - 1];
  while (at > 0 && seen + counts[at] < 0.1 * n) seen += counts[at--];
  return counts[at] / (wide * high);
}

class Painter {
  // axes: Float32Arrays by row
  takePoints(axes) {
    const n = axes[0].length;
    this.order = paintingOrder(axes);
    this.points = {
      axes: axes.map((values) => reordered(values, this.order, new Float32Array(n))),
      left: new Float32Array(n),
      top: new Float32Array(n),
      level: axes.length === 3 ? new Uint8Array(n) : null,
      ink: new Uint16Array(n),
      sequence: null,
    };
    Object.assign(this, { crowding: crowding(axes), inks: null, far: null, lines: null });
    if (n <= AT_ONCE) this.lookFurther();
  }

  // Which points are far out, and where lines of equal density run. In the painting order it takes half the time.
  lookFurther() {
    const { axes } = this.points;
    Object.assign(this, { far: farOut(axes), lines: contours(axes) });
    if (this.inks) this.takeInks(this.inks);
  }

  // Whether a second look at the points, which takes long, is still to come.
  get looksFurther() {
    return this.far === null;
  }

  // ofRows: the ink of each row; table: the inks; background: channels; line: channels of the lines of equal density, or
  // null for none
  takeInks(inks) {
    const { ofRows, table, background, line = null } = inks;
    const { ink } = this.points;
    this.inks = inks;
    const paler = table.map((one) => one && { ...one, strength: (one.under ? 1 : PALE) * one.strength });
    reordered(ofRows, this.order, ink);
    if (this.far) for (let i = 0; i < ink.length; i++) if (this.far[i] && ink[i] !== INK_NONE) ink[i] += table.length;
    const all = [...table, ...paler];
    Object.assign(this, { table: all, background, line, isUnder: Uint8Array.from(all, (one) => (one?.under ? 1 : 0)) });
    this.someUnder = ink.some((own) => this.isUnder[own] === 1);
  }

  // Diameter and opacity of the points as they are seen now.
  look({ zoom, scale }) {
    const { size, opacity } = pointLook(this.points.ink.length, this.points.axes.length, zoom);
    return { size, opacity: opacityInCrowd(opacity, (this.crowding / scale ** 2) * (Math.PI / 4) * size ** 2) };
  }

  // The pixels (RGBA bytes) of a picture, pad pixels wider than the frame on each side, at that many per CSS pixel.
  // bytes: a buffer of an earlier picture to write into.
  paint({ shot, ratio, pad, bytes }) {
    const { points, table, background, isUnder } = this;
    const { width, height } = pictureSize(shot, ratio, pad);
    const pixels = new Int32Array(bytes?.byteLength === 4 * width * height ? bytes : new ArrayBuffer(4 * width * height));
    const picture = { pixels, width, height };
    pixels.fill(packed(background));
    if (this.line && this.lines) drawLines(picture, this.lines, shot, ratio, pad, this.line);
    projectPoints(points, shot, ratio, pad);
    const look = this.look(shot);
    const nLevels = shot.inSpace ? N_LEVELS : 1;
    const colors = shades(table, background, nLevels);
    if (look.size < DENSE_BELOW) {
      if (this.sums?.length !== 4 * width * height) this.sums = new Float32Array(4 * width * height);
      const crowd = this.crowding * Math.pow(2 / (shot.scale * ratio), 2);
      shadeDensity(picture, points, colors, isUnder, Float32Array.from(table, (one) => (one?.strength ?? 0) * (one?.copies ?? 1)), densityShades(look.opacity, crowd), this.sums);
    } else {
      const diameters = Array.from({ length: nLevels }, (_, level) => look.size * (nLevels === 1 ? 1 : 0.75 + (0.5 * level) / (nLevels - 1)));
      const sheet = stampSheet(table, diameters, look.opacity, ratio, width);
      if (shot.inSpace) points.sequence = byLevel(points.level, points.sequence ?? new Int32Array(points.ink.length));
      if (this.someUnder) stampPoints(picture, points, sheet, colors, isUnder, 1);
      stampPoints(picture, points, sheet, colors, isUnder, 0);
    }
    return { bytes: pixels.buffer, width, height };
  }
}

function pictureSize({ width, height }, ratio, pad) {
  return { width: Math.round((width + 2 * pad) * ratio), height: Math.round((height + 2 * pad) * ratio) };
}
