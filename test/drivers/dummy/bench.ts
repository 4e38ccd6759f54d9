/** dummy-ups on a bench: files in memory, time that a test moves, and what the core would publish. */

import type { FileOpener, NutOpener, Openers } from "../../../src/device/openers.ts";
import { DUMMY_UPS } from "../../../src/drivers/dummy/dummy-ups.ts";
import { DeviceError, type Driver, type Reading, type Reported } from "../../../src/drivers/types.ts";
import { composeAlarm, composeStatus } from "../../../src/nut/status.ts";
import { typeFacts } from "../../../src/nut/var-type.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { NO_PIPES, NO_USB } from "../../sim/devices/no-usb.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

export class MemoryFiles implements FileOpener {
  readonly #files = new Map<string, { text: string; modified: number }>();
  reads = 0;
  #time = 0;

  write(path: string, text: string): void {
    this.#files.set(path, { text, modified: ++this.#time });
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  read(path: string): Promise<string> {
    this.reads++;
    return this.#look(path, (file) => file.text);
  }

  modified(path: string): Promise<number> {
    return this.#look(path, (file) => file.modified);
  }

  #look<T>(path: string, take: (file: { text: string; modified: number }) => T): Promise<T> {
    const file = this.#files.get(path);
    return file ? Promise.resolve(take(file)) : Promise.reject(new DeviceError("absent", `no file ${path}`));
  }
}

export interface Bench {
  readonly driver: Driver;
  readonly files: MemoryFiles;
  readonly clock: VirtualClock;
  /** Levels and lines of the log. */
  readonly said: string[];
  /** How often the driver asked to be polled. */
  readonly wakes: () => number;
  readonly wake: () => void;
}

const NO_NUT: NutOpener = { open: () => Promise.reject(new Error("no server on this bench")) };
const nothing = (): never => {
  throw new Error("not on this bench");
};

export function benchOf(
  values: Readonly<Record<string, string>>,
  { nut = NO_NUT, files = new MemoryFiles() }: { readonly nut?: NutOpener; readonly files?: MemoryFiles } = {},
): Bench {
  const said: string[] = [];
  const clock = new VirtualClock();
  let wakes = 0;
  const log = createLog((level, line) => said.push(`${level}: ${line}`), 6);
  const openers: Openers = {
    nut,
    files,
    serial: { open: nothing },
    snmp: { open: nothing, hear: nothing },
    tcp: { open: nothing },
    drivers: { open: nothing },
    modbus: { open: nothing },
    programs: { run: nothing },
    i2c: { open: nothing },
    gpio: { open: nothing },
    http: { open: nothing },
    xml: { parse: nothing },
    hid: NO_USB,
    usb: NO_PIPES,
  };
  const driver = DUMMY_UPS.create({ settings: settingsOf(values), openers, log, clock });
  const wake = (): void => {
    wakes++;
  };
  return { driver, files, clock, said, wakes: () => wakes, wake };
}

const flagsOf = ({ rw, type }: Reported): string => {
  const { type: kind, maxLength } = typeFacts(type);
  const words = [rw ? "RW" : "", kind === "string" ? `STRING:${maxLength}` : (kind ?? "").toUpperCase()];
  return words.filter((word) => word !== "").join(" ") || "-";
};

/** Lines of name, value and flags, as a client would see them, in listing order. */
export function served({ vars, status = [], alarms = [] }: Reading): string[] {
  const composed = new Map([...vars].map(([name, one]) => [name, typeof one === "string" ? { value: one } : one]));
  const put = (name: string, value: string): void => void composed.set(name, { ...composed.get(name), value });
  put("ups.status", composeStatus({ tokens: status, alarms }));
  const alarm = composeAlarm(alarms);
  if (alarm !== undefined) put("ups.alarm", alarm);
  return [...composed]
    .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map(([name, one]) => [name, one.value, flagsOf(one)].join("\t"));
}

/** One value of a reading, the status and alarm composed. */
export const valueIn = (reading: Reading, name: string): string | undefined =>
  served(reading)
    .find((line) => line.startsWith(`${name}\t`))
    ?.split("\t")[1];
