/** The start of a host's devices: all of them, and how long each of them is waited for. */
import type { Daemon, Machine } from "../../daemon/run-daemon.ts";
import { NutError } from "../../nut/errors.ts";
import { sleep } from "../../system/clock.ts";
import { fewAtOnce } from "../../system/few-at-once.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Settled } from "../engine/device-runner.ts";
import type { ConfSource } from "./conf-source.ts";
import type { StartOutcome } from "./control-socket.ts";
import type { DriverConf } from "./driver-conf.ts";
import type { DriverHost } from "./driver-host.ts";

export const STARTING: StartOutcome = { outcome: "starting", text: "still starting" };

/** What became of `work`, or nothing when `ms` are over first, or all is to end. */
export async function within<T>(
  work: Promise<T>,
  ms: number,
  { clock }: Machine,
  stopping?: AbortSignal,
): Promise<T | undefined> {
  const timeUp = new AbortController();
  const over = stopping ? AbortSignal.any([timeUp.signal, stopping]) : timeUp.signal;
  const late = sleep(clock, ms, over).catch(() => undefined);
  const outcome = await Promise.race([work, late]);
  timeUp.abort();
  return outcome ?? undefined;
}

/** Reasons that are told when nothing could be started. */
const MOST_REASONS = 10;

const waits = ({ common }: DriverConf, env: Env): boolean => !common.nowait || env.NUT_IGNORE_NOWAIT === "true";

class Starts {
  readonly outcomes: StartOutcome[] = [];
  readonly #byDelay = new Map<number, Promise<unknown>[]>();

  add(settled: Promise<Settled>, ms: number): void {
    const at = this.outcomes.push(STARTING) - 1;
    const noted = settled.then((outcome) => {
      this.outcomes[at] = outcome;
    });
    const others = this.#byDelay.get(ms);
    if (others) others.push(noted);
    else this.#byDelay.set(ms, [noted]);
  }

  async wait(machine: Machine, stopping: AbortSignal): Promise<void> {
    const all = [...this.#byDelay].map(([ms, noted]) => within(Promise.all(noted), ms, machine, stopping));
    await Promise.all(all);
  }
}

export async function startAll(
  devices: DriverHost,
  names: readonly string[],
  conf: DriverConf,
  source: ConfSource,
  daemon: Daemon,
  machine: Machine,
): Promise<void> {
  const wait = waits(conf, machine.env);
  const delayOf = (name: string): number => (source.find(name)?.config.common ?? conf.common).maxstartdelay * 1000;
  const starts = new Starts();
  const start = async (name: string): Promise<void> => {
    const ms = wait ? delayOf(name) : 0;
    starts.add((await devices.start(name)).settled, ms);
  };
  await fewAtOnce(names, start, daemon.stopping);
  source.readAnew();
  await starts.wait(machine, daemon.stopping);
  if (daemon.stopping.aborted) return;
  const { outcomes } = starts;
  if (wait && outcomes.some(({ outcome }) => outcome === "starting"))
    daemon.log.warning("Startup timer elapsed, continuing...");
  if (devices.count === 0)
    throw new NutError(
      "configuration",
      `no device could be started: ${outcomes
        .slice(0, MOST_REASONS)
        .map(({ text }) => text)
        .join("; ")}`,
    );
}
