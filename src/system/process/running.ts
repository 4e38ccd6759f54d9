/** Processes that run already: who they are, and signals to them. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { systemCode } from "../system-error.ts";

export interface Running {
  /** The words of the command line of a process (its title, where it has set one); undefined when there is none. */
  command(pid: number): readonly string[] | undefined;
  send(pid: number, signal: NodeJS.Signals | 0): SendResult;
}

export type SendResult = "sent" | "no-process" | "not-allowed";

function fromProc(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8")
      .split(/[\0 ]/)
      .filter((word) => word !== "");
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): readonly string[] | undefined {
  const { status, stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return status === 0 ? stdout.trim().split(/\s+/) : undefined;
}

function send(pid: number, signal: NodeJS.Signals | 0): SendResult {
  try {
    process.kill(pid, signal);
    return "sent";
  } catch (error) {
    return systemCode(error) === "EPERM" ? "not-allowed" : "no-process";
  }
}

/** The processes of this machine: from /proc, else from ps. */
export const RUNNING: Running = { command: (pid) => fromProc(pid) ?? fromPs(pid), send };

const baseName = (word: string): string => word.slice(word.lastIndexOf("/") + 1).replace(/:$/, "");

/**
 * True when a command line is the program `name` of ours or of the C project: `/usr/sbin/upsd -F`,
 * `node …/bin/run.js upsd -F`, or the title `nutts: upsd`. Drivers are found by their driver's name.
 */
export const isProgram = (command: readonly string[], name: string): boolean =>
  command.slice(0, 6).some((word) => baseName(word) === name);
