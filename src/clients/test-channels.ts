/** `nutts notify test`: a message on the path of all others, and what became of it, channel by channel. */

import type { Delivery } from "../notify/channel.ts";
import { deliverPosted, type NotifyQueues, post } from "../notify/notify-queues.ts";
import type { Left } from "../notify/worker.ts";
import { NutError } from "../nut/errors.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";

/** Time for one try on each channel: somebody sits and waits. A try has limits of its own. */
const ONE_TRY_MS = 3000;
const HOUR_S = 3600;

export interface TestContext {
  readonly env: Env;
  readonly log: Log;
  readonly out: (text: string) => void;
}

/** Throws NutError `usage` for a channel that notify.conf does not have. */
function check({ conf }: NotifyQueues, only: readonly string[]): void {
  const names = conf.channels.map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new NutError("usage", `there is no channel [${unknown.join(", ")}]; channels are ${names.join(", ")}`);
}

const inHours = (seconds: number): string =>
  seconds >= 2 * HOUR_S ? `${Math.round(seconds / HOUR_S)} h` : `${Math.round(seconds / 60)} min`;

/** What became of it; undefined while somebody else has it in hand. */
function fateOf(delivery: Delivery | undefined, queued: boolean, expire: number): string {
  if (delivery === undefined)
    return "queued; another process is at work on the queue and sends it in its turn, within five minutes of the one before";
  if (delivery.kind === "delivered") return "delivered";
  if (delivery.kind === "refused") return `refused: ${delivery.why}`;
  if (!queued) return `lost: ${delivery.why}`;
  return `not delivered yet: ${delivery.why}; it stays in the queue, and a process in the background tries again for ${inHours(expire)}`;
}

export async function testChannels(
  queues: NotifyQueues,
  only: readonly string[],
  { env, log, out }: TestContext,
): Promise<Left & { readonly delivered: boolean }> {
  check(queues, only);
  const message = { type: "TEST", upsname: "", text: "This is a test of the notifications of nutts" };
  const posted = post(queues, only.length > 0 ? { ...message, only } : message, { env, log });
  const results = new Map<string, Delivery>();
  const onAttempt = (name: string, _id: string, delivery: Delivery): void => void results.set(name, delivery);
  const { due } = await deliverPosted(queues, posted, { env, log, forMs: ONE_TRY_MS, onAttempt });
  const names = [...posted.queued, ...posted.undelivered.map(({ channel }) => channel.name)];
  for (const { name, settings } of queues.conf.channels.filter((channel) => names.includes(channel.name)))
    out(`${name}: ${fateOf(results.get(name), posted.queued.includes(name), Number(settings.get("expire")))}\n`);
  return { due, delivered: names.every((name) => results.get(name)?.kind === "delivered") };
}
