// Names on the map: sized by their group, in a line or two, with a leader where they had to move.
const NAME_SIZES = [12, 20]; // pixels, of the smallest group's name and of the biggest one's
const PLAIN_NAME = 13; // of a name that belongs to no group
const ONE_LINE = 18; // letters; longer names take two lines
const WIDE_ENOUGH = 900; // pixels: on a narrower map big names are smaller

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

// The names with their lines and the room that they take; those of groups that are not lit are faded.
function measuredNames(context, texts, { size, theme, lit }) {
  const heights = nameSizes(texts.map((label) => label.size ?? Infinity), size.width);
  return texts.map((label, i) => {
    const [lines, letters] = [nameLines(label.text), heights[i]];
    context.font = `600 ${letters}px ${theme.font}`;
    const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 8;
    const faded = label.faded || (lit !== null && label.group !== lit);
    return { ...label, key: `${label.group}@${label.at}`, faded, lines, letters, width, height: lines.length * letters * 1.15 + 4 };
  });
}

// Draws those that have a place; how many. places: see NamePlaces; how: as for its `of`.
function drawNames(context, content, camera, how) {
  const { theme, size, taken } = how;
  const names = measuredNames(context, content.texts, { size, theme, lit: content.lit ?? null });
  const places = (content.places ?? new NamePlaces()).of(names, camera, how);
  taken.push(...places.map(({ box }) => box));
  for (const { box, from, faded } of places) if (from) drawLeader(context, from, box, faded ? theme.grid : theme.muted);
  for (const name of places) drawName(context, name, name.box, theme);
  return places.length;
}

// A thin line from a group's middle to the nearest edge of its name.
function drawLeader(context, from, box, color) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...leaderTo(from, box));
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
