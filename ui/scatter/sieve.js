// The filters of one map: what they are made from, and what follows when one changes.
class Sieve {
  constructor(view) {
    Object.assign(this, { view, filters: new Filters(0), brushing: null });
  }

  // The columns as filters; what was chosen of the same columns stays so on another map. digest: null for none
  takeFacets(digest) {
    const { view } = this;
    const part = digest === null ? null : view.box.parts.facets;
    const codes = part ? part.facets.map((_, index) => part.codes.getChild(String(index)).toArray()) : [];
    const facets = part ? part.facets.map(({ column, kind, names, ends, counts, n_empty: nEmpty }) => ({ column, kind, names, ends, counts, nEmpty })) : [];
    const clock = facets.find(({ kind }) => kind === "time");
    if (clock) Object.assign(clock, { line: part.time_line, days: part.codes.getChild("days")?.toArray() });
    const chosen = view.shown.facets === digest ? [...this.filters.chosen] : view.reports.filtersOf(digest);
    this.filters = new Filters(view.labels.length, facets, codes);
    for (const [facet, choice] of chosen) if (facets[facet]) this.filters.choose(facet, choice instanceof Set ? [...choice] : choice);
    view.side.takeFacets(facets);
  }

  // A byte a row for those that the overlay leaves in colour, or null for all.
  inFocus() {
    const rows = this.view.overlay.focus?.getChild("row").toArray();
    if (!rows) return null;
    const inFocus = new Uint8Array(this.view.labels.length);
    for (const row of rows) inFocus[row] = 1;
    return inFocus;
  }

  // moving: a hand is still on it, so the server is not told yet.
  choose(facet, choice, moving) {
    this.filters.choose(facet, choice);
    this.changed(moving);
  }

  clear() {
    for (const facet of [...this.filters.chosen.keys()]) this.filters.choose(facet, []);
    if (this.view.filteredByPage) this.view.setState("cleared", Date.now()); // any other value than before
    this.changed(false);
  }

  changed(moving) {
    const { view } = this;
    if (!moving) {
      view.reports.filtered(this.filters.told());
      return view.update();
    }
    this.brushing ??= requestAnimationFrame(() => {
      this.brushing = null;
      if (!view.gone) view.drawFiltered();
    });
  }
}
