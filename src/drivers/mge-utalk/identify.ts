/** What the UPS says of itself. */
import type { Log } from "../../host/log.ts";
import type { MultiplierTable } from "./numbers.ts";
import { NAMED, NUMBERED } from "./tables/models.ts";
import type { UtalkLine } from "./utalk-line.ts";

export interface Identified {
  readonly model: string | undefined;
  /** The answer as it came, of those that tell it in words. */
  readonly id?: string;
  readonly firmware: string;
}

const UNKNOWN = "unknown";

/** `Pulsar ESV11+ 0`: family, model, firmware. */
export function fromWords(id: string): Identified {
  const space = id.lastIndexOf(" ");
  const said = space < 0 ? id : id.slice(0, space);
  const firmware = space < 0 ? "" : id.slice(space + 1);
  return { id, model: modelOf(said), firmware: firmware === "" ? UNKNOWN : firmware };
}

function modelOf(said: string): string {
  const named = NAMED.find(([one]) => one.toLowerCase() === said.toLowerCase())?.[1] ?? said;
  // Some firmware cuts the name: `Evolutio 650`.
  const size = /^Evolutio\S*\s+(\d+)/.exec(named)?.[1];
  return size === undefined ? named : `Evolution ${Number(size)}`;
}

/** `3000 11 0`: family, type, and a number that says nothing. */
export function fromNumbers(answer: string): Identified {
  const [family, type] = answer.trim().split(/\s+/).map(Number);
  const model = NUMBERED.find(([one, two]) => one === family && two === type)?.[2];
  return { model, firmware: UNKNOWN };
}

/** Throws DriverError `lost`. */
export async function identify(line: UtalkLine, log: Log): Promise<Identified> {
  const words = await line.ask("Si 1");
  if (words.kind === "text") return fromWords(words.text);
  const numbers = await line.ask("Si");
  if (numbers.kind !== "text") return { model: undefined, firmware: UNKNOWN };
  log.notice("an older model: should data get stale, set pollinterval = 20 in ups.conf and MAXAGE 25 in upsd.conf");
  const found = fromNumbers(numbers.text);
  if (found.model === undefined) log.warning(`no model is known for its numbers (${numbers.text})`);
  return found;
}

/** Which units it speaks in. Throws DriverError `lost`. */
export async function multiplierTable(line: UtalkLine, log: Log): Promise<MultiplierTable> {
  const answer = await line.ask("Ai");
  const table = answer.kind === "text" ? Number(/^\S* +(\d+)/.exec(answer.text)?.[1] ?? 0) : 0;
  if (table === 1 || table === 2 || table === 3) return table;
  log.warning("it does not tell its units: values are shown as they come");
  return 0;
}
