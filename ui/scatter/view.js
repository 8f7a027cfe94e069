// One map on the page: takes the parts as they come, draws what changed, and reports what a person does.

class EmbeddingMapView {
  constructor(root, box) {
    Object.assign(this, { root, box, shown: {}, hiddenBy: {}, outline: null, clicked: null, nClicks: 0, draws: 0, gone: false });
    this.frame = make("div", "embedding-map-frame");
    this.plot = make("div", "embedding-map-plot");
    this.canvas = make("canvas", "embedding-map-canvas");
    this.tip = make("div", "embedding-map-tip");
    this.legend = make("div", "embedding-map-legend");
    this.notice = make("div", "embedding-map-notice", "Drawing the map…");
    this.tip.hidden = true;
    this.plot.setAttribute("role", "img");
    this.legend.setAttribute("role", "group");
    this.legend.setAttribute("aria-label", "Legend");
    this.frame.append(this.plot, this.canvas, this.tip, this.notice);
    const body = make("div", "embedding-map-body"); // the root is what the layout's width rule measures
    body.append(this.frame, this.legend);
    root.replaceChildren(body);
    this.pen = new OutlinePen(this.frame, {
      mode: () => (this.axes?.length === 2 && ["lasso", "select"].includes(this.plot._fullLayout?.dragmode) ? this.plot._fullLayout.dragmode : null),
      toData: (at) => toData(this.plot, at),
      redraw: () => this.redrawSoon(),
      onDone: (shape, adds) => this.reportOutline([...((adds && this.outline) || []), shape]),
    });
    this.resizer = new ResizeObserver(() => this.resize());
    this.resizer.observe(this.frame);
    this.listenToPointer();
  }

  // Draws when the parts of one and the same picture are all there; the rest of a run's messages is on its way otherwise.
  async update() {
    this.pending = true;
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.pending && !this.gone) {
        this.pending = false;
        const { points, colouring, overlay } = this.box.parts;
        if (points) this.root.style.height = `${points.height}px`;
        if (points && colouring?.revision === points.revision && overlay?.revision === points.revision) await this.draw(points, colouring, overlay);
      }
    } catch (error) {
      console.error("embedding map", error);
      this.root.dataset.state = "failed";
      this.notice.textContent = "The map could not be drawn: the drawing library (static/plotly.min.js) did not load or this browser refuses WebGL. Reload the page; everything else works without it.";
    } finally {
      this.busy = false;
    }
  }

  async draw(points, colouring, overlay) {
    const Plotly = await loadPlotly(points.plotly_url);
    if (this.gone) return;
    this.Plotly = Plotly;
    const theme = readTheme(this.root);
    const newPoints = this.shown.revision !== points.revision;
    if (newPoints) this.takePoints(points);
    if (newPoints || this.shown.selectionId !== overlay.selection_id) this.takeState(points, overlay, newPoints);
    if (newPoints || this.shown.labelsDigest !== colouring.labels_digest) this.labels = colouring.labels.getChild("label").toArray();
    this.styles = groupStyles(colouring, theme);
    this.hidden = colouring.names ? (this.hiddenBy[colouring.labels_digest] ??= new Set()) : new Set();
    Object.assign(this, { theme, colouring, overlay });
    const drawing = [points.revision, colouring.labels_digest, overlay.focus_digest, [...this.hidden].sort(), this.styles, theme.grey, theme.grid].join("|") + JSON.stringify(this.styles);
    if (this.shown.drawing !== drawing || newPoints) await this.drawPoints(newPoints, drawing);
    if (this.gone) return;
    Object.assign(this.shown, { revision: points.revision, selectionId: overlay.selection_id, labelsDigest: colouring.labels_digest, drawing });
    this.prepareOverlay();
    this.drawLegend();
    this.drawOverlay();
    this.notice.hidden = true;
    Object.assign(this.root.dataset, { state: "drawn", revision: points.revision, colouring: colouring.digest, hidden: String(this.hidden.size), dims: String(this.axes.length) });
  }

  takePoints(points) {
    this.root.dataset.state = "drawing";
    this.axes = ["x", "y", "z"].slice(0, points.n_dims).map((name) => points.points.getChild(name).toArray());
    this.hover = points.points.getChild("hover");
    this.pictures = points.points.getChild("picture");
    this.pointSize = markerLook(this.axes[0].length, points.n_dims).size;
    this.plot.setAttribute("aria-label", points.description);
    this.tip.hidden = true;
  }

  // Another picture or selection_id: the outline and the click begin anew, from what Python still holds of them.
  takeState(points, overlay, newPoints) {
    const belongs = (value) => value && value.revision === points.revision && value.selection_id === overlay.selection_id;
    const { outline, click, hidden } = overlay.state ?? {};
    this.outline = newPoints && belongs(outline) ? outline.shapes : null;
    this.clicked = newPoints && belongs(click) && click.row !== null ? click.row : null;
    this.nClicks = belongs(click) ? click.count : 0;
    if (hidden && !this.shown.revision) this.hiddenBy[hidden.labels] = new Set(hidden.groups);
  }

  async drawPoints(newPoints, drawing) {
    const nGroups = this.styles.length;
    const focus = this.overlay.focus?.getChild("row").toArray();
    const inFocus = focus && new Uint8Array(this.labels.length);
    if (focus) for (const row of focus) inFocus[row] = 1;
    this.rows = rowsByTrace(this.labels, nGroups, inFocus, this.hidden);
    const traces = makeTraces(this.axes, this.rows, this.styles, this.theme);
    let layout = this.plot.layout;
    if (newPoints) {
      if (this.plot._fullLayout) this.Plotly.purge(this.plot);
      layout = makeLayout(this.axes, this.theme, layout?.dragmode ?? "pan");
    } else if (this.axes.length === 3) for (const [name, axis] of Object.entries(sceneAxes(this.theme))) Object.assign(layout.scene[name], { gridcolor: axis.gridcolor });
    await this.Plotly.react(this.plot, traces, layout, newPoints ? this.config() : undefined);
    if (this.gone) return;
    if (newPoints) this.listenToPlot();
    this.draws++;
    Object.assign(this.root.dataset, { points: String(this.axes[0].length), focus: focus ? String(focus.length) : "all", draws: String(this.draws) });
  }

  config() {
    const download = { name: "Download picture", title: "Download as a picture (PNG)", icon: this.Plotly.Icons.camera, click: () => downloadPicture(this) };
    const flat = ["pan2d", "zoom2d", "lasso2d", "select2d", "zoomIn2d", "zoomOut2d", "resetScale2d"];
    const space = ["orbitRotation", "pan3d", "zoom3d", "resetCameraDefault3d"];
    return { displaylogo: false, displayModeBar: true, scrollZoom: true, responsive: false, modeBarButtons: [this.axes.length === 3 ? space : flat, [download]] };
  }

  listenToPlot() {
    const plot = this.plot;
    plot.on("plotly_hover", (event) => {
      this.hovered = this.rowOf(event.points[0]);
      if (this.hovered !== null && !this.pen.shape()) this.showTip(this.hovered);
    });
    plot.on("plotly_unhover", () => {
      this.hovered = null;
      this.tip.hidden = true;
    });
    plot.on("plotly_click", (event) => (this.pressed = this.rowOf(event.points[0])));
    plot.on("plotly_relayouting", () => this.redrawSoon());
    plot.on("plotly_relayout", () => this.redrawSoon());
    plot.on("plotly_afterplot", () => this.redrawSoon());
    if (this.axes.length === 3) this.followCamera();
  }

  // A click is seen here and not through Plotly, which knows no click on empty space, none while the pen is taken, and
  // in space reports presses that turn the scene and misses short ones.
  listenToPointer() {
    const moved = (event) => this.press && Math.hypot(event.clientX - this.press[0], event.clientY - this.press[1]) > 5;
    this.onPointerMove = (event) => {
      this.pointer = this.inFrame(event);
      if (moved(event)) this.press = null; // a drag, even if it comes back to where it began, as lassos do
    };
    this.frame.addEventListener("pointerdown", (event) => {
      this.pointer = this.inFrame(event);
      this.pressed = null;
      if (this.pen.mode()) this.tip.hidden = true;
      this.press = event.target.closest(".modebar") || event.button || !this.shown.revision ? null : [event.clientX, event.clientY];
    }, true);
    this.onPointerUp = () => {
      const press = this.press;
      this.press = null;
      if (!press) return;
      if (this.axes.length === 2) this.clickOn(this.nearestRow(this.pointer));
      else setTimeout(() => this.gone || this.clickOn(this.pressed ?? this.hovered ?? null), 120); // a frame later Plotly knows
    };
    window.addEventListener("pointermove", this.onPointerMove, true);
    window.addEventListener("pointerup", this.onPointerUp, true);
  }

  clickOn(row) {
    if (row === null && this.pen.mode()) this.reportOutline([]);
    if (row !== null || this.clicked !== null) this.reportClick(row);
    if (row === null) this.tip.hidden = true;
    else this.showTip(row); // a finger does not hover
  }

  // The row shown nearest to a place of the frame, at most 12 pixels away (flat maps).
  nearestRow(at) {
    const [x, y] = toData(this.plot, at);
    const [right] = toData(this.plot, [at[0] + Math.max(12, this.pointSize), at[1]]);
    let [best, nearest] = [(right - x) ** 2, null]; // the axes share one scale
    for (const rows of this.rows)
      for (const row of rows) {
        const distance = (this.axes[0][row] - x) ** 2 + (this.axes[1][row] - y) ** 2;
        if (distance <= best) [best, nearest] = [distance, row];
      }
    return nearest;
  }

  inFrame(event) {
    const box = this.frame.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  rowOf(point) {
    return this.rows[point?.curveNumber]?.[point.pointNumber] ?? null;
  }

  report(name, value) {
    const { revision } = this.box.parts.points;
    this.setState(name, value && { revision, selection_id: this.overlay.selection_id, ...value });
  }

  reportClick(row) {
    this.clicked = row;
    this.prepareOverlay();
    this.drawOverlay();
    this.report("click", { row, count: ++this.nClicks });
  }

  reportOutline(shapes) {
    if (!shapes.length && !this.outline) return;
    this.outline = shapes.length ? shapes : null;
    this.drawOverlay();
    this.report("outline", this.outline && { shapes });
  }

  reportHidden(groups) {
    this.hiddenBy[this.colouring.labels_digest] = new Set(groups);
    this.update();
    this.setState("hidden", { labels: this.colouring.labels_digest, groups: [...groups].sort((a, b) => a - b) });
  }

  showTip(row) {
    const label = this.labels[row];
    const { names, title, unit } = this.colouring;
    let heading = names?.[label] ?? "";
    if (!names) {
      const value = this.colouring.values.getChild("value").get(row);
      const text = unit === "date" ? new Date(value * 1000).toISOString().slice(0, 10) : Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
      heading = `${title}: ${label < 0 ? "no value" : text}`;
    }
    placeTip(this.tip, this.frame, this.pointer ?? [0, 0], { heading, color: this.styles[label]?.color ?? this.theme.noGroup, text: this.hover.get(row), picture: this.pictures?.get(row) });
  }

  at(row) {
    return this.axes.map((values) => values[row]);
  }

  // Everything on top of the points, in data units; names of groups in colour come first, then the bigger group's.
  prepareOverlay() {
    const { overlay, colouring } = this;
    this.counts = new Int32Array(this.styles.length);
    for (const label of this.labels) if (label >= 0) this.counts[label]++;
    this.content = {
      pointSize: this.pointSize,
      circles: overlay.circles,
      lines: overlay.lines.flatMap(({ at, rows, color }) => rows.map((row) => ({ from: at, to: this.at(row), color }))),
      trails: overlay.trails,
      markers: overlay.markers,
      selected: Array.from(overlay.selected?.getChild("row").toArray() ?? [], (row) => this.at(row)),
      clicked: this.clicked === null ? null : this.at(this.clicked),
      texts: (colouring.texts ?? [])
        .filter(({ group }) => !this.hidden.has(group))
        .map((label) => ({ ...label, size: label.group === null ? Infinity : this.counts[label.group], faded: label.group !== null && !this.rows[label.group + 2].length }))
        .sort((a, b) => a.faded - b.faded || b.size - a.size || 0),
    };
    Object.assign(this.root.dataset, { selected: String(this.content.selected.length), markers: String(overlay.markers.length), lines: String(this.content.lines.length), trails: String(overlay.trails.length), clicked: String(this.clicked ?? "") });
  }

  drawOverlay() {
    if (!this.plot._fullLayout || !this.content) return;
    const [width, height, ratio] = [this.frame.clientWidth, this.frame.clientHeight, window.devicePixelRatio || 1];
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const content = { ...this.content, outline: this.outline, stroke: this.pen.shape() };
    const named = drawOverlay(context, { width, height, top: 34 }, makeProjector(this.plot), content, this.theme);
    const { xaxis, yaxis } = this.plot._fullLayout;
    const range = this.axes.length === 2 ? [...xaxis.range, ...yaxis.range].map((value) => Number(value).toPrecision(6)).join(",") : "";
    this.frame.classList.toggle("embedding-map-drawing", this.pen.mode() !== null);
    Object.assign(this.root.dataset, { labels: String(named), range, shapes: String(this.outline?.length ?? 0) });
  }

  redrawSoon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      if (!this.gone) this.drawOverlay();
    });
  }

  // Nothing tells of every turn of the camera (it glides on after the hand let go), so each frame looks whether it turned.
  followCamera() {
    cancelAnimationFrame(this.following);
    const look = () => {
      if (this.gone || this.axes.length !== 3) return;
      const camera = this.plot._fullLayout?.scene?._scene?.glplot?.cameraParams;
      const now = camera && [...camera.view, ...camera.model].map((value) => value.toFixed(4)).join();
      if (now && now !== this.camera) {
        this.camera = now;
        this.drawOverlay();
      }
      this.following = requestAnimationFrame(look);
    };
    look();
  }

  drawLegend() {
    const { colouring } = this;
    this.root.classList.toggle("embedding-map-values", !colouring.names);
    if (!colouring.names) fillColorBar(this.legend, colouring);
    else fillLegend(this.legend, { names: colouring.names, styles: this.styles, counts: this.counts, hidden: this.hidden, onHidden: (groups) => this.reportHidden(groups) });
  }

  resize() {
    if (this.resizing || !this.shown.revision) return;
    this.resizing = requestAnimationFrame(async () => {
      this.resizing = null;
      if (this.gone || !this.frame.clientWidth) return;
      await this.Plotly.Plots.resize(this.plot);
      if (!this.gone) this.drawOverlay();
    });
  }

  // For tests: where a row lies on the screen.
  clientPosition(row) {
    const box = this.plot.getBoundingClientRect();
    const [x, y] = makeProjector(this.plot)(this.at(row));
    return [box.left + x, box.top + y];
  }

  destroy() {
    this.gone = true;
    this.resizer.disconnect();
    window.removeEventListener("pointermove", this.onPointerMove, true);
    window.removeEventListener("pointerup", this.onPointerUp, true);
    cancelAnimationFrame(this.following);
    if (this.plot._fullLayout) this.Plotly.purge(this.plot);
    this.root.replaceChildren();
  }
}
