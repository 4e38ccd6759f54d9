/** What a driver's socket says of a published state: each change, and the answers to DUMPALL, DUMPVALUE and DUMPSTATUS. */
import type { Change } from "../nut/ups-state.ts";
import { formatChange, variableChanges } from "./changes.ts";
import type { PublishedChange, PublishedState } from "./published-state.ts";
import { FROM_DRIVER as SAYS } from "./sentences.ts";

export const formatPublished = (change: PublishedChange): string =>
  change.kind === "data" ? (change.stale ? SAYS.datastale : SAYS.dataok).format({}) : formatChange(change);

const linesOf = (changes: readonly Change[]): string => changes.map((change) => `${formatChange(change)}\n`).join("");

export class Dump {
  readonly #published: PublishedState;
  #kept: { readonly revision: number; readonly text: string } | undefined;

  constructor(published: PublishedState) {
    this.#published = published;
  }

  /** Whole lines about everything, or one variable. DATASTALE comes first, DATAOK last before DUMPDONE. */
  text(name?: string): string {
    const done = `${SAYS.dumpdone.format({})}\n`;
    const body = name === undefined ? this.#everything() : this.#oneVariable(name);
    return this.#published.stale
      ? `${SAYS.datastale.format({})}\n${body}${done}`
      : `${body}${SAYS.dataok.format({})}\n${done}`;
  }

  #everything(): string {
    const { state } = this.#published;
    const { revision } = state;
    if (this.#kept?.revision !== revision) {
      const variables = state.variables().flatMap(variableChanges);
      const commands = state.commands().map((cmd): Change => ({ kind: "add-cmd", name: cmd }));
      this.#kept = { revision, text: linesOf([...variables, ...commands]) };
    }
    return this.#kept.text;
  }

  #oneVariable(name: string): string {
    const variable = this.#published.state.get(name);
    return variable ? linesOf(variableChanges(variable)) : "";
  }
}
