/** UPSes with UPScode II: one of one phase, as the PowerRite Max, and a large one of three. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say } from "../devices/played-line.ts";
import { sentText, TextUnit } from "./text-unit.ts";

type Pairs = readonly (readonly [code: string, value: string])[];

/** Commands that have a parameter behind them. */
const WITH_MORE = ["UPSN", "UPSD", "UPCD", "UPDT", "UPTM", "UPPM", "UPBT", "UPPF", "UPPD", "UPPC"];

export class CodeUnit extends TextUnit {
  model = "PRM1500";
  commands: readonly string[] = [
    "UPDS",
    "UPDV",
    "UPID",
    "UPSD",
    "UPCD",
    "UPDT",
    "UPTM",
    "UPBT",
    "UPPF",
    "UPPC",
    "UPPU",
  ];
  states: Pairs = [["STUF", "00"]];
  meters: Readonly<Record<string, string>> = {};
  ratings: Readonly<Record<string, string>> = {};
  batteries: Pairs | undefined;
  #pending = "";

  answer(said: string): string {
    const words = said.replace(/^\n/, "");
    const command = this.#pending;
    this.#pending = "";
    if (command !== "") return this.#withMore(command, words);
    if (WITH_MORE.includes(words)) this.#pending = words;
    return this.#pending === "" ? this.#alone(words) : "";
  }

  #alone(command: string): string {
    switch (command) {
      case "UPCL":
        return this.#lines(...this.commands, "UPCL");
      case "UPTP":
        return this.#lines("NNAME", this.model);
      case "UPID":
        return this.#lines("ACID", "Rack 4");
      case "UPDS":
        // Some begin with an empty line.
        return `\r\n${this.#pairs([...this.states, ...Object.entries(this.meters), ["MOFFF", "50.0"]])}`;
      case "UPDV":
        return this.#pairs([...Object.entries(this.ratings), ["NOFLL", "45.0"]]);
      case "UPBS":
        return this.batteries ? this.#pairs(this.batteries) : "";
      default:
        return "";
    }
  }

  #withMore(command: string, parameter: string): string {
    if (command === "UPSN") return this.#lines("ACSN", "FI-204711");
    if (command === "UPSD") return this.#lines("ACSD", parameter);
    if (command === "UPCD") return this.#lines("ACCD", parameter);
    if (command === "UPDT") return this.#lines("ACDT", "2026-03-02");
    return command === "UPTM" ? this.#lines("ACTM", "10:11:12") : "";
  }

  #pairs(pairs: Pairs): string {
    return this.#lines(...pairs.flat());
  }

  #lines(...lines: readonly string[]): string {
    return lines.map((line) => `${line}\r\n`).join("");
  }
}

const SMALL_METERS = { MIFFF: "49.9", MIUL1: "228.1", MIIL1: "2.3", MBIII: "0.6", MBUUU: "27.2", MOUL1: "230.4" };
const SMALL_RATINGS = {
  NIUNN: "230",
  NIUHH: "276",
  NIULL: "160",
  NBAHN: "14",
  NBILL: "-60",
  NBTHH: "90",
  NBUHH: "27.6",
  NBULL: "20.0",
  NBUNN: "24",
  NOINN: "6.5",
  NOSNN: "1.5",
  NOPNN: "1.05",
  NOUNN: "230",
};

const small = (say: Say): CodeUnit =>
  Object.assign(new CodeUnit(say, "\r"), {
    meters: { ...SMALL_METERS, MOIL1: "2.6", MOPL1: "0.45", MUTE1: "31" },
    ratings: SMALL_RATINGS,
  });

const load = async () => (await import("../../../src/drivers/serial/upscode2/driver.ts")).UPSCODE2;

export const UPSCODE2: FamilyCase = family({
  driver: "upscode2",
  load,
  options: { manufacturer: "Fiskars" },
  unit: small,
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.capacity.nominal": "14.00",
        "battery.charge": "85.7",
        "battery.current": "0.60",
        "battery.runtime": "690",
        "battery.voltage": "27.20",
        "battery.voltage.maximum": "27.60",
        "battery.voltage.minimum": "20.00",
        "battery.voltage.nominal": "24.00",
        "input.current": "2.30",
        "input.frequency": "49.90",
        "input.phases": "1",
        "input.voltage": "228.10",
        "input.voltage.maximum": "276.00",
        "input.voltage.minimum": "160.00",
        "input.voltage.nominal": "230.00",
        "output.current": "2.60",
        "output.current.nominal": "6.50",
        "output.frequency": "50.00",
        "output.frequency.minimum": "45.00",
        "output.phases": "1",
        "output.realpower": "450.00",
        "output.realpower.nominal": "1050.00",
        "output.voltage": "230.40",
        "output.voltage.nominal": "230.00",
        "ups.date": "2026-03-02",
        "ups.delay.reboot": "60",
        "ups.delay.shutdown": "10",
        "ups.id": "Rack 4",
        "ups.load": "40.0",
        "ups.mfr": "Fiskars",
        "ups.model": "PRM1500",
        "ups.power.nominal": "1500.00",
        "ups.serial": "FI-204711",
        "ups.temperature": "31.00",
        "ups.time": "10:11:12",
      },
    },
    {
      name: "on battery, with a charge of its own",
      set: (unit) =>
        Object.assign(unit, {
          states: [
            ["STUF", "11"],
            ["STBO", "11"],
            ["STAT", "00"],
          ],
          meters: {
            ...SMALL_METERS,
            MIUL1: "0.0",
            MBIII: "-31.5",
            MBUUU: "23.1",
            MOIL1: "2.6",
            MBCH1: "71",
            BTIME: "12",
          },
        }),
      status: "OB",
      vars: {
        "battery.charge": "71.0",
        "battery.current": "-31.50",
        "battery.runtime": "720",
        "battery.voltage": "23.10",
        "input.voltage": "0.00",
        "output.realpower": undefined,
        "ups.temperature": undefined,
      },
    },
    {
      name: "nearly empty, overloaded, its charge worked out of volts",
      set: (unit) =>
        Object.assign(unit, {
          states: [
            ["STUF", "11"],
            ["STBL", "11"],
            ["STAT", "OL"],
          ],
          meters: { ...SMALL_METERS, MBIII: "-31.5", MBUUU: "20.7", MOIL1: "7.1", BTIME: "9999" },
        }),
      status: "OB LB OVER",
      vars: {
        "battery.charge": "9.2",
        "battery.current": "-31.50",
        "battery.runtime": "178",
        "battery.voltage": "20.70",
        "output.current": "7.10",
        "output.realpower": undefined,
        "ups.load": "109.2",
        "ups.temperature": undefined,
      },
    },
    {
      name: "raising its output, with faults",
      set: (unit) =>
        Object.assign(unit, {
          states: [
            ["STUF", "00"],
            ["STLR", "SU"],
            ["STBP", "11"],
            ["STMF", "FF"],
            ["STAT", "BT"],
            ["STAT", "OD"],
            ["STEA", "TH"],
          ],
        }),
      status: "ALARM OL BOOST OFF BYPASS",
      alarm: "Battery too hot Fan faulty",
      vars: {},
    },
  ],
  writable: ["ups.delay.reboot", "ups.delay.shutdown"],
  commands: ["shutdown.reboot", "shutdown.return", "shutdown.stop", "test.battery.start"],
  orders: [
    { cmd: "test.battery.start", sent: sentText("UPBT\r1\r") },
    { cmd: "shutdown.return", sent: sentText("UPPF\rIJHLDMGCIU\r") },
    { cmd: "shutdown.reboot", sent: sentText("UPPC\rIJHLDMGCIU\r") },
    { cmd: "shutdown.stop", sent: sentText("UPPU\r") },
    { cmd: "shutdown.stayoff", sent: "", outcome: "unknown" },
  ],
  changes: [
    { name: "ups.delay.shutdown", value: "45", sent: sentText("UPSD\r45\r") },
    { name: "ups.delay.reboot", value: "90", sent: sentText("UPCD\r90\r") },
    { name: "ups.delay.reboot", value: "soon", sent: "", outcome: "invalid" },
  ],
  killpower: sentText("UPPC\rIJHLDMGCIU\rUPPC\rIJHLDMGCIU\r"),
  peer: {
    packaged: false,
    needed: "battery.charge",
    // There no alarm is ever shown.
    differs: [/^SETINFO ups\.alarm/, /^SETFLAGS/],
    orders: ["test.battery.start", "shutdown.return", "shutdown.reboot", "shutdown.stop"],
  },
});

const eachPhase = (code: string, ...values: readonly string[]): readonly (readonly [string, string])[] =>
  values.map((value, at) => [`${code}${at + 1}`, value] as const);

const large = (say: Say): CodeUnit =>
  Object.assign(new CodeUnit(say, "\r\n"), {
    model: "UPS9150-30",
    commands: ["UPDS", "UPDV", "UPBS", "UPDA", "UPPD", "UPIS"],
    meters: Object.fromEntries([
      ...eachPhase("MIUL", "229", "231", "230"),
      ...eachPhase("MIPL", "3.1", "3.2", "3.3"),
      ...eachPhase("MOUL", "230", "230", "231"),
      ["MOU31", "399"],
      ...eachPhase("MOIL", "11.2", "14.5", "9.8"),
      ...eachPhase("MOPL", "2.4", "3.1", "2.0"),
      ...eachPhase("MOSL", "2600", "3300", "2200"),
      ...eachPhase("MPUL", "229", "231", "230"),
      ["MBUUU", "431"],
    ]),
    ratings: { NOSNN: "30", NOPNN: "24", NOIHH: "43", NBULL: "330", NBUHH: "440" },
    batteries: [
      ["MBTE1", "24.5"],
      ["BDAT1", "2024-05-17"],
      ["MBIN1", "0"],
      ["BDAT8", "2024-05-18"],
    ],
  });

export const UPSCODE2_THREE: FamilyCase = family({
  driver: "upscode2",
  title: "upscode2, three phases",
  load,
  options: { use_crlf: "", use_pre_lf: "", baudrate: "2400" },
  unit: large,
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.1.date": "2024-05-17",
        "battery.1.temperature": "24.50",
        "battery.8.date": "2024-05-18",
        "battery.charge": "91.8",
        "battery.voltage": "431.00",
        "battery.voltage.maximum": "440.00",
        "battery.voltage.minimum": "330.00",
        "battery.voltage.nominal": "384",
        "input.L1-N.voltage": "229.00",
        "input.L1.realpower": "3.10",
        "input.L2-N.voltage": "231.00",
        "input.L2.realpower": "3.20",
        "input.L3-N.voltage": "230.00",
        "input.L3.realpower": "3.30",
        "input.bypass.L1-N.voltage": "229.00",
        "input.bypass.L2-N.voltage": "231.00",
        "input.bypass.L3-N.voltage": "230.00",
        "input.phases": "3",
        "output.L1-N.voltage": "230.00",
        "output.L1.current": "11.20",
        "output.L1.power": "2600.00",
        "output.L1.power.percent": "26.0",
        "output.L1.realpower": "2400.00",
        "output.L1.realpower.percent": "30.0",
        "output.L2-N.voltage": "230.00",
        "output.L2.current": "14.50",
        "output.L2.power": "3300.00",
        "output.L2.power.percent": "33.0",
        "output.L2.realpower": "3100.00",
        "output.L2.realpower.percent": "38.8",
        "output.L3-L1.voltage": "399.00",
        "output.L3-N.voltage": "231.00",
        "output.L3.current": "9.80",
        "output.L3.power": "2200.00",
        "output.L3.power.percent": "22.0",
        "output.L3.realpower": "2000.00",
        "output.L3.realpower.percent": "25.0",
        "output.current.maximum": "43.00",
        "output.frequency": "50.00",
        "output.frequency.minimum": "45.00",
        "output.phases": "3",
        "output.realpower.nominal": "24000.00",
        "ups.load": "38.8",
        "ups.mfr": "unknown",
        "ups.model": "UPS9150-30",
        "ups.power.nominal": "30000.00",
        "ups.serial": "FI-204711",
      },
    },
    {
      name: "of another make, which tells what one phase has",
      set: (unit) =>
        Object.assign(unit, { model: "9305", ratings: { NOSNN: "10", NOPNN: "8", NOINN: "43", NBUNN: "240" } }),
      status: "OL",
      vars: {
        "battery.charge": undefined,
        "battery.voltage.maximum": undefined,
        "battery.voltage.minimum": undefined,
        "battery.voltage.nominal": "240.00",
        "output.current.maximum": undefined,
        "output.current.nominal": "43.00",
        "ups.model": "9305",
      },
    },
  ],
  commands: ["shutdown.stayoff", "test.panel.start"],
  orders: [
    { cmd: "shutdown.stayoff", sent: sentText("\nUPPD\r\n\nLGGNLMDPGV\r\n") },
    { cmd: "test.panel.start", sent: sentText("\nUPIS\r\n") },
  ],
  killpower: sentText("\nUPPC\r\n\nIJHLDMGCIU\r\n\nUPPC\r\n\nIJHLDMGCIU\r\n"),
  peer: {
    packaged: false,
    needed: "ups.load",
    // There delays that the UPS has not are shown, and for the first minute the power of one phase counts as that of all.
    differs: [
      /^SETFLAGS/,
      /^SETINFO ups\.delay/,
      /^SETINFO (output\.realpower\.nominal "(8|24)000|ups\.(power\.nominal "[13]0000|load)|output\.L\d\.\w+\.percent)/,
    ],
    orders: ["shutdown.stayoff", "test.panel.start"],
  },
});
