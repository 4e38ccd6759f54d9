/** `shutdown.return` of a driver that runs, with a delay that is long enough. Never with a shorter one. */
import type { NutClient } from "../../../netproto/client/nut-client.ts";
import { NutError } from "../../../nut/errors.ts";
import { parseStatus } from "../../../nut/status.ts";
import { reasonOf } from "../../../system/system-error.ts";
import type { ArmResult, ReturnDelay } from "../../core/step.ts";

const DELAY = "ups.delay.shutdown";
/** Milliseconds that a driver may take for a value or a command. */
const RESULT_MS = 3000;
const UNIT_S = 60;

interface Target {
  readonly client: NutClient;
  readonly ups: string;
  readonly signal: AbortSignal;
}

/** Undefined where the UPS does not say. */
async function currentDelay({ client, ups, signal }: Target): Promise<number | undefined> {
  const text = await client.getVar(ups, DELAY, { signal }).catch((error: unknown) => {
    if (error instanceof NutError && error.code === "var-not-supported") return "";
    throw error;
  });
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Servers older than 2.8.0 know no TRACKING: their OK has to do. */
async function trackingOf({ client, signal }: Target): Promise<number | false> {
  const answer = await client.ask("SET TRACKING ON", { signal });
  return answer.startsWith("OK") ? RESULT_MS : false;
}

/** What a delay is worth that we did not choose: a UPS may count in whole units. */
const wholeUnits = (seconds: number): number => Math.floor(seconds / UNIT_S) * UNIT_S;

async function setDelay(target: Target, { needed, asked }: ReturnDelay, tracking: number | false): Promise<ArmResult> {
  const before = await currentDelay(target);
  if (before === asked) return { kind: "armed", delay: asked };
  try {
    const { client, ups, signal } = target;
    await client.set(ups, DELAY, String(asked), { signal, tracking });
  } catch (error) {
    target.signal.throwIfAborted();
    if (before !== undefined && wholeUnits(before) >= needed) return { kind: "armed", delay: before };
    const why = `${DELAY} is ${before ?? "not there"}, ${asked} s were asked for (${reasonOf(error)})`;
    return { kind: "refused", why };
  }
  const after = await currentDelay(target);
  if (after === undefined || after === before || after >= needed) return { kind: "armed", delay: asked };
  return { kind: "refused", why: `it makes ${after} s of the ${asked} s that were asked for as ${DELAY}` };
}

async function order(target: Target, delay: ReturnDelay): Promise<ArmResult> {
  const tracking = await trackingOf(target);
  const set = await setDelay(target, delay, tracking);
  if (set.kind === "refused") return set;
  const { client, ups, signal } = target;
  await client.instcmd(ups, "shutdown.return", { signal, tracking });
  return set;
}

/** Never rejects. */
export async function armReturn(target: Target, delay: ReturnDelay): Promise<ArmResult> {
  try {
    return await order(target, delay);
  } catch (error) {
    return { kind: "refused", why: reasonOf(error) };
  }
}

/** Never rejects: who does not say has no power, as far as anybody knows. */
export async function hasMains({ client, ups, signal }: Target): Promise<boolean> {
  const status = await client.getVar(ups, "ups.status", { signal }).catch(() => "");
  return parseStatus(status.toUpperCase()).includes("OL");
}

/** A UPS that was not armed refuses, which is as good. */
export async function disarmReturn(client: NutClient, ups: string): Promise<void> {
  await client.instcmd(ups, "shutdown.stop").catch(() => undefined);
}
