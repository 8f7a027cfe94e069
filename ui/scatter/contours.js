// Lines of equal density under the points of a flat map: how many lie over one another where one no longer sees it.
const SHARES = [0.9, 0.6, 0.3]; // of the points that the lines enclose
const BLUR = 3; // passes of a mean of three cells each way
const RIM = 4; // cells around the points, so that lines close
const FADES = 36; // pixels: so far from the frame's edge lines begin to fade, since they end there

// Points per cell of a grid over a flat map, smoothed: { side, left, bottom, wide, high, values }.
function densityGrid([xs, ys]) {
  const inner = Math.max(32, Math.min(160, Math.round(1.4 * Math.sqrt(xs.length))));
  const side = inner + 2 * RIM;
  const [[left, right], [bottom, top]] = boundsOf([xs, ys]);
  const [wide, high] = [(right - left) / inner || 1, (top - bottom) / inner || 1];
  let values = new Float32Array(side * side);
  for (let i = 0; i < xs.length; i++) {
    const column = RIM + Math.min(inner - 1, Math.floor((xs[i] - left) / wide));
    values[(RIM + Math.min(inner - 1, Math.floor((ys[i] - bottom) / high))) * side + column]++;
  }
  for (let pass = 0; pass < BLUR; pass++) for (const step of [1, side]) values = values.map((value, at) => (value + (values[at - step] ?? 0) + (values[at + step] ?? 0)) / 3);
  return { side, left: left - (RIM - 0.5) * wide, bottom: bottom - (RIM - 0.5) * high, wide, high, values };
}

// The densities whose lines enclose those shares of all points.
function densityLevels(values) {
  const sorted = Float32Array.from(values).sort().reverse();
  const all = sorted.reduce((sum, value) => sum + value, 0);
  return SHARES.map((share) => {
    let [sum, at] = [0, 0];
    while (at < sorted.length - 1 && sum + sorted[at] < share * all) sum += sorted[at++];
    return sorted[at];
  });
}

// Marching squares: the lines at a level, as x, y, x, y of each piece in units of the data.
function linesAt({ side, left, bottom, wide, high, values }, level) {
  const found = [];
  for (let row = 0; row < side - 1; row++)
    for (let column = 0; column < side - 1; column++) {
      const at = row * side + column;
      const corners = [values[at], values[at + 1], values[at + side + 1], values[at + side]];
      const ends = [];
      for (let edge = 0; edge < 4; edge++) {
        const [a, b] = [corners[edge], corners[(edge + 1) % 4]];
        if (a >= level === b >= level) continue;
        const share = (level - a) / (b - a);
        const [x, y] = [[share, 0], [1, share], [1 - share, 1], [0, 1 - share]][edge];
        ends.push([left + wide * (column + x), bottom + high * (row + y)]);
      }
      // Four ends are a saddle: the two corners are cut off that lie on the other side than the middle does.
      const middle = corners.reduce((sum, value) => sum + value, 0) / 4;
      if (ends.length === 4 && corners[0] >= level !== middle >= level) ends.push(ends.shift());
      for (let k = 0; k < ends.length; k += 2) found.push(...ends[k], ...ends[k + 1]);
    }
  return found;
}

// All lines of a flat map.
function contours(axes) {
  if (axes.length !== 2 || axes[0].length < 50) return new Float32Array(0);
  const grid = densityGrid(axes);
  return Float32Array.from(densityLevels(grid.values).flatMap((level) => linesAt(grid, level)));
}

// How strong a line is at a place of a frame of that size, 0 to 1: it fades towards the edge.
function lineStrength(x, y, width, height) {
  return Math.max(0, Math.min(1, Math.min(x, y, width - x, height - y) / FADES));
}

// Draws the lines on the picture, a pixel wide and soft at the edges. color: channels.
function drawLines({ pixels, width, height }, lines, { target, scale, center }, ratio, pad, color) {
  const strengthAt = (x, y) => lineStrength(x / ratio - pad, y / ratio - pad, width / ratio - 2 * pad, height / ratio - 2 * pad);
  const by = scale * ratio;
  const [x0, y0] = [(center[0] + pad) * ratio - by * target[0], (center[1] + pad) * ratio + by * target[1]];
  const [redBlue, green] = [(color[2] << 16) | color[0], color[1] << 8];
  const mix = (at, alpha) => {
    const old = pixels[at];
    const both = ((Math.imul(old & 0xff00ff, 256 - alpha) + Math.imul(redBlue, alpha)) >>> 8) & 0xff00ff;
    const middle = ((Math.imul(old & 0xff00, 256 - alpha) + Math.imul(green, alpha)) >>> 8) & 0xff00;
    pixels[at] = 0xff000000 | both | middle;
  };
  for (let i = 0; i < lines.length; i += 4) {
    const [xa, ya, xb, yb] = [x0 + by * lines[i], y0 - by * lines[i + 1], x0 + by * lines[i + 2], y0 - by * lines[i + 3]];
    const strength = strengthAt((xa + xb) / 2, (ya + yb) / 2);
    if (!strength) continue;
    const steep = Math.abs(yb - ya) > Math.abs(xb - xa);
    // u runs along the line, a pixel a step; v across it, shared by two pixels.
    let [ua, va, ub, vb] = steep ? [ya, xa, yb, xb] : [xa, ya, xb, yb];
    if (ua > ub) [ua, va, ub, vb] = [ub, vb, ua, va];
    const [last, across] = steep ? [height - 1, width - 1] : [width - 1, height - 1];
    const slope = ub > ua ? (vb - va) / (ub - ua) : 0;
    for (let u = Math.max(0, Math.round(ua)); u <= Math.min(last, Math.round(ub) - 1); u++) {
      const v = va + slope * (u - ua);
      const low = Math.floor(v);
      if (!(low >= 0 && low < across)) continue;
      const at = steep ? u * width + low : low * width + u;
      const share = v - low;
      mix(at, Math.round(256 * strength * (1 - share)));
      mix(at + (steep ? 1 : width), Math.round(256 * strength * share));
    }
  }
}
