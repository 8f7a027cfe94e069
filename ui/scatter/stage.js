// The points on the screen: the last picture, moved and scaled at once as the camera moves, and painted anew behind it.
const PAD = 48; // pixels of the picture beyond each edge, seen while one pans
const SLOW_MS = 40; // a picture that takes longer is painted with fewer pixels while the camera moves
const REST_MS = 160;

class Stage {
  // onPainted() follows each picture
  constructor(frame, source, onPainted) {
    Object.assign(this, { onPainted, shop: new Paintshop(source, () => this.gone || this.show(this.camera)), nPainted: 0, lastMs: 0, shown: null, gone: false });
    this.canvas = make("canvas", "embedding-map-points");
    this.canvas.setAttribute("role", "img");
    this.canvas.hidden = true; // it is black until its first picture
    frame.prepend(this.canvas);
    this.context = this.canvas.getContext("2d", { alpha: false });
  }

  takePoints(axes) {
    this.shown = null;
    this.shop.takePoints(axes);
  }

  takeInks(inks) {
    this.shop.takeInks(inks);
    this.stale = true;
  }

  // Shows the points as that camera sees them: what there is at once, as it should be soon.
  show(camera, moves = false) {
    this.camera = camera;
    this.follow();
    clearTimeout(this.resting);
    const full = window.devicePixelRatio || 1;
    this.wanted = { shot: camera.shot(), ratio: moves && this.lastMs > SLOW_MS ? Math.min(1, full) : full };
    if (this.wanted.ratio < full) this.resting = setTimeout(() => this.gone || this.show(camera), REST_MS);
    this.working ??= this.work();
    return this.working;
  }

  async work() {
    while (this.wanted && !this.gone) {
      const { shot, ratio } = this.wanted;
      this.wanted = null;
      const started = performance.now();
      const painted = await this.shop.paint({ shot, ratio, pad: PAD, bytes: this.spare });
      if (this.gone) return;
      this.lastMs = performance.now() - started;
      this.put(painted, shot, ratio);
    }
    this.working = null;
  }

  put({ bytes, width, height }, shot, ratio) {
    const { canvas } = this;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    Object.assign(canvas.style, { width: `${width / ratio}px`, height: `${height / ratio}px`, left: `${-PAD}px`, top: `${-PAD}px` });
    this.context.putImageData(new ImageData(new Uint8ClampedArray(bytes), width, height), 0, 0);
    canvas.hidden = false;
    Object.assign(this, { spare: bytes, shown: shot });
    this.nPainted++;
    this.follow();
    this.onPainted();
  }

  follow() {
    const now = this.shown && this.camera.since(this.shown);
    if (!now) return;
    const [left, top] = [now.left + PAD * (1 - now.scale), now.top + PAD * (1 - now.scale)];
    this.canvas.style.transform = now.scale === 1 && !left && !top ? "" : `matrix(${now.scale},0,0,${now.scale},${left},${top})`;
  }

  close() {
    this.gone = true;
    clearTimeout(this.resting);
    this.shop.close();
  }
}
