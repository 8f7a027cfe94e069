// What stands beside the map: the row that was clicked and its neighbours, what a phrase finds, what is selected, or what
// this file is.
const CLOSEST_ALL_THE_SAME = 3; // shown where nothing here is about a phrase
const number = (n) => n.toLocaleString("en");
const paragraph = (text, className = "") => make("p", className, text);

class Panel {
  constructor(map, about) {
    Object.assign(this, { map, about, state: "" });
    this.element = make("aside", "shared-panel");
    this.element.setAttribute("aria-label", "Details");
    this.count = make("p", "shared-count");
    this.count.setAttribute("role", "status");
  }

  counted(n) {
    return `${number(n)} ${n === 1 ? this.about.nouns[0] : this.about.nouns[1]}`;
  }

  // After each change: what is said of the same thing is filled in anew, and nothing else moves.
  show() {
    const { map } = this;
    const { view, chosen, found, query } = map;
    const selected = view.filters.nPassing < this.about.n_rows || map.outlined !== null;
    const state = chosen !== null ? `row ${chosen}` : found ? `found ${query}` : query || selected ? "selected" : "intro";
    if (state !== this.state) this.begin(state);
    this.fill();
  }

  begin(state) {
    this.state = state;
    this.list = new CardList(this.map);
    this.slider = null;
    const kind = state.split(" ", 1)[0];
    this.element.dataset.kind = kind;
    this.element.replaceChildren(...{ row: () => this.row(), found: () => this.found(), selected: () => this.selected(), intro: () => this.intro() }[kind]());
    this.element.scrollTop = 0;
  }

  fill() {
    const { map } = this;
    const kind = this.element.dataset.kind;
    if (kind === "row") this.fillNeighbours();
    if (kind === "found") this.fillFound();
    if (kind === "selected") {
      const rows = map.passing();
      this.count.textContent = rows.length ? `${number(rows.length)} of ${this.counted(this.about.n_rows)}` : "No row is left by all of these together. Take one of them away.";
      this.list.show(rows.map((row) => ({ row })));
    }
  }

  clear(text = "Clear") {
    const button = make("button", "shared-clear", text);
    button.type = "button";
    button.onclick = () => this.map.clear();
    return button;
  }

  heading(text, ...beside) {
    const line = make("div", "shared-heading");
    line.append(make("h2", "", text), ...beside);
    return line;
  }

  row() {
    const { map, about } = this;
    const { chosen, near } = map;
    const { heading, color } = map.view.headingOf(chosen);
    const group = make("div", "shared-card-head shared-whole");
    const sign = make("span", "embedding-map-sign embedding-map-circle");
    sign.style.background = color;
    group.append(sign, groupName(heading));
    const fields = make("dl", "shared-fields");
    for (const [name, value] of map.rows.fields(chosen)) fields.append(make("dt", "", name), make("dd", "", value));
    const picture = map.pictures ? [smallPicture(map.pictures.get(chosen))] : [];
    const { least, most } = near.range(chosen);
    const slider = { min: least, max: most, step: 10 ** -near.decimals, value: near.greater ? least : most };
    this.slider = new Slider(near.greater ? "How alike at least" : "How far at most", slider, (value) => {
      map.least = value;
      map.drawSoon();
    });
    return [
      this.heading(`The ${about.nouns[0]} you clicked`, this.clear(map.query ? "Back" : "Clear")), group, ...picture, paragraph(map.rows.title(chosen), "shared-text"), ...(fields.childElementCount ? [fields] : []),
      this.heading("Most similar"), this.slider.element, this.count, this.list.element, paragraph(near.explained, "shared-note"),
    ];
  }

  fillNeighbours() {
    const { map } = this;
    const { near, neighbours } = map;
    this.slider.say(this.slider.input.valueAsNumber.toFixed(near.decimals));
    this.count.textContent = `${number(neighbours.length)} of the ${near.k} closest in this file`;
    this.list.show(neighbours.map(({ row, score }) => ({ row, said: `${near.unit} ${score.toFixed(near.decimals)}` })));
  }

  found() {
    const { map, about } = this;
    const { nothing, rows, scores } = map.found;
    this.slider = new Slider("How alike at least", { min: 0, max: 1, step: 10 ** -about.search.decimals, value: map.threshold }, (value) => {
      map.threshold = value;
      map.drawSoon();
    });
    this.nothing = [];
    if (nothing) {
      const warning = paragraph("", "shared-warning");
      warning.append(make("strong", "", "No match."), ` Nothing here is about it: ${about.search.why.replace("{best}", this.score(scores[rows[0]]))}. Try other words, or lower the threshold by hand.`);
      this.nothing = [warning, this.heading(`The ${CLOSEST_ALL_THE_SAME} closest all the same`)];
    }
    const [warning, heading] = this.nothing;
    return [this.heading(`Like “${map.query}”`), ...(nothing ? [warning] : []), this.slider.element, this.count, ...(nothing ? [heading] : []), this.list.element, paragraph(about.search.explained, "shared-note")];
  }

  score(value) {
    return value.toFixed(this.about.search.decimals);
  }

  fillFound() {
    const { map } = this;
    const { rows, scores } = map.found;
    const passing = rows.filter((row) => map.view.filters.away[row] === 0);
    const none = this.nothing.length > 0 && !map.matches(scores[rows[0]]);
    this.nothing.forEach((element) => (element.hidden = !none));
    this.slider.say(this.score(map.threshold));
    this.count.textContent = `${number(passing.length)} of ${this.counted(this.about.n_rows)}. The average one scores ${this.score(map.found.mean)}.`;
    this.list.show(Array.from(none ? rows.slice(0, CLOSEST_ALL_THE_SAME) : passing, (row) => ({ row, said: `similarity ${this.score(scores[row])}` })));
  }

  selected() {
    const { map } = this;
    return [this.heading("Selected", ...(map.outlined ? [this.clear()] : [])), this.count, this.list.element];
  }

  intro() {
    const { about } = this;
    const held = make("ul", "shared-held");
    held.append(...about.held.map((text) => make("li", "", text)));
    return [
      paragraph(about.intro), paragraph("Click a point to read it and to see what is most like it. Click a group to see it alone, draw around points with the lasso, or search above."),
      this.heading("What is in this file"), held, ...about.notes.map((text) => paragraph(text, "shared-note")),
    ];
  }
}
