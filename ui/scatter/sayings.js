// What is said on the map beside the names of groups, and where names may stand: what the overlay and pictures draw.
class Sayings {
  constructor(view) {
    Object.assign(this, { view, places: new NamePlaces(), words: new WordsShown(), asked: null });
  }

  takePoints() {
    this.places = new NamePlaces();
    this.words = new WordsShown();
  }

  // Where names stand now, and what they keep off.
  naming() {
    const { inks, axes, resting } = this.view;
    let known = null; // names and words of one picture share it
    const groundIn = (camera, region) => (known ??= groundOf(axes, inks, camera, region));
    return { places: this.places, resting, shown: inks, groundIn };
  }

  // What is said once one is nearer: words at places, or single texts.
  finer(camera, words) {
    const texts = this.nearTexts(camera);
    return { nearTexts: texts, drawWords: texts.length ? null : this.drawsWords(camera, words) };
  }

  nearTexts(camera) {
    const { view } = this;
    const { label, hand, inks, firsts } = view;
    const named = view.overlay.texts && !camera.inSpace && label.texts && hand.grid;
    if (!named) return [];
    const rowsIn = (range, most) => hand.grid.within(range, most, (row) => inks[row] > INK_GREY && (!firsts || firsts[row] === row));
    return nearTexts(camera, rowsIn, (row) => label.texts.get(row), (row) => view.at(row));
  }

  // What draws the words at places, or null where there are none; asks for them once one is near.
  drawsWords(camera, words) {
    const { view } = this;
    const { hand, inks, labels, styles, colouring } = view;
    const { points, words: known } = view.box.parts;
    if (!points.offers_words || camera.inSpace || camera.zoom < WORDS_FROM || !hand.grid) return null;
    if (known?.revision !== points.revision) {
      if (view.resting && this.asked !== points.revision) view.setState("words", { revision: (this.asked = points.revision) });
      return null;
    }
    const nameAt = (range) => {
      const rows = hand.grid.within(range, 50, (row) => inks[row] > INK_GREY);
      const counts = groupCounts(rows.map((row) => labels[row]), styles.length);
      return rows.length ? (colouring.names?.[counts.indexOf(Math.max(...counts))] ?? "") : null;
    };
    return (context, seenBy, how) => (view.root.dataset.words = String(words.draw(context, known, seenBy, nameAt, how)));
  }

  // Boxes over the points, in pixels of the frame, that names keep out of: the tools, and the page's notes on the map.
  covered() {
    const { frame, hand, box } = this.view;
    const { left, top } = frame.getBoundingClientRect();
    const notes = [...document.querySelectorAll(`.st-key-${box.parts.points.key}_notes p`)].map((note) => note.getBoundingClientRect());
    return [hand.tools.box(), ...notes.map((note) => ({ left: note.left - left, right: note.right - left, top: note.top - top, bottom: note.bottom - top }))];
  }
}
