/** An NHS UPS: says its data every second, and what it is when asked. */
import type { Clock } from "../../../src/system/clock.ts";
import { type FamilyCase, family } from "../bench/family-bench.ts";
import type { Say, Unit } from "../devices/played-line.ts";
import { everyMs } from "./speaking.ts";

const sum = (bytes: readonly number[]): number => bytes.reduce((all, byte) => (all + byte) & 0xff, 0);

export class NhsUnit implements Unit {
  state = 0x10;
  input = 219;
  battery: readonly [number, number] = [13, 4];
  load = 31;
  model = 66;
  readonly #say: Say;

  constructor(say: Say, clock: Clock) {
    this.#say = say;
    everyMs(clock, 1000, () => say(this.#data()));
  }

  #data(): Uint8Array {
    const body = [
      21,
      0x44,
      this.input,
      5,
      ...this.battery,
      this.load,
      210,
      0,
      228,
      2,
      220,
      1,
      37,
      5,
      25,
      this.state,
      0,
    ];
    return Uint8Array.of(0xff, ...body, sum(body), 0xfe);
  }

  hear(bytes: Uint8Array): void {
    if (Buffer.from(bytes).toString("hex") !== "ff0953830000 00dffe".replace(" ", "")) return;
    const serial = [...Buffer.from("NHS2400GII000042", "latin1")];
    const body = [50, 0x53, this.model, 3, 12, 0, 4, 95, 145, 185, 250, 120, 220, 0xc0, 25, ...serial];
    const clock = [26, 3, 2, 10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const all = [...body, ...clock].slice(0, 47);
    this.#say(Uint8Array.of(0xff, ...all, sum(all), 0xfe));
  }
}

export const NHS_SER: FamilyCase = family({
  driver: "nhs_ser",
  load: async () => (await import("../../../src/drivers/serial/nhs-ser/driver.ts")).NHS_SER,
  options: { ah: "7" },
  unit: (say, clock) => new NhsUnit(say, clock),
  checked: true,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.capacity": "7",
        "battery.capacity.nominal": "6.30",
        "battery.charge": "100",
        "battery.charger.status": "RESTING",
        "battery.current": "11.45",
        "battery.current.total": "45.81",
        "battery.packs": "4",
        "battery.runtime": "492",
        "battery.runtime.low": "30",
        "battery.temperature": "38",
        "battery.voltage": "13.40",
        "battery.voltage.nominal": "12",
        "input.transfer.high": "250",
        "input.transfer.low": "185",
        "input.voltage": "219.50",
        "input.voltage.high.critical": "255.00",
        "input.voltage.high.warning": "260.00",
        "input.voltage.low.critical": "188.70",
        "input.voltage.low.warning": "192.40",
        "input.voltage.maximum": "228.20",
        "input.voltage.minimum": "210.00",
        "input.voltage.nominal": "220",
        "output.power": "613.80",
        "output.power.maximum": "613.80",
        "output.power.maximum.percent": "31",
        "output.power.minimum": "613.80",
        "output.power.minimum.percent": "31",
        "output.power.percent": "31",
        "output.realpower": "682",
        "output.voltage": "220.10",
        "output.voltage.nominal": "220",
        "ups.beeper.status": "enabled",
        "ups.efficiency": "483.12",
        "ups.firmware": "12",
        "ups.firmware.aux": "3",
        "ups.load": "31",
        "ups.mfr": "NHS Sistemas Eletronicos LTDA",
        "ups.model": "PREMIUM SENOIDAL 2200VA GII",
        "ups.power": "613.80",
        "ups.power.nominal": "2200",
        "ups.realpower": "614",
        "ups.realpower.nominal": "1980",
        "ups.serial": "NHS2400GII000042",
        "ups.temperature": "37.50",
      },
    },
    {
      name: "charging",
      set: (unit) => Object.assign(unit, { state: 0x90 }),
      status: "OL CHRG",
      vars: { "battery.charger.status": "CHARGING" },
    },
    {
      name: "on battery",
      set: (unit) => Object.assign(unit, { state: 0x05, input: 0, battery: [12, 1] }),
      status: "ALARM OB",
      alarm: "[NETWORK FAILURE]",
      vars: {
        "battery.charger.status": "DISCHARGING",
        "battery.current": "12.68",
        "battery.current.total": "50.73",
        "battery.voltage": "12.10",
        "input.voltage": "0.50",
        "ups.efficiency": "1.10",
      },
    },
    {
      name: "nearly empty",
      set: (unit) => Object.assign(unit, { state: 0x03, input: 219, battery: [11, 2] }),
      status: "ALARM OB LB",
      alarm: "[LOW BATTERY]",
      vars: {
        "battery.charge": "93",
        "battery.charger.status": "DISCHARGING",
        "battery.current": "13.70",
        "battery.current.total": "54.80",
        "battery.voltage": "11.20",
      },
    },
  ],
  commands: [],
  peer: {
    packaged: false,
    needed: "battery.runtime",
    // There: CHRG alone, lowest and highest mixed up, a beeper of 1 and 0, 220 V as an alarm, and a minimum that stays 0.
    differs: [
      /^SETINFO (input\.voltage\.(min|max)imum|ups\.beeper\.status|output\.power\.minimum|ups\.alarm|ups\.status "(ALARM )?(OL )?CHRG)/,
    ],
  },
});
