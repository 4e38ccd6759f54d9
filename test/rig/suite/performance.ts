/** One driver at one device: every scene of it, and every order. */
import { dump, outcomeOf } from "../../sim/servers/driver-socket.ts";
import { type Kept, linesApart, linesOf, namesIn, plainStatus, type Told, type Values, valuesOf } from "./kept.ts";
import type { Played, UsbFamily } from "./usb-families.ts";
import { sleep } from "./world.ts";

/** In place of an outcome: there is no driver. */
const NO_ANSWER = -1;

/** How long a driver may take to show something, at most: the first of several that start at once, and then a poll. */
const [FIRST_MS, SHOW_MS] = [120_000, 30_000];
/** A look costs both processes something. */
const LOOK_MS = 300;
const SETTLE_MS = 3000;

export class Performance {
  readonly #family: UsbFamily;
  readonly #played: Played;
  readonly #socket: string;
  readonly #expected: Kept | undefined;
  readonly #apart: readonly RegExp[];

  /** `apart`: lines that may be others than `expected`. */
  constructor(
    family: UsbFamily,
    played: Played,
    socket: string,
    expected: Kept | undefined,
    apart: readonly RegExp[] = [],
  ) {
    this.#family = family;
    this.#played = played;
    this.#socket = socket;
    this.#expected = expected;
    this.#apart = apart;
  }

  look(): Promise<string> {
    return dump(this.#socket).catch(() => "");
  }

  /** Looks until it shows what is wanted; what it shows at last. */
  async #await(ms: number, holds: (text: string) => boolean): Promise<string> {
    const end = performance.now() + ms;
    for (;;) {
      const text = await this.look();
      if (holds(text) || performance.now() > end) return text;
      await sleep(LOOK_MS);
    }
  }

  /** Waits for a scene, or for its status where nothing is known of it yet. */
  async #scene(name: string, status: string, ms: number): Promise<string> {
    const wanted = this.#expected?.scenes[name];
    const { needed = "ups.status" } = this.#family;
    const text = await this.#await(ms, (now) => {
      if (!now.includes("\nDATAOK\n") || !now.includes(`SETINFO ${needed} `)) return false;
      const values = valuesOf(now);
      if (wanted === undefined) return values["ups.status"] === plainStatus(status);
      return linesApart(linesOf(wanted), linesOf(values), this.#apart) === "";
    });
    if (wanted !== undefined) return text;
    await sleep(SETTLE_MS);
    return this.look();
  }

  /** Empty where there is none. */
  async status(): Promise<string> {
    return valuesOf(await this.look())["ups.status"] ?? "";
  }

  /** Waits for the first scene, which the device is in; throws where it does not come. */
  async begin(): Promise<void> {
    const [[name, status] = ["", ""]] = this.#family.scenes;
    const text = await this.#scene(name, status, FIRST_MS);
    const seen = valuesOf(text)["ups.status"];
    if (seen !== plainStatus(status))
      throw new Error(`${this.#family.driver}: "${seen}" in place of "${status}"\n${text.slice(-500)}`);
  }

  async play(orders = this.#family.orders): Promise<Kept> {
    const scenes: [string, Values][] = [];
    let first = "";
    for (const [name, status] of this.#family.scenes) {
      this.#played.enter(name);
      const text = await this.#scene(name, status, first === "" ? FIRST_MS : SHOW_MS);
      first ||= text;
      scenes.push([name, valuesOf(text)]);
    }
    const told: [string, Told][] = [];
    for (const order of orders) told.push([order, await this.#tell(order)]);
    return {
      scenes: Object.fromEntries(scenes),
      commands: namesIn(first, /^ADDCMD (\S+)$/gm),
      writable: namesIn(first, /^SETFLAGS (\S+) .*RW/gm),
      orders: Object.fromEntries(told),
    };
  }

  async #tell(order: string): Promise<Told> {
    this.#played.orders.length = 0;
    const outcome = await outcomeOf(this.#socket, order).catch(() => NO_ANSWER);
    const [, variable] = /^SET (\S+)/.exec(order) ?? [];
    const sent = [...this.#played.orders];
    if (variable === undefined) return { outcome, sent };
    const wanted = this.#expected?.orders[order]?.shows;
    if (wanted === undefined) await sleep(SETTLE_MS);
    const text = await this.#await(SHOW_MS / 4, (now) => wanted === undefined || valuesOf(now)[variable] === wanted);
    return { outcome, sent, shows: valuesOf(text)[variable] ?? "" };
  }
}
