/** What one connection wants to hear of, and how far it has been told. */
import { RESPONSES } from "../../responses.ts";
import { utf8 } from "../answer.ts";
import type { ServedUps } from "../served.ts";
import type { UpsNews } from "./ups-news.ts";

/** All UPSes that there are, in order, and a number that goes up when others are there. */
export interface AllNews {
  readonly upses: ReadonlyMap<ServedUps, UpsNews>;
  readonly listStep: number;
}

interface Followed {
  readonly upsname: string;
  readonly ups: ServedUps;
  step: number;
}

export class Subscription {
  readonly #news: AllNews;
  /** By the name in lower case: no more than there are names. */
  readonly #followed = new Map<string, Followed>();
  #all = false;
  #listStep: number;

  constructor(news: AllNews) {
    this.#news = news;
    this.#listStep = news.listStep;
  }

  /** From now on, in this spelling. */
  add({ ups, step }: UpsNews, upsname: string): void {
    this.#followed.set(upsname.toLowerCase(), { upsname, ups, step });
  }

  /** All that there are and will be, by all their names. */
  addAll(): void {
    this.#all = true;
    for (const news of this.#news.upses.values()) {
      for (const name of [news.ups.name, ...news.ups.aliases]) this.#addNew(news, utf8(name));
    }
  }

  /** What has not been told yet: lines with their ends. */
  take(): string {
    let text = this.#takeList();
    for (const followed of this.#followed.values()) {
      const news = this.#news.upses.get(followed.ups);
      if (!news) continue;
      text += news.since(followed.step, followed.upsname);
      followed.step = news.step;
    }
    return text;
  }

  #addNew(news: UpsNews, upsname: string): void {
    if (!this.#followed.has(upsname.toLowerCase())) this.add(news, upsname);
  }

  #takeList(): string {
    const { upses, listStep } = this.#news;
    if (this.#listStep === listStep) return "";
    this.#listStep = listStep;
    for (const [key, { ups }] of this.#followed) if (!upses.has(ups)) this.#followed.delete(key);
    if (this.#all) this.addAll();
    return `${RESPONSES.newsUps.format({})}\n`;
  }
}
