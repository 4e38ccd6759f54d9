/**
 * A power failure with a low battery, played to the core with these settings and to nothing else. Pure: what would be done is
 * told, and every question is answered here.
 */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { NotifyType } from "../../nut/notify-types.ts";
import type { Effect } from "./effects.ts";
import type { Event } from "./events.ts";
import { isPrimary, type State, upsOf } from "./state.ts";
import { start, step, wakeAt } from "./step.ts";

export interface RehearsedNotification {
  readonly type: NotifyType;
  readonly ups: string;
  readonly text: string;
}

export interface Rehearsal {
  readonly notifications: readonly RehearsedNotification[];
  /** Milliseconds from the first poll that shows the failure to SHUTDOWNCMD; undefined: the machine stays up. */
  readonly downAfterMs: number | undefined;
}

const MOST_STEPS = 100_000;
/** By then everybody has been polled, and nothing was wrong. */
const FAILS_MS = 1000;
/** For answers and looks that the settings do not name. */
const SPARE_S = 60;

/** Whoever is not down by then stays up. */
const longestMs = ({ hostsync, finaldelay, oblbduration, deadtime }: UpsmonConf): number =>
  (2 * hostsync + finaldelay + Math.max(0, oblbduration) + deadtime + SPARE_S) * 1000;

class Play {
  readonly notifications: RehearsedNotification[] = [];
  downAt: number | undefined;
  seenAt: number | undefined;
  readonly #system: string;
  readonly #others: number;
  readonly #longestMs: number;
  readonly #queue: Event[] = [];
  #state: State;
  #now = 0;

  constructor(settings: UpsmonConf, system: string, others: number) {
    this.#system = system;
    this.#others = others;
    this.#longestMs = longestMs(settings);
    const [state, effects] = start(settings, 0);
    this.#state = state;
    this.#hear(effects);
  }

  run(): void {
    for (let steps = 0; steps < MOST_STEPS && this.downAt === undefined; steps++) {
      const event = this.#queue.shift();
      if (event === undefined) {
        this.#now = Math.max(this.#now, wakeAt(this.#state));
        if (this.#now > (this.seenAt ?? Number.POSITIVE_INFINITY) + this.#longestMs) return;
      }
      const [state, effects] = step(this.#state, event ?? { kind: "tick" }, this.#now);
      this.#state = state;
      this.#hear(effects);
    }
  }

  #hear(effects: readonly Effect[]): void {
    for (const effect of effects) this.#answer(effect);
  }

  #answer(effect: Effect): void {
    switch (effect.kind) {
      case "poll":
        return void this.#queue.push({ kind: "polled", ups: effect.ups, answer: this.#poll(effect.ups) });
      case "send-fsd":
        return void this.#queue.push({ kind: "fsd-answer", ups: effect.ups, error: undefined });
      case "ask-logins":
        return void this.#queue.push({ kind: "logins", ups: effect.ups, count: 1 + this.#others, hosts: [] });
      case "notify":
        if (this.seenAt !== undefined) this.notifications.push(effect);
        return;
      case "arm-return":
        return void this.#queue.push({
          kind: "armed",
          ups: effect.ups,
          result: { kind: "armed", delay: effect.delay.asked },
          mains: false,
        });
      case "flush":
        return void this.#queue.push({ kind: "flushed" });
      case "shut-down":
        this.downAt = this.#now;
        return;
      case "wall":
      case "start-test":
      case "stop-test":
      case "test-ended":
      case "outage-seen":
      case "drop":
      case "disarm":
      case "going-down":
      case "call-off":
      case "exit":
      case "log":
        return;
    }
  }

  /** The primary sets FSD by itself; a secondary sees the one of its primary. */
  #poll(system: string): { readonly status: string; readonly alarm: undefined; readonly buzzwords: string } {
    const ups = upsOf(this.#state, system);
    const fails = system === this.#system && this.#now >= FAILS_MS;
    if (fails) this.seenAt ??= this.#now;
    const status = !fails ? "OL" : ups && isPrimary(ups) ? "OB DISCHRG LB" : "FSD OB DISCHRG LB";
    return { status, alarm: undefined, buzzwords: "" };
  }
}

/** `others`: secondaries that stay logged in, so that a primary waits as long as HOSTSYNC says. */
export function rehearseFailure(settings: UpsmonConf, system: string, others: number): Rehearsal {
  const play = new Play(settings, system, others);
  play.run();
  const { notifications, downAt, seenAt } = play;
  const downAfterMs = downAt === undefined || seenAt === undefined ? undefined : downAt - seenAt;
  return { notifications, downAfterMs };
}
