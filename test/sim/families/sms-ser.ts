/** A UPS of SMS: it tells what it is and how it is, runs tests and counts to its end. */
import { sumOf } from "../../../src/drivers/kit/line/frames.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

const WORD = 7;

class SmsUnit implements Unit {
  named = ":MNG3 1500 Bi1.2";
  featured = ";EBiS115000 2460";
  /** Tenths: mains at the last failure, mains, output, load, frequency, charge, temperature. */
  told: readonly number[] = [0, 2270, 1150, 130, 600, 1000, 360];
  /** Bits: 7 on battery, 6 low, 5 bypass, 4 raising, 3 healthy, 2 testing, 1 going off, 0 beeper. */
  flags = 0x09;
  readonly #say: Say;
  #heard: number[] = [];

  constructor(say: Say) {
    this.#say = say;
  }

  hear(bytes: Uint8Array): void {
    this.#heard.push(...bytes);
    while (this.#heard.length >= WORD) this.#take(this.#heard.slice(0, WORD));
  }

  #take(word: readonly number[]): void {
    const isRight = word.at(-1) === 0x0d && sumOf(word.slice(0, -1)) === 0;
    this.#heard.splice(0, isRight ? WORD : 1);
    if (isRight) this.#obey(String.fromCharCode(word[0] ?? 0));
  }

  #obey(letter: string): void {
    if (letter === "Q") this.#tell([0x3d, ...this.told.flatMap((one) => [one >> 8, one & 0xff]), this.flags]);
    if (letter === "I") this.#tell([...Buffer.from(this.named)]);
    if (letter === "F") this.#tell([...Buffer.from(this.featured)]);
    if (letter === "M") this.flags ^= 0x01;
    if (letter === "T" || letter === "L") this.flags |= 0x04;
    if (letter === "D") this.flags &= ~0x04;
    if (letter === "S" || letter === "R") this.flags |= 0x02;
    if (letter === "C") this.flags &= ~0x02;
  }

  #tell(bytes: readonly number[]): void {
    this.#say(Uint8Array.of(...bytes, -sumOf(bytes) & 0xff, 0x0d));
  }
}

const SHARED = {
  driver: "sms_ser",
  load: async () => (await import("../../../src/drivers/serial/sms-ser/driver.ts")).SMS_SER,
  unit: (say: Say) => new SmsUnit(say),
  checked: true,
  writable: ["ups.delay.reboot"],
  commands: [
    "test.battery.start",
    "test.battery.start.quick",
    "test.battery.stop",
    "beeper.toggle",
    "shutdown.return",
    "shutdown.reboot",
    "shutdown.stop",
  ],
  killpower: "43ffffffffc10d52ffffffffb20d",
} as const;

/** Words where there is a number; a setting that is not shown. */
const WRONG = [/^SETINFO input\.voltage\.nominal /, /^\w+ ups\.delay\.reboot /];

const ON_MAINS = {
  "battery.charge": "100.00",
  "battery.charger.status": "resting",
  "battery.packs": "2",
  "battery.voltage": "24.00",
  "battery.voltage.nominal": "24",
  "device.model": "MNG3 1500 Bi",
  "input.current.nominal": "0",
  "input.voltage": "227.00",
  "input.voltage.extended": "0.00",
  "output.frequency": "60.00",
  "output.frequency.nominal": "60",
  "output.voltage": "115.00",
  "ups.beeper.status": "enabled",
  "ups.delay.reboot": "64",
  "ups.firmware": "1.2",
  "ups.load": "13.00",
  "ups.temperature": "36.00",
};

export const SMS_SER: FamilyCase = family<SmsUnit>({
  ...SHARED,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: ON_MAINS,
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { told: [980, 0, 1150, 240, 600, 870, 380], flags: 0x88 }),
      status: "OB",
      vars: {
        "battery.charge": "87.00",
        "battery.charger.status": "discharging",
        "battery.voltage": "20.88",
        "input.voltage": "0.00",
        "input.voltage.extended": "98.00",
        "ups.beeper.status": "disabled",
        "ups.load": "24.00",
        "ups.temperature": "38.00",
      },
    },
    {
      name: "on battery that is full",
      set: (unit) => Object.assign(unit, { told: [980, 0, 1150, 240, 600, 1000, 380], flags: 0x89 }),
      status: "OB",
      vars: {
        "battery.charger.status": "floating",
        "input.voltage": "0.00",
        "input.voltage.extended": "98.00",
        "ups.load": "24.00",
        "ups.temperature": "38.00",
      },
    },
    {
      name: "charging, with a healthy battery of 36 V",
      set: (unit) =>
        Object.assign(unit, { featured: ";0000220010 3650", told: [980, 2200, 2200, 240, 500, 640, 380], flags: 0x08 }),
      status: "OL",
      vars: {
        "battery.charge": "64.00",
        "battery.charger.status": "charging",
        "battery.packs": "3",
        "battery.voltage": "23.04",
        "battery.voltage.nominal": "36",
        "input.current.nominal": "10",
        "input.voltage": "220.00",
        "input.voltage.extended": "98.00",
        "input.voltage.nominal": "220",
        "output.frequency": "50.00",
        "output.frequency.nominal": "50",
        "output.voltage": "220.00",
        "ups.beeper.status": "disabled",
        "ups.load": "24.00",
        "ups.temperature": "38.00",
      },
    },
  ],
  orders: [
    // The higher byte first; there, the lower one stands in its place.
    { cmd: "test.battery.start", sent: "54000affffa40d", theirs: "540affffffa50d" },
    { cmd: "test.battery.start", param: "300", sent: "54012cffff810d" },
    { cmd: "test.battery.start", param: "soon", sent: "", outcome: "invalid" },
    { cmd: "test.battery.start", param: "70000", sent: "", outcome: "invalid" },
    { cmd: "test.battery.start.quick", sent: "4cffffffffb80d" },
    { cmd: "test.battery.stop", sent: "44ffffffffc00d" },
    { cmd: "beeper.toggle", sent: "4dffffffffb70d" },
    { cmd: "shutdown.return", sent: "52ffffffffb20d" },
    { cmd: "shutdown.reboot", sent: "530040ffff6f0d", theirs: "5340ffffff700d" },
    { cmd: "shutdown.reboot", param: "600", sent: "530258ffff550d" },
    { cmd: "shutdown.stop", sent: "43ffffffffc10d" },
  ],
  changes: [{ name: "ups.delay.reboot", value: "90", sent: "" }],
  peer: { packaged: false, needed: "ups.temperature", differs: WRONG, fails: "silence", orders: SHARED.commands },
});

export const SMS_SER_STATES: FamilyCase = family<SmsUnit>({
  ...SHARED,
  title: "sms_ser, states that 2.8.5 does not show together",
  options: { rebootdelay: "30" },
  scenes: [
    { name: "on mains", status: "OL", vars: { ...ON_MAINS, "ups.delay.reboot": "30" } },
    {
      name: "on mains that are raised",
      set: (unit) => Object.assign(unit, { flags: 0x18 }),
      status: "OL BOOST",
      vars: { "ups.beeper.status": "disabled" },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { told: [980, 0, 1150, 240, 600, 120, 360], flags: 0xc8 }),
      status: "OB LB",
      vars: {
        "battery.charge": "12.00",
        "battery.charger.status": "discharging",
        "battery.voltage": "2.88",
        "input.voltage": "0.00",
        "input.voltage.extended": "98.00",
        "ups.beeper.status": "disabled",
        "ups.load": "24.00",
      },
    },
    {
      name: "on battery for a test until it is low",
      set: (unit) => Object.assign(unit, { told: [980, 2270, 1150, 130, 600, 1000, 360], flags: 0xcd }),
      status: "OB LB CAL",
      vars: { "battery.charger.status": "floating", "input.voltage.extended": "98.00" },
    },
    {
      name: "with an old battery",
      set: (unit) => Object.assign(unit, { flags: 0x00 }),
      status: "OL RB",
      vars: { "ups.beeper.status": "disabled" },
    },
    {
      name: "on bypass",
      set: (unit) => Object.assign(unit, { flags: 0x28 }),
      status: "OL BYPASS",
      vars: { "ups.beeper.status": "disabled" },
    },
  ],
  orders: [{ cmd: "shutdown.reboot", sent: "53001effff910d" }],
  peer: { packaged: false, needed: "ups.temperature", differs: [...WRONG, /^SETINFO ups\.status /] },
});
