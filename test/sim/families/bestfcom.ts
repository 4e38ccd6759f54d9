/** A FortressII that tells its configuration in a string, and Ferrups that tell it on a page. */
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family, type Scene, type Values } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { PromptUnit } from "./best-unit.ts";
import { sentText } from "./text-unit.ts";

const OFF = sentText("pw377\r", "o 10 a\r");
const TITLES = { driver: "bestfcom", checked: true, commands: ["shutdown.return"] } as const;
const load: FamilyCase["load"] = async () => (await import("../../../src/drivers/serial/bestfcom/driver.ts")).BESTFCOM;
const ORDERS = { orders: [{ cmd: "shutdown.return", sent: OFF }], killpower: OFF } as const;

class FortressUnit extends PromptUnit {
  constructor(say: Say, clock: Clock) {
    const volts = ["120", "120", "092", "142", "6000", "5700", "6300", "0360", "0432", "0324", "0288", "005"];
    const string = ["$01", "02", "02", "0104", "01020", "00670", ...volts, "??????"].join("");
    super(say, clock, {
      words: { time: "May 04, 08:31:05", fc: `${string}\\LI1020U\\LI1020U31007\\\\|`, id: "Fortress\r\n" },
      parameters: { 16: "16 FullLoad% 038" },
    });
    Object.assign(this.record, { input: 116, output: 116, amps: 23, va: 266, battery: 397, minutes: 19, celsius: 0 });
  }
}

/** There a made-up voltage. */
const NOMINAL: Values = { "battery.voltage.nominal": "38.88" };
const set =
  (state: Partial<PromptUnit["record"]>): NonNullable<Scene<PromptUnit>["set"]> =>
  (unit) =>
    Object.assign(unit.record, state);

export const BESTFCOM: FamilyCase = family<PromptUnit>({
  ...TITLES,
  ...ORDERS,
  title: "bestfcom, a FortressII",
  load,
  unit: (say, clock) => new FortressUnit(say, clock),
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.runtime": "1140",
        "battery.voltage": "39.7",
        "battery.voltage.nominal": "36.00",
        "input.frequency": "59.98",
        "input.voltage": "116.0",
        "output.current": "2.3",
        "output.voltage": "116.0",
        "ups.load": "38.0",
        "ups.mfr": "Best Power",
        "ups.model": "FortressII LI1020",
        "ups.power": "266",
        "ups.power.nominal": "1020",
        "ups.realpower.nominal": "670",
      },
      theirs: NOMINAL,
    },
    {
      name: "on battery",
      set: set({ inverter: 1, input: 0, battery: 364, minutes: 9, line: 8 }),
      status: "OB",
      vars: { "battery.charge": "75.4", "battery.runtime": "540", "battery.voltage": "36.4", "input.voltage": "0.0" },
      theirs: NOMINAL,
    },
    {
      name: "at the voltage that counts as low",
      set: set({ inverter: 1, input: 0, battery: 324, minutes: 4, line: 8 }),
      status: "OB LB",
      vars: { "battery.charge": "35.7", "battery.runtime": "240", "battery.voltage": "32.4", "input.voltage": "0.0" },
      theirs: NOMINAL,
    },
    {
      name: "near low by its own word, with a battery to replace",
      set: set({ inverter: 1, input: 0, battery: 364, minutes: 9, line: 8, alarms: 2, moreAlarms: 4 }),
      status: "OB LB RB",
      vars: { "battery.charge": "75.4", "battery.runtime": "540", "battery.voltage": "36.4", "input.voltage": "0.0" },
      theirs: NOMINAL,
    },
    {
      name: "nearly without runtime, with other alarms",
      set: set({ inverter: 1, input: 0, battery: 364, minutes: 2, line: 8, alarms: 0x48, moreAlarms: 0 }),
      status: "OB LB OVER",
      vars: { "battery.charge": "75.4", "battery.runtime": "120", "battery.voltage": "36.4", "input.voltage": "0.0" },
      // Of the two registers, there, decimal digits are read.
      theirs: { ...NOMINAL, "ups.status": "OB" },
    },
    {
      name: "on battery for a voltage that is too low",
      set: set({ inverter: 1, input: 88, battery: 364, minutes: 9, line: 4, alarms: 0, moreAlarms: 0 }),
      status: "OB",
      vars: { "battery.charge": "75.4", "battery.runtime": "540", "battery.voltage": "36.4", "input.voltage": "88.0" },
      theirs: { ...NOMINAL, "ups.status": "OB BOOST" },
    },
    {
      name: "overloaded",
      set: set({ inverter: 0, input: 116, battery: 397, minutes: 19, line: 0, alarms: 0x40, va: 810 }),
      status: "OL OVER",
      vars: { "ups.power": "810" },
      theirs: { ...NOMINAL, "ups.status": "OL" },
    },
  ],
  peer: { packaged: false, needed: "ups.load", fails: "noise", orders: ["shutdown.return"] },
});

const PAGE = [
  "FERRUPS Uninterruptible Power System",
  "Route 1 Highway 80",
  "",
  "Model:    FE4.3KVA",
  "Unit ID:  FE4.3K01188",
  "Version:  8.07",
].join("\r\n");

export const BESTFCOM_FE: FamilyCase = family<PromptUnit>({
  ...TITLES,
  ...ORDERS,
  title: "bestfcom, a Ferrups FE",
  load,
  unit: (say, clock) =>
    new PromptUnit(say, clock, {
      words: { time: "May 04, 08:31:05", id: PAGE },
      parameters: {
        16: "16 FullLoad%  9",
        45: "45 RatedVA   4300",
        46: "46 RatedW    3000",
        65: "65 LoBatV    41.00",
        66: "66 NLBatV    44.00",
        67: "67 HiBatV    59.60",
      },
    }),
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.runtime": "4920",
        "battery.voltage": "56.2",
        "battery.voltage.nominal": "54.02",
        "input.frequency": "59.98",
        "input.voltage": "118.0",
        "output.current": "3.1",
        "output.voltage": "120.0",
        "ups.load": "9.0",
        "ups.mfr": "Best Power",
        "ups.model": "Ferrups FE4300",
        "ups.power": "371",
        "ups.power.nominal": "4300",
        "ups.realpower.nominal": "3000",
        "ups.temperature": "24.0",
      },
    },
    {
      name: "nearly empty",
      set: set({ inverter: 1, input: 0, battery: 437, minutes: 3, celsius: 31, line: 8 }),
      status: "OB LB",
      vars: {
        "battery.charge": "20.7",
        "battery.runtime": "180",
        "battery.voltage": "43.7",
        "input.voltage": "0.0",
        "ups.temperature": "31.0",
      },
    },
  ],
  peer: { packaged: false, needed: "ups.temperature", orders: ["shutdown.return"] },
});

export const BESTFCOM_FD: FamilyCase = family<PromptUnit>({
  ...TITLES,
  ...ORDERS,
  title: "bestfcom, a Ferrups FD",
  load,
  unit: (say, clock) =>
    new PromptUnit(say, clock, {
      words: { time: "May 04, 08:31:05", id: 'Unit ID "FD4.3K00712"' },
      parameters: {
        16: "16 FullLoad%  12",
        27: "27 LowBatt   42.00",
        28: "28 Hi Batt   60.00",
        30: "30 NLBatt    44.50",
      },
    }),
  scenes: [
    {
      name: "on mains",
      set: set({ amps: 0, va: 0, line: 0 }),
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.runtime": "4920",
        "battery.voltage": "56.2",
        "battery.voltage.nominal": "54.60",
        "input.frequency": "59.98",
        "input.voltage": "118.0",
        "output.voltage": "120.0",
        "ups.load": "12.0",
        "ups.mfr": "Best Power",
        "ups.model": "Ferrups FD4300",
        "ups.power.nominal": "4300",
        "ups.realpower.nominal": "3000",
        "ups.temperature": "24.0",
      },
      // There every battery that is no FE's or Fortress's is one of 12 V, and a current that is not told is none.
      theirs: { "battery.charge": "0.0", "battery.voltage.nominal": "22.19", "output.current": "0.0" },
    },
  ],
  peer: { packaged: false, needed: "ups.temperature" },
});

export const BESTFCOM_MD: FamilyCase = family<PromptUnit>({
  ...TITLES,
  ...ORDERS,
  title: "bestfcom, a Micro-Ferrups MD",
  load,
  unit: (say, clock) =>
    new PromptUnit(say, clock, {
      words: { time: "May 04, 08:31:05", id: 'Unit ID "C1K00931"' },
      parameters: {
        22: "22 FullLoad%  41",
        27: "27 LowBatt   10.50",
        28: "28 Hi Batt   15.00",
        30: "30 NLBatt    11.20",
      },
    }),
  scenes: [
    {
      name: "on mains",
      set: set({ battery: 131 }),
      status: "OL",
      vars: {
        "battery.charge": "100.0",
        "battery.runtime": "4920",
        "battery.voltage": "13.1",
        "battery.voltage.nominal": "12.74",
        "input.frequency": "59.98",
        "input.voltage": "118.0",
        "output.current": "3.1",
        "output.voltage": "120.0",
        "ups.load": "41.0",
        "ups.mfr": "Best Power",
        "ups.model": "Micro Ferrups MD1100",
        "ups.power": "371",
        "ups.power.nominal": "1100",
        "ups.realpower.nominal": "770",
        "ups.temperature": "24.0",
      },
    },
    {
      name: "below the voltage that counts as low",
      set: set({ battery: 111, inverter: 1, input: 0, line: 8 }),
      status: "OB LB",
      vars: { "battery.charge": "26.8", "battery.voltage": "11.1", "input.voltage": "0.0" },
    },
  ],
  peer: { packaged: false, needed: "ups.temperature" },
});
