/**
 * What a driver shows the world: the state of its UPS, and whether the data are good. Every change is told at
 * once to whoever listens, as the sentence that goes over the socket.
 */
import { cutBytes, MAX_VALUE } from "../nut/bytes.ts";
import { type Change, UpsState } from "../nut/ups-state.ts";
import { formatChange, variableChanges } from "./changes.ts";
import { FROM_DRIVER as SAYS } from "./sentences.ts";

/** Line ends and other control characters would end a sentence early, or be dropped at the other end. */
const clean = (text: string): string => cutBytes(text.replace(/[\x00-\x1f\x7f]/g, ""), MAX_VALUE);

const cleaned = (change: Change): Change => ("value" in change ? { ...change, value: clean(change.value) } : change);

export class PublishedState {
  readonly #state = new UpsState();
  readonly #fixed = new Set<string>();
  readonly #listeners = new Set<(sentence: string) => void>();
  #stale = true;
  #dump: { readonly revision: number; readonly text: string } | undefined;

  /** Read it; changes go through `apply`. */
  get state(): Pick<UpsState, "get" | "value" | "variables" | "commands" | "hasCommand" | "revision"> {
    return this.#state;
  }

  get stale(): boolean {
    return this.#stale;
  }

  /** Hears every change as a sentence without line end; returns the way to stop. */
  listen(hear: (sentence: string) => void): () => void {
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  /** Applies a change and tells it; false when it changes nothing, or the variable is fixed. */
  apply(change: Change): boolean {
    if (this.#fixed.has(change.name.toLowerCase())) return false;
    const wanted = cleaned(change);
    if (!this.#state.apply(wanted)) return false;
    this.#tell(() => formatChange(wanted));
    return true;
  }

  set(name: string, value: string): boolean {
    return this.apply({ kind: "set", name, value });
  }

  /** Sets a variable that nothing but another `fix` changes from then on (`override.*`). */
  fix(name: string, value: string): void {
    this.#fixed.delete(name.toLowerCase());
    this.set(name, value);
    this.#fixed.add(name.toLowerCase());
  }

  isFixed(name: string): boolean {
    return this.#fixed.has(name.toLowerCase());
  }

  setStale(stale: boolean): void {
    if (stale === this.#stale) return;
    this.#stale = stale;
    this.#tell(() => (stale ? SAYS.datastale : SAYS.dataok).format({}));
  }

  /**
   * The answer to DUMPALL, or to DUMPVALUE with a name: whole lines. DATASTALE comes first, DATAOK last before
   * DUMPDONE, as the protocol has it.
   */
  dump(name?: string): string {
    const done = `${SAYS.dumpdone.format({})}\n`;
    const body = name === undefined ? this.#everything() : this.#oneVariable(name);
    return this.#stale ? `${SAYS.datastale.format({})}\n${body}${done}` : `${body}${SAYS.dataok.format({})}\n${done}`;
  }

  #everything(): string {
    const { revision } = this.#state;
    if (this.#dump?.revision !== revision) {
      const changes = [
        ...this.#state.variables().flatMap(variableChanges),
        ...this.#state.commands().map((cmd): Change => ({ kind: "add-cmd", name: cmd })),
      ];
      this.#dump = { revision, text: changes.map((change) => `${formatChange(change)}\n`).join("") };
    }
    return this.#dump.text;
  }

  #oneVariable(name: string): string {
    const variable = this.#state.get(name);
    return variable
      ? variableChanges(variable)
          .map((change) => `${formatChange(change)}\n`)
          .join("")
      : "";
  }

  #tell(sentence: () => string): void {
    if (this.#listeners.size === 0) return;
    const text = sentence();
    for (const hear of this.#listeners) hear(text);
  }
}
