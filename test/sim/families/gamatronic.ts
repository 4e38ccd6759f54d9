/** A UPS that speaks SEC: what it has, what it measures, a shutdown that can be called off. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { sentText } from "./text-unit.ts";

export class SecUnit implements Unit {
  source = 0;
  battery = "1,0,1,0,47,97,546,12,26";
  alarms: readonly number[] = [];
  pending = false;
  readonly #say: Say;
  #text = "";

  constructor(say: Say) {
    this.#say = say;
  }

  hear(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString("latin1");
    const [, all = "", kind, length = "0", words = ""] = /(\^([PS])(\d{3})(.*))$/s.exec(this.#text) ?? [];
    if (all === "" || words.length < Number(length)) return;
    this.#text = "";
    this.#say(Buffer.from(kind === "P" ? this.#tell(words) : this.#set(words), "latin1"));
  }

  #set(words: string): string {
    if (words !== "PSD-1") this.pending ||= words.startsWith("PSD");
    else if (this.pending) this.pending = false;
    else return "^0\r";
    return "^1\r";
  }

  #tell(words: string): string {
    const said: Readonly<Record<string, string>> = {
      AP1: "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,19,20,21,22,23,24,36,37,38,39",
      AP2: "43,51,54,55,56,59,60,64,65,68,69,76,77,81,84",
      MAN: "GAMATRONIC",
      MOD: "MS-T 10",
      UID: "rack 4",
      VER: "4.21",
      NOM: "230,500,230,500,10000,8000,5,2,176,264,03/11/24,1800",
      ST1: this.battery,
      ST2: "0,1,500,2291,42,960",
      ST3: `${this.source},499,1,2304,31,700,38`,
      ST5: Array.from({ length: 15 }, (_, at) => (this.alarms.includes(at + 1) ? 1 : 0)).join(","),
    };
    const text = said[words];
    return text === undefined ? "^0\r" : `^D${String(text.length).padStart(3, "0")}${text}\r`;
  }
}

export const GAMATRONIC: FamilyCase = family({
  driver: "gamatronic",
  load: async () => (await import("../../../src/drivers/serial/gamatronic/driver.ts")).GAMATRONIC,
  unit: (say) => new SecUnit(say),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "97",
        "battery.current": "1.2",
        "battery.date": "03/11/24",
        "battery.runtime": "2820",
        "battery.runtime.low": "300",
        "battery.temperature": "26",
        "battery.voltage": "54.6",
        "input.frequency": "50.0",
        "input.transfer.high": "264",
        "input.transfer.low": "176",
        "input.voltage": "229.1",
        "input.voltage.nominal": "230",
        "output.current": "3.1",
        "output.frequency": "49.9",
        "output.voltage": "230.4",
        "ups.firmware": "4.21",
        "ups.id": "rack 4",
        "ups.load": "38",
        "ups.mfr": "GAMATRONIC",
        "ups.model": "MS-T 10",
        "ups.power.nominal": "10000",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { source: 1, battery: "1,0,2,95,31,81,503,-88,27", alarms: [2] }),
      status: "ALARM OB",
      alarm: "Input Bad",
      vars: {
        "battery.charge": "81",
        "battery.current": "-8.8",
        "battery.runtime": "1860",
        "battery.temperature": "27",
        "battery.voltage": "50.3",
      },
    },
    {
      name: "nearly empty, its batteries worn out",
      set: (unit) => Object.assign(unit, { source: 1, battery: "2,1,2,1510,2,9,461,-90,29", alarms: [2, 14] }),
      status: "ALARM OB LB RB",
      alarm: "Input Bad Shutdown Pending",
      vars: {
        "battery.charge": "9",
        "battery.current": "-9.0",
        "battery.runtime": "120",
        "battery.temperature": "29",
        "battery.voltage": "46.1",
      },
    },
    {
      name: "on bypass and overloaded",
      set: (unit) => Object.assign(unit, { source: 2, battery: "1,0,1,0,47,97,546,12,26", alarms: [4] }),
      status: "ALARM OL BYPASS OVER",
      alarm: "Overload",
      vars: {},
    },
  ],
  commands: ["shutdown.return"],
  orders: [{ cmd: "shutdown.return", sent: sentText("^S005PSD-1", "^S004ATR1", "^S004SDA2", "^S004PSD5") }],
  killpower: sentText("^S005PSD-1", "^S004ATR1", "^S004SDA2", "^S004PSD5"),
  peer: {
    // That of 2.8.0 does not come to an answer on a pseudo-terminal.
    packaged: false,
    // There the runtime is the time on battery so far, its low limit the time that is left; mains are not told beside bypass.
    differs: [/^SETINFO (battery\.runtime|ups\.alarm|ups\.status "(ALARM )?(OL )?BYPASS)/],
    orders: ["shutdown.return"],
  },
});
