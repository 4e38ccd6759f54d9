/**
 * The grammar of ups.conf and upsd.users:
 *
 *     maxretry = 3              global settings come before the first section
 *     [rack]                    a section goes on to the next header
 *         driver = usbhid-ups   one value, bare or in quotes
 *         ignorelb              a flag
 */
import { formatWord, quoteWord, type Word } from "../nut/words.ts";
import { byPlace, type Place, type Problem, reporter } from "./problem.ts";
import { type ConfLine, readLines } from "./reader.ts";

/** One line inside or before a section, not yet understood. */
export interface RawEntry {
  readonly name: Word;
  /** The line has a `=` after its first word. */
  readonly equals: boolean;
  /** The words behind the name and its `=`. */
  readonly values: readonly Word[];
}

export interface RawSection extends Place {
  readonly name: string;
  readonly entries: readonly RawEntry[];
}

export interface RawSections {
  readonly globals: readonly RawEntry[];
  readonly sections: readonly RawSection[];
  readonly problems: readonly Problem[];
}

const entryOf = ({ first, rest }: ConfLine): RawEntry => {
  const equals = rest[0]?.text === "=";
  return { name: first, equals, values: equals ? rest.slice(1) : rest };
};

type Header = { readonly kind: "good"; readonly name: string } | { readonly kind: "broken" };

function headerOf({ first }: ConfLine): Header | undefined {
  if (!first.text.startsWith("[")) return undefined;
  const name = /^\[(.+)\]$/.exec(first.text)?.[1];
  return name === undefined ? { kind: "broken" } : { kind: "good", name };
}

/** Splits a text into sections. What follows a broken header belongs to no section and is dropped with it. */
export function parseSections(text: string, file: string): RawSections {
  const { lines, problems } = readLines(text, file);
  const report = reporter(file);
  const globals: RawEntry[] = [];
  const sections: (RawSection & { readonly entries: RawEntry[] })[] = [];
  let current: RawEntry[] = globals;
  for (const line of lines) {
    const header = headerOf(line);
    if (header === undefined) current.push(entryOf(line));
    else if (header.kind === "broken") {
      current = [];
      const advice = "write [name], one word without blanks; the lines below it are ignored up to the next header";
      report.error(line.first, "this section header cannot be read", advice);
    } else {
      current = [];
      sections.push({ name: header.name, line: line.first.line, column: line.first.column, entries: current });
      const [extra] = line.rest;
      if (extra) report.warning(extra, "what follows the section header is ignored", "put it on a line of its own");
    }
  }
  return { globals, sections, problems: byPlace([...problems, ...report.problems]) };
}

export interface Setting {
  readonly name: string;
  /** Undefined for a flag. */
  readonly value: string | undefined;
}

const formatSetting = ({ name, value }: Setting): string =>
  value === undefined ? formatWord(name) : `${formatWord(name)} = ${formatWord(value)}`;

const formatHeader = (name: string): string => {
  const header = `[${name}]`;
  return /^[^\s#\\"=]+$/.test(name) ? header : quoteWord(header);
};

export function formatSections(
  globals: readonly Setting[],
  sections: readonly { readonly name: string; readonly settings: readonly Setting[] }[],
): string {
  const blocks = sections.map(({ name, settings }) =>
    [formatHeader(name), ...settings.map((setting) => `\t${formatSetting(setting)}`)].join("\n"),
  );
  const head = globals.map(formatSetting).join("\n");
  return [head, ...blocks]
    .filter((block) => block !== "")
    .map((block) => `${block}\n`)
    .join("\n");
}
