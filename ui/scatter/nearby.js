// Single texts, once one has come so near that they have room.
const TEXTS_FROM = 3.5; // times nearer than where all of the map is seen
const MOST_TEXTS = 40;
const LOOKED_AT = 400; // rows in view; of more, none has room
const LONGEST = 30; // characters

// The texts to be drawn of the rows in view, { text, at }; none while one sees too much. rowsIn(range, most): rows there.
function nearTexts({ zoom, range }, rowsIn, textOf, at) {
  if (zoom < TEXTS_FROM) return [];
  const rows = rowsIn(range, LOOKED_AT + 1);
  if (rows.length > LOOKED_AT) return [];
  const chosen = rows.sort((one, other) => scattered(one) - scattered(other)).slice(0, MOST_TEXTS);
  return chosen.map((row) => ({ text: beginning(textOf(row)), at: at(row) }));
}

// Rows in an order that has nothing to do with their places, so that texts stand everywhere; the same at each drawing.
const scattered = (row) => Math.imul(row + 1, 0x9e3779b1) >>> 0;

// The first line, cut at a word.
function beginning(text) {
  const line = text.split("\n", 1)[0];
  if (line.length <= LONGEST) return line;
  const cut = line.slice(0, LONGEST - 1);
  return `${cut.slice(0, cut.lastIndexOf(" ") > LONGEST / 2 ? cut.lastIndexOf(" ") : undefined).trimEnd()}…`;
}

// Draws those that find a place right of their point, or left of it; how many.
function drawNearTexts(context, texts, { size, taken, theme, project, gap }) {
  context.font = `12px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineWidth = 3;
  context.strokeStyle = theme.background;
  context.fillStyle = theme.muted;
  let drawn = 0;
  for (const { text, at } of texts) {
    const [[x, y], width] = [project(at), context.measureText(text).width];
    const box = [x + gap, x - gap - width].map((left) => ({ left, right: left + width, top: y - 8, bottom: y + 8 })).find((one) => one.left > 0 && one.right < size.width && !taken.some((other) => meets(one, other)));
    if (!box) continue;
    taken.push(box);
    for (const draw of ["strokeText", "fillText"]) context[draw](text, box.left, y);
    drawn++;
  }
  return drawn;
}
