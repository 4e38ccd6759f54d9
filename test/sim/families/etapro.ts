/** A UPS of ETA with the option PRO: what it measures is a scale of 255. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText, TextUnit } from "./text-unit.ts";

class EtaUnit extends TextUnit {
  /** 01 mains, 02 supplies, 04 battery good, 10 raises, 20 battery out of range. */
  flags = 0x07;
  input = 0xd9;
  battery = 0xf7;
  load = 0;
  onTimer = 0;
  offTimer = 0;

  answer(command: string): string {
    const [, kind = "", count = "0"] = /^R([A-Z])([\dA-F]*)$/.exec(command) ?? [];
    if (kind === "I") return this.#lines("SRETA", "SSmini+UPS 720 PRO", "ST1998-04-15", "SU01");
    if (kind === "P") return this.#lines(...this.#measured());
    if (kind === "N") this.onTimer = Number.parseInt(count, 16);
    if (kind === "O") this.offTimer = Number.parseInt(count, 16);
    return kind === "N" ? this.#lines("SV20") : kind === "O" ? this.#lines("SV00") : "";
  }

  #measured(): readonly string[] {
    const byte = (letter: string, value: number): string => `S${letter}${value.toString(16).padStart(2, "0")}`;
    return [
      byte("O", this.flags),
      byte("G", this.input),
      byte("H", 0xd8),
      byte("I", this.battery),
      byte("L", this.load),
      "SN0000",
    ];
  }

  #lines(...lines: readonly string[]): string {
    return lines.map((line) => `${line}\r\n`).join("");
  }
}

const RETURN = sentText("RN0019\r", "RO000A\r");

export const ETAPRO: FamilyCase = family({
  driver: "etapro",
  load: async () => (await import("../../../src/drivers/serial/etapro/driver.ts")).ETAPRO,
  unit: (say) => new EtaUnit(say, "\r"),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.voltage": "13.56",
        "input.voltage": "229.8",
        "output.voltage": "228.7",
        "ups.load": "0.0",
        "ups.mfr": "ETA",
        "ups.mfr.date": "1998-04-15",
        "ups.model": "mini+UPS 720 PRO",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { flags: 0x06, input: 0, battery: 0xdc, load: 0x40 }),
      status: "OB",
      vars: { "battery.voltage": "12.08", "input.voltage": "0.0", "ups.load": "37.6" },
    },
    {
      name: "nearly empty and overloaded",
      set: (unit) => Object.assign(unit, { flags: 0x02, input: 0, battery: 0xbf, load: 0xb0 }),
      status: "OB LB OVER",
      vars: { "battery.voltage": "10.49", "input.voltage": "0.0", "ups.load": "103.5" },
    },
    {
      name: "raising its input, with a battery out of range",
      set: (unit) => Object.assign(unit, { flags: 0x37, input: 0xbb, battery: 0xff, load: 0 }),
      status: "OL BOOST RB",
      vars: { "battery.voltage": "14.00", "input.voltage": "198.0" },
    },
    {
      name: "off",
      set: (unit) => Object.assign(unit, { flags: 0x05, input: 0xd9, battery: 0xf7 }),
      status: "OFF",
      vars: {},
    },
  ],
  commands: ["load.off", "load.on", "shutdown.return"],
  orders: [
    { cmd: "load.off", sent: sentText("RO0001\r") },
    { cmd: "load.on", sent: sentText("RN0001\r") },
    { cmd: "shutdown.return", sent: RETURN },
  ],
  killpower: RETURN,
  peer: { packaged: false, needed: "ups.load", orders: ["load.off", "load.on", "shutdown.return"] },
});
