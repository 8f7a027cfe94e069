// The panel that the map's "Download a picture" opens: format, size, colours and title.
const FORMATS = {
  png: { label: "PNG", said: "Pixels, for slides, documents and the web." },
  svg: { label: "SVG", said: `Sharp at every size, and each text and mark can be edited. More than ${CIRCLES_UP_TO.toLocaleString("en")} points are one image in it.` },
  html: { label: "Interactive", said: "A page that opens anywhere, without a connection: zoom in, and point at a point to read it." },
};

class PicturePanel {
  // opener: the button to which the focus returns
  constructor(view, opener) {
    Object.assign(this, { view, opener });
    this.form = make("form", "embedding-map-export");
    this.form.hidden = true;
    this.form.setAttribute("role", "dialog");
    this.form.setAttribute("aria-label", "Download a picture");
    this.form.noValidate = true;
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.download();
    };
    this.form.onkeydown = (event) => {
      event.stopPropagation(); // no letter is a shortcut here
      if (event.key === "Escape") this.close();
    };
    this.fill();
    view.frame.after(this.form);
    this.onOutside = ({ target }) => this.form.contains(target) || this.opener.contains(target) || this.close();
  }

  fill() {
    const title = (this.title = make("input", ""));
    const format = (this.format = choiceOf("embedding-map-format", formatsOf(this.view.box.parts.points), () => this.tell()));
    const size = (this.size = listOf(PICTURE_SIZES, () => this.tell()));
    const colors = (this.colors = listOf({ screen: { label: "As on the screen" }, paper: { label: "Light, for paper" } }, () => this.tell()));
    [this.width, this.height] = [1600, 1200].map((value) => Object.assign(make("input", ""), { type: "number", value, min: SIDE_LIMITS[0], max: SIDE_LIMITS[1], step: 1 }));
    this.own = make("div", "embedding-map-own");
    this.own.append(named("Width", this.width), named("Height", this.height));
    Object.assign(this, { sizeRow: named("Size", size), colorRow: named("Colours", colors), said: make("p", "embedding-map-picture-said"), failed: make("p", "embedding-map-failed") });
    this.failed.setAttribute("role", "alert");
    this.send = Object.assign(make("button", "embedding-map-send", "Download"), { type: "submit" });
    const cancel = Object.assign(make("button", "embedding-map-cancel", "Cancel"), { type: "button", onclick: () => this.close() });
    const buttons = make("div", "embedding-map-buttons");
    buttons.append(this.send, cancel);
    this.form.append(make("strong", "", "Download a picture"), named("Title", title), format.element, this.sizeRow, this.own, this.colorRow, this.said, this.failed, buttons);
  }

  toggle() {
    if (this.form.hidden) this.open();
    else this.close();
  }

  open() {
    const { view } = this;
    const named = view.box.parts.points.about?.title ?? "";
    if (this.named !== named) this.title.value = this.named = named; // what was typed stays for the same data
    this.colorRow.hidden = isLight(view.theme.background);
    this.failed.textContent = "";
    this.form.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    const right = view.frame.offsetLeft + view.frame.offsetWidth;
    this.form.style.left = `${Math.max(0, right - this.form.offsetWidth - 4)}px`;
    this.form.style.top = `${view.frame.offsetTop + view.hand.tools.box().bottom + 4}px`;
    this.tell();
    this.title.focus();
    document.addEventListener("pointerdown", this.onOutside);
  }

  close() {
    document.removeEventListener("pointerdown", this.onOutside);
    this.form.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.opener.focus({ preventScroll: true });
  }

  // What stands below the fields, by what is chosen.
  tell() {
    const format = this.format.value();
    this.sizeRow.hidden = format === "html";
    this.own.hidden = format === "html" || this.size.value !== "own";
    const most = `At most ${SIDE_LIMITS[1].toLocaleString("en")} pixels a side and ${MOST_PIXELS / 1e6} million in all.`;
    this.said.textContent = `${FORMATS[format].said}${this.own.hidden ? "" : ` ${most}`}`;
    this.failed.textContent = "";
  }

  choice() {
    const own = { width: this.width.valueAsNumber, height: this.height.valueAsNumber };
    const { width, height } = this.size.value === "own" ? own : PICTURE_SIZES[this.size.value];
    return {
      format: this.format.value(),
      size: this.size.value === "screen" ? null : { width, height },
      title: this.title.value.trim(),
      paper: !this.colorRow.hidden && this.colors.value === "paper",
    };
  }

  async download() {
    if (this.send.disabled) return;
    const choice = this.choice();
    Object.assign(this.send, { disabled: true, textContent: "Making it…" });
    this.failed.textContent = "";
    await new Promise((resolve) => setTimeout(resolve, 20)); // it is seen before the work begins
    try {
      const file = choice.format === "html" ? await makeFigure(this.view, choice) : await makePicture(this.view, choice);
      save(pictureFile(this.view.box.parts.points.about, choice.title, choice.format), file);
      this.close();
    } catch (error) {
      this.failed.textContent = `The download failed: ${error.message}.`;
    } finally {
      Object.assign(this.send, { disabled: false, textContent: "Download" });
    }
  }
}

// Without the one that needs a drawing library, where none is served: in a file that was shared.
function formatsOf(points) {
  return points?.plotly_url ? FORMATS : Object.fromEntries(Object.entries(FORMATS).filter(([name]) => name !== "html"));
}

function named(text, field) {
  const label = make("label", "embedding-map-field");
  label.append(make("span", "", text), field);
  return label;
}

function listOf(choices, onchange) {
  const list = make("select", "");
  for (const [value, { label, width, height }] of Object.entries(choices)) list.append(new Option(width ? `${label} (${width} x ${height})` : label, value));
  list.onchange = onchange;
  return list;
}

// One of few, side by side.
function choiceOf(className, choices, onchange) {
  const element = make("div", className);
  element.setAttribute("role", "radiogroup");
  element.setAttribute("aria-label", "Format");
  const name = `format-${Math.random().toString(36).slice(2)}`; // of this panel alone
  const inputs = Object.entries(choices).map(([value, { label }], index) => {
    const input = Object.assign(make("input", ""), { type: "radio", name, value, checked: index === 0, onchange });
    const row = make("label", "");
    row.append(input, make("span", "", label));
    element.append(row);
    return input;
  });
  return { element, value: () => inputs.find((input) => input.checked).value };
}
