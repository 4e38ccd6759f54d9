/** UPSes of Powercom: they say their bytes when they hear a 01. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";

const TELL = 0x01;

export class PowercomUnit implements Unit {
  bytes: readonly number[];
  readonly #say: Say;

  constructor(say: Say, bytes: readonly number[]) {
    this.#say = say;
    this.bytes = bytes;
  }

  hear(heard: Uint8Array): void {
    for (const byte of heard) if (byte === TELL) this.#say(Uint8Array.from(this.bytes));
  }

  /** Other bytes at some places. */
  become(bytes: Readonly<Record<number, number>>): void {
    this.bytes = this.bytes.map((byte, at) => bytes[at] ?? byte);
  }
}

const load = async () => (await import("../../../src/drivers/serial/powercom/driver.ts")).POWERCOM;
const COMMANDS = ["shutdown.return", "shutdown.stayoff", "test.battery.start"];
const become = (bytes: Readonly<Record<number, number>>) => (unit: PowercomUnit) => unit.become(bytes);
const FLAGS = /^SETFLAGS/;

export const POWERCOM_TRUST: FamilyCase = family({
  driver: "powercom",
  load,
  options: { manufacturer: "Trust", modelname: "Trust 425", serialnumber: "00042" },
  unit: (say) => new PowercomUnit(say, [9, 205, 118, 119, 94, 0, 94, 0, 0, 0, 0]),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "99.8",
        "input.frequency": "50.13",
        "input.voltage": "226.7",
        "input.voltage.nominal": "230",
        "output.frequency": "50.13",
        "output.voltage": "228.6",
        "ups.load": "39.0",
        "ups.mfr": "Trust",
        "ups.model": "Trust 425",
        "ups.model.type": "Trust",
        "ups.serial": "00042",
      },
    },
    {
      name: "on battery",
      set: become({ 0: 8, 1: 183, 2: 0, 3: 117, 4: 0, 9: 1 }),
      status: "OB",
      vars: {
        "battery.charge": "105.9",
        "input.frequency": "0.00",
        "input.voltage": "0.0",
        "output.voltage": "224.7",
        "ups.load": "48.7",
      },
    },
    {
      name: "nearly empty, testing, its battery worn out",
      set: become({ 0: 8, 1: 168, 2: 0, 4: 0, 9: 3, 10: 6 }),
      status: "OB LB RB TEST",
      vars: { "battery.charge": "30.9", "input.frequency": "0.00", "input.voltage": "0.0", "ups.load": "48.7" },
    },
    {
      name: "lowering its output",
      set: become({ 2: 130, 9: 8 + 32, 10: 0 }),
      status: "OL TRIM OVER",
      vars: { "input.voltage": "249.7" },
    },
    {
      name: "turned off",
      set: become({ 3: 0, 6: 0, 9: 128, 10: 0 }),
      status: "OFF",
      vars: { "output.frequency": "0.00", "output.voltage": "0.0" },
    },
  ],
  commands: COMMANDS,
  orders: [
    { cmd: "test.battery.start", sent: "03" },
    { cmd: "shutdown.return", sent: "b9bc0a" },
    { cmd: "shutdown.stayoff", sent: "ba0a" },
  ],
  killpower: "b9bc0a",
  peer: {
    packaged: false,
    needed: "output.voltage",
    differs: [FLAGS],
    orders: ["test.battery.start", "shutdown.return", "shutdown.stayoff"],
  },
});

/** Of 1000 VA at 230 V. */
const KIN = [30, 192, 142, 142, 96, 0, 96, 0, 0, 0, 0, 0x4b, 0x69, 0, 0, 0] as const;

export const POWERCOM_KIN: FamilyCase = family({
  driver: "powercom",
  title: "powercom, KIN",
  load,
  options: { type: "KIN", nobt: "" },
  unit: (say) => new PowercomUnit(say, KIN),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "64.2",
        "input.frequency": "50.07",
        "input.voltage": "228.6",
        "input.voltage.nominal": "230",
        "output.frequency": "50.07",
        "output.voltage": "228.6",
        "ups.load": "33.9",
        "ups.mfr": "PowerCom",
        "ups.model": "KIN-1000AP",
        "ups.model.type": "KIN",
        "ups.serial": "Unknown",
      },
    },
    {
      name: "on battery",
      set: become({ 1: 181, 2: 0, 3: 20, 9: 1 }),
      status: "OB",
      vars: { "battery.charge": "71.6", "input.voltage": "0.0", "output.voltage": "202.1", "ups.load": "49.8" },
    },
    {
      name: "raising its output",
      set: become({ 1: 192, 2: 110, 3: 150, 9: 8 }),
      status: "OL BOOST",
      vars: { "input.voltage": "177.1", "output.voltage": "205.5" },
    },
    {
      name: "of 525 VA, nearly empty",
      set: become({ 1: 165, 2: 0, 3: 20, 9: 3, 12: 0x39 }),
      status: "OB LB",
      vars: {
        "battery.charge": "15.0",
        "input.voltage": "3.3",
        "output.voltage": "189.4",
        "ups.load": "53.2",
        "ups.model": "KIN-525AP",
      },
    },
    {
      name: "of 625 VA, raising its output",
      set: become({ 0: 25, 1: 190, 2: 100, 3: 150, 9: 8 }),
      status: "OL BOOST",
      vars: { "battery.charge": "59.0", "input.voltage": "161.0", "output.voltage": "205.5", "ups.load": "28.2" },
    },
    {
      name: "of 425 VA at 120 V",
      set: become({ 0: 25, 1: 178, 2: 126, 3: 126, 9: 0, 12: 0x13 }),
      status: "OL",
      vars: {
        "battery.charge": "50.6",
        "input.voltage": "118.3",
        "input.voltage.nominal": "120",
        "output.voltage": "118.3",
        "ups.load": "34.4",
        "ups.model": "KIN-425AP",
      },
    },
    {
      name: "of 2200 VA",
      set: become({ 0: 41, 1: 199, 2: 141, 3: 141, 9: 0, 12: 0xa9 }),
      status: "OL",
      vars: {
        "battery.charge": "97.3",
        "input.voltage": "229.1",
        "output.voltage": "229.1",
        "ups.load": "39.2",
        "ups.model": "KIN-2200AP",
      },
    },
    {
      name: "of 3000 VA at 110 V, on battery",
      set: become({ 0: 41, 1: 199, 2: 0, 3: 10, 9: 1, 12: 0xd1 }),
      status: "OB",
      vars: {
        "battery.charge": "97.3",
        "input.voltage": "0.0",
        "input.voltage.nominal": "110",
        "output.voltage": "136.8",
        "ups.load": "58.6",
        "ups.model": "KIN-3000AP",
      },
    },
  ],
  commands: COMMANDS,
  orders: [
    { cmd: "shutdown.return", sent: "b9bc011e" },
    { cmd: "shutdown.stayoff", sent: "ba011e" },
  ],
  killpower: "b9bc011e",
  peer: {
    packaged: false,
    needed: "output.voltage",
    differs: [FLAGS],
    orders: ["shutdown.return", "shutdown.stayoff"],
  },
});

export const POWERCOM_BNT: FamilyCase = family({
  driver: "powercom",
  title: "powercom, BNT",
  load,
  options: { type: "BNT", nobt: "", shutdownArguments: "{{2,15},n}" },
  unit: (say: Say) => new PowercomUnit(say, [22, 188, 115, 115, 96, 0, 96, 0, 0, 0, 0, 0x42, 0x29, 0, 0, 0]),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "input.frequency": "50.07",
        "input.voltage": "229.0",
        "input.voltage.nominal": "230",
        "output.frequency": "50.07",
        "output.voltage": "229.0",
        "ups.load": "23.5",
        "ups.mfr": "PowerCom",
        "ups.model": "BNT-500AP",
        "ups.model.type": "BNT",
        "ups.serial": "Unknown",
      },
    },
    {
      name: "on battery",
      set: become({ 1: 160, 2: 0, 3: 12, 9: 1, 15: 170 }),
      status: "OB",
      vars: { "battery.charge": "30.0", "input.voltage": "0.0", "output.voltage": "289.3", "ups.load": "37.8" },
    },
    {
      name: "raising its output",
      set: become({ 1: 188, 2: 95, 3: 115, 9: 8 + 16 }),
      status: "OL BOOST",
      vars: { "input.voltage": "185.0", "output.voltage": "262.9" },
    },
    {
      name: "lowering its output",
      set: become({ 2: 122, 3: 122, 9: 8 }),
      status: "OL TRIM",
      vars: { "input.voltage": "244.4", "output.voltage": "215.0" },
    },
    {
      name: "of 1500 VA, on battery",
      set: become({ 1: 170, 2: 0, 3: 12, 9: 1, 12: 0x8a }),
      status: "OB",
      vars: {
        "battery.charge": "55.0",
        "input.voltage": "0.0",
        "input.voltage.nominal": "240",
        "output.voltage": "0.0",
        "ups.load": "46.5",
        "ups.model": "BNT-1500AP",
      },
    },
    {
      name: "of 600 VA at 120 V",
      set: become({ 1: 180, 2: 126, 3: 126, 9: 0, 12: 0x33 }),
      status: "OL",
      vars: {
        "battery.charge": "80.0",
        "input.voltage": "104.4",
        "input.voltage.nominal": "120",
        "output.voltage": "104.4",
        "ups.load": "18.9",
        "ups.model": "BNT-600AP",
      },
    },
  ],
  commands: COMMANDS,
  orders: [{ cmd: "shutdown.stayoff", sent: "ba0f" }],
  killpower: "b9bc0f",
  peer: { packaged: false, needed: "output.voltage", differs: [FLAGS], orders: ["shutdown.stayoff"] },
});

export const POWERCOM_IMP: FamilyCase = family({
  driver: "powercom",
  title: "powercom, IMP",
  load,
  options: { type: "IMP", nobt: "" },
  unit: (say: Say) => new PowercomUnit(say, [17, 96, 114, 115, 50, 0xff, 50, 0, 0, 0, 0, 0x49, 0x39, 0, 0, 0]),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "96.0",
        "input.frequency": "50.00",
        "input.voltage": "228.0",
        "input.voltage.nominal": "230",
        "output.frequency": "50.00",
        "output.voltage": "230.0",
        "ups.load": "17.0",
        "ups.mfr": "PowerCom",
        "ups.model": "IMP-625AP",
        "ups.model.type": "IMP",
        "ups.serial": "Unknown",
      },
    },
    {
      name: "nearly empty",
      set: become({ 1: 9, 2: 0, 4: 0, 9: 3 }),
      status: "OB LB",
      vars: { "battery.charge": "9.0", "input.frequency": "0.00", "input.voltage": "0.0" },
    },
  ],
  commands: COMMANDS,
  killpower: "b9bc011e",
  peer: { packaged: false, needed: "output.voltage", differs: [FLAGS] },
});

export const POWERCOM_OTHER: FamilyCase = family({
  driver: "powercom",
  title: "powercom, another one",
  load,
  options: {
    type: "BNT-other",
    nobt: "",
    numOfBytesFromUPS: "14",
    validationSequence: "{{8,0},{13,1c},{7,0x2}}",
    frequency: "{0.00021,0.00003}",
    loadPercentage: "{1.5,0.25,0.75,-1}",
    batteryPercentage: "{0.5,0.1,-3,0.45,2}",
    voltage: "{2,0,1.02,-4}",
  },
  unit: (say: Say) => new PowercomUnit(say, [60, 210, 121, 122, 90, 1, 91, 2, 0, 0, 0, 0x42, 0x83, 0x1c]),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "96.5",
        "input.frequency": "52.83",
        "input.voltage": "119.4",
        "input.voltage.nominal": "120",
        "output.frequency": "52.25",
        "output.voltage": "120.4",
        "ups.load": "44.0",
        "ups.mfr": "PowerCom",
        "ups.model": "BNT-other-1500AP",
        "ups.model.type": "BNT-other",
        "ups.serial": "Unknown",
      },
    },
    {
      name: "on battery",
      set: become({ 1: 160, 2: 0, 4: 0, 9: 1 }),
      status: "OB",
      vars: { "battery.charge": "86.0", "input.frequency": "0.00", "input.voltage": "0.0", "ups.load": "90.2" },
    },
  ],
  commands: COMMANDS,
  killpower: "b9bc011e",
  peer: { packaged: false, needed: "output.voltage", differs: [FLAGS] },
});
