// Points blended into pixels, by plain arithmetic: without a GPU many times as fast as WebGL. Pixels are 32 bits, from
// the highest byte down: alpha, blue, green, red. Blending: (old * (256 - a) + new * a) >> 8 in each channel.
const N_LEVELS = 12; // of depth
const DENSITY_STEPS = 4; // entries of the table of shades per point

const packed = ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

// Where each point lies on the canvas: left, top in its pixels, and its level of depth (0 is far) in space.
function projectPoints({ axes, left, top, level }, { target, turn, scale, center, middle, radius, inSpace }, ratio, pad) {
  const [xs, ys, zs] = axes;
  const by = scale * ratio;
  const offset = (row) => target.reduce((sum, value, axis) => sum + value * turn[3 * row + axis], 0);
  const [x0, y0] = [(center[0] + pad) * ratio - by * offset(0), (center[1] + pad) * ratio + by * offset(1)];
  if (!inSpace) {
    for (let i = 0; i < xs.length; i++) {
      left[i] = x0 + by * xs[i];
      top[i] = y0 - by * ys[i];
    }
    return;
  }
  const [a, b, c, d, e, f, g, h, k] = turn;
  const [ax, bx, cx, dy, ey, fy] = [a * by, b * by, c * by, d * by, e * by, f * by];
  const deep = N_LEVELS / (2 * radius);
  const from = N_LEVELS / 2 - deep * (g * middle[0] + h * middle[1] + k * middle[2]);
  for (let i = 0; i < xs.length; i++) {
    const [x, y, z] = [xs[i], ys[i], zs[i]];
    left[i] = x0 + ax * x + bx * y + cx * z;
    top[i] = y0 - dy * x - ey * y - fy * z;
    level[i] = Math.max(0, Math.min(N_LEVELS - 1, from + deep * (g * x + h * y + k * z)));
  }
}

// The points from far to near.
function byLevel(level, sequence) {
  const ends = new Int32Array(N_LEVELS + 1);
  for (let i = 0; i < level.length; i++) ends[level[i] + 1]++;
  for (let i = 0; i < N_LEVELS; i++) ends[i + 1] += ends[i];
  for (let i = 0; i < level.length; i++) sequence[ends[level[i]]++] = i;
  return sequence;
}

// The colour of each ink at each level, far ones paler: [ink * nLevels + level].
function shades(inks, background, nLevels) {
  const fade = (level) => (nLevels === 1 ? 1 : 0.4 + (0.6 * level) / (nLevels - 1));
  return Uint32Array.from(
    inks.flatMap((ink) => Array.from({ length: nLevels }, (_, level) => (ink ? packed(ink.channels.map((value, i) => Math.round(background[i] + fade(level) * (value - background[i])))) : 0))),
  );
}

// Lays a stamp for every point whose ink is under the others (or is not).
function stampPoints({ pixels, width, height }, { left, top, level, ink, sequence }, sheet, colors, isUnder, under) {
  const { starts, offsets, alphas, reach } = sheet;
  const nLevels = level ? N_LEVELS : 1;
  const [right, bottom] = [width - reach - 1, height - reach - 1];
  for (let k = 0; k < ink.length; k++) {
    const i = sequence ? sequence[k] : k;
    const own = ink[i];
    if (own === 0 || isUnder[own] !== under) continue;
    const [x, y] = [left[i], top[i]];
    if (!(x >= reach && y >= reach && x < right && y < bottom)) continue;
    const [column, row] = [x | 0, y | 0];
    const entry = own * nLevels + (level ? level[i] : 0);
    const stamp = 4 * entry + (x - column >= 0.5 ? 1 : 0) + (y - row >= 0.5 ? 2 : 0);
    const redBlue = colors[entry] & 0xff00ff;
    const green = colors[entry] & 0xff00;
    const at = row * width + column;
    for (let j = starts[stamp]; j < starts[stamp + 1]; j++) {
      const [place, alpha] = [at + offsets[j], alphas[j]];
      const old = pixels[place];
      const both = ((Math.imul(old & 0xff00ff, 256 - alpha) + Math.imul(redBlue, alpha)) >>> 8) & 0xff00ff;
      const middle = ((Math.imul(old & 0xff00, 256 - alpha) + Math.imul(green, alpha)) >>> 8) & 0xff00;
      pixels[place] = 0xff000000 | both | middle;
    }
  }
}

// How strong a pixel is by the number of points on it: the first counts opacity, a crowd counts all, by the logarithm.
function densityShades(opacity, crowd) {
  const table = new Int32Array(4096);
  const most = Math.log(Math.max(4, crowd));
  for (let i = 1; i < table.length; i++) {
    const count = i / DENSITY_STEPS;
    const share = count < 1 ? opacity * count : opacity + ((1 - opacity) * Math.log(count)) / most;
    table[i] = Math.round(256 * Math.min(1, share));
  }
  return table;
}

// Many points, each two pixels wide: the mean colour of those that share a pixel, as strong as they are many.
// sums: 4 numbers per pixel, count, red, green and blue.
function shadeDensity({ pixels, width, height }, { left, top, level, ink }, colors, isUnder, strengths, table, sums) {
  const nLevels = level ? N_LEVELS : 1;
  const fade = (i) => (level ? 0.4 + (0.6 * level[i]) / (N_LEVELS - 1) : 1);
  sums.fill(0);
  for (let i = 0; i < ink.length; i++) {
    const own = ink[i];
    const [x, y] = [left[i] + 0.5, top[i] + 0.5];
    if (own === 0 || !(x >= 1 && y >= 1 && x < width - 1 && y < height - 1)) continue;
    const at = (y | 0) * width + (x | 0);
    const color = colors[own * nLevels + nLevels - 1];
    if (isUnder[own]) {
      pixels[at] = pixels[at - 1] = pixels[at - width] = pixels[at - width - 1] = color;
      continue;
    }
    const weight = strengths[own] * fade(i);
    sums[4 * at] += weight;
    sums[4 * at + 1] += weight * (color & 255);
    sums[4 * at + 2] += weight * ((color >> 8) & 255);
    sums[4 * at + 3] += weight * ((color >> 16) & 255);
  }
  // A point stands at the lower right of its two by two pixels.
  const [next, below] = [4, 4 * width];
  for (let row = 0; row < height - 1; row++)
    for (let column = 0; column < width - 1; column++) {
      const at = row * width + column;
      const s = 4 * at;
      const count = sums[s] + sums[s + next] + sums[s + below] + sums[s + below + next];
      if (count === 0) continue;
      const mean = (i) => (sums[s + i] + sums[s + next + i] + sums[s + below + i] + sums[s + below + next + i]) / count;
      const alpha = table[Math.min(table.length - 1, (count * DENSITY_STEPS) | 0)];
      const old = pixels[at];
      const blended = (before, color) => (before * (256 - alpha) + color * alpha) >> 8;
      const [red, green, blue] = [blended(old & 255, mean(1)), blended((old >> 8) & 255, mean(2)), blended((old >> 16) & 255, mean(3))];
      pixels[at] = 0xff000000 | (blue << 16) | (green << 8) | red;
    }
}
