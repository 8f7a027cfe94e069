// Search by meaning with the small model: a text is the mean of its tokens' vectors, of length 1.
const READ_AT_ONCE = 500; // texts, before the page has a turn

class SmallModel {
  // numbers: (n_tokens, nDims) int8, scales: one a token; finer: of some tokens, sixteenths that are added to their numbers
  constructor(tokens, numbers, scales, finer) {
    Object.assign(this, { pieces: new WordPieces(tokens), numbers, scales, nDims: numbers.length / scales.length });
    this.vectors = new Map(Array.from(finer.tokens, (token, place) => [token, this.finerVector(token, finer.sixteenths, place)]));
  }

  finerVector(token, sixteenths, place) {
    const { numbers, scales, nDims } = this;
    const half = (i) => (sixteenths[(place * nDims + i) >> 1] >> (i & 1 ? 4 : 0)) & 15;
    return Float64Array.from({ length: nDims }, (_, i) => scales[token] * (numbers[token * nDims + i] + (half(i) - 8) / 16));
  }

  // Into a part of vectors; all zeros for a text without a known token.
  read(text, vectors, at = 0) {
    const { numbers, scales, nDims } = this;
    const sums = new Float64Array(nDims);
    for (const token of this.pieces.of(text)) {
      const vector = this.vectors.get(token);
      const [start, scale] = [token * nDims, scales[token]];
      if (vector) for (let i = 0; i < nDims; i++) sums[i] += vector[i];
      else for (let i = 0; i < nDims; i++) sums[i] += scale * numbers[start + i];
    }
    const length = Math.hypot(...sums);
    if (length > 0) for (let i = 0; i < nDims; i++) vectors[at + i] = sums[i] / length;
    return length > 0;
  }
}

class MeaningSearch {
  constructor(model, texts) {
    Object.assign(this, { model, texts, vectors: new Float32Array(texts.length * model.nDims), nRead: 0 });
  }

  // Reads all texts, and lets the page have its turns between them. onProgress(share)
  async prepare(onProgress = () => {}) {
    const { model, texts, vectors } = this;
    while (this.nRead < texts.length) {
      const end = Math.min(texts.length, this.nRead + READ_AT_ONCE);
      for (let row = this.nRead; row < end; row++) if (texts[row]) model.read(texts[row], vectors, row * model.nDims);
      this.nRead = end;
      onProgress(end / texts.length);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  score(vector, row) {
    const { nDims } = this.model;
    const start = row * nDims;
    let sum = 0;
    for (let i = 0; i < nDims; i++) sum += vector[i] * this.vectors[start + i];
    return sum;
  }

  // All rows, the most similar first, and the similarity of each row; null where the model knows no word of the phrase.
  search(phrase) {
    const vector = new Float32Array(this.model.nDims);
    if (!this.model.read(phrase, vector)) return null;
    const scores = Float64Array.from(this.texts, (_, row) => this.score(vector, row));
    const rows = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[b] - scores[a] || a - b);
    return { rows, scores };
  }
}

// Whether nothing here is about a phrase, as ScoreScale.nothing_matches says in embedcore/scores, and the threshold that
// it begins with: about ten rows, or none. ranking: its scores, the closest first; least: measured when the file was made.
function thresholdOf(ranking, { least, decimals }) {
  const step = 10 ** -decimals;
  const nothing = least !== null && ranking[0] < least;
  if (!nothing) return { threshold: Math.max(0, rounded(ranking[Math.min(SHOWN_BESIDE, ranking.length) - 1], decimals)), nothing };
  const beyond = rounded(Math.ceil(least / step) * step, decimals);
  return { threshold: rounded(ranking[0], decimals) < beyond ? beyond : beyond + step, nothing };
}
