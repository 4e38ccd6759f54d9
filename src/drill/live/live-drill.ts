/** A drill on a server: begun, watched until everybody has answered or the time is over, and ended. */
import { randomUUID } from "node:crypto";
import type { NutClient } from "../../netproto/client/nut-client.ts";
import { DRILL, DRILL_HOST, type DrillHost, formatDrillOrder, parseDrillHost } from "../../nut/drill.ts";
import { NutError } from "../../nut/errors.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import { type Attendance, attendanceOf, type Roll } from "./attendance.ts";

const LOOK_MS = 500;
/** The server ends it by itself, should we be gone: so much later than we would. */
const SPARE_S = 5;

export interface LiveResult extends Attendance {
  readonly id: string;
  readonly runtime: number | undefined;
}

export interface LiveParts {
  readonly client: NutClient;
  readonly ups: string;
  /** UPSes of their own names on the same battery. */
  readonly stages: readonly string[];
  readonly clock: Clock;
  /** How long answers are waited for, in seconds. */
  readonly wait: number;
  readonly stopping: AbortSignal;
}

async function begin({ client, wait }: LiveParts, ups: string, id: string): Promise<void> {
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

interface Called extends Roll {
  readonly runtime: number | undefined;
}

async function call({ client }: LiveParts, ups: string, stage: string | undefined, id: string): Promise<Called> {
  const [values, clients] = await Promise.all([client.listVar(ups), client.listClient(ups)]);
  if (values.get(DRILL)?.split(" ")[0] !== id)
    throw new NutError("failed", `the server has ended the drill ${id} early: ${ups} is not on line power any more`);
  return { stage, clients, hosts: hostsIn(values), runtime: runtimeIn(values) };
}

async function watch(parts: LiveParts, id: string): Promise<LiveResult> {
  const { ups, stages, clock, wait, stopping } = parts;
  const until = clock.now() + wait * 1000;
  for (;;) {
    const own = await call(parts, ups, undefined, id);
    const attended = attendanceOf(own, await Promise.all(stages.map((stage) => call(parts, stage, stage, id))));
    if (attended.silent.length === 0 || clock.now() >= until || stopping.aborted)
      return { id, runtime: own.runtime, ...attended };
    await sleep(clock, LOOK_MS, stopping).catch(() => undefined);
  }
}

const end = ({ client, ups, stages }: LiveParts, id: string): Promise<unknown> =>
  Promise.all(
    [ups, ...stages].map((each) =>
      client.set(each, DRILL, formatDrillOrder({ id, seconds: 0 })).catch(() => undefined),
    ),
  );

/** Rejects with NutError. Ended in any case: by us, else by the server when its time is over. */
export async function liveDrill(parts: LiveParts): Promise<LiveResult> {
  const id = randomUUID().slice(0, 8);
  await begin(parts, parts.ups, id);
  try {
    for (const stage of parts.stages) await begin(parts, stage, id);
    return await watch(parts, id);
  } finally {
    await end(parts, id);
  }
}
