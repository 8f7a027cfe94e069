// The map on paper: the browser prints a sheet, light and with the whole legend, in the map's place. It is made when the
// browser is about to print, which waits for nothing: its points are painted in the page.
const PRINTED_SHEET = { width: 1190, height: 800 }; // about A4, lying, without its margins
const PRINT_FINE = 2.5; // pixels of the paper per pixel of the sheet

class PrintSheet {
  constructor(view) {
    Object.assign(this, { view, sheet: null, before: () => this.make(), after: () => this.remove() });
    window.addEventListener("beforeprint", this.before);
    window.addEventListener("afterprint", this.after);
  }

  make() {
    const { view } = this;
    this.remove();
    if (!view.content) return; // nothing is drawn yet
    const size = { width: PRINTED_SHEET.width * PRINT_FINE, height: PRINTED_SHEET.height * PRINT_FINE };
    try {
      const drawn = pictureDrawn(view, { size, title: view.box.parts.points.about?.title ?? "", paper: true, ratio: PRINT_FINE });
      const painter = new Painter();
      painter.takePoints(view.stage.shop.given.takePoints);
      if (painter.looksFurther) painter.lookFurther();
      painter.takeInks(drawn.inks);
      const points = pointsCanvas(painter.paint({ shot: drawn.camera.shot(), ratio: drawn.ratio, pad: EDGE_PIXELS }));
      this.sheet = canvasOf(drawn, points);
    } catch (error) {
      this.sheet = make("p", "", `The map can't be printed: ${error.message}.`);
    }
    this.sheet.className = "embedding-map-sheet";
    view.root.append(this.sheet);
  }

  remove() {
    this.sheet?.remove();
    this.sheet = null;
  }

  close() {
    this.remove();
    window.removeEventListener("beforeprint", this.before);
    window.removeEventListener("afterprint", this.after);
  }
}
