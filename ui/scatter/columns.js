// The columns as filters: values with their counts, numbers and times as bars.
const VALUES_SHOWN = 6;

class ColumnFilters {
  // onChoose(facet, parts, whether the hand is still on it)
  constructor(onChoose) {
    Object.assign(this, { onChoose, open: new Set(), ranges: new Map() });
    this.element = make("div", "embedding-map-columns");
  }

  // elsewhere: the facet that is the time line, or null
  take(facets, elsewhere) {
    this.open.clear();
    this.ranges.clear();
    this.elsewhere = elsewhere;
    this.sections = facets.map((facet, index) => this.section(facet, index));
    this.element.replaceChildren(...this.sections.filter((_, index) => index !== elsewhere).map(({ section }) => section));
  }

  section(facet, index) {
    const section = make("section", "embedding-map-column");
    const head = make("div", "embedding-map-column-head");
    const clear = make("button", "embedding-map-clear", "All");
    clear.type = "button";
    clear.setAttribute("aria-label", `All of ${facet.column}`);
    clear.onclick = () => this.onChoose(index, [], false);
    head.append(make("h4", "embedding-map-column-name", facet.column), clear);
    const body = make("div", "embedding-map-column-body");
    section.append(head, body);
    if (facet.kind !== "category") {
      const bars = new RangeBars(facet.column, (range, moving) => this.onChoose(index, partsOf(range), moving));
      this.ranges.set(index, bars);
      const said = make("div", "embedding-map-column-said");
      body.append(bars.element, said);
      return { section, body, clear, said };
    }
    return { section, body, clear };
  }

  // filters: Filters
  show(filters) {
    filters.facets.forEach((facet, index) => {
      if (index === this.elsewhere) return;
      const [part, chosen] = [this.sections[index], filters.chosen.get(index)];
      const counts = filters.countsOf(index);
      part.clear.hidden = !chosen;
      if (facet.kind === "category") return this.showValues(part, facet, index, counts, chosen ?? new Set());
      const [range, n] = [rangeOf(chosen), facet.names.length];
      this.ranges.get(index).show(facet.names, facet.counts, counts.subarray(0, n), range);
      part.said.textContent = `${spanOf(facet, range)}${facet.nEmpty ? ` · ${facet.nEmpty.toLocaleString("en")} without a value` : ""}`;
    });
  }

  showValues({ body }, facet, index, counts, chosen) {
    const most = Math.max(1, ...counts);
    const parts = facet.names.map((_, part) => part);
    if (facet.nEmpty) parts.push(-1);
    const all = this.open.has(index) || parts.length <= VALUES_SHOWN + 1;
    const shown = all ? parts : parts.filter((part, place) => place < VALUES_SHOWN || chosen.has(part));
    const toggled = (part) => (chosen.has(part) ? [...chosen].filter((other) => other !== part) : [...chosen, part]);
    const focused = [...body.children].indexOf(document.activeElement);
    const entries = shown.map((part) => {
      const n = counts[part < 0 ? facet.names.length : part];
      const entry = make("button", "embedding-map-value");
      Object.assign(entry, { type: "button", title: part < 0 ? "no value" : facet.names[part] });
      entry.setAttribute("aria-pressed", String(chosen.has(part)));
      entry.style.setProperty("--share", `${(100 * n) / most}%`);
      entry.append(make("span", "embedding-map-name", part < 0 ? "(no value)" : facet.names[part]), make("span", "embedding-map-count", n.toLocaleString("en")));
      entry.onclick = () => this.onChoose(index, toggled(part), false);
      return entry;
    });
    if (!all) {
      const more = make("button", "embedding-map-more", `${parts.length - shown.length} more`);
      more.type = "button";
      more.onclick = () => {
        this.open.add(index);
        this.showValues(this.sections[index], facet, index, counts, chosen);
      };
      entries.push(more);
    }
    body.replaceChildren(...entries);
    entries[focused]?.focus({ preventScroll: true });
  }
}
