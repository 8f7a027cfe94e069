// Two fields for the first and the last day. What is typed counts when the field is left, with Enter, or after a pause:
// a year is typed digit by digit. An empty field is the end of the data.
const TYPED_MS = 700;

class DayFields {
  // onDays as for CalendarAxis, onWrong(sentence, or nothing)
  constructor(title, onDays, onWrong) {
    Object.assign(this, { onDays, onWrong, waiting: null, line: null, wrong: false });
    this.element = make("div", "embedding-map-days");
    this.fields = ["from", "to"].map((end) => {
      const field = make("input", "embedding-map-day");
      field.type = "date";
      field.setAttribute("aria-label", `${title}: ${end} (day)`);
      field.oninput = () => this.soon();
      field.onblur = () => this.now();
      field.onkeydown = (event) => {
        if (event.key === "Enter") this.now();
        event.stopPropagation(); // keys of the map
      };
      return field;
    });
    this.element.append(this.fields[0], make("span", "", "–"), this.fields[1]);
  }

  // line: as for CalendarAxis, or null; days: those in sight
  show(line, days) {
    this.line = line;
    this.element.hidden = !line;
    const same = this.days?.first === days?.first && this.days?.last === days?.last;
    if (!line || this.waiting || (this.wrong && same)) return; // a hand is on them
    this.days = days;
    this.say("");
    [days.first, days.last].forEach((day, end) => (this.fields[end].value = dayText(day)));
    this.shown = this.written();
  }

  written() {
    return this.fields.map((field) => field.value).join();
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.now(), TYPED_MS);
  }

  now() {
    clearTimeout(this.waiting);
    this.waiting = null;
    if (this.written() === this.shown) return;
    const [from, to] = this.fields;
    const halfTyped = this.fields.some((field) => field.validity.badInput);
    const days = { first: from.value ? dayOf(from.value) : this.line.first, last: to.value ? dayOf(to.value) : this.line.last };
    const wrong = halfTyped ? "A date needs its day, month and year" : days.first > days.last ? "The last day must not be before the first" : "";
    this.say(wrong);
    if (wrong) return;
    this.shown = this.written();
    const all = days.first <= this.line.first && days.last >= this.line.last;
    this.onDays(all ? null : days);
  }
  say(wrong) {
    this.wrong = Boolean(wrong);
    for (const field of this.fields) field.setAttribute("aria-invalid", String(this.wrong));
    this.onWrong(wrong);
  }
}
