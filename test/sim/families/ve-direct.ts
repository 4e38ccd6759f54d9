/** Devices of Victron: they tell what they measure every second, and read and write registers. */
import { sumOf } from "../../../src/drivers/kit/line/frames.ts";
import { messageFrom } from "../../../src/drivers/serial/ve-direct/stream.ts";
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { everyMs } from "./speaking.ts";

const EVERY_MS = 1000;
const [UNKNOWN, FINE] = ["01", "00"];

type Fields = Readonly<Record<string, string>>;

const blockOf = (fields: Fields): Uint8Array => {
  const lines = Object.entries(fields).map(([name, value]) => `\r\n${name}\t${value}`);
  const told = Buffer.from(`${lines.join("")}\r\nChecksum\t`, "latin1");
  return Uint8Array.of(...told, -sumOf(told) & 0xff);
};

export class VeUnit implements Unit {
  /** Told one after the other, again and again. */
  blocks: readonly Fields[];
  /** By their number as it stands in messages. */
  readonly registers = new Map([
    ["F0ED", "9600"],
    ["FCEE", "01"],
  ]);
  readonly #say: Say;
  #turn = 0;

  constructor(say: Say, clock: Clock, blocks: readonly Fields[]) {
    this.#say = say;
    this.blocks = blocks;
    everyMs(clock, EVERY_MS, () => say(blockOf(this.blocks[this.#turn++ % this.blocks.length] ?? {})));
  }

  hear(bytes: Uint8Array): void {
    const [, digit, body = ""] = /^:(\d)([\dA-F]*)[\dA-F]{2}\n$/.exec(Buffer.from(bytes).toString("latin1")) ?? [];
    const [register, value] = [body.slice(0, 4), body.slice(6)];
    if (digit === "1") this.#answer("51641");
    if (digit === "7") this.#answer(`7${register}${this.#read(register)}`);
    if (digit === "8") this.#answer(`8${register}${this.#write(register, value)}${value}`);
  }

  #read(register: string): string {
    const value = this.registers.get(register);
    return value === undefined ? UNKNOWN : FINE + value;
  }

  #write(register: string, value: string): string {
    if (!this.registers.has(register)) return UNKNOWN;
    this.registers.set(register, value);
    return FINE;
  }

  #answer(text: string): void {
    this.#say(Buffer.from(messageFrom(text), "latin1"));
  }
}

const INVERTER: Fields = {
  PID: "0xA2FB",
  FW: "0121",
  "SER#": "HQ2012ABCDE",
  MODE: "2",
  CS: "9",
  AC_OUT_V: "23004",
  AC_OUT_I: "4",
  V: "25310",
  AR: "0",
  WARN: "0",
};
const MONITOR: readonly Fields[] = [
  { PID: "0x203", V: "26201", I: "-1540", P: "-40", CE: "-3200", SOC: "876", TTG: "1830", Alarm: "OFF", Relay: "OFF" },
  { H1: "-55432", H2: "-3200", H7: "22100", H8: "29332", H17: "4711", H18: "5012" },
];

const shown = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`experimental.ve-direct.${name.replace("#", "")}`, value]),
  );

const SHARED = {
  driver: "ve-direct",
  load: async () => (await import("../../../src/drivers/serial/ve-direct/driver.ts")).VE_DIRECT,
  checked: true,
  commands: [
    "experimental.ve-direct.ping",
    "experimental.ve-direct.get",
    "experimental.ve-direct.set",
    "beeper.disable",
    "beeper.enable",
  ],
} as const;

const hex = (text: string): string => Buffer.from(text, "latin1").toString("hex");

export const VE_DIRECT: FamilyCase = family<VeUnit>({
  ...SHARED,
  title: "ve-direct, an inverter",
  unit: (say, clock) => new VeUnit(say, clock, [INVERTER]),
  scenes: [
    { name: "working", status: "OL", vars: shown(INVERTER) },
    {
      name: "off, and warns",
      set: (unit) => {
        unit.blocks = [{ ...INVERTER, MODE: "4", CS: "0", AC_OUT_V: "1", WARN: "5" }];
      },
      status: "OL",
      vars: shown({ MODE: "4", CS: "0", AC_OUT_V: "1", WARN: "5" }),
    },
  ],
  orders: [
    { cmd: "experimental.ve-direct.ping", sent: hex(":154\n") },
    // There, bytes 7 and 8 stand in the place of digits, and spoil the sum.
    {
      cmd: "experimental.ve-direct.get",
      param: "F0ED00",
      sent: hex(":7F0ED0071\n"),
      theirs: hex(":\x07F0ED00A1\n"),
    },
    { cmd: "experimental.ve-direct.get", param: "F1ED00", sent: hex(":7F1ED0070\n"), outcome: "failed" },
    { cmd: "experimental.ve-direct.get", param: "battery", sent: "", outcome: "invalid" },
    { cmd: "experimental.ve-direct.get", sent: "", outcome: "invalid" },
    { cmd: "experimental.ve-direct.set", param: "f0ed006400", sent: hex(":8F0ED0064000C\n") },
    { cmd: "experimental.ve-direct.set", param: "F0ED00", sent: "", outcome: "invalid" },
    { cmd: "beeper.disable", sent: hex(":8FCEE000063\n"), theirs: hex(":\x08FCEE000093\n") },
    { cmd: "beeper.enable", sent: hex(":8FCEE000162\n"), theirs: hex(":\x08FCEE000192\n") },
  ],
  peer: {
    packaged: false,
    needed: "experimental.ve-direct.WARN",
    differs: [/^SETINFO experimental\.ve-direct\.SER/],
    orders: ["experimental.ve-direct.ping", "experimental.ve-direct.get F0ED00", "beeper.disable", "beeper.enable"],
  },
});

export const VE_DIRECT_MONITOR: FamilyCase = family<VeUnit>({
  ...SHARED,
  title: "ve-direct, a monitor that speaks in turns",
  unit: (say, clock) => new VeUnit(say, clock, MONITOR),
  scenes: [{ name: "discharging", status: "OL", vars: shown({ ...MONITOR[0], ...MONITOR[1] }) }],
  peer: { packaged: false, needed: "experimental.ve-direct.H18" },
});
