// Pictures of the map to take away, as PNG or SVG: what is on the screen, on a sheet with its title, its whole legend,
// what filters and selection are on, and where it comes from.
const PICTURE_SIZES = {
  screen: { label: "As on the screen" },
  slide: { label: "Slide", width: 1920, height: 1080 },
  a4: { label: "A4 landscape, 300 dots per inch", width: 3508, height: 2480 },
  own: { label: "Own size" },
};
const SIDE_LIMITS = [320, 10_000]; // pixels
const MOST_PIXELS = 36_000_000;
const SHEET_PIXELS = 1440 * 900; // of a sheet whose letters are as large as on the screen; larger pictures scale it up
const CIRCLES_UP_TO = 5_000; // points of an SVG; more of them are one image
const FINE = 2; // pixels of a picture per pixel of the screen, at least
const EDGE_PIXELS = 24; // painted around the map, so that points at its edge are cut and not left out

// A file. choice: { format: "png" or "svg", size: { width, height } or null as on the screen, title, paper: whether light }.
async function makePicture(view, choice) {
  const drawn = pictureDrawn(view, choice);
  const shop = view.stage.shop.twin();
  try {
    shop.takeInks(drawn.inks);
    const vector = choice.format === "svg" && drawn.nDrawn <= CIRCLES_UP_TO;
    const points = vector ? null : pointsCanvas(await shop.paint({ shot: drawn.camera.shot(), ratio: drawn.ratio, pad: EDGE_PIXELS, whole: true }));
    return choice.format === "svg" ? svgFile(view, drawn, points) : await pngFile(canvasOf(drawn, points));
  } finally {
    shop.close();
  }
}

// Everything that is decided before the points are painted. ratio: pixels of the picture per pixel of the sheet.
function pictureDrawn(view, { size, title, paper, ratio = size ? Math.max(1, Math.sqrt((size.width * size.height) / SHEET_PIXELS)) : Math.max(FINE, window.devicePixelRatio || 1) }) {
  const theme = paper ? paperTheme(view.theme) : view.theme;
  if (size) checkSize(size);
  const screen = { width: view.frame.clientWidth, height: view.frame.clientHeight };
  const styles = groupStyles(view.colouring, theme);
  const ruler = make("canvas", "").getContext("2d");
  const planFor = (page) => (size ? planWithin(ruler, theme, page, { width: size.width / ratio, height: size.height / ratio }) : planAround(ruler, theme, page, screen));
  const legend = pictureLegend(view, styles, theme);
  const first = planFor({ ...pageTexts(view, title, null), legend });
  // What is in sight can only be said of a map whose size is known; its line may make the map a little smaller.
  const plan = onPixels(planFor({ ...pageTexts(view, title, pictureCamera(view.camera, first.map, !size)), legend }), ratio);
  const camera = pictureCamera(view.camera, plan.map, !size);
  const inks = view.inksIn(theme, styles);
  const nDrawn = view.nDrawn();
  return { plan, theme, ratio, camera, inks, nDrawn, title, overlay: pictureOverlay(view, camera, !size), output: size ?? outputSize(plan, ratio) };
}

function checkSize({ width, height }) {
  const [least, most] = SIDE_LIMITS;
  const said = (value) => value.toLocaleString("en");
  for (const [name, value] of Object.entries({ width, height }))
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(`the ${name} must be a whole number of pixels from ${said(least)} to ${said(most)} (got ${Number.isFinite(value) ? said(value) : "none"})`);
  if (width * height > MOST_PIXELS)
    throw new Error(`a picture has at most ${said(MOST_PIXELS / 1e6)} million pixels (got ${said(width)} x ${said(height)}, ${(width * height / 1e6).toFixed(1)} million); choose a smaller one`);
}

const outputSize = (plan, ratio) => ({ width: Math.round(plan.width * ratio), height: Math.round(plan.height * ratio) });

// The map's corner on a whole pixel, so that nothing is blurred.
function onPixels(plan, ratio) {
  const whole = (value) => Math.round(value * ratio) / ratio;
  return { ...plan, map: { ...plan.map, left: whole(plan.map.left), top: whole(plan.map.top) } };
}

// The camera in another size: all that is in sight stays so. A map as on the screen is seen exactly so.
function pictureCamera(camera, { width, height }, asOnScreen) {
  const other = Object.assign(Object.create(Camera.prototype), camera, { target: [...camera.target] });
  if (asOnScreen) return other;
  other.resize(width, height, 0);
  const untouched = camera.zoom === 1 && camera.target.every((value, axis) => value === camera.middle[axis]);
  if (!untouched) other.zoom *= (camera.scale / other.scale) * Math.min(width / camera.width, height / (camera.height - camera.top));
  return other;
}

// What lies over the points. As on the screen, names stand where they stand there.
function pictureOverlay(view, camera, asOnScreen) {
  const pointSize = pointLook(view.inks.length, view.axes.length, camera.zoom).size;
  const words = asOnScreen ? view.sayings.words.copy() : new WordsShown();
  const shown = { ...view.content, ...view.sayings.naming(), ...view.sayings.finer(camera, words), lit: null, pointSize, outline: view.reports.outline };
  return asOnScreen ? { ...shown, places: view.sayings.places.copy(), blocks: view.sayings.covered() } : { ...shown, places: new NamePlaces() };
}

// The rows that a picture shows of each group, and of those in grey.
function pictureLegend(view, styles, theme) {
  const { colouring, inks, hidden, counts } = view;
  const shown = new Int32Array(styles.length + INK_GROUPS);
  for (const ink of inks) shown[ink]++;
  const number = (count) => count.toLocaleString("en");
  const of = (count, total) => (count === total ? number(total) : `${number(count)} of ${number(total)}`);
  const grey = [
    [INK_NO_GROUP, colouring.names ? "no group" : "no value", theme.noGroup],
    [INK_GREY, "not among them", theme.grey],
  ];
  const others = grey.filter(([ink]) => shown[ink]).map(([ink, name, color]) => ({ name, count: number(shown[ink]), mark: { color, symbol: "circle" } }));
  if (!colouring.names) return { scale: { title: colouring.title, colors: styles.map(({ color }) => color), ticks: colouring.ticks }, entries: others };
  if (!colouring.names.length) return null; // all points are alike
  const groups = colouring.names.map((name, group) => {
    const faded = hidden.has(group);
    return { name, count: faded ? number(counts[group]) : of(shown[group + INK_GROUPS], counts[group]), mark: styles[group], faded };
  });
  return { entries: [...groups.filter(({ faded }) => !faded), ...others, ...groups.filter(({ faded }) => faded)] };
}

// The title, what is on, and the source. camera: of the picture, or null where it is not known yet.
function pageTexts(view, title, camera) {
  const { about } = view.box.parts.points;
  const made = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return { title, said: whatIsOn(view, camera), source: [[...(about?.source ?? []), `made on ${made}`].join(" · ")] };
}

// Sentences on the filter, the groups that are hidden, the selection, the point that was clicked, and what is out of sight.
function whatIsOn(view, camera) {
  const { overlay, hidden, colouring, reports } = view;
  const number = (count) => count.toLocaleString("en");
  const said = [...(overlay.said ?? [])];
  if (overlay.focus && !said.length) said.push(`In colour: ${number(overlay.focus.numRows)} of ${number(view.inks.length)}`);
  said.push(...view.filters.said());
  if (hidden.size) said.push(`Hidden: ${hidden.size} of the ${colouring.names.length} groups, pale in the legend`);
  if (reports.outline) said.push(`Selected: ${number(nInside(view, reports.outline))} inside the outline`);
  if (reports.clicked !== null && view.label.texts) said.push(`Clicked: ${firstWords(view.label.texts.get(reports.clicked))}`);
  const away = camera ? view.nDrawn() - rowsInSight(view, camera) : 0;
  if (away) said.push(`A part of the map: ${number(away)} of ${number(view.nDrawn())} points are out of sight`);
  return said;
}

function firstWords(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 90 ? `“${line.slice(0, 88).trimEnd()}…”` : `“${line}”`;
}

// How many rows in colour lie in one of the shapes, by the even-odd rule.
function nInside(view, shapes) {
  const { axes, inks } = view;
  let count = 0;
  for (let row = 0; row < inks.length; row++) if (inks[row] >= INK_NO_GROUP && shapes.reduce((inside, shape) => (isWithin(shape, view.at(row)) ? !shape.away : inside), false)) count++;
  return count;
}

function isWithin({ kind, x, y, plane }, at) {
  const [u, v] = plane ? plane.map((axis) => axis.reduce((sum, value, i) => sum + value * at[i], 0)) : at;
  if (kind === "box") return u >= Math.min(...x) && u <= Math.max(...x) && v >= Math.min(...y) && v <= Math.max(...y);
  let inside = false;
  for (let i = 0, j = x.length - 1; i < x.length; j = i++) if (y[i] > v !== y[j] > v && u < ((x[j] - x[i]) * (v - y[i])) / (y[j] - y[i]) + x[i]) inside = !inside;
  return inside;
}

function rowsInSight(view, camera) {
  let count = 0;
  view.inks.forEach((ink, row) => {
    if (ink === INK_NONE) return;
    const [x, y] = camera.project(view.at(row));
    if (x >= 0 && y >= 0 && x <= camera.width && y <= camera.height) count++;
  });
  return count;
}

function pointsCanvas({ bytes, width, height }) {
  const canvas = make("canvas", "");
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(bytes), width, height), 0, 0);
  return canvas;
}

// What is in the map's place: its points, as an image or one by one, and what lies over them.
function mapOn(drawn, points) {
  const { camera, ratio, theme, overlay } = drawn;
  const size = { width: camera.width, height: camera.height, top: 0 };
  return (context) => {
    if (points) context.drawImage(points, -EDGE_PIXELS, -EDGE_PIXELS, points.width / ratio, points.height / ratio);
    else drawn.drawPoints(context);
    drawOverlay(context, size, camera, overlay, theme);
  };
}

function canvasOf(drawn, points) {
  const canvas = make("canvas", "");
  Object.assign(canvas, drawn.output);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("this browser has no room for a picture of that size; choose a smaller one");
  context.setTransform(drawn.ratio, 0, 0, drawn.ratio, 0, 0);
  drawSheet(context, drawn.plan, drawn.theme, mapOn(drawn, points));
  return canvas;
}

async function pngFile(canvas) {
  const file = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!file) throw new Error("this browser can't make a picture of that size; choose a smaller one");
  return file;
}

function svgFile(view, drawn, points) {
  const pen = new SvgPen();
  const drawPoints = (context) => drawEachPoint(context, view.stage.shop.given.takePoints, drawn);
  drawSheet(pen, drawn.plan, drawn.theme, mapOn({ ...drawn, drawPoints }, points));
  return new Blob([pen.page({ ...drawn.output, sheet: drawn.plan, title: drawn.title || "Map" })], { type: "image/svg+xml" });
}

// Every point as a shape of its own, in the painter's order, sizes and shades.
function drawEachPoint(context, given, { camera, inks, theme }) {
  const painter = new Painter();
  painter.takePoints(given);
  painter.takeInks(inks);
  const { points, table, isUnder, lines } = painter;
  const shot = camera.shot();
  if (inks.line && lines) traceLines(context, camera, lines, inks.line);
  projectPoints(points, shot, 1, 0);
  const look = painter.look(shot);
  const sequence = shot.inSpace ? byLevel(points.level, new Int32Array(points.ink.length)) : points.ink.keys();
  const order = [...sequence].filter((i) => points.ink[i] !== INK_NONE);
  for (const i of [...order.filter((j) => isUnder[points.ink[j]]), ...order.filter((j) => !isUnder[points.ink[j]])]) {
    const ink = table[points.ink[i]];
    const depth = shot.inSpace ? points.level[i] / (N_LEVELS - 1) : null;
    const diameter = look.size * (ink.grows ?? 1) * (depth === null ? 1 : 0.75 + 0.5 * depth);
    const color = `rgb(${ink.channels.join(",")})`;
    context.fillStyle = withAlpha(depth === null ? color : mixed(color, theme.background, 0.4 + 0.6 * depth), (ink.under ? 1 : look.opacity) * ink.strength);
    tracePoint(context, diameter < PLAIN_BELOW ? "circle" : ink.symbol, [points.left[i], points.top[i]], diameter / 2);
    context.fill();
  }
}

// Lines of equal density, as the painter has them.
function traceLines(context, camera, lines, line) {
  const byStrength = new Map();
  for (let i = 0; i < lines.length; i += 4) {
    const [from, to] = [camera.project([lines[i], lines[i + 1]]), camera.project([lines[i + 2], lines[i + 3]])];
    const strength = Math.ceil(4 * lineStrength((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, camera.width, camera.height)) / 4;
    if (!strength) continue;
    if (!byStrength.has(strength)) byStrength.set(strength, []);
    byStrength.get(strength).push([from, to]);
  }
  context.lineWidth = 1;
  for (const [strength, pieces] of byStrength) {
    context.beginPath();
    for (const [from, to] of pieces) {
      context.moveTo(...from);
      context.lineTo(...to);
    }
    context.strokeStyle = `rgba(${line.join(",")},${strength})`;
    context.stroke();
  }
}

// What a picture is called by: a title that was typed, or the data's file without its ending.
function pictureFile(about, title, ending) {
  return fileName(about?.file && title === about.title ? about.file : title, ending);
}

// A file's name from a title.
function fileName(title, ending) {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return `${Array.from(words).slice(0, 60).join("").replace(/-$/, "") || "map"}.${ending}`;
}

// Hands a file to the browser's downloads.
function save(name, blob) {
  const link = make("a", "");
  Object.assign(link, { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
