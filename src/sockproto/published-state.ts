/** What a driver shows the world: the state of its UPS, and whether the data are good. Every change is told at once. */
import { cutBytes, MAX_VALUE } from "../nut/bytes.ts";
import { type Change, UpsState } from "../nut/ups-state.ts";

/** Line ends and other control characters would end a sentence early, or be dropped at the other end. */
const clean = (text: string): string => cutBytes(text.replace(/[\x00-\x1f\x7f]/g, ""), MAX_VALUE);

const cleaned = (change: Change): Change => ("value" in change ? { ...change, value: clean(change.value) } : change);

/** What a listener hears: a change of the state, or whether the data have become good. */
export type PublishedChange = Change | { readonly kind: "data"; readonly stale: boolean };

export class PublishedState {
  readonly #state = new UpsState();
  readonly #fixed = new Set<string>();
  readonly #listeners = new Set<(change: PublishedChange) => void>();
  #stale = true;

  /** Read it; changes go through `apply`. */
  get state(): Pick<UpsState, "get" | "value" | "variables" | "commands" | "hasCommand" | "revision"> {
    return this.#state;
  }

  get stale(): boolean {
    return this.#stale;
  }

  /** Hears every change; returns the way to stop. */
  listen(hear: (change: PublishedChange) => void): () => void {
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  /** Applies a change and tells it; false when it changes nothing, or the variable is fixed. */
  apply(change: Change): boolean {
    if (this.#fixed.has(change.name.toLowerCase())) return false;
    const wanted = cleaned(change);
    if (!this.#state.apply(wanted)) return false;
    this.#tell(wanted);
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
    this.#tell({ kind: "data", stale });
  }

  #tell(change: PublishedChange): void {
    for (const hear of this.#listeners) hear(change);
  }
}
