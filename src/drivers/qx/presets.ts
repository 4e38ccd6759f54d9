/** Options of ups.conf that change a setting of the device which has no NUT name: applied once, at open. */

import type { VarType } from "../../nut/var-type.ts";
import type { Log } from "../../system/log/log.ts";
import { deliver, fits, type QxDevice } from "./commands.ts";
import type { QxCondition, QxPreset } from "./protocol.ts";

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
async function apply(
  device: QxDevice,
  preset: QxPreset,
  text: string,
  conditions: ReadonlySet<QxCondition>,
  log: Log,
): Promise<boolean> {
  const { option, type, note } = preset;
  const { session } = device;
  const line = text === "" ? option : `${option} = ${text}`;
  if (note !== undefined && session.known(`~${note}`) === undefined) {
    log.warning(`${line}: the device has no such setting`);
    return false;
  }
  if (preset.when?.(conditions) === false) {
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
  const result = await deliver(device, { kind: "send", text: question });
  if (result === "handled") log.info(`${line}: set`);
  else log.warning(`${line}: the device refused it`);
  return result === "handled";
}

/** True when something was changed, so that what is read once must be read again. */
export async function applyPresets(device: QxDevice, conditions: ReadonlySet<QxCondition>, log: Log): Promise<boolean> {
  let changed = false;
  for (const preset of device.protocol.presets ?? []) {
    const text = device.session.option(preset.option);
    if (text === undefined) continue;
    if (await apply(device, preset, text, conditions, log)) changed = true;
  }
  return changed;
}
