// Lasso and box, drawn by ourselves: Plotly's own test every point at every move (half a second each for 100,000 points).

class OutlinePen {
  // onDone(shape in data units, whether it adds to what is there); redraw() paints what is drawn so far
  constructor(frame, { mode, toData, redraw, onDone }) {
    Object.assign(this, { frame, mode, toData, redraw, onDone, corners: null });
    frame.addEventListener("pointerdown", (event) => this.start(event), true);
    frame.addEventListener("pointermove", (event) => this.move(event), true);
    frame.addEventListener("pointerup", (event) => this.end(event), true);
    frame.addEventListener("pointercancel", () => this.forget(), true);
    frame.addEventListener("touchstart", (event) => this.mode() && !event.target.closest(".modebar") && event.stopPropagation(), true);
  }

  start(event) {
    if (!this.mode() || event.button || !event.isPrimary || event.target.closest(".modebar")) return;
    event.preventDefault(); // no mouse events follow, so Plotly does not begin a drag of its own
    this.frame.setPointerCapture(event.pointerId);
    this.corners = [this.place(event)];
  }

  move(event) {
    if (!this.corners || !event.isPrimary) return;
    const [at, last] = [this.place(event), this.corners.at(-1)];
    if (Math.hypot(at[0] - last[0], at[1] - last[1]) < 3) return;
    if (this.mode() === "select") this.corners = [this.corners[0], at];
    else this.corners.push(at);
    this.redraw();
  }

  end(event) {
    if (!this.corners || !event.isPrimary) return;
    const corners = this.corners;
    this.forget();
    const wide = (axis) => Math.max(...corners.map((at) => at[axis])) - Math.min(...corners.map((at) => at[axis])) > 5;
    if (corners.length < (this.mode() === "select" ? 2 : 3) || !(wide(0) || wide(1))) return;
    const data = corners.map(this.toData);
    const along = (axis) => data.map((at) => Number(at[axis].toPrecision(7)));
    this.onDone({ kind: this.mode() === "select" ? "box" : "lasso", x: along(0), y: along(1) }, event.shiftKey);
  }

  forget() {
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
    return { kind: this.mode() === "select" ? "box" : "lasso", x: this.corners.map((at) => at[0]), y: this.corners.map((at) => at[1]) };
  }
}

function drawOutline(context, project, { kind, x, y }, theme) {
  const corners = kind === "box" ? [[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]] : x.map((value, i) => [value, y[i]]);
  context.beginPath();
  for (const corner of corners) context.lineTo(...project(corner));
  context.closePath();
  context.fillStyle = withAlpha(theme.primary, 0.07);
  context.fill("evenodd");
  context.lineWidth = 1.8;
  context.strokeStyle = theme.primary;
  context.stroke();
}
