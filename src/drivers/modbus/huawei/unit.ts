/** A UPS2000 on its line: what is read of it and written, again where it did not answer, and what the driver keeps. */
import type { ModbusLink } from "../../../device/modbus.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import type { Log } from "../../../system/log/log.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { DeviceError } from "../../types.ts";
import { type Place, readInBlocks, type Words, type Write } from "../place.ts";
import { type Block, readWords, type Words as Told } from "../registers.ts";
import { BATTERY, BLOCKS, COUNTDOWNS, isBatteryState, isNonsense, KEPT_DELAYS } from "../tables/huawei.ts";
import { type Countdowns, DEFAULT_DELAY, DELAYS, type Delay, type Order, roundedDelay } from "./order.ts";

/** The UPS is late now and then; a line that is dead is not asked three times for each block. */
const TRIES = 3;
const PAUSE_MS = 1000;

export class HuaweiUnit {
  readonly #link: ModbusLink;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #delays = new Map<Delay, number>(DELAYS.map((delay) => [delay, DEFAULT_DELAY]));
  /** When each ends, by the clock. */
  readonly #ends = new Map<Delay, number>();
  #dead = false;

  constructor(link: ModbusLink, clock: Clock, log: Log) {
    this.#link = link;
    this.#clock = clock;
    this.#log = log;
  }

  keep(delay: Delay, text: string | undefined): void {
    const seconds = text === undefined ? undefined : roundedDelay(delay, text);
    if (seconds !== undefined) this.#delays.set(delay, seconds);
  }

  /** Throws what the last try throws. */
  async tries<T>(ask: () => Promise<T>): Promise<T> {
    for (let left = this.#dead ? 1 : TRIES; left > 1; left--) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof DeviceError) || error.fault !== "stale") throw error;
        await sleep(this.#clock, PAUSE_MS);
      }
    }
    this.#dead = true;
    const told = await ask();
    this.#dead = false;
    return told;
  }

  /** Throws DeviceError `stale` for values that make no sense. */
  async readMany(places: readonly Place[]): Promise<readonly Answer<Words>[]> {
    const answers = await readInBlocks(places, BLOCKS, (block) => this.#read(block));
    return places.map((place, index) => {
      const own = this.#own(place);
      if (own !== undefined) return { kind: "data", raw: [own] };
      const answer = answers[index] ?? { kind: "silent" };
      if (answer.kind === "data" && isNonsense(place, answer.raw))
        throw new DeviceError(
          "stale",
          `${this.#link.name} has ${answer.raw.join(" ")} at ${place.at}, which is no value`,
        );
      return answer;
    });
  }

  async #read(block: Block): Promise<Told> {
    const told = await this.tries(() => readWords(this.#link, [block]));
    const battery = told(BATTERY);
    if (battery === undefined || isBatteryState(battery)) return told;
    const again = await this.#readBattery();
    return (at) => (at === BATTERY ? again : told(at));
  }

  async #readBattery(): Promise<number | undefined> {
    let battery: number | undefined;
    for (let left = TRIES - 1; left > 0 && !isBatteryState(battery ?? 0); left--) {
      await sleep(this.#clock, PAUSE_MS);
      battery = await this.#word(BATTERY);
    }
    return battery;
  }

  async #word(at: number): Promise<number> {
    const told = await this.tries(() => readWords(this.#link, [{ at, count: 1, needed: true }]));
    return told(at) ?? 0;
  }

  /** What the driver itself keeps at a place; -1 is a countdown that does not run. */
  #own({ at }: Place): number | undefined {
    for (const delay of DELAYS) {
      if (at === KEPT_DELAYS[delay]) return this.#delays.get(delay);
      if (at === COUNTDOWNS[delay]) return this.#left(delay);
    }
    return undefined;
  }

  #left(delay: Delay): number {
    const end = this.#ends.get(delay);
    return end === undefined ? -1 : Math.max(0, Math.trunc((end - this.#clock.now()) / 1000));
  }

  async write({ at, values }: Write): Promise<boolean> {
    const delay = DELAYS.find((one) => KEPT_DELAYS[one] === at);
    if (delay !== undefined) return this.#delays.set(delay, values[0] ?? DEFAULT_DELAY).has(delay);
    const answer = await this.tries(() => this.#link.writeAll(at, values));
    if (answer.kind === "refused")
      this.#log.error(`${this.#link.name} does not take ${values.join(" ")} at ${at}: ${answer.why}`);
    return answer.kind === "data";
  }

  async order({ writes, unless, toggles, countdowns = {} }: Order): Promise<boolean> {
    if (unless?.says(await this.#word(unless.at))) {
      this.#log.error(`not done: ${unless.why}`);
      return false;
    }
    const toggled = toggles === undefined ? [] : [{ at: toggles, values: [1 - (await this.#word(toggles))] }];
    for (const write of [...writes, ...toggled]) if (!(await this.write(write))) return false;
    this.#count(countdowns);
    return true;
  }

  #count(countdowns: Countdowns): void {
    const now = this.#clock.now();
    for (const delay of DELAYS) {
      const seconds = countdowns[delay];
      if (seconds !== undefined) this.#ends.set(delay, now + 1000 * seconds);
    }
  }
}
