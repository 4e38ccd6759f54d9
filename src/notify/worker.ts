/** Works through the queues of all channels, side by side; one worker on a machine. */
import { type Clock, sleep } from "../system/clock.ts";
import { takeLock } from "../system/files/lock-file.ts";
import type { Log } from "../system/log/log.ts";
import { writeReason } from "../system/system-error.ts";
import type { Channel, Delivery } from "./channel.ts";
import { waitMs } from "./notice.ts";
import { afterAttempt, FRESH, next, type QueueState } from "./queue.ts";
import type { Spool } from "./spool.ts";

export interface LiveChannel {
  readonly name: string;
  readonly channel: Channel;
  readonly expireMs: number;
}

export interface WorkerParts {
  readonly spool: Spool;
  readonly channels: readonly LiveChannel[];
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every attempt: `notify test` prints them. */
  readonly onAttempt?: (channel: string, id: string, delivery: Delivery) => void;
  /** True when the channels are not those of notify.conf any more: what waits is left to the next worker. */
  readonly outdated?: () => boolean;
}

export interface Left {
  /** When the first waiting message is due (milliseconds since 1970); undefined when nothing waits. */
  readonly due: number | undefined;
}

function record(log: Log, name: string, id: string, delivery: Delivery): void {
  if (delivery.kind === "delivered") log.info(`${name}: message ${id} delivered`);
  else if (delivery.kind === "later") log.warning(`${name}: message ${id} not delivered yet: ${delivery.why}`);
  else log.error(`${name}: message ${id} refused and dropped: ${delivery.why}`);
}

async function drain(
  live: LiveChannel,
  line: QueueState,
  parts: WorkerParts,
): Promise<{ line: QueueState; until: number | undefined }> {
  const { spool, clock, log, onAttempt } = parts;
  let current = line;
  for (;;) {
    const step = next(spool.list(live.name), current, live.expireMs, clock.wall());
    if (step.kind === "idle") return { line: FRESH, until: undefined };
    if (step.kind === "wait") return { line: current, until: step.until };
    const notice = step.kind === "try" ? spool.get(live.name, step.id) : undefined;
    if (step.kind === "expire") log.error(`${live.name}: message ${step.id} expired undelivered`);
    else if (!notice) log.error(`${live.name}: message ${step.id} cannot be read and is dropped`);
    if (!notice) {
      spool.remove(live.name, step.id);
      continue;
    }
    const wait = waitMs(notice, clock.wall());
    if (wait > 0) return { line: current, until: clock.wall() + wait };
    const delivery = await live.channel.deliver(notice);
    record(log, live.name, step.id, delivery);
    onAttempt?.(live.name, step.id, delivery);
    const result = afterAttempt(current, delivery, clock.wall());
    current = result.line;
    if (result.done) spool.remove(live.name, step.id);
  }
}

export class QueueWorker {
  readonly #parts: WorkerParts;
  readonly #lines = new Map<string, QueueState>();
  /** Channels whose queue failed us. */
  readonly #broken = new Set<string>();

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  async round(): Promise<Left> {
    const waits = await Promise.all(
      this.#parts.channels
        .filter(({ name }) => !this.#broken.has(name))
        .map(async (live) => {
          const { line, until } = await this.#drain(live);
          this.#lines.set(live.name, line);
          return until;
        }),
    );
    const due = waits.filter((until) => until !== undefined);
    return { due: due.length > 0 ? Math.min(...due) : undefined };
  }

  /** A queue that cannot be read or emptied is left alone: a message that stays in it must not go out for ever. */
  async #drain(live: LiveChannel): ReturnType<typeof drain> {
    try {
      return await drain(live, this.#lines.get(live.name) ?? FRESH, this.#parts);
    } catch (error) {
      const { log, spool } = this.#parts;
      log.error(`${live.name}: the queue in ${spool.folder} cannot be worked on: ${writeReason(error)}`);
      this.#broken.add(live.name);
      return { line: FRESH, until: undefined };
    }
  }

  #hasArrived(): boolean {
    const { channels, spool } = this.#parts;
    return channels.some(({ name }) => !this.#broken.has(name) && spool.list(name).length > 0);
  }

  /** Works until nothing waits, or `deadline` (ms since 1970). Another worker's lock is waited for. */
  async run(deadline: number): Promise<Left> {
    const { spool, clock, log } = this.#parts;
    for (;;) {
      const lock = takeLock(spool.lockPath);
      if (lock.kind === "failed") log.error(`the queue cannot be locked: ${spool.lockPath}: ${lock.reason}`);
      if (lock.kind !== "held") return { due: undefined };
      if (lock.unsigned !== undefined) log.warning(`${spool.lockPath} is empty: ${lock.unsigned}; make room there`);
      const left = await this.#hold(deadline).finally(() => lock.release());
      const arrived = left.due === undefined && this.#hasArrived();
      if (!arrived || clock.wall() >= deadline) return left;
    }
  }

  async #hold(deadline: number): Promise<Left> {
    const { clock } = this.#parts;
    for (;;) {
      const left = await this.round();
      if (left.due === undefined || left.due > deadline || this.#parts.outdated?.() === true) return left;
      await sleep(clock, Math.max(1, Math.min(1000, left.due - clock.wall())));
    }
  }
}
