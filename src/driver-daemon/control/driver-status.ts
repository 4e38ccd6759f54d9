/** `nutts driver status`: upsdrvctl's columns, from the PID file (PF_*) and over the driver's socket (S_*). */

import type { Machine } from "../../daemon/run-daemon.ts";
import { queryFacts } from "../../sockproto/driver-query.ts";
import { parsePid, readPidFile } from "../../system/files/pid-file.ts";
import type { ListedUps } from "../host/driver-conf.ts";

const ANSWER_MS = 3000;
/** What upsdrvctl prints for a PID file that is not there. */
const NO_PID_FILE = -3;

const HEADER = ["UPSNAME", "UPSDRV", "RUNNING", "PF_PID", "S_RESPONSIVE", "S_PID", "S_STATUS"] as const;

type Row = readonly [string, string, string, string, string, string, string];

const format = ([upsname, driver, ...rest]: Row): string =>
  `${[upsname.padEnd(11), driver.padStart(11), ...rest].join("\t")}\n`;

export const statusHeader = (): string => format([...HEADER]);

export async function driverStatusLine(
  { upsname, driver, socketPath, pidFile }: ListedUps,
  machine: Machine,
): Promise<string> {
  const file = readPidFile(pidFile, [driver], machine);
  const filePid = "pid" in file ? file.pid : NO_PID_FILE;
  const answer = await queryFacts({ path: socketPath, clock: machine.clock, timeoutMs: ANSWER_MS });
  const facts = answer.kind === "answer" ? answer.value : undefined;
  const socketPid = facts?.pid;
  const running = file.kind === "running" || isThere(socketPid, machine);
  return format([
    upsname,
    driver,
    running ? "RUNNING" : socketPid !== undefined ? "STOPPED" : "N/A",
    String(filePid),
    facts ? "RESPONSIVE" : "NOT_RESPONSIVE",
    socketPid ?? "N/A",
    facts?.status === undefined ? "" : `"${facts.status}"`,
  ]);
}

function isThere(pid: string | undefined, { running }: Machine): boolean {
  const number = parsePid(pid ?? "");
  return number !== undefined && running.send(number, 0) !== "no-process";
}
