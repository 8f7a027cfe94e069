// Colours and fonts of the page's theme, read anew at each drawing so that a switch light/dark is followed.
const FALLBACK_COLORS = ["#3b82f6", "#e0682b", "#079464", "#9b5de5", "#d94a57", "#bb8300", "#14b8a6", "#ec4899", "#84cc16", "#6b7280"];

function readTheme(element) {
  const style = getComputedStyle(element);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const palette = read("--st-chart-categorical-colors", "").split(/,(?![^(]*\))/).map((color) => color.trim()).filter(Boolean);
  const text = read("--st-text-color", "#31333f");
  const background = read("--st-background-color", "#ffffff");
  return {
    text,
    background,
    isDark: !isLight(background),
    primary: read("--st-primary-color", "#ff4b4b"),
    font: style.fontFamily || "sans-serif",
    palette: palette.length ? palette : FALLBACK_COLORS,
    // Mixed, not see-through: many grey points on one spot would add up to a dark one.
    grey: mixed(text, background, 0.18),
    noGroup: mixed(text, background, 0.42),
    muted: mixed(text, background, 0.64), // letters in it have 4.5 : 1
    grid: mixed(text, background, 0.14),
    away: mixed(text, background, 0.07),
    contour: mixed(text, background, 0.2),
  };
}

const knownChannels = new Map();

function channels(color) {
  if (knownChannels.has(color)) return knownChannels.get(color);
  const context = (channels.context ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const found = [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  knownChannels.set(color, found);
  return found;
}

// Whether dark letters are read better on it than white ones (relative luminance, WCAG 2).
function isLight(color) {
  const [r, g, b] = channels(color).map((value) => (value <= 10 ? value / 3295 : Math.pow((value / 255 + 0.055) / 1.055, 2.4)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2;
}

function withAlpha(color, alpha) {
  return `rgba(${channels(color).join(",")},${alpha})`;
}

function mixed(color, other, ratio) {
  const base = channels(other);
  return `rgb(${channels(color).map((value, i) => Math.round(ratio * value + (1 - ratio) * base[i])).join(",")})`;
}
