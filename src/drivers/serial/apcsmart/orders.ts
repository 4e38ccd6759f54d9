/**
 * Instant commands, and new values for the EEPROM. `-` after a question moves its variable to the next value; after one
 * of the two names it takes eight characters. A value that stands already is not written again: the EEPROM wears.
 */
import type { Log } from "../../../system/log/log.ts";
import type { Outcome } from "../../types.ts";
import { type ApcDevice, isAnswer, type Setting } from "./device.ts";
import { turnOff, type WayOff } from "./off.ts";
import { type ApcRow, ASK_STATUS, parseStatus, valuesOf } from "./rows.ts";
import type { ApcCommand } from "./tables/commands.ts";

const CALIBRATE = "D";

export interface CommandContext {
  readonly device: ApcDevice;
  readonly log: Log;
  readonly onLine: () => boolean;
  readonly forcedMs: number;
  /** How long `shutdown.return.grace` of the older driver waits. */
  readonly grace: string;
}

export class ApcCommands {
  readonly #context: CommandContext;

  constructor(context: CommandContext) {
    this.#context = context;
  }

  async run(name: string, param: string | undefined): Promise<Outcome> {
    const command = this.#context.device.command(name, param);
    if (command === "unknown") return "unknown";
    if (command === "refused") return "invalid";
    return (await this.#do(command, param ?? "")) ? "handled" : "failed";
  }

  #do({ key, deed }: ApcCommand, param: string): Promise<boolean> {
    const { grace } = this.#context;
    switch (deed) {
      case "ask":
        return this.#order(key);
      case "switch-on":
        // The UPS says nothing to it.
        return this.#context.device.line.twice(key);
      case "start-calibration":
        return this.#calibrate(true);
      case "stop-calibration":
        return this.#calibrate(false);
      case "hibernate":
        return this.#off({ kind: param === "" ? "hibernate" : "hibernate-forced" });
      case "hibernate-hard":
        return this.#off({ kind: "hibernate-hard", wait: param.split(":")[1] ?? grace });
      case "power-off":
      case "power-off-at-once":
        return this.#off({ kind: deed });
    }
  }

  #off(way: WayOff): Promise<boolean> {
    const { device, onLine, forcedMs } = this.#context;
    return turnOff(way, { line: device.line, onLine: onLine(), forcedMs });
  }

  async #order(key: string): Promise<boolean> {
    const { device, log } = this.#context;
    const answer = await device.line.text(key);
    if (answer !== "OK") log.warning(`the device answers ${JSON.stringify(answer)} to the command ${key}`);
    return answer === "OK";
  }

  /** One character both starts and stops: what runs already, or does not, is left alone. */
  async #calibrate(start: boolean): Promise<boolean> {
    const { device, log } = this.#context;
    const status = parseStatus(await device.line.text(ASK_STATUS));
    if (!status) return false;
    if (status.has("CAL") === start) {
      log.notice(start ? "a calibration is running already" : "no calibration is running");
      return true;
    }
    const answer = await device.line.text(CALIBRATE);
    return isAnswer(answer) && answer !== "NO";
  }
}

const EDIT = "-";
/** Steps that are tried where the device does not list its values. */
const MOST_STEPS = 32;

type Typed = Extract<Setting, { kind: "typed" }>;
type Stepped = Extract<Setting, { kind: "stepped" }>;

const shown = (row: ApcRow, raw: string): string | undefined => valuesOf(row, raw)[0]?.[1];

export async function setVariable(device: ApcDevice, name: string, value: string): Promise<Outcome> {
  const row = device.named(name);
  const setting = row && device.setting(row);
  if (!setting) return "unknown";
  const result =
    setting.kind === "typed" ? await type(device, row, setting, value) : await step(device, row, setting, value);
  if (result === "handled") await refresh(device, row);
  return result;
}

async function refresh(device: ApcDevice, row: ApcRow): Promise<void> {
  const raw = await device.ask(row);
  if (isAnswer(raw)) device.keep(row, raw);
}

async function step(device: ApcDevice, row: ApcRow, { values, steps }: Stepped, value: string): Promise<Outcome> {
  if (values.length > 0 && !values.includes(value)) return "invalid";
  let raw = await device.ask(row);
  for (let left = steps === 0 ? MOST_STEPS : steps; isAnswer(raw); left--) {
    if (shown(row, raw) === value) return "handled";
    if (left === 0 || (await device.line.text(EDIT)) !== "OK") return "failed";
    raw = await device.ask(row);
  }
  return "failed";
}

/** The UPS would take control characters for commands or ends. */
const TYPEABLE = /^[\x20-\x7e]*$/;

async function type(device: ApcDevice, row: ApcRow, { max }: Typed, value: string): Promise<Outcome> {
  if (value.length > max || !TYPEABLE.test(value)) return "invalid";
  const before = await device.ask(row);
  if (!isAnswer(before)) return "failed";
  if (before === value) return "handled";
  if (!(await device.line.spell(EDIT + value.padEnd(max, "\r")))) return "failed";
  const answer = await device.line.answer();
  return answer === "" || answer === "NO" ? "failed" : "handled";
}
