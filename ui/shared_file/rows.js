// The rows of the file: what they say, and which are most like each other.
const LABEL = 320; // characters of a text at the pointer
const FIELD = 58;

const shortened = (text, most) => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);
const rounded = (score, decimals) => Number(score.toFixed(decimals)); // what is read is what is compared
const folded = (text) => text.toLowerCase().replaceAll("ß", "ss");

class Rows {
  // about: as the file says it; columns: a list of texts each, null where a row has no value
  constructor(about, columns) {
    Object.assign(this, { about, columns, n: about.n_rows, searched: null });
    this.texts = about.text === null ? null : columns[about.text];
  }

  // The text, or where there is none its first values.
  title(row) {
    if (this.texts) return this.texts[row] ?? "";
    return this.fields(row).slice(0, 3).map(([name, value]) => `${name}: ${value}`).join(", ") || `row ${(row + 1).toLocaleString("en")}`;
  }

  // [name, value] of each other column that has one.
  fields(row) {
    return this.about.columns.map((name, i) => [name, this.columns[i][row]]).filter(([, value], i) => i !== this.about.text && value !== null);
  }

  // At the pointer.
  label(row) {
    const fields = this.texts ? this.fields(row) : [];
    return [shortened(this.title(row).replace(/\s+/g, " ").trim(), LABEL), ...fields.map(([name, value]) => `${name}: ${shortened(value, FIELD)}`)].join("\n");
  }

  // A byte a row: whether the words stand in one of its columns, one beside the other, whatever their case.
  containing(words) {
    this.searched ??= this.columns.map((column) => column.map((value) => (value === null ? null : folded(value))));
    const wanted = folded(words);
    return Uint8Array.from({ length: this.n }, (_, row) => (this.searched.some((column) => column[row]?.includes(wanted)) ? 1 : 0));
  }
}

// The closest rows of each row, as the model found them that the map was made with.
class NearRows {
  // scores: from 0 (low) to 65535 (high)
  constructor(about, rows, scores) {
    Object.assign(this, about, { rows, scores });
  }

  // Where a slider over those of a row begins and ends.
  range(row) {
    const scores = this.of(row).map(({ score }) => rounded(score, this.decimals));
    return { least: Math.min(...scores), most: Math.max(...scores) };
  }

  // Whether a score is as close as a limit, as both are read.
  passes(score, limit) {
    const [mine, least] = [rounded(score, this.decimals), rounded(limit, this.decimals)];
    return this.greater ? mine >= least : mine <= least;
  }

  // [{ row, score }], the closest first.
  of(row) {
    return Array.from({ length: this.k }, (_, i) => row * this.k + i).map((at) => ({ row: this.rows[at], score: this.low + (this.scores[at] / 65535) * (this.high - this.low) }));
  }
}
