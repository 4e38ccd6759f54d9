/** The entries of a file with sections, whatever they mean. */
import { parseSections } from "../../conf/sections.ts";
import type { Word } from "../../nut/words.ts";

export interface SectionEntry {
  readonly name: string;
  readonly word: Word;
  readonly values: readonly Word[];
}

export function readSections(text: string): readonly SectionEntry[] {
  const { globals, sections } = parseSections(text, "");
  const entries = [...globals, ...sections.flatMap((section) => section.entries)];
  return entries.map(({ name, values }) => ({ name: name.text, word: name, values }));
}
