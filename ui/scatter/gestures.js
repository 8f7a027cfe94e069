// What a hand does on the map: drag, turn, wheel, pinch, click, double click. Positions are pixels of the frame.
const HELD_STILL = 5; // pixels: less is a click
const BESIDE = ".embedding-map-tools, .embedding-map-nothing"; // not on the map itself

class Gestures {
  // takes(): whether the tool in hand takes drags for itself; onDrag(right, down, event), onZoom(at, factor),
  // onClick(at), onReset(), onHover(at or null), onPinch()
  constructor(frame, told) {
    Object.assign(this, { frame, told, fingers: new Map(), press: null });
    const listen = (name, act, options) => frame.addEventListener(name, (event) => event.target.closest?.(BESIDE) || act(event), options);
    listen("pointerdown", (event) => this.down(event));
    listen("pointermove", (event) => this.move(event));
    listen("pointerup", (event) => this.up(event));
    listen("pointercancel", (event) => this.lost(event));
    listen("pointerleave", (event) => event.pointerType === "touch" || this.fingers.size || told.onHover(null));
    listen("wheel", (event) => this.wheel(event), { passive: false });
    listen("dblclick", () => told.takes() || told.onReset());
    listen("contextmenu", (event) => event.preventDefault());
  }

  place(event) {
    const box = this.frame.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  down(event) {
    const at = this.place(event);
    this.fingers.set(event.pointerId, at);
    this.press = event.isPrimary && event.button === 0 ? at : null;
    this.told.onHover(null);
    if (this.fingers.size === 2) this.told.onPinch();
    // Else a drag that leaves the frame would never end.
    if (event.isTrusted) this.frame.setPointerCapture(event.pointerId);
  }

  move(event) {
    const at = this.place(event);
    const before = this.fingers.get(event.pointerId);
    if (!before) return event.pointerType === "touch" || this.told.onHover(at);
    // A drag, even if it comes back to where it began, as lassos do.
    if (this.press && Math.hypot(at[0] - this.press[0], at[1] - this.press[1]) > HELD_STILL) this.press = null;
    if (this.fingers.size === 2) this.pinch(event.pointerId, before, at);
    else if (!this.press && !this.told.takes()) this.told.onDrag(at[0] - before[0], at[1] - before[1], event);
    else if (!this.told.takes()) return; // not yet a drag: its first pixels are not lost
    this.fingers.set(event.pointerId, at);
  }

  pinch(id, before, at) {
    const [other] = [...this.fingers].filter(([finger]) => finger !== id).map(([, place]) => place);
    const apart = (place) => Math.max(20, Math.hypot(place[0] - other[0], place[1] - other[1]));
    const middle = [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2];
    this.told.onDrag((at[0] - before[0]) / 2, (at[1] - before[1]) / 2, { shiftKey: true }); // moves, never turns
    this.told.onZoom(middle, apart(at) / apart(before));
  }

  up(event) {
    const press = this.press;
    this.lost(event);
    if (press && this.fingers.size === 0) this.told.onClick(this.place(event), event);
  }

  lost(event) {
    this.fingers.delete(event.pointerId);
    this.press = null;
  }

  wheel(event) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 18 : event.deltaMode === 2 ? 400 : 1);
    this.told.onZoom(this.place(event), Math.exp(-Math.max(-400, Math.min(400, pixels)) * (event.ctrlKey ? 0.01 : 0.0018)));
  }
}
