/** A UPS of Atlantis Land that speaks the # protocol: sessions, tests, its beeper. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText, TextUnit } from "./text-unit.ts";

export class HashUnit extends TextUnit {
  state = [0x80, 0x84, 0xd0, 0x80, 0x80, 0xc0];
  values = "I239.0O237.0L007B100V27.0F50.1H50.0R040";
  #session = "";

  answer(command: string): string {
    if (command.startsWith("K19:")) {
      this.#session = command.slice(4);
      return "#0\r";
    }
    const said: Readonly<Record<string, string>> = {
      X19: this.#session === "OoNUTisAMAZINGoO" ? "#74279F35A48F5F13" : "#0000000000000000",
      X41: "#1200,PE02022.002,000000000000,000000000000000000",
      X27: "#230,290,162,10,300",
      X72: "#1200,0720,230,40,70,05.20",
      B: `#${this.values}S${String.fromCharCode(...this.state)}`,
      "K60:0": "#0",
      "K60:1": "#0",
      A: "#0",
      AU: "#0",
      KA: "#0",
      AH: this.state[1] === 0x84 && this.state[2] === 0x90 ? "#-10" : "#0",
    };
    return `${said[command] ?? "#-1"}\r`;
  }
}

export const NUTDRV_HASHX: FamilyCase = family({
  driver: "nutdrv_hashx",
  load: async () => (await import("../../../src/drivers/serial/nutdrv-hashx/driver.ts")).NUTDRV_HASHX,
  unit: (say) => new HashUnit(say, "\r"),
  checked: false,
  scenes: [
    {
      name: "on mains and full",
      status: "OL HB",
      vars: {
        "battery.charge": "100",
        "battery.charger.status": "resting",
        "battery.runtime": "2400",
        "battery.voltage": "27.0",
        "input.frequency": "50.1",
        "input.frequency.high": "70.0",
        "input.frequency.low": "40.0",
        "input.voltage": "239.0",
        "input.voltage.high.critical": "290",
        "input.voltage.low.critical": "162",
        "input.voltage.nominal": "230",
        "output.current.nominal": "5.2",
        "output.frequency": "50.0",
        "output.voltage": "237.0",
        "ups.firmware": "PE02022.002",
        "ups.load": "7",
        "ups.mode": "line-interactive",
        "ups.model": "1200",
        "ups.power.nominal": "1200",
        "ups.realpower.nominal": "720",
        "ups.type": "online",
      },
    },
    {
      name: "charging",
      set: (unit) => Object.assign(unit, { state: [0x80, 0x84, 0x90, 0x80, 0x80, 0xc0] }),
      status: "OL HB",
      vars: { "battery.charger.status": "charging" },
    },
    {
      name: "on battery",
      set: (unit) =>
        Object.assign(unit, {
          state: [0xc0, 0x83, 0x8c, 0x80, 0x80, 0xc0],
          values: "I000.0O229.5L031B074V25.1F00.0H50.0R012",
        }),
      status: "OB HB",
      vars: {
        "battery.charge": "74",
        "battery.charger.status": "discharging",
        "battery.runtime": "720",
        "battery.voltage": "25.1",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
        "output.voltage": "229.5",
        "ups.load": "31",
      },
    },
    {
      name: "nearly empty",
      set: (unit) =>
        Object.assign(unit, {
          state: [0xe0, 0x83, 0x8c, 0x80, 0xa0, 0xc0],
          values: "I239.0O237.0L007B100V27.0F50.1H50.0R040",
        }),
      status: "ALARM OB LB",
      alarm: "Battery is critically low, UPS is about to turn off!",
      vars: { "battery.charger.status": "discharging" },
    },
    {
      name: "testing its battery",
      set: (unit) => Object.assign(unit, { state: [0x88, 0x80, 0x8c, 0x88, 0xa0, 0xc0] }),
      status: "CAL OB LB",
      vars: { "battery.charger.status": "discharging" },
    },
    {
      name: "off, with mains there",
      set: (unit) => Object.assign(unit, { state: [0x80, 0x84, 0x94, 0x80, 0xc0, 0xc0] }),
      status: "OL HB OFF",
      vars: { "battery.charger.status": "charging" },
    },
  ],
  commands: [
    "beeper.disable",
    "beeper.enable",
    "calibrate.start",
    "calibrate.stop",
    "experimental.test.beeper.start",
    "experimental.test.beeper.stop",
    "test.battery.start.deep",
    "test.battery.start.quick",
    "test.battery.stop",
  ],
  orders: [
    { cmd: "beeper.enable", sent: sentText("K60:1\r") },
    { cmd: "beeper.off", sent: sentText("K60:0\r") },
    { cmd: "test.battery.start.quick", sent: sentText("A\r") },
    { cmd: "test.battery.start.deep", sent: sentText("AH\r") },
    {
      cmd: "calibrate.start",
      set: (unit) => Object.assign(unit, { state: [0x80, 0x84, 0x90, 0x80, 0x80, 0xc0] }),
      sent: sentText("AH\r"),
      outcome: "failed",
    },
    { cmd: "calibrate.stop", sent: sentText("KA\r") },
    { cmd: "experimental.test.beeper.start", sent: sentText("AU\r") },
  ],
  peer: {
    packaged: false,
    // There only device.model is told.
    differs: [/^SETINFO ups\.model /],
    orders: ["beeper.enable", "test.battery.start.quick", "calibrate.stop"],
  },
});
