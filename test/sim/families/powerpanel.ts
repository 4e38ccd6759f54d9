/** UPSes of CyberPower: one that speaks text, one that speaks bytes; settings, beeper, tests. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { sentText, TextUnit } from "./text-unit.ts";

export class PanelText extends TextUnit {
  values = "I118.0O119.0L029B100V27.5T027F060.0H60.1R0218";
  state = [0x80, 0x84];
  high = 138;
  low = 88;
  charge = 20;

  answer(command: string): string {
    const [, number, value] = /^C(\d):(\d+)$/.exec(command) ?? [];
    if (number !== undefined) return this.#set(number, Number(value));
    const said: Readonly<Record<string, string>> = {
      P4: "#BC1200     ,1.600,000000000000,CYBER POWER    ",
      P3: "#12.0,002,008.0,00",
      P2: "#1200,0720,120,47,63",
      P1: `#120,${this.high},${String(this.low).padStart(3, "0")},${this.charge}`,
      P6: "#130,138,144",
      P7: "#088,094,100",
      P8: "#20,25,30",
      D: `#${this.values}S${String.fromCharCode(...this.state)}`,
    };
    return `${said[command] ?? (/^(T|TL|CT|C|[SZ][.\d].*)$/.test(command) ? "#0" : "#2")}\r`;
  }

  #set(number: string, value: number): string {
    if (number === "2") this.high = value;
    if (number === "3") this.low = value;
    if (number === "4") this.charge = value;
    return "#0\r";
  }
}

export class PanelBinary implements Unit {
  model = "PR2200    ";
  values = [121, 120, 31, 0, 96, 28, 150];
  state = 0x01;
  settings = new Map([
    [0x02, 0],
    [0x04, 3],
    [0x08, 2],
    [0x0f, 2],
    [0x18, 0],
  ]);
  #bytes: number[] = [];
  readonly #say: Say;

  constructor(say: Say) {
    this.#say = say;
  }

  hear(bytes: Uint8Array): void {
    this.#bytes.push(...bytes);
    if (bytes.at(-1) !== 0x0d) return;
    const [letter = 0, number = 0, value = 0] = this.#bytes;
    const words = this.#bytes.splice(0).slice(0, -1);
    if (letter === 0x46) this.#say(Buffer.from(`.${this.model}.x.<.1100\r`, "latin1"));
    else if (letter === 0x44)
      this.#say(Uint8Array.of(0x23, ...this.values, 0, this.state, 255 - this.state, 0, 255, 0x0d));
    else if (letter === 0x52) this.#say(Uint8Array.of(0x52, this.settings.get(number) ?? 0x7f));
    else if (words.length > 0) {
      if (letter === 0x51) this.settings.set(number, value);
      this.#say(Uint8Array.from(words));
    }
  }
}

const load = async () => (await import("../../../src/drivers/serial/powerpanel/driver.ts")).POWERPANEL;

export const POWERPANEL_TEXT: FamilyCase = family({
  driver: "powerpanel",
  title: "powerpanel, text",
  load,
  options: { protocol: "text" },
  unit: (say) => new PanelText(say, "\r"),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.capacity": "8.0",
        "battery.charge": "100",
        "battery.charge.low": "20",
        "battery.packs": "2",
        "battery.runtime": "13080",
        "battery.voltage": "27.5",
        "battery.voltage.nominal": "24.0",
        "input.frequency": "60.0",
        "input.frequency.high": "63",
        "input.frequency.low": "47",
        "input.transfer.high": "138",
        "input.transfer.low": "88",
        "input.voltage": "118.0",
        "input.voltage.nominal": "120",
        "output.frequency": "60.1",
        "output.voltage": "119.0",
        "ups.delay.shutdown": "60",
        "ups.delay.start": "60",
        "ups.firmware": "1.600",
        "ups.load": "29",
        "ups.mfr": "CYBER POWER",
        "ups.model": "BC1200",
        "ups.power.nominal": "1200",
        "ups.realpower.nominal": "720",
        "ups.serial": "000000000000",
        "ups.temperature": "27",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { state: [0xc0, 0x84], values: "I000.0O119.0L040B080T029F060.0F60.0R0100" }),
      status: "OB",
      vars: {
        "battery.charge": "80",
        "battery.runtime": "6000",
        "battery.voltage.nominal": "12.0",
        "input.voltage": "0.0",
        "output.frequency": "60.0",
        "ups.load": "40",
        "ups.temperature": "29",
        "battery.voltage": undefined,
      },
    },
    {
      name: "nearly empty and testing",
      set: (unit) =>
        Object.assign(unit, { state: [0xe8, 0x84], values: "I118.0O119.0L029B100V27.5T027F060.0H60.1R0218" }),
      status: "OB LB TEST",
      vars: {},
    },
    {
      name: "lowering its output",
      set: (unit) =>
        Object.assign(unit, { state: [0x80, 0x84], values: "I138.0O119.0L029B100V27.5T027F060.0H60.1R0218" }),
      status: "OL TRIM",
      vars: { "input.voltage": "138.0" },
    },
  ],
  writable: ["battery.charge.low", "input.transfer.high", "input.transfer.low"],
  commands: [
    "beeper.disable",
    "beeper.enable",
    "beeper.off",
    "beeper.on",
    "shutdown.reboot",
    "shutdown.return",
    "shutdown.stayoff",
    "shutdown.stop",
    "test.battery.start.deep",
    "test.battery.start.quick",
    "test.battery.stop",
  ],
  orders: [
    { cmd: "test.battery.start.deep", sent: sentText("TL\r") },
    { cmd: "beeper.off", sent: sentText("C7:0\r") },
    { cmd: "shutdown.return", sent: sentText("Z01\r") },
    { cmd: "shutdown.stayoff", sent: sentText("S01\r") },
    { cmd: "shutdown.reboot", sent: sentText("S01R0001\r") },
    { cmd: "shutdown.stop", sent: sentText("C\r") },
  ],
  changes: [{ name: "input.transfer.low", value: "94", sent: sentText("C3:094\r") }],
  killpower: sentText("Z01\r"),
  peer: {
    packaged: false,
    // There with six decimals.
    differs: [/^SETINFO battery\.(voltage\.nominal|capacity)/, /^SETFLAGS/],
    orders: ["shutdown.return", "shutdown.reboot", "beeper.off"],
  },
});

export const POWERPANEL_BINARY: FamilyCase = family({
  driver: "powerpanel",
  title: "powerpanel, binary",
  load,
  unit: (say) => new PanelBinary(say),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "96",
        "battery.charge.low": "50",
        "input.frequency": "60.0",
        "input.frequency.nominal": "60",
        "input.transfer.high": "147",
        "input.transfer.low": "91",
        "input.voltage": "121",
        "input.voltage.nominal": "120",
        "output.voltage": "120",
        "output.voltage.nominal": "120",
        "ups.beeper.status": "enabled",
        "ups.delay.shutdown": "0",
        "ups.delay.start": "45",
        "ups.firmware": "1.100",
        "ups.load": "31",
        "ups.mfr": "CyberPower",
        "ups.model": "PR2200",
        "ups.serial": "[unknown]",
        "ups.start.battery": "yes",
        "ups.temperature": "28",
      },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { state: 0x81, values: [0, 120, 40, 0, 70, 30, 0] }),
      status: "OB",
      vars: {
        "battery.charge": "70",
        "input.frequency": "0.0",
        "input.voltage": "0",
        "ups.load": "40",
        "ups.temperature": "30",
      },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { state: 0xc1, values: [121, 120, 31, 0, 96, 28, 150] }),
      status: "OB LB",
      vars: {},
    },
    {
      name: "raising its output, silent",
      set: (unit) => Object.assign(unit, { state: 0x02, values: [105, 119, 31, 0, 96, 28, 150] }),
      status: "OL BOOST",
      vars: { "input.voltage": "105", "output.voltage": "119", "ups.beeper.status": "disabled" },
    },
    {
      name: "an older one",
      set: (unit) =>
        Object.assign(unit, { model: "rO41      ", state: 0x01, values: [131, 131, 40, 0, 180, 130, 178] }),
      status: "OL",
      vars: {
        "battery.charge": "63",
        "battery.charge.low": "32",
        "input.transfer.high": "145",
        "input.transfer.low": "93",
        "input.voltage": "119",
        "output.voltage": "119",
        "ups.load": "74",
        "ups.model": "OP700AVR",
        "ups.temperature": "26.5",
      },
    },
  ],
  writable: [
    "battery.charge.low",
    "input.transfer.high",
    "input.transfer.low",
    "output.voltage.nominal",
    "ups.start.battery",
  ],
  commands: [
    "beeper.toggle",
    "shutdown.reboot",
    "shutdown.stayoff",
    "shutdown.stop",
    "test.battery.start.quick",
    "test.battery.stop",
  ],
  orders: [
    { cmd: "test.battery.start.quick", sent: "54980d" },
    { cmd: "beeper.toggle", sent: "420d" },
    { cmd: "shutdown.stayoff", sent: "530000570d" },
    { cmd: "shutdown.reboot", sent: "5300005200 01570d".replace(" ", "") },
  ],
  changes: [
    { name: "input.transfer.high", value: "140", sent: "5102f90d" },
    { name: "input.transfer.high", value: "200", sent: "", outcome: "invalid" },
  ],
  // Mains are there.
  killpower: "440d5300005200" + "01570d",
  peer: { packaged: false, differs: [/^SETFLAGS/], orders: ["test.battery.start.quick", "shutdown.reboot"] },
});
