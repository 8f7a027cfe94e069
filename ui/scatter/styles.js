// How points look: colour and shape by group, size and strength by how many there are. A row's ink is its entry in
// the table of inks; 0 is not shown, so that a group or a filter takes rows away without touching the points.
const SYMBOL_CYCLE = ["circle", "diamond", "square", "cross", "x"];
const UNLIT = 0.1; // of the strength of points while another group is lit
const SOLID = 0.75; // opacity of few points, which are not over one another
const FAINTEST = 0.25; // opacity: a single point is still seen
const [INK_NONE, INK_GREY, INK_NO_GROUP, INK_GROUPS] = [0, 1, 2, 3];

// Colour and shape of each group. colors: pairs for a light and a dark background; without any the theme's, with another
// shape each time they begin again.
function groupStyles(colouring, theme) {
  const names = colouring.names ?? colouring.colors;
  const turns = theme.palette.length;
  return names.map((_, group) => ({
    color: colouring.colors.length ? colouring.colors[group][theme.isDark ? 1 : 0] : theme.palette[group % turns],
    symbol: colouring.names ? colouring.symbols[group] ?? (colouring.colors.length ? "circle" : SYMBOL_CYCLE[Math.floor(group / turns) % SYMBOL_CYCLE.length]) : "circle",
  }));
}

// The inks of that many groups: colour as channels, shape, strength (of the others), and whether it lies under the rest
// and covers what it lies on: grey points on one spot must not add up to a dark one. lit: the group that is lit, or null;
// the others then have a tenth of their strength.
function inkTable(styles, theme, lit = null) {
  const ink = (color, symbol = "circle", more = {}) => ({ channels: channels(color), symbol, strength: 1, under: false, ...more });
  const strength = (group) => (lit === null || group === lit ? 1 : UNLIT);
  const groups = styles.map((style, group) => ink(style.color, style.symbol, { strength: strength(group) }));
  return [null, ink(theme.grey, "circle", { under: true }), ink(theme.noGroup, "circle", { strength: strength(null) }), ...groups];
}

// The ink of each row. inFocus: a byte per row, or null for all; hidden: groups that are not shown.
function inkOfRows(labels, inFocus, hidden) {
  const inks = new Uint16Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row];
    if (hidden.has(label)) continue;
    inks[row] = inFocus && !inFocus[row] ? INK_GREY : label < 0 ? INK_NO_GROUP : label + INK_GROUPS;
  }
  return inks;
}

// Diameter in pixels and opacity: 200 points are 7 pixels wide and three quarters solid, a million are small and
// see-through, so that density shows; both grow as one comes closer.
function pointLook(nRows, nDims, zoom) {
  const nearer = Math.max(1, zoom);
  const size = Math.min(8, 7.2 * Math.pow(200 / Math.max(nRows, 1), 0.18)) * (nDims === 3 ? 0.9 : 1);
  const opacity = Math.min(SOLID, SOLID - 0.16 * Math.log10(Math.max(nRows, 200) / 200));
  return { size: Math.min(Math.max(size, 12), size * Math.pow(nearer, 0.45)), opacity: Math.min(SOLID, opacity * Math.pow(nearer, 0.3)) };
}

// So much paler where points lie over one another that a crowd of overlaps points is not yet all covered, and a denser one
// still stands out.
function opacityInCrowd(opacity, overlaps) {
  return Math.min(opacity, Math.max(FAINTEST, 1 - Math.pow(0.03, 1 / Math.max(1, overlaps))));
}
