// The file opened: the line above the map, and the map with what stands beside it.
const DARK = window.matchMedia("(prefers-color-scheme: dark)");

class SharedPage {
  constructor(about, map) {
    Object.assign(this, { about, map, byMeaning: false, waiting: null });
    document.title = about.name;
    this.panel = new Panel(map, about);
    map.onDrawn = () => this.panel.show();
    map.onCleared = () => this.ask("");
    const root = make("div", "embedding-map");
    root.dataset.state = "loading";
    const area = make("main", "shared-map st-key-map");
    area.append(root, this.panel.element);
    document.querySelector(".shared-opening").replaceWith(this.head(), area); // the blocks are read when they are needed
    this.root = root;
    DARK.addEventListener("change", () => this.themed());
    document.addEventListener("keydown", (event) => this.key(event));
    this.themed();
  }

  head() {
    const { about, map } = this;
    const head = make("header", "shared-head");
    const title = make("h1", "", about.name);
    title.title = about.name;
    head.append(title, make("span", "shared-n", `${about.n_rows.toLocaleString("en")} ${about.nouns[about.n_rows === 1 ? 0 : 1]}`), this.searchForm());
    if (about.colourings.length > 1) {
      const colour = make("select", "shared-colour");
      colour.setAttribute("aria-label", "What colours the points");
      colour.append(...about.colourings.map(({ title: text }, i) => new Option(text, String(i))));
      colour.onchange = () => {
        map.colourBy(Number(colour.value));
        map.draw();
      };
      head.append(colour);
    }
    this.theme = make("button", "shared-theme");
    this.theme.type = "button";
    this.theme.onclick = () => {
      document.documentElement.dataset.theme = this.isDark ? "light" : "dark";
      this.themed();
    };
    head.append(this.theme);
    return head;
  }

  searchForm() {
    const form = make("form", "shared-search");
    form.setAttribute("role", "search");
    this.field = Object.assign(make("input", "shared-query"), { type: "search", autocomplete: "off" });
    this.field.setAttribute("aria-label", "Search");
    this.field.oninput = () => (this.byMeaning && this.field.value ? undefined : this.askSoon());
    this.said = make("div", "shared-said");
    this.said.setAttribute("role", "status");
    form.onsubmit = (event) => {
      event.preventDefault();
      this.ask(this.field.value);
    };
    form.append(this.field, this.said);
    if (this.about.search) form.append(this.ways());
    this.explainField();
    return form;
  }

  // By words or by meaning.
  ways() {
    const ways = make("div", "shared-ways");
    ways.setAttribute("role", "radiogroup");
    ways.setAttribute("aria-label", "How to search");
    for (const [name, byMeaning] of [["Words", false], ["Meaning", true]]) {
      const row = make("label", "");
      const input = Object.assign(make("input", ""), { type: "radio", name: "way", value: name.toLowerCase(), checked: byMeaning === this.byMeaning });
      input.onchange = () => {
        this.byMeaning = byMeaning;
        this.explainField();
        this.ask(this.field.value);
      };
      row.append(input, make("span", "", name));
      ways.append(row);
    }
    return ways;
  }

  explainField() {
    this.field.placeholder = this.byMeaning ? "In your words …" : "Find words …"; // short: a phone shows all of it
    this.field.title = this.byMeaning ? "Say it in your words, then press Enter" : "Finds the words in any column";
  }

  askSoon() {
    this.asking ??= requestAnimationFrame(() => {
      this.asking = null;
      this.ask(this.field.value);
    });
  }

  // What the field says is searched for; nothing lets all rows be seen again.
  async ask(query) {
    const { map } = this;
    this.field.value = query;
    const phrase = query.trim();
    Object.assign(map, { query: phrase, words: null, found: null, chosen: null });
    this.said.textContent = "";
    if (phrase && this.byMeaning) await this.askModel(phrase);
    else if (phrase) map.words = map.rows.containing(phrase);
    if (map.query === phrase) map.clear();
  }

  async askModel(phrase) {
    const { map, said } = this;
    map.meaning ??= new MeaningSearch(await smallModel(), map.rows.texts.map((text) => text ?? ""));
    await map.meaning.prepare((share) => (said.textContent = share < 1 ? `Reading the ${this.about.nouns[1]} once: ${Math.round(100 * share)} %` : ""));
    if (map.query !== phrase) return; // another one was typed meanwhile
    const found = map.meaning.search(phrase);
    if (!found) said.textContent = "The small model knows none of these words. Try others, or search by words.";
    else map.findLike(found);
  }

  get isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : DARK.matches;
  }

  themed() {
    this.theme.textContent = this.isDark ? "Light" : "Dark";
    this.theme.setAttribute("aria-label", `Switch to ${this.isDark ? "light" : "dark"}`);
    this.map.view?.update();
  }

  key(event) {
    const typing = event.target instanceof HTMLElement && event.target.closest("input, select, textarea, dialog");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.field.focus();
  }
}

let model = null;
function smallModel() {
  const read = async () => {
    const finer = await numbersOf("finer", { tokens: "i4", sixteenths: "u1" });
    return new SmallModel(await unpackedJson("tokens"), await unpackedNumbers("token-numbers", "i1"), await unpackedNumbers("token-scales", "f4"), finer);
  };
  return (model ??= read());
}

// stored: how the numbers of each column are
async function numbersOf(name, stored) {
  const read = await Promise.all(Object.entries(stored).map(async ([column, kind]) => [column, await unpackedNumbers(`${name}-${column}`, kind)]));
  return Object.fromEntries(read);
}

async function openFile() {
  const about = await unpackedJson("about");
  const columns = await Promise.all(about.columns.map((_, i) => unpackedJson(`column-${i}`)));
  const near = new NearRows(about.near, ...Object.values(await numbersOf("near", about.near.stored)));
  const points = await numbersOf("points", about.points);
  const labels = await Promise.all(about.colourings.map(({ stored }, i) => numbersOf(`colouring-${i}`, stored)));
  labels.forEach((one) => Object.assign(one, { labels: one.label, values: one.value }));
  const facets = about.facets && (await numbersOf("facets", about.facets.stored));
  const pictures = about.pictures && new Pictures(...Object.values(await numbersOf("pictures", about.pictures)));
  const map = new SharedMap({ about, rows: new Rows(about, columns), near, points, labels, facets, pictures });
  const page = new SharedPage(about, map);
  await map.show(page.root);
  page.panel.show();
}

class Pictures {
  constructor(bytes, ends) {
    Object.assign(this, { bytes, ends });
  }

  get(row) {
    return this.bytes.slice(row ? this.ends[row - 1] : 0, this.ends[row]);
  }
}

openFile().catch((error) => {
  console.error(error);
  document.body.replaceChildren(make("p", "shared-failed", "This file could not be opened in this browser. It needs a browser of 2023 or later."));
});
