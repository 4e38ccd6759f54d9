/** An NTU of Mean Well: what it measures, its flags, and its output, which can be turned off and on. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText, TextUnit } from "./text-unit.ts";

const FLAGS = [
  ..."inverter.mode bypass.mode utility.present charge.utility charge.solar saving.mode battery.low".split(" "),
  ..."shutdown.mode battery.ovp remote.shutdown overload.level1 overload.level2 overload.level3".split(" "),
  ..."overtemp inverter.uvp inverter.ovp inverter.fault eeprom.error system.shutdown".split(" "),
];

export class NtuUnit extends TextUnit {
  output = 0;
  loadStep = 25;
  battery = 28.8;
  charge = 100;
  degrees = 19.7;
  mains = 121;
  hertz = 0;
  load = 11;
  raised: readonly string[] = ["utility.present"];
  identity = "#00.0 00.0 22.0 20.0 00.0 MEANWELL LOC-0123456789 REV:01.8 NTU-1200-124 1 00/00/0000\\";

  answer(command: string): string {
    if (command === "I") return `${this.identity}\r`;
    if (command === "Q") return `(${this.#measured().join(" ")})\r`;
    if (command === "C100000000000000") this.raised = this.raised.filter((flag) => flag !== "inverter.mode");
    if (command === "C010000000000000") this.raised = [...this.raised, "inverter.mode"];
    return "";
  }

  #measured(): readonly string[] {
    const whole = (value: number): string => String(value).padStart(3, "0");
    return [
      whole(this.output),
      whole(this.loadStep),
      this.battery.toFixed(1),
      whole(this.charge),
      this.degrees.toFixed(1),
      whole(this.mains),
      this.hertz.toFixed(1).padStart(4, "0"),
      "000",
      whole(this.load),
      FLAGS.map((flag) => (this.raised.includes(flag) ? "1" : "0")).join(""),
    ];
  }
}

const flags = (...raised: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(FLAGS.map((flag) => [`experimental.${flag}`, raised.includes(flag) ? "1" : "0"]));

const OFF = sentText("C100000000000000\r");
const OUTAGE = { output: 120, mains: 0, hertz: 59.9 };

export const MEANWELL_NTU: FamilyCase = family({
  driver: "meanwell_ntu",
  load: async () => (await import("../../../src/drivers/serial/meanwell-ntu/driver.ts")).MEANWELL_NTU,
  unit: (say) => new NtuUnit(say, "\r"),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.alarm.voltage": "22.0",
        "battery.charge": "100",
        "battery.shutdown.voltage": "20.0",
        "battery.voltage": "28.80",
        "device.firmware": "01.8",
        "device.mfr": "MEANWELL",
        "device.model": "NTU-1200-124",
        "device.serial": "LOC-0123456789",
        "input.voltage": "121",
        "output.voltage": "0.0",
        "ups.firmware": "01.8",
        "ups.load": "11",
        "ups.mfr": "MEANWELL",
        "ups.mode": "line-interactive",
        "ups.model": "NTU-1200-124",
        "ups.serial": "LOC-0123456789",
        "ups.temperature": "19.7",
        ...flags("utility.present"),
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { ...OUTAGE, battery: 25.3, charge: 71, load: 0, raised: ["inverter.mode"] }),
      status: "OB DISCHRG",
      vars: {
        "battery.charge": "71",
        "battery.voltage": "25.30",
        "input.voltage": "0",
        "output.frequency": "59.9",
        "output.voltage": "120.0",
        "ups.load": "25",
        ...flags("inverter.mode"),
      },
    },
    {
      name: "nearly empty and hot",
      set: (unit) =>
        Object.assign(unit, {
          ...OUTAGE,
          battery: 21.8,
          charge: 4,
          raised: ["inverter.mode", "battery.low", "overtemp"],
        }),
      status: "OB LB OVER DISCHRG",
      vars: {
        "battery.charge": "4",
        "battery.voltage": "21.80",
        "input.voltage": "0",
        "output.frequency": "59.9",
        "output.voltage": "120.0",
        ...flags("inverter.mode", "battery.low", "overtemp"),
      },
    },
    {
      name: "in bypass, charging",
      set: (unit) => Object.assign(unit, { charge: 80, raised: ["bypass.mode", "utility.present", "charge.utility"] }),
      status: "BYPASS OL CHRG",
      vars: {
        "battery.charge": "80",
        "output.voltage": "121",
        "ups.mode": "bypass",
        ...flags("bypass.mode", "utility.present", "charge.utility"),
      },
    },
    {
      name: "on battery, charged by the sun",
      set: (unit) => Object.assign(unit, { ...OUTAGE, raised: ["inverter.mode", "charge.solar"] }),
      status: "OB CHRG",
      vars: {
        "input.voltage": "0",
        "output.frequency": "59.9",
        "output.voltage": "120.0",
        ...flags("inverter.mode", "charge.solar"),
      },
    },
  ],
  commands: ["load.off", "load.on"],
  orders: [
    { cmd: "load.off", sent: OFF },
    { cmd: "load.on", sent: sentText("C010000000000000\r") },
  ],
  killpower: OFF,
  peer: { packaged: false, needed: "ups.load", orders: ["load.off", "load.on"] },
});
