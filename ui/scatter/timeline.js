// The rows over time below the map, with a range that can be drawn, moved and played, or asked for by its days.
const PLAY_MS = 450;
const PLAYED = 1 / 8; // of all parts, where no range was drawn before

class Timeline {
  // onRange as for RangeBars; onDays({ first, last } or null)
  constructor(onRange, onDays = () => {}) {
    Object.assign(this, { onRange, onDays });
    this.element = make("div", "embedding-map-time");
    this.said = make("div", "embedding-map-time-said");
    this.wrong = make("div", "embedding-map-time-wrong");
    this.wrong.setAttribute("role", "alert");
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

  // facet: { column, names, ends, line }, line as for CalendarAxis or null
  take(facet) {
    if (this.facet === facet) return;
    this.stop();
    this.calendar?.close();
    this.facet = facet;
    this.bars = new RangeBars(facet.column, (range, moving) => {
      if (!this.steps) this.stop();
      this.onRange(range, moving);
    });
    const ask = (days) => {
      this.stop();
      this.onDays(days);
    };
    this.calendar = new CalendarAxis(facet.column, ask);
    this.fields = new DayFields(facet.column, ask, (wrong) => (this.wrong.textContent = wrong));
    const [head, line, chart] = ["head", "line", "chart"].map((name) => make("div", `embedding-map-time-${name}`));
    line.append(make("span", "embedding-map-time-column", facet.column), this.count, this.clear);
    head.append(line, this.fields.element, this.said, this.wrong);
    chart.append(this.bars.element, this.calendar.element);
    this.element.replaceChildren(this.play, head, chart);
  }

  // range: of parts, or null; days: a span in its place, or null
  show(all, passing, range, nPassing, nRows, days = null) {
    const { names, line } = this.facet;
    const seen = days ? partsWithin(line.edges, days) : range;
    this.bars.show(names, all, passing, seen, days && [placeAmong(line.edges, days.first), placeAmong(line.edges, days.last + 1)]);
    this.said.textContent = days ? daysInWords(days) : spanOf(this.facet, range);
    // The fields say the same of whole days.
    this.said.hidden = Boolean(line) && (days !== null || range === null || line.edges.every(Number.isInteger));
    this.calendar.show(line, days ?? (line && range && daysOfParts(line.edges, range)));
    this.fields.show(line, line && (days ?? (range ? daysOfParts(line.edges, range) : line)));
    this.count.textContent = nPassing === nRows ? "" : `${nPassing.toLocaleString("en")} of ${nRows.toLocaleString("en")}`;
    this.clear.hidden = !range && !days;
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
