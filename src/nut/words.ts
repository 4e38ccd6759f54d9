/**
 * The NUT word syntax, shared by both protocols and every configuration file.
 *
 *     SET VAR ups1 ups.id "Data \"room\""   # comment
 *     └┬┘ └┬┘ └┬─┘ └─┬──┘ └──────┬──────┘
 *      words, parted by white space; a quoted word may hold spaces; a backslash takes the
 *      next character as it is; an unquoted `=` outside a word's escape is a word of its own.
 *
 * A quoted word, and a backslash before the line end, continue over lines. An unescaped `#`
 * inside quotes is an error, as it is in the C parser.
 */

export interface Word {
  readonly text: string;
  /** Line (1-based, counted over the whole input) on which the word starts. */
  readonly line: number;
  /** Column (1-based, in characters) at which the word starts. */
  readonly column: number;
  readonly quoted: boolean;
}

export type WordError = "hash-in-quotes" | "line-too-long";

export interface WordLine {
  readonly words: readonly Word[];
  readonly error?: WordError;
}

export interface WordLimits {
  /** Words beyond this many are dropped (the C limit is 32; 0 means none). */
  readonly maxWords: number;
  /** Characters of a word beyond this many are dropped (the C limit is 512; 0 means none). */
  readonly maxWord: number;
  /** Drop everything outside printable ASCII, as the C programs do on sockets. */
  readonly asciiOnly: boolean;
  /** Characters of one logical line beyond which it is refused (0 means none). */
  readonly maxLine: number;
}

/** What both ends of a driver's socket keep to. */
export const SOCKET_LIMITS: WordLimits = { maxWords: 32, maxWord: 512, asciiOnly: true, maxLine: 65536 };
/** Requests on the network: the bytes of names and passwords stay, to be compared with those of the files. */
export const NETWORK_LIMITS: WordLimits = { ...SOCKET_LIMITS, asciiOnly: false };
/** Configuration files: UTF-8 stays, because people write `desc` and NOTIFYMSG in their own language. */
export const FILE_LIMITS: WordLimits = { maxWords: 0, maxWord: 0, asciiOnly: false, maxLine: 0 };

type State = "start" | "comment" | "word" | "word-escape" | "quoted" | "quoted-escape" | "discard";

/** What changes nothing in a state: files without limits are read by such runs. */
const RUNS: Partial<Record<State, RegExp>> = {
  comment: /[^\n]+/y,
  word: /[^\x00-\x20#=\\]+/y,
  quoted: /[^\x00-\x1f#"\\]+/y,
};

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** Splits text that arrives in pieces into lines of words. `maxLine` bounds the unfinished line. Never throws. */
export class WordReader {
  readonly #limits: WordLimits;
  readonly #unlimited: boolean;
  readonly #emit: (line: WordLine) => void;
  #state: State = "start";
  #words: Word[] = [];
  #text = "";
  #quoted = false;
  #line = 1;
  #column = 0;
  #startLine = 1;
  #startColumn = 1;
  #length = 0;

  constructor(limits: WordLimits, emit: (line: WordLine) => void) {
    this.#limits = limits;
    this.#unlimited = limits.maxWord === 0 && limits.maxLine === 0 && !limits.asciiOnly;
    this.#emit = emit;
  }

  /** True while a line has begun and not ended: a peer that stops here has sent half a line. */
  get pending(): boolean {
    return this.#state !== "start" || this.#words.length > 0;
  }

  /** True while a bare word is being read: a `#` that comes now ends it, and begins a comment. */
  get inWord(): boolean {
    return this.#state === "word";
  }

  push(text: string): void {
    for (let i = 0; i < text.length; ) {
      const run = this.#unlimited ? this.#runFrom(text, i) : 0;
      if (run > 0) this.#take(text.slice(i, i + run));
      else this.#char(text.charAt(i), text.charCodeAt(i));
      i += Math.max(run, 1);
    }
  }

  #runFrom(text: string, at: number): number {
    const run = RUNS[this.#state];
    if (run === undefined) return 0;
    run.lastIndex = at;
    return run.test(text) ? run.lastIndex - at : 0;
  }

  #take(run: string): void {
    this.#column += run.length;
    if (this.#state !== "comment") this.#text += run;
  }

  /** Ends a last line that has no line end. Half a quoted word counts as a word, as in C. */
  end(): void {
    if (this.#text !== "" || this.#quoted) this.#endWord();
    if (this.#words.length > 0) this.#endLine();
    this.#state = "start";
  }

  #char(ch: string, code: number): void {
    this.#column++;
    if (this.#limits.maxLine > 0 && ++this.#length > this.#limits.maxLine && this.#state !== "discard") {
      this.#fail("line-too-long", code === 10);
    } else this.#step(ch, code);
    if (code === 10) {
      this.#line++;
      this.#column = 0;
    }
  }

  #step(ch: string, code: number): void {
    switch (this.#state) {
      case "start":
        return this.#onStart(ch, code);
      case "word":
        return this.#onWord(ch, code);
      case "quoted":
        return this.#onQuoted(ch, code);
      case "word-escape":
        this.#state = "word";
        if (code !== 10) this.#add(ch, code);
        return;
      case "quoted-escape":
        this.#state = "quoted";
        if (code !== 10) this.#add(ch, code);
        return;
      case "comment":
        if (code === 10) this.#endLine();
        return;
      case "discard":
        if (code === 10) this.#reset();
        return;
    }
  }

  #onStart(ch: string, code: number): void {
    if (code === 10) return this.#endLine();
    if (ch === "#") this.#state = "comment";
    else if (!isSpace(code)) this.#beginWord(ch, code);
  }

  #beginWord(ch: string, code: number): void {
    this.#startLine = this.#line;
    this.#startColumn = this.#column;
    if (ch === '"') {
      this.#quoted = true;
      this.#state = "quoted";
    } else if (ch === "\\") this.#state = "word-escape";
    else {
      this.#add(ch, code);
      if (ch === "=") this.#endWord();
      else this.#state = "word";
    }
  }

  #onWord(ch: string, code: number): void {
    if (code === 10 || ch === "#" || ch === "=" || isSpace(code)) {
      this.#endWord();
      this.#onStart(ch, code);
    } else if (ch === "\\") this.#state = "word-escape";
    else this.#add(ch, code);
  }

  #onQuoted(ch: string, code: number): void {
    if (ch === "#") return this.#fail("hash-in-quotes", false);
    if (ch === '"') this.#endWord();
    else if (ch === "\\") this.#state = "quoted-escape";
    else this.#add(ch, code);
  }

  #add(ch: string, code: number): void {
    const { asciiOnly, maxWord } = this.#limits;
    if (code < 32 || (asciiOnly && code > 127)) return;
    if (maxWord === 0 || this.#text.length < maxWord) this.#text += ch;
  }

  #endWord(): void {
    const { maxWords } = this.#limits;
    if (maxWords === 0 || this.#words.length < maxWords) {
      this.#words.push({
        text: this.#text,
        line: this.#startLine,
        column: this.#startColumn,
        quoted: this.#quoted,
      });
    }
    this.#text = "";
    this.#quoted = false;
    this.#state = "start";
  }

  #endLine(): void {
    const words = this.#words;
    this.#reset();
    this.#emit({ words });
  }

  #fail(error: WordError, atLineEnd: boolean): void {
    const words = this.#words;
    this.#reset();
    if (!atLineEnd) this.#state = "discard";
    this.#emit({ words, error });
  }

  #reset(): void {
    this.#state = "start";
    this.#words = [];
    this.#text = "";
    this.#quoted = false;
    this.#length = 0;
  }
}

/** The words of one complete text of a single line; what follows a line end is ignored. */
export function splitWords(text: string, limits: WordLimits = FILE_LIMITS): string[] {
  let first: WordLine | undefined;
  const reader = new WordReader(limits, (line) => {
    first ??= line;
  });
  reader.push(text);
  reader.end();
  return (first?.words ?? []).map((word) => word.text);
}

/** True when a server reads the word, sent bare, as one word, whatever that is. */
export function arrivesAsOne(word: string): boolean {
  const lines: WordLine[] = [];
  const reader = new WordReader(NETWORK_LIMITS, (line) => lines.push(line));
  reader.push(`${word}\n`);
  const [line] = lines;
  return lines.length === 1 && !reader.pending && line?.error === undefined && line?.words.length === 1;
}

const NEEDS_ESCAPE = /[#\\"]/g;
const NEEDS_ESCAPE_TEST = /[#\\"]/;

export function escapeWord(text: string): string {
  return NEEDS_ESCAPE_TEST.test(text) ? text.replace(NEEDS_ESCAPE, "\\$&") : text;
}

export const quoteWord = (text: string): string => `"${escapeWord(text)}"`;

/** The word bare where that reads back as the same word, else in quotes. */
export const formatWord = (text: string): string => (/^[^\s#\\"=]+$/.test(text) ? text : quoteWord(text));
