/** What our driver's core makes of a captured device, in the words of upsc, upscmd -l and upsrw -l. */

import type { Depth } from "../../../src/drivers/kit/row.ts";
import type { Reported } from "../../../src/drivers/types.ts";
import { claimant, quirksOf } from "../../../src/drivers/usbhid/claim.ts";
import { commandNames } from "../../../src/drivers/usbhid/commands.ts";
import { Mapper } from "../../../src/drivers/usbhid/mapper.ts";
import { widenFields } from "../../../src/drivers/usbhid/report/field-width.ts";
import { alarmsOf, statusOf } from "../../../src/drivers/usbhid/status.ts";
import type { Subdriver } from "../../../src/drivers/usbhid/subdriver.ts";
import { SUBDRIVERS } from "../../../src/drivers/usbhid/subdrivers/index.ts";
import { composeAlarm, composeStatus } from "../../../src/nut/status.ts";
import { typeFacts } from "../../../src/nut/var-type.ts";
import type { CapturedDevice } from "./usb-capture.ts";

export interface Dump {
  readonly vars: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
  /** As upsrw writes them: the type, then what it allows. */
  readonly writables: ReadonlyMap<string, readonly string[]>;
}

const DEFAULTS = { dischargeIsOnBattery: false, dischargeIsCalibration: false, lbrbDelay: 0, lbrbAlways: false };

/** What is asked of a device: one out of a capture, or one made of paths and values. */
export type AnsweringDevice = Pick<CapturedDevice, "facts" | "descriptor" | "feature" | "string">;

/** The table that claims the device, or undefined where no vendor's does. */
export const tableFor = (device: Pick<CapturedDevice, "facts">): Subdriver | undefined =>
  claimant(SUBDRIVERS, device.facts, false);

/** A mapper that has read the whole device once at open and once in a full poll. */
export function readDevice(
  device: AnsweringDevice,
  subdriver: Subdriver,
  options: Readonly<Record<string, string>> = {},
) {
  const { facts } = device;
  const fixed = widenFields(subdriver.fixDescriptor?.(device.descriptor, facts) ?? device.descriptor, false);
  const mapper = new Mapper({
    subdriver,
    descriptor: fixed,
    device: facts,
    quirks: quirksOf(subdriver, facts),
    option: (name) => options[name],
    wall: () => 0,
  });
  for (const depth of ["open", "full"] as const) fetch(mapper, device, depth);
  return mapper;
}

/** One poll, and the strings that it asks for. */
export function fetch(mapper: Mapper, device: AnsweringDevice, depth: Depth): void {
  for (const report of mapper.reports(depth)) {
    const answer = device.feature(report);
    if (answer) mapper.store.fileFeature(report, answer);
  }
  for (const { id } of mapper.extraReports(depth)) {
    const answer = device.feature(id);
    if (answer) mapper.fileExtra(id, answer);
  }
  mapper.interpret(depth);
  while (mapper.missingStrings.length > 0) {
    for (const index of mapper.missingStrings) mapper.fileString(index, device.string(index) ?? "");
    mapper.interpret(depth);
  }
}

export function dumpOf(mapper: Mapper): Dump {
  const vars = new Map([...mapper.vars].map(([name, { value }]) => [name, value] as const));
  const status = statusOf(mapper.conditions, DEFAULTS, {}, 0, vars.get("battery.charge"));
  const alarms = [...mapper.alarms, ...alarmsOf(mapper.conditions)];
  const alarm = composeAlarm(alarms);
  vars.set("ups.status", composeStatus({ tokens: status.tokens, alarms }));
  if (alarm !== undefined) vars.set("ups.alarm", alarm);
  if (status.transferReason !== undefined) vars.set("input.transfer.reason", status.transferReason);
  const writables = [...mapper.vars].filter(([, { rw }]) => rw).map(([name, one]) => [name, described(one)] as const);
  return { vars, commands: [...commandNames(mapper)].sort(), writables: new Map(writables) };
}

function described({ type }: Reported): readonly string[] {
  const facts = typeFacts(type);
  const words = [...(facts.enums.length > 0 ? ["ENUM"] : []), facts.type === "string" ? "STRING" : "NUMBER"];
  return [
    `Type: ${words.join(" ")}`,
    ...(facts.type === "string" ? [`Maximum length: ${facts.maxLength}`] : []),
    ...facts.enums.map((value) => `Option: "${value}"`),
  ];
}
