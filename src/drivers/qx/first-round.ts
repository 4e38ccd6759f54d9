/** The first round of questions, and the settings that a device gets when it is opened. */

import type { Log } from "../../system/log/log.ts";
import { DELAYS } from "../kit/presets.ts";
import { DeviceError, type DriverSettings } from "../types.ts";
import { type QxDevice, setvar } from "./commands.ts";
import { applyPresets } from "./presets.ts";
import type { QxView } from "./protocol.ts";
import { standingOf, type WalkState, walk } from "./walk.ts";

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
  state.changed = await applyPresets(device, standingOf(state).conditions, log);
  if (before) return;
  for (const [option, name] of DELAYS) await presetDelay(device, option, name, settings.get(option));
}

async function presetDelay(device: QxDevice, option: string, name: string, value: string | undefined): Promise<void> {
  if (value === undefined || device.session.known(name) === undefined) return;
  if ((await setvar(device, name, value)) === "handled") return;
  throw new DeviceError("configuration", `${option} = ${value} is out of range for ${name}`);
}
