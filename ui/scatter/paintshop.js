// Has pictures painted: in a worker, so that the page stays at hand, or in the page where workers are refused.
class Paintshop {
  // source: the painter's code; onChanged() is called when points would be painted otherwise than they were
  constructor(source, onChanged) {
    Object.assign(this, { onChanged, waiting: new Map(), given: {}, nAsked: 0, painter: null });
    try {
      this.address = URL.createObjectURL(new Blob([source, "\npaintInWorker();"], { type: "text/javascript" }));
      this.worker = new Worker(this.address);
      this.worker.onmessage = ({ data }) => this.arrived(data);
      this.worker.onerror = (event) => {
        event.preventDefault();
        this.paintHere();
      };
    } catch {
      this.paintHere(); // by the page's policy
    }
  }

  takePoints(axes) {
    this.give("takePoints", axes, axes.map((values) => new Float32Array(values)));
  }

  takeInks(inks) {
    this.give("takeInks", inks, { ...inks, ofRows: inks.ofRows.slice() });
  }

  // The original stays here, for the case that the worker fails; the copy moves there without another copy.
  give(name, original, copy) {
    this.given[name] = original;
    if (this.painter) this.giveHere(name, original);
    else this.worker.postMessage({ name, given: copy }, name === "takePoints" ? copy.map((values) => values.buffer) : [copy.ofRows.buffer]);
  }

  giveHere(name, given) {
    this.painter[name](given);
    if (this.painter.looksFurther) this.painter.lookFurther();
  }

  // { bytes, width, height }, some time later.
  paint(request) {
    if (this.painter) return new Promise((resolve) => setTimeout(() => resolve(this.painter.paint(request))));
    const id = ++this.nAsked;
    return new Promise((resolve) => {
      this.waiting.set(id, [resolve, { ...request, bytes: null }]);
      this.worker.postMessage({ id, name: "paint", given: request }, request.bytes ? [request.bytes] : []);
    });
  }

  arrived({ id, painted, ready, changed }) {
    if (changed) return this.onChanged();
    if (ready) return URL.revokeObjectURL(this.address);
    this.waiting.get(id)[0](painted);
    this.waiting.delete(id);
  }

  // In the page, with all that was given and asked so far.
  paintHere() {
    if (this.painter) return;
    this.worker?.terminate();
    this.painter = new Painter();
    for (const name of ["takePoints", "takeInks"]) if (this.given[name]) this.giveHere(name, this.given[name]);
    for (const [resolve, request] of this.waiting.values()) resolve(this.painter.paint(request));
    this.waiting.clear();
  }

  close() {
    this.worker?.terminate();
    URL.revokeObjectURL(this.address);
  }
}
