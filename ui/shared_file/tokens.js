// A text as the tokens of BERT's vocabulary: cleaned, in small letters without accents, cut at spaces and punctuation, and
// each word into the longest pieces that the vocabulary has (Devlin et al. 2019). Equal to Python's, token by token.
const LONGEST_WORD = 100; // characters; a longer one is unknown as a whole
const NOT_READ = /[\0\uFFFD]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
const CHINESE = /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;
const ACCENTS = /\p{Mn}/gu;
const SPACES = /\s+/u;
const PUNCTUATION = /([!-/:-@[-`{-~]|\p{P})/u;
const SPECIAL = /(\[(?:PAD|UNK|CLS|SEP|MASK)\])/;

class WordPieces {
  // tokens: the vocabulary, by number
  constructor(tokens) {
    this.numbers = new Map(tokens.map((token, number) => [token, number]));
    this.unknown = this.numbers.get("[UNK]");
    this.known = new Map(); // words that were cut before
  }

  // The numbers of a text's tokens.
  of(text) {
    const written = text.replace(/\p{Cs}/gu, "?");
    return written.split(SPECIAL).flatMap((part, place) => (place % 2 ? [this.numbers.get(part)] : this.words(part).flatMap((word) => this.pieces(word))));
  }

  words(part) {
    const cleaned = part.replace(NOT_READ, "").replace(/\s/gu, " ").replace(CHINESE, " $& ").normalize("NFD").replace(ACCENTS, "");
    const small = /[^\0-\x7F]/.test(cleaned) ? Array.from(cleaned, (letter) => letter.toLowerCase()).join("") : cleaned.toLowerCase(); // letter by letter: no sign depends on its neighbours
    return small.split(SPACES).flatMap((word) => word.split(PUNCTUATION)).filter(Boolean);
  }

  pieces(word) {
    let found = this.known.get(word);
    if (found) return found;
    found = this.cut(word);
    this.known.set(word, found);
    return found;
  }

  // The longest piece that the vocabulary has, again and again; a word with a rest that it has not is unknown.
  cut(word) {
    const letters = Array.from(word);
    if (letters.length > LONGEST_WORD) return [this.unknown];
    const found = [];
    for (let start = 0; start < letters.length; ) {
      let end = letters.length;
      let number;
      for (; end > start; end--) {
        number = this.numbers.get((start ? "##" : "") + letters.slice(start, end).join(""));
        if (number !== undefined) break;
      }
      if (end === start) return [this.unknown];
      found.push(number);
      start = end;
    }
    return found;
  }
}
