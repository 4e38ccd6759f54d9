import type { Log } from "../../../system/log/log.ts";
import type { AskLine } from "../../kit/line/ask-line.ts";

/** The answer to `Si 1` without its last word, and the name on the box. */
const NAMED: readonly (readonly [said: string, model: string])[] = [
  ["Pulsar EX7", "Pulsar EX 7"],
  ["Pulsar EX10", "Pulsar EX 10"],
  ["Pulsar EX15", "Pulsar EX 15"],
  ["Pulsar EX20", "Pulsar EX 20"],
  ["Pulsar EX30", "Pulsar EX 30"],
  ["Pulsar EX40", "Pulsar EX 40"],
  ["Pulsar ES2+", "Pulsar ES 2+"],
  ["Pulsar ES5+", "Pulsar ES 5+"],
  ["Pulsar ESV5+", "Pulsar ESV 5+"],
  ["Pulsar ESV8+", "Pulsar ESV 8+"],
  ["Pulsar ESV11+", "Pulsar ESV 11+"],
  ["Pulsar ESV14+", "Pulsar ESV 14+"],
  ["Pulsar ESV22+", "Pulsar ESV 22+"],
  ["EXTREME 1500", "Pulsar EXtreme 1500"],
  ["EXTREME 2000", "Pulsar EXtreme 2000"],
  ["EXTREME 2500", "Pulsar EXtreme 2500"],
  ["EXTREME 3000", "Pulsar EXtreme 3000"],
  ["EXTREME 4.5", "Comet EXtreme 4.5"],
  ["EXTREME 6", "Comet EXtreme 6"],
  ["EXTREME 9", "Comet EXtreme 9"],
  ["EXTREME 12", "Comet EXtreme 12"],
  ["COMET 5", "Comet 5"],
  ["COMET 7", "Comet 7.5"],
  ["COMET 10", "Comet 10"],
  ["COMET 15", "Comet 15"],
  ["COMET 20", "Comet 20"],
  ["COMET 30", "Comet 30"],
  ["COMET 12", "Comet 12"],
  ["COMET 18", "Comet 18"],
  ["COMET 24", "Comet 24"],
  ["COMET 36", "Comet 36"],
];

/** The first two numbers of the answer to `Si`, for those that know no `Si 1`. */
const NUMBERED: readonly (readonly [family: number, type: number, model: string])[] = [
  [3000, 5, "Pulsar SV3"],
  [3000, 6, "Pulsar SV5/8/11"],
  [3000, 7, "Pulsar SV3"],
  [3000, 8, "Pulsar SV5/8"],
  [3000, 10, "Pulsar SV11/ESV13"],
  [3000, 11, "Pulsar ESV17"],
  [3000, 12, "Pulsar ESV20"],
  [3000, 13, "Pulsar ESV13"],
  [3000, 14, "Pulsar ESV17"],
  [3000, 15, "Pulsar ESV20"],
  [3000, 17, "Pulsar ESV8"],
  [3000, 51, "Pulsar ESV 11+"],
];

export interface Identified {
  readonly model: string | undefined;
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

/** Throws DeviceError `lost`. */
export async function identify(line: AskLine, log: Log): Promise<Identified> {
  const words = await line.ask("Si 1");
  if (words.kind === "data") return fromWords(words.raw);
  const numbers = await line.ask("Si");
  if (numbers.kind !== "data") return { model: undefined, firmware: UNKNOWN };
  log.notice("an older model: should data get stale, set pollinterval = 20 in ups.conf and MAXAGE 25 in upsd.conf");
  const found = fromNumbers(numbers.raw);
  if (found.model === undefined) log.warning(`no model is known for its numbers (${numbers.raw})`);
  return found;
}

/** The number of its table of units, 0 where it names none. Throws DeviceError `lost`. */
export async function unitsOf(line: AskLine, log: Log): Promise<string> {
  const table = /^\S* +0*([123])(?!\d)/.exec(await line.text("Ai"))?.[1];
  if (table !== undefined) return table;
  log.warning("it does not tell its units: values are shown as they come");
  return "0";
}
