/** The lines of a configuration file in the NUT word syntax, with what is wrong with them as text. */
import { FILE_LIMITS, type Word, WordReader } from "../nut/words.ts";
import { checkBytes, WORD_BYTES } from "./odd-bytes.ts";
import { byPlace, type Place, type Problem, type Reporter, reporter } from "./problem.ts";

/** A logical line that says something: never without words. */
export interface ConfLine {
  readonly first: Word;
  readonly rest: readonly Word[];
}

export interface ConfText {
  readonly lines: readonly ConfLine[];
  readonly problems: readonly Problem[];
}

export const QUOTE_GOES_ON = "the quoted text goes on to line";

const ODD_BLANK = /[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/;
const ODD_QUOTE = /^[\u201c\u201d\u201e\u00ab\u2018\u2019]/;

/** Blanks and quotes that word processors and web pages put in: the word syntax knows none of them. */
function checkCharacters(words: readonly Word[], report: Reporter): void {
  for (const word of words) {
    if (word.quoted) continue;
    if (ODD_BLANK.test(word.text)) {
      report.warning(word, "a special blank stands here and parts no words", "type an ordinary blank instead");
    } else if (ODD_QUOTE.test(word.text)) {
      report.warning(word, "typographic quotes do not quote", 'use the plain " instead');
    }
  }
}

/** Where a quote that its own line does not close was opened. */
function openQuote(line: string, number: number): Place {
  return { line: number, column: Math.max(1, line.lastIndexOf('"') + 1) };
}

/** `hash` is where the reader met the `#` that broke the line. */
function reportBroken(opened: Place | undefined, hash: Place, report: Reporter): void {
  if (opened && opened.line < hash.line) {
    const text = `the quote opened here is not closed; lines ${opened.line} to ${hash.line} are not read`;
    report.error(opened, text, 'close it with a "', "quote-not-closed");
  } else report.error(hash, "a # inside quotes ends the reading of this line", "write it as \\#");
}

/** A password like `abc#1` is `abc`, as in C; the words are not repeated, they may be secret. */
function reportCutWord(hash: Place, report: Reporter): void {
  const advice = "write \\# for a # that belongs to the word, or a blank before a comment";
  report.warning(hash, "a comment begins here, in the middle of a word", advice);
}

const BEFORE_HASH = /(?=#)/;

const characters = (text: string): number => (/^[\x00-\x7f]*$/.test(text) ? text.length : [...text].length);

export function readLines(text: string, file: string): ConfText {
  const report = reporter(file);
  const readable = checkBytes(text, WORD_BYTES, report);
  const lines: ConfLine[] = [];
  let opened: Place | undefined;
  let number = 0;
  let column = 0;
  const reader = new WordReader(FILE_LIMITS, (line) => {
    if (line.error !== undefined) return reportBroken(opened, { line: number, column }, report);
    const [first, ...rest] = line.words;
    if (first === undefined) return;
    if (opened && opened.line < number) {
      report.warning(opened, `${QUOTE_GOES_ON} ${number}`, 'was a closing " forgotten?', "quote-not-closed");
    }
    checkCharacters(line.words, report);
    lines.push({ first, rest });
  });
  for (const line of readable ? text.replace(/^\ufeff/, "").split("\n") : []) {
    number++;
    column = 0;
    for (const piece of line.split(BEFORE_HASH)) {
      if (piece.startsWith("#")) {
        column++;
        if (reader.inWord) reportCutWord({ line: number, column }, report);
        reader.push("#");
        column--;
        reader.push(piece.slice(1));
      } else reader.push(piece);
      column += characters(piece);
    }
    reader.push("\n");
    if (!reader.pending) opened = undefined;
    else if (opened === undefined && !/\\\r?$/.test(line)) opened = openQuote(line, number);
  }
  if (reader.pending && opened) {
    report.error(
      opened,
      "the quote opened here is not closed; all that follows is taken as one text",
      'close it with a "',
      "quote-not-closed",
    );
    opened = undefined;
  }
  reader.end();
  return { lines, problems: byPlace(report.problems) };
}
