/**
 * New values for the EEPROM. `-` after a question moves its variable to the next value; after one of the two names it
 * takes eight characters. A value that stands already is not written again: the EEPROM wears.
 */
import type { Outcome } from "../types.ts";
import { type ApcDevice, NOT_AVAILABLE, type Setting } from "./device.ts";
import { type ApcRow, valuesOf } from "./rows.ts";
import { ANSWER } from "./smart-line.ts";

const EDIT = "-";
/** Steps that are tried where the device does not list its values. */
const MOST_STEPS = 32;

type Typed = Extract<Setting, { kind: "typed" }>;
type Stepped = Extract<Setting, { kind: "stepped" }>;

const isAnswer = (text: string): boolean => text !== "" && text !== NOT_AVAILABLE;

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
    if (left === 0 || (await device.line.ask(EDIT)) !== "OK") return "failed";
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
  const answer = await device.line.answer(ANSWER);
  return answer === "" || answer === "NO" ? "failed" : "handled";
}
