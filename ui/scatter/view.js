// One map on the page: takes the parts as they come and draws what changed. What a person does there is the hand's.
// Pixels above the cloud: on a wide map it hardly ever reaches the corner of the tools.
const ROOM_ABOVE = { wide: 8, narrow: 36 };
const WIDE = 900;

class EmbeddingMapView {
  constructor(root, box) {
    Object.assign(this, { root, box, shown: {}, draws: 0, lit: null, gone: false, resting: true });
    this.frame = make("div", "embedding-map-frame");
    this.canvas = make("canvas", "embedding-map-canvas");
    this.notice = make("div", "embedding-map-notice", "Drawing the map…");
    this.nothing = make("button", "embedding-map-nothing", "Nothing in sight: show all");
    Object.assign(this.nothing, { type: "button", hidden: true, onclick: () => this.showAll() });
    this.frame.append(this.canvas, this.notice, this.nothing);
    this.sieve = new Sieve(this);
    this.side = new Side(this);
    this.legend = this.side.legend;
    const body = make("div", "embedding-map-body"); // the root is what the layout's width rule measures
    body.append(this.frame, this.side.time.element, this.side.element);
    root.replaceChildren(body);
    this.stage = new Stage(this.frame, PAINTER_SOURCE, () => this.painted());
    this.label = new PointLabel(this.frame, (row) => this.setState("asked", { revision: this.box.parts.points.revision, row }));
    this.hand = new Hand(this);
    this.reports = new Reports(this);
    this.sayings = new Sayings(this);
    this.print = new PrintSheet(this);
    this.keys = new MapKeys(this);
    this.resizer = new ResizeObserver(() => this.resize());
    this.resizer.observe(this.frame);
  }

  get filters() {
    return this.sieve.filters;
  }

  // Whether the page leaves some rows out by a filter of its own, such as words.
  get filteredByPage() {
    return this.overlay.said.length > 0;
  }

  get roomAbove() {
    return this.frame.clientWidth < WIDE ? ROOM_ABOVE.narrow : ROOM_ABOVE.wide;
  }

  // Draws when the parts of one and the same picture are all there; the rest of a run's messages is on its way otherwise.
  async update() {
    this.pending = true;
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.pending && !this.gone) {
        this.pending = false;
        const { points, colouring, overlay, facets } = this.box.parts;
        if (points) this.takeHeight(points.height);
        const whole = points && colouring?.revision === points.revision && overlay?.revision === points.revision;
        if (whole && (points.facets === null || facets?.digest === points.facets)) await this.draw(points, colouring, overlay);
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
    if (newPoints || this.shown.selectionId !== overlay.selection_id) this.reports.takeState(points, overlay, { newPoints, first: !this.shown.revision });
    if (newPoints || this.shown.labelsDigest !== colouring.labels_digest) {
      this.labels = colouring.labels.getChild("label").toArray();
      this.lit = null;
    }
    if (newPoints || this.shown.facets !== points.facets) this.sieve.takeFacets(points.facets);
    this.styles = groupStyles(colouring, theme);
    this.hidden = this.reports.hiddenIn(colouring);
    Object.assign(this, { theme, colouring, overlay });
    if (this.shown.focus !== overlay.focus_digest || newPoints) this.filters.focusOn(this.sieve.inFocus());
    this.filters.hide(this.labels, this.hidden);
    const filtered = JSON.stringify(this.filters.told());
    const drawing = JSON.stringify([points.revision, colouring.labels_digest, overlay.focus_digest, filtered, [...this.hidden].sort(), this.styles, overlay.contours, theme.grey, theme.noGroup, theme.background]);
    if (this.shown.drawing !== drawing) await this.drawPoints();
    if (this.gone) return;
    Object.assign(this.shown, { revision: points.revision, selectionId: overlay.selection_id, labelsDigest: colouring.labels_digest, facets: points.facets, focus: overlay.focus_digest, drawing });
    this.prepareOverlay();
    this.side.show();
    this.side.tellPage();
    this.drawOverlay();
    this.label.learn(overlay.told);
    this.stage.canvas.setAttribute("aria-label", overlay.description);
    this.keys.describe(overlay.description);
    this.keys.drawn(this.content.selected.length);
    this.notice.hidden = true;
    setTimeout(() => this.gone || this.lookAround(), 50); // before the pointer comes
    Object.assign(this.root.dataset, { state: "drawn", revision: points.revision, colouring: colouring.digest, hidden: String(this.hidden.size), dims: String(this.axes.length) });
  }

  takePoints(points) {
    this.root.dataset.state = "drawing";
    this.axes = ["x", "y", "z"].slice(0, points.n_dims).map((name) => points.points.getChild(name).toArray());
    this.label.takePoints(points.points.getChild("hover"), points.points.getChild("picture"));
    this.firsts = points.points.getChild("first")?.toArray() ?? null;
    this.sayings.takePoints();
    this.stage.takePoints(this.axes);
    this.camera = new Camera(boundsOf(this.axes));
    this.camera.resize(this.frame.clientWidth, this.frame.clientHeight, this.roomAbove);
    if (points.in_address) placeFromAddress(this.camera, points.revision);
    this.hand.takePoints();
    this.keys.takePoints();
  }

  async drawPoints() {
    this.inks = inkOfRows(this.labels, this.filters.passing(), this.hidden);
    this.giveInks();
    await this.stage.show(this.camera);
    this.draws++;
    const focus = this.overlay.focus ? String(this.overlay.focus.numRows) : "all";
    Object.assign(this.root.dataset, { points: String(this.axes[0].length), focus, passing: String(this.filters.nPassing), draws: String(this.draws) });
  }

  // The points as the filters leave them, while a hand is on one.
  drawFiltered() {
    this.inks = inkOfRows(this.labels, this.filters.passing(), this.hidden);
    this.giveInks();
    this.stage.show(this.camera);
    this.side.show(true);
    this.prepareOverlay();
    this.drawOverlay();
    Object.assign(this.root.dataset, { passing: String(this.filters.nPassing) });
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

  // The whole map, as it is seen at first: names stand where they stood then, too.
  showAll() {
    this.sayings.takePoints();
    this.move(() => this.camera.reset());
  }

  // What is worth knowing of where the points lie, for the pointer.
  lookAround() {
    this.hand.indexPoints();
    this.drawOverlay(); // the page's notes are in place by now
    this.tellNothing();
  }

  // A flat map that was moved or zoomed until no point is left says so.
  tellNothing() {
    const { camera, hand, inks } = this;
    this.nothing.hidden = camera.inSpace || !hand.grid || hand.grid.within(camera.range, 1, (row) => inks[row] !== INK_NONE).length > 0;
  }

  at(row) {
    return this.axes.map((values) => values[row]);
  }

  headingOf(row) {
    return rowHeading(row, this);
  }

  prepareOverlay() {
    const { overlay, reports } = this;
    this.counts = groupCounts(this.labels, this.styles.length);
    this.content = overlayContent({ ...this, clicked: reports.clicked, at: (row) => this.at(row) });
    const count = (list) => String(list.length);
    const { selected, markers, lines } = this.content;
    Object.assign(this.root.dataset, { selected: count(selected), markers: count(markers), lines: count(lines), trails: count(overlay.trails), clicked: String(reports.clicked ?? "") });
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
    const content = { ...this.content, ...this.sayings.naming(), lit: this.lit, pointSize, outline: this.reports.outline, stroke: this.hand.pen.shape() };
    content.blocks = this.sayings.covered();
    Object.assign(content, this.sayings.finer(this.camera, this.sayings.words));
    if (!content.drawWords) this.root.dataset.words = "0";
    const named = drawOverlay(context, { width, height, top: 0 }, this.camera, content, this.theme);
    this.keys.follow();
    const range = this.camera.range.map((value) => value.toPrecision(6)).join(",");
    Object.assign(this.root.dataset, { labels: String(named), range, shapes: String(this.reports.outline?.length ?? 0) });
  }

  // Once a frame. moved: whether the points have to follow, too.
  redrawSoon(moved = false) {
    this.moved ||= moved;
    if (moved) this.restSoon();
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      if (this.gone) return;
      if (this.moved) this.stage.show(this.camera, true);
      this.moved = false;
      this.drawOverlay();
    });
  }

  // Names are placed anew once nothing moves.
  restSoon() {
    this.resting = false;
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => {
      this.resting = true;
      if (this.gone) return;
      this.drawOverlay();
      this.tellNothing();
    }, REST_MS);
  }

  painted() {
    this.root.dataset.painted = String(this.stage.nPainted);
  }

  hide(groups) {
    this.light(null);
    this.reports.hid(groups);
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
    const { copies, ...inks } = this.inksIn(this.theme, this.styles, this.lit);
    this.copies = copies;
    this.stage.takeInks(inks);
  }

  // The inks as a painter takes them, and how many rows each point stands for.
  inksIn(theme, styles, lit = null) {
    const { ofRows, table, counts: copies } = withAway(gathered(this.inks, inkTable(styles, theme, lit), this.firsts), this.inks, this.firsts, channels(theme.away));
    return { ofRows, table, background: channels(theme.background), line: this.overlay.contours ? channels(theme.contour) : null, copies };
  }

  resize() {
    const [width, height] = [this.frame.clientWidth, this.frame.clientHeight];
    if (!this.camera || !width || (width === this.camera.width && height === this.camera.height)) return;
    this.camera.resize(width, height, this.roomAbove);
    this.redrawSoon(true);
    this.side.tellPage();
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
    clearTimeout(this.restTimer);
    this.label.hide();
    this.resizer.disconnect();
    this.side.destroy();
    this.print.close();
    this.stage.close();
    this.root.replaceChildren();
  }
}
