/** A list in UPScode II, line by line: code and value in turn, to the code that is its last. */
import { isCode, LAST } from "./told.ts";

export class CodeList {
  readonly values = new Map<string, string>();
  /** `STAT BL`: codes of states repeat, each time with another value. */
  readonly states = new Set<string>();
  readonly #last: string | undefined;
  #code: string | undefined;

  constructor(command: string) {
    this.#last = LAST[command];
  }

  /** `none`: the line is no part of a list. */
  take(line: string): "more" | "whole" | "none" {
    const code = this.#code;
    this.#code = code === undefined ? line : undefined;
    if (code === undefined) return isCode(line) ? "more" : "none";
    this.values.set(code, line);
    this.states.add(`${code} ${line}`);
    return code === this.#last ? "whole" : "more";
  }
}
