/** A drill on a server: begun, watched until everybody has answered or the time is over, and ended. */
import { randomUUID } from "node:crypto";
import type { NutClient } from "../../netproto/client/nut-client.ts";
import { DRILL, DRILL_HOST, type DrillHost, formatDrillOrder, parseDrillHost } from "../../nut/drill.ts";
import { NutError } from "../../nut/errors.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import { silentAddresses } from "./report.ts";

const LOOK_MS = 500;
/** The server ends it by itself, should we be gone: so much later than we would. */
const SPARE_S = 5;

export interface LiveResult {
  readonly id: string;
  readonly clients: readonly string[];
  readonly hosts: readonly DrillHost[];
  readonly runtime: number | undefined;
}

export interface LiveParts {
  readonly client: NutClient;
  readonly ups: string;
  readonly clock: Clock;
  /** How long answers are waited for, in seconds. */
  readonly wait: number;
  readonly stopping: AbortSignal;
}

async function begin({ client, ups, wait }: LiveParts, id: string): Promise<void> {
  const before = await client.getVar(ups, DRILL).catch((error: unknown) => {
    if (!(error instanceof NutError) || error.code !== "var-not-supported") throw error;
    throw new NutError("feature-not-supported", "this server holds no live drills: only upsd of nutts does");
  });
  if (before !== "") throw new NutError("set-failed", `a drill is under way already (${before})`);
  try {
    await client.set(ups, DRILL, formatDrillOrder({ id, seconds: wait + SPARE_S }));
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    if (error.code === "access-denied")
      throw new NutError("access-denied", "a live drill wants a user of upsd.users who has actions = FSD");
    if (error.code === "set-failed")
      throw new NutError(
        "set-failed",
        `the server begins no drill now: ${ups} is not on line power, or another drill runs`,
      );
    throw error;
  }
}

function hostsIn(values: ReadonlyMap<string, string>): readonly DrillHost[] {
  const rows = [...values].filter(([name]) => name.startsWith(`${DRILL_HOST}.`));
  return rows.map(([, value]) => parseDrillHost(value)).filter((host) => host !== undefined);
}

function runtimeIn(values: ReadonlyMap<string, string>): number | undefined {
  const seconds = Number.parseFloat(values.get("battery.runtime") ?? "");
  return seconds > 0 ? seconds : undefined;
}

async function watch({ client, ups, clock, wait, stopping }: LiveParts, id: string): Promise<LiveResult> {
  const until = clock.now() + wait * 1000;
  for (;;) {
    const [values, clients] = await Promise.all([client.listVar(ups), client.listClient(ups)]);
    const hosts = hostsIn(values);
    if (values.get(DRILL)?.split(" ")[0] !== id)
      throw new NutError("failed", `the server has ended the drill ${id} early: ${ups} is not on line power any more`);
    const complete = silentAddresses(clients, hosts).length === 0;
    if (complete || clock.now() >= until || stopping.aborted) return { id, clients, hosts, runtime: runtimeIn(values) };
    await sleep(clock, LOOK_MS, stopping).catch(() => undefined);
  }
}

/** Rejects with NutError. Ended in any case: by us, else by the server when its time is over. */
export async function liveDrill(parts: LiveParts): Promise<LiveResult> {
  const id = randomUUID().slice(0, 8);
  await begin(parts, id);
  try {
    return await watch(parts, id);
  } finally {
    await parts.client.set(parts.ups, DRILL, formatDrillOrder({ id, seconds: 0 })).catch(() => undefined);
  }
}
