/** nutdrv_qx on a device made of questions and answers, and what it shows, as `upsrw -l` and upsc would tell it. */
import { QxDriver, type QxParts } from "../../../src/drivers/qx/driver.ts";
import type { QxProtocol } from "../../../src/drivers/qx/protocol.ts";
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import type { Reading, Reported } from "../../../src/drivers/types.ts";
import { composeAlarm, composeStatus } from "../../../src/nut/status.ts";
import { typeFacts, typeWords } from "../../../src/nut/var-type.ts";
import { createLog } from "../../../src/system/log/log.ts";
import type { QxDump } from "../bench/qx-runs.ts";
import { settingsOf } from "../machine/settings.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";
import { type Profile, QuestionDevice } from "./question-device.ts";

export interface QxBench {
  readonly driver: QxDriver;
  readonly device: QuestionDevice;
  readonly clock: VirtualClock;
  /** What was logged. */
  readonly said: string[];
}

/** A driver that is not open yet. */
export function qxBench(
  profile: Profile,
  options: Readonly<Record<string, string>> = {},
  protocols: readonly QxProtocol[] = QX_PROTOCOLS,
): QxBench {
  const device = new QuestionDevice(profile);
  const clock = new VirtualClock();
  const said: string[] = [];
  const parts: QxParts = {
    settings: settingsOf(options),
    clock,
    log: createLog((level, line) => said.push(`${level}: ${line}`)),
    protocols,
    links: { open: () => Promise.resolve({ link: device, title: "test", facts: new Map() }) },
  };
  return { driver: new QxDriver(parts), device, clock, said };
}

function writableLines({ type }: Reported): readonly string[] {
  const facts = typeFacts(type);
  const text = typeWords({ ...facts, rw: false }).join(" ");
  const [, kind, length] = /^(STRING):(\d+)$/.exec(text) ?? [];
  return [
    `Type: ${kind ?? text}`,
    ...(length === undefined ? [] : [`Maximum length: ${length}`]),
    ...facts.enums.map((value) => `Option: "${value}"`),
    ...facts.ranges.map(({ min, max }) => `Option: "${min}-${max}"`),
  ];
}

const reportedOf = (value: string | Reported): Reported => (typeof value === "string" ? { value } : value);

/** What the user insists on or offers. */
const stated = (options: Readonly<Record<string, string>>, prefix: string): readonly (readonly [string, string])[] =>
  Object.entries(options)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);

/** A reading as the core publishes it. */
export function dumpOf(reading: Reading, options: Readonly<Record<string, string>> = {}): QxDump {
  const { vars, status = [], alarms = [], commands = [], buzzwords = [] } = reading;
  const reported = [...vars].map(([name, value]) => [name, reportedOf(value)] as const);
  const values = new Map([
    ...stated(options, "default."),
    ...reported.map(([name, { value }]) => [name, value] as const),
    ...stated(options, "override."),
  ]);
  values.set("ups.status", composeStatus({ tokens: status, alarms }));
  const alarm = composeAlarm(alarms);
  if (alarm !== undefined) values.set("ups.alarm", alarm);
  if (buzzwords.length > 0) values.set("experimental.ups.mode.buzzwords", buzzwords.join(" "));
  for (const part of ["mfr", "model", "serial"]) {
    const value = values.get(`ups.${part}`);
    if (value !== undefined && !values.has(`device.${part}`)) values.set(`device.${part}`, value);
  }
  const writable = reported.filter(([, { rw }]) => rw);
  return {
    vars: values,
    commands: [...commands].sort(),
    writables: new Map(writable.map(([name, one]) => [name, writableLines(one)])),
  };
}
