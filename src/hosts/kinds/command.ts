/** A shell command here, which reaches a host in a way of its own. */
import { executableComplaint } from "../../system/process/executable.ts";
import { done, type HostKind, type Job, type Outcome, refused, type Settings } from "../host-kind.ts";
import { failureOf, runProgram, widePath } from "../run-program.ts";

async function run(settings: Settings, job: Job): Promise<Outcome> {
  const result = await runProgram("/bin/sh", ["-c", settings.get("command")], job);
  return failureOf("command", result) ?? done("the command was run");
}

/** The first word, where it is plainly a program. */
export const programOf = (command: string): string | undefined => /^\s*([\w@%+:,./-]+)(?=\s|$)/.exec(command)?.[1];

export const COMMAND: HostKind = {
  name: "command",
  rows: [{ name: "command", help: "shell words", required: true }],
  programs: [],
  shutDown: run,
  wake: run,
  test: async (settings, job) => {
    const command = settings.get("command");
    const program = programOf(command);
    const complaint = program?.includes("/") ? executableComplaint(program, widePath(job.env)) : undefined;
    return complaint === undefined
      ? done(`would run: ${command}`)
      : refused(`${program} cannot be executed: ${complaint}`);
  },
};
