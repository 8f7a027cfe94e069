// A choice as it was told, to be chosen again.
const choiceTold = (told) => (Array.isArray(told) ? told : { first: dayOf(told.days[0]), last: dayOf(told.days[1]) });

// Which rows pass: those that the words find, in the parts chosen of each column, of groups that are shown. For each row
// is kept how many of these take it away, so that whatever changes costs one pass over the rows.
class Filters {
  // facets: { column, kind, names } of each column; codes: the part of each row in each, -1 where it has no value. The one
  // that is the time line has days, too: of each row from line.first on, -1 where it has none.
  constructor(nRows, facets = [], codes = []) {
    Object.assign(this, { nRows, facets, codes, chosen: new Map(), away: new Uint16Array(nRows), inFocus: null, labels: null, hidden: new Set() });
  }

  get active() {
    return this.chosen.size > 0;
  }

  // choice: numbers of parts of that facet, -1 for rows without a value; none chooses all. Or a span of days.
  choose(facet, choice) {
    const before = this.chosen.get(facet);
    if (!Array.isArray(choice)) this.chosen.set(facet, { first: choice.first, last: choice.last });
    else if (choice.length) this.chosen.set(facet, new Set(choice));
    else this.chosen.delete(facet);
    this.change(this.refuses(facet, before), this.refuses(facet, this.chosen.get(facet)));
  }

  // rows: a byte for each, or null for all
  focusOn(rows) {
    const before = this.inFocus;
    this.inFocus = rows;
    this.change(before && ((row) => !before[row]), rows && ((row) => !rows[row]));
  }

  // labels: the group of each row; hidden: those that are not shown
  hide(labels, hidden) {
    const refuse = (of, groups) => of && groups.size > 0 && ((row) => groups.has(of[row]));
    const [before, now] = [refuse(this.labels, this.hidden), refuse(labels, hidden)];
    Object.assign(this, { labels, hidden: new Set(hidden) });
    this.change(before, now);
  }

  // A byte a row: whether it passes the words and the columns, whatever its group; null where all do.
  passing() {
    if (!this.active && !this.inFocus) return null;
    const refused = this.refusedByGroup();
    const passing = new Uint8Array(this.nRows);
    for (let row = 0; row < this.nRows; row++) passing[row] = this.away[row] - (refused ? refused(row) : 0) === 0 ? 1 : 0;
    return passing;
  }

  // How many rows are in each part of a facet, and last those without a value, of the rows that all other choices leave.
  countsOf(facet) {
    const [codes, n] = [this.codes[facet], this.facets[facet].names.length];
    const own = this.refuses(facet, this.chosen.get(facet));
    const counts = new Int32Array(n + 1);
    for (let row = 0; row < this.nRows; row++) if (this.away[row] === (own && own(row) ? 1 : 0)) counts[codes[row] < 0 ? n : codes[row]]++;
    return counts;
  }

  // How many rows of each group pass the words and the columns.
  countsOfGroups(n) {
    const [counts, refused] = [new Int32Array(n), this.refusedByGroup()];
    for (let row = 0; row < this.nRows; row++) if (this.labels[row] >= 0 && this.away[row] === (refused ? refused(row) : 0)) counts[this.labels[row]]++;
    return counts;
  }

  // The same by parts of a facet, whose own choice does not count: the parts of the first group, then of the second.
  countsOverParts(facet, n) {
    const [codes, parts] = [this.codes[facet], this.facets[facet].names.length];
    const [counts, own, refused] = [new Int32Array(n * parts), this.refuses(facet, this.chosen.get(facet)), this.refusedByGroup()];
    for (let row = 0; row < this.nRows; row++) {
      if (codes[row] < 0 || this.labels[row] < 0) continue;
      if (this.away[row] === (own && own(row) ? 1 : 0) + (refused ? refused(row) : 0)) counts[this.labels[row] * parts + codes[row]]++;
    }
    return counts;
  }

  get nPassing() {
    let n = 0;
    for (let row = 0; row < this.nRows; row++) n += this.away[row] === 0 ? 1 : 0;
    return n;
  }

  // The span of days that is chosen, or null.
  daysOf(facet) {
    const choice = this.chosen.get(facet);
    return choice && !(choice instanceof Set) ? choice : null;
  }

  // What is chosen, as it is told: { "0": [1, 2], "3": { days: ["2026-09-01", "2026-09-30"] } }.
  told() {
    const said = (choice) => (choice instanceof Set ? [...choice].sort((a, b) => a - b) : { days: [dayText(choice.first), dayText(choice.last)] });
    return Object.fromEntries([...this.chosen].map(([facet, choice]) => [facet, said(choice)]));
  }

  // The same in words: "channel: chat or email".
  said() {
    return [...this.chosen].map(([facet, parts]) => {
      const { column, kind, names } = this.facets[facet];
      if (this.daysOf(facet)) return `${column}: ${daysInWords(parts)}`;
      const range = kind === "category" ? null : rangeOf(parts);
      return `${column}: ${range ? spanOf(this.facets[facet], range) : [...parts].map((part) => (part < 0 ? "no value" : names[part])).join(" or ")}`;
    });
  }

  refuses(facet, parts) {
    if (!parts) return null;
    if (!(parts instanceof Set)) {
      const { days, line } = this.facets[facet];
      const [first, last] = [Math.max(0, parts.first - line.first), parts.last - line.first];
      return (row) => days[row] < first || days[row] > last;
    }
    const codes = this.codes[facet];
    const takes = Uint8Array.from({ length: this.facets[facet].names.length + 1 }, (_, i) => (parts.has(i - 1) ? 1 : 0));
    return (row) => takes[codes[row] + 1] === 0;
  }

  refusedByGroup() {
    const { labels, hidden } = this;
    return labels && hidden.size ? (row) => (hidden.has(labels[row]) ? 1 : 0) : null;
  }

  change(before, now) {
    if (!before && !now) return;
    for (let row = 0; row < this.nRows; row++) this.away[row] += (now && now(row) ? 1 : 0) - (before && before(row) ? 1 : 0);
  }
}
