/** What is set up already. */
import { fileReason } from "../../system/system-error.ts";
import type { Machine } from "../system/machine.ts";
import { INIT_FILES, type InitFile, type Texts } from "./plan-texts.ts";

export interface Existing {
  readonly texts: Texts;
  /** The first file that cannot be read, and why. */
  readonly unreadable: string | undefined;
}

export function readExisting({ tree, facts: { confPath } }: Machine): Existing {
  const texts: Partial<Record<InitFile, string>> = {};
  for (const name of INIT_FILES) {
    const path = `${confPath}/${name}`;
    try {
      const text = tree.read(path);
      if (text !== undefined) texts[name] = text;
    } catch (error) {
      return { texts: {}, unreadable: `${path}: ${fileReason(error)}` };
    }
  }
  return { texts, unreadable: undefined };
}
