/** The snapshots of all UPSes of a server, within a budget: what a server makes up must not fill our memory. */
import { NutError } from "../nut/errors.ts";
import { UNASKED, type UpsAnswer, type UpsChange, type UpsSnapshot, withAnswer } from "./snapshot.ts";

/** Characters of all names and values. One UPS always fits: the client reads no longer list than four million. */
const MOST = 33_554_432;
const VARIABLE = 100;

function sizeOf({ values, commands, clients }: UpsSnapshot): number {
  let size = 0;
  for (const [name, value] of values) size += VARIABLE + name.length + value.length;
  for (const name of [...commands, ...clients]) size += VARIABLE + name.length;
  return size;
}

const sameSize = (a: UpsSnapshot, b: UpsSnapshot): boolean =>
  a.values === b.values && a.commands === b.commands && a.clients === b.clients;

export class KnownUpses {
  readonly #hear: (ups: string, change: UpsChange) => void;
  readonly #snapshots = new Map<string, UpsSnapshot>();
  readonly #sizes = new Map<string, number>();
  #size = 0;
  /** Whose commands and writable variables are to be asked for anew. */
  readonly doubtful = new Set<string>();

  constructor(hear: (ups: string, change: UpsChange) => void) {
    this.#hear = hear;
  }

  get all(): ReadonlyMap<string, UpsSnapshot> {
    return this.#snapshots;
  }

  get(ups: string): UpsSnapshot {
    return this.#snapshots.get(ups) ?? UNASKED;
  }

  /** All that there are, with their descriptions as far as known. */
  list(listed: ReadonlyMap<string, string | undefined>): void {
    for (const ups of [...this.#snapshots.keys()]) if (!listed.has(ups)) this.#remove(ups);
    for (const [ups, description] of listed) {
      this.#add(ups, description);
      this.#describe(ups, description);
    }
  }

  #describe(ups: string, description: string | undefined): void {
    const known = this.get(ups);
    if (known.description === description) return;
    this.#snapshots.set(ups, { ...known, description });
    this.#hear(ups, { kind: "facts", what: "description" });
  }

  /** Takes an answer; returns it, or that it was too large. */
  take(ups: string, answer: UpsAnswer, now: number): UpsAnswer {
    this.#add(ups);
    const [snapshot, changes] = withAnswer(this.get(ups), answer, now);
    const size = sameSize(snapshot, this.get(ups)) ? (this.#sizes.get(ups) ?? 0) : sizeOf(snapshot);
    const total = this.#size - (this.#sizes.get(ups) ?? 0) + size;
    if (total > MOST && answer.kind !== "none") {
      const error = new NutError("protocol-error", "the UPSes of this server have more variables than can be kept");
      return this.take(ups, { kind: "none", error }, now);
    }
    this.#size = total;
    this.#sizes.set(ups, size);
    this.#snapshots.set(ups, snapshot);
    for (const change of changes) this.#hear(ups, change);
    return answer;
  }

  #add(ups: string, description?: string): void {
    if (this.#snapshots.has(ups)) return;
    this.#snapshots.set(ups, { ...UNASKED, description });
    this.#hear(ups, { kind: "added" });
  }

  #remove(ups: string): void {
    this.#snapshots.delete(ups);
    this.#size -= this.#sizes.get(ups) ?? 0;
    this.#sizes.delete(ups);
    this.#hear(ups, { kind: "removed" });
  }
}
