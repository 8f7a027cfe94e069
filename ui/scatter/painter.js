// Paints all points as seen by a camera. The same in a worker and in the page; knows no document.
const DENSE_BELOW = 2.2; // pixels: smaller points are shaded by density

// A fixed order of all rows in which no stretch of the data comes first: no group lies over the others by its place.
function paintingOrder(n) {
  const common = (a, b) => (b ? common(b, a % b) : a);
  let step = Math.max(1, Math.floor(n * 0.618));
  while (n > 1 && common(step, n) !== 1) step++;
  const order = new Int32Array(n);
  for (let i = 0, at = 0; i < n; i++, at = (at + step) % n) order[i] = at;
  return order;
}

// Points per square unit where it is crowded: what 95 % of the points have at most, on a grid over all of them.
function crowding([xs, ys]) {
  const [[left, right], [bottom, top]] = boundsOf([xs, ys]);
  const side = 256;
  const [width, height] = [right - left || 1, top - bottom || 1];
  const counts = new Uint32Array(side * side);
  const cell = (i) => Math.min(side - 1, ((xs[i] - left) / width) * side) | 0;
  const line = (i) => Math.min(side - 1, ((ys[i] - bottom) / height) * side) | 0;
  for (let i = 0; i < xs.length; i++) counts[line(i) * side + cell(i)]++;
  counts.sort();
  let [seen, at] = [0, counts.length - 1];
  while (at > 0 && seen + counts[at] < 0.05 * xs.length) seen += counts[at--];
  return counts[at] / ((width / side) * (height / side));
}

class Painter {
  // axes: Float32Arrays by row
  takePoints(axes) {
    const n = axes[0].length;
    this.order = paintingOrder(n);
    this.points = {
      axes: axes.map((values) => Float32Array.from(this.order, (row) => values[row])),
      left: new Float32Array(n),
      top: new Float32Array(n),
      level: axes.length === 3 ? new Uint8Array(n) : null,
      ink: new Uint16Array(n),
      sequence: null,
    };
    this.crowding = crowding(axes);
  }

  // ofRows: the ink of each row; table: the inks; background: channels
  takeInks({ ofRows, table, background }) {
    const { ink } = this.points;
    for (let i = 0; i < ink.length; i++) ink[i] = ofRows[this.order[i]];
    Object.assign(this, { table, background, isUnder: Uint8Array.from(table, (one) => (one?.under ? 1 : 0)) });
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
    const pixels = new Uint32Array(bytes?.byteLength === 4 * width * height ? bytes : new ArrayBuffer(4 * width * height));
    const picture = { pixels, width, height };
    pixels.fill(packed(background));
    projectPoints(points, shot, ratio, pad);
    const look = this.look(shot);
    const nLevels = shot.inSpace ? N_LEVELS : 1;
    const colors = shades(table, background, nLevels);
    if (look.size < DENSE_BELOW) {
      if (this.sums?.length !== 4 * width * height) this.sums = new Float32Array(4 * width * height);
      const crowd = this.crowding * Math.pow(2 / (shot.scale * ratio), 2);
      shadeDensity(picture, points, colors, isUnder, Float32Array.from(table, (one) => one?.strength ?? 0), densityShades(look.opacity, crowd), this.sums);
    } else {
      const diameters = Array.from({ length: nLevels }, (_, level) => look.size * (nLevels === 1 ? 1 : 0.75 + (0.5 * level) / (nLevels - 1)));
      const sheet = stampSheet(table, diameters, look.opacity, ratio, width);
      if (shot.inSpace) points.sequence = byLevel(points.level, points.sequence ?? new Int32Array(points.ink.length));
      if (points.ink.includes(INK_GREY)) stampPoints(picture, points, sheet, colors, isUnder, 1);
      stampPoints(picture, points, sheet, colors, isUnder, 0);
    }
    return { bytes: pixels.buffer, width, height };
  }
}

function pictureSize({ width, height }, ratio, pad) {
  return { width: Math.round((width + 2 * pad) * ratio), height: Math.round((height + 2 * pad) * ratio) };
}
