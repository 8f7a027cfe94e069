// The rows over time below the map, with a range that can be drawn, moved and played.
const PLAY_MS = 450;
const PLAYED = 1 / 8; // of all parts, where no range was drawn before

class Timeline {
  // onRange as for RangeBars
  constructor(onRange) {
    this.onRange = onRange;
    this.element = make("div", "embedding-map-time");
    this.said = make("div", "embedding-map-time-said");
    this.count = make("span", "embedding-map-count");
    this.count.setAttribute("role", "status");
    this.play = make("button", "embedding-map-play");
    this.play.type = "button";
    this.play.onclick = () => (this.playing ? this.stop() : this.begin());
    this.clear = make("button", "embedding-map-clear", "All");
    this.clear.type = "button";
    this.clear.onclick = () => this.bars.take(null);
    this.sayPlaying();
  }

  // facet: { column, names }
  take(facet) {
    if (this.facet === facet) return;
    this.stop();
    this.facet = facet;
    this.bars = new RangeBars(facet.column, (range, moving) => {
      if (!this.steps) this.stop();
      this.onRange(range, moving);
    });
    const [head, line] = [make("div", "embedding-map-time-head"), make("div", "embedding-map-time-line")];
    line.append(make("span", "embedding-map-time-column", facet.column), this.count, this.clear);
    head.append(line, this.said);
    this.element.replaceChildren(this.play, head, this.bars.element);
  }

  show(all, passing, range, nPassing, nRows) {
    this.bars.show(this.facet.names, all, passing, range);
    this.said.textContent = spanOf(this.facet, range);
    this.count.textContent = nPassing === nRows ? "" : `${nPassing.toLocaleString("en")} of ${nRows.toLocaleString("en")}`;
    this.clear.hidden = !range;
  }

  begin() {
    const n = this.facet.names.length;
    const { range } = this.bars;
    const length = range ? range[1] - range[0] + 1 : Math.max(1, Math.round(n * PLAYED));
    this.go(range && range[1] < n - 1 ? range : [0, length - 1]);
    this.playing = setInterval(() => this.step(), PLAY_MS);
    this.sayPlaying();
  }

  step() {
    const [first, last] = this.bars.range ?? [0, 0];
    if (last >= this.facet.names.length - 1) this.stop();
    else this.go([first + 1, last + 1]);
  }

  go(range) {
    this.steps = true;
    this.bars.draw(range);
    this.steps = false;
  }

  // Where it stops, the range is told as one that a hand has left.
  stop() {
    if (!this.playing) return;
    clearInterval(this.playing);
    this.playing = null;
    this.sayPlaying();
    this.onRange(this.bars.range, false);
  }

  sayPlaying() {
    this.play.textContent = this.playing ? "❚❚" : "▶";
    this.play.setAttribute("aria-label", this.playing ? "Stop" : "Play: move the range through time");
    this.play.title = this.play.getAttribute("aria-label");
  }
}
