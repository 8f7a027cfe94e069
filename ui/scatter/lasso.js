// Lasso and box: only their outline is kept, and the server finds the points.

class OutlinePen {
  // mode(): "lasso", "box" or another tool; toData: from pixels to data units; redraw() paints what is drawn so far;
  // onDone(shape in data units, { adds, away }: whether it adds to what is there, or takes away from it)
  constructor(frame, { mode, toData, redraw, onDone }) {
    Object.assign(this, { frame, mode, toData, redraw, onDone, corners: null });
    frame.addEventListener("pointerdown", (event) => this.start(event), true);
    frame.addEventListener("pointermove", (event) => this.move(event), true);
    frame.addEventListener("pointerup", (event) => this.end(event), true);
    frame.addEventListener("pointercancel", () => this.forget(), true);
  }

  draws() {
    return ["lasso", "box"].includes(this.mode());
  }

  start(event) {
    if (!this.draws() || event.button || !event.isPrimary || event.target.closest(".embedding-map-tools")) return;
    this.frame.setPointerCapture(event.pointerId);
    this.corners = [this.place(event)];
  }

  move(event) {
    if (!this.corners || !event.isPrimary) return;
    const [at, last] = [this.place(event), this.corners.at(-1)];
    if (Math.hypot(at[0] - last[0], at[1] - last[1]) < 3) return;
    if (this.mode() === "box") this.corners = [this.corners[0], at];
    else this.corners.push(at);
    this.redraw();
  }

  end(event) {
    if (!this.corners || !event.isPrimary) return;
    const corners = this.corners;
    this.forget();
    const wide = (axis) => Math.max(...corners.map((at) => at[axis])) - Math.min(...corners.map((at) => at[axis])) > 5;
    if (corners.length < (this.mode() === "box" ? 2 : 3) || !(wide(0) || wide(1))) return;
    const data = corners.map(this.toData);
    const along = (axis) => data.map((at) => Number(at[axis].toPrecision(7)));
    this.onDone({ kind: this.mode() === "box" ? "box" : "lasso", x: along(0), y: along(1) }, { adds: event.shiftKey, away: event.altKey });
  }

  forget() {
    if (!this.corners) return;
    this.corners = null;
    this.redraw();
  }

  // Inside the frame: a stroke that leaves it runs along its edge.
  place(event) {
    const box = this.frame.getBoundingClientRect();
    const within = (value, end) => Math.max(0, Math.min(value, end));
    return [within(event.clientX - box.left, box.width), within(event.clientY - box.top, box.height)];
  }

  // What is being drawn, in pixels.
  shape() {
    if (!this.corners || this.corners.length < 2) return null;
    return { kind: this.mode() === "box" ? "box" : "lasso", x: this.corners.map((at) => at[0]), y: this.corners.map((at) => at[1]) };
  }
}

// The corners of a shape in data units. In space it lies in the plane in which it was drawn, through the middle.
function cornersOf({ kind, x, y, plane }, middle) {
  const flat = kind === "box" ? [[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]] : x.map((value, i) => [value, y[i]]);
  if (!plane) return flat;
  const [p, q] = plane;
  const r = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
  const depth = r.reduce((sum, value, axis) => sum + value * middle[axis], 0);
  return flat.map(([u, v]) => r.map((value, axis) => u * p[axis] + v * q[axis] + depth * value));
}

// corners: in pixels; away: one that takes away is dashed and empty
function drawOutline(context, corners, theme, away = false) {
  context.beginPath();
  for (const corner of corners) context.lineTo(...corner);
  context.closePath();
  context.fillStyle = withAlpha(theme.primary, 0.07);
  if (!away) context.fill("evenodd");
  context.setLineDash(away ? [5, 4] : []);
  context.lineWidth = 1.8;
  context.strokeStyle = theme.primary;
  context.stroke();
  context.setLineDash([]);
}
