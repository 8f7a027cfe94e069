// Points blended into pixels, by plain arithmetic: without a GPU many times as fast as WebGL. Pixels are 32 bits, from
// the highest byte down: alpha, blue, green, red. Blending: (old * (256 - a) + new * a) >> 8 in each channel.
const N_LEVELS = 12; // of depth
const DENSITY_STEPS = 4; // entries of the table of shades per point

const packed = ([red, green, blue]) => (255 << 24) | (blue << 16) | (green << 8) | red; // with a sign, as Int32Arrays hold it

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
    const depth = from + deep * (g * x + h * y + k * z);
    level[i] = depth < 0 ? 0 : depth >= N_LEVELS ? N_LEVELS - 1 : depth;
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
  return Int32Array.from(
    inks.flatMap((ink) => Array.from({ length: nLevels }, (_, level) => (ink ? packed(ink.channels.map((value, i) => Math.round(background[i] + fade(level) * (value - background[i])))) : 0))),
  );
}

// Lays a stamp for every point whose ink is under the others (or is not).
function stampPoints({ pixels, width, height }, { left, top, level, ink, sequence }, sheet, colors, isUnder, under) {
  const { starts, offsets, alphas, reaches } = sheet;
  const nLevels = level ? N_LEVELS : 1;
  const [right, bottom] = [width - 1, height - 1];
  for (let k = 0; k < ink.length; k++) {
    const i = sequence ? sequence[k] : k;
    const own = ink[i];
    if (own === 0 || isUnder[own] !== under) continue;
    const x = left[i];
    const y = top[i];
    const reach = reaches[own];
    if (!(x >= reach && y >= reach && x < right - reach && y < bottom - reach)) continue;
    const column = x | 0;
    const row = y | 0;
    const entry = own * nLevels + (level ? level[i] : 0);
    const stamp = 4 * entry + (x - column >= 0.5 ? 1 : 0) + (y - row >= 0.5 ? 2 : 0);
    const redBlue = colors[entry] & 0xff00ff;
    const green = colors[entry] & 0xff00;
    const at = row * width + column;
    const end = starts[stamp + 1];
    for (let j = starts[stamp]; j < end; j++) {
      const place = at + offsets[j];
      const alpha = alphas[j];
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
function shadeDensity(picture, points, colors, isUnder, strengths, table, sums) {
  sums.fill(0);
  addPoints(picture, points, colors, isUnder, strengths, sums);
  shadeSums(picture, table, sums);
}

// A point stands at the lower right of its two by two pixels.
function addPoints({ pixels, width, height }, { left, top, level, ink }, colors, isUnder, strengths, sums) {
  const nLevels = level ? N_LEVELS : 1;
  const [right, bottom] = [width - 1.5, height - 1.5];
  // What a point of each ink at each level adds.
  const added = new Float32Array(4 * colors.length);
  for (let entry = 0; entry < colors.length; entry++) {
    const [own, depth] = [Math.floor(entry / nLevels), entry % nLevels];
    const color = colors[own * nLevels + nLevels - 1];
    const weight = strengths[own] * (level ? 0.4 + (0.6 * depth) / (N_LEVELS - 1) : 1);
    [1, color & 255, (color >> 8) & 255, (color >> 16) & 255].forEach((value, i) => (added[4 * entry + i] = weight * value));
  }
  for (let i = 0; i < ink.length; i++) {
    const own = ink[i];
    const x = left[i];
    const y = top[i];
    if (own === 0 || !(x >= 0.5 && y >= 0.5 && x < right && y < bottom)) continue;
    const at = ((y + 0.5) | 0) * width + ((x + 0.5) | 0);
    const from = 4 * (level ? own * N_LEVELS + level[i] : own);
    if (isUnder[own] === 1) {
      pixels[at] = pixels[at - 1] = pixels[at - width] = pixels[at - width - 1] = colors[own * nLevels + nLevels - 1];
      continue;
    }
    const sum = 4 * at;
    sums[sum] += added[from];
    sums[sum + 1] += added[from + 1];
    sums[sum + 2] += added[from + 2];
    sums[sum + 3] += added[from + 3];
  }
}

function shadeSums({ pixels, width, height }, table, sums) {
  const below = 4 * width;
  const last = table.length - 1;
  for (let row = 0; row < height - 1; row++) {
    let at = row * width;
    let s = 4 * at;
    let before = sums[s] + sums[s + below]; // of the column at the left
    for (let column = 0; column < width - 1; column++, at++, s += 4) {
      const own = before;
      before = sums[s + 4] + sums[s + 4 + below];
      const count = own + before;
      if (count === 0) continue;
      const alpha = table[Math.min(last, (count * DENSITY_STEPS) | 0)];
      const share = alpha / count;
      const rest = 256 - alpha;
      const old = pixels[at];
      const red = ((old & 255) * rest + (sums[s + 1] + sums[s + 5] + sums[s + below + 1] + sums[s + below + 5]) * share) >> 8;
      const green = (((old >> 8) & 255) * rest + (sums[s + 2] + sums[s + 6] + sums[s + below + 2] + sums[s + below + 6]) * share) >> 8;
      const blue = (((old >> 16) & 255) * rest + (sums[s + 3] + sums[s + 7] + sums[s + below + 3] + sums[s + below + 7]) * share) >> 8;
      pixels[at] = 0xff000000 | (blue << 16) | (green << 8) | red;
    }
  }
}
