/** A SmartOnline of Tripp Lite: what it is told it keeps, and a setting that it has already changes nothing. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText } from "./text-unit.ts";
import { TildeUnit, tildeAsk, tildeSet } from "./tilde-unit.ts";

class SmartOnlineUnit extends TildeUnit {
  source = 0;
  battery = "1;0;0;0;52;0;547;0;27;96";
  alarms = "0;0;0;0;0";
  test = 0;
  /** A bank that is not switched. */
  fixed = "";
  kept: Record<string, string> = { UID: "rack 4   ", TXV: "98;142", VSN: "1", ARB: "2" };

  tell(word: string): string | undefined {
    const told: Readonly<Record<string, string>> = {
      AVL: "101111111001110111",
      MNU: "Tripp Lite  ",
      MOD: "SU1000RT2U      ",
      VER: "0052 A",
      RAT: "120;600;120;600;1000;800;3;0;0;100;85;150;135;0;36",
      LET: "2",
      STO: `${this.source};600;1;1203;42;0;38`,
      STB: this.battery,
      STA: this.alarms,
      STI: `1;${this.source === 1 ? "0;0" : "599;1187"}`,
      TSR: String(this.test),
      ENV: "23;41;0;1;;1",
      ...this.kept,
    };
    return told[word];
  }

  set(word: string, data: string): boolean {
    if (word in this.kept) this.kept = { ...this.kept, [word]: data };
    if (this.fixed !== "" && data.startsWith(this.fixed)) return false;
    if (word === "TST") this.test = data === "0" ? 6 : 2;
    return word in this.kept || ["TST", "SDR", "SDA", "ROF", "RON"].includes(word);
  }
}

const set = (word: string, data: string): string => tildeSet(word, data);
const off = (seconds: number): string =>
  sentText(tildeAsk("ARB"), set("ARB", "1"), set("SDR", "1"), set("SDA", String(seconds)));

export const TRIPPLITESU: FamilyCase = family({
  driver: "tripplitesu",
  load: async () => (await import("../../../src/drivers/serial/tripplitesu/driver.ts")).TRIPPLITESU,
  options: { lowbatt: "25" },
  unit: (say) => new SmartOnlineUnit(say),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "ambient.humidity": "41",
        "ambient.temperature": "23",
        "battery.charge": "96",
        "battery.current": "0.0",
        "battery.temperature": "27",
        "battery.voltage": "54.7",
        "battery.voltage.nominal": "36",
        "input.frequency": "59.9",
        "input.sensitivity": "Reduced",
        "input.transfer.high": "142",
        "input.transfer.low": "98",
        "input.voltage": "118.7",
        "input.voltage.nominal": "120",
        "output.current": "4.2",
        "output.frequency": "60.0",
        "output.voltage": "120.3",
        "output.voltage.nominal": "120",
        "ups.contacts": "0A",
        "ups.firmware": "0052 A",
        "ups.id": "rack 4",
        "ups.load": "38",
        "ups.mfr": "Tripp Lite",
        "ups.model": "SU1000RT2U",
        "ups.test.result": "No test performed",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { source: 1, battery: "1;0;0;0;52;0;512;35;28;71" }),
      status: "OB",
      vars: {
        "battery.charge": "71",
        "battery.current": "3.5",
        "battery.temperature": "28",
        "battery.voltage": "51.2",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
      },
    },
    {
      name: "at the charge that counts as low",
      set: (unit) => Object.assign(unit, { source: 1, battery: "1;0;0;0;52;0;470;38;29;25" }),
      status: "OB LB",
      vars: {
        "battery.charge": "25",
        "battery.current": "3.8",
        "battery.temperature": "29",
        "battery.voltage": "47.0",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
      },
    },
    {
      name: "lowering its input, overloaded, with a battery to replace",
      set: (unit) => Object.assign(unit, { source: 3, battery: "2;0;0;0;52;0;547;0;27;96", alarms: "0;0;0;1;0" }),
      status: "OL TRIM RB OVER",
      vars: {},
    },
    {
      name: "raising its input, low by its own word",
      set: (unit) => Object.assign(unit, { source: 4, battery: "1;1;0;0;52;0;547;0;27;96", alarms: "0;0;0;0;0" }),
      status: "OL BOOST LB",
      vars: {},
    },
    {
      name: "in bypass",
      set: (unit) => Object.assign(unit, { source: 5, battery: "1;0;0;0;52;0;547;0;27;96", test: 4 }),
      status: "BYPASS",
      vars: { "ups.test.result": "Battery failed" },
    },
    { name: "off", set: (unit) => Object.assign(unit, { source: 7, test: 0 }), status: "OFF", vars: {} },
  ],
  writable: ["input.sensitivity", "input.transfer.high", "input.transfer.low", "ups.id"],
  commands: [
    "load.off",
    "load.on",
    "shutdown.reboot",
    "shutdown.reboot.graceful",
    "shutdown.return",
    "shutdown.stop",
    "test.battery.start",
    "test.battery.stop",
  ],
  orders: [
    { cmd: "load.off", sent: sentText(set("ROF", "1;1"), set("ROF", "2;1")) },
    {
      cmd: "load.off",
      set: (unit) => Object.assign(unit, { fixed: "1;" }),
      sent: sentText(set("ROF", "1;1"), set("ROF", "2;1")),
      outcome: "failed",
    },
    { cmd: "load.on", sent: sentText(set("RON", "1;1"), set("RON", "2;1")) },
    { cmd: "shutdown.return", sent: off(10) },
    { cmd: "shutdown.reboot", sent: off(10) },
    { cmd: "shutdown.reboot.graceful", sent: off(60) },
    {
      cmd: "shutdown.return",
      set: (unit) => Object.assign(unit, { kept: { ARB: "1" } }),
      sent: sentText(tildeAsk("ARB"), set("SDR", "1"), set("SDA", "10")),
    },
    { cmd: "shutdown.stop", sent: sentText(set("SDA", "0")) },
    { cmd: "test.battery.start", sent: sentText(set("TST", "3")) },
    { cmd: "test.battery.stop", sent: sentText(set("TST", "0")) },
  ],
  changes: [
    { name: "ups.id", value: "desk", sent: sentText(tildeAsk("UID"), set("UID", "desk")) },
    { name: "ups.id", value: "rack 4", sent: sentText(tildeAsk("UID")) },
    { name: "input.transfer.low", value: "95", sent: sentText(tildeAsk("TXV"), set("TXV", "95;142")) },
    { name: "input.transfer.high", value: "140", sent: sentText(tildeAsk("TXV"), set("TXV", "98;140")) },
    { name: "input.transfer.high", value: "many", sent: "", outcome: "invalid" },
    { name: "input.sensitivity", value: "low", sent: sentText(tildeAsk("VSN"), set("VSN", "2")) },
    { name: "input.sensitivity", value: "lowest", sent: "", outcome: "invalid" },
  ],
  killpower: off(5),
  peer: {
    packaged: false,
    needed: "ups.contacts",
    orders: [
      "load.off",
      "load.on",
      "shutdown.return",
      "shutdown.reboot.graceful",
      "shutdown.stop",
      "test.battery.start",
      "test.battery.stop",
    ],
  },
});
