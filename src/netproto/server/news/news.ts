/**
 * Who wants to hear at once what changes. A change is told in rounds, those who are logged in first, some readers in each
 * turn of the event loop; what comes meanwhile goes out with the next round, which waits twice as long as the last one
 * took, unless a status or a fault is news. One who does not read is told the newest state when it does.
 */
import type { Clock, Timer } from "../../../system/clock.ts";
import type { NewsReader, ServedNews, ServedUps } from "../served.ts";
import { type AllNews, Subscription } from "./subscription.ts";
import { UpsNews, type Weight } from "./ups-news.ts";

const IN_TURN = 128;
const LEAST_PAUSE_MS = 10;

export class News implements ServedNews {
  readonly #clock: Pick<Clock, "now" | "after">;
  readonly #served: () => Iterable<ServedUps>;
  readonly #readers = new Map<NewsReader, Subscription>();
  readonly #all: { upses: Map<ServedUps, UpsNews>; listStep: number } & AllNews = { upses: new Map(), listStep: 0 };
  #state: "quiet" | "due" | "telling" = "quiet";
  #again: Weight = "nothing";
  #timer: Timer | undefined;
  #quietUntil = 0;

  constructor(clock: Pick<Clock, "now" | "after">, served: () => Iterable<ServedUps>) {
    this.#clock = clock;
    this.#served = served;
  }

  subscribe(reader: NewsReader, ups?: ServedUps, upsname = ""): void {
    if (this.#readers.size === 0) this.#begin();
    const subscription = this.#readers.get(reader) ?? new Subscription(this.#all);
    this.#readers.set(reader, subscription);
    reader.subscription = subscription;
    const news = ups && this.#all.upses.get(ups);
    if (news) subscription.add(news, upsname);
    else subscription.addAll();
  }

  leave(reader: NewsReader): void {
    reader.subscription = undefined;
    this.#readers.delete(reader);
  }

  changed(ups: ServedUps): void {
    if (this.#readers.size === 0) return;
    this.#weigh(this.#all.upses.get(ups)?.look() ?? "nothing");
  }

  listChanged(): void {
    if (this.#readers.size === 0) return;
    this.#list();
    this.#all.listStep++;
    this.#weigh("ordinary");
  }

  stop(): void {
    this.#timer?.cancel();
    this.#readers.clear();
  }

  /** Nobody has listened so far: nothing before now is news. */
  #begin(): void {
    this.#all.upses.clear();
    this.#list();
  }

  #list(): void {
    const { upses } = this.#all;
    const now = [...this.#served()];
    for (const ups of [...upses.keys()]) if (!now.includes(ups)) upses.delete(ups);
    for (const ups of now) if (!upses.has(ups)) upses.set(ups, new UpsNews(ups));
  }

  #weigh(weight: Weight): void {
    if (weight === "nothing") return;
    if (this.#state === "telling") this.#again = this.#again === "urgent" ? "urgent" : weight;
    else this.#schedule(weight);
  }

  #schedule(weight: Weight): void {
    const left = this.#quietUntil - this.#clock.now();
    if (weight !== "urgent" && left > 0) this.#timer ??= this.#clock.after(left, () => this.#soon());
    else this.#soon();
  }

  #soon(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#state !== "quiet") return;
    this.#state = "due";
    setImmediate(() => this.#tell());
  }

  #tell(): void {
    this.#state = "telling";
    const readers = [...this.#readers.keys()];
    const inOrder = [...readers.filter(({ member }) => member), ...readers.filter(({ member }) => !member)];
    this.#slice(inOrder, 0, 0);
  }

  /** `spent`: milliseconds that the round has taken so far. */
  #slice(readers: readonly NewsReader[], from: number, spent: number): void {
    const began = this.#clock.now();
    const to = from + IN_TURN;
    for (const reader of readers.slice(from, to)) if (this.#readers.has(reader)) reader.hearNews();
    const took = spent + this.#clock.now() - began;
    if (to < readers.length) setImmediate(() => this.#slice(readers, to, took));
    else this.#told(took);
  }

  #told(took: number): void {
    this.#state = "quiet";
    this.#quietUntil = this.#clock.now() + Math.max(LEAST_PAUSE_MS, 2 * took);
    const weight = this.#again;
    this.#again = "nothing";
    this.#weigh(weight);
  }
}
