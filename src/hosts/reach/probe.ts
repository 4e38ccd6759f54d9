/** One look whether a host is there. */
import { connect } from "node:net";
import { systemCode } from "../../system/system-error.ts";
import { type Job, leftMs } from "../host-kind.ts";
import { runProgram } from "../run-program.ts";
import type { Address, Check } from "./check.ts";

export type Sight =
  | "answers"
  /** It is there, and what we ask for is not: it starts, or goes down. */
  | "refuses"
  | "silent"
  /** Its kind knows that it is off. */
  | "off"
  /** Nothing can be said: our own network is away, a name cannot be resolved, a program is missing. */
  | "unknown";

export type Prober = (check: Check, job: Job) => Promise<Sight>;

const LOOK_MS = 3000;
/** ping of iputils and BusyBox alike: 1 where nothing comes back. */
const NO_REPLY = 1;
const ABSENT = new Set(["EHOSTUNREACH", "EHOSTDOWN", "ETIMEDOUT"]);

function sightOf(error: unknown): Sight {
  const code = systemCode(error) ?? "";
  if (code === "ECONNREFUSED" || code === "ECONNRESET") return "refuses";
  return ABSENT.has(code) ? "silent" : "unknown";
}

function lookAtPort({ host, port }: Address, job: Job): Promise<Sight> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (sight: Sight): void => {
      timer.cancel();
      socket.destroy();
      resolve(sight);
    };
    const timer = job.clock.after(Math.max(1, leftMs(job, LOOK_MS)), () => end("silent"));
    socket.on("connect", () => end("answers"));
    socket.on("error", (error) => end(sightOf(error)));
  });
}

async function ping(host: string, job: Job): Promise<Sight> {
  const result = await runProgram("ping", ["-c", "1", "-W", "2", host], job, { limitMs: LOOK_MS });
  if (result.kind === "timeout") return "silent";
  if (result.kind !== "exited" || result.status > NO_REPLY) return "unknown";
  return result.status === 0 ? "answers" : "silent";
}

async function lookByCommand(command: string, job: Job): Promise<Sight> {
  const result = await runProgram("/bin/sh", ["-c", command], job, { limitMs: LOOK_MS });
  if (result.kind === "exited" && result.status < 126) return result.status === 0 ? "answers" : "silent";
  return "unknown";
}

/** Never rejects, and takes three seconds at most. */
export const probe: Prober = async (check, job) => {
  switch (check.kind) {
    case "none":
      return "unknown";
    case "port":
      return lookAtPort(check, job);
    case "ping":
      return ping(check.host, job);
    case "command":
      return lookByCommand(check.command, job);
  }
};
