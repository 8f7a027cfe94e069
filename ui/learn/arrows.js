// Two arrows in the plane, moved by pointer or keys, and what three ways to compare them say. Nothing goes to the server.
const REACH = 5; // units from the middle to each edge
const STEP = 0.5, SMALL_STEP = 0.1;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

// The three ways, exactly as embedcore.metrics has them; but an arrow without length has no direction: null, not 0.
function compared([ax, ay], [bx, by]) {
  const dot = ax * bx + ay * by;
  const lengths = Math.sqrt((ax * ax + ay * ay) * (bx * bx + by * by));
  const cosine = lengths > 0 ? Math.max(-1, Math.min(1, dot / lengths)) : null;
  return { cosine, distance: Math.hypot(ax - bx, ay - by), dot };
}

// The angle and both lengths, in the words given: one without length makes no angle.
function inWords({ angle, flat }, a, b) {
  const { cosine } = compared(a, b);
  const lengths = [a, b].map((arrow) => Math.hypot(...arrow));
  const none = ["A", "B"].filter((_, at) => lengths[at] === 0);
  const said = cosine === null ? flat[none.length - 1] : angle;
  const degrees = cosine === null ? "" : ((Math.acos(cosine) * 180) / Math.PI).toFixed(0);
  const values = { degrees, one: none[0] ?? "", a: shownNumber(lengths[0]), b: shownNumber(lengths[1]) };
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function shownNumber(value) {
  if (value === null) return "–";
  const text = value.toFixed(2);
  return text === "-0.00" ? "0.00" : text;
}

function element(name, attributes, parent) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

function drawGround(svg) {
  for (let at = -REACH; at <= REACH; at++) {
    const name = at === 0 ? "learn-arrows-axis" : "learn-arrows-grid";
    element("line", { x1: at, x2: at, y1: -REACH, y2: REACH, class: name }, svg);
    element("line", { y1: at, y2: at, x1: -REACH, x2: REACH, class: name }, svg);
  }
}

class Arrow {
  constructor(svg, side, moved) {
    this.side = side;
    this.group = element("g", { class: `learn-arrow learn-arrow-${side}`, tabindex: 0, role: "slider" }, svg);
    this.group.setAttribute("aria-valuemin", -180);
    this.group.setAttribute("aria-valuemax", 180);
    this.line = element("line", { x1: 0, y1: 0 }, this.group);
    this.head = element("path", {}, this.group);
    this.target = element("circle", { r: 0.62, class: "learn-arrow-target" }, this.group);
    this.name = element("text", {}, this.group);
    this.name.textContent = side.toUpperCase();
    this.group.addEventListener("keydown", (event) => this.key(event, moved));
    this.group.addEventListener("pointerdown", (event) => {
      this.group.setPointerCapture(event.pointerId);
      this.group.focus();
      this.held = true;
      event.preventDefault();
    });
    this.group.addEventListener("pointermove", (event) => this.held && moved(side, this.under(svg, event), false));
    for (const end of ["pointerup", "pointercancel"]) this.group.addEventListener(end, () => (this.held = false));
  }

  // Where the pointer is, in units.
  under(svg, event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [at.x, -at.y];
  }

  key(event, moved) {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? SMALL_STEP : STEP;
    moved(this.side, way.map((part) => part * step), true);
  }

  draw([x, y], said) {
    const length = Math.hypot(x, y), [ux, uy] = length > 0 ? [x / length, -y / length] : [1, 0];
    const size = Math.min(0.4, length), [bx, by] = [x - ux * size, -y - uy * size];
    for (const [name, value] of [["x2", bx], ["y2", by]]) this.line.setAttribute(name, value);
    this.head.setAttribute("d", `M${x},${-y}L${bx - uy * size * 0.5},${by + ux * size * 0.5}L${bx + uy * size * 0.5},${by - ux * size * 0.5}Z`);
    for (const [name, value] of [["cx", x], ["cy", -y]]) this.target.setAttribute(name, value);
    const inPicture = (at) => Math.max(-REACH - 0.1, Math.min(REACH + 0.1, at));
    this.name.setAttribute("x", inPicture(x + ux * 0.9));
    this.name.setAttribute("y", inPicture(-y + uy * 0.9));
    this.group.setAttribute("aria-valuenow", Math.round((Math.atan2(y, x) * 180) / Math.PI));
    this.group.setAttribute("aria-valuetext", said);
  }
}

function build(root, data) {
  const svg = root.querySelector("svg");
  drawGround(svg);
  const between = element("line", { class: "learn-arrows-between" }, svg);
  const state = { a: data.a, b: data.b };
  const values = root.querySelector(".learn-arrows-values");
  const arrows = {};
  const places = {};

  function draw() {
    const found = compared(state.a, state.b);
    const told = (name) => (found[name] === null ? data.none : shownNumber(found[name]));
    const said = Object.entries(data.names).map(([name, words]) => `${words} ${told(name)}`).join(", ");
    for (const [side, arrow] of Object.entries(arrows)) {
      arrow.draw(state[side], `${state[side].map(shownNumber).join(", ")}; ${said}; ${inWords(data, state.a, state.b)}`);
    }
    [["x1", state.a[0]], ["y1", -state.a[1]], ["x2", state.b[0]], ["y2", -state.b[1]]].forEach(([name, at]) => between.setAttribute(name, at));
    for (const name of Object.keys(data.names)) places[name].textContent = shownNumber(found[name]);
    root.querySelector(".learn-arrows-angle").textContent = inWords(data, state.a, state.b);
    root.dataset.a = state.a.join(",");
    root.dataset.b = state.b.join(",");
  }

  function moved(side, to, isStep) {
    const at = to.map((part, axis) => (isStep ? state[side][axis] + part : part));
    state[side] = at.map((part) => Math.max(-REACH, Math.min(REACH, Math.round(part * 10) / 10)));
    draw();
  }

  for (const side of ["a", "b"]) {
    arrows[side] = new Arrow(svg, side, moved);
    arrows[side].group.setAttribute("aria-label", data.arrow.replace("{side}", side.toUpperCase()));
  }
  for (const [name, words] of Object.entries(data.names)) {
    const line = document.createElement("div"), term = document.createElement("dt"), value = document.createElement("dd");
    term.textContent = words;
    value.dataset.metric = name;
    places[name] = value;
    line.append(term, value);
    values.append(line);
  }
  for (const { words, a, b } of data.presets) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", () => {
      Object.assign(state, { a, b });
      draw();
    });
    root.querySelector(".learn-arrows-presets").append(button);
  }
  draw();
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".learn-arrows");
  if (root.dataset.words === JSON.stringify(data)) return; // what was moved stays
  root.dataset.words = JSON.stringify(data);
  for (const place of [...root.querySelectorAll("svg, .learn-arrows-values, .learn-arrows-presets")]) place.replaceChildren();
  build(root, data);
}
