// Words at places of the map, between the names of groups and single texts: the finer, the nearer one is.
const WORDS_FROM = 1.35; // times nearer than where all of the map is seen
const SQUARE = 92; // pixels: a square has at least this side before its word is shown
const WORD_LETTERS = 12; // pixels
const WORD_REACHES = [3, 12]; // pixels from a word's place to where it stands
const WORD_FARTHEST = 30;
const MOST_WORDS = 110; // in and around what is in sight

class WordsShown {
  constructor() {
    Object.assign(this, { places: new NamePlaces(), level: null, found: [], seen: null, shown: null });
  }

  // The same words, for a picture, which changes nothing on the screen.
  copy() {
    return Object.assign(new WordsShown(), this, { places: this.places.copy() });
  }

  // Draws those that have a place; how many. words: { words, sides, digest } as they came. nameAt(range): the name of
  // the group of most rows in colour in a range of the plane, perhaps empty; null where there are none. how: as for NamePlaces.of.
  draw(context, words, camera, nameAt, how) {
    const level = wordLevel(words.sides, camera);
    if (level === null) return 0;
    const { theme, size, taken, shown, resting } = how;
    const seen = camera.range.join();
    if (level !== this.level || shown !== this.shown || (resting && seen !== this.seen)) {
      this.found = measuredWords(context, wordsAround(words, level, camera, nameAt), theme);
      Object.assign(this, { level, seen, shown });
    }
    const places = this.places.of(this.found, camera, { ...how, about: `${words.digest} ${level} ${size.width} ${size.height}`, reaches: WORD_REACHES, farthest: WORD_FARTHEST });
    taken.push(...places.map(({ box }) => box));
    context.font = `500 ${WORD_LETTERS}px ${theme.font}`;
    Object.assign(context, { textAlign: "center", textBaseline: "middle", lineWidth: 3, strokeStyle: theme.background, fillStyle: theme.muted });
    for (const { text, box } of places) for (const draw of ["strokeText", "fillText"]) context[draw](text, (box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return places.length;
  }
}

// The finest level whose squares are large enough; null while one sees too much, or nothing is that fine.
function wordLevel(sides, camera) {
  if (camera.inSpace || camera.zoom < WORDS_FROM) return null;
  const length = camera.scale * Math.max(...camera.lengths);
  let level = sides.length - 1;
  while (level >= 0 && length / sides[level] < SQUARE) level--;
  const isFinest = level === sides.length - 1 && length / sides[level] > 3 * SQUARE;
  return level < 0 || isFinest ? null : level;
}

// The words of a level in and around what is in sight, where rows are in colour, the more frequent first; none that the
// name of its group says already.
function wordsAround({ words, sides }, level, camera, nameAt) {
  const [left, right, bottom, top] = camera.range;
  const [wide, high] = [BEYOND * (right - left), BEYOND * (top - bottom)];
  const half = Math.max(...camera.lengths) / sides[level] / 2;
  const column = (name) => words.getChild(name);
  const [xs, ys, levels] = ["x", "y", "level"].map((name) => column(name).toArray());
  const choices = [column("text"), column("other")];
  const found = [];
  for (let i = 0; i < xs.length && found.length < MOST_WORDS; i++) {
    const [x, y] = [xs[i], ys[i]];
    if (levels[i] !== level || x < left - wide || x > right + wide || y < bottom - high || y > top + high) continue;
    const name = nameAt([x - half, x + half, y - half, y + half]);
    const text = name === null ? "" : choices.map((texts) => texts.get(i)).find((one) => one && !says(name, one));
    if (text) found.push({ key: String(i), text, at: [x, y] });
  }
  return found;
}

// Whether a name has all words of a text.
function says(name, text) {
  const said = name.toLowerCase().split(/[^\p{L}\p{N}-]+/u);
  return text.toLowerCase().split(" ").every((word) => said.includes(word));
}

function measuredWords(context, words, theme) {
  context.font = `500 ${WORD_LETTERS}px ${theme.font}`;
  return words.map((word) => ({ ...word, width: context.measureText(word.text).width + 8, height: WORD_LETTERS + 4 }));
}
