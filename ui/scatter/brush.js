// Bars of a number or of time, with a range that is drawn by the pointer, or moved by its two handles with the keyboard.
// onRange([first, last] or null, whether the hand is still on it)
class RangeBars {
  constructor(title, onRange) {
    Object.assign(this, { title, onRange, names: [], range: null, exact: null, from: null });
    this.element = make("div", "embedding-map-bars");
    this.bars = make("div", "embedding-map-histogram");
    this.window = make("div", "embedding-map-window");
    this.window.hidden = true;
    this.handles = ["first", "last"].map((end) => this.handle(end));
    this.bars.onpointerdown = (event) => this.start(event);
    this.bars.onpointermove = (event) => this.move(event);
    this.bars.onpointerup = (event) => this.end(event);
    this.bars.onpointercancel = () => (this.from = null);
    this.bars.ondblclick = () => this.take(null);
    this.element.append(this.bars);
  }

  // all: rows in each part; passing: those that the other choices leave; range: [first, last] or null; exact: where it
  // begins and ends within these parts, or null for the whole of them. Behind the bars stands how the same number would be spread as all rows are, so that more than usual is seen.
  show(names, all, passing, range, exact = null) {
    Object.assign(this, { names, range, exact });
    const sum = (counts) => counts.reduce((total, n) => total + n, 0);
    const usual = sum(passing) / Math.max(1, sum(all));
    const most = Math.max(1e-9, ...passing, usual * Math.max(...all));
    if (this.columns?.length !== names.length) {
      this.columns = names.map(() => make("div", "embedding-map-bar-column"));
      for (const column of this.columns) column.append(make("div", "embedding-map-bar-all"), make("div", "embedding-map-bar-now"));
      this.bars.replaceChildren(...this.columns, this.window, ...this.handles);
    }
    this.columns.forEach((column, part) => {
      const inside = !range || (part >= range[0] && part <= range[1]);
      const few = passing[part] < all[part] ? ` of ${all[part].toLocaleString("en")} (grey: as many as if spread like all rows)` : "";
      column.title = `${names[part]}: ${passing[part].toLocaleString("en")}${few}`;
      column.classList.toggle("embedding-map-bar-outside", !inside);
      // A bar that is not empty is seen.
      const height = (n) => (n ? `max(2px, ${(100 * n) / most}%)` : "0");
      column.firstChild.style.height = height(usual * all[part]);
      column.lastChild.style.height = height(passing[part]);
    });
    const n = sum(passing);
    const scaled = n > 0 && n < sum(all);
    if (scaled) this.bars.dataset.scaled = `drawn to the scale of these ${n.toLocaleString("en")}`;
    else delete this.bars.dataset.scaled;
    this.placeWindow();
  }

  placeWindow() {
    const [n, [first, last]] = [this.names.length, this.range ?? [0, this.names.length - 1]];
    const edges = this.exact ?? [first, last + 1];
    this.window.hidden = !this.range;
    Object.assign(this.window.style, { left: `${(100 * edges[0]) / n}%`, width: `${(100 * (edges[1] - edges[0])) / n}%` });
    [first, last].forEach((part, end) => {
      const handle = this.handles[end];
      handle.style.left = `${(100 * edges[end]) / n}%`;
      const told = { valuemin: 0, valuemax: n - 1, valuenow: part, valuetext: this.names[part] };
      for (const [name, value] of Object.entries(told)) handle.setAttribute(`aria-${name}`, String(value));
    });
  }

  handle(end) {
    const handle = make("div", "embedding-map-handle");
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", `${this.title}: ${end === "first" ? "from" : "to"}`);
    handle.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
      if (event.key === "Escape") this.take(null);
      else if (step) this.shift(end, step);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    return handle;
  }

  shift(end, step) {
    const most = this.names.length - 1;
    const [first, last] = this.range ?? [0, most];
    const within = (value, low, high) => Math.max(low, Math.min(high, value));
    const range = end === "first" ? [within(first + step, 0, last), last] : [first, within(last + step, first, most)];
    this.take(range[0] === 0 && range[1] === most ? null : range);
  }

  // A press near an end moves this end, one inside moves the whole, one elsewhere begins another range.
  start(event) {
    if (event.button || !this.names.length) return;
    this.bars.setPointerCapture(event.pointerId);
    const [at, wide] = [this.at(event), this.bars.clientWidth / this.names.length];
    const near = Math.max(0.5, 6 / wide);
    const [first, last] = this.range ?? [null, null];
    const end = this.range && [first, last + 1].findIndex((edge) => Math.abs(at - edge) <= near);
    const inside = this.range && end < 0 && at > first && at < last + 1;
    this.from = inside ? { at, range: this.range } : { part: this.range && end >= 0 ? (end ? first : last) : this.part(at) };
    this.moved = false;
  }

  move(event) {
    if (!this.from) return;
    const at = this.at(event);
    const { range, part } = this.from;
    if (range) {
      const by = Math.max(-range[0], Math.min(this.names.length - 1 - range[1], Math.round(at - this.from.at)));
      this.draw(range.map((edge) => edge + by));
    } else this.draw([part, this.part(at)].sort((a, b) => a - b));
  }

  end(event) {
    if (!this.from) return;
    const { moved } = this;
    const { part } = this.from;
    this.move(event);
    this.from = null;
    // A click takes the part that is clicked; on the range it takes the range away.
    if (!moved && part === undefined) this.take(null);
    else this.take(this.range ?? [part, part]);
  }

  draw(range) {
    if (this.range && !this.exact && this.range[0] === range[0] && this.range[1] === range[1]) return;
    this.moved = true;
    Object.assign(this, { range, exact: null });
    this.placeWindow();
    this.onRange(range, true);
  }

  take(range) {
    Object.assign(this, { range, exact: null });
    this.placeWindow();
    this.onRange(range, false);
  }

  at(event) {
    const box = this.bars.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * this.names.length;
  }

  part(at) {
    return Math.max(0, Math.min(this.names.length - 1, Math.floor(at)));
  }
}

// The range that the parts make, or null where they make none.
function rangeOf(parts) {
  if (!parts?.size) return null;
  const [first, last] = [Math.min(...parts), Math.max(...parts)];
  return first >= 0 && last - first + 1 === parts.size ? [first, last] : null;
}

// A range in words: several weeks from the first day of the first to the last one of the last.
function spanOf({ names, ends }, range) {
  const [first, last] = range ?? [0, names.length - 1];
  return first === last ? names[first] : `${names[first].replace("week of ", "")} – ${ends?.[last] ?? names[last]}`;
}

const partsOf = (range) => (range ? Array.from({ length: range[1] - range[0] + 1 }, (_, i) => range[0] + i) : []);
