// The list of groups and the colour bar: plain HTML, and every text set as text.
const LINE_POINTS = 16;

function make(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

// A click shows one group alone (again: all of them), a click on one that is not shown adds it; a double click or Shift
// and click takes one away or back. The pointer or the focus on an entry lights its group.
// order: the groups as they are listed; lines: rows over time of each group, { parts, counts }; trends: what is said of
// its growth, { text, title, strong } each, and explained: what these mean; kinds: a word on what a group is, where it is
// no issue; sorting: a control for the order.
function fillLegend(legend, { names, styles, counts, hidden, onHidden, onLit = () => {}, order = names.map((_, group) => group), lines = null, trends = [], explained = "", kinds = [], sorting = null }) {
  const alone = names.length > 1 && hidden.size === names.length - 1;
  const toggle = (group) => onHidden(hidden.has(group) ? [...hidden].filter((other) => other !== group) : [...hidden, group]);
  const isolate = (group) => {
    if (hidden.has(group)) toggle(group);
    else onHidden(alone ? [] : names.map((_, other) => other).filter((other) => other !== group));
  };
  let waiting = null;
  const items = order.map((group) => {
    const item = make("button", "embedding-map-group");
    item.type = "button";
    item.dataset.group = String(group);
    item.title = `${names[group]}${kinds[group] ? ` (${kinds[group]})` : ""}\nClick: this group alone; then a click on another adds it. Double-click: hide or show it.`;
    item.setAttribute("aria-pressed", String(!hidden.has(group)));
    const sign = make("span", `embedding-map-sign embedding-map-${styles[group].symbol}`);
    sign.style.background = styles[group].color;
    const name = make("span", "embedding-map-named");
    name.append(make("span", "embedding-map-name", names[group]));
    if (kinds[group]) name.append(make("span", "embedding-map-kind", kinds[group]));
    item.append(sign, name);
    if (lines) item.append(sparkline(lines.counts.subarray(group * lines.parts, (group + 1) * lines.parts), styles[group].color));
    if (trends.length) {
      item.append(trendSign(trends[group]));
      item.setAttribute("aria-description", trends[group].title);
    }
    item.append(make("span", "embedding-map-count", counts[group].toLocaleString("en")));
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
  const byChance = trends.length && !trends.some(({ strong }) => strong);
  const hint = make("div", "embedding-map-hint", byChance ? "Growth: all within chance" : names.length > 1 ? "Choose one to see it alone" : "");
  hint.hidden = !all.hidden;
  const help = trends.length && explained ? explanation(legend, explained) : [];
  head.append(all, hint, ...help.slice(0, 1), ...(sorting ? [sorting] : []));
  legend.classList.toggle("embedding-map-alone", alone); // then its name is whole, however long it is
  const scrolled = legend.scrollTop;
  const focused = document.activeElement?.dataset?.group;
  const hadFocus = focused !== undefined && legend.contains(document.activeElement);
  const askedHelp = legend.contains(document.activeElement) && document.activeElement.classList.contains("embedding-map-help");
  legend.replaceChildren(...(items.length ? [head, ...help.slice(1), ...items] : []));
  if (askedHelp) help[0]?.focus({ preventScroll: true });
  legend.scrollTop = scrolled;
  if (hadFocus) items.find((item) => item.dataset.group === focused)?.focus({ preventScroll: true });
}

// A button "?" and the text that it shows and hides; it stays as it is when the list is filled anew.
function explanation(legend, text) {
  const button = make("button", "embedding-map-help", "?");
  const said = make("p", "embedding-map-explained", text);
  const show = (open) => {
    said.hidden = !open;
    legend.dataset.explained = open ? "open" : "";
    button.setAttribute("aria-expanded", String(open));
  };
  Object.assign(button, { type: "button", title: "What the lines and percentages mean", onclick: () => show(said.hidden) });
  button.setAttribute("aria-label", button.title);
  show(legend.dataset.explained === "open");
  return [button, said];
}

// The groups in the order that is asked for: the largest first, the one that grew most, or by name.
function groupOrder(by, { names, counts, trends }) {
  const groups = names.map((_, group) => group);
  if (by === "name") return groups.sort((a, b) => names[a].localeCompare(names[b]));
  const value = by === "growth" && trends.length ? (group) => trends[group].change ?? -Infinity : (group) => counts[group];
  return groups.sort((a, b) => value(b) - value(a) || a - b);
}

// The mean of so many neighbours that at most that many are left; the first has the rest.
function joinedParts(counts, most) {
  const wide = Math.ceil(counts.length / most);
  const joined = [];
  for (let end = counts.length; end > 0; end -= wide) {
    const part = counts.slice(Math.max(0, end - wide), end);
    joined.unshift(part.reduce((sum, n) => sum + n, 0) / part.length);
  }
  return joined;
}

// How many rows there are over time, as a line of its own height, on a field of 100 by 20.
function sparkline(counts, color) {
  const line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  line.setAttribute("class", "embedding-map-line");
  line.setAttribute("viewBox", "0 0 100 20");
  line.setAttribute("preserveAspectRatio", "none");
  line.setAttribute("aria-hidden", "true");
  const sums = joinedParts(counts, LINE_POINTS);
  const most = Math.max(1, ...sums);
  const at = (n, part) => `${((100 * (part + 0.5)) / sums.length).toFixed(1)} ${(19 - (18 * n) / most).toFixed(1)}`;
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", `M${sums.map(at).join("L")}`);
  path.style.stroke = color;
  line.append(path);
  return line;
}

function trendSign({ text, title, strong }) {
  const sign = make("span", `embedding-map-trend${strong ? " embedding-map-strong" : ""}`, text);
  sign.title = title;
  return sign;
}

function fillColorBar(legend, { title, ticks }, styles) {
  const bar = make("div", "embedding-map-bar");
  bar.style.setProperty("--embedding-map-scale", styles.map(({ color }) => color).join(","));
  const marks = make("div", "embedding-map-ticks");
  marks.append(...[...ticks].reverse().map(([, text]) => make("span", "", text)));
  const scale = make("div", "embedding-map-scale");
  scale.append(bar, marks);
  legend.replaceChildren(make("div", "embedding-map-title", title), scale);
}
