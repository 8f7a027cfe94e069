// Names on the map: sized by their group, never over one another, and where there is room beside the crowd, beside it.
const NAME_SIZES = [12, 20]; // pixels, of the smallest group's name and of the biggest one's
const PLAIN_NAME = 13; // of a name that belongs to no group
const ONE_LINE = 18; // letters; longer names take two lines
const MOVE_RADII = [22, 40, 60]; // pixels from the group's middle
const FARTHEST = 0.08; // of the map's shorter side
const WIDE_ENOUGH = 900; // pixels: on a narrower map big names are smaller
const MOVE_COST = 1 / 170; // of a pixel, where covering a crowd costs 1

// How crowded a place of a flat map is: counts on a grid, added up so that any rectangle is read off.
class CrowdMap {
  constructor([xs, ys]) {
    const [[left, right], [bottom, top]] = boundsOf([xs, ys]);
    const side = Math.max(64, Math.min(512, Math.ceil(2 * Math.sqrt(xs.length))));
    Object.assign(this, { left, bottom, side, wide: (right - left) / side || 1, high: (top - bottom) / side || 1, typical: crowding([xs, ys]) });
    const line = side + 1;
    const sums = (this.sums = new Float64Array(line * line)); // of all points left of and below a corner of the grid
    for (let row = 0; row < xs.length; row++) {
      const column = Math.min(side - 1, Math.floor((xs[row] - left) / this.wide));
      sums[(Math.min(side - 1, Math.floor((ys[row] - bottom) / this.high)) + 1) * line + column + 1]++;
    }
    for (let j = 1; j < line; j++) for (let i = 1, run = 0; i < line; i++) sums[j * line + i] = (run += sums[j * line + i]) + sums[(j - 1) * line + i];
  }

  // Between two corners of the grid as if points lay evenly in a cell.
  sumTo(x, y) {
    const within = (value) => Math.max(0, Math.min(this.side, value));
    const [u, v] = [within((x - this.left) / this.wide), within((y - this.bottom) / this.high)];
    const [i, j] = [Math.min(this.side - 1, Math.floor(u)), Math.min(this.side - 1, Math.floor(v))];
    const [a, b, at] = [u - i, v - j, j * (this.side + 1) + i];
    const { sums } = this;
    const above = at + this.side + 1;
    return (1 - b) * ((1 - a) * sums[at] + a * sums[at + 1]) + b * ((1 - a) * sums[above] + a * sums[above + 1]);
  }

  count(left, right, bottom, top) {
    return this.sumTo(right, top) - this.sumTo(left, top) - this.sumTo(right, bottom) + this.sumTo(left, bottom);
  }

  // 0 where nothing lies, 1 where it is as dense as crowds of this map are.
  share(left, right, bottom, top) {
    return this.count(left, right, bottom, top) / (this.typical * (right - left) * (top - bottom) || 1);
  }
}

// The size of each name on a map of that width, by the number of points of its group: its area counts, not its height.
function nameSizes(counts, width) {
  const known = counts.filter(Number.isFinite).map(Math.sqrt);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const least = NAME_SIZES[0];
  const most = least + (NAME_SIZES[1] - least) * Math.min(1, width / WIDE_ENOUGH);
  return counts.map((count) => (!Number.isFinite(count) ? PLAIN_NAME : high > low ? least + ((most - least) * (Math.sqrt(count) - low)) / (high - low) : (least + most) / 2));
}

// One line, or two of about the same length, broken between words.
function nameLines(text) {
  const spaces = [...text.matchAll(/ /g)].map(({ index }) => index);
  if (text.length <= ONE_LINE || !spaces.length) return [text];
  const off = (at) => Math.abs(at - text.length / 2);
  const at = spaces.reduce((best, one) => (off(one) < off(best) ? one : best));
  return [text.slice(0, at), text.slice(at + 1)];
}

const meets = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

// Where each name goes that finds a place: { index, box, from }, from the group's middle where it had to move away.
// names: { at (pixels), width, height }, the more important first; taken: boxes that are there already, to which the
// names are added; crowd(box): see CrowdMap.share.
function placeNames(names, { size, taken, crowd }) {
  const places = [];
  const far = FARTHEST * Math.min(size.width, size.height);
  names.forEach(({ at: [x, y], width, height }, index) => {
    if (x < 0 || x > size.width || y < size.top || y > size.height) return;
    let [best, least] = [null, Infinity];
    for (const [dx, dy] of movesOf(width, height, far)) {
      const cost = Math.hypot(dx, dy) * MOVE_COST;
      if (cost >= least) continue;
      const middle = Math.min(Math.max(x + dx, width / 2), Math.max(size.width - width / 2, width / 2));
      const box = { left: middle - width / 2, right: middle + width / 2, top: y + dy - height / 2, bottom: y + dy + height / 2 };
      if ((dx || dy) && (box.top < size.top || box.bottom > size.height)) continue;
      if (taken.some((other) => meets(box, other))) continue;
      const all = cost + crowd(box);
      if (all < least) [best, least] = [box, all];
    }
    if (!best) return;
    taken.push(best);
    const covers = x >= best.left && x <= best.right && y >= best.top - height / 4 && y <= best.bottom + height / 4;
    places.push({ index, box: best, from: covers ? null : [x, y] });
  });
  return places;
}

// Ways from a group's middle to where its name could stand: none, then around it, each further by half the name's size.
function movesOf(width, height, far) {
  const moves = [[0, 0]];
  for (const radius of MOVE_RADII.filter((one) => one <= far))
    for (let turn = 0; turn < 12; turn++) {
      const [across, down] = [Math.cos((turn * Math.PI) / 6), Math.sin((turn * Math.PI) / 6)];
      moves.push([across * (radius + (Math.abs(across) * width) / 3), down * (radius + height / 4)]);
    }
  return moves;
}

// The names that find a place, each with its box and where its leader begins; those of groups that are not lit are faded.
function namesPlaced(context, texts, { size, taken, theme, project, crowd, lit }) {
  const heights = nameSizes(texts.map((label) => label.size ?? Infinity), size.width);
  const names = texts.map((label, i) => {
    const [lines, height] = [nameLines(label.text), heights[i]];
    context.font = `600 ${height}px ${theme.font}`;
    const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 8;
    const faded = label.faded || (lit !== null && label.group !== lit);
    return { ...label, faded, lines, letters: height, at: project(label.at), width, height: lines.length * height * 1.15 + 4 };
  });
  return placeNames(names, { size, taken, crowd }).map(({ index, box, from }) => ({ ...names[index], box, from }));
}

// Draws them; how many.
function drawNames(context, texts, how) {
  const places = namesPlaced(context, texts, how);
  const { theme } = how;
  for (const { box, from, faded } of places) if (from) drawLeader(context, from, box, faded ? theme.grid : theme.muted);
  for (const name of places) drawName(context, name, name.box, theme);
  return places.length;
}

// A thin line from a group's middle to the nearest edge of its name.
function drawLeader(context, from, box, color) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(Math.max(box.left, Math.min(from[0], box.right)), Math.max(box.top, Math.min(from[1], box.bottom)));
  context.lineWidth = 1;
  context.strokeStyle = color;
  context.stroke();
}

function drawName(context, { lines, letters, faded }, box, theme) {
  context.font = `600 ${letters}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4;
  context.strokeStyle = theme.background;
  context.fillStyle = faded ? theme.muted : theme.text;
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  for (const draw of ["strokeText", "fillText"]) lines.forEach((line, i) => context[draw](line, x, y + (i - (lines.length - 1) / 2) * letters * 1.15));
}
