/** A UPS, a machine that hangs on it, and the mains that come and go. The UPS does with the power of the machine what it is told. */
import { readFileSync } from "node:fs";
import type { Server } from "node:net";
import { join } from "node:path";
import { OWN_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { sleep } from "../suite/world.ts";
import { VirtualUps } from "../virtual-ups/device.ts";
import { loadProfile } from "../virtual-ups/profile.ts";
import { type Ending, Guest } from "./guest.ts";
import { plugIn } from "./usbredir.ts";

const SUMMARY = "UPS.PowerSummary";
const STATUS = `${SUMMARY}.PresentStatus`;
const OFF_IN = `${SUMMARY}.DelayBeforeShutdown`;
const ON_IN = `${SUMMARY}.DelayBeforeStartup`;

/** An order that the UPS was given: to cut the power in so many seconds, -1 for never. */
export interface Order {
  readonly seconds: number;
  /** What the UPS gives power again after, where there are mains then. */
  readonly startSeconds: number;
  /** Seconds since the house stands. */
  readonly at: number;
}

export interface Outage {
  readonly how: Ending;
  /** Seconds from the mains' failing to the end of the machine. */
  readonly seconds: number;
  readonly orders: readonly Order[];
  /** When QEMU said that the machine is off, halted or starts again, in seconds of the house; the same for the cut. */
  readonly endedAt: number;
}

export class House {
  readonly ups = new VirtualUps(loadProfile(`${OWN_CAPTURES}own-eaton-ellipse-pro-650.json`));
  readonly orders: Order[] = [];
  readonly #folder: string;
  readonly #disk: string;
  readonly #append: string;
  #server: Server | undefined;
  #guest: Guest | undefined;
  #cut: NodeJS.Timeout | undefined;
  /** It answers, and does nothing. */
  deaf = false;

  constructor(folder: string, disk: string, append = "") {
    this.#folder = folder;
    this.#disk = disk;
    this.#append = append;
    this.ups.onWritten = ({ id }) => this.#told(id);
  }

  get folder(): string {
    return this.#folder;
  }

  get disk(): string {
    return this.#disk;
  }

  /** What it has written on its first serial port. */
  get console(): string {
    return readFileSync(join(this.#folder, "console.log"), "latin1");
  }

  get now(): number {
    return performance.now() / 1000;
  }

  get guest(): Guest {
    if (this.#guest === undefined) throw new Error("the machine is off");
    return this.#guest;
  }

  /** Switches the machine on. */
  async on(): Promise<Guest> {
    const usb = join(this.#folder, "ups");
    this.#server ??= await plugIn(this.ups, usb);
    this.#guest = await Guest.boot({ folder: this.#folder, disk: this.#disk, usb, append: this.#append });
    return this.#guest;
  }

  #told(id: number): void {
    const field = this.ups.layout.fields.find((one) => one.path === OFF_IN && one.type === "feature");
    if (field?.id !== id) return;
    const seconds = this.ups.get(OFF_IN) ?? -1;
    this.orders.push({ seconds, startSeconds: this.ups.get(ON_IN) ?? -1, at: this.now });
    clearTimeout(this.#cut);
    if (seconds >= 0 && !this.deaf) this.#cut = setTimeout(() => this.#guest?.cut(), seconds * 1000);
  }

  mainsFail(): void {
    this.ups.set({ [`${STATUS}.ACPresent`]: 0, [`${STATUS}.Discharging`]: 1, [`${STATUS}.Charging`]: 0 });
  }

  batteryLow(): void {
    this.ups.set({ [`${STATUS}.BelowRemainingCapacityLimit`]: 1, [`${SUMMARY}.RemainingCapacity`]: 15 });
  }

  mainsReturn(): void {
    this.ups.set({
      [`${STATUS}.ACPresent`]: 1,
      [`${STATUS}.Discharging`]: 0,
      [`${STATUS}.Charging`]: 1,
      [`${STATUS}.BelowRemainingCapacityLimit`]: 0,
      [`${SUMMARY}.RemainingCapacity`]: 100,
    });
  }

  /** The mains fail, the battery runs low, and the machine goes down in whatever way it does. `meanwhile` comes behind that. */
  async outage(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<Outage> {
    const [began, before] = [this.now, this.orders.length];
    this.mainsFail();
    await sleep(3000);
    this.batteryLow();
    await meanwhile();
    const how = await Promise.race([this.guest.ended, sleep(300_000)]);
    if (how === undefined) throw new Error("the machine does not go down");
    const endedAt = this.now;
    this.#guest = undefined;
    return { how, seconds: endedAt - began, orders: this.orders.slice(before), endedAt };
  }

  /** The machine is off: nobody sees how long it takes until what the UPS was told runs out, and the power is back. */
  powerComesBack(): void {
    clearTimeout(this.#cut);
    this.ups.set({ [OFF_IN]: 0xffff, [ON_IN]: 0xffff });
    this.mainsReturn();
  }

  end(): void {
    clearTimeout(this.#cut);
    this.#guest?.cut();
    this.#server?.close();
  }
}
