// The tools above the map. Their signs are drawn on a field of 24 by 24.
const SIGNS = {
  pan: "M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5",
  turn: "M4 12a8 8 0 0 1 13.7-5.6L20 8.7M20 4v4.7h-4.7M20 12a8 8 0 0 1-13.7 5.6L4 15.3M4 20v-4.7h4.7",
  lasso: "M8 16.5C5 15.6 3 13.4 3 10.8 3 7 7 4 12 4s9 3 9 6.8-4 6.7-9 6.7c-.8 0-1.6-.1-2.3-.2M8 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4M8 19c0 1.2-.6 1.7-1.5 2.2",
  box: "M4 4h3M10.5 4h3M17 4h3v3M20 10.5v3M20 17v3h-3M13.5 20h-3M7 20H4v-3M4 13.5v-3M4 7V4",
  closer: "M12 5v14M5 12h14",
  farther: "M5 12h14",
  reset: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M10 10h4v4h-4z",
  picture: "M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14",
  keys: "M9 9.2a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.3-1.6 2.6M12 17.6v.2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
};
const TOOLS = [
  { name: "turn", title: "Turn the map", isMode: true, inSpace: true },
  { name: "pan", title: "Move the map", isMode: true },
  { name: "lasso", title: "Select with a lasso (Shift adds, Alt takes away)", isMode: true },
  { name: "box", title: "Select with a box (Shift adds, Alt takes away)", isMode: true },
  { name: "closer", title: "Zoom in" },
  { name: "farther", title: "Zoom out" },
  { name: "reset", title: "Show all" },
  { name: "picture", title: "Download a picture" },
  { name: "keys", title: "Keys of the map" },
];

class Toolbar {
  // onUse(name) for a tool that acts at once; the others stay in hand
  constructor(frame, { onUse, onMode }) {
    Object.assign(this, { onUse, onMode, mode: null, buttons: {} });
    this.element = make("div", "embedding-map-tools");
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", "Map tools");
    for (const tool of TOOLS) this.element.append((this.buttons[tool.name] = this.button(tool)));
    frame.append(this.element);
  }

  button({ name, title, isMode }) {
    const button = make("button", "embedding-map-tool");
    Object.assign(button, { type: "button", title });
    button.setAttribute("aria-label", title);
    button.dataset.tool = name;
    const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    sign.setAttribute("viewBox", "0 0 24 24");
    sign.setAttribute("aria-hidden", "true");
    path.setAttribute("d", SIGNS[name]);
    sign.append(path);
    button.append(sign);
    button.onclick = () => (isMode ? this.take(name) : this.onUse(name));
    return button;
  }

  // Its place in the frame, in pixels.
  box() {
    const { offsetLeft: left, offsetTop: top, offsetWidth, offsetHeight } = this.element;
    return { left, top, right: left + offsetWidth, bottom: top + offsetHeight };
  }

  take(mode) {
    this.mode = mode;
    for (const tool of TOOLS) if (tool.isMode) this.buttons[tool.name].setAttribute("aria-pressed", String(tool.name === mode));
    this.onMode(mode);
  }

  // The tools of a flat map, or of one in space; a tool for drawing stays in hand.
  fit(inSpace) {
    for (const tool of TOOLS) this.buttons[tool.name].hidden = Boolean(tool.inSpace) && !inSpace;
    if (!["lasso", "box"].includes(this.mode)) this.take(inSpace ? "turn" : "pan");
  }
}
