// What the dashboard's server does for its map, done in the file: takes what a person does there, and says what lies on top.
const SHOWN_BESIDE = 10; // matches of a phrase with a ring around them

class SharedMap {
  // parts: { about, rows, near, points, colourings, labels, facets, pictures }
  constructor(parts) {
    Object.assign(this, parts, { chosen: null, outlined: null, words: null, found: null, threshold: null, query: "", meaning: null, least: null, nFocus: 0, cleared: 0 });
    const { about } = this;
    const own = { revision: about.revision, key: "map" };
    this.box = { parts: {}, owners: {}, view: null };
    const hover = { get: (row) => this.rows.label(row) };
    const columns = tableOf(this.points);
    const picture = this.pictures && { get: (row) => this.pictures.get(row) };
    const table = { ...columns, getChild: (name) => ({ hover, picture })[name] ?? columns.getChild(name) };
    this.box.parts.points = { ...own, points: table, n_dims: about.n_dims, height: null, in_address: false, about: { title: about.name, source: about.source, file: about.file }, plotly_url: null, facets: about.facets?.digest ?? null, offers_words: false };
    if (about.facets) this.box.parts.facets = { ...about.facets, codes: tableOf(this.facets) };
    this.colourBy(0);
    this.say();
  }

  show(root) {
    root.sharedMap = this;
    this.view = this.box.view = root.embeddingMap = new EmbeddingMapView(root, this.box);
    this.view.setState = (name, value) => this.takes(name, value);
    return this.view.update();
  }

  // The map tells what was done there.
  takes(name, value) {
    if (name === "asked" || name === "words") return; // all texts are here
    if (name === "click") this.choose(value.row);
    else if (name === "outline") this.outlined = value && rowsInside(this.view.axes, value.shapes);
    else if (name === "cleared") this.onCleared();
    this.draw();
  }

  choose(row) {
    this.chosen = row;
    this.least = null;
  }

  // Shows a row as if it were clicked, in sight.
  open(row) {
    this.view.keys.goTo(row);
    this.view.reports.clickedOn(row);
  }

  clear() {
    Object.assign(this, { chosen: null, outlined: null });
    this.cleared++; // the map forgets them, too
    this.draw();
  }

  colourBy(number) {
    const { labels, values } = this.labels[number];
    this.coloured = number;
    this.box.parts.colouring = { ...this.about.colourings[number], revision: this.about.revision, kind: "colouring", labels: tableOf({ label: labels }), ...(values ? { values: tableOf({ value: values }) } : {}) };
  }

  // What stays in colour: a byte a row, or null for all.
  get focus() {
    const matches = this.found && Uint8Array.from(this.found.scores, (score) => (this.matches(score) ? 1 : 0));
    const given = [this.words, this.outlined, matches].filter(Boolean);
    return given.length ? Uint8Array.from({ length: this.about.n_rows }, (_, row) => (given.every((rows) => rows[row]) ? 1 : 0)) : null;
  }

  // The neighbours of the chosen row that pass the slider.
  get neighbours() {
    const all = this.near.of(this.chosen);
    return this.least === null ? all : all.filter(({ score }) => this.near.passes(score, this.least));
  }

  // The rows that nothing takes away: words, meaning, outline, columns, groups.
  passing() {
    return Array.from(this.view.filters.away.keys()).filter((row) => this.view.filters.away[row] === 0);
  }

  draw() {
    this.say();
    this.view.update().then(() => this.onDrawn());
  }

  // Once a frame, while a hand is on a slider.
  drawSoon() {
    this.drawing ??= requestAnimationFrame(() => {
      this.drawing = null;
      this.draw();
    });
  }

  // What a phrase found.
  findLike({ rows, scores }) {
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const ranking = Float64Array.from(rows, (row) => scores[row]);
    const { threshold, nothing } = thresholdOf(ranking, this.about.search);
    Object.assign(this, { found: { rows, scores, mean, nothing }, threshold });
  }

  // Whether a row with that score is a match, as score and threshold are read.
  matches(score) {
    const { decimals } = this.about.search;
    return rounded(score, decimals) >= rounded(this.threshold, decimals);
  }

  say() {
    const { about, chosen } = this;
    const focus = this.focus;
    if (String(focus) !== String(this.focused)) this.nFocus++;
    this.focused = focus;
    const rows = focus && Int32Array.from(focus.keys()).filter((row) => focus[row]);
    const beside = chosen === null ? (this.found?.rows.slice(0, SHOWN_BESIDE).filter((row) => this.matches(this.found.scores[row])) ?? []) : [chosen, ...this.neighbours.map(({ row }) => row)];
    const lines = chosen === null ? [] : [{ at: this.placeOf(chosen), rows: this.neighbours.map(({ row }) => row), color: null, dashed: false }];
    this.box.parts.overlay = {
      revision: about.revision, kind: "overlay", markers: [], lines, circles: [], trails: [], contours: true, texts: true, said: this.said(), focus_digest: focus ? String(this.nFocus) : null,
      ...(focus ? { focus: tableOf({ row: rows }) } : {}), selected: tableOf({ row: Int32Array.from(beside) }), selection_id: this.cleared, description: about.description, state: {}, told: null,
    };
  }

  placeOf(row) {
    return ["x", "y", "z"].slice(0, this.about.n_dims).map((axis) => this.points[axis][row]);
  }

  // What is filtered, for pictures of the map.
  said() {
    return this.query ? [`${this.found ? "like" : "with"} “${this.query}”`] : [];
  }
}
