// Draws as a canvas's 2D context does, of which it has what the overlay and the sheet use, but writes an SVG: whatever is
// drawn on the screen is drawn in a vector picture by the same code. Every text is escaped, so that it stays a text.
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g; // in XML
const PEN = { fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, lineJoin: "miter", font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic" };
const ALIKE = '"Source Sans 3", "Source Sans Pro", "Segoe UI", "Helvetica Neue", Arial, sans-serif';
const ANCHORS = { center: "middle", right: "end", end: "end" };

const escaped = (text) => String(text).replace(UNWRITABLE, "\ufffd").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const brief = (value) => String(Number(value.toFixed(2)));

class SvgPen {
  constructor() {
    this.ruler = document.createElement("canvas").getContext("2d");
    Object.assign(this, PEN, { parts: [], saved: [], groups: 0, dashes: [], steps: [], nClips: 0 });
  }

  save() {
    const now = Object.fromEntries(Object.keys(PEN).map((name) => [name, this[name]]));
    this.saved.push({ ...now, dashes: this.dashes, groups: this.groups });
  }

  restore() {
    const { groups, ...before } = this.saved.pop();
    this.parts.push("</g>".repeat(this.groups - groups));
    Object.assign(this, before, { groups });
  }

  // What follows, until restored, lies in a group.
  group(attributes) {
    this.parts.push(`<g ${attributes}>`);
    this.groups++;
  }

  translate(right, down) {
    this.group(`transform="translate(${brief(right)} ${brief(down)})"`);
  }

  clip() {
    const name = `clip${++this.nClips}`;
    this.parts.push(`<clipPath id="${name}">${this.shape("")}</clipPath>`);
    this.group(`clip-path="url(#${name})"`);
  }

  beginPath() {
    this.steps = [];
  }

  moveTo(x, y) {
    this.steps.push({ way: `M${brief(x)} ${brief(y)}` });
  }

  lineTo(x, y) {
    this.steps.push({ way: `${this.steps.length ? "L" : "M"}${brief(x)} ${brief(y)}` });
  }

  rect(x, y, width, height) {
    this.steps.push({ way: `M${brief(x)} ${brief(y)}h${brief(width)}v${brief(height)}h${brief(-width)}Z` });
  }

  // Whole circles only; nothing here draws a part of one.
  arc(x, y, radius, from, to) {
    if (to - from < 2 * Math.PI - 1e-6) throw new Error("a part of a circle is not written to SVG");
    const r = brief(radius);
    const half = (side) => `A${r} ${r} 0 1 1 ${brief(x + side * radius)} ${brief(y)}`;
    this.steps.push({ circle: `<circle cx="${brief(x)}" cy="${brief(y)}" r="${r}"`, way: `M${brief(x + radius)} ${brief(y)}${half(-1)}${half(1)}Z` });
  }

  closePath() {
    this.steps.push({ way: "Z" });
  }

  shape(attributes) {
    const [only] = this.steps;
    if (this.steps.length === 1 && only.circle) return `${only.circle} ${attributes}/>`;
    return `<path d="${this.steps.map(({ way }) => way).join("")}" ${attributes}/>`;
  }

  fill(rule) {
    this.parts.push(this.shape(`${paintOf("fill", this.fillStyle)}${rule === "evenodd" ? ' fill-rule="evenodd"' : ""}`));
  }

  stroke() {
    this.parts.push(this.shape(`fill="none" ${this.strokes()}`));
  }

  strokes() {
    const dashes = this.dashes.length ? ` stroke-dasharray="${this.dashes.join(" ")}"` : "";
    return `${paintOf("stroke", this.strokeStyle)} stroke-width="${brief(this.lineWidth)}" stroke-linejoin="${escaped(this.lineJoin)}"${dashes}`;
  }

  setLineDash(dashes) {
    this.dashes = dashes;
  }

  fillRect(x, y, width, height) {
    this.parts.push(`<rect x="${brief(x)}" y="${brief(y)}" width="${brief(width)}" height="${brief(height)}" ${paintOf("fill", this.fillStyle)}/>`);
  }

  measureText(text) {
    Object.assign(this.ruler, { font: this.font, textAlign: this.textAlign, textBaseline: this.textBaseline });
    return this.ruler.measureText(text);
  }

  fillText(text, x, y) {
    this.write(text, x, y, paintOf("fill", this.fillStyle));
  }

  // The halo behind a text: for the eye alone.
  strokeText(text, x, y) {
    this.write(text, x, y, `fill="none" aria-hidden="true" ${this.strokes()}`);
  }

  // On the line that the letters stand on, since not every program knows another one; as wide as measured, so that nothing
  // runs over its place where the font is missing and another one is taken.
  write(text, x, y, paint) {
    const [, weight, size, family] = this.font.match(/^(?:(\S+) )?([\d.]+)px (.+)$/);
    const { actualBoundingBoxAscent: above, width } = this.measureText(text);
    this.ruler.textBaseline = "alphabetic";
    const lower = this.ruler.measureText(text).actualBoundingBoxAscent - above;
    const font = `font-family="${escaped(withAlike(family))}" font-size="${brief(Number(size))}" font-weight="${escaped(weight ?? "400")}"`;
    this.parts.push(`<text x="${brief(x)}" y="${brief(y + lower)}" text-anchor="${ANCHORS[this.textAlign] ?? "start"}" textLength="${brief(width)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve" ${font} ${paint}>${escaped(text)}</text>`);
  }

  // A canvas, as a PNG inside the picture.
  drawImage(canvas, x, y, width, height) {
    this.parts.push(`<image x="${brief(x)}" y="${brief(y)}" width="${brief(width)}" height="${brief(height)}" href="${canvas.toDataURL("image/png")}"/>`);
  }

  // Of width by height pixels, showing a sheet of that size.
  page({ width, height, sheet, title }) {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${brief(sheet.width)} ${brief(sheet.height)}"`;
    return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" ${size}><title>${escaped(title)}</title>\n${this.parts.join("\n")}\n</svg>\n`;
  }
}

// Fonts of about the same width after the page's own ones, and any without serifs at last.
function withAlike(family) {
  const names = family.split(",").map((name) => name.trim());
  const generic = /^(sans-serif|serif|monospace)$/.test(names.at(-1)) ? names.pop() : "sans-serif";
  if (!names.length || generic !== "sans-serif") return family;
  return [...names, ALIKE].join(", ");
}

// A see-through colour as two attributes, as older programs want it.
function paintOf(what, color) {
  const [, mixed, alpha] = color.match(/^rgba\((.+),([\d.]+)\)$/) ?? [];
  return mixed ? `${what}="rgb(${mixed})" ${what}-opacity="${brief(Number(alpha))}"` : `${what}="${escaped(color)}"`;
}
