// What a person does on a map with a pointer: takes a tool, moves the map, draws around points, points at one, clicks.
const NEAR = 12; // pixels: as far away from the pointer a point still is the one that is meant

class Hand {
  constructor(view) {
    const { frame } = view;
    Object.assign(this, { view, grid: null });
    this.tools = new Toolbar(frame, { onUse: (name) => this.use(name), onMode: (mode) => (frame.dataset.tool = mode) });
    this.pictures = new PicturePanel(view, this.tools.buttons.picture);
    this.pen = new OutlinePen(frame, {
      mode: () => this.tools.mode,
      toData: (at) => view.camera.toPlane(at),
      redraw: () => view.redrawSoon(),
      onDone: (shape, { adds, away }) => view.reports.outlined([...(((adds || away) && view.reports.outline) || []), this.withPlane(away ? { ...shape, away } : shape)]),
    });
    this.gestures = new Gestures(frame, {
      takes: () => this.pen.draws(),
      onDrag: (right, down, event) => view.move(() => this.drag(right, down, event)),
      onZoom: (at, factor) => view.move(() => view.camera.zoomAt(at, factor)),
      onReset: () => view.showAll(),
      onClick: (at, event) => view.camera && this.clickOn(this.rowAt(at), at, event?.pointerType === "touch"),
      onHover: (at) => this.hoverAt(at),
      onPinch: () => this.pen.forget(),
    });
  }

  takePoints() {
    this.grid = null;
    this.tools.fit(this.view.camera.inSpace);
  }

  drag(right, down, event) {
    const { camera } = this.view;
    const asked = event.shiftKey || (event.buttons & 2) === 2 || this.tools.mode === "pan";
    if (camera.inSpace && !asked) camera.turnBy(right, down);
    else camera.panBy(right, down);
  }

  use(name) {
    const { view } = this;
    if (!view.inks) return;
    if (name === "closer" || name === "farther") view.move(() => view.camera.zoomAt(view.camera.center, name === "closer" ? 1.5 : 1 / 1.5));
    else if (name === "keys") view.keys.dialog.showModal();
    else if (name === "reset") view.showAll();
    else this.pictures.toggle();
  }

  withPlane(shape) {
    const plane = this.view.camera.plane;
    return plane ? { ...shape, plane: plane.map((row) => row.map((value) => Number(value.toPrecision(9)))) } : shape;
  }

  clickOn(row, at, byFinger = false) {
    const { reports, label } = this.view;
    if (row === null && this.pen.draws()) reports.outlined([]);
    if (row !== null || reports.clicked !== null) reports.clickedOn(row);
    if (row === null) label.hide();
    else label.show(row, at, this.view.headingOf(row), byFinger); // a finger does not hover
  }

  // The index of the points as they are seen now; in space anew after each turn.
  indexPoints() {
    const { camera, axes } = this.view;
    if (this.grid?.turn === camera.turn) return;
    const along = (row) => Float32Array.from(axes[0], (x, i) => dot(row, camera.turn, [x, axes[1][i], axes[2][i]]));
    this.grid = camera.inSpace ? new PointGrid(along(0), along(1)) : new PointGrid(...axes);
    this.grid.turn = camera.turn;
  }

  // The row shown nearest to a place of the frame, or null; in space the foremost of those right there.
  rowAt(at) {
    const { camera, axes, inks } = this.view;
    if (!inks) return null;
    this.indexPoints();
    const depth = camera.inSpace ? (row) => dot(2, camera.turn, this.view.at(row)) : undefined;
    const size = pointLook(inks.length, axes.length, camera.zoom).size;
    return this.grid.nearest(camera.toPlane(at), Math.max(NEAR, size) / camera.scale, (row) => inks[row] !== INK_NONE, size / 2 / camera.scale, depth);
  }

  // Once a frame, as the pointer moves.
  hoverAt(at) {
    const { view } = this;
    this.pointer = at;
    if (!at) return this.hovers(null);
    this.looking ??= requestAnimationFrame(() => {
      this.looking = null;
      if (!view.gone && view.camera && this.pointer) this.hovers(this.pen.shape() ? null : this.rowAt(this.pointer));
    });
  }

  hovers(row) {
    const { frame, label } = this.view;
    frame.classList.toggle("embedding-map-on-point", row !== null);
    if (row === null) label.hide();
    else label.show(row, this.pointer, this.view.headingOf(row));
  }
}
