// The legend and the colour bar: plain HTML, and every text set as text.

function make(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// A click shows one group alone (again: all of them), a click on one that is not shown adds it; a double click or Shift
// and click takes one away or back. The pointer or the focus on an entry lights its group.
function fillLegend(legend, { names, styles, counts, hidden, onHidden, onLit = () => {} }) {
  const alone = names.length > 1 && hidden.size === names.length - 1;
  const toggle = (group) => onHidden(hidden.has(group) ? [...hidden].filter((other) => other !== group) : [...hidden, group]);
  const isolate = (group) => {
    if (hidden.has(group)) toggle(group);
    else onHidden(alone ? [] : names.map((_, other) => other).filter((other) => other !== group));
  };
  let waiting = null;
  const items = names.map((name, group) => {
    const item = make("button", "embedding-map-group");
    item.type = "button";
    item.dataset.group = group;
    item.title = `${name}\nClick: this group alone; then a click on another adds it. Double-click: hide or show it.`;
    item.setAttribute("aria-pressed", String(!hidden.has(group)));
    const sign = make("span", `embedding-map-sign embedding-map-${styles[group].symbol}`);
    sign.style.background = styles[group].color;
    item.append(sign, make("span", "embedding-map-name", name), make("span", "embedding-map-count", counts[group].toLocaleString("en")));
    item.onpointerenter = item.onfocus = () => onLit(hidden.has(group) ? null : group);
    item.onpointerleave = item.onblur = () => onLit(null);
    item.onclick = (event) => {
      clearTimeout(waiting);
      if (event.shiftKey || event.detail === 2) toggle(group);
      else if (event.detail === 0) isolate(group); // from the keyboard
      else waiting = setTimeout(() => isolate(group), 230); // it may become a double click
    };
    return item;
  });
  const head = make("div", "embedding-map-head"); // its room is always taken, so that no name moves
  const all = make("button", "embedding-map-all", "Show all groups");
  all.type = "button";
  all.hidden = hidden.size === 0;
  all.onclick = () => onHidden([]);
  const hint = make("div", "embedding-map-hint", names.length > 1 ? "Choose one to see it alone" : "");
  hint.hidden = !all.hidden;
  head.append(all, hint);
  const scrolled = legend.scrollTop;
  const focused = [...legend.querySelectorAll(".embedding-map-group")].indexOf(document.activeElement);
  legend.replaceChildren(...(items.length ? [head, ...items] : []));
  legend.scrollTop = scrolled;
  items[focused]?.focus({ preventScroll: true });
}

function fillColorBar(legend, { title, colors, ticks }) {
  const bar = make("div", "embedding-map-bar");
  bar.style.setProperty("--embedding-map-scale", colors.join(","));
  const marks = make("div", "embedding-map-ticks");
  marks.append(...[...ticks].reverse().map(([, text]) => make("span", "", text)));
  const scale = make("div", "embedding-map-scale");
  scale.append(bar, marks);
  legend.replaceChildren(make("div", "embedding-map-title", title), scale);
}
