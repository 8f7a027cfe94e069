// The months (quarters, years) under the bars of time: a click chooses one to the day.
const PERIOD_UNITS = [[1, 27], [3, 27], [12, 34]]; // months, and pixels that a name takes

class CalendarAxis {
  // onDays({ first, last } or null)
  constructor(title, onDays) {
    Object.assign(this, { title, onDays });
    this.element = make("div", "embedding-map-axis");
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", `${title}: whole months, quarters or years`);
    this.resizer = new ResizeObserver(() => this.draw());
    this.resizer.observe(this.element);
  }

  close() {
    this.resizer.disconnect();
  }

  // line: { first, last, edges } of the time line; days: the span that is chosen, or null
  show(line, days) {
    Object.assign(this, { line, days });
    this.draw();
  }

  // The finest of these whose names have room beside one another.
  periods(width) {
    if (!this.line || !width) return [];
    const all = PERIOD_UNITS.map(([months, pixels]) => [periodsIn(this.line, months), pixels]);
    const fitting = all.find(([periods, pixels]) => periods.length > 1 && periods.length * pixels <= width);
    return fitting ? fitting[0] : [];
  }

  draw() {
    const width = this.element.clientWidth;
    const periods = this.periods(width);
    const drawn = JSON.stringify([this.line, width]);
    if (this.drawn !== drawn) this.element.replaceChildren(...periods.map((period, place) => this.button(period, place === 0, width)));
    this.drawn = drawn;
    periods.forEach(({ first, last }, place) => {
      const isChosen = this.days?.first === first && this.days.last === last;
      this.element.children[place].setAttribute("aria-pressed", String(isChosen));
    });
  }

  button(period, isFirst, width) {
    const { edges } = this.line;
    const n = edges.length - 1;
    const [left, right] = [placeAmong(edges, period.first), placeAmong(edges, period.last + 1)];
    const room = (width * (right - left)) / n;
    const year = dayParts(period.first).year;
    const begins = isFirst || dayParts(period.first).month === 0;
    const long = begins && period.short !== String(year) ? `${period.short} ${year}` : period.short;
    const button = make("button", "embedding-map-period", room >= 60 ? long : room >= 22 ? period.short : "");
    Object.assign(button, { type: "button", title: `${period.name}: ${daysInWords(period)}` });
    button.setAttribute("aria-label", `Only ${period.name}`);
    Object.assign(button.style, { left: `${(100 * left) / n}%`, width: `${(100 * (right - left)) / n}%` });
    button.onclick = () => this.onDays(button.getAttribute("aria-pressed") === "true" ? null : { first: period.first, last: period.last });
    return button;
  }
}
