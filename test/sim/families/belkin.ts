/** A Belkin that speaks in messages with a tilde: beeper, battery test, load and what it measures. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText } from "./text-unit.ts";
import { TildeUnit, tildeSet } from "./tilde-unit.ts";

class BelkinUnit extends TildeUnit {
  model = "F6C1500-TW-RK";
  firmware = "014";
  onBattery = false;
  off = false;
  isLow = false;
  charge = 97;
  test = 1;
  beeper = "1";

  tell(word: string): string | undefined {
    const told: Readonly<Record<string, string>> = {
      MNU: "Belkin",
      MOD: this.model,
      VER: this.firmware,
      RAT: "230;500;230;500;1500;1050;3;196;264;10;0;0;0;0;36;000",
      STA: `0;${this.onBattery ? 1 : 0};0;0;0;${this.off ? 1 : 0};0;0;0;0;0;0;0;0;0;${this.beeper}`,
      STB: `0;${this.isLow ? 1 : 0};0;0;0;0;412;0;31;${this.charge}`,
      STI: `1;${this.onBattery ? "0;0" : "499;2314"}`,
      STO: "0;500;1;2297;0;0;23",
      TSR: String(this.test),
    };
    return told[word];
  }

  set(word: string, data: string): boolean {
    if (word === "BUZ") this.beeper = data === "1" ? "1" : "0";
    if (word === "TST") this.test = data === "0" ? 6 : 2;
    return ["BUZ", "TST", "SDT", "SDR", "SDA", "ROF", "RON"].includes(word);
  }

  override shorten(said: string): string {
    return this.firmware === "001" && said.startsWith("~00D053") ? said.slice(0, -3) : said;
  }
}

const set = (word: string, data: string): string => sentText(tildeSet(word, data));
const RETURN = set("SDT", "2") + set("SDR", "1") + set("SDA", "5");

export const BELKIN: FamilyCase = family({
  driver: "belkin",
  load: async () => (await import("../../../src/drivers/serial/belkin/driver.ts")).BELKIN,
  unit: (say) => new BelkinUnit(say),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "97",
        "battery.charge.low": "20",
        "battery.temperature": "31",
        "battery.voltage": "41.2",
        "input.frequency": "49.9",
        "input.transfer.high": "232",
        "input.transfer.low": "223",
        "input.voltage": "231.4",
        "output.frequency": "50.0",
        "output.voltage": "229.7",
        "ups.beeper.status": "enabled",
        "ups.firmware": "014",
        "ups.load": "23",
        "ups.mfr": "BELKIN",
        "ups.model": "F6C1500-TW-RK",
        "ups.temperature": "31",
        "ups.test.result": "Passed",
      },
    },
    {
      name: "on battery, silenced",
      set: (unit) => Object.assign(unit, { onBattery: true, charge: 61, beeper: "0" }),
      status: "OB",
      vars: {
        "battery.charge": "61",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
        "ups.beeper.status": "disabled",
      },
    },
    {
      name: "nearly empty, which its charge tells",
      set: (unit) => Object.assign(unit, { onBattery: true, charge: 19, beeper: "1" }),
      status: "OB LB",
      vars: { "battery.charge": "19", "input.frequency": "0.0", "input.voltage": "0.0" },
    },
    {
      name: "nearly empty, as it says itself",
      set: (unit) => Object.assign(unit, { onBattery: true, charge: 34, isLow: true }),
      status: "OB LB",
      vars: { "battery.charge": "34", "input.frequency": "0.0", "input.voltage": "0.0" },
    },
    {
      name: "with its outlets off, after a deep test that failed",
      set: (unit) => Object.assign(unit, { onBattery: false, isLow: false, charge: 97, off: true, test: 5 }),
      status: "OFF OL",
      vars: { "ups.test.result": "deep test failed" },
    },
  ],
  commands: [
    "beeper.disable",
    "beeper.enable",
    "load.off",
    "load.on",
    "shutdown.return",
    "test.battery.start.deep",
    "test.battery.start.quick",
    "test.battery.stop",
  ],
  orders: [
    { cmd: "beeper.enable", sent: set("BUZ", "1") },
    { cmd: "beeper.disable", sent: set("BUZ", "0") },
    { cmd: "beeper.disable", set: (unit) => Object.assign(unit, { model: "F6C1400-EUR" }), sent: set("BUZ", "2") },
    { cmd: "load.off", sent: set("ROF", "1;1") + set("ROF", "1;1") },
    { cmd: "load.on", sent: set("RON", "1;1") },
    { cmd: "shutdown.return", sent: RETURN },
    { cmd: "test.battery.start.quick", sent: set("TST", "3") },
    { cmd: "test.battery.start.deep", sent: set("TST", "4") },
    { cmd: "test.battery.stop", sent: set("TST", "0") },
  ],
  killpower: RETURN,
  peer: {
    packaged: false,
    needed: "ups.test.result",
    orders: [
      "beeper.enable",
      "load.on",
      "shutdown.return",
      "test.battery.start.quick",
      "test.battery.start.deep",
      "test.battery.stop",
    ],
  },
});

/** Its ratings are three bytes shorter than they say. */
export const BELKIN_SHORT: FamilyCase = family({
  driver: "belkin",
  title: "belkin, firmware 001",
  load: BELKIN.load,
  unit: (say) => {
    const unit = new BelkinUnit(say);
    unit.firmware = "001";
    return unit;
  },
  checked: false,
  scenes: [
    { name: "on mains", status: "OL", vars: { ...BELKIN.scenes[0]?.vars, "ups.firmware": "001" } },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { onBattery: true }),
      status: "OB",
      vars: { "input.frequency": "0.0", "input.voltage": "0.0" },
    },
  ],
  commands: BELKIN.commands,
  killpower: RETURN,
  peer: { packaged: false, needed: "ups.test.result" },
});
