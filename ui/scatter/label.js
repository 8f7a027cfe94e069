// The label at the pointer: plain HTML, and every text set as text.
const ASK_AFTER_MS = 120; // at rest, before the server is asked for a text
const BELOW_TOOLS = 36; // pixels

class PointLabel {
  // onAsk(row) asks the server for a text that did not come with the points
  constructor(frame, onAsk) {
    Object.assign(this, { frame, onAsk });
    this.element = make("div", "embedding-map-tip");
    this.element.hidden = true;
    frame.append(this.element);
  }

  // texts: or null, where they are too many to be sent
  takePoints(texts, pictures) {
    Object.assign(this, { texts, pictures, told: new Map() });
    this.hide();
  }

  // atEdge: out of the way, short, where a finger would cover what stands beside it
  show(row, at, heading, atEdge = false) {
    this.shown = { row, at, heading, atEdge };
    clearTimeout(this.asking);
    const known = this.textOf(row);
    if (known === undefined) this.asking = setTimeout(() => this.onAsk(row), ASK_AFTER_MS);
    placeTip(this.element, this.frame, at, { ...heading, text: known ?? "…", picture: this.pictures?.get(row), atEdge });
  }

  // undefined: it is still to be asked for.
  textOf(row) {
    return this.texts ? this.texts.get(row) : this.told.get(row);
  }

  // A text that the server was asked for.
  learn(told) {
    if (!told) return;
    this.told.set(told.row, told.text);
    const { row, at, heading, atEdge } = this.shown ?? {};
    if (row === told.row) this.show(row, at, heading, atEdge);
  }

  hide() {
    clearTimeout(this.asking);
    this.shown = null;
    this.element.hidden = true;
  }
}

// Beside the pointer, inside the frame; or at its lower edge, at its upper one where the point is low.
function placeTip(tip, frame, at, { heading, color, text, picture, atEdge = false }) {
  const head = make("div", "embedding-map-heading");
  const sign = make("span", "embedding-map-sign embedding-map-circle");
  sign.style.background = color;
  head.append(sign, make("span", "", heading));
  tip.replaceChildren(...(heading ? [head] : []), ...(picture?.length ? [smallPicture(picture)] : []), make("div", "", text));
  tip.hidden = false;
  tip.classList.toggle("embedding-map-tip-at-edge", atEdge);
  const gap = 14;
  if (atEdge) {
    const low = frame.clientHeight - tip.offsetHeight - 4;
    Object.assign(tip.style, { left: "4px", top: `${at[1] + gap > low ? Math.min(BELOW_TOOLS, low) : low}px` });
    return;
  }
  const left = at[0] + gap + tip.offsetWidth > frame.clientWidth ? at[0] - gap - tip.offsetWidth : at[0] + gap;
  const top = at[1] + gap + tip.offsetHeight > frame.clientHeight ? at[1] - gap - tip.offsetHeight : at[1] + gap;
  tip.style.left = `${Math.max(4, Math.min(left, frame.clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(4, top)}px`;
}

// An encoded picture as an element; its address is given back once it is shown.
function smallPicture(bytes) {
  const image = make("img", "embedding-map-picture");
  image.alt = "";
  image.onload = image.onerror = () => URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(new Blob([bytes]));
  return image;
}
