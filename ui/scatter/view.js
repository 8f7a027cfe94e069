// One map on the page: takes the parts as they come, draws what changed, and reports what a person does.
const TOOLS_HEIGHT = 34; // pixels above the cloud
const NEAR = 12; // pixels: as far away from the pointer a point still is the one that is meant

class EmbeddingMapView {
  constructor(root, box) {
    Object.assign(this, { root, box, shown: {}, hiddenBy: {}, outline: null, clicked: null, nClicks: 0, draws: 0, lit: null, gone: false });
    this.frame = make("div", "embedding-map-frame");
    this.canvas = make("canvas", "embedding-map-canvas");
    this.legend = make("div", "embedding-map-legend");
    this.notice = make("div", "embedding-map-notice", "Drawing the map…");
    this.legend.setAttribute("role", "group");
    this.legend.setAttribute("aria-label", "Legend");
    this.frame.append(this.canvas, this.notice);
    const body = make("div", "embedding-map-body"); // the root is what the layout's width rule measures
    body.append(this.frame, this.legend);
    root.replaceChildren(body);
    this.stage = new Stage(this.frame, PAINTER_SOURCE, () => this.painted());
    this.label = new PointLabel(this.frame, (row) => this.setState("asked", { revision: this.box.parts.points.revision, row }));
    this.tools = new Toolbar(this.frame, { onUse: (name) => this.use(name), onMode: (mode) => this.holds(mode) });
    this.pen = new OutlinePen(this.frame, {
      mode: () => this.tools.mode,
      toData: (at) => this.camera.toPlane(at),
      redraw: () => this.redrawSoon(),
      onDone: (shape, adds) => this.reportOutline([...((adds && this.outline) || []), this.withPlane(shape)]),
    });
    this.gestures = new Gestures(this.frame, {
      takes: () => this.pen.draws(),
      onDrag: (right, down, event) => this.move(() => this.drag(right, down, event)),
      onZoom: (at, factor) => this.move(() => this.camera.zoomAt(at, factor)),
      onReset: () => this.move(() => this.camera.reset()),
      onClick: (at) => this.camera && this.clickOn(this.rowAt(at), at),
      onHover: (at) => this.hoverAt(at),
      onPinch: () => this.pen.forget(),
    });
    this.resizer = new ResizeObserver(() => this.resize());
    this.resizer.observe(this.frame);
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
        if (points) this.takeHeight(points.height);
        if (points && colouring?.revision === points.revision && overlay?.revision === points.revision) await this.draw(points, colouring, overlay);
      }
    } catch (error) {
      console.error("embedding map", error);
      this.root.dataset.state = "failed";
      this.notice.hidden = false;
      this.notice.textContent = "The map could not be drawn in this browser. Reload the page; everything else works without it.";
    } finally {
      this.busy = false;
    }
  }

  // null: as high as the window lets it be; its legend then leaves room for what the page puts below it.
  takeHeight(height) {
    this.root.style.height = height === null ? "" : `${height}px`;
    this.root.classList.toggle("embedding-map-fills", height === null);
  }

  async draw(points, colouring, overlay) {
    const theme = readTheme(this.root);
    const newPoints = this.shown.revision !== points.revision;
    if (newPoints) this.takePoints(points);
    if (newPoints || this.shown.selectionId !== overlay.selection_id) this.takeState(points, overlay, newPoints);
    if (newPoints || this.shown.labelsDigest !== colouring.labels_digest) {
      this.labels = colouring.labels.getChild("label").toArray();
      this.lit = null;
    }
    this.styles = groupStyles(colouring, theme);
    this.hidden = colouring.names ? (this.hiddenBy[colouring.labels_digest] ??= new Set()) : new Set();
    Object.assign(this, { theme, colouring, overlay });
    const drawing = JSON.stringify([points.revision, colouring.labels_digest, overlay.focus_digest, [...this.hidden].sort(), this.styles, theme.grey, theme.noGroup, theme.background]);
    if (this.shown.drawing !== drawing) await this.drawPoints();
    if (this.gone) return;
    Object.assign(this.shown, { revision: points.revision, selectionId: overlay.selection_id, labelsDigest: colouring.labels_digest, drawing });
    this.prepareOverlay();
    this.drawLegend();
    this.drawOverlay();
    this.label.learn(overlay.told);
    this.notice.hidden = true;
    setTimeout(() => this.gone || this.lookAround(), 50); // before the pointer comes
    Object.assign(this.root.dataset, { state: "drawn", revision: points.revision, colouring: colouring.digest, hidden: String(this.hidden.size), dims: String(this.axes.length) });
  }

  takePoints(points) {
    this.root.dataset.state = "drawing";
    this.axes = ["x", "y", "z"].slice(0, points.n_dims).map((name) => points.points.getChild(name).toArray());
    this.label.takePoints(points.points.getChild("hover"), points.points.getChild("picture"));
    this.grid = this.crowd = null;
    this.stage.takePoints(this.axes);
    this.stage.canvas.setAttribute("aria-label", points.description);
    this.camera = new Camera(boundsOf(this.axes));
    this.camera.resize(this.frame.clientWidth, this.frame.clientHeight, TOOLS_HEIGHT);
    if (points.in_address) placeFromAddress(this.camera, points.revision);
    this.tools.fit(this.camera.inSpace);
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

  async drawPoints() {
    const focus = this.overlay.focus?.getChild("row").toArray();
    const inFocus = focus && new Uint8Array(this.labels.length);
    if (focus) for (const row of focus) inFocus[row] = 1;
    this.inks = inkOfRows(this.labels, inFocus, this.hidden);
    this.giveInks();
    await this.stage.show(this.camera);
    this.draws++;
    Object.assign(this.root.dataset, { points: String(this.axes[0].length), focus: focus ? String(focus.length) : "all", draws: String(this.draws) });
  }

  // Whatever moves the camera: the last picture follows at once.
  move(change) {
    if (!this.camera || this.gone) return;
    change();
    this.label.hide();
    this.redrawSoon(true);
    const { in_address, revision } = this.box.parts.points ?? {};
    if (in_address) placeToAddressSoon(this.camera, revision);
  }

  drag(right, down, event) {
    const asked = event.shiftKey || (event.buttons & 2) === 2 || this.tools.mode === "pan";
    if (this.camera.inSpace && !asked) this.camera.turnBy(right, down);
    else this.camera.panBy(right, down);
  }

  use(name) {
    if (!this.inks) return;
    if (name === "closer" || name === "farther") this.move(() => this.camera.zoomAt(this.camera.center, name === "closer" ? 1.5 : 1 / 1.5));
    else if (name === "reset") this.move(() => this.camera.reset());
    else (name === "picture" ? downloadPicture(this) : downloadFigure(this)).catch((error) => this.label.say(`The download failed: ${error.message}.`));
  }

  holds(mode) {
    this.frame.dataset.tool = mode;
  }

  withPlane(shape) {
    const plane = this.camera.plane;
    return plane ? { ...shape, plane: plane.map((row) => row.map((value) => Number(value.toPrecision(9)))) } : shape;
  }

  clickOn(row, at) {
    if (row === null && this.pen.draws()) this.reportOutline([]);
    if (row !== null || this.clicked !== null) this.reportClick(row);
    if (row === null) this.label.hide();
    else this.label.show(row, at, this.headingOf(row)); // a finger does not hover
  }

  // What is worth knowing of where the points lie: for the pointer, and on a flat map for the names.
  lookAround() {
    this.indexPoints();
    if (this.crowd || this.camera.inSpace) return;
    this.crowd = new CrowdMap(this.axes);
    this.drawOverlay();
  }

  // The index of the points as they are seen now; in space anew after each turn.
  indexPoints() {
    const { camera, axes } = this;
    if (this.grid?.turn === camera.turn) return;
    const along = (row) => Float32Array.from(axes[0], (x, i) => dot(row, camera.turn, [x, axes[1][i], axes[2][i]]));
    this.grid = camera.inSpace ? new PointGrid(along(0), along(1)) : new PointGrid(...axes);
    this.grid.turn = camera.turn;
  }

  // The row shown nearest to a place of the frame, or null; in space the foremost of those right there.
  rowAt(at) {
    const { camera, axes, inks } = this;
    if (!inks) return null;
    this.indexPoints();
    const depth = camera.inSpace ? (row) => dot(2, camera.turn, this.at(row)) : undefined;
    const size = pointLook(inks.length, axes.length, camera.zoom).size;
    return this.grid.nearest(camera.toPlane(at), Math.max(NEAR, size) / camera.scale, (row) => inks[row] !== INK_NONE, size / 2 / camera.scale, depth);
  }

  // Once a frame, as the pointer moves.
  hoverAt(at) {
    this.pointer = at;
    if (!at) return this.hovers(null);
    this.looking ??= requestAnimationFrame(() => {
      this.looking = null;
      if (!this.gone && this.camera && this.pointer) this.hovers(this.pen.shape() ? null : this.rowAt(this.pointer));
    });
  }

  hovers(row) {
    this.frame.classList.toggle("embedding-map-on-point", row !== null);
    if (row === null) this.label.hide();
    else this.label.show(row, this.pointer, this.headingOf(row));
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
    this.light(null);
    this.hiddenBy[this.colouring.labels_digest] = new Set(groups);
    this.update();
    this.setState("hidden", { labels: this.colouring.labels_digest, groups: [...groups].sort((a, b) => a - b) });
  }

  // Over the text of a row: its group, or its value.
  headingOf(row) {
    const label = this.labels[row];
    const { names, title, unit } = this.colouring;
    const color = this.styles[label]?.color ?? this.theme.noGroup;
    if (names) return { heading: names[label] ?? "", color };
    const value = this.colouring.values.getChild("value").get(row);
    const text = unit === "date" ? new Date(value * 1000).toISOString().slice(0, 10) : Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
    return { heading: `${title}: ${label < 0 ? "no value" : text}`, color };
  }

  at(row) {
    return this.axes.map((values) => values[row]);
  }

  // Everything on top of the points, in data units; names of groups in colour come first, then the bigger group's.
  prepareOverlay() {
    const { overlay, colouring } = this;
    this.counts = new Int32Array(this.styles.length);
    for (const label of this.labels) if (label >= 0) this.counts[label]++;
    const inColour = new Uint8Array(this.styles.length + INK_GROUPS);
    for (const ink of this.inks) inColour[ink] = 1;
    this.content = {
      circles: overlay.circles,
      lines: overlay.lines.flatMap(({ at, rows, color }) => rows.map((row) => ({ from: at, to: this.at(row), color }))),
      trails: overlay.trails,
      markers: overlay.markers,
      selected: Array.from(overlay.selected?.getChild("row").toArray() ?? [], (row) => this.at(row)),
      clicked: this.clicked === null ? null : this.at(this.clicked),
      texts: (colouring.texts ?? [])
        .filter(({ group }) => !this.hidden.has(group))
        .map((label) => ({ ...label, size: label.group === null ? Infinity : this.counts[label.group], faded: label.group !== null && !inColour[label.group + INK_GROUPS] }))
        .sort((a, b) => a.faded - b.faded || b.size - a.size || 0),
    };
    Object.assign(this.root.dataset, { selected: String(this.content.selected.length), markers: String(overlay.markers.length), lines: String(this.content.lines.length), trails: String(overlay.trails.length), clicked: String(this.clicked ?? "") });
  }

  drawOverlay() {
    if (!this.content) return;
    const [width, height, ratio] = [this.frame.clientWidth, this.frame.clientHeight, window.devicePixelRatio || 1];
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== across || this.canvas.height !== down) Object.assign(this.canvas, { width: across, height: down });
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const pointSize = pointLook(this.inks.length, this.axes.length, this.camera.zoom).size;
    const content = { ...this.content, crowd: this.crowd, lit: this.lit, pointSize, outline: this.outline, stroke: this.pen.shape() };
    content.blocks = [this.tools.box()];
    const named = drawOverlay(context, { width, height, top: 0 }, this.camera, content, this.theme);
    const range = this.camera.range.map((value) => value.toPrecision(6)).join(",");
    Object.assign(this.root.dataset, { labels: String(named), range, shapes: String(this.outline?.length ?? 0) });
  }

  // Once a frame. moved: whether the points have to follow, too.
  redrawSoon(moved = false) {
    this.moved ||= moved;
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      if (this.gone) return;
      if (this.moved) this.stage.show(this.camera, true);
      this.moved = false;
      this.drawOverlay();
    });
  }

  painted() {
    this.root.dataset.painted = String(this.stage.nPainted);
  }

  drawLegend() {
    const { colouring } = this;
    this.root.classList.toggle("embedding-map-values", !colouring.names);
    if (!colouring.names) fillColorBar(this.legend, colouring);
    else this.listGroups();
    this.tellLegend();
  }

  listGroups() {
    const { names } = this.colouring;
    const { styles, counts, hidden } = this;
    fillLegend(this.legend, { names, styles, counts, hidden, onHidden: (groups) => this.reportHidden(groups), onLit: (group) => this.light(group) });
  }

  // The page lays out by it what stands below the legend of a map that fills the window.
  tellLegend() {
    if (this.box.parts.points?.height === null) document.documentElement.style.setProperty("--embedding-map-legend-height", `${this.legend.offsetHeight}px`);
  }

  // The points of one group at full strength, the others faint; null: all again.
  light(group) {
    if (this.lit === group || !this.inks) return;
    this.lit = group;
    this.giveInks();
    this.stage.show(this.camera);
    this.drawOverlay();
    this.root.dataset.lit = String(group ?? "");
  }

  giveInks() {
    const table = inkTable(this.styles, this.theme, this.lit);
    this.stage.takeInks({ ofRows: this.inks, table, background: channels(this.theme.background) });
  }

  resize() {
    const [width, height] = [this.frame.clientWidth, this.frame.clientHeight];
    if (!this.camera || !width || (width === this.camera.width && height === this.camera.height)) return;
    this.camera.resize(width, height, TOOLS_HEIGHT);
    this.redrawSoon(true);
    this.tellLegend();
  }

  // For tests: where a row lies on the screen, and how many rows are drawn.
  clientPosition(row) {
    const box = this.frame.getBoundingClientRect();
    const [x, y] = this.camera.project(this.at(row));
    return [box.left + x, box.top + y];
  }

  nDrawn() {
    return this.inks.reduce((count, ink) => count + (ink !== INK_NONE), 0);
  }

  destroy() {
    this.gone = true;
    this.label.hide();
    this.resizer.disconnect();
    this.stage.close();
    this.root.replaceChildren();
  }
}
