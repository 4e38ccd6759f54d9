import type { VarType } from "../../nut/var-type.ts";
import type { Log } from "../../system/log/log.ts";
import { DELAYS } from "../kit/presets.ts";
import { DeviceError, type DriverSettings } from "../types.ts";
import { fits, type QxDevice, setvar, write } from "./commands.ts";
import type { QxPreset, QxView } from "./protocol.ts";
import { type WalkState, walk } from "./walk.ts";

export interface FirstRound {
  readonly settings: DriverSettings;
  readonly log: Log;
  /** The device as it was when it was lost: what somebody set since the start holds on. */
  readonly before: QxView | undefined;
}

/** Throws DeviceError where the device is silent, or where it cannot be set as ups.conf says. */
export async function firstRound(
  device: QxDevice,
  state: WalkState,
  { settings, log, before }: FirstRound,
): Promise<void> {
  const { protocol, session } = device;
  for (const [name, value] of protocol.facts ?? []) session.keep(name, value);
  for (const { var: name, fallback } of protocol.settings)
    if (fallback !== undefined) session.keep(name, before?.known(name) ?? fallback);
  if ((await walk(protocol, session, state, "open")) === "silent")
    throw new DeviceError("absent", "the device was recognized but did not answer the first round of questions");
  state.changed = await applyPresets(device, log);
  if (before) return;
  for (const [option, name] of DELAYS) await presetDelay(device, option, name, settings.get(option));
}

async function presetDelay(device: QxDevice, option: string, name: string, value: string | undefined): Promise<void> {
  if (value === undefined || device.session.known(name) === undefined) return;
  if ((await setvar(device, name, value)) === "handled") return;
  throw new DeviceError("configuration", `${option} = ${value} is out of range for ${name}`);
}

const wordsOf = (type: VarType | undefined): string => {
  switch (type?.kind) {
    case "enum":
      return type.values.join(", ");
    case "range":
      return type.ranges.map(({ min, max }) => `${min} to ${max}`).join(", ");
    default:
      return "";
  }
};

/** Says what came of one option: a warning where the user did not get what was asked for. */
async function apply(device: QxDevice, preset: QxPreset, text: string, log: Log): Promise<boolean> {
  const { option, type, note } = preset;
  const { session } = device;
  const line = text === "" ? option : `${option} = ${text}`;
  if (note !== undefined && session.known(`~${note}`) === undefined) {
    log.warning(`${line}: the device has no such setting`);
    return false;
  }
  if (preset.when?.(session.conditions) === false) {
    log.warning(`${line}: the device takes it only while its output is off`);
    return false;
  }
  const wanted = typeof type === "function" ? type(session) : type;
  if (wanted && !fits(wanted, text)) {
    log.warning(`${line}: the device takes ${wordsOf(wanted) || "no value"}`);
    return false;
  }
  const question = preset.send(text, session);
  if (question === undefined) return false;
  const result = await write(device, question);
  if (result === "handled") log.info(`${line}: set`);
  else log.warning(`${line}: the device refused it`);
  return result === "handled";
}

/**
 * Options of ups.conf that change a setting of the device which has no NUT name, applied once. True when something was
 * changed, so that what is read once must be read again.
 */
async function applyPresets(device: QxDevice, log: Log): Promise<boolean> {
  let changed = false;
  for (const preset of device.protocol.presets ?? []) {
    const text = device.session.option(preset.option);
    if (text === undefined) continue;
    if (await apply(device, preset, text, log)) changed = true;
  }
  return changed;
}
