// Rows in a list, and a slider over it; every text is set as text.
const CARDS = 50; // in a list, until more are asked for
const CARD_TEXT = 240;

// Of a group: cut where it has no room, and whole at the pointer.
function groupName(heading) {
  return Object.assign(make("span", "shared-card-group", heading), { title: heading });
}

// row: shown with what is said of it (a score), opened by a click
function card(map, row, said = "") {
  const button = make("button", "shared-card");
  button.type = "button";
  const { heading, color } = map.view.headingOf(row);
  const head = make("span", "shared-card-head");
  const sign = make("span", "embedding-map-sign embedding-map-circle");
  sign.style.background = color;
  head.append(sign, groupName(heading));
  if (said) head.append(make("span", "shared-card-score", said));
  button.append(head, make("span", "shared-card-text", shortened(map.rows.title(row), CARD_TEXT)));
  button.onclick = () => map.open(row);
  return button;
}

// The first of them, and the next ones on request.
class CardList {
  constructor(map) {
    Object.assign(this, { map, element: make("div", "shared-cards"), most: CARDS });
  }

  // found: [{ row, said }]
  show(found) {
    const { map, element } = this;
    element.replaceChildren(...found.slice(0, this.most).map(({ row, said }) => card(map, row, said)));
    const left = found.length - this.most;
    if (left <= 0) return;
    const more = make("button", "shared-more", `Show ${Math.min(left, CARDS)} more of ${found.length.toLocaleString("en")}`);
    more.type = "button";
    more.onclick = () => {
      const from = this.most;
      this.most += CARDS;
      this.show(found);
      element.children[from].focus();
    };
    element.append(more);
  }
}

// onMove(value) follows the hand; say() writes beside it
class Slider {
  constructor(title, { min, max, step, value }, onMove) {
    this.element = make("label", "shared-slider");
    this.value = make("output", "shared-slider-value");
    this.input = Object.assign(make("input", ""), { type: "range", min, max, step });
    this.input.value = value;
    this.input.oninput = () => onMove(this.input.valueAsNumber);
    this.element.append(make("span", "shared-slider-title", title), this.value, this.input);
  }

  say(text) {
    this.value.textContent = text;
    this.input.setAttribute("aria-valuetext", text);
  }
}
