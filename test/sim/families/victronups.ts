/** A UPS of Victron: words that it knows, and a test that it runs. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText, TextUnit } from "./text-unit.ts";

class VictronUnit extends TextUnit {
  told: Readonly<Record<string, string>> = {
    vAa: "0",
    vTr: "6",
    vTd: "No test",
    vDM: "Match 1500",
    vDm: "Victron",
    vDS: "NA",
    vDV: "2.1",
    vBT: "27",
    vO0L: "38",
    vI0U: "231",
    vFi: "184",
    vFj: "264",
    vI0f: "499",
    vO0U: "229",
    vOf: "500",
    vO0I: "42",
    vBC: "97",
    vBU: "547",
    vBI: "NA",
    vBt: "31",
  };

  put(told: Readonly<Record<string, string>>): void {
    this.told = { ...this.told, ...told };
  }

  answer(command: string): string {
    const [, test] = /^vTi(\d+)!$/.exec(command) ?? [];
    if (test !== undefined) this.put({ vTr: test === "2" ? "4" : "5" });
    if (test !== undefined) return `vTi${test}\r\n`;
    const [, word = ""] = /^(v\w+)\?$/.exec(command) ?? [];
    const told = this.told[word];
    return told === undefined ? "" : `${word}${told}\r\n`;
  }
}

export const VICTRONUPS: FamilyCase = family({
  driver: "victronups",
  load: async () => (await import("../../../src/drivers/serial/victronups/driver.ts")).VICTRONUPS,
  options: { usd: "20" },
  unit: (say) => new VictronUnit(say, "\r"),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "97",
        "battery.runtime": "1860",
        "battery.temperature": "27",
        "battery.voltage": "54.7",
        "input.frequency": "49.9",
        "input.transfer.high": "264",
        "input.transfer.low": "184",
        "input.voltage": "231",
        "output.current": "4.2",
        "output.frequency": "50.0",
        "output.voltage": "229",
        "ups.firmware": "2.1",
        "ups.load": "38",
        "ups.mfr": "Victron",
        "ups.model": "Match 1500",
        "ups.temperature": "27",
      },
    },
    {
      name: "on battery, with a serial number and a current",
      set: (unit) => unit.put({ vAa: "2", vDS: "V12345", vBI: "85", vI0U: "0", vBC: "71", vBU: "512", vBt: "19" }),
      status: "OB",
      vars: {
        "battery.charge": "71",
        "battery.current": "8.5",
        "battery.runtime": "1140",
        "battery.voltage": "51.2",
        "input.voltage": "0",
        "ups.serial": "V12345",
      },
    },
    {
      name: "nearly empty, overloaded and worn out",
      set: (unit) => unit.put({ vAa: "135", vDS: "NA", vBI: "NA", vI0U: "0", vBC: "9", vBU: "461", vBt: "2" }),
      status: "OVER RB LB OB",
      vars: { "battery.charge": "9", "battery.runtime": "120", "battery.voltage": "46.1", "input.voltage": "0" },
    },
  ],
  commands: [
    "bypass.start",
    "bypass.stop",
    "calibrate.start",
    "calibrate.stop",
    "test.battery.start",
    "test.battery.stop",
    "test.panel.start",
    "test.panel.stop",
  ],
  orders: [
    { cmd: "bypass.start", sent: sentText("vTi101!\r") },
    { cmd: "calibrate.start", sent: sentText("vTi5!\r") },
    { cmd: "calibrate.stop", sent: sentText("vTi2!\r") },
    { cmd: "test.battery.start", sent: sentText("vTi4!\r") },
    { cmd: "test.panel.start", sent: sentText("vTi3!\r") },
    { cmd: "test.battery.stop", sent: sentText("vTi2!\r") },
  ],
  killpower: sentText("vCc0!\r", "vCb20!\r"),
  peer: {
    packaged: false,
    needed: "battery.runtime",
    // There it is never shown.
    differs: [/^SETINFO battery\.current/],
    orders: ["bypass.start", "calibrate.start", "test.battery.start", "test.panel.start", "test.battery.stop"],
  },
});
