/** The real openers: files of this machine, and everything heavier loaded when a driver first asks for it. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { CommonOptions } from "../../conf/driver-settings.ts";
import type { HidOpener } from "../../device/hid.ts";
import type { FileOpener, NutOpener, Openers } from "../../device/openers.ts";
import type { ProgramOpener } from "../../device/programs.ts";
import type { SerialOpener } from "../../device/serial-line.ts";
import type { TcpOpener } from "../../device/tcp.ts";
import type { UsbPipeOpener } from "../../device/usb-pipe.ts";
import { DeviceError } from "../../drivers/types.ts";
import type { Clock } from "../../system/clock.ts";
import { type Env, statePath } from "../../system/files/paths.ts";
import { readText } from "../../system/files/text-file.ts";
import type { Log } from "../../system/log/log.ts";
import { systemReason } from "../../system/system-error.ts";
import { otherDriverOpener } from "./other-driver.ts";

const FILES: FileOpener = {
  read: async (path) => readText(path),
  modified: async (path) => {
    try {
      return (await stat(path)).mtimeMs;
    } catch (cause) {
      throw new DeviceError("absent", systemReason(cause), { cause });
    }
  },
};

/** Loaded by the first driver that runs a program. */
const PROGRAMS: ProgramOpener = {
  run: async (...what) => (await import("../../transport/programs.ts")).programOpener().run(...what),
};

const usb = async () => (await import("../../transport/usb/openers.ts")).USB_HID;
const pipes = async () => (await import("../../transport/usb/openers.ts")).USB_PIPES;

const HID: HidOpener = {
  list: async () => (await usb()).list(),
  open: async (device, setup) => (await usb()).open(device, setup),
  peek: async (device, wanted) => (await usb()).peek(device, wanted),
  resolve: async (path) => (await usb()).resolve(path),
  version: async () => (await usb()).version(),
};

const USB: UsbPipeOpener = {
  list: async () => (await pipes()).list(),
  open: async (device) => (await pipes()).open(device),
  version: async () => (await pipes()).version(),
};

function nutOpener(clock: Clock, log: Log, env: Env): NutOpener {
  const said = new Set<string>();
  return {
    open: async (id, who = {}) => (await import("./upstream.ts")).openUpstream(id, who, { clock, log, env, said }),
  };
}

const tcpOpener = (clock: Clock): TcpOpener => ({
  open: async (target, ms) => (await import("../../transport/tcp.ts")).tcpOpener(clock).open(target, ms),
});

const serialOpener = (clock: Clock): SerialOpener => ({
  open: async (path, settings) => (await import("../../transport/serial.ts")).serialOpener(clock).open(path, settings),
});

export const systemOpeners = (clock: Clock, log: Log, env: Env = process.env): Openers => ({
  files: FILES,
  programs: PROGRAMS,
  i2c: { open: async (port) => (await import("../../transport/i2c/i2c-tools.ts")).i2cOpener(PROGRAMS).open(port) },
  gpio: {
    open: async (...what) => (await import("../../transport/gpio/gpiod-tools.ts")).gpioOpener(PROGRAMS).open(...what),
  },
  hid: HID,
  usb: USB,
  nut: nutOpener(clock, log, env),
  snmp: {
    open: async (target) => (await import("../../transport/snmp/opener.ts")).SNMP.open(target),
    hear: async (...what) => (await import("../../transport/snmp/opener.ts")).SNMP.hear(...what),
  },
  tcp: tcpOpener(clock),
  drivers: otherDriverOpener(clock, log),
  http: { open: async (target) => (await import("../../transport/http/session.ts")).httpOpener(clock).open(target) },
  xml: { parse: async (text) => (await import("../../transport/http/xml.ts")).XML.parse(text) },
  serial: serialOpener(clock),
  modbus: {
    open: async (target) =>
      (await import("../../transport/modbus/link.ts")).modbusOpener(tcpOpener(clock), serialOpener(clock)).open(target),
  },
});

const unlocked = (openers: Openers): Pick<Openers, "serial" | "modbus"> => ({
  serial: { open: (path, settings) => openers.serial.open(path, { ...settings, lock: false }) },
  modbus: {
    open: ({ line, ...target }) =>
      openers.modbus.open({
        ...target,
        line: line.kind === "serial" ? { ...line, settings: { ...line.settings, lock: false } } : line,
      }),
  },
});

/** The openers of one UPS: with `nolock` its port is not locked; other drivers have their sockets where it has its own. */
export function openersOf(openers: Openers, { nolock }: Pick<CommonOptions, "nolock">, folder = statePath()): Openers {
  const own: Pick<Openers, "drivers"> & Partial<Openers> = {
    drivers: { open: (socket, ...rest) => openers.drivers.open(resolve(folder, socket), ...rest) },
    ...(nolock && unlocked(openers)),
  };
  return Object.assign(Object.create(openers), own);
}
