// What stands beside the map and below it: the list of groups, the columns as filters, the time line.
const SORTS = { size: "By size", growth: "By growth", name: "By name" };

class Side {
  constructor(view) {
    Object.assign(this, { view, sort: "size", order: null, facets: null, clock: null });
    this.element = make("div", "embedding-map-side");
    this.legend = make("div", "embedding-map-legend");
    this.legend.setAttribute("role", "group");
    this.legend.setAttribute("aria-label", "Legend");
    const choose = (facet, choice, moving) => view.sieve.choose(facet, choice, moving);
    this.columns = new ColumnFilters(choose);
    this.time = new Timeline((range, moving) => choose(this.clock, partsOf(range), moving), (days) => choose(this.clock, days ?? [], false));
    this.tabs = make("div", "embedding-map-tabs");
    const list = make("div", "embedding-map-tablist"); // holds tabs alone
    list.setAttribute("role", "tablist");
    this.tabOf = { groups: this.tab("groups", "Groups"), columns: this.tab("columns", "Filter", " by column") };
    for (const [part, title] of Object.entries(PAGE_PARTS)) this.tabOf[part] = this.tab(part, title);
    this.clear = make("button", "embedding-map-clear", "Clear filters");
    this.clear.type = "button";
    this.clear.onclick = () => view.sieve.clear();
    list.append(...Object.values(this.tabOf));
    this.tabs.append(list, this.clear);
    this.sorting = this.sorter();
    this.opened = "groups";
    this.drawer = new Drawer(this);
    this.element.append(this.drawer.handle, this.tabs, this.legend, this.columns.element);
    this.open("groups");
    this.resizer = new ResizeObserver(() => {
      this.drawer.show();
      this.tellPage();
    });
    this.resizer.observe(this.element);
  }

  // more: of the title, where there is room
  tab(name, title, more = "") {
    const tab = make("button", "embedding-map-tab", title);
    tab.type = "button";
    tab.dataset.part = name;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-label", title + more);
    if (more) tab.append(make("span", "embedding-map-more-title", more));
    tab.onclick = () => this.open(name);
    tab.onkeydown = ({ key }) => {
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      const shown = Object.keys(this.tabOf).filter((one) => this.tabOf[one].offsetParent !== null);
      this.open(shown.at((shown.indexOf(name) + (key === "ArrowRight" ? 1 : -1)) % shown.length));
      this.tabOf[this.opened].focus();
    };
    return tab;
  }

  open(name) {
    this.opened = name;
    for (const [one, tab] of Object.entries(this.tabOf)) {
      tab.setAttribute("aria-selected", String(one === name));
      tab.tabIndex = one === name ? 0 : -1;
    }
    this.legend.hidden = name !== "groups";
    this.columns.element.hidden = name !== "columns";
    this.drawer.show();
    this.tellPage();
  }

  sorter() {
    const select = make("select", "embedding-map-sort");
    select.setAttribute("aria-label", "Order of the groups");
    select.append(...Object.entries(SORTS).map(([value, text]) => new Option(text, value)));
    select.onchange = () => {
      this.sort = select.value;
      this.show();
    };
    return select;
  }

  // facets: { column, kind, names, counts, nEmpty } of each column; null where there are none
  takeFacets(facets) {
    this.facets = facets?.length ? facets : null;
    this.tabs.classList.toggle("embedding-map-lone", !this.facets);
    this.tabOf.columns.hidden = !this.facets || (this.facets.length === 1 && this.facets[0].kind === "time");
    const clock = this.facets?.findIndex(({ kind }) => kind === "time") ?? -1;
    this.clock = clock < 0 ? null : clock;
    this.time.element.hidden = this.clock === null;
    this.columns.take(this.facets ?? [], this.clock);
    if (this.clock !== null) this.time.take(this.facets[this.clock]);
    this.open("groups");
  }

  // moving: a hand is on a filter, so no entry may move under it
  show(moving = false) {
    const { view } = this;
    const { colouring, filters } = view;
    view.root.classList.toggle("embedding-map-values", !colouring.names);
    if (colouring.names) this.showGroups(moving);
    else if (!moving) fillColorBar(this.legend, colouring, view.styles);
    this.clear.hidden = !filters.active && !view.filteredByPage;
    Object.assign(this.tabOf.groups, { textContent: colouring.title, title: colouring.title, ariaLabel: colouring.title });
    this.drawer.show();
    if (!this.facets) return;
    if (this.opened === "columns" || !moving) this.columns.show(filters);
    if (this.clock === null) return;
    const { names, counts } = this.facets[this.clock];
    this.time.show(counts, filters.countsOf(this.clock).subarray(0, names.length), rangeOf(filters.chosen.get(this.clock)), filters.nPassing, filters.nRows, filters.daysOf(this.clock));
  }

  showGroups(moving) {
    const { colouring, filters, styles, hidden } = this.view;
    const { names, trends = [], kinds = [] } = colouring;
    const counts = filters.countsOfGroups(names.length);
    const sorted = !colouring.ordered && this.view.box.parts.points?.height === null && names.length > 2;
    if (!sorted) this.order = names.map((_, group) => group);
    else if (!moving || this.order?.length !== names.length) this.order = groupOrder(this.sort, { names, counts, trends });
    const grown = filters.active || filters.inFocus ? [] : trends; // which is of all rows
    const growth = this.sorting.querySelector("[value=growth]");
    if (trends.length && !growth) this.sorting.options[0].after(new Option(SORTS.growth, "growth"));
    if (!trends.length) growth?.remove();
    const lines = this.clock === null || !sorted ? null : { parts: this.facets[this.clock].names.length, counts: filters.countsOverParts(this.clock, names.length) };
    const { view, order } = this;
    const focused = document.activeElement === this.sorting;
    fillLegend(this.legend, { names, styles, counts, hidden, order, lines, trends: sorted ? grown : [], explained: colouring.trends_explained, kinds, sorting: sorted ? this.sorting : null, onHidden: (groups) => view.hide(groups), onLit: (group) => view.light(group) });
    if (focused) this.sorting.focus();
    if (!this.reached) this.reach(hidden.size ? order.find((group) => !hidden.has(group)) : undefined);
  }

  // Once: the first of the groups that are shown alone is in sight, when a map comes back with them.
  reach(group) {
    this.reached = true;
    const entry = group === undefined ? null : this.legend.querySelector(`.embedding-map-group[data-group="${group}"]`);
    if (entry) this.legend.scrollTop = entry.offsetTop - this.legend.offsetTop - 40;
  }

  // What the page has to know of a map that fills the window, for what it puts below the legend and over the points.
  tellPage() {
    const { box, theme } = this.view;
    if (box.parts.points?.height !== null || !theme) return;
    const tell = (name, value) => document.documentElement.style.setProperty(`--embedding-map-${name}`, value);
    tell("side-height", `${this.element.offsetHeight}px`);
    tell("background", theme.background);
    tell("border", theme.grid);
  }

  destroy() {
    this.resizer.disconnect();
    this.drawer.destroy();
  }
}
