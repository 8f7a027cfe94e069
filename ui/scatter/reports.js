// What was done on a map, kept here and told to Python: the outline, the row clicked, the groups hidden.
class Reports {
  constructor(view) {
    Object.assign(this, { view, hidden: null, outline: null, clicked: null, nClicks: 0 });
  }

  // Another picture or selection_id: the outline and the click begin anew, from what Python still holds of them.
  takeState(points, overlay, { newPoints, first }) {
    const belongs = (value) => value && value.revision === points.revision && value.selection_id === overlay.selection_id;
    const { outline, click, hidden } = overlay.state ?? {};
    this.outline = newPoints && belongs(outline) ? outline.shapes : null;
    this.clicked = newPoints && belongs(click) && click.row !== null ? click.row : null;
    this.nClicks = belongs(click) ? click.count : 0;
    if (hidden && first) this.hidden = { labels: hidden.labels, groups: new Set(hidden.groups) };
    if (first) this.kept = overlay.state?.filters ?? null;
  }

  // What was chosen of the columns with that digest, as Python still holds it: pairs of facet and choice.
  filtersOf(digest) {
    return this.kept?.digest === digest ? Object.entries(this.kept.parts).map(([facet, told]) => [Number(facet), choiceTold(told)]) : [];
  }

  // parts: as Filters.told
  filtered(parts) {
    const { digest } = this.view.box.parts.facets;
    this.kept = { digest, parts };
    this.view.setState("filters", this.kept);
  }

  // The groups that are hidden in that colouring; of another one, and of values, none are.
  hiddenIn({ names, labels_digest }) {
    return names && this.hidden?.labels === labels_digest ? this.hidden.groups : new Set();
  }

  tell(name, value) {
    const { view } = this;
    const { revision } = view.box.parts.points;
    view.setState(name, value && { revision, selection_id: view.overlay.selection_id, ...value });
  }

  clickedOn(row) {
    this.clicked = row;
    this.view.prepareOverlay();
    this.view.drawOverlay();
    this.tell("click", { row, count: ++this.nClicks });
  }

  outlined(shapes) {
    if (!shapes.length && !this.outline) return;
    this.outline = shapes.length ? shapes : null;
    this.view.drawOverlay();
    this.tell("outline", this.outline && { shapes });
  }

  hid(groups) {
    const { view } = this;
    const { labels_digest } = view.colouring;
    this.hidden = { labels: labels_digest, groups: new Set(groups) };
    view.update();
    view.setState("hidden", { labels: labels_digest, groups: [...groups].sort((a, b) => a - b) });
  }
}
