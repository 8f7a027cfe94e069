// The map without a mouse: a point at focus, moved by keys, shown as with the pointer, and read out.
const SHORTCUTS = [
  ["Arrow keys", "to the nearest point in that direction"],
  ["Enter", "open the point: its text, fields and neighbours"],
  ["N, Shift + N", "next, previous point of its group, from the middle outwards"],
  ["G", "to the list of groups; there ↑ ↓ go through it, → leads to a group's points"],
  ["+  −  0", "nearer, farther, show all"],
  ["Shift + arrow keys", "move the map"],
  ["L  B  P  T", "lasso, box, move, turn (in space)"],
  ["Escape", "let go of the point, of what was opened, then of the selection"],
  ["?", "this list"],
];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const MODES = { l: "lasso", b: "box", p: "pan", t: "turn" };
const STEP = 60; // pixels that the map moves with a key
const EDGE = 40; // pixels: nearer to the edge of the map, a point at focus is brought in

// How a point is read out. place: from 0 among so many.
function readOut({ text, heading, place, many, group }) {
  const where = `${(place + 1).toLocaleString("en")} of ${many.toLocaleString("en")}${group ? ` in ${group}` : ""}`;
  return [text, group ? "" : heading, where].filter(Boolean).join(". ");
}

// What is read out when a map shows other points than before; empty where it shows the same.
function countsReadOut(before, { shown, all, selected }) {
  if (!before || before.all !== all) return "";
  const said = [];
  if (before.shown !== shown) said.push(shown === all ? `All ${all.toLocaleString("en")} points shown` : `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} points shown`);
  if (before.selected !== selected) said.push(selected ? `${selected.toLocaleString("en")} marked` : "Nothing marked");
  return said.join(". ");
}

function shortcutsDialog() {
  const dialog = make("dialog", "embedding-map-shortcuts");
  const title = make("h2", "", "Keys of the map");
  const list = make("dl", "");
  for (const [key, does] of SHORTCUTS) list.append(make("dt", "", key), make("dd", "", does));
  const close = make("button", "embedding-map-close", "Close");
  close.type = "button";
  close.onclick = () => dialog.close();
  dialog.setAttribute("aria-label", title.textContent);
  dialog.onkeydown = (event) => event.stopPropagation(); // Escape closes the dialog alone
  dialog.onclick = (event) => event.target === dialog && dialog.close(); // beside it
  dialog.append(title, list, close);
  return dialog;
}

class MapKeys {
  constructor(view) {
    Object.assign(this, { view, row: null, counts: null, walks: new Map() });
    const { frame, legend, root } = view;
    this.cursor = make("div", "embedding-map-cursor");
    this.cursor.hidden = true;
    this.said = make("div", "embedding-map-said");
    this.said.setAttribute("role", "status");
    this.dialog = shortcutsDialog();
    frame.tabIndex = 0;
    frame.setAttribute("role", "application");
    frame.append(this.cursor);
    root.append(this.said, this.dialog);
    frame.addEventListener("keydown", (event) => this.takes(event, () => this.onFrame(event)));
    frame.addEventListener("focus", () => this.row !== null && frame.matches(":focus-visible") && this.goTo(this.row));
    frame.addEventListener("blur", () => this.leave());
    legend.addEventListener("keydown", (event) => this.takes(event, () => this.onLegend(event)));
  }

  takePoints() {
    this.row = null;
    this.cursor.hidden = true;
  }

  describe(description) {
    this.view.frame.setAttribute("aria-label", `${description} Arrow keys go from point to point, question mark lists all keys.`);
  }

  // After each drawing: another colouring or filter has other groups; what came from the server is read out now.
  drawn(selected) {
    const { view } = this;
    this.walks.clear();
    if (this.row !== null && !this.reaches(this.row)) this.letGo();
    const shown = view.inks.reduce((count, ink) => count + (ink !== INK_NONE && ink !== INK_GREY), 0);
    const now = { shown, all: view.inks.length, selected };
    this.say(countsReadOut(this.counts, now));
    this.counts = now;
    if (this.waits !== undefined && this.waits === this.row) this.tell();
  }

  // act() says whether the key was one of ours.
  takes(event, act) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.view.inks || !act()) return;
    event.preventDefault();
    event.stopPropagation();
  }

  onFrame(event) {
    const { view } = this;
    const { key } = event;
    if (event.target === view.frame && ARROWS[key]) return this.arrow(ARROWS[key], event.shiftKey), true;
    if (event.target === view.frame && (key === "Enter" || key === " ")) return this.open(), true;
    if (key === "Escape") return this.escape();
    return this.letter(key, event.shiftKey);
  }

  letter(key, shift) {
    const { hand, legend } = this.view;
    const name = key.toLowerCase();
    const tool = { "+": "closer", "=": "closer", "-": "farther", "0": "reset" }[key];
    if (tool) hand.use(tool);
    else if (key === "?") this.dialog.showModal();
    else if (name === "n") this.along(shift ? -1 : 1);
    else if (name === "g") this.toGroups(legend);
    else if (MODES[name] && !hand.tools.buttons[MODES[name]].hidden) hand.tools.take(MODES[name]);
    else return false;
    if (tool && this.row !== null) this.show();
    return true;
  }

  toGroups(legend) {
    const { drawer } = this.view.side;
    if (drawer.isThere) drawer.open("groups");
    this.groupEntry(legend)?.focus();
  }

  // The entry of the point's group, or the first one.
  groupEntry(legend) {
    const group = this.row === null ? null : this.view.labels[this.row];
    return legend.querySelector(`.embedding-map-group[data-group="${group}"]`) ?? legend.querySelector(".embedding-map-group");
  }

  onLegend({ key, target, shiftKey }) {
    const entry = target.closest(".embedding-map-group");
    if (!entry) return false;
    const entries = [...this.view.legend.querySelectorAll(".embedding-map-group")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) return entries[entries.indexOf(entry) + step]?.focus(), true;
    if (key !== "ArrowRight" && key.toLowerCase() !== "n") return key === "?" && this.letter(key, shiftKey);
    const first = this.walk(Number(entry.dataset.group)).next(null, 1);
    if (first === null) return this.say("No point of this group is shown"), true;
    this.row = null; // else the focus would show the point that was there before
    this.view.frame.focus({ preventScroll: true });
    this.goTo(first);
    return true;
  }

  arrow(direction, moves) {
    const { view } = this;
    if (moves) {
      view.move(() => view.camera.panBy(-STEP * direction[0], STEP * direction[1]));
      return this.row === null || this.show();
    }
    view.hand.indexPoints();
    const from = this.row === null ? view.camera.toPlane(view.camera.center) : [view.hand.grid.across[this.row], view.hand.grid.up[this.row]];
    const found = nearestInDirection(view.hand.grid, from, direction, (row) => this.reaches(row));
    if (found === null) this.say("No point in that direction");
    else this.goTo(found);
  }

  // Whether keys lead to that row: it is shown, and no filter has taken it away to the ground.
  reaches(row) {
    const ink = this.view.inks[row];
    return ink !== INK_NONE && (ink !== INK_GREY || !this.view.filters.active);
  }

  // To the next row of its group; without a point at focus to the one nearest to the middle of all.
  along(step) {
    const next = this.walk(this.row === null ? null : this.groupOf(this.row)).next(this.row, step);
    if (next !== null) this.goTo(next);
  }

  groupOf(row) {
    return this.view.colouring.names ? this.view.labels[row] : null;
  }

  // Through the shown rows of a group (null: of all).
  walk(group) {
    if (!this.walks.has(group)) {
      const { labels, axes } = this.view;
      const rows = [];
      for (let row = 0; row < labels.length; row++) if ((group === null || labels[row] === group) && this.reaches(row)) rows.push(row);
      this.walks.set(group, new Walk(axes, rows));
    }
    return this.walks.get(group);
  }

  goTo(row) {
    this.row = row;
    this.view.root.dataset.focused = String(row);
    this.bringIn();
    this.show();
    this.tell();
  }

  // Moves the map where the point lies outside, or at its very edge.
  bringIn() {
    const { view } = this;
    const [x, y] = view.camera.project(view.at(this.row));
    const within = (value, low, high) => Math.max(low, Math.min(value, high));
    const [right, down] = [within(x, EDGE, view.camera.width - EDGE) - x, within(y, EDGE + view.roomAbove, view.camera.height - EDGE) - y];
    if (right || down) view.move(() => view.camera.panBy(right, down));
  }

  // The ring where the point is now, with each move of the map too.
  follow() {
    const { view } = this;
    this.cursor.hidden = this.row === null || !view.frame.matches(":focus-visible");
    if (this.cursor.hidden) return;
    const [x, y] = view.camera.project(view.at(this.row));
    this.cursor.style.transform = `translate(${x}px, ${y}px)`;
  }

  // Its text where the point is now, as the pointer shows it.
  show() {
    const { view, row } = this;
    this.follow();
    view.label.show(row, view.camera.project(view.at(row)), view.headingOf(row));
  }

  // Reads the point out; a text that the server has comes a moment later.
  tell() {
    const { view, row } = this;
    const text = view.label.textOf(row);
    this.waits = text === undefined ? row : undefined;
    if (text === undefined) return;
    const walk = this.walk(this.groupOf(row));
    const group = view.colouring.names?.[view.labels[row]];
    this.say(readOut({ text, heading: view.headingOf(row).heading, place: walk.place(row), many: walk.rows.length, group }));
  }

  open() {
    const { view, row } = this;
    if (row === null) return this.say("No point is at focus; the arrow keys go to one");
    view.hand.clickOn(row, view.camera.project(view.at(row)));
    const { drawer } = view.side;
    if (drawer.isThere) drawer.open("details");
    this.say(drawer.isThere ? "Opened below the map" : "Opened beside the map");
  }

  escape() {
    const { reports } = this.view;
    if (this.row !== null) this.letGo();
    else if (reports.clicked !== null) this.view.hand.clickOn(null);
    else if (reports.outline) reports.outlined([]);
    else return false;
    return true;
  }

  letGo() {
    this.row = null;
    this.view.root.dataset.focused = "";
    this.leave();
  }

  leave() {
    this.cursor.hidden = true;
    this.view.label.hide();
  }

  say(text) {
    if (text) this.said.textContent = text;
  }
}
