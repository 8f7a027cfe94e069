// The sheet of a picture: title, what is on, the map, its whole legend, and where it comes from. First planned, in pixels
// of the sheet, then drawn on a canvas or as SVG. A page is { title, said, legend, source }; a legend, or null, has
// entries { name, count, mark: { color, symbol }, faded }, and over them perhaps a scale { title, colors, ticks }.
const SHEET_EDGE = 20;
const SHEET_GAP = 14;
const TITLE_FONT = { letters: 21, weight: 700 };
const SAID_FONT = { letters: 13, weight: 400 };
const SOURCE_FONT = { letters: 11, weight: 400 };
const LEGEND_LETTERS = [13, 12, 11, 10, 9]; // pixels; large letters and a large map are weighed against each other
const LEGEND_COLUMN = 20; // letters' heights
const LEAST_OF_SHEET = 0.5; // that the map keeps beside or above its legend
const BESIDE_FROM = 600; // pixels: a narrower map has its legend below
const LINE = 1.3;

// The lines of a text that find room in a width; a word that is too long is broken, nothing is left out.
function wrappedLines(context, text, width) {
  const fits = (line) => context.measureText(line).width <= width;
  const lines = [""];
  for (const word of String(text).split(/\s+/)) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (fits(longer)) {
      lines[lines.length - 1] = longer;
      continue;
    }
    if (lines.at(-1)) lines.push("");
    for (const letter of word) {
      if (lines.at(-1) && !fits(lines.at(-1) + letter)) lines.push("");
      lines[lines.length - 1] += letter;
    }
  }
  return lines;
}

function useFont(context, theme, { letters, weight }) {
  context.font = `${weight} ${letters}px ${theme.font}`;
}

// The lines of texts in one font, and the height that they take.
function textBlock(context, theme, texts, font, width) {
  useFont(context, theme, font);
  const lines = texts.filter(Boolean).flatMap((text) => wrappedLines(context, text, width));
  return { lines, font, height: lines.length * font.letters * LINE };
}

// The entries of a legend in that size of letters.
function legendItems(context, theme, entries, letters) {
  useFont(context, theme, { letters, weight: 400 });
  return entries.map((entry) => {
    const room = letters * (LEGEND_COLUMN - 2.4) - context.measureText(entry.count).width;
    const lines = wrappedLines(context, entry.name, room);
    return { ...entry, lines, height: lines.length * letters * LINE + letters * 0.35 };
  });
}

// Items one below the other in columns of that height.
function inColumns(items, height) {
  const columns = [];
  let used = Infinity;
  for (const item of items) {
    if (used + item.height > height) {
      columns.push([]);
      used = 0;
    }
    columns.at(-1).push(item);
    used += item.height;
  }
  return columns;
}

const columnHeight = (column) => column.reduce((sum, { height }) => sum + height, 0);

// In as few lines as that many columns allow.
function inEvenColumns(items, nColumns) {
  let height = Math.max(columnHeight(items) / nColumns, ...items.map((item) => item.height));
  while (inColumns(items, height).length > nColumns) height += 2;
  return inColumns(items, height);
}

// A legend of that height beside the map.
function legendBeside(context, theme, legend, letters, height) {
  const items = legendItems(context, theme, legend.entries, letters);
  if (legend.scale) return legendWithScale(context, theme, legend.scale, items, letters);
  return legendOf(inColumns(items, height), letters);
}

// A legend of that width below the map.
function legendBelow(context, theme, legend, letters, width) {
  if (legend.scale) return legendBeside(context, theme, legend, letters, 0);
  const nColumns = Math.max(1, Math.floor(width / (LEGEND_COLUMN * letters)));
  const columns = inEvenColumns(legendItems(context, theme, legend.entries, letters), nColumns);
  return legendOf(columns, letters);
}

function legendOf(columns, letters) {
  return { letters, columns, width: columns.length * LEGEND_COLUMN * letters, height: Math.max(0, ...columns.map(columnHeight)) };
}

// The few items stand below the scale.
function legendWithScale(context, theme, scale, items, letters) {
  useFont(context, theme, { letters, weight: 600 });
  const lines = wrappedLines(context, scale.title, 14 * letters);
  const widest = Math.max(...[...lines, ...scale.ticks.map(([, text]) => text)].map((text) => context.measureText(text).width));
  const scaleHeight = lines.length * letters * LINE + 12.5 * letters;
  const width = items.length ? LEGEND_COLUMN * letters : widest + 2.5 * letters;
  return { letters, scale: { ...scale, lines }, scaleHeight, columns: items.length ? [items] : [], width, height: scaleHeight + columnHeight(items) };
}

// Where everything goes on a sheet that has room for a map of that size: the map is as on the screen.
function planAround(context, theme, page, map) {
  const beside = map.width >= BESIDE_FROM;
  const hasLegend = Boolean(page.legend);
  const letters = LEGEND_LETTERS[0];
  const legend = hasLegend && (beside ? legendBeside(context, theme, page.legend, letters, map.height) : legendBelow(context, theme, page.legend, letters, map.width));
  const width = map.width + (legend && beside ? SHEET_GAP + legend.width : 0);
  const parts = sheetTexts(context, theme, page, width);
  const taken = sheetEdges(parts);
  const height = taken + Math.max(map.height, beside && legend ? legend.height : 0) + (legend && !beside ? SHEET_GAP + legend.height : 0);
  return placedOnSheet({ width: width + 2 * SHEET_EDGE, height }, parts, legend, beside, map);
}

// Where everything goes on a sheet of that size; the map takes what is left.
function planWithin(context, theme, page, size) {
  const width = size.width - 2 * SHEET_EDGE;
  const parts = sheetTexts(context, theme, page, width);
  const height = size.height - sheetEdges(parts);
  const enough = (map) => map.width >= LEAST_OF_SHEET * width && map.height >= LEAST_OF_SHEET * (size.height - 2 * SHEET_EDGE);
  const whole = { width, height };
  if (!page.legend && enough(whole)) return placedOnSheet(size, parts, null, true, whole);
  for (const beside of page.legend ? (width > 1.15 * height ? [true, false] : [false, true]) : []) {
    const choices = LEGEND_LETTERS.map((letters) => {
      const legend = beside ? legendBeside(context, theme, page.legend, letters, height) : legendBelow(context, theme, page.legend, letters, width);
      const map = beside ? { width: width - SHEET_GAP - legend.width, height } : { width, height: height - SHEET_GAP - legend.height };
      return { legend, map, good: map.width * map.height * letters };
    });
    const [best] = choices.filter(({ legend, map }) => legend.height <= height && enough(map)).sort((a, b) => b.good - a.good);
    if (best) return placedOnSheet(size, parts, best.legend, beside, best.map);
  }
  throw new Error("the title and the whole legend leave too little room for the map at this size; choose a larger one, or a shorter title");
}

function sheetTexts(context, theme, page, width) {
  return {
    title: textBlock(context, theme, [page.title], TITLE_FONT, width),
    said: textBlock(context, theme, page.said, SAID_FONT, width),
    source: textBlock(context, theme, page.source, SOURCE_FONT, width),
  };
}

// The height of all but map and legend.
function sheetEdges({ title, said, source }) {
  const head = title.height + said.height;
  return 2 * SHEET_EDGE + head + (head ? SHEET_GAP : 0) + (source.height ? SHEET_GAP + source.height : 0);
}

function placedOnSheet(size, { title, said, source }, legend, beside, map) {
  const head = title.height + said.height;
  const top = SHEET_EDGE + head + (head ? SHEET_GAP : 0);
  const at = (left, down) => ({ left, top: down });
  const legendAt = beside ? at(SHEET_EDGE + map.width + SHEET_GAP, top) : at(SHEET_EDGE, top + map.height + SHEET_GAP);
  return {
    ...size,
    map: { ...map, ...at(SHEET_EDGE, top) },
    legend: legend ? { ...legend, ...legendAt } : null,
    texts: [
      { ...title, ...at(SHEET_EDGE, SHEET_EDGE), color: "text" },
      { ...said, ...at(SHEET_EDGE, SHEET_EDGE + title.height), color: "muted" },
      { ...source, ...at(SHEET_EDGE, size.height - SHEET_EDGE - source.height), color: "muted" },
    ],
  };
}

// drawMap(context) draws in pixels of the map.
function drawSheet(context, plan, theme, drawMap) {
  context.fillStyle = theme.background;
  context.fillRect(0, 0, plan.width, plan.height);
  const { left, top, width, height } = plan.map;
  context.save();
  context.translate(left, top);
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  drawMap(context);
  context.restore();
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const part of plan.texts) {
    useFont(context, theme, part.font);
    context.fillStyle = theme[part.color];
    part.lines.forEach((line, i) => context.fillText(line, part.left, part.top + (i + 0.5) * part.font.letters * LINE));
  }
  if (plan.legend?.scale) drawScale(context, plan.legend, theme);
  if (plan.legend) drawEntries(context, { ...plan.legend, top: plan.legend.top + (plan.legend.scaleHeight ?? 0) }, theme);
}

function drawEntries(context, { columns, letters, left, top }, theme) {
  columns.forEach((column, index) => {
    const x = left + index * LEGEND_COLUMN * letters;
    let y = top;
    for (const item of column) {
      const middle = y + (letters * LINE) / 2;
      if (item.mark) drawMark(context, item.mark, [x + letters * 0.45, middle], letters * 0.42, item.faded ? theme.background : null);
      useFont(context, theme, { letters, weight: 400 });
      context.fillStyle = item.faded ? theme.muted : theme.text;
      context.textAlign = "left";
      item.lines.forEach((line, i) => context.fillText(line, x + letters * 1.3, middle + i * letters * LINE));
      context.textAlign = "right";
      context.fillStyle = theme.muted;
      context.fillText(item.count, x + letters * (LEGEND_COLUMN - 0.7), middle);
      y += item.height;
    }
  });
}

// A group's mark as its points have it. over: a colour to mix into it, or null.
function drawMark(context, { color, symbol }, center, radius, over = null) {
  tracePoint(context, symbol, center, radius);
  context.fillStyle = over ? mixed(color, over, 0.35) : color;
  context.fill();
}

// The outline of a point, as the painter's stamps have it.
function tracePoint(context, symbol, [x, y], radius) {
  context.beginPath();
  const corners = pointCorners(symbol);
  if (!corners) context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [right, down] of corners ?? []) context.lineTo(x + right * radius, y + down * radius);
  if (corners) context.closePath();
}

// In radii from the middle; null for a circle.
function pointCorners(symbol) {
  const turned = (corner, times) => Array.from({ length: times }).reduce(([u, v]) => [-v, u], corner);
  const around = (corners) => [0, 1, 2, 3].flatMap((times) => corners.map((corner) => turned(corner, times)));
  if (symbol === "diamond") return around([[1.25, 0]]);
  if (symbol === "square") return around([[0.87, 0.87]]);
  const cross = around([[1.1, -0.38], [1.1, 0.38], [0.38, 0.38]]);
  if (symbol === "cross") return cross;
  if (symbol === "x") return cross.map(([u, v]) => [(u - v) * Math.SQRT1_2, (u + v) * Math.SQRT1_2]);
  return null;
}

function drawScale(context, { scale, letters, left, top }, theme) {
  const { lines } = scale;
  const line = letters * LINE;
  useFont(context, theme, { letters, weight: 600 });
  context.textAlign = "left";
  context.fillStyle = theme.text;
  lines.forEach((text, i) => context.fillText(text, left, top + (i + 0.5) * line));
  const [from, length] = [top + (lines.length + 0.6) * line, 10 * letters];
  const step = length / scale.colors.length;
  scale.colors.forEach((color, i) => {
    context.fillStyle = color;
    context.fillRect(left, from + length - (i + 1) * step, letters, i ? step + 0.5 : step);
  });
  useFont(context, theme, { letters, weight: 400 });
  context.fillStyle = theme.text;
  for (const [at, text] of scale.ticks) context.fillText(text, left + 1.5 * letters, from + length * (1 - at));
}
