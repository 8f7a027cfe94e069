// Rows at one place are one point, that of the first of them: equal rows. Its area grows with their number.
const GROWTH = 0.35; // of the diameter: ten rows cover five times the area of one
const SHADES_OF_NUMBER = 4; // sizes for each doubling
const WIDEST = 72; // pixels; the edge of a picture leaves that much room

// firsts: the first row of the point of each, or null. Gives the ink of each row, none but for one of those that are one
// point; the table of inks with bigger ones; and how many rows stand at each first. Rows in colour count before grey ones.
function gathered(inks, table, firsts) {
  if (!firsts) return { ofRows: inks, table, counts: null };
  const [counts, shown] = [new Int32Array(inks.length), new Int32Array(inks.length).fill(-1)];
  for (let row = 0; row < inks.length; row++) {
    if (inks[row] === INK_NONE) continue;
    const [first, isGrey] = [firsts[row], inks[row] === INK_GREY];
    const before = shown[first];
    if (before < 0 || (!isGrey && inks[before] === INK_GREY)) [shown[first], counts[first]] = [row, 1];
    else if (isGrey === (inks[before] === INK_GREY)) counts[first]++;
  }
  const [ofRows, bigger, known] = [new Uint16Array(inks.length), [...table], new Map()];
  for (let first = 0; first < inks.length; first++) {
    if (shown[first] < 0) continue;
    const ink = inks[shown[first]];
    const step = Math.round(SHADES_OF_NUMBER * Math.log2(counts[first]));
    const name = `${ink} ${step}`;
    if (step && !known.has(name)) {
      known.set(name, bigger.length);
      bigger.push({ ...table[ink], grows: 2 ** ((GROWTH * step) / SHADES_OF_NUMBER), copies: 2 ** (step / SHADES_OF_NUMBER) });
    }
    ofRows[shown[first]] = step ? known.get(name) : ink;
  }
  return { ofRows, table: bigger, counts };
}

// Rows that are not shown stay as a ground below the others, where nothing else stands at their place.
function withAway({ ofRows, table, counts }, inks, firsts, color) {
  if (!inks.includes(INK_NONE)) return { ofRows, table, counts };
  const [all, away] = [ofRows.slice(), table.length];
  for (let row = 0; row < inks.length; row++) {
    const place = firsts ? firsts[row] : row;
    if (inks[row] === INK_NONE && all[place] === INK_NONE) all[place] = away;
  }
  return { ofRows: all, table: [...table, { channels: color, symbol: "circle", strength: 1, under: true }], counts };
}
