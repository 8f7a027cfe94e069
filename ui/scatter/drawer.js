// On a phone what stands beside the map is a drawer at its lower edge: a line that says what is in it, and once it is
// open one of its parts: the groups, the columns, or what the page itself has beside its map and below it (page.css).
const TAP = 8; // pixels: a shorter drag is a tap
const PAGE_PARTS = { details: "Details", table: "Table" };

// The line of the drawer. title: of a scale, where there are no groups
function drawerSays({ names, title, clicked, nPassing, nRows }) {
  const number = (n) => n.toLocaleString("en");
  if (clicked !== null) return "The point and its neighbours";
  if (nPassing < nRows) return `${number(nPassing)} of ${number(nRows)} selected`;
  if (!names) return title;
  return names.length === 1 ? names[0] : `${number(names.length)} groups`;
}

class Drawer {
  constructor(side) {
    Object.assign(this, { side, isOpen: false, before: null, from: null, dragged: false });
    this.handle = make("button", "embedding-map-drawer");
    this.handle.type = "button";
    this.said = make("span", "embedding-map-drawer-said");
    this.handle.append(this.said);
    this.handle.onclick = ({ detail }) => (detail && this.dragged) || this.toggle(); // the end of a drag is no click
    this.handle.onpointerdown = (event) => this.press(event);
    this.handle.onpointermove = (event) => this.drag(event);
    this.handle.onpointerup = (event) => this.release(event.clientY);
    this.handle.onpointercancel = () => this.release(this.from?.y);
    this.onKey = (event) => event.key === "Escape" && this.isOpen && this.takesEscape(document.activeElement) && this.close();
    document.addEventListener("keydown", this.onKey);
    this.show();
  }

  // Whether the window is so narrow that there is a drawer.
  get isThere() {
    return this.handle.offsetParent !== null;
  }

  // Not where Escape means something else: on the map, in a menu, in a dialog.
  takesEscape(element) {
    const { view } = this.side;
    return this.isThere && !view.frame.contains(element) && (element === this.handle || !element?.closest("[aria-expanded=true], [role=dialog], dialog"));
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  // The part that is asked for; else what was clicked or selected, or the part that was open last.
  open(part = null) {
    if (!this.isOpen) this.before = document.activeElement;
    this.isOpen = true;
    this.side.open(part ?? (this.hasChosen() ? "details" : this.side.opened));
    this.side.tabOf[this.side.opened].focus({ preventScroll: true });
  }

  close() {
    this.isOpen = false;
    this.show();
    const back = [this.before, this.handle].find((element) => element?.isConnected && element !== document.body && element.offsetParent !== null);
    back?.focus({ preventScroll: true });
  }

  hasChosen() {
    const { filters, reports } = this.side.view;
    return reports.clicked !== null || filters.nPassing < filters.nRows;
  }

  // After each change of what is in it, or of the window.
  show() {
    const { side } = this;
    const { colouring, filters, reports } = side.view;
    if (side.opened in PAGE_PARTS && !this.isThere) side.open("groups"); // beside the map all of it is in sight
    if (side.opened === "table" && colouring && !this.hasChosen()) side.open("details"); // whose rows it had
    side.element.dataset.open = String(this.isOpen);
    this.handle.setAttribute("aria-expanded", String(this.isOpen));
    if (this.isOpen) document.documentElement.dataset.embeddingMapDrawer = side.opened;
    else delete document.documentElement.dataset.embeddingMapDrawer;
    if (colouring && this.isThere) this.said.textContent = drawerSays({ ...colouring, clicked: reports.clicked, nPassing: filters.nPassing, nRows: filters.nRows });
  }

  press(event) {
    this.dragged = false;
    if (event.button) return;
    this.handle.setPointerCapture(event.pointerId);
    this.from = { y: event.clientY, height: this.side.element.offsetHeight, wasOpen: this.isOpen };
  }

  drag(event) {
    if (!this.from) return;
    const up = this.from.y - event.clientY;
    if (!this.dragged && Math.abs(up) < TAP) return;
    this.dragged = true;
    if (!this.isOpen) this.open();
    document.documentElement.style.setProperty("--embedding-map-drawer", `${this.from.height + up}px`);
  }

  // Up opens it, down closes it; a drag back to where it began leaves it as it was.
  release(y) {
    const { from } = this;
    this.from = null;
    document.documentElement.style.removeProperty("--embedding-map-drawer");
    if (!from || !this.dragged) return;
    const up = from.y - y;
    const opens = Math.abs(up) < TAP ? from.wasOpen : up > 0;
    if (opens !== this.isOpen) this.toggle();
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    delete document.documentElement.dataset.embeddingMapDrawer;
  }
}
