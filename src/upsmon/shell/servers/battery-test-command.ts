/** Battery tests as instant commands of the UPS, with the user of its MONITOR line. */
import { type BatteryTestKind, TEST_COMMANDS } from "../../../conf/tables/battery-tests.ts";
import { NutError } from "../../../nut/errors.ts";
import { reasonOf } from "../../../system/system-error.ts";
import type { Event } from "../../core/step.ts";
import type { UpsConnection } from "./ups-connection.ts";

const STOP = "test.battery.stop";
const USER = "its user in upsd.users needs instcmds for";

function whyOf(error: unknown, command: string): string {
  const denied = error instanceof NutError && error.code === "access-denied";
  return denied ? `${reasonOf(error)}; ${USER} ${command}` : `${command}: ${reasonOf(error)}`;
}

const isUnknown = (error: unknown): boolean => error instanceof NutError && error.code === "cmd-not-supported";

type Connection = Pick<UpsConnection, "monitor" | "standing">;

async function order(connection: Connection, commands: readonly string[]): Promise<string | undefined> {
  const client = await connection.standing();
  let why = "the UPS has no such test";
  for (const command of commands) {
    try {
      await client.instcmd(connection.monitor.upsname, command);
      return undefined;
    } catch (error) {
      why = whyOf(error, command);
      if (!isUnknown(error)) return why;
    }
  }
  return why;
}

/** Never rejects: the answer is an event. */
export async function startBatteryTest(
  connection: Connection,
  test: BatteryTestKind,
  emit: (event: Event) => void,
): Promise<void> {
  const error = await order(connection, TEST_COMMANDS[test]).catch(reasonOf);
  emit({ kind: "test-answer", ups: connection.monitor.system, error });
}

/** Never rejects; a UPS that cannot stop ends its test by itself. */
export async function stopBatteryTest(connection: Connection): Promise<void> {
  const client = await connection.standing().catch(() => undefined);
  await client?.instcmd(connection.monitor.upsname, STOP).catch(() => undefined);
}
